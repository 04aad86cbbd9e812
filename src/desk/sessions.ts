// Sessions: opened by signing in, kept alive by use, ended by signing out. The cookie holds the token, the database its hash.
import { newId, type AgentId, type WorkspaceId } from "#domain/ids.ts";
import { hashToken, randomToken } from "#platform/secrets.ts";
import { insertCredential, revokeCredential, touchCredential } from "#store/credentials.ts";
import { type Db, type Tx, inRegistry } from "#store/db.ts";

/** Two weeks without a visit end a session. */
export const sessionSeconds = 14 * 24 * 3600;

export interface OpenedSession {
  token: string;
  credentialId: string;
  expiresAt: Date;
}

/** A new session with a new token; `replaces` (the one the browser came with) ends, so that a planted one is worth nothing. */
export async function openSession(
  tx: Tx,
  of: { workspaceId: WorkspaceId; agentId: AgentId; replaces: string | null; now: Date },
): Promise<OpenedSession> {
  const token = randomToken();
  const expiresAt = sessionEnd(of.now);
  const credentialId = newId();
  await insertCredential(tx, {
    workspaceId: of.workspaceId,
    id: credentialId,
    kind: "session",
    tokenHash: hashToken(token),
    subjectId: of.agentId,
    expiresAt,
  });
  if (of.replaces !== null) await revokeCredential(tx, of.workspaceId, of.replaces);
  return { token, credentialId, expiresAt };
}

/** A visit: the end moves to two weeks from now. */
export async function keepSession(db: Db, session: { workspaceId: WorkspaceId; id: string; now: Date }): Promise<Date> {
  const expiresAt = sessionEnd(session.now);
  await inRegistry(db, (tx) => touchCredential(tx, { workspaceId: session.workspaceId, id: session.id, expiresAt }));
  return expiresAt;
}

export async function endSession(db: Db, workspaceId: WorkspaceId, credentialId: string): Promise<void> {
  await inRegistry(db, (tx) => revokeCredential(tx, workspaceId, credentialId));
}

/** Notes that a key was used; its end stays where it is. */
export async function noteKeyUse(db: Db, key: { workspaceId: WorkspaceId; id: string; expiresAt: Date | null }): Promise<void> {
  await inRegistry(db, (tx) => touchCredential(tx, key));
}

function sessionEnd(now: Date): Date {
  return new Date(now.getTime() + sessionSeconds * 1000);
}
