// Recognises the lines that mail programs put above a quotation, such as `On 1 May 2026 at 10:00, Ann <ann@example.com> wrote:`.
import { byInitial, startingWith } from "./word-lists.ts";
import { attributionStarts, quotingStarts, tellingWords, wroteAtEnd, wroteInside } from "./words.ts";

/** How sure an attribution is: `bare` is one only where a quotation stands below it. */
export type Attribution = "none" | "bare" | "certain";

/** One line is no longer; neither are the up to five that a program breaks it into. */
const maxLength = 300;
const maxLines = 5;

const starts = byInitial(attributionStarts);
const quoting = byInitial(quotingStarts);
const endings = Map.groupBy(wroteAtEnd, (word) => word.at(-1)!);

/** A line of text, trimmed, with the number of blank lines above it. */
export interface TrimmedLine {
  text: string;
  gap: number;
}

/** The attribution that begins at a line, and over how many lines it goes. */
export function attributionAt(lines: readonly TrimmedLine[], at: number): { kind: Attribution; length: number } {
  const first = lines[at]!.text;
  const none = { kind: "none", length: 0 } as const;
  if (first.length > maxLength || first.length < 4) return none;
  if (mayEnd(first)) {
    const kind = attributionOf(first);
    if (kind !== "none") return { kind, length: 1 };
  }
  if (!mayBegin(first) && !opensParagraph(lines, at)) return none;
  let joined = first;
  for (let length = 2; length <= maxLines && at + length <= lines.length; length += 1) {
    const next = lines[at + length - 1]!;
    if (!goesOn(joined, next)) return none;
    joined = `${joined} ${next.text}`;
    if (!mayEnd(next.text)) continue;
    const kind = attributionOf(joined);
    if (kind !== "none") return { kind, length };
  }
  return none;
}

// A blank line inside an attribution stands only where a link's angle bracket was broken off; a `>` only as that bracket.
function goesOn(joined: string, next: TrimmedLine): boolean {
  if (next.text.length > maxLength || joined.length > maxLength * 2) return false;
  const isBracket = next.text.startsWith("<");
  if (next.gap > 0 && !(isBracket && next.gap === 1)) return false;
  if (next.text.startsWith(">")) return joined.includes("<") && /^>{1,2}\s?[^>]{0,40}:$/.test(next.text);
  return isBracket || joined.endsWith(",") || joined.endsWith("<") || !isDatedText(joined) || !beginsDated(next.text);
}

const closing = /[:：>)\]*_"-]$|(?:wrote|writes|napisał|écrit|escribió|작성|写道|寫道)$/i;

