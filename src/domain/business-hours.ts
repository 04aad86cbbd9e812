// Business hours: whether somebody is there at a moment, and when somebody is there again, in the source's own time zone.

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

export interface BusinessHours {
  /** IANA name, such as Europe/Madrid. */
  timeZone: string;
  days: readonly Weekday[];
  /** Wall clock, `HH:MM`. Where `to` is not later than `from`, it is that time of the day after. */
  from: string;
  to: string;
  /** Days on which nobody is there, `YYYY-MM-DD`. */
  closedOn: readonly string[];
}

const dayMinutes = 24 * 60;
const minuteMs = 60_000;
/** A desk that stays closed for longer says so in its own words. */
const mostDaysAhead = 31;

/** A day of the calendar, counted from 1 January 1970. */
type Day = number;

/** Settings are read for every batch of mail, and a clock is slow to make: zones that were asked for before are known. */
const clocks = new Map<string, Intl.DateTimeFormat>();

export function isTimeZone(name: string): boolean {
  try {
    clockFor(name);
    return name !== "";
  } catch {
    // RangeError: this runtime knows no such zone.
    return false;
  }
}

/** `HH:MM`, from 00:00 to 23:59. */
export function isWallClock(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

export function isOpenAt(hours: BusinessHours, at: Date): boolean {
  const { day, minutes } = wallClock(hours.timeZone, at);
  const { from, length } = shiftOf(hours);
  const today = isWorkday(hours, day) && minutes >= from && minutes < from + length;
  // A shift that goes on past midnight belongs to the day on which it began.
  const sinceYesterday = isWorkday(hours, day - 1) && minutes + dayMinutes < from + length;
  return today || sinceYesterday;
}

/** When the next shift begins; null where none begins within a month. */
export function nextOpening(hours: BusinessHours, at: Date): Date | null {
  const { day } = wallClock(hours.timeZone, at);
  const { from } = shiftOf(hours);
  for (let ahead = 0; ahead <= mostDaysAhead; ahead += 1) {
    if (!isWorkday(hours, day + ahead)) continue;
    const opens = instantOf(hours.timeZone, day + ahead, from);
    if (opens.getTime() > at.getTime()) return opens;
  }
  return null;
}

function shiftOf({ from, to }: BusinessHours): { from: number; length: number } {
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return { from: start, length: end > start ? end - start : end - start + dayMinutes };
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

function isWorkday({ days, closedOn }: BusinessHours, day: Day): boolean {
  const date = new Date(day * dayMinutes * minuteMs);
  const weekday = weekdays[(date.getUTCDay() + 6) % 7] as Weekday;
  return days.includes(weekday) && !closedOn.includes(date.toISOString().slice(0, 10));
}

function wallClock(timeZone: string, at: Date): { day: Day; minutes: number } {
  const parts = new Map(
    clockFor(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const midnight = Date.UTC(part("year"), part("month") - 1, part("day"));
  return { day: midnight / (dayMinutes * minuteMs), minutes: part("hour") * 60 + part("minute") };
}

function clockFor(timeZone: string): Intl.DateTimeFormat {
  const clock = clocks.get(timeZone) ?? newClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

function newClock(timeZone: string): Intl.DateTimeFormat {
  const two = "2-digit" as const;
  return new Intl.DateTimeFormat("en", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: two,
    day: two,
    hour: two,
    minute: two,
  });
}

// Once more with the offset that holds there: the first guess may lie on the other side of a change to or from summer time.
function instantOf(timeZone: string, day: Day, minutes: number): Date {
  const wanted = (day * dayMinutes + minutes) * minuteMs;
  let instant = wanted;
  for (let round = 0; round < 2; round += 1) {
    const shown = wallClock(timeZone, new Date(instant));
    instant += wanted - (shown.day * dayMinutes + shown.minutes) * minuteMs;
  }
  return new Date(instant);
}
