// Files that were chosen for an answer and not sent yet. Their bytes are in the blob store.
import { sql } from "kysely";
import type { AgentId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

export interface UploadRow {
  id: string;
  agentId: AgentId | null;
  name: string;
  /** A picture's type stands here only where its bytes are such a picture. */
  mediaType: string;
  size: number;
  sha256: Buffer;
  createdAt: Date;
}

const columns = ["id", "agentId", "name", "mediaType", "size", "sha256", "createdAt"] as const;

export interface NewUpload extends Omit<UploadRow, "createdAt"> {
  workspaceId: WorkspaceId;
}

export async function insertUpload(tx: Tx, upload: NewUpload): Promise<UploadRow> {
  return tx.insertInto("uploads").values(upload).returning(columns).executeTakeFirstOrThrow();
}

/** In the order of the ids that were asked for; those that are not there are left out. */
export async function findUploads(tx: Tx, ids: readonly string[]): Promise<UploadRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("uploads")
    .select(columns)
    .where("id", "in", [...ids])
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(ids)].flatMap((id) => byId.get(id.toLowerCase()) ?? []);
}

export async function deleteUpload(tx: Tx, id: string): Promise<boolean> {
  return (await tx.deleteFrom("uploads").where("id", "=", id).executeTakeFirst()).numDeletedRows > 0n;
}

/** Counts their days anew; gives how many are there. They stay at least until the transaction ends. */
export async function stillWanted(tx: Tx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { numUpdatedRows } = await tx
    .updateTable("uploads")
    .set({ wantedAt: sql<Date>`now()` })
    .where("id", "in", [...ids])
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/**
 * Forgets those that nobody has wanted since then, at most `limit`, the oldest first; gives how many. One that a draft names, or shows as a
 * picture, lives as long as the draft.
 */
export async function forgetUploads(tx: Tx, { unwantedSince, limit }: { unwantedSince: Date; limit: number }): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from uploads u where u.wanted_at < ${unwantedSince} and u.id in (
      select o.id from uploads o where o.wanted_at < ${unwantedSince} and not exists (
        select from drafts d where d.workspace_id = o.workspace_id and strpos(lower(d.content::text), o.id::text) > 0
      ) order by o.wanted_at limit ${limit}
    )`.execute(tx);
  return Number(numAffectedRows);
}
