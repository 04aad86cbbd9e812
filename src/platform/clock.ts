// The time, as something that is handed in: a test sets it, and a time span is measured by a clock that cannot be set back.

export interface Clock {
  /** The time of day. */
  now(): Date;
  /** Milliseconds since some moment; only ever grows. For spans. */
  elapsedMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
};
