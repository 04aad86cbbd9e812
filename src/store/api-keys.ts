// API keys as people manage them: the key itself is a credential, of which only the hash is here.
import { sql } from "kysely";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

export interface ApiKeyRow {
  id: string;
  name: string;
  scopes: string[];
  hint: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Newest first. The credentials are a registry table: the workspace is named, not implied. */
export async function listApiKeys(
  tx: Tx,
  workspaceId: WorkspaceId,
  page: { limit: number; after: string | null; only?: string },
): Promise<ApiKeyRow[]> {
  const only = page.only === undefined ? sql`` : sql`and k.id = ${page.only}::uuid`;
  const after = page.after === null ? sql`` : sql`and k.id < ${page.after}::uuid`;
  const { rows } = await sql<ApiKeyRow>`
    select k.id, k.name, k.scopes, k.hint, k.created_at, c.expires_at, c.last_used_at, c.revoked_at
    from api_keys k join credentials c on c.workspace_id = k.workspace_id and c.subject_id = k.id and c.kind = 'api-key'
    where k.workspace_id = ${workspaceId} ${after} ${only}
    order by k.id desc limit ${page.limit}`.execute(tx);
  return rows;
}

export async function findApiKey(tx: Tx, id: string): Promise<{ id: string; name: string; scopes: string[] } | null> {
  return (await tx.selectFrom("apiKeys").select(["id", "name", "scopes"]).where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function insertApiKey(
  tx: Tx,
  key: { workspaceId: WorkspaceId; id: string; name: string; scopes: string[]; hint: string },
): Promise<void> {
  await tx.insertInto("apiKeys").values(key).execute();
}
