// Being named in a note: who is told, what waits to be seen, and that it was seen.
import type { AgentId, MessageId, TicketId, WorkspaceId } from "#domain/ids.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { announceMentions, markMentionsSeen, mentionedAction } from "#store/mentions.ts";
import { findTicketName } from "#store/ticket-page.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound } from "./refusals.ts";

/** In the transaction that keeps the note. Nobody is told of their own words. */
export async function tellMentioned(
  tx: Tx,
  act: { workspaceId: WorkspaceId; actor: Actor },
  note: { ticketId: TicketId; messageId: MessageId; agents: readonly AgentId[] },
): Promise<void> {
  const { workspaceId, actor } = act;
  const { ticketId, messageId } = note;
  const agents = note.agents.filter((id) => !(actor.kind === "agent" && actor.id === id));
  for (const id of agents) {
    const details = { ticketId, messageId };
    await writeAudit(tx, { workspaceId, actor: actorText(actor), action: mentionedAction, subject: `agent:${id}`, details });
  }
  await announceMentions(tx, { workspaceId, ticketId, agents });
}

/** The agent has the ticket open: no note on it waits for them any longer. Throws "not-found". */
export async function seeMentions(
  db: Db,
  { workspaceId, agentId, ticketId }: { workspaceId: WorkspaceId; agentId: AgentId; ticketId: TicketId },
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    if ((await findTicketName(tx, ticketId)) === null) throw notFound();
    // The agent's other tabs hear of it as well.
    if ((await markMentionsSeen(tx, ticketId, agentId)) > 0)
      await announceMentions(tx, { workspaceId, ticketId, agents: [agentId] });
  });
}
