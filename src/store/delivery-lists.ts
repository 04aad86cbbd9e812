// Lists of deliveries, newest first: the decided ones by their outcomes, the waiting ones by the queue, merged by id.
import { type RawBuilder, sql } from "kysely";
import type { DeliveryId, SourceId, WorkspaceId } from "#domain/ids.ts";
import type { OutcomeAction } from "#domain/outcome.ts";
import type { Tx } from "./db.ts";

export interface DeliveryFilter {
  outcomes: readonly (OutcomeAction | "pending")[] | null;
  reason: string | null;
  sourceId: SourceId | null;
  /** Taken into the journal at or after this, and before that. */
  since: Date | null;
  until: Date | null;
  /** Part of sender or subject, in any case. Empty: any. */
  text: string;
  dismissed: boolean | null;
}

export interface OutcomeRow {
  action: OutcomeAction;
  reason: string | null;
  ticket: { id: string; number: number; subject: string } | null;
  messageId: string | null;
  decidedAt: Date;
  revision: number;
  revisedBy: string | null;
  dismissedAt: Date | null;
}

export interface DeliverySummaryRow {
  id: DeliveryId;
  source: { id: string; name: string; kind: "forwarding" };
  receivedAt: Date;
  size: number;
  sender: string | null;
  subject: string | null;
  rcptTo: string[];
  outcome: OutcomeRow | null;
  queued: boolean;
}

/** Deliveries looked at for one page of a text search, newest first; the page then says where to go on. */
const textSearchWindow = 20_000;

export interface DeliveryListPage {
  rows: DeliverySummaryRow[];
  /** Set when a text search stopped at its window's end: everything down to this delivery was looked at. */
  lookedDownTo: DeliveryId | null;
}

/** At most `limit` deliveries with ids below `after`. Ids are time-ordered, so this is the order of arrival. */
export async function listDeliveries(
  tx: Tx,
  workspaceId: WorkspaceId,
  filter: DeliveryFilter,
  page: { limit: number; after: DeliveryId | null },
): Promise<DeliveryListPage> {
  const floor = filter.text === "" ? null : await textSearchFloor(tx, filter, page.after);
  const parts = [
    ...decidedParts(filter, { ...page, floor }),
    ...(wantsPending(filter) ? [pendingPart(workspaceId, filter, { ...page, floor })] : []),
  ];
  if (parts.length === 0) return { rows: [], lookedDownTo: null };
  const ids = sql.join(
    parts.map((part) => sql`(${part})`),
    sql` union all `,
  );
  const { rows } = await sql<FlatRow>`
    select ${deliveryColumns}
    from (select x.delivery_id from (${ids}) x order by x.delivery_id desc limit ${page.limit}) page ${deliveryJoins}
    order by d.id desc`.execute(tx);
  return { rows: rows.map(nestOutcome), lookedDownTo: floor };
}

export async function findDeliverySummary(tx: Tx, id: DeliveryId): Promise<DeliverySummaryRow | null> {
  const { rows } = await sql<FlatRow>`
    select ${deliveryColumns} from (select ${id}::uuid as delivery_id) page ${deliveryJoins}`.execute(tx);
  return rows.map(nestOutcome)[0] ?? null;
}

function decidedParts(
  filter: DeliveryFilter,
  page: { limit: number; after: DeliveryId | null; floor: DeliveryId | null },
): RawBuilder<unknown>[] {
  const actions = filter.outcomes === null ? [null] : filter.outcomes.filter((word) => word !== "pending");
  return actions.map(
    (action) => sql`
    select o.delivery_id from outcomes o
    ${where([
      action === null ? null : sql`o.action = ${action}`,
      filter.reason === null ? null : sql`o.reason = ${filter.reason}`,
      filter.sourceId === null ? null : sql`o.source_id = ${filter.sourceId}::uuid`,
      filter.dismissed === null ? null : filter.dismissed ? sql`o.dismissed_at is not null` : sql`o.dismissed_at is null`,
      filter.text === "" ? null : sql`(o.sender ilike ${contains(filter.text)} or o.subject ilike ${contains(filter.text)})`,
      ...bounds(sql.ref("o.delivery_id"), filter, page),
    ])}
    order by o.delivery_id desc limit ${page.limit}`,
  );
}

