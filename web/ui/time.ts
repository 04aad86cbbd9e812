// Times as people read them: relative where they glance, exact where they hover. Pure: the moment "now" is handed in.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** For lists, at most six characters wide: "now", "4 min", "3 h", "2 d", "12 Nov", "Nov 24". */
export function shortAge(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (passed < minute) return "now";
  if (passed < hour) return `${Math.floor(passed / minute)} min`;
  if (passed < day) return `${Math.floor(passed / hour)} h`;
  if (passed < 7 * day) return `${Math.floor(passed / day)} d`;
  return passed < 300 * day ? format(at, { day: "numeric", month: "short" }) : format(at, { month: "short", year: "2-digit" });
}

/** For sentences: "just now", "4 minutes ago", "yesterday at 14:03", "12 November 2026". */
export function longAge(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (passed < minute) return "just now";
  if (passed < hour) return ago(Math.floor(passed / minute), "minute");
  if (passed < day) return ago(Math.floor(passed / hour), "hour");
  if (passed < 7 * day) return ago(Math.floor(passed / day), "day");
  return format(at, { day: "numeric", month: "long", year: "numeric" });
}

/** What comes: "in 3 days". */
export function until(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (left <= 0) return "over";
  if (left < hour) return `in ${count(Math.ceil(left / minute), "minute")}`;
  if (left < day) return `in ${count(Math.round(left / hour), "hour")}`;
  return `in ${count(Math.round(left / day), "day")}`;
}

/** The whole truth, in the viewer's zone, with its name. */
export function exact(at: string): string {
  return format(at, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
}

/** For facts in a sentence or a table: "20 Nov 2026, 14:03". */
export function moment(at: string): string {
  return format(at, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** A day without a time, as it was written, whatever the viewer's zone. */
export function wholeDay(at: string): string {
  return format(at, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

/** "1 ticket", "3 tickets". */
export function count(number: number, word: string): string {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}

/** Sizes of files, in the units people know: "812 B", "14 kB", "3.2 MB". */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1000)} kB`;
  return `${(size / 1_000_000).toFixed(size < 10_000_000 ? 1 : 0)} MB`;
}

function ago(number: number, unit: string): string {
  return `${count(number, unit)} ago`;
}

function format(at: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(at));
}
