// Parts the lines of a message by what stands there: own words, quotations and the lines above them, history, signatures, lists' feet.
import { attributionAt } from "./attribution.ts";
import { endOfHeaderBlock, maxBlockLines } from "./block.ts";
import { endOfArmor, endOfPgpSignature, isPgpSignature } from "./clear-signed.ts";
import { isBanner, isMobileFooter } from "./footers.ts";
import { isQuoteLine, type Line } from "./lines.ts";
import {
  headerLine,
  isCertainSignatureMark,
  isEarlierMessagesTitle,
  isForwardMark,
  isListFooter,
  isOriginalMark,
  isReplyAboveLine,
  isRuler,
  isSignatureMark,
} from "./marks.ts";

/**
 * `lead` introduces a quotation; `history` goes on to the end of the message; `forward` too, and is what the writer passes on.
 * `banner` stands above the writer's words and `marker` between them and a desk's.
 */
export type SegmentKind =
  | "own"
  | "quote"
  | "lead"
  | "history"
  | "forward"
  | "signature"
  | "footer"
  | "disclaimer"
  | "banner"
  | "marker";

/** Lines `from` to `to` (not included). */
export interface Segment {
  kind: SegmentKind;
  from: number;
  to: number;
  /** Of a quotation: what tells that it is one. */
  by?: "html" | "attribution" | "sign";
}

export function readSegments(text: string, lines: readonly Line[]): Segment[] {
  const scan = new Scan(text, lines);
  while (scan.at < lines.length) readNext(scan);
  return scan.segments;
}

class Scan {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly segments: Segment[] = [];
  at = 0;
  hasOwn = false;
  /** The text was signed in place: the signature below it is armor. */
  isClearSigned = false;
  /** Whether the writer's words or their signature have been seen: what follows a mark then is behind them. */
  hasSigned = false;
  /** Where the last foot that was looked for ends, so that many marks are looked behind once. */
  foot = { from: -1, to: -1 };

  constructor(text: string, lines: readonly Line[]) {
    this.text = text;
    this.lines = lines;
  }

  /** Own lines that follow each other are one segment. */
  add(kind: SegmentKind, to: number, by?: Segment["by"]): void {
    const last = this.segments.at(-1);
    if (kind === "own" && last?.kind === "own") last.to = to;
    else this.segments.push(by === undefined ? { kind, from: this.at, to } : { kind, from: this.at, to, by });
    // A ruler alone is nobody's words: what is passed on below it is all there is.
    const isWords = kind === "own" && !isRuler(this.lines[this.at]!.text);
    if (isWords) this.hasOwn = true;
    if (isWords || kind === "signature") this.hasSigned = true;
    this.at = to;
  }

  addRest(kind: SegmentKind): void {
    this.add(kind, this.lines.length);
  }

  /** As it was written, blanks and all. */
  rawAt(at: number): string {
    const { start, end } = this.lines[at]!;
    return this.text.slice(start, end);
  }

  /** Line and blank lines above it go with the words before. */
  endsWithColon(): boolean {
    const last = this.segments.at(-1);
    return last?.kind === "own" && this.lines[this.at]!.gap <= 1 && /[:：]$/.test(this.lines[this.at - 1]!.text);
  }
}

function readNext(scan: Scan): void {
  const line = scan.lines[scan.at]!;
  if (line.role !== null) return readMarked(scan, line);
  if (isQuoteLine(line)) return readQuotation(scan);
  if (readArmor(scan, line) || readDeskMark(scan, line)) return;
  if (isForwardMark(line.text)) return scan.addRest("forward");
  if (readHeaderBlock(scan, line) || readAttribution(scan) || readFoot(scan, line)) return;
  const supercited = endOfSupercite(scan.lines, scan.at);
  if (supercited > 0) return scan.add("quote", supercited, "sign");
  if (isBelowPhone(scan)) return scan.addRest("history");
  scan.add("own", scan.at + 1);
}

// ---------- what the HTML marks ----------

function readMarked(scan: Scan, line: Line): void {
  const { role } = line;
  const end = endOfRole(scan.lines, scan.at);
  if (role !== "signature" && isForwardMark(line.text)) scan.addRest("forward");
  else if (role === "rest") scan.addRest(scan.hasSigned ? "history" : "forward");
  else if (role === "attribution") scan.add("lead", end);
  else if (role === "signature") scan.add("signature", end);
  // A bare quotation element below "They told me:" is what the writer shows.
  else if (role === "indent" && scan.endsWithColon()) scan.add("own", end);
  else scan.add("quote", end, "html");
}

function endOfRole(lines: readonly Line[], from: number): number {
  const { role } = lines[from]!;
  let at = from + 1;
  while (at < lines.length && lines[at]!.role === role) at += 1;
  return at;
}

// ---------- quotations ----------

function readQuotation(scan: Scan): void {
  const end = endOfQuotation(scan.lines, scan.at);
  if (scan.hasOwn && end < scan.lines.length && isQuotedBlock(scan, end)) scan.addRest("history");
  else scan.add("quote", end, "sign");
}

