// Parts a message into what its writer says and what they and their programs added; the parts together are the whole text. Linear and total.
import { mayBeMarked } from "../html/history.ts";
import { readHtml, type HtmlText } from "../html/text.ts";
import { type Line, readLines } from "./lines.ts";
import { type Segment, type SegmentKind, readSegments } from "./segments.ts";
import { withoutTail } from "./tail.ts";
import { closings } from "./words.ts";

export type ReplyPartKind = "reply" | "quote" | "signature" | "disclaimer" | "footer" | "marker";

/** A stretch of the message's text, line ends and blank lines with it. */
export interface ReplyPart {
  kind: ReplyPartKind;
  text: string;
  /** Whether the desk sees it at once. A quotation that the writer answers in place is visible; a reply always is. */
  visible: boolean;
}

export interface ReplySource {
  text: string;
  html: string | null;
}

/**
 * The parts in order. Their texts, put together, are `text`; where the HTML marks its history or signature, they are the text
 * of the HTML instead. Something is visible whenever there are words.
 */
export function splitReply({ text, html }: ReplySource): ReplyPart[] {
  const marked = html === null ? null : readMarkedHtml(html);
  const parts = marked === null ? null : splitText(marked);
  if (parts !== null && parts.some((part) => part.kind === "reply")) return parts;
  return splitText({ text, spans: [] });
}

// Without a mark in it, HTML tells no more than the text that came with it.
function readMarkedHtml(html: string): HtmlText | null {
  if (!mayBeMarked(html)) return null;
  const read = readHtml(html);
  return read.spans.length > 0 ? read : null;
}

function splitText(source: HtmlText): ReplyPart[] {
  const lines = readLines(source);
  if (lines.length === 0) return source.text === "" ? [] : [{ kind: "reply", text: source.text, visible: true }];
  const segments = readSegments(source.text, lines).flatMap((segment) =>
    // A disclaimer or a phone's line at a signature's end is named for itself.
    segment.kind === "own" || segment.kind === "signature" ? withoutTail(lines, segment) : [segment],
  );
  return toParts(source.text, lines, segments, visibilityOf(lines, segments));
}

// ---------- what is visible ----------

function visibilityOf(lines: readonly Line[], segments: readonly Segment[]): boolean[] {
  const first = segments.findIndex(({ kind }) => kind === "own");
  const last = segments.findLastIndex(({ kind }) => kind === "own");
  if (first === -1) return withoutOwn(segments);
  const place: Place = { lines, segments, first, last, isInline: answersInline(segments, first, last) };
  return segments.map((segment, at) => isVisible(segment, at, place));
}

// A bare signature is shown without the history below it, and anything before nothing.
function withoutOwn(segments: readonly Segment[]): boolean[] {
  const visible = segments.map(({ kind }) => kind !== "marker" && kind !== "banner" && kind !== "history");
  return visible.includes(true) ? visible : segments.map(() => true);
}

interface Place {
  lines: readonly Line[];
  segments: readonly Segment[];
  first: number;
  last: number;
  isInline: boolean;
}

// Quotations without a line above them, between the writer's words: each is what the words below it answer.
function answersInline(segments: readonly Segment[], first: number, last: number): boolean {
  return segments.some(({ kind, by }, at) => kind === "quote" && by === "sign" && at > first && at < last);
}

function isVisible(segment: Segment, at: number, place: Place): boolean {
  if (segment.kind === "own") return true;
  if (segment.kind === "forward") return !saysMore(place.lines, place.segments.slice(0, at));
  if (segment.kind !== "quote" || segment.by === "html") return false;
  if (at < place.first) return segment.by === "sign" || place.isInline;
  if (at > place.last) return place.segments[at - 1]!.kind === "own" && isShown(segment, place);
  return segment.by === "sign" || !isOnlyClosing(place, at);
}

/** "FYI" and "see below" point at what is passed on; more words are the message, and what is passed on stands behind them. */
const pointerWords = 3;

function saysMore(lines: readonly Line[], segments: readonly Segment[]): boolean {
  let words = 0;
  for (const { kind, from, to } of segments) {
    if (kind !== "own") continue;
    for (let at = from; at < to && words <= pointerWords; at += 1) words += lines[at]!.text.split(/\s+/, pointerWords + 1).length;
  }
  return words > pointerWords;
}

// "This is what it says:" above a quotation, or one `>` line that goes on from the line above it, is the writer's.
function isShown(segment: Segment, { lines }: Place): boolean {
  const above = lines[segment.from - 1];
  if (segment.by !== "sign" || above === undefined) return false;
  if (/[:：]$/.test(above.text)) return true;
  return segment.to - segment.from === 1 && lines[segment.from]!.gap === 0;
}

const longestClosing = 4;

// Below the quotation stands no answer, but "Regards, Ann".
function isOnlyClosing({ lines, segments, last }: Place, at: number): boolean {
  let count = 0;
  let first: string | null = null;
  for (const { kind, from, to } of segments.slice(at + 1, last + 1)) {
    if (kind !== "own") continue;
    first ??= lines[from]!.text.toLowerCase();
    count += to - from;
  }
  return count <= longestClosing && first !== null && first.length < 60 && closings.some((closing) => first.startsWith(closing));
}

// ---------- parts ----------

const partOf: Readonly<Record<SegmentKind, ReplyPartKind>> = {
  own: "reply",
  quote: "quote",
  lead: "quote",
  history: "quote",
  forward: "quote",
  signature: "signature",
  footer: "footer",
  disclaimer: "disclaimer",
  banner: "marker",
  marker: "marker",
};

function toParts(text: string, lines: readonly Line[], segments: readonly Segment[], visible: readonly boolean[]): ReplyPart[] {
  const parts: ReplyPart[] = [];
  let start = 0;
  for (const [at, { kind }] of segments.entries()) {
    const next = segments[at + 1];
    const end =
      next === undefined ? text.length : kind === "lead" ? afterLine(text, lines[next.from - 1]!) : startOf(lines, next);
    const part: ReplyPart = { kind: partOf[kind], text: text.slice(start, end), visible: visible[at]! };
    const previous = parts.at(-1);
    if (previous?.kind === part.kind && previous.visible === part.visible) previous.text += part.text;
    else parts.push(part);
    start = end;
  }
  return parts;
}

function startOf(lines: readonly Line[], { from }: Segment): number {
  return lines[from]!.start;
}

// The blank lines below an attribution go with what follows, so that taking it out leaves those above and below.
function afterLine(text: string, line: Line): number {
  return line.end + (text.startsWith("\r\n", line.end) ? 2 : 1);
}
