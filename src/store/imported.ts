// What became of deliveries that an import stored, asked by the external ids that it gave them.
import { sql } from "kysely";
import type { DeliveryId, SourceId } from "#domain/ids.ts";
import type { OutcomeAction } from "#domain/outcome.ts";
import type { Tx } from "./db.ts";

export interface ImportedRow {
  externalId: string;
  deliveryId: DeliveryId;
  /** Null: stored, and without an outcome yet. */
  action: OutcomeAction | null;
  reason: string | null;
}

/** The deliveries among these that are in the journal. */
export async function readImported(tx: Tx, sourceId: SourceId, externalIds: readonly string[]): Promise<ImportedRow[]> {
  if (externalIds.length === 0) return [];
  const { rows } = await sql<ImportedRow>`
    select d.external_id, d.id as delivery_id, o.action, o.reason
    from deliveries d left join outcomes o on o.workspace_id = d.workspace_id and o.delivery_id = d.id
    where d.source_id = ${sourceId} and d.external_id = any(${[...externalIds]}::text[])`.execute(tx);
  return rows;
}

/** Whether some process works on the queue of this database: each that does keeps a session that listens for deliveries. Asked as the owner. */
export async function isSomebodyClaiming(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ claiming: boolean }>`
    select exists (
      select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query = 'listen inlet_deliveries'
    ) as claiming`.execute(tx);
  return rows[0]?.claiming === true;
}

export async function hasTickets(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom("tickets").select("id").limit(1).executeTakeFirst()) !== undefined;
}
