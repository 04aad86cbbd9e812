// Finds what stands below the writer's words in the same stretch of lines: phones' lines, disclaimers, signatures without a mark, rulers.
import { isDisclaimer, isMachineFooter, isMobileFooter } from "./footers.ts";
import type { Line } from "./lines.ts";
import { isRuler } from "./marks.ts";
import type { Segment, SegmentKind } from "./segments.ts";

/** The segment of own words without its tail, and the tail's segments in order. Own words may be none. */
export function withoutTail(lines: readonly Line[], own: Segment): Segment[] {
  const tail: Segment[] = [];
  let to = own.to;
  while (to > own.from) {
    const found = tailOf(lines, own.from, to);
    if (found === null) break;
    tail.unshift({ kind: found.kind, from: found.from, to });
    to = found.from;
  }
  return to > own.from ? [{ ...own, to }, ...tail] : tail;
}

interface Tail {
  kind: SegmentKind;
  from: number;
}

function tailOf(lines: readonly Line[], from: number, to: number): Tail | null {
  const last = lines[to - 1]!;
  // "Please sign here:" wants its line.
  if (isRuler(last.text) && !(to - 2 >= from && /[:：]$/.test(lines[to - 2]!.text))) return { kind: "footer", from: to - 1 };
  if (isMobileFooter(last.text)) return { kind: "footer", from: nameAbove(lines, from, to - 1) };
  if (isMachineFooter(last.text)) return { kind: "footer", from: to - 1 };
  const disclaimer = disclaimerFrom(lines, from, to);
  if (disclaimer < to) return { kind: "disclaimer", from: disclaimer };
  const signature = signatureFrom(lines, from, to);
  return signature < to ? { kind: "signature", from: signature } : null;
}

const name = /^[\p{Lu}][\p{L}.'’-]*(?: [\p{Lu}][\p{L}.'’-]*){0,3}$/u;

// A phone's line set by its owner has their name above it, in the same paragraph or behind a dash.
function nameAbove(lines: readonly Line[], from: number, footer: number): number {
  const above = lines[footer - 1];
  if (footer - 1 <= from || above === undefined || above.text.length > 40) return footer;
  if (/^[-–—~]\s?\p{Lu}/u.test(above.text) && above.text.length <= 25) return footer - 1;
  const isSameParagraph = lines[footer]!.gap === 0 && above.gap > 0;
  return isSameParagraph && name.test(above.text) && above.text.includes(" ") ? footer - 1 : footer;
}

// ---------- disclaimers ----------

const maxParagraphs = 5;
const maxParagraphLines = 40;

// The first disclaimer among the last paragraphs; a firm's registers and a line for the trees may follow it.
function disclaimerFrom(lines: readonly Line[], from: number, to: number): number {
  let found = to;
  let end = to;
  for (let count = 0; count < maxParagraphs && end > from; count += 1) {
    const start = startOfParagraph(lines, from, end);
    if (end - start > maxParagraphLines) break;
    const text = lines
      .slice(start, end)
      .map((line) => line.text)
      .join(" ");
    if (isDisclaimer(text)) found = start;
    else if (found === to && (/\?["')]?$/.test(text) || count > 2)) break;
    end = start;
  }
  return found;
}

function startOfParagraph(lines: readonly Line[], from: number, end: number): number {
  let start = end - 1;
  while (start > from && lines[start]!.gap === 0) start -= 1;
  return start;
}

// ---------- signatures without a mark ----------

const maxSignatureLines = 20;
const maxBlockLines = 9;
const maxSignatureLine = 80;

// A ruler with a block of names and numbers below it, or such a block alone where it says two kinds of address.
function signatureFrom(lines: readonly Line[], from: number, to: number): number {
  const ruler = rulerFrom(lines, from, to);
  if (ruler < to && ruler > from && contactKinds(lines, ruler + 1, to) > 0) return ruler;
  const start = startOfParagraph(lines, from, to);
  if (start <= from || to - start < 3 || to - start > maxBlockLines) return to;
  if (/[:：]$/.test(lines[start - 1]!.text) || !isNameLike(lines[start]!.text)) return to;
  return areShort(lines, start, to) && contactKinds(lines, start, to) >= 2 ? start : to;
}

function rulerFrom(lines: readonly Line[], from: number, to: number): number {
  for (let at = to - 2; at >= Math.max(from, to - maxSignatureLines); at -= 1) {
    const { text } = lines[at]!;
    if (isRuler(text) && text.length >= 4) return areShort(lines, at + 1, to) ? at : to;
  }
  return to;
}

function areShort(lines: readonly Line[], from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const { text } = lines[at]!;
    if (text.length > maxSignatureLine || /[?]$/.test(text)) return false;
  }
  return true;
}

function isNameLike(text: string): boolean {
  const words = text.replace(/^#\w{1,10}#/, "").split(" ");
  return words.length <= 6 && /^\p{Lu}/u.test(words[0]!) && !/[:;!?]$|\d/.test(text);
}

const contacts = [/[^\s@]@[^\s@]+\.\p{L}/u, /(?:https?:\/\/|www\.)\S/i, /(?:\+|\(|\b0|\d[-. /(])[\d\s().\-/]{6,}\d/];

function contactKinds(lines: readonly Line[], from: number, to: number): number {
  return contacts.filter((contact) => lines.slice(from, to).some(({ text }) => contact.test(text))).length;
}
