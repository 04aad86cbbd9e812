// The Date field (RFC 5322 §3.3 with the obsolete forms of §4.3, and what mailers write instead), without asking a clock.

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Minutes east of Greenwich (RFC 5322 §4.3); other letters mean nothing and count as UTC. */
const zones: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  bst: 60,
  cet: 60,
  met: 60,
  cest: 120,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  jst: 540,
  kst: 540,
};
const earliest = Date.UTC(1990, 0, 1);
const dayMs = 86_400_000;

/** The instant, or null where it is missing, impossible, before 1990 or more than a day after the message was received. */
export function parseDate(value: string, receivedAt: Date): Date | null {
  const time = readDate(withoutComments(value.slice(0, 200)));
  if (time === null || time < earliest || time > receivedAt.getTime() + dayMs) return null;
  return new Date(time);
}

function readDate(text: string): number | null {
  const tokens = text
    .replaceAll(",", " ")
    .split(/\s/)
    .filter((token) => token !== "");
  const iso = isoDate(tokens);
  if (iso !== null) return iso;
  if (tokens.length > 0 && !/^\d/.test(tokens[0]!) && monthOf(tokens[0]!) === -1) tokens.shift();
  const [day, month, year] = dayMonthYear(tokens);
  const clock = tokens.find((token) => token.includes(":") || /^\d{1,2}\.\d{2}\.\d{2}$/.test(token));
  const seconds = clock === undefined ? 0 : secondsOf(clock);
  if (day === null || month === null || year === null || seconds === null) return null;
  const midnight = Date.UTC(year, month, day);
  const date = new Date(midnight);
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month) return null;
  return midnight + seconds * 1_000 - offsetMinutes(tokens, clock) * 60_000;
}

// "20 Nov 2026", "20-Nov-26" and "Nov 20 10:00:00 2026" (asctime).
function dayMonthYear(tokens: readonly string[]): [number | null, number | null, number | null] {
  const first = tokens[0]?.includes("-") && !tokens[0].includes(":") ? tokens[0].split("-") : tokens.slice(0, 3);
  const monthFirst = monthOf(first[0] ?? "") !== -1;
  const day = wholeNumber(first[monthFirst ? 1 : 0]);
  const month = monthOf(first[monthFirst ? 0 : 1] ?? "");
  const yearToken = monthFirst ? tokens.slice(2).find((token) => /^\d{4}$/.test(token)) : first[2];
  return [day, month === -1 ? null : month, fullYear(yearToken)];
}

// RFC 5322 §4.3: two digits below 50 are this century, other short years count from 1900.
function fullYear(token: string | undefined): number | null {
  const year = wholeNumber(token);
  if (year === null || token!.length < 2) return null;
  if (token!.length >= 4) return year;
  return token!.length === 2 && year < 50 ? 2_000 + year : 1_900 + year;
}

function secondsOf(clock: string): number | null {
  const parts = clock.split(/[:.]/).map(wholeNumber);
  const [hours, minutes, seconds] = [parts[0], parts[1], parts.length > 2 ? parts[2] : 0];
  if (hours == null || minutes == null || seconds == null) return null;
  // RFC 5322 §3.3: 60 is a leap second.
  return hours > 23 || minutes > 59 || seconds > 60 ? null : hours * 3_600 + minutes * 60 + seconds;
}

function offsetMinutes(tokens: readonly string[], clock: string | undefined): number {
  const after = tokens.slice(clock === undefined ? 3 : tokens.indexOf(clock) + 1);
  for (const token of after) {
    const numeric = numericOffset(token);
    if (numeric !== null) return numeric;
    const named = zones[token.toLowerCase()];
    if (named !== undefined) return named;
  }
  return 0;
}

function numericOffset(token: string): number | null {
  const digits = (token.toUpperCase().startsWith("GMT") ? token.slice(3) : token).replace(":", "");
  if (!/^[+-]\d{4}$/.test(digits)) return null;
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3));
  return digits.startsWith("-") ? -minutes : minutes;
}

function isoDate(tokens: readonly string[]): number | null {
  const text = tokens.slice(0, 2).join("T");
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return null;
  const time = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`);
  return Number.isNaN(time) ? null : time;
}

function monthOf(token: string): number {
  return token.length < 3 ? -1 : months.indexOf(token.slice(0, 3).toLowerCase());
}

function wholeNumber(token: string | undefined): number | null {
  return token !== undefined && /^\d{1,4}$/.test(token) ? Number(token) : null;
}

function withoutComments(text: string): string {
  let depth = 0;
  let out = "";
  for (const character of text) {
    if (character === "(") depth += 1;
    else if (character === ")" && depth > 0) depth -= 1;
    else if (depth === 0) out += character;
  }
  return out;
}
