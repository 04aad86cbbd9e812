// The balanced books: counted from deliveries and outcomes when somebody looks, so that they cannot disagree with their rows.
import { sql } from "kysely";
import type { BookCounts } from "#domain/books.ts";
import type { SourceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import { firstIdAt } from "./delivery-lists.ts";

// The first 48 bits of an id are milliseconds (RFC 9562 §5.7); PostgreSQL 16 has no function of its own for that.
const hour = sql`date_trunc('hour', to_timestamp(('x0000' || left(replace(d.id::text, '-', ''), 12))::bit(64)::bigint / 1000.0), 'UTC')`;

const setAside = sql`o.action = 'quarantine' or (o.action = 'discard' and o.reason is distinct from 'duplicate')`;

export interface BooksLine extends BookCounts {
  hour: Date;
  seen: number;
  pending: number;
}

export interface BooksSpan {
  since: Date;
  until: Date;
  sourceId: SourceId | null;
}

/** One line for each hour of the span in which something came, oldest first. By when the journal took it (its id says when). */
export async function readBooks(tx: Tx, span: BooksSpan): Promise<BooksLine[]> {
  const source = span.sourceId === null ? sql`` : sql`and d.source_id = ${span.sourceId}::uuid`;
  const { rows } = await sql<BooksLine>`
    select ${hour} as hour, ${counts}
    from deliveries d left join outcomes o on o.workspace_id = d.workspace_id and o.delivery_id = d.id
    where d.id >= ${firstIdAt(span.since)}::uuid and d.id < ${firstIdAt(span.until)}::uuid ${source}
    group by 1 order by 1`.execute(tx);
  return rows;
}

export interface SourceHourRow {
  sourceId: SourceId;
  hour: Date;
  seen: number;
  setAside: number;
  failed: number;
}

/** The same, a line for each source and hour: what the list of sources shows. */
export async function readBooksOfSources(tx: Tx, since: Date): Promise<SourceHourRow[]> {
  const { rows } = await sql<SourceHourRow>`
    select d.source_id, ${hour} as hour, count(*) as seen,
      count(*) filter (where ${setAside}) as set_aside, count(*) filter (where o.action = 'failed') as failed
    from deliveries d left join outcomes o on o.workspace_id = d.workspace_id and o.delivery_id = d.id
    where d.id >= ${firstIdAt(since)}::uuid
    group by 1, 2`.execute(tx);
  return rows;
}

/** How many deliveries wait in the queue of all workspaces, and for how long the oldest has been due: for metrics and readiness. */
export async function readQueueState(tx: Tx): Promise<{ waiting: number; oldestDueSeconds: number }> {
  const { rows } = await sql<{ waiting: number; oldestDueSeconds: number }>`
    select count(*) as waiting, coalesce(extract(epoch from now() - min(available_at)), 0)::float8 as oldest_due_seconds
    from delivery_queue`.execute(tx);
  const row = rows[0];
  return { waiting: row?.waiting ?? 0, oldestDueSeconds: Math.max(0, row?.oldestDueSeconds ?? 0) };
}

// The columns of bookColumn() in domain/books.ts, in SQL.
const counts = sql`
  count(*) as seen,
  count(*) filter (where o.action = 'create') as created,
  count(*) filter (where o.action = 'append') as appended,
  count(*) filter (where o.action = 'discard' and o.reason is not distinct from 'duplicate') as duplicate,
  count(*) filter (where ${setAside}) as set_aside,
  count(*) filter (where o.action = 'record-report') as reports,
  count(*) filter (where o.action = 'failed') as failed,
  count(*) filter (where o.delivery_id is null) as pending`;
