// Records what became of one try, in one transaction with the submission's state and its place in the queue. Nothing is "sent" without a 2xx.
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors.ts";
import { nextTry, patienceWords } from "#domain/retry-schedule.ts";
import { failpoint } from "#platform/failpoint.ts";
import type { Logger } from "#platform/log.ts";
import { type Db, inRegistry, inWorkspace, type Tx } from "#store/db.ts";
import { announce } from "#store/intake-rows.ts";
import { isDatabaseDown, isRetryable } from "#store/sql-errors.ts";
import { finishSubmission, postponeSubmission, type SubmissionClaim } from "#store/submission-queue.ts";
import { insertAttempts, type NewState, noRelay, type SubmissionToSend, updateSubmission } from "#store/submissions.ts";
import type { Handover } from "./answers.ts";

/** A claim in our hand. A later claim of the same submission takes its place. */
export interface Held {
  claim: SubmissionClaim;
}

/** What is recorded of a submission. */
export type Tried = Pick<SubmissionToSend, "id" | "workspaceId" | "ticketId" | "kind" | "tries" | "createdAt">;

export type Ending =
  | { kind: "tried"; handover: Handover; durationMs: number; at: Date }
  | { kind: "suppressed" }
  /** Nobody would want it any more. */
  | { kind: "too-late" }
  | { kind: "no-relay" };

export interface Recorder {
  db: Db;
  log: Logger;
}

/** A relay's answer is kept in hand for so long while the database is away: lost, the message would go out again. */
const patienceMs = 120_000;
const againAfterMs = 250;
/** Faults of our own: sending it again would hide them, and double the message. */
const mostFailures = 5;
/** A relay that cannot be used is asked as often as after the third failure, and not every four hours: it is ours. */
const relayTroubleStep = 3;
const noRelayRetryMs = 60_000;

/** Throws AppError "lease-lost" when another process has taken over, and what the database says when it stays away. */
export async function record(
  { db, log }: Recorder,
  held: Held,
  { submission, ending }: { submission: Tried; ending: Ending },
): Promise<void> {
  await untilDatabaseIsBack(log, () =>
    inWorkspace(db, submission.workspaceId, (tx) => write(tx, held.claim, { submission, ending })),
  );
  await failpoint("out.after_record");
}

/** It was taken back, has bounced already, or is no more: off the queue. */
export async function recordNothingToDo({ db, log }: Recorder, held: Held): Promise<void> {
  await untilDatabaseIsBack(log, () => inRegistry(db, (tx) => finishSubmission(tx, held.claim)));
}

async function write(
  tx: Tx,
  claim: SubmissionClaim,
  { submission, ending }: { submission: Tried; ending: Ending },
): Promise<void> {
  const { workspaceId, ticketId } = submission;
  // One trip to the database for all of them. The first says whether it is still ours; if not, none counts.
  await allOf([
    ...writeEnding(tx, claim, { submission, ending }),
    ...(ticketId === null ? [] : [announce(tx, { workspaceId, tickets: [ticketId], deliveries: [] })]),
  ]);
  await failpoint("out.before_record");
}

// No statement may still be under way when the transaction is rolled back.
async function allOf(statements: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(statements);
  await Promise.all(statements);
}

function writeEnding(
  tx: Tx,
  claim: SubmissionClaim,
  { submission, ending }: { submission: Tried; ending: Ending },
): Promise<void>[] {
  switch (ending.kind) {
    case "tried":
      return writeTry(tx, claim, { submission, ending });
    case "suppressed":
      return writeSuppressed(tx, claim, submission);
    case "too-late":
      return writeTooLate(tx, claim, submission);
    case "no-relay":
      return writeNoRelay(tx, claim, submission);
  }
}

