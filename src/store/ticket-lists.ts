// Lists of tickets, newest first: filtered, searched, and paged by the place where the last page ended.
import { type RawBuilder, sql } from "kysely";
import type { AgentId, SourceId, TicketId } from "#domain/ids.ts";
import type { TicketPriority, TicketState } from "#domain/ticket.ts";
import type { Tx } from "./db.ts";
import { type SearchTerms, tsquery } from "./search.ts";

export interface TicketFilter {
  states: readonly TicketState[] | null;
  priorities: readonly TicketPriority[] | null;
  /** Null: any. "none": nobody's. */
  assignee: AgentId | null;
  sourceId: SourceId | null;
  requesterId: string | null;
  /** The worst that became of a copy of the newest answer. */
  deliveries: readonly DeliveryState[] | null;
}

type DeliveryState = "failed" | "bounced" | "suppressed" | "unknown" | "deferred" | "queued";

export interface TicketSummaryRow {
  id: TicketId;
  number: number;
  subject: string;
  state: TicketState;
  priority: TicketPriority;
  preview: string;
  messageCount: number;
  requester: { id: string; name: string; email: string | null };
  assignee: { id: string; name: string } | null;
  source: { id: string; name: string; kind: "forwarding" };
  company: { id: string; name: string } | null;
  /** The worst state among the copies of the newest answer; null where all are sent or written, or there is none. */
  delivery: DeliveryState | null;
  createdAt: Date;
  updatedAt: Date;
  lastMessageAt: Date;
  /** `lastMessageAt` in microseconds since 1970, as the database has it: a Date would lose the last three digits. */
  position: number;
}

/** Where the last page ended. */
export interface TicketPosition {
  position: number;
  id: TicketId;
}

/** At most `limit` tickets after `after`, by their newest message. */
export async function listTickets(
  tx: Tx,
  filter: TicketFilter,
  page: { limit: number; after: TicketPosition | null },
): Promise<TicketSummaryRow[]> {
  const after =
    page.after === null ? null : sql`(t.last_message_at, t.id) < (${moment(page.after.position)}, ${page.after.id}::uuid)`;
  const order = sql`order by t.last_message_at desc, t.id desc limit ${page.limit}`;
  // One walk down tickets_by_state for each state asked for: `state in (…)` would have to sort them all.
  const byState = filter.states !== null && filter.assignee === null && filter.requesterId === null && filter.deliveries === null;
  const tickets = byState
    ? sql`
      select t.* from unnest(${[...(filter.states ?? [])]}::text[]) as wanted (state)
        cross join lateral (
          select t.* from tickets t
          ${where([...conditions({ ...filter, states: null }), after, sql`t.state = wanted.state`])} ${order}
        ) t ${order}`
    : sql`select t.* from tickets t ${where([...conditions(filter), after])} ${order}`;
  const { rows } = await sql<TicketSummaryRow>`
    select ${summaryColumns} from (${tickets}) t ${summaryJoins}
    order by t.last_message_at desc, t.id desc`.execute(tx);
  return rows;
}

/** Where a search's page begins: the moment of its first page, so that mail that arrives meanwhile moves nothing, and how many it gave. */
export interface SearchPosition {
  asOf: number;
  offset: number;
}

/** Matching messages looked at for one page, newest first: few where few suffice; all that a large desk has where a filter leaves nearly none. */
const hitWindows = [200, 800, 2_000, 20_000, 200_000] as const;

/** Tickets that match, by their newest matching message; a ticket named by its number or its requester's address comes first. */
export async function searchTickets(
  tx: Tx,
  terms: SearchTerms,
  filter: TicketFilter,
  page: SearchPosition & { limit: number },
): Promise<TicketSummaryRow[]> {
  for (const window of hitWindows) {
    const rows = await searchWindow(tx, terms, filter, { ...page, window });
    const isLast = window === hitWindows.at(-1) || rows.length === page.limit || (rows[0]?.hits ?? 0) < window;
    if (isLast) return rows.filter((row) => row.id !== null);
  }
  return [];
}

type FoundRow = TicketSummaryRow & { hits: number };

