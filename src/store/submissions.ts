// Submissions: one copy of a message for one recipient, every try to hand it over, and what became of it.
import { sql } from "kysely";
import { addressKey } from "#domain/address.ts";
import type { DeliveryId, MessageId, SourceId, TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Address, ReportRecipient } from "#domain/message.ts";
import type { AttemptOutcome, OutboundFile, RecipientRole, Sending, SubmissionKind, SubmissionState } from "#domain/outbound.ts";
import type { Tx } from "./db.ts";
import { insertRows } from "./insert-rows.ts";
import { planned } from "./planned.ts";

const plan = sql.raw(planned);

export interface NewSubmission {
  workspaceId: WorkspaceId;
  id: string;
  messageId: MessageId;
  ticketId: TicketId | null;
  sourceId: SourceId;
  kind: SubmissionKind;
  address: string;
  name: string;
  role: RecipientRole;
  state: "queued" | "suppressed";
  reply: string | null;
  nextTryAt: Date | null;
  replyTokenSealed: string | null;
  letterSealed: string | null;
}

export async function insertSubmissions(tx: Tx, rows: readonly NewSubmission[]): Promise<void> {
  await insertRows(tx, "submissions", rows);
}

// ---------------------------------------------------------------- what people see

export interface SubmissionRow {
  id: string;
  messageId: MessageId;
  ticketId: TicketId | null;
  kind: SubmissionKind;
  address: string;
  name: string;
  role: RecipientRole;
  state: SubmissionState;
  /** The far side's last words. */
  reply: string | null;
  /** RFC 3463. */
  code: string | null;
  nextTryAt: Date | null;
  sentAt: Date | null;
  /** Tries so far. */
  attempts: number;
}

/** Of these messages: To before Cc before Bcc, each in the order they were named. */
export async function listSubmissions(tx: Tx, messageIds: readonly MessageId[]): Promise<SubmissionRow[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await sql<SubmissionRow>`${shownColumns}
    where s.message_id = any(${[...messageIds]}::uuid[])
    order by s.message_id, array_position(array['to', 'cc', 'bcc'], s.role), s.id`.execute(tx);
  return rows;
}

export async function findSubmission(tx: Tx, id: string): Promise<SubmissionRow | null> {
  const { rows } = await sql<SubmissionRow>`${shownColumns} where s.id = ${id}`.execute(tx);
  return rows[0] ?? null;
}

const shownColumns = sql`
  select s.id, s.message_id, s.ticket_id, s.kind, s.address, s.name, s.role, s.state, s.reply, s.code, s.next_try_at, s.sent_at,
    (select count(*)::int from submission_attempts a where a.workspace_id = s.workspace_id and a.submission_id = s.id) as attempts
  from submissions s`;

export interface AttemptRow {
  number: number;
  at: Date;
  outcome: AttemptOutcome;
  code: string | null;
  reply: string | null;
  /** host:port, or where the file was written. */
  relay: string;
  durationMs: number;
}

/** The first try first. */
export async function listAttempts(tx: Tx, submissionId: string): Promise<AttemptRow[]> {
  return tx
    .selectFrom("submissionAttempts")
    .select(["number", "at", "outcome", "code", "reply", "relay", "durationMs"])
    .where("submissionId", "=", submissionId)
    .orderBy("number")
    .execute();
}

// ---------------------------------------------------------------- what is sent

/** The words of mail that belongs to no ticket, as they rest in `letter_sealed`. */
export interface Letter {
  rfcMessageId: string;
  to: readonly Address[];
  cc: readonly Address[];
  subject: string;
  text: string;
  html: string | null;
  sending: Sending;
}

export interface SubmissionToSend {
  id: string;
  workspaceId: WorkspaceId;
  messageId: MessageId;
  ticketId: TicketId | null;
  sourceId: SourceId;
  kind: SubmissionKind;
  address: string;
  name: string;
  role: RecipientRole;
  state: SubmissionState;
  replyTokenSealed: string | null;
  letterSealed: string | null;
  createdAt: Date;
  /** Tries that were recorded so far. */
  tries: number;
  /** Null where the words are in `letterSealed`. */
  letter: Letter | null;
  files: OutboundFile[];
}

export async function readSubmissions(tx: Tx, ids: readonly string[]): Promise<SubmissionToSend[]> {
  const { rows } = await sql<SubmissionToSend>`${plan}
    select s.id, s.workspace_id, s.message_id, s.ticket_id, s.source_id, s.kind, s.address, s.name, s.role, s.state,
      s.reply_token_sealed, s.letter_sealed, s.created_at,
      (select count(*)::int from submission_attempts a where a.workspace_id = s.workspace_id and a.submission_id = s.id) as tries,
      case when m.id is not null then jsonb_build_object(
        'rfcMessageId', m.rfc_message_id, 'to', m.recipients -> 'to', 'cc', m.recipients -> 'cc', 'subject', m.subject,
        'text', m.text, 'html', m.html, 'sending', m.sending) end as letter,
      coalesce((
        select jsonb_agg(jsonb_build_object('name', f.name, 'mediaType', f.media_type, 'disposition', f.disposition,
          'contentId', f.content_id, 'sha256', encode(f.sha256, 'hex'), 'size', f.size) order by f.position)
        from attachments f where f.workspace_id = m.workspace_id and f.message_id = m.id and f.sha256 is not null
      ), '[]') as files
    from submissions s left join messages m on m.workspace_id = s.workspace_id and m.id = s.message_id
    where s.id = any(${[...ids]}::uuid[])`.execute(tx);
  return rows;
}