// A waiting delivery has no reason, no subject and no dismissal yet.
function wantsPending(filter: DeliveryFilter): boolean {
  const asked = filter.outcomes === null || filter.outcomes.includes("pending");
  return asked && filter.reason === null && filter.dismissed !== true;
}

function pendingPart(
  workspaceId: WorkspaceId,
  filter: DeliveryFilter,
  page: { limit: number; after: DeliveryId | null; floor: DeliveryId | null },
): RawBuilder<unknown> {
  return sql`
    select q.delivery_id from delivery_queue q
      join deliveries d on d.workspace_id = q.workspace_id and d.id = q.delivery_id
    ${where([
      sql`q.workspace_id = ${workspaceId}::uuid`,
      sql`not exists (select 1 from outcomes o where o.workspace_id = q.workspace_id and o.delivery_id = q.delivery_id)`,
      filter.sourceId === null ? null : sql`d.source_id = ${filter.sourceId}::uuid`,
      filter.text === "" ? null : sql`d.envelope ->> 'mailFrom' ilike ${contains(filter.text)}`,
      ...bounds(sql.ref("q.delivery_id"), filter, page),
    ])}
    order by q.delivery_id desc limit ${page.limit}`;
}

// A substring has no index: each page looks through a bounded stretch of the journal, and the next one goes on below it.
async function textSearchFloor(tx: Tx, filter: DeliveryFilter, after: DeliveryId | null): Promise<DeliveryId | null> {
  const { rows } = await sql<{ id: DeliveryId }>`
    select o.delivery_id as id from outcomes o
    ${where(bounds(sql.ref("o.delivery_id"), filter, { after, floor: null }))}
    order by o.delivery_id desc offset ${textSearchWindow} limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

function bounds(
  id: RawBuilder<unknown>,
  filter: DeliveryFilter,
  page: { after: DeliveryId | null; floor: DeliveryId | null },
): (RawBuilder<unknown> | null)[] {
  return [
    page.after === null ? null : sql`${id} < ${page.after}::uuid`,
    page.floor === null ? null : sql`${id} >= ${page.floor}::uuid`,
    filter.since === null ? null : sql`${id} >= ${firstIdAt(filter.since)}::uuid`,
    filter.until === null ? null : sql`${id} < ${firstIdAt(filter.until)}::uuid`,
  ];
}

/** The smallest id that can have been made at this millisecond (RFC 9562 §5.7: the first 48 bits are the time). */
export function firstIdAt(time: Date): string {
  const milliseconds = Math.min(Math.max(time.getTime(), 0), 2 ** 48 - 1);
  const hex = milliseconds.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function where(conditions: readonly (RawBuilder<unknown> | null)[]): RawBuilder<unknown> {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? sql`` : sql`where ${sql.join(given, sql` and `)}`;
}

function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

/** A row as SQL gives it: the outcome's columns beside the delivery's, all null while it is pending. */
type FlatRow = Omit<DeliverySummaryRow, "outcome"> & Omit<OutcomeRow, "action"> & { action: OutcomeAction | null };

function nestOutcome(row: FlatRow): DeliverySummaryRow {
  const { action, reason, ticket, messageId, decidedAt, revision, revisedBy, dismissedAt, ...summary } = row;
  if (action === null) return { ...summary, outcome: null };
  return { ...summary, outcome: { action, reason, ticket, messageId, decidedAt, revision, revisedBy, dismissedAt } };
}

const deliveryColumns = sql`
  d.id, d.received_at, d.size, jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind) as source,
  coalesce(o.sender, nullif(d.envelope ->> 'mailFrom', '')) as sender, o.subject, coalesce(d.envelope -> 'rcptTo', '[]') as rcpt_to,
  q.delivery_id is not null as queued,
  o.action, o.reason, o.message_id, o.decided_at, o.revision, o.revised_by, o.dismissed_at,
  case when t.id is not null then jsonb_build_object('id', t.id, 'number', t.number, 'subject', t.subject) end as ticket`;

const deliveryJoins = sql`
  join deliveries d on d.id = page.delivery_id
  join sources s on s.workspace_id = d.workspace_id and s.id = d.source_id
  left join outcomes o on o.workspace_id = d.workspace_id and o.delivery_id = d.id
  left join tickets t on t.workspace_id = o.workspace_id and t.id = o.ticket_id
  left join delivery_queue q on q.workspace_id = d.workspace_id and q.delivery_id = d.id`;
