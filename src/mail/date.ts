// The Date field (RFC 5322 §3.3 with the obsolete forms of §4.3, and what mailers write instead), without asking a clock.
import { monthOfDamaged } from "./month-names.ts";
import { zoneMinutes } from "./zone-names.ts";

const earliest = Date.UTC(1990, 0, 1);
const dayMs = 86_400_000;

/** The instant, or null where it is missing, impossible, before 1990 or more than a day after the message was received. */
export function parseDate(value: string, receivedAt: Date): Date | null {
  const time = readDate(withoutComments(value.slice(0, 200)));
  if (time === null || time < earliest || time > receivedAt.getTime() + dayMs) return null;
  return new Date(time);
}

interface Clock {
  seconds: number;
  /** What stood glued to it: `10:15:00+0100`. */
  rest: string;
}

interface Day {
  year: number;
  month: number;
  day: number;
}

function readDate(text: string): number | null {
  return internetDate(text) ?? isoDate(text.trim()) ?? looseDate(text);
}

/** RFC 5322 §3.3 to the letter, as nearly all mail has it: `Fri, 20 Nov 2026 10:15:00 +0100`. */
const internetForm = /^ ?(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2}) ?$/;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// Null for what the closer look has to judge: a day or an hour that does not exist, an offset of more than 14 hours.
function internetDate(text: string): number | null {
  const found = internetForm.exec(text);
  if (found === null) return null;
  const [day, year, hours, minutes, seconds] = [found[1], found[3], found[4], found[5], found[6]].map(Number) as FiveNumbers;
  const month = months.indexOf(found[2]!);
  const offset = Number(found[8]) * 60 + Number(found[9]);
  if (
    month === -1 ||
    day === 0 ||
    day > 28 ||
    hours > 23 ||
    minutes > 59 ||
    seconds > 59 ||
    offset > 13 * 60 ||
    Number(found[9]) > 59
  )
    return null;
  return Date.UTC(year, month, day, hours, minutes, seconds) - (found[7] === "-" ? -offset : offset) * 60_000;
}

type FiveNumbers = [number, number, number, number, number];

function looseDate(text: string): number | null {
  const tokens = text.split(/[\s,]+/).filter((token) => token !== "");
  const clockAt = tokens.findIndex(isClock);
  const clock = clockAt === -1 ? { seconds: 0, rest: "" } : clockOf(tokens[clockAt]!, tokens[clockAt + 1]);
  const others = tokens.filter((_, at) => at !== clockAt);
  const day = dayOf(others, clockAt);
  if (clock === null || day === null) return null;
  const midnight = Date.UTC(day.year, day.month, day.day);
  const date = new Date(midnight);
  if (date.getUTCDate() !== day.day || date.getUTCMonth() !== day.month) return null;
  const after = clockAt === -1 ? tokens.slice(3) : tokens.slice(clockAt + 1);
  return midnight + clock.seconds * 1_000 - offsetMinutes(clock.rest === "" ? after : [clock.rest, ...after]) * 60_000;
}

// ---- the time of day

const clockForm = /^(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:[.:]\d{1,6})?)?(.*)$/;

// `10:15`, and `10.15.00` of mailers in whose country it is written so; `2.11.2026` is a day.
function isClock(token: string): boolean {
  return /^\d{1,2}:\d/.test(token) || /^\d{1,2}\.\d{2}\.\d{2}$/.test(token);
}

function clockOf(token: string, next: string | undefined): Clock | null {
  const found = clockForm.exec(token);
  if (found === null) return null;
  const half = /^[ap]\.?m/i.exec(found[4]!)?.[0] ?? (/^[ap]\.?m\.?$/i.test(next ?? "") ? next! : "");
  const hours = hoursOf(Number(found[1]), half.toLowerCase());
  const [minutes, seconds] = [Number(found[2]), Number(found[3] ?? 0)];
  // RFC 5322 §3.3: 60 is a leap second. Some clocks write midnight as 24:00.
  if (hours > 24 || minutes > 59 || seconds > 60 || (hours === 24 && minutes + seconds > 0)) return null;
  const rest = found[4]!.slice(next === half ? 0 : half.length);
  if (!/^(?:[+-].*|(?:gmt|utc).*|[a-z]{1,5})?$/i.test(rest)) return null;
  return { seconds: hours * 3_600 + minutes * 60 + seconds, rest };
}

function hoursOf(written: number, half: string): number {
  if (half === "" || written > 12) return written;
  return (written % 12) + (half.startsWith("p") ? 12 : 0);
}

// ---- the day

