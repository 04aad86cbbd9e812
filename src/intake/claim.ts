// Keeps the journal's queue moving: up to 64 deliveries at a time are handed to the pipeline.
import { type Claim, claimDeliveries, extendClaims } from "#store/claims.ts";
import type { Db } from "#store/db.ts";
import { type LeaseQueue, type Leasing, startLeasing } from "#store/lease-queue.ts";
import { type IngestContext, ingest } from "./ingest.ts";

export interface ClaimOptions {
  context: IngestContext;
  /** Opened with synchronous_commit off: a lease that a crash forgets is a delivery that is free again. */
  leases: Db;
  /** Batches under way at once. */
  runners: number;
}

export type Claiming = Leasing;

/**
 * Some forty statements decide a batch, whatever its size: 64 cost a fifth less of the server's time a message than 32. More would hold their
 * threads' locks, and make one message wait for its neighbours, longer than that is worth.
 */
export const deliveriesAtOnce = 64;

const deliveries: LeaseQueue<Claim> = { channel: "inlet_deliveries", claim: claimDeliveries, extend: extendClaims };

/** Starts claiming. Disposing it finishes the batches under way. */
export function startClaiming({ context, leases, runners }: ClaimOptions): Claiming {
  return startLeasing({
    queue: deliveries,
    leases,
    runners,
    batch: deliveriesAtOnce,
    work: (claims) => ingest(context, claims),
    log: context.log,
  });
}
