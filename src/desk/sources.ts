// What admins do to sources: make one, change it, and prove that its forwarding works.
import type { AppError } from "#domain/errors.ts";
import { newId, type SourceId, type WorkspaceId } from "#domain/ids.ts";
import type { Address } from "#domain/message.ts";
import { type NewMessage, type SubmitContext, submitMessage } from "#outbound/submit.ts";
import { hashToken, randomBase32 } from "#platform/secrets.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, inWorkspace, type Tx } from "#store/db.ts";
import { relayFor } from "#store/relays.ts";
import { findSendersOf } from "#store/sending-domains.ts";
import {
  challengePatienceSeconds,
  insertChallenge,
  insertSource,
  linkChallenge,
  lockSource,
  type SourceFields,
  updateSource,
} from "#store/sources.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound, refusal } from "./refusals.ts";
import { readSettings } from "./source-settings.ts";

export interface SourceAct {
  workspaceId: WorkspaceId;
  actor: Actor;
}

export interface NewForwardingSource {
  kind: "forwarding";
  name: string;
  /** What is left out keeps its default. */
  settings?: Record<string, unknown> | undefined;
}

/** A source and its generated address: from this moment mail to it is taken. */
export async function createSource(
  db: Db,
  act: SourceAct & { mailDomain: string },
  wanted: NewForwardingSource,
): Promise<{ id: SourceId; kind: "forwarding"; name: string; address: string }> {
  const id = newId();
  const { workspaceId } = act;
  const address = sourceAddress(wanted.name, act.mailDomain);
  const settings = readSettings(wanted.settings ?? {});
  await inWorkspace(db, workspaceId, async (tx) => {
    await insertSource(tx, { workspaceId, id, kind: wanted.kind, name: wanted.name, address, settings });
    await writeAudit(tx, {
      workspaceId,
      actor: actorText(act.actor),
      action: "source.created",
      subject: `source:${id}`,
      details: { name: wanted.name, address },
    });
  });
  return { id, kind: wanted.kind, name: wanted.name, address };
}

export interface SourceChange {
  name?: string | undefined;
  settings?: Record<string, unknown> | undefined;
  paused?: boolean | undefined;
}

export async function changeSource(
  db: Db,
  act: SourceAct,
  wanted: { id: SourceId; change: SourceChange; now: Date },
): Promise<void> {
  const { workspaceId } = act;
  const { change } = wanted;
  await inWorkspace(db, workspaceId, async (tx) => {
    const source = await lockSource(tx, wanted.id);
    if (source === null) throw notFound();
    await updateSource(tx, wanted.id, {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.settings === undefined ? {} : { settings: readSettings({ ...source.settings, ...change.settings }) }),
      ...(change.paused === undefined ? {} : { pausedAt: change.paused ? (source.pausedAt ?? wanted.now) : null }),
    });
    await writeAudit(tx, {
      workspaceId,
      actor: actorText(act.actor),
      action: "source.changed",
      subject: `source:${wanted.id}`,
      details: { before: { name: source.name, settings: source.settings, paused: source.pausedAt !== null }, after: change },
    });
  });
}

export interface Challenge {
  id: string;
  /** `inlet-challenge-` and 130 random bits: shown now and never again. */
  code: string;
  mail: { to: string; subject: string; text: string };
  expiresAt: Date;
}

export interface WantedChallenge {
  sourceId: SourceId;
  publicAddress: string;
}

/** A mail to send from anywhere to the public address: it has to come back to this source within 15 minutes. */
export async function createChallenge(db: Db, act: SourceAct, wanted: WantedChallenge): Promise<Challenge> {
  return inWorkspace(
    db,
    act.workspaceId,
    async (tx) => (await openChallenge(tx, act, { ...wanted, sentFromHere: false })).challenge,
  );
}

export interface ChallengeMeans {
  submit: SubmitContext;
  /** There is a relay for those who set up none. */
  hasDefaultRelay: boolean;
}

/**
 * The same, sent by Inlet itself. Gives its id; what becomes of the mail on its way out stands on its submission.
 * Throws AppError "no-relay", "recipient-suppressed", "not-a-public-address", "not-found".
 */
