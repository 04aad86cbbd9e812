// Everything that one ticket's page shows: its messages with attachments and arrivals, its people, its reports.
import { type RawBuilder, sql } from "kysely";
import type { AgentId, DeliveryId, MessageId, TicketId } from "#domain/ids.ts";
import type { Address, AutoSubmitted, Report, ReportRecipient } from "#domain/message.ts";
import type { SenderVerdict } from "#domain/authentication.ts";
import type { Reading } from "#domain/reading.ts";
import type { TicketState } from "#domain/ticket.ts";
import type { Tx } from "./db.ts";
import { type SubmissionRow, listSubmissions } from "./submissions.ts";

export interface MessageRow {
  id: MessageId;
  ticketId: TicketId;
  direction: "inbound" | "outbound" | "note";
  author: Address;
  from: Address | null;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  agent: { id: AgentId; name: string } | null;
  apiKey: string | null;
  mentions: { id: AgentId; name: string }[];
  undoUntil: Date | null;
  submissions: Omit<SubmissionRow, "messageId" | "ticketId" | "kind">[];
  subject: string;
  visibleText: string;
  text: string;
  textCut: boolean;
  hasHtml: boolean;
  autoSubmitted: AutoSubmitted;
  senderVerdict: SenderVerdict;
  standing: "participant" | "colleague" | "stranger";
  autoKind: Reading["autoKind"];
  forwarded: Reading["forwarded"];
  claimedAuthors: Reading["claimedAuthors"];
  security: Reading["security"];
  calendar: Reading["calendar"];
  deliveryId: DeliveryId | null;
  sentAt: Date | null;
  receivedAt: Date;
  /** `receivedAt` in microseconds since 1970. */
  position: number;
  attachments: AttachmentRow[];
  arrivals: ArrivalRow[];
}

export interface AttachmentRow {
  id: string;
  name: string;
  mediaType: string;
  sniffedType: string | null;
  disposition: "attachment" | "inline";
  size: number;
  refusedBecause: "too-large" | "type-not-allowed" | "quota-exceeded" | "ignored" | null;
  isImage: boolean;
}

export interface ArrivalRow {
  deliveryId: DeliveryId;
  source: { id: string; name: string };
  rcptTo: string[];
  receivedAt: Date;
}

export interface TicketNameRow {
  id: TicketId;
  number: number;
  subject: string;
  state: TicketState;
  lastMessageAt: Date;
}

export interface TicketReportRow {
  id: string;
  kind: Report["kind"];
  recipients: ReportRecipient[];
  deliveryId: DeliveryId;
  receivedAt: Date;
}

/** The pictures that a browser may show, by our own look at the bytes. */
export const imageTypes: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

const longestText = 100_000;

/** The newest `limit` messages before `before`, newest first. */
export async function listMessages(
  tx: Tx,
  ticketId: TicketId,
  page: { limit: number; before: { position: number; id: MessageId } | null },
): Promise<MessageRow[]> {
  const before =
    page.before === null
      ? sql``
      : sql`and (m.received_at, m.id) < (timestamptz 'epoch' + ${page.before.position}::bigint * interval '1 microsecond', ${page.before.id}::uuid)`;
  return selectMessages(tx, sql`m.ticket_id = ${ticketId} ${before} order by m.received_at desc, m.id desc limit ${page.limit}`);
}

export async function findMessage(tx: Tx, id: MessageId): Promise<MessageRow | null> {
  return (await selectMessages(tx, sql`m.id = ${id}`))[0] ?? null;
}

