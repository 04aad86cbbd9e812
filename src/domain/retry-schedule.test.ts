import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextTry, retryDelayMs } from "./retry-schedule.ts";

const hour = 3_600_000;
const count = fc.integer({ min: 1, max: 1_000 });
const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe("the time until the next try", () => {
  test("is a minute after the first, and grows to four hours", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map((tries) => retryDelayMs(tries, 0) / 60_000)).toEqual([
      1, 5, 15, 30, 60, 120, 240, 240, 240,
    ]);
  });

  test("never gets shorter", () => {
    fc.assert(
      fc.property(count, chance, (tries, drawn) => {
        expect(retryDelayMs(tries + 1, drawn)).toBeGreaterThanOrEqual(retryDelayMs(tries, drawn));
      }),
    );
  });

  test("is never under a minute and never over four and a half hours", () => {
    fc.assert(
      fc.property(count, chance, (tries, drawn) => {
        const delay = retryDelayMs(tries, drawn);
        expect(delay).toBeGreaterThanOrEqual(60_000);
        expect(delay).toBeLessThanOrEqual(4.5 * hour);
      }),
    );
  });

  test("differs between messages that failed together", () => {
    expect(retryDelayMs(3, 0.1)).not.toBe(retryDelayMs(3, 0.9));
  });
});

test("a message that nobody takes is given up after five days, not before, and not much later", () => {
  fc.assert(
    fc.property(fc.array(chance, { minLength: 60, maxLength: 60 }), (draws) => {
      const submittedAt = new Date("2026-11-20T09:00:00Z");
      let now = submittedAt;
      let tries = 0;
      for (const drawn of draws) {
        tries += 1;
        const next = nextTry({ count: tries, submittedAt, now, chance: drawn });
        if (next === null) break;
        now = next;
      }
      const waited = now.getTime() - submittedAt.getTime();
      expect(tries).toBeGreaterThan(20);
      expect(tries).toBeLessThan(60);
      expect(waited).toBeGreaterThan(115 * hour);
      expect(waited).toBeLessThanOrEqual(120 * hour);
    }),
  );
});
