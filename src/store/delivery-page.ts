// One delivery in full: envelope, receipt, earlier outcomes, its place in the queue, and where its raw bytes lie.
import { sql } from "kysely";
import type { DeliveryId, WorkspaceId } from "#domain/ids.ts";
import type { Envelope } from "#domain/delivery.ts";
import type { OutcomeAction } from "#domain/outcome.ts";
import type { Receipt } from "#domain/receipt.ts";
import type { Tx } from "./db.ts";

export interface DeliveryPartsRow {
  externalId: string;
  envelope: Envelope | null;
  sha256: string;
  receipt: Receipt | null;
  queue: { attempts: number; availableAt: Date; instruction: "read" | "replay" | "release" } | null;
}

export interface RawRow {
  /** Null when the bytes lie in the blob store under `sha256`. */
  bytes: Buffer | null;
  sha256: Buffer;
  size: number;
}

export interface OutcomeHistoryRow {
  revision: number;
  action: string;
  reason: string | null;
  ticketId: string | null;
  decidedAt: string | null;
  revisedBy: string | null;
  replacedAt: Date;
}

export async function readDeliveryParts(tx: Tx, id: DeliveryId): Promise<DeliveryPartsRow | null> {
  const { rows } = await sql<
    Omit<DeliveryPartsRow, "queue"> & { attempts: number | null; availableAt: Date; instruction: "read" | "replay" | "release" }
  >`
    select d.external_id, d.envelope, encode(r.sha256, 'hex') as sha256, o.receipt,
      q.attempts, q.available_at, coalesce(q.instruction ->> 'kind', 'read') as instruction
    from deliveries d
      join raw_messages r on r.workspace_id = d.workspace_id and r.id = d.raw_id
      left join outcomes o on o.workspace_id = d.workspace_id and o.delivery_id = d.id
      left join delivery_queue q on q.workspace_id = d.workspace_id and q.delivery_id = d.id
    where d.id = ${id}`.execute(tx);
  const row = rows[0];
  if (row === undefined) return null;
  const { attempts, availableAt, instruction, ...parts } = row;
  return { ...parts, queue: attempts === null ? null : { attempts, availableAt, instruction } };
}

export async function findRaw(tx: Tx, deliveryId: DeliveryId): Promise<RawRow | null> {
  const row = await tx
    .selectFrom("deliveries as d")
    .innerJoin("rawMessages as r", (join) => join.onRef("r.workspaceId", "=", "d.workspaceId").onRef("r.id", "=", "d.rawId"))
    .select(["r.bytes", "r.sha256", "r.size"])
    .where("d.id", "=", deliveryId)
    .executeTakeFirst();
  return row ?? null;
}

/** Earlier outcomes, newest first. */
export async function listOutcomeHistory(tx: Tx, deliveryId: DeliveryId): Promise<OutcomeHistoryRow[]> {
  const { rows } = await sql<OutcomeHistoryRow>`
    select h.revision, h.outcome ->> 'action' as action, h.outcome ->> 'reason' as reason, h.outcome ->> 'ticket_id' as ticket_id,
      h.outcome ->> 'decided_at' as decided_at, h.outcome ->> 'revised_by' as revised_by, h.replaced_at
    from outcome_history h where h.delivery_id = ${deliveryId}
    order by h.revision desc limit 100`.execute(tx);
  return rows;
}

/** Holds the outcome still for a decision about it. Null: no such delivery, or it is pending. */
export async function lockOutcome(
  tx: Tx,
  deliveryId: DeliveryId,
): Promise<{ action: OutcomeAction; ticketId: string | null; dismissedAt: Date | null } | null> {
  const row = await tx
    .selectFrom("outcomes")
    .select(["action", "ticketId", "dismissedAt"])
    .where("deliveryId", "=", deliveryId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function deliveryExists(tx: Tx, id: DeliveryId): Promise<boolean> {
  return (await tx.selectFrom("deliveries").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

export async function setDismissed(tx: Tx, deliveryId: DeliveryId, dismissed: boolean): Promise<void> {
  await tx
    .updateTable("outcomes")
    .set({ dismissedAt: dismissed ? sql<Date>`now()` : null })
    .where("deliveryId", "=", deliveryId)
    .execute();
}

export interface QueueInstruction {
  kind: "replay" | "release";
  by: string;
  ticketId: string | null;
}

/**
 * Puts the delivery back into the queue with what to do. False when it is there already, waiting or being worked on: then
 * nothing is changed, so that a worker's lease stays its own.
 */
export async function requeue(
  tx: Tx,
  workspaceId: WorkspaceId,
  deliveryId: DeliveryId,
  instruction: QueueInstruction,
): Promise<boolean> {
  const result = await sql`
    insert into delivery_queue (workspace_id, delivery_id, instruction)
    values (${workspaceId}, ${deliveryId}, ${JSON.stringify(instruction)}::jsonb)
    on conflict (workspace_id, delivery_id) do nothing`.execute(tx);
  return result.numAffectedRows === 1n;
}

/** Makes a pending delivery due now: an agent does not want to wait for its next try. */
export async function hastenPending(tx: Tx, workspaceId: WorkspaceId, deliveryId: DeliveryId): Promise<void> {
  await sql`
    update delivery_queue set available_at = now()
    where workspace_id = ${workspaceId} and delivery_id = ${deliveryId} and lease_token is null and available_at > now()`.execute(
    tx,
  );
}

/** Wakes the claimers at commit. */
export async function wakeClaimers(tx: Tx): Promise<void> {
  await sql`select pg_notify('inlet_deliveries', '')`.execute(tx);
}
