// A clock for tests.
import type { Clock } from "#platform/clock.ts";

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
