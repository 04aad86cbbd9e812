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

/** Forgets what nobody has sent for this long, and no draft still names; a few at a time, so that no request waits for it. */
export async function forgetOldUploads(tx: Tx, days: number): Promise<void> {
  await sql`
    delete from uploads u where u.id in (
      select o.id from uploads o where o.created_at < now() - make_interval(days => ${days}) and not exists (
        select 1 from drafts d where d.workspace_id = o.workspace_id and (d.content -> 'attachments' ? o.id::text or strpos(d.content ->> 'html', o.id::text) > 0)
      ) order by o.created_at limit 20
    )`.execute(tx);
}
