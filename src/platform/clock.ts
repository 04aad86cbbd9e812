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

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function testClock(start: Date | string = "2026-01-01T12:00:00Z"): TestClock {
  const begin = new Date(start).getTime();
  let passed = 0;
  return {
    now: () => new Date(begin + passed),
    elapsedMs: () => passed,
    advance(ms) {
      passed += ms;
    },
  };
}
