// Reply addresses: each leads one participant's answers to one ticket. Stored as the hash of its token, revocable.
import type { SourceId, TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

/** How a reply address stands in the routes. */
export function replyRoute(tokenHash: Buffer): string {
  return `reply:${tokenHash.toString("hex")}`;
}

export interface NewReplyAddress {
  workspaceId: WorkspaceId;
  ticketId: TicketId;
  /** The source that its mail is counted under. */
  sourceId: SourceId;
  /** The participant it is given to. */
  address: string;
  tokenHash: Buffer;
}

/** Opens a reply address: from now on mail to it is taken and leads to its ticket. */
export async function insertReplyAddress(tx: Tx, made: NewReplyAddress): Promise<void> {
  const { workspaceId, ticketId, sourceId, address, tokenHash } = made;
  await tx.insertInto("replyAddresses").values({ workspaceId, tokenHash, ticketId, address }).execute();
  await tx
    .insertInto("routes")
    .values({ workspaceId, address: replyRoute(tokenHash), sourceId })
    .execute();
}

/** Closes it: mail to it is refused at the door, and no longer proves anything. */
export async function revokeReplyAddress(tx: Tx, tokenHash: Buffer, at: Date): Promise<void> {
  await tx.updateTable("replyAddresses").set({ revokedAt: at }).where("tokenHash", "=", tokenHash).execute();
  await tx.deleteFrom("routes").where("address", "=", replyRoute(tokenHash)).execute();
}
