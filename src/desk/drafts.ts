// What somebody has begun to write: kept for each agent and ticket, whatever becomes of the tab.
import type { AgentId, TicketId, WorkspaceId } from "#domain/ids.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { type DraftKey, type StoredDraft, deleteDraft, findDraft, saveDraft } from "#store/drafts.ts";
import { findTicketName } from "#store/ticket-page.ts";
import { findUploads } from "#store/uploads.ts";
import { notFound } from "./refusals.ts";
import { type ShownUpload, showUpload } from "./uploads.ts";

export type ShownDraft = Omit<StoredDraft, "attachments"> & { attachments: ShownUpload[] };

export async function readDraft(db: Db, key: DraftKey): Promise<(ShownDraft & { updatedAt: Date }) | null> {
  return inWorkspace(db, key.workspaceId, async (tx) => {
    await refuseNoTicket(tx, key.ticketId);
    const found = await findDraft(tx, key);
    return found === null ? null : { ...(await showDraft(tx, found.content)), updatedAt: found.updatedAt };
  });
}

/** The last writer wins: the answer says what stands there now, and since when. */
export async function writeDraft(db: Db, key: DraftKey, content: StoredDraft): Promise<ShownDraft & { updatedAt: Date }> {
  return inWorkspace(db, key.workspaceId, async (tx) => {
    await refuseNoTicket(tx, key.ticketId);
    const updatedAt = await saveDraft(tx, key, content);
    return { ...(await showDraft(tx, content)), updatedAt };
  });
}

export async function dropDraft(db: Db, key: DraftKey): Promise<void> {
  await inWorkspace(db, key.workspaceId, async (tx) => {
    await refuseNoTicket(tx, key.ticketId);
    await deleteDraft(tx, key);
  });
}

/** With the files that are still there. */
export async function showDraft(tx: Tx, content: StoredDraft): Promise<ShownDraft> {
  return { ...content, attachments: (await findUploads(tx, content.attachments)).map(showUpload) };
}

export function draftKey(workspaceId: WorkspaceId, agentId: AgentId, ticketId: TicketId): DraftKey {
  return { workspaceId, agentId, ticketId };
}

async function refuseNoTicket(tx: Tx, ticketId: TicketId): Promise<void> {
  if ((await findTicketName(tx, ticketId)) === null) throw notFound();
}
