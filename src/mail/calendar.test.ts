// Invitations as they are shown: what, where, when, by whom.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CalendarInvite } from "#domain/message.ts";
import { readCalendar } from "./calendar.ts";
import { prescan } from "./prescan.ts";
import { cpuMsOf } from "../../test/cpu-time.ts";

function read(lines: readonly string[], type = "text/calendar; method=REQUEST"): CalendarInvite | null {
  const body = ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR"].join("\r\n");
  return readCalendar(prescan(Buffer.from(`Content-Type: ${type}\r\n\r\n${body}`)).root);
}

const event = (...lines: string[]) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"];
const observance = (kind: string, to: string, rule: string) => [
  `BEGIN:${kind}`,
  `DTSTART:16010101T0${kind === "STANDARD" ? 3 : 2}0000`,
  "TZOFFSETFROM:+0000",
  `TZOFFSETTO:${to}`,
  `RRULE:${rule}`,
  `END:${kind}`,
];
const outlookZone = [
  "BEGIN:VTIMEZONE",
  "TZID:W. Europe Standard Time",
  ...observance("STANDARD", "+0100", "FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10"),
  ...observance("DAYLIGHT", "+0200", "FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3"),
  "END:VTIMEZONE",
];

describe("an invitation", () => {
  it("says what, where, when and by whom", () => {
    expect(
      read([
        "METHOD:REQUEST",
        ...event(
          "SUMMARY:Review\\, second\\nround",
          "LOCATION:Room 5",
          "ORGANIZER;CN=Ann Bee:mailto:ann@x.example",
          "DTSTART;TZID=Europe/Berlin:20260701T100000",
          "DURATION:PT1H30M",
        ),
      ]),
    ).toEqual({
      method: "request",
      summary: "Review, second round",
      location: "Room 5",
      organizer: "Ann Bee <ann@x.example>",
      startsAt: new Date("2026-07-01T08:00:00Z"),
      endsAt: new Date("2026-07-01T09:30:00Z"),
      allDay: false,
    });
  });

  it.each([
    ["UTC", "DTSTART:20260101T100000Z", "2026-01-01T10:00:00.000Z"],
    ["a day", "DTSTART;VALUE=DATE:20260101", "2026-01-01T00:00:00.000Z"],
    ["a zone by name in winter", "DTSTART;TZID=America/New_York:20260101T100000", "2026-01-01T15:00:00.000Z"],
    [
      "a zone with a path",
      "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260101T100000",
      "2026-01-01T09:00:00.000Z",
    ],
    ["Outlook's zone in winter", 'DTSTART;TZID="W. Europe Standard Time":20260101T100000', "2026-01-01T09:00:00.000Z"],
    ["Outlook's zone in summer", "DTSTART;TZID=W. Europe Standard Time:20260701T100000", "2026-07-01T08:00:00.000Z"],
    [
      "Outlook's zone on the last day of summer",
      "DTSTART;TZID=W. Europe Standard Time:20261025T010000",
      "2026-10-24T23:00:00.000Z",
    ],
    ["a clock without a zone", "DTSTART:20260101T100000", undefined],
    ["a zone that nobody knows", "DTSTART;TZID=Mars:20260101T100000", undefined],
    ["a year beyond reason", "DTSTART:99990101T100000Z", undefined],
  ])("knows its beginning: %s", (_name, line, at) => {
    expect(read([...outlookZone, ...event(line)])?.startsAt?.toISOString()).toBe(at);
  });

  it.each([
    ["METHOD:REPLY", "reply"],
    ["METHOD:CANCEL", "cancel"],
    ["METHOD:COUNTER", "counter"],
    ["METHOD:DECLINECOUNTER", "other"],
    ["X-NONE:1", "request"],
  ])("has a method: %s", (line, method) => {
    expect(read([line, ...event("SUMMARY:x")])?.method).toBe(method);
  });

  it("is found as a file, too", () => {
    expect(read(event("SUMMARY:x"), 'application/octet-stream; name="Invite.ICS"')?.summary).toBe("x");
    expect(read(event("SUMMARY:x"), "application/pdf")).toBeNull();
  });

  it("is none without an event, or when it cannot be read", () => {
    expect(read(["BEGIN:VTODO", "SUMMARY:x", "END:VTODO"])).toBeNull();
    expect(read(["BEGIN:VEVENT", "SUMMARY:x"])).toBeNull();
  });

  it("cleans what it shows", () => {
    expect(read(event("SUMMARY:a\u202eb\u0007c"))?.summary).toBe("a b c");
  });

  it("costs a moment, and no exception, whatever it holds", () => {
    const line = fc.constantFrom(
      "RRULE:FREQ=SECONDLY",
      "DTSTART:2",
      "DTSTART;TZID=X:20260101T000000",
      "BEGIN:VEVENT",
      "END:VEVENT",
      "BEGIN:VTIMEZONE",
      "TZID:X",
      "TZOFFSETTO:+99",
      "SUMMARY:",
      ":",
      ";",
      "BEGIN:STANDARD",
      "END:STANDARD",
      "END:VTIMEZONE",
      "DURATION:P9W",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        expect(cpuMsOf(() => read(lines))).toBeLessThan(500);
      }),
    );
  });
});
