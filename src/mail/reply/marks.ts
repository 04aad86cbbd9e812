// How mail programs and help desks mark what is not the writer's own: header blocks, rulers, forwards, signatures, lists' feet. One line at a time.
import { labelOf, longestLabel } from "../forward/labels.ts";
import { readMark } from "../forward/marks.ts";
import { aboveLine, aboveLineStarts, blockLabels, earlierMessages } from "./header-words.ts";
import { anyOf, byInitial, startingWith } from "./word-lists.ts";

/** Longer lines are prose, or hostile; no mark is that long. */
const maxMarkLength = 300;
const maxMarkedWords = 120;

const dashes = "-_=*~#+‐‑‒–—―─━\u00ad ";

/** `-----Original Message-----` and its translations. */
export function isOriginalMark(line: string): boolean {
  return line.length <= maxMarkedWords && isRuledOff(line) && readMark(line)?.kind === "original";
}

/** A forward's mark: what follows is what the writer passes on. */
export function isForwardMark(line: string): boolean {
  if (line.length > maxMarkedWords || line.length < 8) return false;
  const isRuled = isRuledOff(line);
  if (!isRuled && !(closingSigns.has(line.charCodeAt(line.length - 1)) && /[:：]\s*\**$/.test(line))) return false;
  const mark = readMark(line.replace(/\*+$/, ""));
  // People end a line with "Forwarded:" too; a program says what.
  return (
    mark?.kind === "forward" && (isRuled ? mark.by !== "stem" : mark.by === "phrase" && /[ \u0e00-\uffff]/.test(line.trim()))
  );
}

const closingSigns = codesOf(":：*");

/** What a ruled line begins with; prose does not, and is turned away here. */
const rulingSigns = codesOf("*>-_=~#+‐‑‒–—―─━<[");

function codesOf(signs: string): ReadonlySet<number> {
  return new Set([...signs].map((sign) => sign.charCodeAt(0)));
}

function isRuledOff(line: string): boolean {
  return rulingSigns.has(line.charCodeAt(0)) && isRuledWithWords(line);
}

function isRuledWithWords(line: string): boolean {
  return /^[\s*>]*(?:[-_=~#+‐‑‒–—―─━]\s?){2}/.test(line.slice(0, 40)) || /^<{1,}\s?[^<]{3,60}\s?>{1,}$/.test(line);
}

// ---------- header blocks ----------

/** What a line of a quoted header block names. */
export type Header = "author" | "date" | "recipient" | "subject" | "other";

const headers = {
  from: "author",
  date: "date",
  to: "recipient",
  cc: "recipient",
  subject: "subject",
  other: "other",
  "message-id": "other",
} as const;

export interface HeaderLine {
  header: Header;
  value: string;
  /** Whether the label is one that people write in forms and lists too, such as `Date`. */
  isEveryday: boolean;
}

/** The header a line begins with; null for any other line. */
export function headerLine(line: string): HeaderLine | null {
  if (line.length < maxMarkLength && (line[0] === "M" || line[0] === "m") && orangeDate.test(line))
    return { header: "date", value: line, isEveryday: false };
  const colon = colonOf(line);
  if (colon <= 0) return null;
  const label = withoutAtEnds(line.slice(0, colon).replace(/[*_]/g, ""), " \t|•\u00a0\u200e\u200f");
  if (label === "" || label.length > longestLabel) return null;
  const found = labelOf(label) ?? blockLabels.get(label.toLowerCase()) ?? null;
  if (found === null) return null;
  const value = withoutAtEnds(line.slice(colon + 1), "* \t_");
  return { header: headers[found], value, isEveryday: found !== "date" || everyday.has(label.toLowerCase()) };
}

/** Orange and La Poste write `Message du 02/11/26 10:00` as the first line of their block. */
const orangeDate = /^message du\s?:?\s\d{1,2}\/\d{1,2}\/\d{2}/i;

const everyday = new Set([
  "date",
  "datum",
  "data",
  "fecha",
  "dato",
  "дата",
  "tarih",
  "日期",
  "日付",
  "날짜",
  "vrijeme",
  "aeg",
  "time",
]);

function colonOf(line: string): number {
  const last = Math.min(line.length, longestLabel + 8);
  for (let at = 0; at < last; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 58 || code === 0xff1a) return at;
  }
  return -1;
}

/** A whole block that HTML ran together into one line: `From: ann@example.com Date: Fri, 1 May 2026 10:00:00 +0200`. */
export function isHeaderRun(line: string): boolean {
  if (line.length > maxMarkLength * 2 || headerLine(line)?.header !== "author" || !line.includes("@")) return false;
  return /\s(?:Date|Sent|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden|Skickat|Sendt):\s.{0,40}\d{1,2}:\d{2}/.test(line);
}

/** An address, as a header has one. */
export function hasAddress(text: string): boolean {
  return /[^\s@<]@[^\s@]/.test(text);
}

/** A time of day or a year, as programs write dates. */
export function hasTimeOrYear(text: string): boolean {
  return /\d{1,2}\s?[:.h時时]\s?\d{2}|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?!\d)/.test(text);
}

