// The second factor: time-based codes (RFC 6238), enrolled with one right code, each code good for one door.
import { generateSecret, generateURI, verify } from "otplib";
import type { AgentId, WorkspaceId } from "#domain/ids.ts";
import { type Envelope, verifyPassword } from "#platform/secrets.ts";
import { lockAgentSecrets, updateTotp } from "#store/agents.ts";
import { writeAudit } from "#store/audit.ts";
import { revokeCredentialsOf } from "#store/credentials.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { notFound, refusal } from "./refusals.ts";

export interface TotpAct {
  workspaceId: WorkspaceId;
  agentId: AgentId;
  /** Their session: the others end when the second factor changes. */
  credentialId: string;
}

/** Ties the ciphertext to its row: copied to another agent it does not open. */
export function totpContext(agentId: AgentId): string {
  return `agent:${agentId}:totp`;
}

/** A new secret to enrol, replacing one that was never confirmed. Nothing is switched on yet. */
export async function beginTotp(db: Db, envelope: Envelope, act: TotpAct): Promise<{ secret: string; otpauthUri: string }> {
  return inWorkspace(db, act.workspaceId, async (tx) => {
    const agent = await lockAgentSecrets(tx, act.agentId);
    if (agent === null) throw notFound();
    if (agent.totpSecret !== null)
      throw refusal("totp-on-already", "The second factor is on. Switch it off with your password first.");
    const secret = generateSecret();
    await updateTotp(tx, agent.id, { totpPending: envelope.seal(secret, totpContext(agent.id)) });
    return { secret, otpauthUri: generateURI({ issuer: "Inlet", label: agent.email, secret }) };
  });
}

/** Switches it on with a code made from the new secret, and ends the agent's other sessions. */
export async function confirmTotp(db: Db, envelope: Envelope, act: TotpAct & { code: string; now: Date }): Promise<void> {
  await inWorkspace(db, act.workspaceId, async (tx) => {
    const agent = await lockAgentSecrets(tx, act.agentId);
    if (agent === null) throw notFound();
    if (agent.totpPending === null) throw refusal("totp-not-begun", "Ask for a new secret first, then confirm it with a code.");
    const secret = envelope.open(agent.totpPending, totpContext(agent.id));
    const step = await checkCode({ secret, code: act.code, lastStep: null, now: act.now });
    if (step === null)
      throw refusal("totp-wrong", "This code is not right. Check the clock of your phone, and type in the code it shows now.");
    await updateTotp(tx, agent.id, { totpSecret: agent.totpPending, totpPending: null, totpLastStep: step });
    await revokeCredentialsOf(tx, {
      workspaceId: act.workspaceId,
      kind: "session",
      subjectId: agent.id,
      except: act.credentialId,
    });
    await writeAudit(tx, {
      workspaceId: act.workspaceId,
      actor: `agent:${agent.id}`,
      action: "agent.totp-on",
      subject: `agent:${agent.id}`,
      details: {},
    });
  });
}

/** Switches it off: only with the password, so that a browser left open is not enough. */
export async function removeTotp(db: Db, act: TotpAct & { password: string }): Promise<void> {
  const known = await inWorkspace(db, act.workspaceId, (tx) => lockAgentSecrets(tx, act.agentId));
  if (known === null) throw notFound();
  if (!(await verifyPassword(act.password, known.passwordHash))) throw refusal("password-wrong", "This password is not right.");
  await inWorkspace(db, act.workspaceId, async (tx) => {
    await updateTotp(tx, act.agentId, { totpSecret: null, totpPending: null, totpLastStep: null });
    await revokeCredentialsOf(tx, {
      workspaceId: act.workspaceId,
      kind: "session",
      subjectId: act.agentId,
      except: act.credentialId,
    });
    await writeAudit(tx, {
      workspaceId: act.workspaceId,
      actor: `agent:${act.agentId}`,
      action: "agent.totp-off",
      subject: `agent:${act.agentId}`,
      details: {},
    });
  });
}

/** The time step of a right and fresh code, else null. One step of clock drift either way (RFC 6238 §5.2). */
export async function checkCode(given: {
  secret: string;
  code: string;
  lastStep: number | null;
  now: Date;
}): Promise<number | null> {
  const result = await verify({
    secret: given.secret,
    token: given.code,
    epoch: Math.floor(given.now.getTime() / 1000),
    epochTolerance: 30,
  });
  if (!result.valid || !("timeStep" in result)) return null;
  return given.lastStep !== null && result.timeStep <= given.lastStep ? null : result.timeStep;
}