// Looked at first, because nearly no line passes.
function mayEnd(line: string): boolean {
  const end = line.charCodeAt(line.length - 1) < 0x2000 ? line.slice(-12) : line.slice(-20).replace(unseen, "");
  return closing.test(end) || line.includes("---") || (isDigit(line.charCodeAt(0)) && gmailStart.test(line.slice(0, 18)));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function mayBegin(line: string): boolean {
  if (!/\d/.test(line.slice(0, 120))) return false;
  const text = plain(line.slice(0, 120));
  return startsWithDate(text) || startingWith(starts, text) !== null;
}

// Broken at any place, its first line may hold no more than a name with its address, or a date in words that no table has.
function opensParagraph(lines: readonly TrimmedLine[], at: number): boolean {
  const { text, gap } = lines[at]!;
  if (text.length > 120 || (gap === 0 && at > 0)) return false;
  const below = lines[at + 1];
  if (below !== undefined && below.gap === 0 && below.text.startsWith("<")) return bracketed.test(below.text);
  return bracketed.test(text) || isDatedText(text);
}

const bracketed = /<[^\s<>]{1,80}@[^\s<>]{1,120}>/;

function isDatedText(text: string): boolean {
  return /(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[/.-]\s?\d{1,2}[/.-]\s?\d{2}(?!\d)|[٠-٩۰-۹]{4}/.test(text);
}

function beginsDated(line: string): boolean {
  return mayBegin(line) && /\d[:./-]\d|\b(?:19|20)\d\d\b/.test(line.slice(0, 120));
}

const unseen = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\u0307/g;

// Decoration, bidi marks, odd blanks and left-over character references are no part of the words.
function plain(line: string): string {
  const bare = line.replace(/[*_]/g, "").replace(unseen, "").replace(/\s+/g, " ");
  const decoded = bare.includes("&") ? bare.replace(/&(?:lt|gt|quot|nbsp);/g, (each) => references[each]!) : bare;
  return decoded.trim().toLowerCase();
}

const references: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&nbsp;": " " };

/** What one line, or the joined lines of a broken one, is. */
export function attributionOf(line: string): Attribution {
  if (line.length > maxLength * 3) return "none";
  const raw = plain(line);
  if (isRuled(raw)) return "certain";
  const text = raw.replace(/^[-–—\s]+|[-–—\s]+$/g, "");
  const isClosed = /[:：]$/.test(text);
  const words = text.replace(/[\s:：]+$/, "");
  const evidence = evidenceOf(words);
  if (isDatedAddress(words, isClosed, evidence) || gmailWithoutAddress.test(words)) return "certain";
  if (startingWith(quoting, words) !== null && isClosed) return evidence.address ? "certain" : "bare";
  if (isClosed && hungarian.test(words)) return "certain";
  const isAtEnd = endsWithWrote(words);
  // Whatever the verb is: who, with the address, and when. With a quotation below, it is the line above one.
  const isWhoAndWhen = isClosed && evidence.address && evidence.time && evidence.year && isBracketed(words) && !tells(words);
  // "On Monday at 10:30 I wrote to you about this:" has its verb inside, and is a sentence.
  if (!isAtEnd && !(isClosed && namesBehindWrote(words) && !tells(words))) return isWhoAndWhen ? "bare" : "none";
  return withVerb(words, { ...evidence, isClosed });
}

interface Evidence {
  address: boolean;
  time: boolean;
  year: boolean;
  digit: boolean;
}

function evidenceOf(words: string): Evidence {
  return {
    address: /[^\s@<(]@[^\s@]/.test(words),
    time: /\d{1,2}\s?[:.h時时시]\s?\d{2}/.test(words),
    year: /(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[/.-]\s?\d{1,2}[/.-]\s?\d{2}(?!\d)/.test(words),
    digit: /\d/.test(words),
  };
}

function withVerb(words: string, found: Evidence & { isClosed: boolean }): Attribution {
  const starts = startsAttribution(words);
  const isTold = tells(words);
  const isDated = found.time || found.year;
  if (found.address && (!isTold || (isDated && isBracketed(words)))) return "certain";
  if (starts && found.time && found.year) return isTold ? "bare" : "certain";
  if (!found.isClosed && !(starts && found.time)) return "none";
  if (starts && found.year && !isTold) return found.digit && wordsIn(words) <= 12 ? "certain" : "bare";
  if (found.digit && (starts || isDated)) return "bare";
  return !isTold && wordsIn(words) <= (starts ? 12 : 6) ? "bare" : "none";
}

function isBracketed(words: string): boolean {
  return /[<([][^\s<>]{0,12}\s?[^\s<>]{1,80}@[^<>\s]{1,200}\s?[>)\]]/.test(words);
}

function wordsIn(text: string): number {
  return text.split(" ").length;
}

function tells(words: string): boolean {
  return words.split(/[\s,]+/, 40).some((word) => tellingWords.has(word)) || tellingSigns.test(words);
}

/** "I" where no blank parts the words. */
const tellingSigns = /[我私僕俺]|제가|저는|내가|나는/;

function startsAttribution(words: string): boolean {
  return startsWithDate(words) || startingWith(starts, words) !== null;
}

function startsWithDate(text: string): boolean {
  return /^(?:\d{4}\s?[-/.年]\s?\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}|\d{1,2}[:.]\d{2}|\d{1,2}\.?(?: de)? \p{L}{3,12}\.?(?: de)?,? \d{4}|\p{L}{3,9}\.? \d{1,2},? \d{4})/u.test(
    text,
  );
}

// "2026-05-01 10:00 GMT+02:00 Ann <ann@example.com>:", as programs write it that know no verb.
function isDatedAddress(words: string, isClosed: boolean, { address, time, year }: Evidence): boolean {
  if (!address || !(/[>)\]]$/.test(words) || (isClosed && time && /\s[^\s@]{1,64}@[^\s@]{1,200}$/.test(words)))) return false;
  if (startsWithDate(words)) return isClosed || year;
  return isClosed && time && year && startingWith(starts, words) !== null && !tells(words);
}

const gmailStart = /^\d{4}-\d{2}-\d{2} \d{1,2}:/;
const gmailWithoutAddress = /^\d{4}-\d{2}-\d{2} \d{1,2}:\d{2} gmt[+-]\d{1,2}:\d{2} [^.!?:]{1,60}$/;
/** `Ann <ann@example.com> ezt írta (időpont: 2026. máj. 1., P, 10:00):` */
const hungarian = /ezt írta \(időpont: [^)]{1,60}\)$/;

// "---- On Fri, 1 May 2026 10:00:00 Ann wrote ----", "-----ann@example.com wrote: -----", and Notes' "---01.05.2026 10:00:00---Hello".
function isRuled(raw: string): boolean {
  if (/---\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4} \d{1,2}[:.]\d{2}/.test(raw) && raw.length < 300) return true;
  if (!raw.startsWith("--") || !raw.endsWith("--")) return false;
  return endsWithWrote(raw.replace(/^[-\s]+|[-\s:：]+$/g, ""));
}

function endsWithWrote(words: string): boolean {
  const text = words.replace(/\s?\((?:a|la|а|ла|e|in)\)$|\/(?:a|la|ла|а|in)$/, "").replace(/[\s:：]+$/, "");
  const candidates = endings.get(text.at(-1) ?? "");
  return candidates?.some((word) => text.endsWith(word) && standsAlone(text, text.length - word.length)) ?? false;
}

// Chinese, Japanese, Korean and Thai write no blank before the verb; `<ann@example.com>wrote` does without one too.
function standsAlone(text: string, at: number): boolean {
  const before = text[at - 1];
  return (
    before === undefined ||
    !/[\p{L}\p{N}]/u.test(before) ||
    /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text[at]!)
  );
}

// "Am 1. Mai 2026 schrieb Ann <ann@example.com>:", and "Op 1 mei heeft Ann het volgende geschreven:".
function namesBehindWrote(words: string): boolean {
  return wroteInside.some((verb) => {
    const at = words.indexOf(` ${verb} `);
    const most = words.includes("@", at) ? 12 : 8;
    return at > 0 && words.length - at < 140 && wordsIn(words.slice(at + verb.length + 2)) <= most;
  });
}
