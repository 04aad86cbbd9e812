// Keeps the queue moving: wakes when something arrives, claims up to 32 deliveries at a time, and hands them to the pipeline.
import { setTimeout as sleep } from "node:timers/promises";
import { type Claim, claimDeliveries, extendClaims } from "#store/claims.ts";
import { connectListener, type Db, inRegistry } from "#store/db.ts";
import { type IngestContext, ingest } from "./ingest.ts";

export interface ClaimOptions {
  context: IngestContext;
  /** Opened with synchronous_commit off: a lease that a crash forgets is a delivery that is free again. */
  leases: Db;
  /** Batches under way at once. */
  runners: number;
}

export interface Claiming extends AsyncDisposable {
  /** Something was stored: look now. */
  wake(): void;
}

const batchSize = 32;
/** A killed process's deliveries are free again after this; P6 promises 30 s. */
const leaseSeconds = 10;
const extendEveryMs = 3_000;
/** Also without a notification: a lease may have run out, or a retry may be due. */
const sweepEveryMs = 5_000;

/** Starts claiming. Disposing it finishes the batches under way. */
export function startClaiming(options: ClaimOptions): Claiming {
  const stop = new AbortController();
  const bell = new Bell();
  const runners = Array.from({ length: options.runners }, () => runClaims(options, bell, stop.signal));
  const listening = listen(options, bell, stop.signal);
  return {
    wake: () => bell.ring(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      bell.ringAll();
      await Promise.all([...runners, listening]);
    },
  };
}

async function runClaims(options: ClaimOptions, bell: Bell, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      const claims = await inRegistry(options.leases, (tx) => claimDeliveries(tx, batchSize, leaseSeconds));
      if (claims.length === 0) {
        await bell.wait(sweepEveryMs);
        continue;
      }
      // A full batch means that more may wait: let an idle runner look too.
      if (claims.length === batchSize) bell.ring();
      await holding(options, claims, () => ingest(options.context, claims));
    } catch (error) {
      options.context.log.warn({ error }, "the queue cannot be read; trying again");
      await sleep(500, undefined, { signal: stopping }).catch(() => {});
    }
  }
}

/** Extends the lease while `work` runs, so that a slow batch is not taken from under it. */
async function holding(options: ClaimOptions, claims: readonly Claim[], work: () => Promise<void>): Promise<void> {
  const token = claims[0]?.token ?? "";
  const timer = setInterval(() => {
    inRegistry(options.leases, (tx) => extendClaims(tx, token, leaseSeconds)).catch((error: unknown) =>
      options.context.log.warn({ error }, "a lease could not be extended"),
    );
  }, extendEveryMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

/** LISTEN on a connection of its own, made again whenever it breaks; the sweep covers the gap. */
async function listen(options: ClaimOptions, bell: Bell, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await listenUntilBroken(options.leases, () => bell.ring(), stopping);
    } catch (error) {
      options.context.log.warn({ error }, "notifications are off; sweeping until they are back");
    }
    if (!stopping.aborted) await sleep(1_000, undefined, { signal: stopping }).catch(() => {});
  }
}

async function listenUntilBroken(db: Db, onNotice: () => void, stopping: AbortSignal): Promise<void> {
  const client = await connectListener(db);
  const broken = new Promise<void>((resolve) => {
    client.once("error", () => resolve());
    client.once("end", () => resolve());
    stopping.addEventListener("abort", () => resolve(), { once: true });
  });
  client.on("notification", onNotice);
  try {
    await client.query("listen inlet_deliveries");
    onNotice();
    await broken;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Wakes one waiting runner a ring; a ring while all are busy is remembered. */
class Bell {
  #waiting: (() => void)[] = [];
  #rung = false;

  ring(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#rung = true;
    else next();
  }

  ringAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
    this.#rung = true;
  }

  async wait(mostMs: number): Promise<void> {
    if (this.#rung) {
      this.#rung = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(wake, mostMs);
      const waiting = this.#waiting;
      function wake(): void {
        clearTimeout(timer);
        const at = waiting.indexOf(wake);
        if (at >= 0) waiting.splice(at, 1);
        resolve();
      }
      waiting.push(wake);
    });
  }
}
