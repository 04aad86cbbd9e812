// The main thread's side of the dialogue with relays: errands go to a thread of their own, answers come back, and a thread that dies is replaced.
import { Worker } from "node:worker_threads";
import { messageOf } from "#domain/errors.ts";
import type { Logger } from "#platform/log.ts";
import { ownBytes } from "#platform/own-bytes.ts";
import { resultOf } from "./answers.ts";
import { placeOf, type RelaySettings, type TooSoon } from "./relay-pool.ts";
import type { Answered, Errand, FromRelayWorker, RelayWorkerSettings, ToRelayWorker } from "./relay-worker.ts";

export interface RelayThreadOptions extends RelayWorkerSettings {
  log: Logger;
  /** The thread's module, where it is not the usual one: for tests. */
  worker?: URL | undefined;
}

export interface HeardAnswer extends Answered {
  /** Called when it is in the database: the journal of the thread that heard it may forget it. */
  settle(): void;
}

export interface RelayThread {
  /**
   * Hands one message to a relay. What went wrong is in the answer, also where the thread died meanwhile: unknown, if the message had
   * gone out. Rejects with faults of our own alone. The bytes of `letter.raw` are gone from this thread afterwards.
   */
  send(relay: RelaySettings, letter: Errand["letter"], note: Errand["note"]): Promise<HeardAnswer | TooSoon>;
  /** Ends what is under way, within seconds: as deferred or unknown, and as too soon where nothing was tried. */
  hangUp(): void;
  close(): Promise<void>;
}

/** V8's heap; the messages themselves lie outside of it. */
const heapMb = 64;
/** A thread that does not end by itself within this is ended. */
const endWithinMs = 2_000;

export function openRelayThread(options: RelayThreadOptions): RelayThread {
  return new Thread(options);
}

interface Pending {
  relay: RelaySettings;
  handedOver: Int32Array;
  at: Date;
  resolve(result: HeardAnswer | TooSoon): void;
  reject(error: unknown): void;
}

class Thread implements RelayThread {
  readonly #options: RelayThreadOptions;
  readonly #pending = new Map<number, Pending>();
  /** Started by the first message: a desk that only reads has no use for it. */
  #worker: Worker | null = null;
  #lastId = 0;
  #isStopping = false;

  constructor(options: RelayThreadOptions) {
    this.#options = options;
  }

  send(relay: RelaySettings, letter: Errand["letter"], note: Errand["note"]): Promise<HeardAnswer | TooSoon> {
    if (this.#isStopping) return Promise.resolve(notTried);
    this.#worker ??= this.#start();
    this.#lastId += 1;
    const id = this.#lastId;
    const raw = ownBytes(letter.raw);
    const handedOver = new Int32Array(new SharedArrayBuffer(4));
    const open = { ...relay, password: relay.password?.reveal() ?? null };
    const errand: Errand = { id, relay: open, letter: { ...letter, raw }, handedOver, note };
    return new Promise((resolve, reject) => {
      this.#tell({ errand }, [raw.buffer]);
      this.#pending.set(id, { relay, handedOver, at: new Date(), resolve, reject });
    });
  }

  hangUp(): void {
    this.#isStopping = true;
    this.#tell({ hangUp: true });
    const worker = this.#worker;
    // A connection that is being opened has nothing to hang up on yet.
    setTimeout(() => void worker?.terminate(), endWithinMs).unref();
  }

  async close(): Promise<void> {
    this.#isStopping = true;
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    this.#tell({ close: true });
    const timer = setTimeout(() => void worker.terminate(), endWithinMs);
    await ended;
    clearTimeout(timer);
  }

  #tell(message: ToRelayWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  #start(): Worker {
    const { log, worker: module, ...settings } = this.#options;
    const worker = new Worker(module ?? new URL("./relay-worker.ts", import.meta.url), {
      name: "relays",
      workerData: settings satisfies RelayWorkerSettings,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 12 },
    });
    let reason: unknown = null;
    worker.on("message", (message: FromRelayWorker) => this.#hear(worker, message));
    worker.on("error", (error) => {
      reason = error;
    });
    // Everything that it said before comes first.
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = null;
      if (!this.#isStopping) log.error({ error: reason, underWay: this.#pending.size }, "the thread that talks to relays ended");
      this.#giveUp(reason);
    });
    return worker;
  }

  #hear(worker: Worker, message: FromRelayWorker): void {
    if ("log" in message) {
      const { level, fields, text } = message.log;
      this.#options.log[level]({ ...fields }, text);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ("error" in message) pending?.reject(message.error);
    else if ("status" in message.result) pending?.resolve(message.result);
    else pending?.resolve({ ...message.result, settle: settling(worker, message.result) });
  }

  #giveUp(reason: unknown): void {
    for (const { relay, handedOver, at, resolve } of this.#pending.values()) {
      const isOpen = Atomics.load(handedOver, 0) === 1;
      if (this.#isStopping && !isOpen) resolve(notTried);
      else {
        const handover = lost(relay, { reason, handedOver: isOpen });
        resolve({ handover, durationMs: Date.now() - at.getTime(), at, settle: () => {} });
      }
    }
    this.#pending.clear();
  }
}

// Only what was taken stands in the journal.
function settling(worker: Worker, { handover }: Answered): () => void {
  if (handover.status !== "sent") return () => {};
  return () => worker.postMessage({ settled: true } satisfies ToRelayWorker);
}

const notTried: TooSoon = { status: "too-soon", afterSeconds: 0 };

function lost(relay: RelaySettings, { reason, handedOver }: { reason: unknown; handedOver: boolean }) {
  const words = reason === null ? "Inlet stopped." : `Inlet's thread for relays ended: ${messageOf(reason)}`;
  return resultOf(new Error(words), { relay: placeOf(relay), handedOver });
}
