// What a message adds: its text without quoted history, signature and mobile footer. Linear; when in doubt a line stays.
import { cutHtmlHistory } from "./html-history.ts";
import {
  beginsAttribution,
  headerKind,
  isAttribution,
  isForwardMark,
  isMobileFooter,
  isOriginalMark,
  isSignatureMark,
} from "./reply-marks.ts";
import { textFromHtml } from "./text-from-html.ts";

export interface ReplySource {
  text: string;
  html: string | null;
  /** The text was made from the HTML. */
  textIsDerived: boolean;
}

/** Never empty when the text is not. */
export function visibleReply(source: ReplySource): string {
  const hinted = source.html === null ? null : cutHtmlHistory(source.html);
  const text = hinted === null ? source.text : textFromHtml(hinted);
  const visible = visibleText(text);
  return visible === "" ? visibleText(source.text) || source.text.trim() : visible;
}

/** The same for plain text alone. */
export function visibleText(text: string): string {
  const lines = normalLines(text);
  const history = cutHistory(lines);
  const own = cutFooters(cutSignature(history));
  const visible = joined(own);
  if (visible !== "") return visible;
  return joined(history) || joined(lines);
}

function normalLines(text: string): string[] {
  return text.replace(/\r\n?/g, "\n").split("\n");
}

function joined(lines: readonly string[]): string {
  return trimBlankLines(lines).map((line) => line.trimEnd()).join("\n");
}

// ---------- history ----------

const maxHeaderBlock = 8;
const maxAttributionLines = 4;

// Cuts at the first mark behind which only history follows; quotations that the writer answers below stay with the answers.
function cutHistory(lines: readonly string[]): string[] {
  const ownAfter = positionsOfOwnText(lines);
  const kept: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (isForwardMark(line)) return [...kept, ...lines.slice(at)];
    if (startsHistory(lines, at)) {
      if (!isBlank(kept)) return withoutRuler(kept);
      if (!isOriginalMark(line)) return [...kept, ...lines.slice(at)];
    }
    const attribution = attributionAt(lines, at);
    if (attribution > 0) {
      const quote = nextFilled(lines, at + attribution);
      const isQuoted = quote < lines.length && isQuote(lines[quote]!);
      const quoteEnd = isQuoted ? endOfQuote(lines, quote) : lines.length;
      const answered = isQuoted && ownAfter[quoteEnd]!;
      if (!answered && !isBlank(kept)) return kept;
      if (!isQuoted) {
        at += attribution;
        continue;
      }
      if (isQuoted) {
        // Written below the quotation: the answer alone is what the message adds.
        if (answered && isBlank(kept)) at = quoteEnd;
        else at += attribution;
        if (answered && !isBlank(kept)) kept.push(...lines.slice(at - attribution, at));
        continue;
      }
    }
    if (isQuote(line)) {
      const quoteEnd = endOfQuote(lines, at);
      if (!ownAfter[quoteEnd] && !isBlank(kept)) return kept;
      if (isBlank(kept) && ownAfter[quoteEnd]) at = quoteEnd;
      else {
        kept.push(...lines.slice(at, quoteEnd));
        at = quoteEnd;
      }
      continue;
    }
    kept.push(line);
    at += 1;
  }
  return kept;
}

// For each position whether words of the writer's own follow: not quoted, not a signature, not history.
function positionsOfOwnText(lines: readonly string[]): boolean[] {
  const own = new Array<boolean>(lines.length + 1).fill(false);
  const stop = endOfOwnText(lines);
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at]!;
    const counts = at < stop && line.trim() !== "" && !isQuote(line) && !isMobileFooter(line) && !isRuler(line);
    own[at] = own[at + 1]! || (counts && attributionNear(lines, at) === false);
  }
  return own;
}

function endOfOwnText(lines: readonly string[]): number {
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (isSignatureMark(line) || isForwardMark(line)) return at;
    if (startsHistory(lines, at)) return at;
  }
  return lines.length;
}