async function selectMessages(tx: Tx, which: RawBuilder<unknown>): Promise<MessageRow[]> {
  const { rows } = await sql<BareMessageRow>`
    select m.id, m.ticket_id, m.direction, m.author, m.recipients -> 'to' as to, m.recipients -> 'cc' as cc, m.subject,
      left(m.visible_text, ${longestText}) as visible_text, left(m.text, ${longestText}) as text,
      length(m.text) > ${longestText} as text_cut, m.html is not null as has_html, m.auto_submitted, m.sender_verdict,
      m.standing, m.reading, m.delivery_id, m.sent_at, m.received_at, (extract(epoch from m.received_at) * 1000000)::bigint as position,
      m.sending -> 'from' as "from", coalesce(m.sending -> 'bcc', '[]') as bcc, m.sending -> 'desk' ->> 'apiKey' as api_key,
      coalesce(m.recipients -> 'mentions', '[]') as mentions, m.sending -> 'desk' ->> 'undoUntil' as undo_until,
      case when a.id is not null then jsonb_build_object('id', a.id, 'name', a.name) end as agent
    from messages m left join agents a on a.workspace_id = m.workspace_id and a.id = m.agent_id
    where ${which}`.execute(tx);
  return withParts(tx, rows);
}

type BareMessageRow = Omit<MessageRow, "attachments" | "arrivals" | "submissions" | "undoUntil" | keyof Reading> & {
  reading: Reading | null;
  /** RFC 3339. */
  undoUntil: string | null;
};

const nothingFound: Reading = { autoKind: null, forwarded: null, claimedAuthors: [], security: null, calendar: null };

async function withParts(tx: Tx, messages: BareMessageRow[]): Promise<MessageRow[]> {
  const ids = messages.map((message) => message.id);
  const attachments = Map.groupBy(await listAttachments(tx, ids), (row) => row.messageId);
  const arrivals = Map.groupBy(await listArrivals(tx, ids), (row) => row.messageId);
  const outbound = messages.filter((message) => message.direction === "outbound").map((message) => message.id);
  const submissions = Map.groupBy(await listSubmissions(tx, outbound), (row) => row.messageId);
  return messages.map(({ reading, undoUntil, ...message }) => ({
    ...message,
    ...nothingFound,
    ...reading,
    to: message.to ?? [],
    cc: message.cc ?? [],
    undoUntil: stillOpen(undoUntil, submissions.get(message.id) ?? []),
    submissions: (submissions.get(message.id) ?? []).map(({ messageId: _m, ticketId: _t, kind: _k, ...row }) => row),
    attachments: (attachments.get(message.id) ?? []).map(withoutMessageId),
    arrivals: (arrivals.get(message.id) ?? []).map(withoutMessageId),
  }));
}

// Nobody can take back what was tried.
function stillOpen(until: string | null, copies: readonly SubmissionRow[]): Date | null {
  if (until === null || Date.parse(until) <= Date.now()) return null;
  return copies.every(({ state, attempts }) => state === "suppressed" || (state === "queued" && attempts === 0))
    ? new Date(until)
    : null;
}

async function listAttachments(tx: Tx, messageIds: readonly MessageId[]): Promise<(AttachmentRow & { messageId: MessageId })[]> {
  if (messageIds.length === 0) return [];
  const rows = await tx
    .selectFrom("attachments")
    .select(["messageId", "id", "name", "mediaType", "sniffedType", "disposition", "size", "refusedBecause"])
    .where("messageId", "in", [...messageIds])
    .orderBy("messageId")
    .orderBy("position")
    .execute();
  return rows.map((row) => ({ ...row, isImage: row.refusedBecause === null && imageTypes.includes(row.sniffedType ?? "") }));
}

async function listArrivals(tx: Tx, messageIds: readonly MessageId[]): Promise<(ArrivalRow & { messageId: MessageId })[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await sql<ArrivalRow & { messageId: MessageId }>`
    select a.message_id, a.delivery_id, jsonb_build_object('id', s.id, 'name', s.name) as source,
      coalesce(d.envelope -> 'rcptTo', '[]') as rcpt_to, a.received_at
    from arrivals a
      join deliveries d on d.workspace_id = a.workspace_id and d.id = a.delivery_id
      join sources s on s.workspace_id = d.workspace_id and s.id = d.source_id
    where a.message_id = any(${[...messageIds]}::uuid[])
    order by a.received_at, a.delivery_id`.execute(tx);
  return rows;
}

