// Dates as mailers write them, against a fixed time of receipt.
import { describe, expect, it } from "vitest";
import { parseDate } from "./date.ts";

const receivedAt = new Date("2026-11-20T00:00:00Z");

describe("the Date field", () => {
  it.each([
    ["Mon, 2 Nov 2026 10:15:00 +0100", "2026-11-02T09:15:00.000Z"],
    ["2 Nov 2026 10:15 -0530", "2026-11-02T15:45:00.000Z"],
    ["Mon, 2 Nov 26 10:15:00 GMT", "2026-11-02T10:15:00.000Z"],
    ["Mon, 02 Nov 2026 10:15:00 EST (Eastern)", "2026-11-02T15:15:00.000Z"],
    ["Mon Nov  2 10:15:00 2026", "2026-11-02T10:15:00.000Z"],
    ["2026-11-02T10:15:00Z", "2026-11-02T10:15:00.000Z"],
    ["2026-11-02 10:15:00", "2026-11-02T10:15:00.000Z"],
    ["02-Nov-2026 10:15:00 +0000", "2026-11-02T10:15:00.000Z"],
    ["Fri, 20 Nov 2026 23:00:00 +0000", "2026-11-20T23:00:00.000Z"],
  ])("%s", (written, instant) => {
    expect(parseDate(written, receivedAt)?.toISOString()).toBe(instant);
  });

  it.each([
    "Thu, 99 Foo 99999",
    "Thu, 31 Feb 2026 10:00:00 +0000",
    "Mon, 1 Jan 1980 00:00:00 +0000",
    "Sun, 22 Nov 2026 00:00:00 +0000",
    "1 Jan 0000 00:00",
    "1 Jan 9999 00:00:00",
    "1 Nov 2026 25:00:00",
    "",
    "yesterday",
    "1 ".repeat(100_000),
  ])("%s is impossible", (written) => {
    expect(parseDate(written, receivedAt)).toBeNull();
  });
});
