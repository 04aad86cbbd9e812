// Dates as mail programs print them for people above a passed-on message. Only what can mean one instant alone is read.
import { monthOf } from "../month-names.ts";
import { zoneMinutes } from "../zone-names.ts";

const americanZones = new Set(["est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "akst", "akdt", "hst"]);
const earliest = Date.UTC(1990, 0, 1);
const dayMs = 86_400_000;

interface Day {
  year: number;
  month: number;
  day: number;
}

/**
 * The instant that a printed date names; null where it has no zone, where day and month could be exchanged, where the words are
 * unknown, or where it is before 1990 or more than a day after the mail that carries it came.
 */
export function readForwardDate(text: string, receivedAt: Date): Date | null {
  const flat = text
    .slice(0, 200)
    .normalize("NFKC")
    .replace(/[\u200b-\u200f\u202a-\u202e]/g, "")
    .replace(/\s+/g, " ");
  const clock = readClock(flat);
  if (clock === null) return null;
  const zone = readZone(flat.slice(clock.end));
  const day = zone === null ? null : readDay(flat, zone.isAmerican && clock.isHalfDay);
  if (zone === null || day === null) return null;
  const midnight = Date.UTC(day.year, day.month, day.day);
  if (new Date(midnight).getUTCDate() !== day.day) return null;
  const time = midnight + (clock.seconds - zone.minutes * 60) * 1_000;
  return time < earliest || time > receivedAt.getTime() + dayMs ? null : new Date(time);
}

interface Clock {
  seconds: number;
  /** The time is told with AM and PM. */
  isHalfDay: boolean;
  end: number;
}

const clockPattern = /(?:^|[^\d.:])(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?![\d.]\d)(?:\s?([ap])\.?\s?m\b\.?)?/i;
const dottedDay = /\d{1,2}\.\s?\d{1,2}\.\s?\d{4}/;

function readClock(text: string): Clock | null {
  // A day with dots looks like a time with dots.
  const hidden = text.replace(dottedDay, (found) => "x".repeat(found.length));
  const found = clockPattern.exec(hidden);
  if (found === null || /午後|下午|오후|午前|上午|오전/.test(text)) return null;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  const half = found[4]?.toLowerCase();
  if (minutes > 59 || seconds > 60 || hours > (half === undefined ? 23 : 12) || (half !== undefined && hours === 0)) return null;
  const whole = half === undefined ? hours : (hours % 12) + (half === "p" ? 12 : 0);
  return { seconds: whole * 3_600 + minutes * 60 + seconds, isHalfDay: half !== undefined, end: found.index + found[0].length };
}

function readZone(after: string): { minutes: number; isAmerican: boolean } | null {
  const offset = /^[\s(]{0,3}(?:utc|gmt)?\s?([+\-−])(\d{1,2}):?(\d{2})?\b/i.exec(after);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return minutes > 14 * 60 ? null : { minutes: offset[1] === "+" ? minutes : -minutes, isAmerican: false };
  }
  const name = /^[\s(]{0,3}([\p{L}]{1,5})(?![\p{L}])/u.exec(after)?.[1]?.toLowerCase();
  const minutes = name === undefined ? undefined : zoneMinutes.get(name);
  return minutes === undefined ? null : { minutes, isAmerican: americanZones.has(name!) };
}

function readDay(text: string, isMonthFirst: boolean): Day | null {
  return eastAsian(text) ?? yearFirst(text) ?? numeric(text, isMonthFirst) ?? named(text);
}

function eastAsian(text: string): Day | null {
  const found = /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/.exec(text);
  return found === null ? null : dayOf(found[1]!, Number(found[2]) - 1, found[3]!);
}

function yearFirst(text: string): Day | null {
  const found = /\b(\d{4})[-/.]\s?(\d{1,2})[-/.]\s?(\d{1,2})\b/.exec(text);
  return found === null ? null : dayOf(found[1]!, Number(found[2]) - 1, found[3]!);
}

// With dots the day is first everywhere. With slashes it is known where one number cannot be a month, or an American clock follows.
function numeric(text: string, isMonthFirst: boolean): Day | null {
  const found = /\b(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?(\d{4})\b/.exec(text);
  if (found === null) return null;
  const [first, second] = [Number(found[1]), Number(found[3])];
  if (found[2] === "." || first > 12) return dayOf(found[4]!, second - 1, found[1]!);
  if (second > 12 || isMonthFirst) return dayOf(found[4]!, first - 1, found[3]!);
  return first === second ? dayOf(found[4]!, second - 1, found[1]!) : null;
}

// A month's name, the only year, and the only other number that can be a day.
function named(text: string): Day | null {
  const tokens = text.replace(/[+\-−]\d{2}:?\d{2}\b|\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?/g, " ").split(/[\s,()/-]+/);
  const found = tokens.map(monthOf).filter((month) => month !== null);
  const years = tokens.filter((token) => /^\d{4}\.?$/.test(token));
  const days = tokens.filter((token) => /^\d{1,2}(?:\.|st|nd|rd|th|er|º|-?a)?$/.test(token));
  if (found.length !== 1 || years.length !== 1 || days.length === 0) return null;
  return dayOf(years[0]!.slice(0, 4), found[0]!, days[0]!.replace(/\D+$/, ""));
}

function dayOf(year: string, month: number, day: string): Day | null {
  const number = Number(day);
  return month < 0 || month > 11 || number < 1 || number > 31 ? null : { year: Number(year), month, day: number };
}
