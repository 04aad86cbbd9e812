// Keys for programs: made and shown once, kept as a hash, revoked at any time.
import { newId, type WorkspaceId } from "#domain/ids.ts";
import { hashToken, randomToken } from "#platform/secrets.ts";
import { findApiKey, insertApiKey } from "#store/api-keys.ts";
import { writeAudit } from "#store/audit.ts";
import { insertCredential, revokeCredentialsOf } from "#store/credentials.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound, refusal } from "./refusals.ts";

/** What a secret scanner looks for. */
export const apiKeyPrefix = "inlet_sk_";

export interface NewApiKey {
  name: string;
  /** Words of the closed list in `contract/agents.ts`. */
  scopes: readonly string[];
  /** Null: until revoked. */
  expiresAt: Date | null;
}

/** `key` is in the answer and nowhere else: only its SHA-256 is stored. */
export async function createApiKey(
  db: Db,
  by: { workspaceId: WorkspaceId; actor: Actor },
  wanted: NewApiKey,
): Promise<{ id: string; key: string }> {
  if (wanted.expiresAt !== null && wanted.expiresAt.getTime() <= Date.now()) {
    throw refusal("already-expired", "This key would have expired already. Choose a time in the future.");
  }
  const key = `${apiKeyPrefix}${randomToken()}`;
  const id = newId();
  const { workspaceId } = by;
  await inWorkspace(db, workspaceId, async (tx) => {
    await insertApiKey(tx, { workspaceId, id, name: wanted.name, scopes: [...wanted.scopes], hint: key.slice(-4) });
    await insertCredential(tx, {
      workspaceId,
      id: newId(),
      kind: "api-key",
      tokenHash: hashToken(key),
      subjectId: id,
      expiresAt: wanted.expiresAt,
    });
    await writeAudit(tx, {
      workspaceId,
      actor: actorText(by.actor),
      action: "api-key.created",
      subject: `api-key:${id}`,
      details: { name: wanted.name, scopes: wanted.scopes, expiresAt: wanted.expiresAt },
    });
  });
  return { id, key };
}

/** Holds from the next request on. Revoking twice is the same as once. */
export async function revokeApiKey(db: Db, by: { workspaceId: WorkspaceId; actor: Actor }, id: string): Promise<void> {
  const { workspaceId } = by;
  await inWorkspace(db, workspaceId, async (tx) => {
    if ((await findApiKey(tx, id)) === null) throw notFound();
    await revokeCredentialsOf(tx, { workspaceId, kind: "api-key", subjectId: id, except: null });
    await writeAudit(tx, {
      workspaceId,
      actor: actorText(by.actor),
      action: "api-key.revoked",
      subject: `api-key:${id}`,
      details: {},
    });
  });
}
