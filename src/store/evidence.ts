// Everything the pipeline looks up before it decides: one query a kind of evidence, for a whole batch of messages.
import { sql } from "kysely";
import type { CompanyId, ContactId, DeliveryId, MessageId, SourceId, TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Envelope } from "#domain/delivery.ts";
import type { SenderVerdict } from "#domain/authentication.ts";
import type { QuarantineReason } from "#domain/outcome.ts";
import type { Receipt } from "#domain/receipt.ts";
import type { ChannelKind } from "#domain/channel.ts";
import type { Tx } from "./db.ts";
import { planned } from "./planned.ts";

const plan = sql.raw(planned);

export interface JournalEntry {
  id: DeliveryId;
  sourceId: SourceId;
  kind: ChannelKind;
  externalId: string;
  envelope: Envelope | null;
  receivedAt: Date;
  rawId: string;
  /** Null when the bytes lie in the blob store under `sha256`. */
  bytes: Buffer | null;
  sha256: Buffer;
  size: number;
}

export interface SourceRow {
  id: SourceId;
  kind: ChannelKind;
  name: string;
  address: string;
  settings: unknown;
  companyId: CompanyId | null;
}

/** Takes transaction-wide locks, in one order everywhere, so that messages of one thread are decided one after another. */
export async function lockEvidence(tx: Tx, keys: readonly bigint[]): Promise<void> {
  if (keys.length === 0) return;
  const ordered = [...new Set(keys)].sort((a, b) => (a < b ? -1 : 1)).map(String);
  await sql`${plan}select pg_advisory_xact_lock(key) from unnest(${ordered}::bigint[]) as key`.execute(tx);
}

/** The journal's entries, in the order they were stored. The bytes of those at hand already are left out. */
export async function readJournal(tx: Tx, ids: readonly DeliveryId[], atHand: readonly DeliveryId[]): Promise<JournalEntry[]> {
  const { rows } = await sql<JournalEntry>`${plan}
    select d.id, d.source_id, d.kind, d.external_id, d.envelope, d.received_at, d.raw_id, r.sha256, r.size,
      case when d.id = any(${[...atHand]}::uuid[]) then null else r.bytes end as bytes
    from deliveries d join raw_messages r on r.workspace_id = d.workspace_id and r.id = d.raw_id
    where d.id = any(${[...ids]}::uuid[])
    order by d.id`.execute(tx);
  return rows;
}

/** All sources of the workspace: few rows, and each message needs to know every address that is ours. */
export async function readSources(tx: Tx): Promise<SourceRow[]> {
  const { rows } = await sql<SourceRow>`${plan}select id, kind, name, address, settings, company_id from sources`.execute(tx);
  return rows;
}

export interface MessageIdRow {
  idHash: Buffer;
  ticketId: TicketId;
  phantom: boolean;
}

export async function readMessageIds(tx: Tx, hashes: readonly Buffer[]): Promise<MessageIdRow[]> {
  if (hashes.length === 0) return [];
  const { rows } = await sql<MessageIdRow>`${plan}
      select i.id_hash, coalesce(g.into_ticket_id, i.ticket_id) as ticket_id, i.phantom
      from message_ids i left join merged_tickets g on g.workspace_id = i.workspace_id and g.ticket_id = i.ticket_id
      where i.id_hash = any(${[...hashes]}::bytea[])`.execute(tx);
  return rows;
}

export interface CopyRow {
  id: MessageId;
  ticketId: TicketId;
  deliveryId: DeliveryId | null;
  identityHash: Buffer;
  rfcMessageId: string | null;
  subject: string;
  text: string;
  hasHtml: boolean;
  attachmentDigests: string[];
  sentAt: Date | null;
  senderVerdict: SenderVerdict;
}

/** More copies of one identity are somebody's game; each is text to compare. */
const mostCopies = 10;

/** Messages with these identities, the oldest of each first. */
export async function readCopies(tx: Tx, identityHashes: readonly Buffer[]): Promise<CopyRow[]> {
  if (identityHashes.length === 0) return [];
  const { rows } = await sql<CopyRow>`${plan}
    select m.* from unnest(${[...identityHashes]}::bytea[]) wanted (identity_hash)
    cross join lateral (
      select id, ticket_id, delivery_id, identity_hash, rfc_message_id, subject, text, attachment_digests,
        html is not null as has_html, sent_at, sender_verdict from messages
      where identity_hash = wanted.identity_hash order by id limit ${mostCopies}
    ) m`.execute(tx);
  return rows;
}

/** One author and one moment, `at` in milliseconds since 1970. */
export interface Moment {
  address: string;
  at: number;
}

/** Messages that these authors dated to these moments, with at most `longest` characters of text, the oldest of each first. */
export async function readMessagesOfMoments(
  tx: Tx,
  moments: readonly Moment[],
  longest: number,
): Promise<(CopyRow & { moment: Moment })[]> {
  if (moments.length === 0) return [];
  const { rows } = await sql<CopyRow & { moment: Moment }>`${plan}
    select m.*, jsonb_build_object('address', wanted.address, 'at', wanted.at) as moment
    from unnest(${moments.map(({ address }) => address)}::text[], ${moments.map(({ at }) => at)}::bigint[]) wanted (address, at)
    join contact_addresses a on a.address = wanted.address
    cross join lateral (
      select id, ticket_id, delivery_id, identity_hash, rfc_message_id, subject, text, attachment_digests,
        html is not null as has_html, sent_at, sender_verdict from messages
      where sent_at = timestamptz 'epoch' + wanted.at * interval '1 millisecond' and contact_id = a.contact_id
        and octet_length(text) <= ${longest * 4}
      order by id limit ${mostCopies}
    ) m`.execute(tx);
  return rows;
}