// Orange and La Poste set only the header block behind `>`, and the answered mail below it as it was.
function isQuotedBlock({ lines, at }: Scan, end: number): boolean {
  if (end - at < 3 || end - at > maxBlockLines || lines[end]!.gap === 0) return false;
  const inside = lines.slice(at, end).map((line) => ({ ...line, text: line.text.replace(/^[>\s]+/, "") }));
  const block = endOfHeaderBlock(inside, 0);
  return block > 0 && inside.slice(block).every(({ text }) => text === "");
}

// With the blank lines inside it, and the ends of its lines that a program broke off.
function endOfQuotation(lines: readonly Line[], from: number): number {
  let at = from + 1;
  while (at < lines.length) {
    if (isQuoteLine(lines[at]!)) at += 1;
    else if (isBrokenOff(lines, at)) at += 1;
    else break;
  }
  return at;
}

const shortestBroken = 50;
const onlyLink = /^[<([]{0,2}https?:\/\/[^\s<>]+[>)\]]{0,2}\s?>?$/;

function isBrokenOff(lines: readonly Line[], at: number): boolean {
  const line = lines[at]!;
  const below = lines[at + 1];
  if (line.gap > 0 || below === undefined || below.gap > 0 || !isQuoteLine(below) || !isQuoteLine(lines[at - 1]!)) return false;
  if (line.text.length < 2_000 && onlyLink.test(line.text)) return true;
  return lines[at - 1]!.text.length >= shortestBroken && /^[\p{Ll}\d,;)]/u.test(line.text);
}

// "AL> as some programs mark whom they quote": on two lines at least, so that no prompt is meant.
function endOfSupercite(lines: readonly Line[], from: number): number {
  const sign = superciteOf(lines[from]!.text);
  if (sign === null) return 0;
  let at = from + 1;
  while (at < lines.length && lines[at]!.text.startsWith(sign)) at += 1;
  return at - from >= 2 ? at : 0;
}

const prompts = new Set(["PS", "SQL", "DB", "R", "In", "Out"]);

function superciteOf(text: string): string | null {
  const at = text.slice(0, 5).indexOf(">");
  if (at < 1) return null;
  const initials = text.slice(0, at);
  return /^[A-Z][A-Za-z]{0,2}$/.test(initials) && !prompts.has(initials) ? `${initials}>` : null;
}

// ---------- texts signed in place ----------

// Only around the whole message: below words of the writer's own it is something that they show.
function readArmor(scan: Scan, { text }: Line): boolean {
  if (!text.startsWith("-----BEGIN PGP ")) return false;
  const armor = scan.hasOwn ? 0 : endOfArmor(scan.lines, scan.at);
  const signature = scan.isClearSigned ? endOfPgpSignature(scan.lines, scan.at) : 0;
  if (armor > 0) {
    scan.isClearSigned = true;
    scan.add("marker", armor);
  } else if (signature > 0) scan.add("signature", signature);
  return armor + signature > 0;
}

// ---------- desks ----------

function readDeskMark(scan: Scan, { text }: Line): boolean {
  if (!scan.hasOwn && isBanner(text)) {
    scan.add("banner", endOfParagraph(scan.lines, scan.at));
    return true;
  }
  if (isReplyAboveLine(text)) {
    scan.add("marker", scan.at + 1);
    if (scan.hasOwn && scan.at < scan.lines.length) scan.addRest("history");
    return true;
  }
  if (!scan.hasOwn || !isEarlierMessagesTitle(text)) return false;
  scan.addRest("history");
  return true;
}

function endOfParagraph(lines: readonly Line[], from: number): number {
  let at = from + 1;
  while (at < lines.length && lines[at]!.gap === 0 && at - from < 6) at += 1;
  return at;
}

// ---------- history ----------

function readHeaderBlock(scan: Scan, line: Line): boolean {
  const isMark = isOriginalMark(line.text);
  const block = isMark ? scan.at + 1 : scan.at;
  const end = block < scan.lines.length ? endOfHeaderBlock(scan.lines, block) : 0;
  if (!isMark && end === 0) return false;
  // "This is what I got:" above a pasted header: the writer shows it.
  if (!isMark && scan.endsWithColon()) {
    scan.add("own", end);
    return true;
  }
  const body = Math.max(end, block);
  if (body < scan.lines.length && isQuoteLine(scan.lines[body]!)) {
    scan.add("lead", body);
    scan.add("quote", endOfQuotation(scan.lines, body), "attribution");
  } else scan.addRest(scan.hasSigned ? "history" : "forward");
  return true;
}

function readAttribution(scan: Scan): boolean {
  const { kind, length } = attributionAt(scan.lines, scan.at);
  if (kind === "none") return false;
  const body = scan.at + length;
  const quoted = scan.lines[body];
  if (quoted !== undefined && (isQuoteLine(quoted) || quoted.role === "quote" || quoted.role === "indent")) {
    scan.add("lead", body);
    const isMarked = !isQuoteLine(quoted);
    scan.add(
      "quote",
      isMarked ? endOfRole(scan.lines, body) : endOfQuotation(scan.lines, body),
      isMarked ? "html" : "attribution",
    );
    return true;
  }
  // Without `>` below, only a line that names an address or a time is taken for more than a sentence that ends in "wrote:".
  if (kind !== "certain") return false;
  if (scan.hasOwn) scan.addRest("history");
  else scan.add("lead", body);
  return true;
}

