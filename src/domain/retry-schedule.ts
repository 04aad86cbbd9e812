// When a submission that could not be handed over is tried again. Pure: time and chance come in.

const minute = 60_000;
const hour = 60 * minute;
const steps = [minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour];
/** RFC 5321 §4.5.4.1: the give-up time generally needs to be at least four or five days. */
const patienceMs = 120 * hour;
/** Retries of one relay's failure are spread out, so that they do not all come at once. */
const spread = 0.1;

export interface Tries {
  /** Tries that have ended without an answer for good, this one included: 1 or more. */
  count: number;
  /** When the message was submitted, and what time it is. */
  submittedAt: Date;
  now: Date;
  /** From 0 to 1, drawn anew for each try. */
  chance: number;
}

/** When to try again; null when it has been tried for long enough. */
export function nextTry({ count, submittedAt, now, chance }: Tries): Date | null {
  const at = now.getTime() + retryDelayMs(count, chance);
  return at > submittedAt.getTime() + patienceMs ? null : new Date(at);
}

/** From a minute to four hours, never shorter after another try. */
export function retryDelayMs(count: number, chance: number): number {
  const step = steps[Math.min(Math.max(count, 1), steps.length) - 1] ?? minute;
  return Math.round(step * (1 + spread * Math.min(Math.max(chance, 0), 1)));
}
