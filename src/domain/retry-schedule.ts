// When a submission that could not be handed over is tried again, and when it is given up. Pure: time and chance come in.
import type { SubmissionKind } from "./outbound.ts";

const minute = 60_000;
const hour = 60 * minute;
const steps = [minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour];
/**
 * RFC 5321 §4.5.4.1: the give-up time generally needs to be at least four or five days. What Inlet says of its own accord is no news after
 * one: "we have received your message" would come behind the answer, or behind the customer's second mail.
 */
const patience: Readonly<Record<SubmissionKind, { ms: number; words: string }>> = {
  reply: { ms: 120 * hour, words: "five days" },
  acknowledgement: { ms: 24 * hour, words: "one day" },
  challenge: { ms: 24 * hour, words: "one day" },
};
/** Retries of one relay's failure are spread out, so that they do not all come at once. */
const spread = 0.1;

export interface Tries {
  kind: SubmissionKind;
  /** Tries that have ended without an answer for good, this one included: 1 or more. */
  count: number;
  /** When the message was submitted, and what time it is. */
  submittedAt: Date;
  now: Date;
  /** From 0 to 1, drawn anew for each try. */
  chance: number;
}

/** When to try again; null when it has been tried for long enough. */
export function nextTry({ kind, count, submittedAt, now, chance }: Tries): Date | null {
  const at = new Date(now.getTime() + retryDelayMs(count, chance));
  return isOver({ kind, submittedAt }, at) ? null : at;
}

/** Not to be tried at all any more: the server stood still, or there was no relay, and meanwhile it became no news. A person's words never do. */
export function isTooLate(submission: Pick<Tries, "kind" | "submittedAt">, now: Date): boolean {
  return submission.kind !== "reply" && isOver(submission, now);
}

/** How long a submission of this kind is tried: "five days". */
export function patienceWords(kind: SubmissionKind): string {
  return patience[kind].words;
}

function isOver({ kind, submittedAt }: Pick<Tries, "kind" | "submittedAt">, at: Date): boolean {
  return at.getTime() > submittedAt.getTime() + patience[kind].ms;
}

/** From a minute to four hours, never shorter after another try. */
export function retryDelayMs(count: number, chance: number): number {
  const step = steps[Math.min(Math.max(count, 1), steps.length) - 1] ?? minute;
  return Math.round(step * (1 + spread * Math.min(Math.max(chance, 0), 1)));
}
