// Keeps a queue moving: wakes when something is put on it, claims under a lease on the database's clock, and extends the lease while the work runs.
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "#platform/log.ts";
import { connectListener, type Db, inRegistry, type Tx } from "./db.ts";

/** What every claim of every queue has: the fencing token of its lease, one for the whole batch. */
export interface Leased {
  token: string;
}

export interface LeaseQueue<Claim extends Leased> {
  /** What is notified when something was put on it. */
  channel: string;
  claim(tx: Tx, most: number, leaseSeconds: number): Promise<Claim[]>;
  extend(tx: Tx, token: string, leaseSeconds: number): Promise<void>;
  /** Milliseconds until the next one is due, null when none waits; left out where things are due at once. */
  dueInMs?(tx: Tx): Promise<number | null>;
}

export interface LeaseOptions<Claim extends Leased> {
  queue: LeaseQueue<Claim>;
  /** Opened with synchronous_commit off: a lease that a crash forgets is free again. */
  leases: Db;
  /** Batches under way at once. */
  runners: number;
  /** Claims in one batch at most. */
  batch: number;
  work(claims: Claim[]): Promise<void>;
  log: Logger;
}

export interface Leasing extends AsyncDisposable {
  /** Something was stored: look now. */
  wake(): void;
}

/** What a killed process had claimed is free again after this; P6 promises 30 s. */
const leaseSeconds = 10;
const extendEveryMs = 3_000;
/** Also without a notification: a lease may have run out, or a retry may be due. */
const sweepEveryMs = 5_000;

/** Starts claiming. Disposing it finishes the batches under way. */
export function startLeasing<Claim extends Leased>(options: LeaseOptions<Claim>): Leasing {
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

async function runClaims<Claim extends Leased>(options: LeaseOptions<Claim>, bell: Bell, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      const { claims, idleMs } = await inRegistry(options.leases, (tx) => look(tx, options));
      if (claims.length === 0) {
        // Stopping rings once, and may have rung while we looked.
        if (!stopping.aborted) await bell.wait(idleMs);
        continue;
      }
      // A full batch means that more may wait: let an idle runner look too.
      if (claims.length === options.batch) bell.ring();
      await holding(options, claims);
    } catch (error) {
      options.log.warn({ error }, "the queue cannot be read; trying again");
      await sleep(500, undefined, { signal: stopping }).catch(() => {});
    }
  }
}

async function look<Claim extends Leased>(tx: Tx, { queue, batch }: LeaseOptions<Claim>) {
  const claims = await queue.claim(tx, batch, leaseSeconds);
  const dueInMs = claims.length === 0 && queue.dueInMs !== undefined ? await queue.dueInMs(tx) : null;
  return { claims, idleMs: dueInMs === null ? sweepEveryMs : Math.min(Math.max(dueInMs, 10), sweepEveryMs) };
}

/** Extends the lease while the work runs, so that a slow batch is not taken from under it. */
async function holding<Claim extends Leased>(options: LeaseOptions<Claim>, claims: Claim[]): Promise<void> {
  const token = claims[0]?.token ?? "";
  const timer = setInterval(() => {
    inRegistry(options.leases, (tx) => options.queue.extend(tx, token, leaseSeconds)).catch((error: unknown) =>
      options.log.warn({ error }, "a lease could not be extended"),
    );
  }, extendEveryMs);
  try {
    await options.work(claims);
  } finally {
    clearInterval(timer);
  }
}

/** LISTEN on a connection of its own, made again whenever it breaks; the sweep covers the gap. */
async function listen<Claim extends Leased>(options: LeaseOptions<Claim>, bell: Bell, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await listenUntilBroken(options, () => bell.ring(), stopping);
    } catch (error) {
      options.log.warn({ error }, "notifications are off; sweeping until they are back");
    }
    if (!stopping.aborted) await sleep(1_000, undefined, { signal: stopping }).catch(() => {});
  }
}

async function listenUntilBroken<Claim extends Leased>(
  options: LeaseOptions<Claim>,
  onNotice: () => void,
  stopping: AbortSignal,
): Promise<void> {
  const client = await connectListener(options.leases);
  const broken = new Promise<void>((resolve) => {
    client.once("error", () => resolve());
    client.once("end", () => resolve());
    stopping.addEventListener("abort", () => resolve(), { once: true });
    // It may have come to an end while we connected.
    if (stopping.aborted) resolve();
  });
  client.on("notification", onNotice);
  try {
    await client.query(`listen ${options.queue.channel}`);
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
