// Sends what waits: claimed submissions are written, signed, handed to their relay, and what it answered is recorded before anything else is said of them.
import { AppError } from "#domain/errors.ts";
import { isTooLate } from "#domain/retry-schedule.ts";
import { failpoint } from "#platform/failpoint.ts";
import type { Logger } from "#platform/log.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { type Db, inRegistry } from "#store/db.ts";
import { type Leasing, startLeasing } from "#store/lease-queue.ts";
import { returnSubmissions, type SubmissionClaim, submissionQueue } from "#store/submission-queue.ts";
import type { Handover } from "./answers.ts";
import { type Prepared, prepare, type Sender, write } from "./prepare.ts";
import { type Ending, type Held, record, recordNothingToDo, type Recorder, type Tried } from "./record.ts";
import type { RelayTimeouts } from "./relay-pool.ts";
import { openRelayThread, type RelayThread } from "./relay-thread.ts";
import { type Leftovers, readSentJournals } from "./sent-journal.ts";
import { writeLetter } from "./write-letter.ts";

export interface DeliverOptions extends Omit<Sender, "writeAside"> {
  /** Default: in this thread. */
  writeAside?: Sender["writeAside"];
  /** Opened with synchronous_commit off, with one connection more than there are runners. */
  leases: Db;
  /** Where relays of kind "sink" write what they are given. */
  sinkDirectory: string;
  /** Where it is noted what a relay has taken, until the database knows. */
  journalDirectory: string;
  log: Logger;
  /** Batches under way at once. */
  runners?: number;
  timeouts?: Partial<RelayTimeouts>;
  /** A certificate authority to trust besides the usual ones, in PEM: for tests. */
  trust?: string;
  /** The module of the thread that talks to relays, where it is not the usual one: for tests. */
  relayWorker?: URL;
}

export type Delivering = Leasing;

export const deliverRunners = 8;
/** One batch is read from the database at once; its messages leave side by side. */
const batch = 8;
/** How long an orderly stop waits for relays before it hangs up on them. */
const stopWithinMs = 5_000;

/**
 * Starts sending; first it records what a killed process before it had sent. Disposing it ends what is under way, after a few seconds by
 * hanging up: what is then open is tried again.
 */
export function startDelivering(options: DeliverOptions): Delivering {
  const { db, mailDomain, sinkDirectory, journalDirectory, timeouts, trust, relayWorker, log } = options;
  const recorder = { db, log };
  const leftovers = readSentJournals(journalDirectory, log);
  const hostname = mailDomain;
  const relays = openRelayThread({ hostname, sinkDirectory, journalDirectory, timeouts, trust, worker: relayWorker, log });
  const context: Context = {
    ...options,
    writeAside: options.writeAside ?? writeLetter,
    relays,
    recorder,
    inHand: new Map(),
    untold: new Map(),
  };
  const lease = () =>
    startLeasing({
      queue: submissionQueue,
      leases: options.leases,
      runners: options.runners ?? deliverRunners,
      batch,
      work: (claims) => deliver(context, claims),
      log,
    });
  let leasing: Leasing | null = null;
  const starting = recordLeftovers(recorder, leftovers).then(() => {
    leasing = lease();
  });
  return {
    wake: () => leasing?.wake(),
    async [Symbol.asyncDispose]() {
      const hangUp = setTimeout(() => relays.hangUp(), stopWithinMs);
      await starting;
      await leasing?.[Symbol.asyncDispose]();
      clearTimeout(hangUp);
      await relays.close();
    },
  };
}

// Before anything is claimed: the lease of the dead process still keeps these from being sent again, or has just run out.
async function recordLeftovers(recorder: Recorder, { entries, forget }: Leftovers): Promise<void> {
  try {
    for (const { claim, submission, ...tried } of entries)
      await record(recorder, { claim }, { submission, ending: { kind: "tried", ...tried } }).catch(unlessLost);
    forget();
  } catch (error) {
    recorder.log.error({ error }, "what was sent before the last stop could not be recorded; some of it may be sent again");
  }
}

// In the database already, or taken over by another process.
function unlessLost(error: unknown): void {
  if (!isLost(error)) throw error;
}

function isLost(error: unknown): error is AppError {
  return error instanceof AppError && error.code === "lease-lost";
}

interface Context extends Sender {
  relays: RelayThread;
  recorder: Recorder;
  log: Logger;
  /**
   * What this process works on. When the database is away for longer than a lease, its claims come back to us while the relay's answer is
   * still in our hand: the new claim then serves to record it, and nothing is sent again.
   */
  inHand: Map<string, Held>;
  /** Answers of relays that the database would not take: when its lease brings the message back, it is told again, and nothing is sent. */
  untold: Map<string, Outcome & { attempts: number }>;
}

interface Outcome {
  submission: Tried;
  ending: Ended;
}

