// The outgoing queue: who works on which submission, until when, and when it is tried again.
import { sql } from "kysely";
import { AppError } from "#domain/errors.ts";
import { newId, type WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import type { LeaseQueue } from "./lease-queue.ts";
import { planned } from "./planned.ts";

const plan = sql.raw(planned);

export interface SubmissionClaim {
  workspaceId: WorkspaceId;
  submissionId: string;
  /** Fencing token of this claim: one for the whole batch. */
  token: string;
  /** Claims so far, this one included. */
  attempts: number;
}

/** The ones that have waited longest first. Nothing is claimed before its undo window is over. */
async function claimSubmissions(tx: Tx, most: number, leaseSeconds: number): Promise<SubmissionClaim[]> {
  const token = newId();
  const { rows } = await sql<SubmissionClaim>`${plan}
    update submission_queue q
    set available_at = now() + make_interval(secs => ${leaseSeconds}), lease_token = ${token}, attempts = q.attempts + 1
    from (
      select workspace_id, submission_id from submission_queue
      where available_at <= now()
      order by available_at
      limit ${most}
      for update skip locked
    ) due
    where q.workspace_id = due.workspace_id and q.submission_id = due.submission_id
    returning q.workspace_id, q.submission_id, q.lease_token as token, q.attempts`.execute(tx);
  return rows;
}

async function extendSubmissions(tx: Tx, token: string, leaseSeconds: number): Promise<void> {
  await sql`
    update submission_queue set available_at = now() + make_interval(secs => ${leaseSeconds})
    where lease_token = ${token}`.execute(tx);
}

// An undo window ends to the second, not at the next sweep.
async function dueInMs(tx: Tx): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`${plan}
    select (extract(epoch from min(available_at) - now()) * 1000)::float8 as ms from submission_queue`.execute(tx);
  return rows[0]?.ms ?? null;
}

export const submissionQueue: LeaseQueue<SubmissionClaim> = {
  channel: "inlet_submissions",
  claim: claimSubmissions,
  extend: extendSubmissions,
  dueInMs,
};

/** Takes one off the queue for good: the first statement of the transaction that records how it ended. Throws when it is no longer ours. */
export async function finishSubmission(tx: Tx, claim: SubmissionClaim): Promise<void> {
  const { numAffectedRows } = await sql`${plan}
    delete from submission_queue
    where workspace_id = ${claim.workspaceId} and submission_id = ${claim.submissionId} and lease_token = ${claim.token}`.execute(
    tx,
  );
  if (Number(numAffectedRows) !== 1) throw leaseLost();
}

/**
 * Back on the queue, to be tried at `nextTryAt`: the first statement of the transaction that records `tries`, those of now among them.
 * Throws when it is no longer ours.
 */
export async function postponeSubmission(tx: Tx, claim: SubmissionClaim, again: { at: Date; tries: number }): Promise<void> {
  const { numAffectedRows } = await sql`
    update submission_queue set available_at = ${again.at}, lease_token = null, attempts = ${again.tries}
    where workspace_id = ${claim.workspaceId} and submission_id = ${claim.submissionId} and lease_token = ${claim.token}`.execute(
    tx,
  );
  if (Number(numAffectedRows) !== 1) throw leaseLost();
}

/** Back on the queue as if it had never been claimed: nothing of it has left. */
export async function returnSubmissions(tx: Tx, claims: readonly SubmissionClaim[], delaySeconds: number): Promise<void> {
  const first = claims[0];
  if (first === undefined) return;
  await sql`
    update submission_queue
    set available_at = now() + make_interval(secs => ${delaySeconds}), lease_token = null, attempts = attempts - 1
    where lease_token = ${first.token} and submission_id = any(${claims.map((claim) => claim.submissionId)}::uuid[])`.execute(tx);
}

/** Brings one to the front, whatever became of it before; `tries` are those that were recorded. False where it is under way. */
export async function requeueSubmission(
  tx: Tx,
  { workspaceId, id, tries }: { workspaceId: WorkspaceId; id: string; tries: number },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into submission_queue (workspace_id, submission_id, attempts) values (${workspaceId}, ${id}, ${tries})
    on conflict (workspace_id, submission_id) do update set available_at = now() where submission_queue.lease_token is null`.execute(
    tx,
  );
  await sql`select pg_notify('inlet_submissions', '')`.execute(tx);
  return Number(numAffectedRows) === 1;
}

/** All of a workspace that wait for another try are due now: its relay works again. */
export async function hurrySubmissions(tx: Tx, workspaceId: WorkspaceId): Promise<void> {
  await sql`
    update submission_queue set available_at = now()
    where workspace_id = ${workspaceId} and lease_token is null and attempts > 0 and available_at > now()`.execute(tx);
  await sql`select pg_notify('inlet_submissions', '')`.execute(tx);
}

/** Puts new ones on the queue, and tells whoever delivers: also of those whose time to take them back has just begun. */
export async function enqueueSubmissions(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly string[],
  delaySeconds: number,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`${plan}
    insert into submission_queue (workspace_id, submission_id, available_at)
    select ${workspaceId}::uuid, id, now() + make_interval(secs => ${delaySeconds}) from unnest(${[...ids]}::uuid[]) id`.execute(
    tx,
  );
  await sql`select pg_notify('inlet_submissions', '')`.execute(tx);
}

/** Takes off those that nobody has claimed yet, ever; gives how many that were. */
export async function dequeueUntried(tx: Tx, workspaceId: WorkspaceId, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { numAffectedRows } = await sql`
    delete from submission_queue
    where workspace_id = ${workspaceId} and submission_id = any(${[...ids]}::uuid[]) and lease_token is null and attempts = 0`.execute(
    tx,
  );
  return Number(numAffectedRows);
}

function leaseLost(): AppError {
  return new AppError({
    code: "lease-lost",
    retry: "transient",
    publicMessage: "Another process took over this message; it will record what became of it.",
  });
}
