// Hands a message over for sending: every row of it in the caller's transaction, so that it leaves exactly if what caused it was stored.
import { hash } from "node:crypto";
import { addressKey } from "#domain/address.ts";
import { AppError } from "#domain/errors.ts";
import { type AgentId, type MessageId, newId, type SourceId, type TicketId, type WorkspaceId } from "#domain/ids.ts";
import type { Address } from "#domain/message.ts";
import type { OutboundFile, OutboundRecipient, RecipientRole, Sending, SubmissionKind } from "#domain/outbound.ts";
import { mintOwnId } from "#mail/own-id.ts";
import { hashReplyToken, mintReplyAddress } from "#mail/reply-address.ts";
import type { Envelope } from "#platform/secrets.ts";
import type { Tx } from "#store/db.ts";
import { announce } from "#store/intake-rows.ts";
import { insertOutboundMessage } from "#store/outbound-message.ts";
import { insertReplyAddress, revokeReplyAddress } from "#store/reply-addresses.ts";
import { dequeueUntried, enqueueSubmissions, requeueSubmission } from "#store/submission-queue.ts";
import {
  cancelSubmissionRows,
  findSubmission,
  insertSubmissions,
  type Letter,
  lockSubmissionsOf,
  type NewSubmission,
  updateSubmission,
} from "#store/submissions.ts";
import { findSuppressed } from "#store/suppressions.ts";

export interface SubmitContext {
  /** The key of our own Message-IDs, which intake verifies them with. */
  messageIdKey: Uint8Array;
  mailDomain: string;
  /** Reply tokens rest sealed until they are sent. */
  envelope: Envelope;
}

export interface NewMessage {
  workspaceId: WorkspaceId;
  sourceId: SourceId;
  /** Null: mail that belongs to no ticket. Its words rest sealed with the submission, and there is no message row. */
  ticketId: TicketId | null;
  kind: SubmissionKind;
  agentId: AgentId | null;
  /** Who wrote it, as the ticket shows it; default: `from`. */
  author?: Address;
  /** As the header shows it. */
  from: Address;
  /** Envelope sender. Empty for automatic mail (RFC 3834 §3.3). */
  mailFrom: string;
  domainId: string | null;
  to: readonly Address[];
  cc: readonly Address[];
  bcc: readonly Address[];
  subject: string;
  /** As it leaves: with signature and quoted history. */
  text: string;
  /** What its author added: shown, searched, previewed. */
  visibleText: string;
  /** As it leaves; pictures as `cid:`. */
  html: string | null;
  /** Their bytes are in the blob store already. `sniffedType`: by our own look at them. */
  files: readonly (OutboundFile & { sniffedType?: string | null })[];
  /** Oldest first, without brackets; the last one is answered. */
  references: readonly string[];
  autoSubmitted: Sending["autoSubmitted"];
  /** Time to take it back. */
  delaySeconds: number;
}

export interface Submitted {
  messageId: MessageId;
  rfcMessageId: string;
  undoUntil: Date | null;
  submissions: { id: string; address: string; role: RecipientRole; state: "queued" | "suppressed" }[];
}

/**
 * Writes the message, a submission for each recipient and their place in the queue, and counts it on its ticket. The caller has locked the
 * ticket; its state is the caller's. A recipient on the suppression list gets a submission that says so, and no mail.
 * Throws AppError "no-recipients".
 */
export async function submitMessage(tx: Tx, context: SubmitContext, message: NewMessage): Promise<Submitted> {
  const recipients = recipientsOf(message);
  if (recipients.length === 0) throw noRecipients();
  const now = new Date();
  const messageId = newId();
  const rfcMessageId = mintOwnId(context.messageIdKey, context.mailDomain);
  const undoUntil = message.delaySeconds > 0 ? new Date(now.getTime() + message.delaySeconds * 1_000) : null;
  const suppressed = await findSuppressed(
    tx,
    recipients.map(({ address }) => address),
  );
  const letter: Letter = { ...pick(message), rfcMessageId, sending: sendingOf(message) };
  if (message.ticketId !== null) await storeMessage(tx, { ...message, ticketId: message.ticketId }, { letter, messageId, now });
  const rows: NewSubmission[] = [];
  for (const recipient of recipients) {
    const reason = suppressed.get(addressKey(recipient.address));
    rows.push(
      reason === undefined
        ? await queuedRow(tx, context, { message, recipient, messageId, letter, nextTryAt: undoUntil ?? now })
        : { ...bareRow(message, recipient, messageId), state: "suppressed", reply: suppressedWords[reason] },
    );
  }
  await insertSubmissions(tx, rows);
  const queued = rows.filter((row) => row.state === "queued").map((row) => row.id);
  await enqueueSubmissions(tx, message.workspaceId, queued, message.delaySeconds);
  if (message.ticketId !== null)
    await announce(tx, { workspaceId: message.workspaceId, tickets: [message.ticketId], deliveries: [] });
  return {
    messageId,
    rfcMessageId,
    undoUntil,
    submissions: rows.map(({ id, address, role, state }) => ({ id, address, role, state })),
  };
}

/**
 * Takes back every copy of a message, and closes their reply addresses. Nothing changes where one was tried already, or is under way:
 * throws AppError "already-leaving".
 */