// Left-joined to the number of hits, so that a window without a fitting ticket still says whether there is more to look at.
async function searchWindow(
  tx: Tx,
  terms: SearchTerms,
  filter: TicketFilter,
  page: SearchPosition & { limit: number; window: number },
): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    with hits as materialized (
      select h.ticket_id, h.received_at from find_tickets(${tsquery(terms.words)}, ${moment(page.asOf)}, ${page.window}) h
    ), ranked as (
      select h.ticket_id, h.received_at as found_at, 1 as rank from hits h ${byNumber(terms)} ${byAddress(terms, page.window)}
    ), found as (
      select h.ticket_id, min(h.rank) as rank, max(h.found_at) as found_at from ranked h group by h.ticket_id
    ), page as (
      select t.*, f.rank, f.found_at from found f join tickets t on t.id = f.ticket_id
      ${where(conditions(filter))}
      order by f.rank, f.found_at desc, t.id desc offset ${page.offset} limit ${page.limit}
    ), summaries as (
      select ${summaryColumns}, t.rank, t.found_at from page t ${summaryJoins}
    )
    select s.*, n.hits from (select count(*) as hits from hits) n left join summaries s on true
    order by s.rank, s.found_at desc, s.id desc`.execute(tx);
  return rows;
}

/** Now on the database's clock, in microseconds since 1970. */
export async function readMoment(tx: Tx): Promise<number> {
  const { rows } = await sql<{ now: number }>`select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now`.execute(
    tx,
  );
  return rows[0]?.now ?? 0;
}

export async function findTicketSummary(tx: Tx, id: TicketId): Promise<TicketSummaryRow | null> {
  const { rows } = await sql<TicketSummaryRow>`
    select ${summaryColumns} from (select * from tickets where id = ${id}) t ${summaryJoins}`.execute(tx);
  return rows[0] ?? null;
}

function byNumber(terms: SearchTerms): RawBuilder<unknown> {
  if (terms.number === null) return sql``;
  return sql`union all select t.id, t.last_message_at, 0 from tickets t where t.number = ${terms.number}`;
}

function byAddress(terms: SearchTerms, most: number): RawBuilder<unknown> {
  if (terms.address === null) return sql``;
  return sql`union all (
    select t.id, t.last_message_at, 0 from contact_addresses a join tickets t on t.requester_id = a.contact_id
    where a.address = ${terms.address} order by t.last_message_at desc limit ${most})`;
}

function conditions(filter: TicketFilter): (RawBuilder<unknown> | null)[] {
  return [
    filter.states === null ? null : sql`t.state = any(${[...filter.states]}::text[])`,
    filter.priorities === null ? null : sql`t.priority = any(${[...filter.priorities]}::text[])`,
    filter.assignee === null
      ? null
      : filter.assignee === "none"
        ? sql`t.assignee_id is null`
        : sql`t.assignee_id = ${filter.assignee}::uuid`,
    filter.sourceId === null ? null : sql`t.source_id = ${filter.sourceId}::uuid`,
    filter.requesterId === null ? null : sql`t.requester_id = ${filter.requesterId}::uuid`,
    filter.deliveries === null ? null : undelivered(filter.deliveries),
  ];
}

// The few tickets with such a copy first, by submissions_by_state; then whether it is the worst of the newest answer.
function undelivered(states: readonly DeliveryState[]): RawBuilder<unknown> {
  const wanted = sql`any(${[...states]}::text[])`;
  return sql`t.id in (select c.ticket_id from submissions c where c.state = ${wanted}) and ${worstCopy} = ${wanted}`;
}

function where(conditions: readonly (RawBuilder<unknown> | null)[]): RawBuilder<unknown> {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? sql`` : sql`where ${sql.join(given, sql` and `)}`;
}

function moment(microseconds: number): RawBuilder<unknown> {
  return sql`timestamptz 'epoch' + ${microseconds}::bigint * interval '1 microsecond'`;
}

const worstCopy = sql`(
    select s.state from submissions s
    where s.workspace_id = t.workspace_id and s.ticket_id = t.id and s.state not in ('sent', 'written', 'cancelled') and s.message_id = (
      select n.message_id from submissions n
      where n.workspace_id = t.workspace_id and n.ticket_id = t.id and n.kind = 'reply' and n.state <> 'cancelled'
      order by n.created_at desc limit 1
    )
    order by array_position(array['failed', 'bounced', 'suppressed', 'unknown', 'deferred', 'queued'], s.state) limit 1
  )`;

const summaryColumns = sql`
  t.id, t.number, t.subject, t.state, t.priority, t.preview, t.message_count, t.created_at, t.updated_at, t.last_message_at,
  (extract(epoch from t.last_message_at) * 1000000)::bigint as position,
  jsonb_build_object('id', r.id, 'name', r.name, 'email', coalesce(
    (select p.address from participants p where p.workspace_id = t.workspace_id and p.ticket_id = t.id and p.role = 'requester' limit 1),
    (select a.address from contact_addresses a where a.workspace_id = t.workspace_id and a.contact_id = t.requester_id limit 1)
  )) as requester,
  case when g.id is not null then jsonb_build_object('id', g.id, 'name', g.name) end as assignee,
  jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind) as source,
  case when y.id is not null then jsonb_build_object('id', y.id, 'name', y.name) end as company,
  ${worstCopy} as delivery`;

const summaryJoins = sql`
  join contacts r on r.workspace_id = t.workspace_id and r.id = t.requester_id
  join sources s on s.workspace_id = t.workspace_id and s.id = t.source_id
  left join agents g on g.workspace_id = t.workspace_id and g.id = t.assignee_id
  left join companies y on y.workspace_id = t.workspace_id and y.id = t.company_id`;
