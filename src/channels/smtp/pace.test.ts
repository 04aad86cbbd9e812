// How long slow clients are borne.
import { expect, test } from "vitest";
import { defaultLimits } from "./limits.ts";
import { type Overdue, Pace } from "./pace.ts";

/** Sends `bytesPerSecond` for `seconds`, looking each second; gives when and why it was ended. */
function send(bytesPerSecond: number, seconds: number): [number, Overdue] | null {
  const pace = new Pace(defaultLimits, 0);
  pace.dataBegins(0);
  for (let second = 1; second <= seconds; second += 1) {
    pace.received(bytesPerSecond);
    const overdue = pace.overdue(second * 1000, false);
    if (overdue !== null) return [second, overdue];
  }
  return null;
}

test("a client that sends one byte a second is ended after the first window of 60 s", () => {
  expect(send(1, 400)).toEqual([60, "too-slow"]);
});

test("a client just above the minimum rate is ended by the deadline, which its bytes hardly move", () => {
  expect(send(600, 1000)).toEqual([306, "data"]);
});

test("35 MB over a slow but honest line arrive", () => {
  expect(send(50_000, Math.ceil((35 * 1024 * 1024) / 50_000))).toBeNull();
});

test("endless bytes do not buy endless time: what is above the size limit does not count", () => {
  expect(send(1_000_000, 5_000)).toEqual([1421, "data"]);
});

test("a burst does not excuse a stall: the window slides", () => {
  const pace = new Pace(defaultLimits, 0);
  pace.dataBegins(0);
  pace.received(1_000_000);
  const ended = Array.from({ length: 200 }, (_, second) => second).find((second) => pace.overdue(second * 1000, false) !== null);
  expect(ended).toBe(70);
});

test("a session without a message has 300 s, a tenth of it while the server is crowded, and no clock runs while we store", () => {
  const pace = new Pace(defaultLimits, 0);
  expect(pace.overdue(300_000, false)).toBeNull();
  expect(pace.overdue(300_001, false)).toBe("session");
  expect(pace.overdue(30_001, true)).toBe("session");
  pace.dataBegins(1_000);
  pace.dataEnds();
  expect(pace.overdue(10_000_000, true)).toBeNull();
  pace.answered(true, 10_000_000);
  expect(pace.overdue(10_200_000, true)).toBeNull();
  expect(pace.overdue(10_300_001, false)).toBe("session");
});
