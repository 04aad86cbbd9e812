// What a message adds: its text without quoted history, signature and mobile footer. Linear; when in doubt a line stays.
import { cutHtmlHistory } from "./html-history.ts";
import {
  beginsAttribution,
  headerKind,
  isAttribution,
  isCertainAttribution,
  isBareAttribution,
  isForwardMark,
  isListFooter,
  isMobileFooter,
  isOriginalMark,
  isSignatureMark,
} from "./reply-marks.ts";
import { textFromHtml } from "./text-from-html.ts";

export interface ReplySource {
  text: string;
  html: string | null;
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
  if (text.trim() === "") return "";
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
  return trimBlankLines(lines)
    .map((line) => (line === "" ? line : line.trimEnd()))
    .join("\n");
}

// ---------- history ----------

const maxHeaderBlock = 8;
const maxAttributionLines = 4;

/** What the scan has kept, and whether there are words among it. */
interface Kept {
  lines: string[];
  hasWords: boolean;
}

// Cuts at the first mark behind which only history follows; quotations that the writer answers below stay with the answers.
function cutHistory(lines: readonly string[]): string[] {
  const text = markLines(lines);
  const ownFollows = positionsOfOwnText(text);
  const kept: Kept = { lines: [], hasWords: false };
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (line === "") {
      kept.lines.push(line);
      at += 1;
      continue;
    }
    if (isForwardMark(line)) return kept.lines.concat(lines.slice(at));
    if (startsHistory(text, at)) {
      if (kept.hasWords) return withoutRuler(kept.lines);
      if (!isOriginalMark(line)) return kept.lines.concat(lines.slice(at));
    }
    const quotation = quotationAt(text, at);
    if (quotation === null) {
      keep(kept, lines, [at, at + 1]);
      at += 1;
      continue;
    }
    const isAnswered = ownFollows[quotation.end] === 1;
    if (kept.hasWords && !(isAnswered && quotation.isQuoted)) return kept.lines;
    // Above the writer's first words a quotation is what they answer; between their words it is context.
    if (kept.hasWords || (!isAnswered && quotation.isQuoted)) keep(kept, lines, [at, quotation.end]);
    at = quotation.end;
  }
  return kept.lines;
}

function keep(kept: Kept, lines: readonly string[], [from, to]: readonly [number, number]): void {
  for (let at = from; at < to; at += 1) {
    kept.lines.push(lines[at]!);
    kept.hasWords ||= lines[at]!.trim() !== "";
  }
}

interface Quotation {
  end: number;
  /** Its lines are marked with `>`; else it is an attribution, and what follows it looks like any text. */
  isQuoted: boolean;
}

// The attribution with the quotation below it, or a quotation without one.
function quotationAt({ lines, attributions }: MarkedLines, at: number): Quotation | null {
  if (isQuote(lines[at]!)) return { end: endOfQuote(lines, at), isQuoted: true };
  const attribution = attributions[at]! || (isBareAttribution(lines[at]!) ? 1 : 0);
  if (attribution === 0) return null;
  const quote = nextFilled(lines, at + attribution);
  const isQuoted = quote < lines.length && isQuote(lines[quote]!);
  if (!isQuoted && attributions[at] === 0) return null;
  // Without `>` below, only a line that names an address or a time is taken for more than a sentence that ends in "wrote:".
  if (!isQuoted && !isCertainAttribution(lines.slice(at, at + attribution).join(" "))) return null;
  return { end: isQuoted ? endOfQuote(lines, quote) : at + attribution, isQuoted };
}

/** What is asked of lines more than once, found out once. */
interface MarkedLines {
  lines: readonly string[];
  /** Number of lines of the attribution that begins at each line; 0 for none. */
  attributions: Uint8Array;
  /** `headerKind` of each line. */
  headers: Int8Array;
}

function markLines(lines: readonly string[]): MarkedLines {
  const attributions = new Uint8Array(lines.length);
  const headers = new Int8Array(lines.length);
  for (const [at, line] of lines.entries()) {
    attributions[at] = line === "" ? 0 : attributionAt(lines, at);
    headers[at] = line === "" ? -1 : headerKind(line);
  }
  return { lines, attributions, headers };
}

// For each position, 1 where words of the writer's own follow: not quoted, not a signature, not history.
function positionsOfOwnText(text: MarkedLines): Uint8Array {
  const { lines, attributions } = text;
  const own = new Uint8Array(lines.length + 1);
  const inAttribution = new Uint8Array(lines.length);
  for (let at = 0; at < lines.length; at += 1) if (attributions[at]! > 0) inAttribution.fill(1, at, at + attributions[at]!);
  const stop = endOfOwnText(text);
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at]!;
    const counts =
      at < stop &&
      line !== "" &&
      inAttribution[at] === 0 &&
      line.trim() !== "" &&
      !isQuote(line) &&
      !isRuler(line) &&
      !isMobileFooter(line);
    own[at] = counts ? 1 : own[at + 1]!;
  }
  return own;
}

function endOfOwnText(text: MarkedLines): number {
  const { lines } = text;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (line === "") continue;
    if (isSignatureMark(line) || isForwardMark(line) || isListFooter(line, lines[at + 1] ?? "")) return at;
    if (startsHistory(text, at)) return at;
  }
  return lines.length;
}

// `-----Original Message-----`, or a block of From/Sent/To/Subject lines.
function startsHistory(text: MarkedLines, at: number): boolean {
  if (isOriginalMark(text.lines[at]!)) return true;
  const kind = text.headers[at]!;
  return (kind === 0 || kind === 1) && isHeaderBlock(text, at);
}

function isHeaderBlock({ lines, headers }: MarkedLines, at: number): boolean {
  const found = [false, false, false, false];
  const end = Math.min(lines.length, at + maxHeaderBlock);
  for (let index = at; index < end; index += 1) {
    const kind = headers[index]!;
    if (kind !== -1) found[kind] = true;
    else if (index > at + 1 && found.filter(Boolean).length >= 3 && lines[index]!.trim() === "") break;
  }
  const [author, date, recipient, subject] = found;
  return author! && date! && (recipient! || subject!);
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
function cutSignature(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  let hasWords = false;
  for (const [at, line] of lines.entries()) {
    if (hasWords && isListFooter(line, lines[at + 1] ?? "")) return lines.slice(0, at);
    if (hasWords && isSignatureMark(line) && last - at <= longestSignature) return lines.slice(0, at);
    hasWords ||= line.trim() !== "" && !isSignatureMark(line);
  }
  return lines;
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