export interface HeldRow {
  deliveryId: DeliveryId;
  identityHash: Buffer;
  reason: QuarantineReason;
  ticketId: TicketId | null;
  subject: string;
  text: string;
  attachmentDigests: string[];
}

/** What was set aside with these identities, the oldest of each first. */
export async function readHeld(tx: Tx, identityHashes: readonly Buffer[]): Promise<HeldRow[]> {
  if (identityHashes.length === 0) return [];
  const { rows } = await sql<HeldRow>`${plan}
    select h.* from unnest(${[...identityHashes]}::bytea[]) wanted (identity_hash)
    cross join lateral (
      select delivery_id, identity_hash, reason, ticket_id, subject, text, attachment_digests from held_messages
      where identity_hash = wanted.identity_hash order by delivery_id limit ${mostCopies}
    ) h`.execute(tx);
  return rows;
}

/** What a delivery became at its first reading, for a replay. */
export interface RereadRow {
  id: MessageId;
  ticketId: TicketId;
  deliveryId: DeliveryId;
  action: "create" | "append";
  reason: string | null;
  /** Why it is where it is. */
  receipt: Receipt;
}

export async function readMessagesOfDeliveries(tx: Tx, ids: readonly DeliveryId[]): Promise<RereadRow[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom("messages as m")
    .innerJoin("outcomes as o", (join) =>
      join.onRef("o.workspaceId", "=", "m.workspaceId").onRef("o.deliveryId", "=", "m.deliveryId"),
    )
    .select(["m.id", "m.ticketId", "m.deliveryId", "o.action", "o.reason", "o.receipt"])
    .where("m.deliveryId", "in", [...ids])
    .$castTo<RereadRow>()
    .execute();
}

export async function readReplyAddresses(
  tx: Tx,
  tokenHashes: readonly Buffer[],
): Promise<{ tokenHash: Buffer; ticketId: TicketId; address: string }[]> {
  if (tokenHashes.length === 0) return [];
  return tx
    .selectFrom("replyAddresses")
    .select(["tokenHash", "ticketId", "address"])
    .where("tokenHash", "in", [...tokenHashes])
    .where("revokedAt", "is", null)
    .execute();
}

export async function readTicketNumbers(tx: Tx, numbers: readonly number[]): Promise<{ id: TicketId; number: number }[]> {
  if (numbers.length === 0) return [];
  const { rows } = await sql<{ id: TicketId; number: number }>`${plan}
    select id, number from tickets where number = any(${[...numbers]}::bigint[])
    union all
    select into_ticket_id, number from merged_tickets where number = any(${[...numbers]}::bigint[])`.execute(tx);
  return rows;
}

export interface TicketRow {
  id: TicketId;
  number: number;
  companyId: CompanyId | null;
  participants: string[];
}

/** Locks the tickets (in the order of their ids) and reads who is on them. */
export async function readTickets(tx: Tx, ids: readonly TicketId[]): Promise<TicketRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<TicketRow>`${plan}
    select t.id, t.number, t.company_id,
      array(select p.address from participants p where p.workspace_id = t.workspace_id and p.ticket_id = t.id) as participants
    from (select * from tickets where id = any(${[...ids]}::uuid[]) order by id for no key update) t`.execute(tx);
  return rows;
}

export interface ContactRow {
  address: string;
  contactId: ContactId;
  companyId: CompanyId | null;
}

export async function readContacts(tx: Tx, addresses: readonly string[]): Promise<ContactRow[]> {
  if (addresses.length === 0) return [];
  const { rows } = await sql<ContactRow>`${plan}
    select a.address, a.contact_id, c.company_id
    from contact_addresses a join contacts c on c.workspace_id = a.workspace_id and c.id = a.contact_id
    where a.address = any(${[...addresses]}::text[])`.execute(tx);
  return rows;
}

/** Which of the addresses are those of agents who work here now. */
export async function readAgentAddresses(tx: Tx, addresses: readonly string[]): Promise<string[]> {
  if (addresses.length === 0) return [];
  const { rows } = await sql<{ email: string }>`${plan}
    select lower(email) as email from agents where lower(email) = any(${[...addresses]}::text[]) and disabled_at is null`.execute(
    tx,
  );
  return rows.map((row) => row.email);
}

export async function readCompaniesOfDomains(
  tx: Tx,
  domains: readonly string[],
): Promise<{ domain: string; companyId: CompanyId }[]> {
  if (domains.length === 0) return [];
  const { rows } = await sql<{ domain: string; companyId: CompanyId }>`${plan}
    select domain, company_id from company_domains where domain = any(${[...domains]}::text[])`.execute(tx);
  return rows;
}

export interface ChallengeRow {
  id: string;
  sourceId: SourceId;
  codeHash: Buffer;
  publicAddress: string | null;
  createdAt: Date;
}

export async function readChallenges(tx: Tx, codeHashes: readonly Buffer[]): Promise<ChallengeRow[]> {
  if (codeHashes.length === 0) return [];
  return tx
    .selectFrom("sourceChecks")
    .select(["id", "sourceId", "codeHash", "publicAddress", "createdAt"])
    .where("codeHash", "in", [...codeHashes])
    .where("kind", "=", "challenge")
    .$castTo<ChallengeRow>()
    .execute();
}

/** Bytes of attachments that a source keeps, for its quota. Asked only where a quota is set. */
export async function readStoredBytes(tx: Tx, workspaceId: WorkspaceId, sourceId: SourceId): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(a.size), 0)::bigint as bytes
    from attachments a
      join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id
      join tickets t on t.workspace_id = m.workspace_id and t.id = m.ticket_id
    where a.workspace_id = ${workspaceId} and t.source_id = ${sourceId} and a.sha256 is not null`.execute(tx);
  return rows[0]?.bytes ?? 0;
}