// ---------- desks ----------

/** `##- Please type your reply above this line -##`, as help desks ask in many languages. */
export function isReplyAboveLine(line: string): boolean {
  if (line.length < 8 || line.length > 200) return false;
  const decorated = isDecorated(line);
  if (!decorated && startingWith(aboveStarts, openingWords(line)) === null) return false;
  const text = line.replace(/\s+/g, " ").toLowerCase();
  const inside = withoutAtEnds(text, `${dashes}<>*.[]|"`);
  if (!decorated && inside.split(" ").length > 14) return false;
  return above.test(text);
}

const above = anyOf(aboveLine);
const aboveStarts = byInitial(aboveLineStarts);
const brackets = codesOf('<>*.[]|"(');

function openingWords(line: string): string {
  const opening = line.slice(0, 24).toLowerCase();
  return brackets.has(line.charCodeAt(0)) ? opening.replace(/^[<>*.[\]|"(]+/, "") : opening;
}

function isDecorated(line: string): boolean {
  return rulingSigns.has(line.charCodeAt(0)) && /^[\s[]*(?:[#=*_~<>+-]|[–—]){2}/.test(line);
}

/** `Previous replies`, where a forum or desk puts the earlier messages of its own accord. */
export function isEarlierMessagesTitle(line: string): boolean {
  return line.length <= 60 && earlierMessages.has(withoutAtEnds(line, `${dashes}:：`).toLowerCase());
}

// ---------- signatures, rulers and lists ----------

/** `-- ` as RFC 3676 §4.3 has it, and as the blank is lost on the way. `line` is not trimmed at its end. */
export function isSignatureMark(line: string): boolean {
  return line.length <= 12 && /^(?:--|- --|––|—)[ \t\u00a0]*\r?$/.test(line);
}

/** With its blank nobody types it by hand. */
export function isCertainSignatureMark(line: string): boolean {
  return /^(?:- )?-- \r?$/.test(line);
}

/** A line of one repeated sign, such as Outlook draws above its header block. */
export function isRuler(line: string): boolean {
  if (line.length < 2) return line === "\u1427"; // What a tracker for Gmail leaves of its picture.
  const code = line.charCodeAt(0);
  if (!isRulerSign(code)) return false;
  const last = Math.min(line.length, 200);
  for (let at = 1; at < last; at += 1) if (line.charCodeAt(at) !== code && line.charCodeAt(at) !== 32) return false;
  return true;
}

function isRulerSign(code: number): boolean {
  return dashes.includes(String.fromCharCode(code)) && code !== 32;
}

/** The foot that list software puts under a message: a ruler, and the list's name below it. */
export function isListFooter(ruler: string, below: string): boolean {
  return (
    /^(?:_{2,}|-{5,})$/.test(ruler.slice(0, 100)) && below.length < 200 && /mailing list|mailman|listinfo|\/lists?\b/i.test(below)
  );
}

function withoutAtEnds(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start]!)) start += 1;
  while (end > start && characters.includes(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}
