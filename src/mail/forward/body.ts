// The text of a passed-on message: without the quote marks, the indentation and the closing marks that the forward added.
import { isRuler, readLine, unquoted } from "./lines.ts";
import { readMark } from "./marks.ts";

export interface BodyPlace {
  /** First line of the text. */
  bodyAt: number;
  /** Quote marks in front of the header block. */
  depth: number;
}

export interface ForwardBody {
  body: string;
  /** What the forwarder wrote below it. */
  after: string;
}

const longRuler = 40;

export function bodyBelow(lines: readonly string[], { bodyAt, depth }: BodyPlace): ForwardBody {
  const start = behindRepeatedMark(lines, bodyAt);
  const end = endOf(lines, start, depth);
  const below = lines.slice(end.next);
  const after = below.some((line) => readLine(line).text !== "") ? below.join("\n").trim() : "";
  const quoted = lines.slice(start, end.at);
  const level = depth > 0 ? depth : commonQuote(quoted);
  const text = quoted.map((line) => trimmedLine(unquoted(line, level)));
  return { body: withoutIndent(trimBlank(text)).join("\n").trim(), after };
}

// Zoho writes its mark below the header block once more.
function behindRepeatedMark(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && at - from < 4 && readLine(lines[at]!).text === "") at += 1;
  const mark = at < lines.length ? readMark(readLine(lines[at]!).text) : null;
  if (mark?.kind !== "forward" || mark.rest !== "") return from;
  const next = lines.slice(at + 1, at + 4).map((line) => readLine(line).text);
  return next.some((text) => /^[^:：]{1,30}[:：].{0,200}@/.test(text)) ? from : at + 1;
}

// It ends at a closing mark; a quoted one where its quotation ends for good.
function endOf(lines: readonly string[], from: number, depth: number): { at: number; next: number } {
  let last = from;
  for (let at = from; at < lines.length; at += 1) {
    const line = readLine(lines[at]!);
    if (line.text === "") continue;
    if (isClosing(line.text)) return { at, next: at + 1 };
    if (depth === 0 || line.depth >= depth) last = at + 1;
  }
  if (depth === 0) return closingRuler(lines, from);
  return { at: last, next: last };
}

function isClosing(text: string): boolean {
  return text.startsWith("-") && readMark(text)?.kind === "end";
}

// KMail and others close with a line of dashes alone, at the very end.
function closingRuler(lines: readonly string[], from: number): { at: number; next: number } {
  let last = lines.length - 1;
  while (last > from && readLine(lines[last]!).text === "") last -= 1;
  const text = last > from ? readLine(lines[last]!).text : "";
  return text.length >= longRuler && text.startsWith("-") && isRuler(text)
    ? { at: last, next: last + 1 }
    : { at: lines.length, next: lines.length };
}

// Missive quotes the text alone, not the header block.
function commonQuote(lines: readonly string[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const raw of lines) {
    const line = readLine(raw);
    if (line.text !== "" || line.depth > 0) least = Math.min(least, line.depth);
    if (least === 0) return 0;
  }
  return Number.isFinite(least) ? 1 : 0;
}

function trimmedLine(line: string): string {
  if (line === "") return line;
  return (line.includes("\ufeff") ? line.replaceAll("\ufeff", "") : line).trimEnd();
}

function trimBlank(lines: readonly string[]): readonly string[] {
  let start = 0;
  let end = lines.length;
  while (start < end && lines[start] === "") start += 1;
  while (end > start && lines[end - 1] === "") end -= 1;
  return lines.slice(start, end);
}

// Outlook's plain text and Notes set the original in by some blanks.
function withoutIndent(lines: readonly string[]): readonly string[] {
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    if (line === "") continue;
    let at = 0;
    while (at < least && (line[at] === " " || line[at] === "\t" || line[at] === "\u00a0")) at += 1;
    least = Math.min(least, at);
    if (least === 0) return lines;
  }
  return Number.isFinite(least) ? lines.map((line) => line.slice(least)) : lines;
}