// "20 Nov 2026", "20-Nov-26", "Nov 20 10:00:00 2026" (asctime), "20.11.2026", and the same with a weekday in front.
function dayOf(tokens: readonly string[], clockAt: number): Day | null {
  const parts = tokens.slice(0, clockAt === -1 ? 8 : clockAt + 2).flatMap((token) => token.split(/[-./]/));
  const words = parts.filter((part) => part !== "");
  const monthAt = words.findIndex((word, at) => monthOfDamaged(word) !== null && isBesideNumber(words, at));
  if (monthAt === -1) return numericDay(tokens);
  const [before, behind] = [words[monthAt - 1], words.slice(monthAt + 1)];
  const isDayFirst = wholeNumber(before) !== null;
  const isYearFirst = isDayFirst && before!.length === 4;
  const day = wholeNumber(isDayFirst && !isYearFirst ? before : behind[0]);
  const yearWord = isYearFirst ? before : isDayFirst ? behind[0] : behind.slice(1).find((word) => /^\d{4}$/.test(word));
  const year = fullYear(yearWord);
  return day === null || year === null ? null : { year, month: monthOfDamaged(words[monthAt]!)!, day };
}

// "Mar" is a weekday in Spanish, Italian and Romanian, "mai" a word: a month has a number beside it.
function isBesideNumber(words: readonly string[], at: number): boolean {
  return wholeNumber(words[at - 1]) !== null || (wholeNumber(words[at + 1]) !== null && !hasLaterMonth(words, at));
}

function hasLaterMonth(words: readonly string[], at: number): boolean {
  return words.slice(at + 1, at + 4).some((word) => monthOfDamaged(word) !== null);
}

// Day and month in figures: with dots the day comes first everywhere; `2/11/2026` is read one way here and another there, so not at all.
function numericDay(tokens: readonly string[]): Day | null {
  const first = tokens.find((token) => /\d/.test(token)) ?? "";
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})$/.exec(first);
  if (dotted !== null) return dayFrom(dotted[3], dotted[2], dotted[1]);
  const ordered = /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/.exec(first);
  return ordered === null ? null : dayFrom(ordered[1], ordered[2], ordered[3]);
}

function dayFrom(year: string | undefined, month: string | undefined, day: string | undefined): Day | null {
  const [inFull, number, date] = [fullYear(year), wholeNumber(month), wholeNumber(day)];
  return inFull === null || number === null || date === null || number < 1 || number > 12
    ? null
    : { year: inFull, month: number - 1, day: date };
}

// RFC 5322 §4.3: two digits below 50 are this century, other short years count from 1900.
function fullYear(token: string | undefined): number | null {
  const year = wholeNumber(token);
  if (year === null || token!.length < 2) return null;
  if (token!.length >= 4) return year;
  return token!.length === 2 && year < 50 ? 2_000 + year : 1_900 + year;
}

// ---- the zone

function offsetMinutes(after: readonly string[]): number {
  for (const token of after) {
    const numeric = numericOffset(token);
    if (numeric !== null) return numeric;
    const named = zoneMinutes.get(token.toLowerCase());
    if (named !== undefined) return named;
  }
  return 0;
}

/** `+0100`, `+01:00`, `GMT+0100`, `UTC+1`, `--0100`, and `0100` without its sign. */
const offsetForm = /^(?:gmt|utc|ut|z)?([+-]*)(\d{1,2}):?(\d{2})?$/i;

function numericOffset(token: string): number | null {
  const found = offsetForm.exec(token);
  if (found === null) return null;
  const [, signs, hours, minutes] = found;
  // Without a sign, four digits that begin with a nought are an offset; others are a year.
  if (signs === "" && !/^(gmt|utc)?0\d:?\d\d$/i.test(token)) return null;
  if (/^\d{3}$/.test(token.replace(/^[+-]+/, ""))) return null;
  const total = Number(hours) * 60 + Number(minutes ?? 0);
  if (total > 14 * 60 || Number(minutes ?? 0) > 59) return null;
  return signs!.endsWith("-") ? -total : total;
}

// ---- ISO 8601

const isoForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?)?(?: (?:UTC|GMT))?$/i;

function isoDate(text: string): number | null {
  const found = isoForm.exec(text.slice(0, 60));
  if (found === null) return null;
  const [, day, clock, zone] = found;
  const offset = zone === undefined || zone.toUpperCase() === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const time = Date.parse(
    clock === undefined ? day! : `${day}T${clock.replace(",", ".").replace(/(\.\d{3})\d+/, "$1")}${offset}`,
  );
  return Number.isNaN(time) ? null : time;
}

function wholeNumber(token: string | undefined): number | null {
  return token !== undefined && /^\d{1,4}$/.test(token) ? Number(token) : null;
}

// A comment that does not end hides the rest; where that is the time of day, nobody can tell the instant.
function withoutComments(text: string): string {
  let depth = 0;
  let out = "";
  for (const character of text) {
    if (character === "(") depth += 1;
    else if (character === ")" && depth > 0) depth -= 1;
    else if (depth === 0) out += character;
  }
  return depth > 0 && !out.includes(":") ? "" : out;
}
