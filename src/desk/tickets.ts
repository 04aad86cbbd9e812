// What agents do to a ticket: state, priority, assignee, requester.
import { addressKey } from "#domain/address.ts";
import { type TicketId, type WorkspaceId, isId } from "#domain/ids.ts";
import { findAgent } from "#store/agents.ts";
import { writeAudit } from "#store/audit.ts";
import { changeRequester, ensureContact, lockRequester } from "#store/contacts.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { announce } from "#store/intake-rows.ts";
import { type TicketFields, lockTicket, updateTicket } from "#store/tickets.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound, refusal } from "./refusals.ts";

export interface TicketChange extends Partial<TicketFields> {
  requester?: { name: string; address: string } | undefined;
}

/** Changes what differs, writes it down, tells the listeners. Naming what is so already changes nothing. */
export async function changeTicket(
  db: Db,
  by: { workspaceId: WorkspaceId; actor: Actor },
  { id, change: { requester, ...wanted } }: { id: TicketId; change: TicketChange },
): Promise<void> {
  await inWorkspace(db, by.workspaceId, async (tx) => {
    const before = await lockTicket(tx, id);
    if (before === null) throw notFound();
    const change = differences(before, wanted);
    const asked = requester === undefined ? null : await replaceRequester(tx, { workspaceId: by.workspaceId, id }, requester);
    if (Object.keys(change).length === 0 && asked === null) return;
    if (change.assigneeId !== undefined && change.assigneeId !== null) await refuseUnknownAgent(tx, change.assigneeId);
    if (Object.keys(change).length > 0) await updateTicket(tx, id, change);
    await writeAudit(tx, {
      workspaceId: by.workspaceId,
      actor: actorText(by.actor),
      action: "ticket.changed",
      subject: `ticket:${id}`,
      details: { before: { ...pick(before, change), ...asked?.before }, after: { ...change, ...asked?.after } },
    });
    await announce(tx, { workspaceId: by.workspaceId, tickets: [id], deliveries: [] });
  });
}

/** Null: they ask already. */
async function replaceRequester(
  tx: Tx,
  ticket: { workspaceId: WorkspaceId; id: TicketId },
  wanted: { name: string; address: string },
): Promise<{ before: { requester: string }; after: { requester: string } } | null> {
  const address = addressKey(wanted.address);
  const before = await lockRequester(tx, ticket.id);
  if (before === null || before.address === address) return null;
  const name = wanted.name === "" ? address.slice(0, address.lastIndexOf("@")) : wanted.name;
  const contactId = await ensureContact(tx, ticket.workspaceId, { name, address });
  await changeRequester(tx, ticket, { contactId, address });
  return { before: { requester: before.address }, after: { requester: address } };
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
