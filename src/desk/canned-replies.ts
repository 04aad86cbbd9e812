// Canned replies: written once by anybody who answers, filled in for one ticket, changed under everybody's eyes.
import { type CannedValues, firstName, renderCanned, type RenderedCanned } from "#domain/canned-variables.ts";
import { newId, type TicketId, type WorkspaceId } from "#domain/ids.ts";
import { writeAudit } from "#store/audit.ts";
import {
  type CannedReplyRow,
  deleteCannedReply,
  findCannedReply,
  insertCannedReply,
  readCannedValues,
  updateCannedReply,
} from "#store/canned-replies.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound, refusal } from "./refusals.ts";

export interface DeskAct {
  workspaceId: WorkspaceId;
  actor: Actor;
}

/** `html` is clean already. */
export async function createCannedReply(db: Db, act: DeskAct, wanted: { name: string; html: string }): Promise<CannedReplyRow> {
  return inWorkspace(db, act.workspaceId, async (tx) => {
    const createdBy = act.actor.kind === "agent" ? act.actor.id : null;
    const row = await insertCannedReply(tx, { workspaceId: act.workspaceId, id: newId(), ...wanted, createdBy });
    if (row === null) throw nameTaken(wanted.name);
    await audit(tx, act, { action: "canned-reply.created", id: row.id, details: { name: row.name } });
    return row;
  });
}

export async function changeCannedReply(
  db: Db,
  act: DeskAct,
  { id, change }: { id: string; change: { name?: string | undefined; html?: string | undefined } },
): Promise<CannedReplyRow> {
  return inWorkspace(db, act.workspaceId, async (tx) => {
    const row = await updateCannedReply(tx, id, change);
    if (row === null) throw notFound();
    if (row === "taken") throw nameTaken(change.name ?? "");
    await audit(tx, act, { action: "canned-reply.changed", id, details: { ...change } });
    return row;
  });
}

export async function removeCannedReply(db: Db, act: DeskAct, id: string): Promise<void> {
  await inWorkspace(db, act.workspaceId, async (tx) => {
    const row = await findCannedReply(tx, id);
    if (row === null || !(await deleteCannedReply(tx, id))) throw notFound();
    await audit(tx, act, { action: "canned-reply.removed", id, details: { name: row.name, html: row.html } });
  });
}

/** Filled in with what is known of a ticket and of whoever answers. */
export async function fillCannedReply(
  tx: Tx,
  html: string,
  { ticketId, agentName }: { ticketId: TicketId; agentName: string },
): Promise<RenderedCanned> {
  const known = await readCannedValues(tx, ticketId);
  if (known === null) throw notFound();
  const values: CannedValues = {
    "requester.name": known.requester,
    "requester.firstName": firstName(known.requester),
    "requester.email": known.email,
    "ticket.number": String(known.number),
    "ticket.subject": known.subject,
    "agent.name": agentName,
    "agent.firstName": firstName(agentName),
    "source.name": known.source,
    "company.name": known.company,
  };
  return renderCanned(html, values);
}

function nameTaken(name: string) {
  return refusal("name-taken", `There is a canned reply called “${name}” already. Choose another name.`);
}

async function audit(
  tx: Tx,
  { workspaceId, actor }: DeskAct,
  { action, id, details }: { action: string; id: string; details: Record<string, unknown> },
): Promise<void> {
  await writeAudit(tx, { workspaceId, actor: actorText(actor), action, subject: `canned-reply:${id}`, details });
}
