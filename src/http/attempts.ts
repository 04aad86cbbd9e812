// How often something was tried and failed, by whom: what slows down guessing. Kept in memory, bounded, forgotten in time.
import type { Clock } from "#platform/clock.ts";

export interface Attempts {
  /** Seconds to wait before the next try, or 0. */
  waitSeconds(key: string): number;
  failed(key: string): void;
  /** One failure less: it was none. */
  takeBack(key: string): void;
  forget(key: string): void;
}

const mostKeys = 50_000;

/** `most` failures within `windowSeconds`, then nothing until the window of the first one has passed. */
export function createAttempts(clock: Clock, limit: { most: number; windowSeconds: number }): Attempts {
  const counted = new Map<string, { failures: number; endsAtMs: number }>();
  const current = (key: string) => {
    const entry = counted.get(key);
    if (entry === undefined || entry.endsAtMs <= clock.elapsedMs()) return undefined;
    return entry;
  };
  return {
    waitSeconds(key) {
      const entry = current(key);
      if (entry === undefined || entry.failures < limit.most) return 0;
      return Math.max(1, Math.ceil((entry.endsAtMs - clock.elapsedMs()) / 1000));
    },
    failed(key) {
      const entry = current(key);
      if (entry !== undefined) {
        entry.failures += 1;
        return;
      }
      counted.delete(key);
      // Maps keep the order of insertion: the oldest entry makes room.
      if (counted.size >= mostKeys) counted.delete(counted.keys().next().value ?? "");
      counted.set(key, { failures: 1, endsAtMs: clock.elapsedMs() + limit.windowSeconds * 1000 });
    },
    takeBack(key) {
      const entry = current(key);
      if (entry !== undefined) entry.failures = Math.max(0, entry.failures - 1);
    },
    forget: (key) => void counted.delete(key),
  };
}