// ---------- what ends the writer's words ----------

const longestSignature = 15;
const longestCertainSignature = 60;
const longestBelowQuotation = 3;

function readFoot(scan: Scan, line: Line): boolean {
  if (scan.hasOwn && isListFooter(line.text, scan.lines[scan.at + 1]?.text ?? "")) {
    scan.add("footer", endOfFoot(scan, scan.at + 1));
    return true;
  }
  if (line.text.length <= 4 && isSignatureMark(scan.rawAt(scan.at).trimStart())) return readSignature(scan);
  return readRuledName(scan, line) || readRuledFoot(scan, line) || readPhoneHistory(scan, line);
}

function readSignature(scan: Scan): boolean {
  const end = endOfFoot(scan, scan.at + 1);
  const isCertain = isCertainSignatureMark(scan.rawAt(scan.at));
  if (end - scan.at > (isCertain ? longestCertainSignature : longestSignature)) return false;
  if (!isCertain && (looksLikeTable(scan.lines, scan.at + 1, end) || goesOn(scan.lines[scan.at + 1]))) return false;
  scan.add("signature", end);
  return true;
}

// "I tried this --", "--", "and it failed": the sentence goes on, and nobody is called so.
function goesOn(line: Line | undefined): boolean {
  return line !== undefined && line.gap === 0 && /^\p{Ll}\S* \p{L}+ /u.test(`${line.text} `) && !/@|\w\.\w/.test(line.text);
}

const name = /^\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3}$/u;

// "---" with a name right below it, and nothing else to come.
function readRuledName(scan: Scan, { text }: Line): boolean {
  if (!scan.hasOwn || !/^[-_]{3,5}$/.test(text)) return false;
  const below = scan.lines[scan.at + 1];
  if (below === undefined || below.gap > 0 || below.text.length > 40 || !name.test(below.text)) return false;
  const end = endOfFoot(scan, scan.at + 1);
  if (end - scan.at - 1 > longestBelowQuotation || looksLikeTable(scan.lines, scan.at + 1, end)) return false;
  scan.add("signature", end);
  return true;
}

// A ruler below the quotation that the writer has answered, with a line or two: nothing is answered there.
function readRuledFoot(scan: Scan, { text }: Line): boolean {
  if (!scan.hasOwn || scan.segments.at(-1)?.kind !== "quote" || text.length < 4 || !isRuler(text)) return false;
  const end = endOfFoot(scan, scan.at + 1);
  if (end - scan.at - 1 > longestBelowQuotation || looksLikeTable(scan.lines, scan.at + 1, end)) return false;
  scan.add("signature", end);
  return true;
}

// Up to the next quotation or what introduces one, or the writer's postscript.
function endOfFoot(scan: Scan, from: number): number {
  if (from > scan.foot.from && from <= scan.foot.to) return scan.foot.to;
  let to = from;
  while (to < scan.lines.length && !endsFoot(scan.lines, to)) to += 1;
  scan.foot = { from, to };
  return to;
}

function endsFoot(lines: readonly Line[], at: number): boolean {
  const line = lines[at]!;
  if (line.role === "quote" || line.role === "rest" || line.role === "attribution" || isQuoteLine(line)) return true;
  if (isPgpSignature(line) || (line.gap > 0 && isPostscript(line))) return true;
  if (headerLine(line.text) !== null && endOfHeaderBlock(lines, at) > 0) return true;
  return (
    isOriginalMark(line.text) ||
    isForwardMark(line.text) ||
    isReplyAboveLine(line.text) ||
    attributionAt(lines, at).kind === "certain"
  );
}

function isPostscript({ text }: Line): boolean {
  return /^(?:p\.?\s?s\b|ps\s?:|n\.?b\.?\s?:|post scriptum|edit\s?:)/i.test(text.slice(0, 20));
}

function looksLikeTable(lines: readonly Line[], from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const { text } = lines[at]!;
    if (text.length > 200 || /\?$|\||\t|^(?:[-*•]|\d{1,2}[.)])\s|\S {3,}\S/.test(text.slice(0, 300))) return true;
  }
  return false;
}

// A phone puts its line at the end of what it lets one write: a long text below it is the mail that was answered.
const shortestHistory = 120;

function readPhoneHistory(scan: Scan, line: Line): boolean {
  const below = scan.lines[scan.at + 1];
  if (!scan.hasOwn || line.gap === 0 || line.text.length > 80 || below === undefined || below.gap === 0) return false;
  if (scan.text.length - below.start < shortestHistory || !isMobileFooter(line.text)) return false;
  if (isPostscript(below)) return false;
  scan.add("footer", scan.at + 1, "sign");
  return true;
}

function isBelowPhone(scan: Scan): boolean {
  const last = scan.segments.at(-1);
  return last?.kind === "footer" && last.by === "sign";
}
