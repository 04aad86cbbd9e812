// The lines of a message as the reply engine reads them: only those with words, each with its place in the whole text.
import type { Role, Span } from "../html/history.ts";
import type { HtmlText } from "../html/text.ts";

export interface Line {
  /** Without blanks at its ends. */
  text: string;
  /** Where it begins in the whole text, in UTF-16 units, blanks and all. */
  start: number;
  /** Without its line end. */
  end: number;
  /** Blank lines above it. */
  gap: number;
  /** What the HTML says of it; null for plain text. */
  role: Role | null;
}

/** What stands below so many lines with words is read as one more line. */
const maxLines = 6_000;
const longestRest = 500;

export function readLines({ text, spans }: HtmlText): Line[] {
  const lines: Line[] = [];
  const roles = new RoleReader(spans);
  const endOfLine = text.includes("\r") ? endOfAnyLine : endOfUnixLine;
  let gap = 0;
  let at = 0;
  while (at < text.length && lines.length < maxLines) {
    const end = endOfLine(text, at);
    const first = firstFilled(text, at, end);
    if (first === end) gap += 1;
    else {
      lines.push({ text: text.slice(first, lastFilled(text, first, end)), start: at, end, gap, role: roles.at(first) });
      gap = 0;
    }
    at = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
  }
  const rest = firstFilled(text, at, text.length);
  if (rest < text.length && !isEnd(text.charCodeAt(rest))) {
    lines.push({ text: text.slice(rest, rest + longestRest), start: at, end: text.length, gap, role: roles.at(rest) });
  }
  return lines;
}

function isEnd(code: number): boolean {
  return code === 10 || code === 13;
}

function endOfUnixLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

function endOfAnyLine(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    if (isEnd(text.charCodeAt(at))) break;
  }
  return at;
}

function isBlank(code: number): boolean {
  return (
    code === 32 ||
    code === 9 ||
    code === 0xa0 ||
    code === 0x3000 ||
    code === 0x200b ||
    code === 0xfeff ||
    code === 11 ||
    code === 12
  );
}

function firstFilled(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function lastFilled(text: string, from: number, end: number): number {
  let at = end;
  while (at > from && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

// Lines and spans are both in order, so one walk over each is enough.
class RoleReader {
  private readonly spans: readonly Span[];
  private next = 0;

  constructor(spans: readonly Span[]) {
    this.spans = spans;
  }

  at(position: number): Role | null {
    while (this.next < this.spans.length && this.spans[this.next]!.end <= position) this.next += 1;
    const span = this.spans[this.next];
    return span !== undefined && span.start <= position ? span.role : null;
  }
}

/** Lines that begin with `>`, as quotations do; not an arrow of the writer's that closes again. */
export function isQuoteLine({ text }: Line): boolean {
  const code = text.charCodeAt(0);
  if (code !== 62 && code !== 0xff1e) return code === 38 && text.startsWith("&gt;");
  return !text.endsWith("<<<") || text.length < 8;
}
