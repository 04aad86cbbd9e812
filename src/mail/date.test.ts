// Dates as mailers write them, against a fixed time of receipt.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDate } from "./date.ts";

const two = (most: number) => fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, "0"));
const writtenDate = fc.record({
  day: fc.integer({ min: 0, max: 32 }),
  month: fc.constantFrom("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Foo"),
  year: fc.integer({ min: 1_985, max: 2_028 }),
  clock: fc.tuple(two(25), two(61), two(61)).map((parts) => parts.join(":")),
  zone: fc.tuple(fc.constantFrom("+", "-"), two(16), two(61)).map((parts) => parts.join("")),
});

const receivedAt = new Date("2026-11-20T00:00:00Z");

describe("the Date field", () => {
  it("is read alike as RFC 5322 §3.3 has it and with the blanks that some mailers add", () => {
    fc.assert(
      fc.property(writtenDate, ({ day, month, year, clock, zone }) => {
        const strict = parseDate(`${day} ${month} ${year} ${clock} ${zone}`, receivedAt);
        expect(parseDate(`${day}  ${month}  ${year}  ${clock}  ${zone}`, receivedAt)).toEqual(strict);
      }),
      { numRuns: 2_000 },
    );
  });

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
    ["Mon,2 Nov 2026 10:15:00+0100", "2026-11-02T09:15:00.000Z"],
    ["Mon, 2 Nov 2026 10:15:00 GMT+0100", "2026-11-02T09:15:00.000Z"],
    ["Mon, 2 Nov 2026 10:15:00 UTC+1", "2026-11-02T09:15:00.000Z"],
    ["Mon, 2 Nov 2026 10:15:00 0100", "2026-11-02T09:15:00.000Z"],
    ["Mon, 2 Nov 2026 10:15:00 --0100", "2026-11-02T11:15:00.000Z"],
    ["Mon, 2 Nov 2026 10:15:00.250 +0100", "2026-11-02T09:15:00.000Z"],
    ["Nov 2, 2026 10:15:00 PM", "2026-11-02T22:15:00.000Z"],
    ["Monday, November 2, 2026 12:05 AM +0100", "2026-11-01T23:05:00.000Z"],
    ["Mon, 2 Nov 2026 24:00:00 +0000", "2026-11-03T00:00:00.000Z"],
    ["Mon, 2 Nov 126 10:15:00 +0000", "2026-11-02T10:15:00.000Z"],
    ["Mo, 12 Okt 2026 10:15:00 MESZ", "2026-10-12T08:15:00.000Z"],
    ["mar., 03 f\u00e9vr. 2026 10:15:00 +0100", "2026-02-03T09:15:00.000Z"],
    ["Di, 3 M\u00c3\u00a4r 2026 10:15:00 +0100", "2026-03-03T09:15:00.000Z"],
    ["mar, 3 mar 2026 10:15:00 +0100", "2026-03-03T09:15:00.000Z"],
    ["Di, 3 Maerz 2026 10:15:00 +0100", "2026-03-03T09:15:00.000Z"],
    ["wt., 12 lip 2026 10:15:00 +0200", "2026-07-12T08:15:00.000Z"],
    ["Вт, 3 ноября 2026 10:15:00 +0300", "2026-11-03T07:15:00.000Z"],
    ["02.11.2026 10:15:00 +0100", "2026-11-02T09:15:00.000Z"],
    ["2026/11/02 10:15:00 +0100", "2026-11-02T09:15:00.000Z"],
    ["2026-11-02T10:15:00.1234567+01:00", "2026-11-02T09:15:00.123Z"],
    ["Mon Nov  2 10:15:00 CET 2026", "2026-11-02T09:15:00.000Z"],
    ["Mon Nov  2 10:15:00 2026 -0500", "2026-11-02T15:15:00.000Z"],
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
    "2/11/2026 10:15:00",
    "Mon, 2 Nov 2026 10:15:t <ann@x.example>",
    "Mon, 2 Nov 2026 ((two comments) 10:15:00 +0100",
    "Mon, 2 Nov 2026 10:75:00",
    "some numbers 0 1 2 but no date",
    "1 ".repeat(100_000),
  ])("%s is impossible", (written) => {
    expect(parseDate(written, receivedAt)).toBeNull();
  });
});