function attributionNear(lines: readonly string[], at: number): boolean {
  for (let start = Math.max(0, at - maxAttributionLines + 1); start <= at; start += 1) {
    const length = attributionAt(lines, start);
    if (length > 0 && start + length > at) return true;
  }
  return false;
}

// `-----Original Message-----`, or a block of From/Sent/To/Subject lines.
function startsHistory(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  if (isOriginalMark(line)) return true;
  const kind = headerKind(line);
  return (kind === 0 || kind === 1) && isHeaderBlock(lines, at);
}

function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const kinds = new Set<number>();
  const end = Math.min(lines.length, at + maxHeaderBlock);
  for (let index = at; index < end; index += 1) {
    const kind = headerKind(lines[index]!);
    if (kind !== -1) kinds.add(kind);
    else if (lines[index]!.trim() === "" && index > at + 1 && kinds.size >= 3) break;
  }
  return kinds.has(0) && kinds.has(1) && (kinds.has(2) || kinds.has(3));
}

// How many lines the attribution that begins here has; 0 when none does. Mail programs wrap it.
function attributionAt(lines: readonly string[], at: number): number {
  let text = lines[at]!.trim();
  if (text === "" || text.length > 300 || isQuote(text)) return 0;
  const canWrap = beginsAttribution(text);
  for (let length = 1; length <= maxAttributionLines; length += 1) {
    if (isAttribution(text)) return length;
    if (!canWrap) return 0;
    const next = lines[at + length]?.trim() ?? "";
    // The attribution that begins further down is a line of its own; this one is the writer's.
    if (next === "" || next.length > 300 || isQuote(next) || (beginsAttribution(next) && !text.endsWith(","))) return 0;
    text = `${text} ${next}`;
  }
  return 0;
}

function isQuote(line: string): boolean {
  const text = line.trimStart();
  return text.startsWith(">") || text.startsWith("＞");
}

// Quotation with the blank lines inside it.
function endOfQuote(lines: readonly string[], from: number): number {
  let end = from;
  for (let at = from; at < lines.length; at += 1) {
    if (isQuote(lines[at]!)) end = at + 1;
    else if (lines[at]!.trim() !== "") break;
  }
  return end;
}

function nextFilled(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]!.trim() === "") at += 1;
  return at;
}

function isRuler(line: string): boolean {
  const text = line.trim();
  return text.length >= 5 && /^[_=*-]+$/.test(text.slice(0, 200));
}

// Outlook draws a line above its header block.
function withoutRuler(lines: readonly string[]): string[] {
  const trimmed = trimBlankLines(lines);
  return trimmed.length > 1 && isRuler(trimmed.at(-1)!) ? trimmed.slice(0, -1) : trimmed;
}

// ---------- signature and footers ----------

const longestSignature = 15;

// `-- ` ends the writer's words; without its blank it does so only where what follows is short enough to be a signature.
function cutSignature(lines: readonly string[]): string[] {
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (!isSignatureMark(line)) continue;
    const follows = trimBlankLines(lines.slice(at + 1));
    if (follows.length <= longestSignature && !isBlank(lines.slice(0, at))) return lines.slice(0, at);
  }
  return [...lines];
}

function cutFooters(lines: readonly string[]): string[] {
  let kept = trimBlankLines(lines);
  for (let round = 0; round < 3; round += 1) {
    const last = kept.at(-1);
    if (last === undefined || kept.length === 1 || !isMobileFooter(last)) return kept;
    kept = trimBlankLines(kept.slice(0, -1));
  }
  return kept;
}

function trimBlankLines(lines: readonly string[]): string[] {
  let start = 0;
  let end = lines.length;
  while (start < end && lines[start]!.trim() === "") start += 1;
  while (end > start && lines[end - 1]!.trim() === "") end -= 1;
  return lines.slice(start, end);
}

function isBlank(lines: readonly string[]): boolean {
  return lines.every((line) => line.trim() === "");
}