export async function sendChallenge(
  db: Db,
  act: SourceAct,
  { means, ...wanted }: WantedChallenge & { means: ChallengeMeans },
): Promise<{ id: string }> {
  return inWorkspace(db, act.workspaceId, async (tx) => {
    const { challenge, source } = await openChallenge(tx, act, { ...wanted, sentFromHere: true });
    const sender = await challengeSender(tx, source, means.submit.mailDomain);
    if (!means.hasDefaultRelay && (await relayFor(tx, sender.domainId)) === null) throw noRelay();
    const submitted = await submitMessage(tx, means.submit, challengeMail(act.workspaceId, source, { challenge, sender }));
    if (submitted.submissions.some(({ state }) => state === "suppressed")) throw challengeSuppressed(wanted.publicAddress);
    await linkChallenge(tx, challenge.id, submitted.messageId);
    return { id: challenge.id };
  });
}

async function openChallenge(
  tx: Tx,
  act: SourceAct,
  wanted: WantedChallenge & { sentFromHere: boolean },
): Promise<{ challenge: Challenge; source: SourceFields }> {
  const { workspaceId } = act;
  const { sourceId, publicAddress, sentFromHere } = wanted;
  const secret = randomBase32(26);
  const id = newId();
  const source = await lockSource(tx, sourceId);
  if (source === null) throw notFound();
  if (source.address === publicAddress) {
    throw refusal("not-a-public-address", "This is the address to forward to. Name the address that your customers write to.");
  }
  // Intake looks for the part after the last dash.
  const made = await insertChallenge(tx, { workspaceId, id, sourceId, codeHash: hashToken(secret), publicAddress });
  await writeAudit(tx, {
    workspaceId,
    actor: actorText(act.actor),
    action: "source.challenged",
    subject: `source:${sourceId}`,
    details: { publicAddress, sentFromHere },
  });
  const code = `inlet-challenge-${secret}`;
  const mail = {
    to: publicAddress,
    subject: `Forwarding check ${code}`,
    text: `This mail checks that ${publicAddress} forwards to ${source.name} in Inlet.\nIt makes no ticket. Please leave the code as it is: ${code}\n`,
  };
  const expiresAt = new Date(made.createdAt.getTime() + challengePatienceSeconds * 1000);
  return { challenge: { id, code, mail, expiresAt }, source };
}

/**
 * From an address of its own: mail from the public address itself would look rewritten, and groups send nothing back to whom they have
 * it from, which for the generated address is just what has to happen. Bounces go to the generated address, and so onto the check.
 */
async function challengeSender(
  tx: Tx,
  source: SourceFields,
  mailDomain: string,
): Promise<{ from: Address; mailFrom: string; domainId: string | null }> {
  const [domain] = await findSendersOf(tx, [source.address]);
  return {
    from: { name: "Inlet forwarding check", address: `forwarding-check@${mailDomain}` },
    mailFrom: source.address,
    domainId: domain?.state === "verified" ? domain.id : null,
  };
}

// A person pressed a button, and it has to travel as a customer's mail does: machines' mail is what many a forwarder leaves behind.
function challengeMail(
  workspaceId: WorkspaceId,
  { id }: SourceFields,
  { challenge, sender }: { challenge: Challenge; sender: { from: Address; mailFrom: string; domainId: string | null } },
): NewMessage {
  const { to, subject, text } = challenge.mail;
  const none = { cc: [], bcc: [], files: [], references: [], html: null, agentId: null, ticketId: null } as const;
  return {
    ...none,
    ...sender,
    workspaceId,
    sourceId: id,
    kind: "challenge",
    to: [{ name: "", address: to }],
    subject,
    text,
    visibleText: text,
    autoSubmitted: "no",
    delaySeconds: 0,
  };
}

function noRelay(): AppError {
  return refusal(
    "no-relay",
    "There is no relay to send through yet. Set one up under Settings, Sending, or send the mail yourself.",
  );
}

function challengeSuppressed(address: string): AppError {
  return refusal(
    "recipient-suppressed",
    `Mail to ${address} is suppressed, because it bounced, complained, or somebody here said so. Release it under Settings, Sending.`,
  );
}

/** `<slug>-<token>@<domain>`: the token's 80 random bits keep strangers from guessing where to write. */
function sourceAddress(name: string, mailDomain: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 24)
    .replace(/^-+|-+$/g, "");
  return `${slug === "" ? "support" : slug}-${randomBase32(16)}@${mailDomain.toLowerCase()}`;
}
