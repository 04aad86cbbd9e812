// Runs in a thread that does nothing else: talks to relays, and notes what they have taken before anything else happens. Whatever the
// server is doing, a 250 is heard when it comes.
import { parentPort, workerData } from "node:worker_threads";
import { failpoint } from "#platform/failpoint.ts";
import { Secret } from "#platform/secrets.ts";
import type { Handover } from "./answers.ts";
import { createRelayPool, type Letter, type RelayPoolOptions, type RelaySettings, type TooSoon } from "./relay-pool.ts";
import { openSentJournal, type SentEntry } from "./sent-journal.ts";

/** What the thread is told once, at its start. */
export interface RelayWorkerSettings extends RelayPoolOptions {
  /** Where it is noted what a relay has taken, until the database knows. */
  journalDirectory: string;
}

/** One message to hand over. */
export interface Errand {
  id: number;
  /** Nothing that hides itself can be handed to a thread: the password is open here, and wrapped again on the other side. */
  relay: Omit<RelaySettings, "password"> & { password: string | null };
  letter: Omit<Letter, "handedOver">;
  /** Set to 1 before the final dot goes out. Shared, so that it can be read when the thread is no more. */
  handedOver: Int32Array<SharedArrayBuffer>;
  /** What the journal says of it besides the relay's answer. */
  note: Pick<SentEntry, "claim" | "submission">;
}

export type ToRelayWorker =
  | { errand: Errand }
  /** What was noted of one message is in the database now. */
  | { settled: true }
  | { hangUp: true }
  | { close: true };

/** The relay's answer, when the try began and how long it took. */
export interface Answered {
  handover: Handover;
  durationMs: number;
  at: Date;
}

export type FromRelayWorker =
  | { id: number; result: Answered | TooSoon }
  /** Our own fault: nothing is known of the message. */
  | { id: number; error: unknown }
  | { log: { level: "warn" | "error"; fields: object; text: string } };

const { journalDirectory, ...poolOptions } = workerData as RelayWorkerSettings;
const log = {
  warn: (fields: object, text: string) => tell({ log: { level: "warn", fields: describe(fields), text } }),
  error: (fields: object, text: string) => tell({ log: { level: "error", fields: describe(fields), text } }),
};
const pool = createRelayPool(poolOptions);
const journal = openSentJournal(journalDirectory, log);

parentPort?.on("message", (message: ToRelayWorker) => {
  if ("errand" in message) void run(message.errand);
  else if ("settled" in message) journal.settled();
  else if ("hangUp" in message) pool.close();
  else close();
});

async function run({ id, relay, letter, handedOver, note }: Errand): Promise<void> {
  try {
    tell({ id, result: await handOver() });
  } catch (error) {
    tell({ id, error: bare(error) });
  }

  async function handOver(): Promise<Answered | TooSoon> {
    await failpoint("out.before_data");
    const at = new Date();
    const from = performance.now();
    const password = relay.password === null ? null : new Secret(relay.password);
    const handover = await pool.send({ ...relay, password }, { ...letter, handedOver: () => Atomics.store(handedOver, 0, 1) });
    if (handover.status === "too-soon") return handover;
    const durationMs = Math.round(performance.now() - from);
    // No line of code that waits may come between the answer and this.
    if (handover.status === "sent") journal.note({ ...note, handover, durationMs, at });
    await failpoint("out.after_data");
    return { handover, durationMs, at };
  }
}

function close(): void {
  pool.close();
  journal.close();
  // Of this thread alone.
  process.exit(0);
}

function tell(message: FromRelayWorker): void {
  parentPort?.postMessage(message);
}

function describe({ error, ...fields }: { error?: unknown }): object {
  return error === undefined ? fields : { ...fields, error: bare(error), code: (error as { code?: unknown }).code };
}

/** What can be handed to another thread: whatever hangs on an error need not be. */
function bare(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack = message } = error;
  return Object.assign(new Error(message), { name, stack });
}
