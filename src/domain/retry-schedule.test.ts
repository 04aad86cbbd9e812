import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTooLate, nextTry, patienceWords, retryDelayMs } from "./retry-schedule.ts";

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

describe("giving up", () => {
  test.each([
    { kind: "reply", words: "five days", hours: 120, leastTries: 20 },
    { kind: "acknowledgement", words: "one day", hours: 24, leastTries: 8 },
    { kind: "challenge", words: "one day", hours: 24, leastTries: 8 },
  ] as const)(
    "a message of kind $kind is tried for $words, not longer, and not much shorter",
    ({ kind, words, hours, leastTries }) => {
      expect(patienceWords(kind)).toBe(words);
      fc.assert(
        fc.property(fc.array(chance, { minLength: 60, maxLength: 60 }), (draws) => {
          const submittedAt = new Date("2026-11-20T09:00:00Z");
          let now = submittedAt;
          let tries = 0;
          for (const drawn of draws) {
            tries += 1;
            const next = nextTry({ kind, count: tries, submittedAt, now, chance: drawn });
            if (next === null) break;
            now = next;
          }
          const waited = now.getTime() - submittedAt.getTime();
          expect(tries).toBeGreaterThan(leastTries);
          expect(tries).toBeLessThan(60);
          expect(waited).toBeGreaterThan((hours - 5) * hour);
          expect(waited).toBeLessThanOrEqual(hours * hour);
        }),
      );
    },
  );

  test("what Inlet says of its own accord is not said after a day of standstill; a person's words are", () => {
    const submittedAt = new Date("2026-11-20T09:00:00Z");
    const later = (hours: number) => new Date(submittedAt.getTime() + hours * hour);
    expect(isTooLate({ kind: "acknowledgement", submittedAt }, later(23))).toBe(false);
    expect(isTooLate({ kind: "acknowledgement", submittedAt }, later(25))).toBe(true);
    expect(isTooLate({ kind: "reply", submittedAt }, later(500))).toBe(false);
  });
});