export async function readRequester(tx: Tx, contactId: string): Promise<{ addresses: string[]; createdAt: Date } | null> {
  const { rows } = await sql<{ addresses: string[]; createdAt: Date }>`
    select c.created_at, array(
      select a.address from contact_addresses a where a.workspace_id = c.workspace_id and a.contact_id = c.id order by a.address limit 50
    ) as addresses
    from contacts c where c.id = ${contactId}`.execute(tx);
  return rows[0] ?? null;
}

export async function listParticipants(
  tx: Tx,
  ticketId: TicketId,
): Promise<{ address: string; role: "requester" | "author" | "addressed" }[]> {
  return tx
    .selectFrom("participants")
    .select(["address", "role"])
    .where("ticketId", "=", ticketId)
    .orderBy("address")
    .limit(500)
    .execute();
}

/** The requester's other tickets, newest first. */
export async function listTicketsOfRequester(tx: Tx, requesterId: string, except: TicketId): Promise<TicketNameRow[]> {
  return tx
    .selectFrom("tickets")
    .select(["id", "number", "subject", "state", "lastMessageAt"])
    .where("requesterId", "=", requesterId)
    .where("id", "<>", except)
    .orderBy("lastMessageAt", "desc")
    .limit(10)
    .execute();
}

export async function findTicketName(tx: Tx, id: TicketId): Promise<TicketNameRow | null> {
  const row = await tx
    .selectFrom("tickets")
    .select(["id", "number", "subject", "state", "lastMessageAt"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row ?? null;
}

export async function findTicketIdByNumber(tx: Tx, number: number): Promise<TicketId | null> {
  const row = await tx.selectFrom("tickets").select("id").where("number", "=", number).executeTakeFirst();
  if (row !== undefined) return row.id;
  const merged = await tx.selectFrom("mergedTickets").select("intoTicketId").where("number", "=", number).executeTakeFirst();
  return merged?.intoTicketId ?? null;
}

/** The ticket that this one went into, or the id itself where it went nowhere. */
export async function followMerge(tx: Tx, id: TicketId): Promise<TicketId> {
  const merged = await tx.selectFrom("mergedTickets").select("intoTicketId").where("ticketId", "=", id).executeTakeFirst();
  return merged?.intoTicketId ?? id;
}

/** The ticket that a stranger's message pointed at; else the oldest other one of its conversation. */
export async function findPossiblyRelated(tx: Tx, ticketId: TicketId): Promise<TicketNameRow | null> {
  const { rows } = await sql<{ id: TicketId }>`
    select coalesce(t.possibly_related_to, (
      select other.ticket_id
      from conversation_tickets own join conversation_tickets other
        on other.workspace_id = own.workspace_id and other.conversation_id = own.conversation_id
      where own.ticket_id = t.id and other.ticket_id <> t.id order by other.ticket_id limit 1
    )) as id
    from tickets t where t.id = ${ticketId}`.execute(tx);
  return rows[0]?.id == null ? null : findTicketName(tx, rows[0].id);
}

export async function listReportsOfTicket(tx: Tx, ticketId: TicketId): Promise<TicketReportRow[]> {
  const rows = await tx
    .selectFrom("reports")
    .select(["id", "kind", "recipients", "deliveryId", "receivedAt"])
    .where("ticketId", "=", ticketId)
    .orderBy("receivedAt", "desc")
    .limit(100)
    .$castTo<TicketReportRow>()
    .execute();
  return rows.map((row) => ({ ...row, recipients: row.recipients.map((recipient) => ({ ...unclassified, ...recipient })) }));
}

// Reports of before reasons were read.
const unclassified = { reason: "unknown", permanent: null } as const;

function withoutMessageId<Row extends { messageId: MessageId }>(row: Row): Omit<Row, "messageId"> {
  const { messageId: _messageId, ...rest } = row;
  return rest;
}
