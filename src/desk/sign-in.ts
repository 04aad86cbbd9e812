// Signing in: a password, and a code where the second factor is on. Whether an e-mail address is known shows nowhere.
import type { AgentId, WorkspaceId } from "#domain/ids.ts";
import type { AppError } from "#domain/errors.ts";
import { type Envelope, verifyPassword } from "#platform/secrets.ts";
import { type AgentSecrets, findAgentSecretsByEmail, lockAgentSecrets, updateTotp } from "#store/agents.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { refusal } from "./refusals.ts";
import { type OpenedSession, openSession } from "./sessions.ts";
import { checkCode, totpContext } from "./totp.ts";

export interface SignIn {
  email: string;
  password: string;
  code: string | null;
  /** The session that the browser came with, if any: it ends. */
  replaces: string | null;
}

/** Takes the same time and says the same words for an unknown address, a wrong password and a disabled agent. */
export async function signIn(
  services: { db: Db; envelope: Envelope; now: Date },
  workspaceId: WorkspaceId,
  given: SignIn,
): Promise<OpenedSession & { agentId: AgentId }> {
  const { db } = services;
  const found = await inWorkspace(db, workspaceId, (tx) => findAgentSecretsByEmail(tx, given.email));
  const right = await verifyPassword(given.password, found?.passwordHash ?? null);
  if (!right || found === null || found.disabledAt !== null) throw signInFailed();
  return inWorkspace(db, workspaceId, async (tx) => {
    const agent = await lockAgentSecrets(tx, found.id);
    if (agent === null || agent.disabledAt !== null || agent.passwordHash !== found.passwordHash) throw signInFailed();
    await requireCode(tx, agent, given.code, services);
    await writeAudit(tx, {
      workspaceId,
      actor: `agent:${agent.id}`,
      action: "agent.signed-in",
      subject: `agent:${agent.id}`,
      details: {},
    });
    const session = await openSession(tx, { workspaceId, agentId: agent.id, replaces: given.replaces, now: services.now });
    return { ...session, agentId: agent.id };
  });
}

async function requireCode(
  tx: Tx,
  agent: AgentSecrets,
  code: string | null,
  services: { envelope: Envelope; now: Date },
): Promise<void> {
  if (agent.totpSecret === null) return;
  if (code === null) throw refusal("totp-required", "Type in the six digits that your authenticator app shows.");
  const secret = services.envelope.open(agent.totpSecret, totpContext(agent.id));
  const step = await checkCode({ secret, code, lastStep: agent.totpLastStep, now: services.now });
  if (step === null) throw refusal("totp-wrong", "This code is not right, or it was used already. Wait for the next one.");
  await updateTotp(tx, agent.id, { totpLastStep: step });
}

function signInFailed(): AppError {
  return refusal("sign-in-failed", "The e-mail address or the password is not right.");
}
