// Times and sizes as people read them.
import { expect, it } from "vitest";
import { bytes, count, longAge, shortAge, until } from "./time.ts";

const now = Date.parse("2026-11-20T12:00:00.000Z");
const before = (ms: number) => new Date(now - ms).toISOString();

it.each([
  [0, "now"],
  [59_000, "now"],
  [-5_000, "now"],
  [60_000, "1 min"],
  [59 * 60_000, "59 min"],
  [3_600_000, "1 h"],
  [23 * 3_600_000, "23 h"],
  [3 * 86_400_000, "3 d"],
  [20 * 86_400_000, "31 Oct"],
  [400 * 86_400_000, "Oct 25"],
])("something %i ms old reads %s in a list", (ms, text) => {
  expect(shortAge(before(ms), now)).toBe(text);
});

it.each([
  [5_000, "just now"],
  [60_000, "1 minute ago"],
  [7_200_000, "2 hours ago"],
  [2 * 86_400_000, "2 days ago"],
])("something %i ms old reads %s in a sentence", (ms, text) => {
  expect(longAge(before(ms), now)).toBe(text);
});

it("what comes is counted forward, and what is over says so", () => {
  expect(until(before(-3 * 86_400_000), now)).toBe("in 3 days");
  expect(until(before(1), now)).toBe("over");
});

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_500, "2 kB"],
  [3_240_000, "3.2 MB"],
  [35_000_000, "35 MB"],
])("%i bytes read %s", (size, text) => {
  expect(bytes(size)).toBe(text);
});

it("one is singular", () => {
  expect(count(1, "ticket")).toBe("1 ticket");
  expect(count(1200, "ticket")).toBe("1,200 tickets");
});
