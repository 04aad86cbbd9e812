// Who is on a ticket right now: told to every process, stored nowhere.
import type { AgentId, TicketId, WorkspaceId } from "#domain/ids.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { announcePresence } from "#store/own-messages.ts";
import { findTicketName } from "#store/ticket-page.ts";
import { notFound } from "./refusals.ts";

export interface Presence {
  workspaceId: WorkspaceId;
  ticketId: TicketId;
  agent: { id: AgentId; name: string };
  doing: "viewing" | "typing" | "left";
}

export async function tellPresence(db: Db, presence: Presence): Promise<void> {
  await inWorkspace(db, presence.workspaceId, async (tx) => {
    if ((await findTicketName(tx, presence.ticketId)) === null) throw notFound();
    await announcePresence(tx, presence);
  });
}
