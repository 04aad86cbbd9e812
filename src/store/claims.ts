// The queue side of the journal: who works on which delivery, until when, and what happens when they do not finish.
import { sql } from "kysely";
import { AppError } from "#domain/errors.ts";
import { type DeliveryId, newId, type WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import { planned } from "./planned.ts";

const plan = sql.raw(planned);

/** What an agent asked of a delivery that already has an outcome. */
export interface Instruction {
  kind: "replay" | "release";
  by: string;
  ticketId: string | null;
}

export interface Claim {
  workspaceId: WorkspaceId;
  deliveryId: DeliveryId;
  /** Fencing token of this claim: one for the whole batch. */
  token: string;
  attempts: number;
  failures: number;
  instruction: Instruction | null;
}

/** Claims up to `most` deliveries of any workspace, in the order they were stored, for `leaseSeconds` on the database's clock. */
export async function claimDeliveries(tx: Tx, most: number, leaseSeconds: number): Promise<Claim[]> {
  const token = newId();
  const { rows } = await sql<Claim>`${plan}
    update delivery_queue q
    set available_at = now() + make_interval(secs => ${leaseSeconds}), lease_token = ${token}, attempts = q.attempts + 1
    from (
      select workspace_id, delivery_id from delivery_queue
      where available_at <= now()
      order by delivery_id
      limit ${most}
      for update skip locked
    ) due
    where q.workspace_id = due.workspace_id and q.delivery_id = due.delivery_id
    returning q.workspace_id, q.delivery_id, q.lease_token as token, q.attempts, q.failures, q.instruction`.execute(tx);
  return rows;
}

/**
 * Takes finished deliveries off the queue: the first statement of the transaction that records their outcomes.
 * Throws when one is no longer ours, so that a worker that was paused past its lease writes nothing.
 */
export async function finishClaims(tx: Tx, claims: readonly Claim[]): Promise<void> {
  const first = claims[0];
  if (first === undefined) return;
  const result = await sql`${plan}
    delete from delivery_queue
    where workspace_id = ${first.workspaceId} and lease_token = ${first.token}
      and delivery_id = any(${claims.map((claim) => claim.deliveryId)}::uuid[])`.execute(tx);
  if (Number(result.numAffectedRows) !== claims.length) throw leaseLost();
}

/** Gives the claims another `leaseSeconds` from now. */
export async function extendClaims(tx: Tx, token: string, leaseSeconds: number): Promise<void> {
  await sql`
    update delivery_queue set available_at = now() + make_interval(secs => ${leaseSeconds})
    where lease_token = ${token}`.execute(tx);
}

/** Puts claims back: to be tried again after `delaySeconds`. `failed` counts an error of our own against them. */
export async function returnClaims(
  tx: Tx,
  claims: readonly Claim[],
  again: { delaySeconds: number; failed: boolean },
): Promise<void> {
  const first = claims[0];
  if (first === undefined) return;
  await sql`
    update delivery_queue
    set available_at = now() + make_interval(secs => ${again.delaySeconds}), lease_token = null,
        failures = failures + ${again.failed ? 1 : 0}
    where lease_token = ${first.token} and delivery_id = any(${claims.map((claim) => claim.deliveryId)}::uuid[])`.execute(tx);
}

function leaseLost(): AppError {
  return new AppError({
    code: "lease-lost",
    retry: "transient",
    publicMessage: "Another process took over these deliveries; it will record their outcomes.",
  });
}
