// How mail programs mark what is not the writer's own: the lines above a quotation, header blocks, signatures, mobile footers.
import { attributionStart, devices, forwardMarks, headerWords, originalMarks, sentFrom, wrote } from "./reply-words.ts";

/** Longer lines are prose, or hostile; no mark is that long. */
const maxMarkLength = 300;

const kindOfHeader = new Map(headerWords.flatMap((words, kind) => words.map((word) => [word, kind] as const)));

/** 0 author, 1 date, 2 recipient, 3 subject: what a line of a quoted header block names; -1 for any other line. */
export function headerKind(line: string): number {
  if (line.length > maxMarkLength) return -1;
  const text = line.replaceAll("*", "").trim();
  const colon = text.search(/[:：]/);
  if (colon <= 0 || colon > 30) return -1;
  return kindOfHeader.get(text.slice(0, colon).trim().toLowerCase()) ?? -1;
}

/** `-----Original Message-----` and its translations. */
export function isOriginalMark(line: string): boolean {
  const text = withoutAtEnds(line.slice(0, 101), "* \t\r");
  if (text.length > 100 || !text.startsWith("-")) return false;
  const inside = withoutAtEnds(text, "-_=* ").toLowerCase();
  return originalMarks.some((mark) => inside === mark || inside.startsWith(`${mark} `));
}

/** A forward's mark: what follows is what the writer wants to show. */
export function isForwardMark(line: string): boolean {
  const text = line.trim();
  if (text.length > 100) return false;
  const inside = withoutAtEnds(text, "-_=*:> ").toLowerCase();
  const isMarked = text.startsWith("-") || text.endsWith(":");
  return isMarked && forwardMarks.some((mark) => inside.startsWith(mark));
}

/** Looked at first, because nearly no line passes. */
const attributionEnd = /(?:[:：>)*_-]|wrote)\s*$/i;

/** Whether text (one line, or up to four joined) is an attribution such as `On 1 May 2026 at 10:00, Ann <ann@example.com> wrote:`. */
export function isAttribution(text: string): boolean {
  if (text.length > maxMarkLength * 2 || text.length < 6 || !attributionEnd.test(text.slice(-12))) return false;
  const line = withoutAtEnds(text.replace(/[*_]/g, ""), "- \t").toLowerCase();
  if (isDatedAddress(line) || /^-{2,}[^-].*\swrote\s*-{2,}$/i.test(text.trim())) return true;
  if (!/[:：>]$/.test(line) && !line.endsWith("wrote")) return false;
  const beforeColon = line.replace(/\s*[:：]$/, "").trimEnd();
  const words = wrote.some((word) => endsWithWord(beforeColon, word) || containsWrote(beforeColon, word));
  if (!words || (!/\d/.test(line) && !line.includes("@"))) return false;
  return (
    attributionStart.some((start) => line.startsWith(start)) ||
    /^[^:]{2,80}[(<[]?\S*@/.test(line) ||
    /\d{1,2}[:.h]\d{2}/.test(line) ||
    /\b(19|20)\d\d\b/.test(line)
  );
}

const maxBareWords = 12;

/** `On Fri, Ann wrote:`, without a date or an address: an attribution only where a quotation follows. */
export function isBareAttribution(line: string): boolean {
  if (line.length > maxMarkLength || !attributionEnd.test(line.slice(-12))) return false;
  const text = withoutAtEnds(line.replace(/[*_]/g, ""), "- \t").toLowerCase();
  if (!/[:：]$/.test(text) || text.split(" ").length > maxBareWords) return false;
  const beforeColon = text.replace(/\s*[:：]$/, "").trimEnd();
  return attributionStart.some((start) => text.startsWith(start)) && wrote.some((word) => endsWithWord(beforeColon, word));
}

/** Whether an attribution names an address, a time or a year, as programs do and people hardly. */
export function isCertainAttribution(text: string): boolean {
  return /@|\d{1,2}[:.h]\d{2}|\b(19|20)\d\d\b/.test(text);
}

/** Whether an attribution can begin with this line: a word that begins one and a number, or a date. */
export function beginsAttribution(line: string): boolean {
  const text = withoutAtEnds(line.slice(0, maxMarkLength).replace(/[*_]/g, ""), "- \t").toLowerCase();
  return startsWithDate(text) || (/\d/.test(text) && attributionStart.some((start) => text.startsWith(start)));
}

function startsWithDate(text: string): boolean {
  return /^\d{4}[-/.年]\d{1,2}/.test(text) || /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}/.test(text);
}

// "2026-05-01 10:00 GMT+02:00 Ann <ann@example.com>:", as Gmail writes it where it has no verb.
function isDatedAddress(line: string): boolean {
  return startsWithDate(line) && line.includes("@") && /[>)]\s*:?$/.test(line);
}

function endsWithWord(line: string, word: string): boolean {
  return line.endsWith(word) && !/[a-z]/.test(line[line.length - word.length - 1] ?? " ");
}

// "Am 1. Mai 2026 schrieb Ann <ann@example.com>:" has its verb in the middle.
function containsWrote(line: string, word: string): boolean {
  const at = line.indexOf(` ${word} `);
  return at > 5 && line.length - at < 120 && (line.includes("@") || at < 60 || /["”»)]$|\w$/.test(line)) && word.length > 4;
}

/** The foot that list software puts under a message: a ruler, and the list's name below it. */
export function isListFooter(ruler: string, below: string): boolean {
  return (
    ruler.length < maxMarkLength &&
    /^\s*[_-]{2,}\s*$/.test(ruler) &&
    below.length < maxMarkLength &&
    /mailing list|unsubscribe/i.test(below)
  );
}

/** `-- ` (RFC 3676 §4.3), or the forms that lost the blank. */
export function isSignatureMark(line: string): boolean {
  return line === "-- " || line === "--" || line === "—" || line === "--\u00a0" || line === "-- \u200b";
}

const footer = new RegExp(`^[\\s*_]*(?:${sentFrom.join("|")})(?=[\\s:]|$)(?=.{0,60}(?:${devices.join("|")}))`, "i");
const footerTail = new RegExp(`^[\\s*_]*(?:iphone|ipad|android)[^.!?]{0,20}(?:から送信|gesendet|dan gönderildi)`, "i");

/** A line that a phone or mail program adds by itself: a known beginning and a known device, and nothing of the writer's behind it. */
export function isMobileFooter(line: string): boolean {
  if (line.length > 120) return false;
  const text = line
    .trim()
    .replace(/\[?<?https?:\/\/\S*>?\]?/g, "")
    .trim();
  if (!footer.test(text) && !footerTail.test(text)) return false;
  return text.split(/\s+/).length <= 10 && !text.endsWith("?");
}

function withoutAtEnds(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start]!)) start += 1;
  while (end > start && characters.includes(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}
