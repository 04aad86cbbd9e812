// What a browser asks for by itself: a message's HTML with its inline pictures, and single attachments.
import type { MessageId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import { imageTypes } from "./ticket-page.ts";

export interface InlinePictureRow {
  contentId: string;
  sniffedType: string;
  size: number;
  sha256: Buffer;
}

/** Null: no such message, or it has no HTML. */
export async function findMessageHtml(tx: Tx, id: MessageId): Promise<string | null> {
  const row = await tx.selectFrom("messages").select("html").where("id", "=", id).executeTakeFirst();
  return row?.html ?? null;
}

/** Pictures that a `cid:` of this message may name, in order. Its own only: an id of another message leads nowhere. */
export async function listInlinePictures(tx: Tx, messageId: MessageId): Promise<InlinePictureRow[]> {
  const rows = await tx
    .selectFrom("attachments")
    .select(["contentId", "sniffedType", "size", "sha256"])
    .where("messageId", "=", messageId)
    .where("contentId", "is not", null)
    .where("sha256", "is not", null)
    .where("sniffedType", "in", [...imageTypes])
    .orderBy("position")
    .limit(100)
    .$castTo<InlinePictureRow>()
    .execute();
  return rows;
}

export interface AttachmentFileRow {
  id: string;
  name: string;
  sniffedType: string | null;
  size: number;
  /** Null: it was refused, there are no bytes. */
  sha256: Buffer | null;
  refusedBecause: string | null;
}

/** Found through its message, so that an attachment without one can never be read. */
export async function findAttachment(tx: Tx, id: string): Promise<AttachmentFileRow | null> {
  const row = await tx
    .selectFrom("attachments as a")
    .innerJoin("messages as m", (join) => join.onRef("m.workspaceId", "=", "a.workspaceId").onRef("m.id", "=", "a.messageId"))
    .select(["a.id", "a.name", "a.sniffedType", "a.size", "a.sha256", "a.refusedBecause"])
    .where("a.id", "=", id)
    .executeTakeFirst();
  return row ?? null;
}
