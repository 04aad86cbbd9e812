// What agents do to a ticket: state, priority, assignee.
import { type TicketId, type WorkspaceId, isId } from "#domain/ids.ts";
import { findAgent } from "#store/agents.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { announce } from "#store/intake-rows.ts";
import { type TicketFields, lockTicket, updateTicket } from "#store/tickets.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound, refusal } from "./refusals.ts";

/** Changes what differs, writes it down, tells the listeners. Naming what is so already changes nothing. */
export async function changeTicket(
  db: Db,
  by: { workspaceId: WorkspaceId; actor: Actor },
  wanted: { id: TicketId; change: Partial<TicketFields> },
): Promise<void> {
  await inWorkspace(db, by.workspaceId, async (tx) => {
    const before = await lockTicket(tx, wanted.id);
    if (before === null) throw notFound();
    const change = differences(before, wanted.change);
    if (Object.keys(change).length === 0) return;
    if (change.assigneeId !== undefined && change.assigneeId !== null) await refuseUnknownAgent(tx, change.assigneeId);
    await updateTicket(tx, wanted.id, change);
    await writeAudit(tx, {
      workspaceId: by.workspaceId,
      actor: actorText(by.actor),
      action: "ticket.changed",
      subject: `ticket:${wanted.id}`,
      details: { before: pick(before, change), after: change },
    });
    await announce(tx, { workspaceId: by.workspaceId, tickets: [wanted.id], deliveries: [] });
  });
}

async function refuseUnknownAgent(tx: Tx, id: string): Promise<void> {
  const agent = isId(id) ? await findAgent(tx, id) : null;
  if (agent === null || agent.disabledAt !== null)
    throw refusal("unknown-agent", "Nobody who works here has this id. Choose somebody from the list of agents.");
}

function differences(before: TicketFields, wanted: Partial<TicketFields>): Partial<TicketFields> {
  const changed = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && value !== before[field as keyof TicketFields],
  );
  return Object.fromEntries(changed);
}

function pick(fields: TicketFields, like: Partial<TicketFields>): Partial<TicketFields> {
  return Object.fromEntries(Object.keys(like).map((field) => [field, fields[field as keyof TicketFields]]));
}