export interface Attempt {
  workspaceId: WorkspaceId;
  submissionId: string;
  number: number;
  at: Date;
  outcome: AttemptOutcome;
  code: string | null;
  reply: string | null;
  relay: string;
  durationMs: number;
}

export async function insertAttempts(tx: Tx, attempts: readonly Attempt[]): Promise<void> {
  await insertRows(tx, "submissionAttempts", attempts);
}

/** There is nobody to hand it to. No relay has this name: those end in a port. */
export const noRelay = "no-relay";

export interface NewState {
  state: SubmissionState;
  reply: string | null;
  code: string | null;
  nextTryAt: Date | null;
  /** What it waits for where the message has no part in it: `noRelay`, or the relay that cannot be used, as host:port. */
  heldBy: string | null;
}

/**
 * Writes how a submission stands now. What only sending needs is erased once it is sent: the token of its reply address, and the words of
 * mail without a ticket. A copy that bounced stays so, whatever a try that was under way then says: a report comes after the message.
 */
export async function updateSubmission(tx: Tx, id: string, to: NewState): Promise<void> {
  const sent = to.state === "sent";
  const { heldBy } = to;
  await sql`${plan}
    update submissions set
      state = case when state = 'bounced' then state else ${to.state}::text end,
      reply = case when state = 'bounced' then reply else ${to.reply}::text end,
      code = case when state = 'bounced' then code else ${to.code}::text end,
      next_try_at = case when state = 'bounced' then null else ${to.nextTryAt}::timestamptz end,
      held_by = case when state = 'bounced' then null else ${heldBy}::text end,
      held_since = case when state = 'bounced' or ${heldBy}::text is null then null when held_by = ${heldBy}::text then held_since else now() end,
      updated_at = now(),
      sent_at = case when ${sent}::boolean then now() else sent_at end,
      reply_token_sealed = case when ${sent}::boolean then null else reply_token_sealed end,
      letter_sealed = case when ${sent}::boolean then null else letter_sealed end
    where id = ${id}`.execute(tx);
}

/** The copies of a message, kept from changing until the transaction ends. */
export async function lockSubmissionsOf(
  tx: Tx,
  messageId: MessageId,
): Promise<
  { id: string; workspaceId: WorkspaceId; ticketId: TicketId | null; state: SubmissionState; replyTokenSealed: string | null }[]
> {
  return tx
    .selectFrom("submissions")
    .select(["id", "workspaceId", "ticketId", "state", "replyTokenSealed"])
    .where("messageId", "=", messageId)
    .orderBy("id")
    .forUpdate()
    .execute();
}

export async function cancelSubmissionRows(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable("submissions")
    .set({ state: "cancelled", nextTryAt: null, replyTokenSealed: null, letterSealed: null, updatedAt: sql<Date>`now()` })
    .where("id", "in", [...ids])
    .execute();
}

// ---------------------------------------------------------------- what came back

export interface BounceReport {
  workspaceId: WorkspaceId;
  /** The delivery that brought it. */
  deliveryId: DeliveryId;
  /** SHA-256 of the Message-ID that it is about. */
  idHash: Buffer;
  recipients: readonly ReportRecipient[];
}

export interface Copy {
  id: string;
  ticketId: TicketId | null;
  address: string;
  state: SubmissionState;
}

/** The copies of the message of ours whose Message-ID has this SHA-256; locked until the transaction ends. */
export async function listCopies(tx: Tx, idHash: Buffer): Promise<Copy[]> {
  return tx
    .selectFrom("submissions as s")
    .innerJoin("messages as m", (join) => join.onRef("m.workspaceId", "=", "s.workspaceId").onRef("m.id", "=", "s.messageId"))
    .select(["s.id", "s.ticketId", "s.address", "s.state"])
    .where("m.identityHash", "=", idHash)
    .where("m.direction", "=", "outbound")
    .forUpdate("s")
    .execute();
}

/**
 * Marks the copies that a delivery report says were not delivered, and gives them with what it says. A report that names an address that
 * no copy went to, because it was forwarded, counts for the copy if there was only one. What is taken back or was never tried cannot bounce.
 */
export async function markBounced(tx: Tx, report: BounceReport): Promise<(Copy & { recipient: ReportRecipient })[]> {
  const failed = report.recipients.filter(({ action }) => action === "failed");
  if (failed.length === 0) return [];
  const copies = await listCopies(tx, report.idHash);
  const bounced: (Copy & { recipient: ReportRecipient })[] = [];
  for (const recipient of failed) {
    const copy =
      copies.length === 1 ? copies[0] : copies.find(({ address }) => addressKey(address) === addressKey(recipient.address));
    if (copy === undefined || !["sent", "unknown", "deferred", "queued"].includes(copy.state)) continue;
    await tx
      .updateTable("submissions")
      .set({
        state: "bounced",
        reply: recipient.diagnostic ?? "The recipient's mail server reported that it could not deliver this message.",
        code: recipient.status,
        nextTryAt: null,
        heldBy: null,
        heldSince: null,
        reportedBy: report.deliveryId,
        updatedAt: sql<Date>`now()`,
      })
      .where("id", "=", copy.id)
      .execute();
    bounced.push({ ...copy, recipient });
  }
  return bounced;
}