export async function cancelSubmissions(tx: Tx, context: SubmitContext, messageId: MessageId): Promise<void> {
  const rows = await lockSubmissionsOf(tx, messageId);
  const first = rows[0];
  if (first === undefined || rows.some(({ state }) => !["queued", "suppressed"].includes(state))) throw alreadyLeaving();
  const queued = rows.filter(({ state }) => state === "queued");
  const ids = queued.map(({ id }) => id);
  if ((await dequeueUntried(tx, first.workspaceId, ids)) !== ids.length) throw alreadyLeaving();
  for (const { id, replyTokenSealed } of queued) {
    if (replyTokenSealed === null) continue;
    const token = context.envelope.open(replyTokenSealed, replyTokenContext(id));
    await revokeReplyAddress(tx, hashReplyToken(token), new Date());
  }
  await cancelSubmissionRows(
    tx,
    rows.map(({ id }) => id),
  );
  if (first.ticketId !== null) await announce(tx, { workspaceId: first.workspaceId, tickets: [first.ticketId], deliveries: [] });
}

/**
 * Another try, now, of a copy that waits, failed, is unknown, or was only written to a file. Same Message-ID, same bytes. False where there
 * is nothing to try: it was sent, bounced, was taken back or suppressed, or is under way this moment.
 */
export async function retrySubmission(tx: Tx, workspaceId: WorkspaceId, id: string): Promise<boolean> {
  const row = await findSubmission(tx, id);
  if (row === null || !["deferred", "failed", "unknown", "written"].includes(row.state)) return false;
  if (!(await requeueSubmission(tx, { workspaceId, id, tries: row.attempts }))) return false;
  await updateSubmission(tx, id, { state: "queued", reply: row.reply, code: row.code, nextTryAt: new Date(), heldBy: null });
  if (row.ticketId !== null) await announce(tx, { workspaceId, tickets: [row.ticketId], deliveries: [] });
  return true;
}

/** What a sealed reply token is bound to. */
export function replyTokenContext(submissionId: string): string {
  return `submission:${submissionId}:reply-token`;
}

/** What the sealed words of mail without a ticket are bound to. */
export function letterContext(submissionId: string): string {
  return `submission:${submissionId}:letter`;
}

const suppressedWords = {
  bounced: "Not sent: mail to this address bounced before.",
  complained: "Not sent: this address reported our mail as spam.",
  "by-hand": "Not sent: somebody here put this address on the suppression list.",
} as const;

/** Each address once; who is named twice keeps the more open role. */
function recipientsOf({ to, cc, bcc }: NewMessage): OutboundRecipient[] {
  const all = [
    ...to.map((person) => ({ ...person, role: "to" as const })),
    ...cc.map((person) => ({ ...person, role: "cc" as const })),
    ...bcc.map((person) => ({ ...person, role: "bcc" as const })),
  ];
  const seen = new Set<string>();
  return all.filter(({ address }) => {
    const key = addressKey(address);
    return !seen.has(key) && seen.add(key);
  });
}

function pick({ to, cc, subject, text, html }: NewMessage) {
  return { to, cc, subject, text, html };
}

function sendingOf({ from, mailFrom, domainId, bcc, references, autoSubmitted }: NewMessage): Sending {
  return { from, mailFrom, domainId, bcc, references, autoSubmitted };
}

async function storeMessage(
  tx: Tx,
  message: NewMessage & { ticketId: TicketId },
  made: { letter: Letter; messageId: MessageId; now: Date },
): Promise<void> {
  const { letter, messageId, now } = made;
  await insertOutboundMessage(tx, {
    workspaceId: message.workspaceId,
    id: messageId,
    ticketId: message.ticketId,
    agentId: message.agentId,
    author: message.author ?? message.from,
    letter,
    idHash: hash("sha256", letter.rfcMessageId, "buffer"),
    visibleText: message.visibleText,
    files: message.files,
    // Whoever an agent writes to may answer on the ticket. Who hides behind a blind copy may, too.
    participants: message.kind === "reply" ? recipientsOf(message).map(({ address }) => addressKey(address)) : [],
    at: now,
  });
}

function bareRow(message: NewMessage, { address, name, role }: OutboundRecipient, messageId: MessageId) {
  return {
    workspaceId: message.workspaceId,
    id: newId(),
    messageId,
    ticketId: message.ticketId,
    sourceId: message.sourceId,
    kind: message.kind,
    address,
    name,
    role,
    state: "queued" as "queued" | "suppressed",
    reply: null as string | null,
    nextTryAt: null as Date | null,
    replyTokenSealed: null as string | null,
    letterSealed: null as string | null,
  };
}

async function queuedRow(
  tx: Tx,
  { mailDomain, envelope }: SubmitContext,
  copy: { message: NewMessage; recipient: OutboundRecipient; messageId: MessageId; letter: Letter; nextTryAt: Date },
): Promise<NewSubmission> {
  const { message, recipient, nextTryAt } = copy;
  const { workspaceId, ticketId, sourceId } = message;
  const row = { ...bareRow(message, recipient, copy.messageId), nextTryAt };
  if (ticketId === null) return { ...row, letterSealed: envelope.seal(JSON.stringify(copy.letter), letterContext(row.id)) };
  const reply = mintReplyAddress(mailDomain);
  await insertReplyAddress(tx, {
    workspaceId,
    ticketId,
    sourceId,
    address: addressKey(recipient.address),
    tokenHash: reply.hash,
  });
  return { ...row, replyTokenSealed: envelope.seal(reply.token, replyTokenContext(row.id)) };
}

function noRecipients(): AppError {
  return new AppError({ code: "no-recipients", retry: "permanent", publicMessage: "Name somebody to send this to." });
}

function alreadyLeaving(): AppError {
  return new AppError({
    code: "already-leaving",
    retry: "permanent",
    publicMessage: "It is too late to take this message back: a copy of it has left, or is leaving.",
  });
}