/** Works on one batch of claims until each is recorded or back in the queue. */
export async function deliver(context: Context, claims: readonly SubmissionClaim[]): Promise<void> {
  const fresh = claims.filter((claim) => {
    const held = context.inHand.get(claim.submissionId);
    if (held !== undefined) held.claim = { ...claim, attempts: held.claim.attempts };
    return held === undefined;
  });
  const groups = Map.groupBy(fresh, (claim) => claim.workspaceId);
  await Promise.all([...groups].map(([workspaceId, group]) => deliverWorkspace(context, workspaceId, group)));
}

async function deliverWorkspace(context: Context, workspaceId: WorkspaceId, claims: readonly SubmissionClaim[]): Promise<void> {
  const helds = claims.map((claim): Held => ({ claim }));
  for (const held of helds) context.inHand.set(held.claim.submissionId, held);
  try {
    await failpoint("out.claimed");
    const found = await prepare(
      context,
      workspaceId,
      claims.map((claim) => claim.submissionId),
    );
    await Promise.all(helds.map((held) => deliverOne(context, held, found.get(held.claim.submissionId))));
  } catch (error) {
    // One that cannot be prepared must not hold up the others of its batch.
    context.log.warn({ error, submissions: claims.length }, "a batch of outgoing mail goes back to the queue");
    await giveBack(context, helds, error instanceof AppError ? 60 : 5);
  } finally {
    for (const held of helds) context.inHand.delete(held.claim.submissionId);
  }
}

async function deliverOne(context: Context, held: Held, prepared: Prepared | undefined): Promise<void> {
  try {
    const untold = context.untold.get(held.claim.submissionId);
    if (untold !== undefined) {
      held.claim = { ...held.claim, attempts: untold.attempts };
      return await settle(context, held, untold);
    }
    const ending = await attempt(context, held, prepared);
    if (ending === "gone") await recordNothingToDo(context.recorder, held);
    else if (typeof ending === "number") await giveBack(context, [held], ending);
    else await settle(context, held, { submission: (prepared as Prepared).submission, ending });
  } catch (error) {
    const submissionId = held.claim.submissionId;
    if (isLost(error)) context.log.info({ submissionId }, error.publicMessage);
    else context.log.error({ error, submissionId }, "what became of an outgoing message could not be recorded");
  }
}

// What the database could not be told is kept here, and in the journal for the next start; what somebody else took over is theirs.
async function settle({ recorder, untold }: Context, held: Held, what: Outcome): Promise<void> {
  const { submissionId, attempts } = held.claim;
  try {
    await record(recorder, held, what);
  } catch (error) {
    if (isLost(error)) forget();
    else untold.set(submissionId, { ...what, attempts });
    throw error;
  }
  forget();
  function forget(): void {
    what.ending.settle?.();
    untold.delete(submissionId);
  }
}

/** What was heard of a relay stands in its thread's journal until it is settled. */
type Ended = Ending & { settle?(): void };

/** How the try ended; seconds until another one, where none was made; or "gone", where nothing is left to do. */
async function attempt(context: Context, held: Held, prepared: Prepared | undefined): Promise<Ended | number | "gone"> {
  if (prepared === undefined || !isToBeSent(prepared)) return "gone";
  const { submission, relay, isSuppressed } = prepared;
  if (isSuppressed) return { kind: "suppressed" };
  if (isTooLate({ kind: submission.kind, submittedAt: submission.createdAt }, new Date())) return { kind: "too-late" };
  if (relay === null) return { kind: "no-relay" };
  const raw = await write(context, prepared).catch((error: unknown) => unwritten(context, error));
  if (!(raw instanceof Uint8Array)) return { kind: "tried", handover: raw, durationMs: 0, at: new Date() };
  const { mailFrom } = prepared.letter.sending;
  const letter = { submissionId: submission.id, mailFrom, to: submission.address, raw };
  const answer = await context.relays.send(relay, letter, { claim: held.claim, submission: pick(submission) });
  return "status" in answer ? answer.afterSeconds : { kind: "tried", ...answer };
}

function pick({ id, workspaceId, ticketId, kind, tries, createdAt }: Tried): Tried {
  return { id, workspaceId, ticketId, kind, tries, createdAt };
}

function isToBeSent({ submission }: Prepared): boolean {
  return ["queued", "deferred", "unknown"].includes(submission.state);
}

/** It could not be written: our trouble, so it waits. A fault nobody foresaw is in the log. */
function unwritten({ log }: Context, error: unknown): Handover {
  const expected = error instanceof AppError;
  if (!expected) log.error({ error }, "an outgoing message could not be written");
  const reply = expected ? error.publicMessage : "Inlet could not write this message; the reason is in its log.";
  return { status: "deferred", reply, code: null, relay: "", relayTrouble: true };
}

async function giveBack({ db, log }: Context, helds: readonly Held[], delaySeconds: number): Promise<void> {
  const claims = helds.map((held) => held.claim);
  await inRegistry(db, (tx) => returnSubmissions(tx, claims, delaySeconds)).catch((error: unknown) =>
    // Their lease runs out by itself.
    log.warn({ error }, "outgoing mail could not be put back"),
  );
}
