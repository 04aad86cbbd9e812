// The first person of an installation: a one-time link, printed at the start, makes the owner.
import { newId, type AgentId, type WorkspaceId } from "#domain/ids.ts";
import { hashPassword, hashToken, randomToken } from "#platform/secrets.ts";
import { anyAgent, insertAgent } from "#store/agents.ts";
import { writeAudit } from "#store/audit.ts";
import { findCredential, insertCredential, revokeCredential, revokeCredentialsOf } from "#store/credentials.ts";
import { type Db, inRegistry, inWorkspace } from "#store/db.ts";
import { refusal } from "./refusals.ts";
import { type OpenedSession, openSession } from "./sessions.ts";

const linkHours = 24;

export async function needsSetUp(db: Db, workspaceId: WorkspaceId): Promise<boolean> {
  return inWorkspace(db, workspaceId, async (tx) => !(await anyAgent(tx)));
}

/**
 * A new one-time token for `<public URL>/setup?token=…`, good for 24 hours; earlier ones end. Null when somebody works
 * here already. Called at every start.
 */
export async function mintSetUpToken(db: Db, workspaceId: WorkspaceId, now: Date): Promise<string | null> {
  return inWorkspace(db, workspaceId, async (tx) => {
    if (await anyAgent(tx)) return null;
    const token = randomToken();
    await revokeCredentialsOf(tx, { workspaceId, kind: "setup-link", subjectId: null, except: null });
    await insertCredential(tx, {
      workspaceId,
      id: newId(),
      kind: "setup-link",
      tokenHash: hashToken(token),
      subjectId: null,
      expiresAt: new Date(now.getTime() + linkHours * 3_600_000),
    });
    return token;
  });
}

export interface FirstAdmin {
  token: string;
  name: string;
  email: string;
  password: string;
}

/** Makes the owner and signs them in. The link ends with its first use, also when two use it at once. */
export async function setUpFirstAdmin(
  db: Db,
  admin: FirstAdmin,
  now: Date,
): Promise<OpenedSession & { workspaceId: WorkspaceId; agentId: AgentId }> {
  const link = await inRegistry(db, (tx) => findCredential(tx, "setup-link", hashToken(admin.token)));
  if (link === null) throw linkEnded();
  const { workspaceId } = link;
  const passwordHash = await hashPassword(admin.password);
  return inWorkspace(db, workspaceId, async (tx) => {
    const first = await revokeCredential(tx, workspaceId, link.id);
    if (!first || (await anyAgent(tx))) throw linkEnded();
    const agentId = newId();
    await insertAgent(tx, { workspaceId, id: agentId, email: admin.email, name: admin.name, role: "owner", passwordHash });
    await writeAudit(tx, {
      workspaceId,
      actor: `agent:${agentId}`,
      action: "agent.set-up",
      subject: `agent:${agentId}`,
      details: { role: "owner" },
    });
    const session = await openSession(tx, { workspaceId, agentId, replaces: null, now });
    return { ...session, workspaceId, agentId };
  });
}

function linkEnded() {
  return refusal(
    "setup-link-ended",
    "This link was used already, is older than a day, or a later start printed a newer one. Use that, or start Inlet again while nobody has signed up.",
  );
}
