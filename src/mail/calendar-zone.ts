// The instant of a clock reading in a calendar's time zone: by the IANA name, else by the rules that the calendar brings along.
import type Ical from "ical.js";

export interface WallClock {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const firstYear = 1970;
const lastYear = 2200;

/** Null where the zone is unknown or the date impossible. `zone` may be empty. */
export function instantOf(clock: WallClock, zone: string, calendar: Ical.Component): Date | null {
  if (!(clock.year >= firstYear && clock.year <= lastYear) || zone === "" || zone.length > 100) return null;
  const asUtc = Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute, clock.second);
  if (Number.isNaN(asUtc)) return null;
  if (zone === "UTC") return new Date(asUtc);
  return byName(asUtc, zone) ?? byRules(clock, asUtc, zone, calendar);
}

// RFC 5545 §3.2.19 leaves names open; programs write IANA's, some with a path in front of it.
function byName(asUtc: number, zone: string): Date | null {
  const name = /(?:^|\/)([A-Za-z_]+(?:\/[A-Za-z_+-]+){1,2})$/.exec(zone)?.[1] ?? zone;
  const format = formatOf(name);
  if (format === null) return null;
  // The offset at the clock's own reading, then at the instant that this gives: right but for the hour that a change skips.
  const first = asUtc - offsetAt(format, asUtc);
  return new Date(asUtc - offsetAt(format, first));
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null; // No zone of that name.
  }
}

function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(format.formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]));
  const of = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - at;
}

/** Outlook's zones have its own names, and bring two yearly rules. */
const maxObservances = 20;

// RFC 5545 §3.6.5: the observance that began last before the reading tells the offset from UTC.
function byRules(clock: WallClock, asUtc: number, zone: string, calendar: Ical.Component): Date | null {
  const rules = calendar
    .getAllSubcomponents("vtimezone")
    .slice(0, 50)
    .find((candidate) => candidate.getFirstPropertyValue("tzid") === zone);
  const observances = rules?.getAllSubcomponents() ?? [];
  if (observances.length === 0 || observances.length > maxObservances) return null;
  let lastOnset = Number.NEGATIVE_INFINITY;
  let offset: number | null = null;
  for (const observance of observances) {
    for (const year of [clock.year - 1, clock.year]) {
      const onset = onsetIn(year, observance);
      if (onset === null || onset > asUtc || onset < lastOnset) continue;
      lastOnset = onset;
      offset = offsetOf(observance);
    }
  }
  return offset === null ? null : new Date(asUtc - offset);
}

// Its own beginning, or what its yearly rule gives for the year; as a clock reading in milliseconds.
function onsetIn(year: number, observance: Ical.Component): number | null {
  const start = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(String(observance.getFirstPropertyValue("dtstart")));
  if (start === null) return null;
  const [startYear, month, day, hour, minute] = start.slice(1).map(Number) as [number, number, number, number, number];
  const rule = observance.getFirstPropertyValue("rrule");
  if (rule === null) return Date.UTC(startYear, month - 1, day, hour, minute);
  const text = String(rule);
  const until = /UNTIL=(\d{4})/.exec(text);
  if (!text.includes("FREQ=YEARLY") || year < startYear || (until !== null && year > Number(until[1]))) return null;
  const ruleMonth = Number(/BYMONTH=(\d{1,2})/.exec(text)?.[1] ?? month);
  const date = dayIn(year, ruleMonth, text) ?? day;
  return Date.UTC(year, ruleMonth - 1, date, hour, minute);
}

const weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

// `-1SU` is the last Sunday, `2SU` the second; days of the month beside the weekday are the first day it may fall on.
function dayIn(year: number, month: number, rule: string): number | null {
  const byDay = /BYDAY=(-?[1-5])?(SU|MO|TU|WE|TH|FR|SA)/.exec(rule);
  const first = Number(/BYMONTHDAY=(\d{1,2})/.exec(rule)?.[1] ?? 0);
  if (byDay === null) return first === 0 ? null : first;
  const weekday = weekdays.indexOf(byDay[2]!);
  const count = Number(byDay[1] ?? 1);
  const fromDay = first === 0 ? 1 : first;
  if (count > 0) return fromDay + ((weekday - weekdayOf(year, month, fromDay) + 7) % 7) + (count - 1) * 7;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return last - ((weekdayOf(year, month, last) - weekday + 7) % 7) + (count + 1) * 7;
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function offsetOf(observance: Ical.Component): number | null {
  const written = /^([+-])(\d\d):?(\d\d)/.exec(String(observance.getFirstPropertyValue("tzoffsetto")));
  if (written === null) return null;
  const minutes = Number(written[2]) * 60 + Number(written[3]);
  return (written[1] === "-" ? -minutes : minutes) * 60_000;
}