function writeTry(
  tx: Tx,
  claim: SubmissionClaim,
  { submission, ending }: { submission: Tried; ending: Extract<Ending, { kind: "tried" }> },
): Promise<void>[] {
  const { handover, durationMs, at } = ending;
  const { status: outcome, code, reply, relay } = handover;
  const { workspaceId, id: submissionId, tries } = submission;
  const interrupted = Math.max(0, Math.min(claim.attempts - 1 - tries, mostInterrupted));
  const number = tries + interrupted + 1;
  const to = stateAfter(submission, { handover, number, now: new Date() });
  const earlier = Array.from({ length: interrupted }, (_, index) => ({ number: tries + index + 1, at, ...interruptedTry }));
  const attempts = [...earlier, { number, at, outcome, code, reply, relay, durationMs }];
  return [
    to.nextTryAt === null ? finishSubmission(tx, claim) : postponeSubmission(tx, claim, { at: to.nextTryAt, tries: number }),
    insertAttempts(
      tx,
      attempts.map((attempt) => ({ workspaceId, submissionId, ...attempt })),
    ),
    updateSubmission(tx, submissionId, to),
  ];
}

const mostInterrupted = 10;

/** Claims that nobody recorded a try of: the process was killed. Its message may have left. */
const interruptedTry = {
  outcome: "unknown" as const,
  code: null,
  reply: "Inlet was stopped during this try. Whether the message left is not known.",
  relay: "",
  durationMs: 0,
};

function stateAfter(submission: Tried, { handover, number, now }: { handover: Handover; number: number; now: Date }): NewState {
  const { status, reply, code, relay, relayTrouble } = handover;
  const atRest = { nextTryAt: null, heldBy: null };
  if (status === "sent" || status === "written" || status === "failed") return { state: status, reply, code, ...atRest };
  const { kind, createdAt: submittedAt } = submission;
  const count = relayTrouble ? Math.min(number, relayTroubleStep) : number;
  const nextTryAt = nextTry({ kind, count, submittedAt, now, chance: Math.random() });
  // Without a relay's name it never came to that: what keeps it here is said in its own words.
  if (nextTryAt !== null) return { state: status, reply, code, nextTryAt, heldBy: relayTrouble && relay !== "" ? relay : null };
  const words = `${reply} Given up after ${patienceWords(kind)}.`;
  // Whether one that was handed over arrived stays unknown.
  if (status === "unknown") return { state: "unknown", reply: words, code, ...atRest };
  return { state: "failed", reply: words, code: code ?? "4.4.7", ...atRest };
}

function writeSuppressed(tx: Tx, claim: SubmissionClaim, { id }: Tried): Promise<void>[] {
  const reply = "Not sent: this address is on the suppression list.";
  return [
    finishSubmission(tx, claim),
    updateSubmission(tx, id, { state: "suppressed", reply, code: null, nextTryAt: null, heldBy: null }),
  ];
}

function writeTooLate(tx: Tx, claim: SubmissionClaim, { id, kind }: Tried): Promise<void>[] {
  const reply = `Not sent: it could not leave for ${patienceWords(kind)}, and after that it would be no news.`;
  return [
    finishSubmission(tx, claim),
    updateSubmission(tx, id, { state: "failed", reply, code: "4.4.7", nextTryAt: null, heldBy: null }),
  ];
}

// No try was made, so none is counted; and a person's words are never given up for want of a relay.
function writeNoRelay(tx: Tx, claim: SubmissionClaim, { id, tries }: Tried): Promise<void>[] {
  const nextTryAt = new Date(Date.now() + noRelayRetryMs);
  const reply = "No relay is configured: Inlet has nobody to hand mail to. Set one up under Settings, Sending.";
  return [
    postponeSubmission(tx, claim, { at: nextTryAt, tries }),
    updateSubmission(tx, id, { state: "deferred", reply, code: null, nextTryAt, heldBy: noRelay }),
  ];
}

async function untilDatabaseIsBack(log: Logger, work: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let failures = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseDown(error) && !isRetryable(error)) failures += 1;
      if (error instanceof AppError || failures >= mostFailures || performance.now() > deadline) throw error;
      log.warn({ error }, "the answer of a relay cannot be recorded yet");
      await sleep(againAfterMs);
    }
  }
}
