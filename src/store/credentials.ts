// Every secret that opens a door, as its hash: looked up before the workspace is known, so all of this runs in the registry.
import { sql } from "kysely";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

export type CredentialKind = "api-key" | "session" | "setup-link";

export interface CredentialRow {
  workspaceId: WorkspaceId;
  workspaceName: string;
  id: string;
  kind: CredentialKind;
  /** The api_keys row or the agent; null for the set-up link. */
  subjectId: string | null;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/** The credential with this token, while it is valid. */
export async function findCredential(tx: Tx, kind: CredentialKind, tokenHash: Buffer): Promise<CredentialRow | null> {
  const row = await tx
    .selectFrom("credentials as c")
    .innerJoin("workspaces as w", "w.id", "c.workspaceId")
    .select(["c.workspaceId", "w.name as workspaceName", "c.id", "c.kind", "c.subjectId", "c.expiresAt", "c.lastUsedAt"])
    .where("c.tokenHash", "=", tokenHash)
    .where("c.kind", "=", kind)
    .where("c.revokedAt", "is", null)
    .where((where) => where.or([where("c.expiresAt", "is", null), where("c.expiresAt", ">", sql<Date>`now()`)]))
    .executeTakeFirst();
  return row ?? null;
}

export interface NewCredential {
  workspaceId: WorkspaceId;
  id: string;
  kind: CredentialKind;
  tokenHash: Buffer;
  subjectId: string | null;
  expiresAt: Date | null;
}

export async function insertCredential(tx: Tx, credential: NewCredential): Promise<void> {
  await tx.insertInto("credentials").values(credential).execute();
}

/** Notes the use, and moves the end of a session. */
export async function touchCredential(
  tx: Tx,
  credential: { workspaceId: WorkspaceId; id: string; expiresAt: Date | null },
): Promise<void> {
  await tx
    .updateTable("credentials")
    .set({ lastUsedAt: sql<Date>`now()`, expiresAt: credential.expiresAt })
    .where("workspaceId", "=", credential.workspaceId)
    .where("id", "=", credential.id)
    .where("revokedAt", "is", null)
    .execute();
}

/** False when it was revoked before. */
export async function revokeCredential(tx: Tx, workspaceId: WorkspaceId, id: string): Promise<boolean> {
  const result = await tx
    .updateTable("credentials")
    .set({ revokedAt: sql<Date>`now()` })
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .where("revokedAt", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Ends everything of one kind that stands for this subject, or for nobody (`null`), except one. */
export async function revokeCredentialsOf(
  tx: Tx,
  of: { workspaceId: WorkspaceId; kind: CredentialKind; subjectId: string | null; except: string | null },
): Promise<void> {
  let query = tx
    .updateTable("credentials")
    .set({ revokedAt: sql<Date>`now()` })
    .where("workspaceId", "=", of.workspaceId)
    .where("kind", "=", of.kind)
    .where("revokedAt", "is", null);
  query = of.subjectId === null ? query.where("subjectId", "is", null) : query.where("subjectId", "=", of.subjectId);
  if (of.except !== null) query = query.where("id", "<>", of.except);
  await query.execute();
}

/** Whether it is still valid: asked again and again by a connection that stays open. */
export async function credentialHolds(tx: Tx, workspaceId: WorkspaceId, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom("credentials")
    .select("id")
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .where("revokedAt", "is", null)
    .where((where) => where.or([where("expiresAt", "is", null), where("expiresAt", ">", sql<Date>`now()`)]))
    .executeTakeFirst();
  return row !== undefined;
}
