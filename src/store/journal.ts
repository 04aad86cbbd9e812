// The journal's write side: raw messages, their deliveries and the queue, in one statement; and where an address leads.
import { sql } from "kysely";
import type { Route } from "#domain/channel.ts";
import type { Envelope } from "#domain/delivery.ts";
import type { DeliveryId, SourceId, WorkspaceId } from "#domain/ids.ts";
import { type Db, inOneTrip, type Statement, type Tx } from "./db.ts";

/** Raw messages above this lie in the blob store, and their row has no bytes. */
export const inlineLimitBytes = 256 * 1024;

/** One body, which several deliveries of the batch may share. */
export interface RawRow {
  id: string;
  sha256: Uint8Array;
  size: number;
  /** Null: the bytes are in the blob store already, under their SHA-256. */
  bytes: Uint8Array | null;
}

export interface DeliveryRow {
  id: DeliveryId;
  sourceId: SourceId;
  kind: string;
  externalId: string;
  raw: RawRow;
  envelope: Envelope | null;
  receivedAt: Date;
}

export interface AppendOptions {
  /** Wake other processes: for one that only stores. A process that also reads wakes itself, and the others sweep. */
  notify: boolean;
  /** Runs between insert and commit, at the price of waiting for it: for failpoints. */
  beforeCommit?: (() => Promise<void>) | undefined;
}

/**
 * Writes deliveries of one workspace with their raw messages and puts them on the queue, in one transaction and a single round
 * trip; `notify` also notifies `inlet_deliveries`. Gives the ids of those that are new: one that is here already (same source, same
 * external id) changes nothing.
 */
export async function appendAndCommit(
  db: Db,
  workspaceId: WorkspaceId,
  rows: readonly DeliveryRow[],
  { notify, beforeCommit }: AppendOptions,
): Promise<Set<DeliveryId>> {
  const statement = journalStatement(workspaceId, rows, notify);
  const stored = await inOneTrip<{ id: DeliveryId }>(db, workspaceId, statement, beforeCommit);
  return new Set(stored.map((row) => row.id));
}

// Batches up to this size whose deliveries have a body each are planned once: their texts are few, and all alike.
const mostPlanned = 16;

// One statement, so one round trip. The delivery goes first: a raw message whose delivery is here already is not written.
// Bytes travel as binary parameters of a multi-row VALUES; an array parameter would send them as hexadecimal text.
function journalStatement(workspaceId: WorkspaceId, rows: readonly DeliveryRow[], notify: boolean): Statement {
  const values: unknown[] = [workspaceId];
  const put = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const raws = [...new Set(rows.map((row) => row.raw))];
  const deliveryValues = rows.map((row) => {
    const ids = `$1::uuid,${put(row.id, "uuid")},${put(row.sourceId, "uuid")},${put(row.kind, "text")},${put(row.externalId, "text")}`;
    const body = `${put(row.raw.id, "uuid")},${put(row.raw.size, "int")}`;
    return `(${ids},${body},${put(envelopeText(row.envelope), "jsonb")},${put(row.receivedAt, "timestamptz")})`;
  });
  const rawValues = raws.map(
    (raw) => `(${put(raw.id, "uuid")},${put(raw.sha256, "bytea")},${put(raw.size, "int")},${put(raw.bytes, "bytea")})`,
  );
  const text = `with stored as (
  insert into deliveries (workspace_id, id, source_id, kind, external_id, raw_id, size, envelope, received_at)
  values ${deliveryValues.join(",")}
  on conflict on constraint one_delivery_per_external_id do nothing
  returning id, raw_id
), raws as (
  insert into raw_messages (workspace_id, id, sha256, size, bytes)
  select $1::uuid, raw.id, raw.sha256, raw.size, raw.bytes from (values ${rawValues.join(",")}) raw (id, sha256, size, bytes)
  where raw.id in (select raw_id from stored)
), queued as (
  insert into delivery_queue (workspace_id, delivery_id) select $1::uuid, id from stored
)
select id${notify ? ", (select pg_notify('inlet_deliveries', ''))" : ""} from stored`;
  const isPlanned = raws.length === rows.length && rows.length <= mostPlanned;
  return { text, values, ...(isPlanned ? { name: `journal-${notify ? "loud-" : ""}${rows.length}` } : {}) };
}

function envelopeText(envelope: Envelope | null): string | null {
  return envelope === null ? null : JSON.stringify(envelope);
}

export interface FoundRoute extends Route {
  /** Its source takes nothing for now. */
  paused: boolean;
}

/**
 * Where an envelope recipient leads, or null. Addresses are compared in lower case: we made their local parts ourselves.
 * `name+detail@…` leads where `name@…` leads (RFC 5233), unless it has a route of its own.
 */
export async function findRoute(tx: Tx, address: string): Promise<FoundRoute | null> {
  const wanted = address.toLowerCase();
  const { rows } = await sql<FoundRoute>`
    select workspace_id, source_id, address, paused_at is not null as paused from routes
    where address in (${wanted}, ${wanted.replace(/\+[^@]*@/, "@")})
    order by address = ${wanted} desc limit 1`.execute(tx);
  return rows[0] ?? null;
}

/** Whether more deliveries than this wait for their outcome. */
export async function isQueueLongerThan(tx: Tx, most: number): Promise<boolean> {
  const { rows } = await sql`select 1 from delivery_queue offset ${most} limit 1`.execute(tx);
  return rows.length > 0;
}
