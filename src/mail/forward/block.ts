// The header block of a passed-on message as mail programs print it: `From: … Sent: … To: … Subject: …` in any order and language.
import { type Label, labelOf, longestLabel } from "./labels.ts";
import { readLine, type Line } from "./lines.ts";

export interface HeaderBlock {
  values: ReadonlyMap<Label, string>;
  /** The labels of author and date as written; empty where the block has none. */
  authorLabel: string;
  dateLabel: string;
  /** In the order of the block, without `other`. */
  order: readonly Label[];
  /** The line behind the block. */
  end: number;
  /** How deep the block is quoted. */
  depth: number;
}

interface Field {
  label: Label;
  word: string;
  value: string;
}

const maxBlockLines = 400;
const maxFields = 40;
const maxBlankLines = 2;
/** Header fields as some programs print them whole: `X-Mailer: …`. */
const rawField = /^[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9-]{1,40}:\s/;

/** One line of a block, or null. `*From:* x`, `**From**: x` and `From : x` are the same. */
export function readField(text: string): Field | null {
  const start = afterDecoration(text);
  const colon = text.slice(start, start + longestLabel + 12).search(/[:：]/);
  if (colon <= 0) return null;
  const word = withoutDecoration(text.slice(start, start + colon));
  const label = labelOf(word);
  const value = withoutDecoration(text.slice(start + colon + 1));
  if (label !== null) return { label, word, value };
  return rawField.test(text) ? { label: "other", word, value } : null;
}

function afterDecoration(text: string): number {
  let at = 0;
  while (at < text.length && "*_ \t|•·".includes(text[at]!)) at += 1;
  return at;
}

function withoutDecoration(text: string): string {
  const start = afterDecoration(text);
  let end = text.length;
  while (end > start && "*_ \t|".includes(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

/**
 * The block that begins at a line, or null where no label stands there. It may name no author: whoever looks for blocks goes on at
 * its end all the same, so that no line is looked at again. `outerSubject` tells whether a wrapped subject goes on.
 */
export function readBlock(lines: readonly string[], at: number, outerSubject: string): HeaderBlock | null {
  const first = readLine(lines[at]!);
  const glued = first.text.length > 30 ? splitGlued(first.text) : null;
  if (glued !== null) return toBlock(glued, at + 1, first.depth);
  return readField(first.text) === null ? null : new BlockReader(lines, at, outerSubject).read();
}

class BlockReader {
  private readonly lines: readonly string[];
  private readonly outerSubject: string;
  private readonly depth: number;
  private readonly fields: Field[] = [];
  /** Each value stands on the line below its label, as tables of HTML become text. */
  private readonly valuesApart: boolean;
  private at: number;
  /** Behind the last line of the block. */
  private end: number;

  constructor(lines: readonly string[], at: number, outerSubject: string) {
    this.lines = lines;
    this.at = at;
    this.end = at;
    this.outerSubject = outerSubject;
    const first = readLine(lines[at]!);
    this.depth = first.depth;
    this.valuesApart = readField(first.text)?.value === "";
  }

  read(): HeaderBlock {
    const last = Math.min(this.lines.length, this.at + maxBlockLines);
    while (this.at < last) {
      const line = readLine(this.lines[this.at]!);
      if (line.text === "" ? !this.skipBlank() : !this.take(line)) break;
    }
    return toBlock(this.fields, this.end, this.depth);
  }

  // Text made from HTML has blank lines between the fields; and some programs leave one in front of a value.
  private skipBlank(): boolean {
    let next = this.at;
    while (next < this.lines.length && next - this.at <= maxBlankLines && readLine(this.lines[next]!).text === "") next += 1;
    const line = next < this.lines.length ? readLine(this.lines[next]!) : null;
    const field = line === null || line.depth !== this.depth ? null : readField(line.text);
    if (line?.depth === this.depth && field === null && this.valuesApart && this.fields.at(-1)?.value === "")
      return this.jumpTo(next);
    if (field === null || field.label === "other" || this.has(field.label) || this.isWhole()) return false;
    return this.jumpTo(next);
  }

  private jumpTo(next: number): boolean {
    this.at = next;
    return true;
  }

  private take(line: Line): boolean {
    if (line.depth !== this.depth) return false;
    const field = readField(line.text);
    if (field === null) return this.goOn(line.text);
    const isKnown = field.label !== "other" && this.has(field.label);
    if (this.fields.length >= maxFields || (isKnown && (this.isWhole() || field.label === "from" || field.label === "subject")))
      return false;
    if (field.label === "other" && this.isWhole() && labelOf(field.word) === null) return false;
    this.fields.push(field);
    this.step();
    return true;
  }

  // A line without a label: a value that was wrapped, or the first line of the text.
  private goOn(text: string): boolean {
    const last = this.fields.at(-1);
    if (last === undefined || !(this.isOpen(last, text) || this.labelFollows())) return false;
    // An address that was broken in two is put together again.
    last.value = last.value === "" || /[<@]$/.test(last.value) ? `${last.value}${text}` : `${last.value} ${text}`;
    this.step();
    return true;
  }

  private isOpen({ label, value }: Field, next: string): boolean {
    if (value === "") return this.valuesApart || !this.isWhole() || label === "subject";
    if (label === "subject") return isWrappedSubject(value, next, this.outerSubject);
    if (label !== "from" && !isRecipients(label)) return false;
    return (
      /[,;<]$/.test(value) ||
      /^<[^<>\s]{1,300}>[,;]?$/.test(next) ||
      (value.lastIndexOf("<") > value.lastIndexOf(">") && next.includes(">"))
    );
  }

  // Whether an expected label stands further down in the same run of lines.
  private labelFollows(): boolean {
    for (let next = this.at + 1; next < Math.min(this.lines.length, this.at + 6); next += 1) {
      const line = readLine(this.lines[next]!);
      if (line.text === "" || line.depth !== this.depth) return false;
      const field = readField(line.text);
      if (field !== null && field.label !== "other" && field.label !== "from") return !this.has(field.label);
    }
    return false;
  }

  private step(): void {
    this.at += 1;
    this.end = this.at;
  }

  private has(label: Label): boolean {
    return this.fields.some((field) => field.label === label);
  }

  private isWhole(): boolean {
    return this.has("from") && this.has("to") && this.has("date") && this.has("subject");
  }
}

function isRecipients(label: Label): boolean {
  return label === "to" || label === "cc";
}

function isWrappedSubject(value: string, next: string, outer: string): boolean {
  const joined = fold(`${value}${next}`);
  return value.length >= 30 && joined.length > 0 && fold(outer).startsWith(joined);
}

function fold(text: string): string {
  return text.replace(/\s+/g, "").toLowerCase();
}

function toBlock(fields: readonly Field[], end: number, depth: number): HeaderBlock {
  const values = new Map<Label, string>();
  for (const { label, value } of fields) {
    if (label === "other") continue;
    const before = values.get(label) ?? "";
    values.set(label, before === "" ? value : isRecipients(label) ? `${before}, ${value}` : before);
  }
  const wordOf = (wanted: Label) => fields.find(({ label }) => label === wanted)?.word ?? "";
  return { values, authorLabel: wordOf("from"), dateLabel: wordOf("date"), order: [...values.keys()], end, depth };
}

const maxGlued = 20_000;
const maxColons = 300;

/** Fields that run together in one line, as Yahoo's plain text has them: `From: a@bTo: c@dSent: …Subject: …`; null for other lines. */
function splitGlued(line: string): Field[] | null {
  if (line.length > maxGlued) return null;
  const starts = gluedLabels(line);
  const kinds = new Set(starts.map(({ label }) => label));
  if (starts.length < 3 || !kinds.has("from") || !(kinds.has("to") || kinds.has("date") || kinds.has("subject"))) return null;
  if (line.slice(0, starts[0]!.at).trim() !== "") return null;
  return starts.map(({ label, word, valueAt }, index) => {
    return { label, word, value: line.slice(valueAt, starts[index + 1]?.at).trim() };
  });
}

interface GluedLabel {
  label: Label;
  word: string;
  at: number;
  valueAt: number;
}

function gluedLabels(line: string): GluedLabel[] {
  const found: GluedLabel[] = [];
  let colons = 0;
  for (const { index: colon } of line.matchAll(/[:：]/g)) {
    colons += 1;
    if (colons > maxColons || (found.at(-1)?.label === "subject" && found.length >= 3)) return found;
    const label = labelBefore(line, colon, found.at(-1)?.valueAt ?? 0);
    if (label !== null && !found.some((other) => other.label === label.label)) found.push(label);
  }
  return found;
}

// The longest label that ends at the colon. It begins with a capital, or in a script that has none, or behind a blank.
function labelBefore(line: string, colon: number, from: number): GluedLabel | null {
  for (let at = Math.max(from, colon - longestLabel); at < colon; at += 1) {
    const first = line[at]!;
    if (first === " " || (first.toLowerCase() === first && first.toUpperCase() !== first && at > from && line[at - 1] !== " "))
      continue;
    const word = line.slice(at, colon).trim();
    const label = labelOf(word);
    if (label !== null && label !== "other") return { label, word, at, valueAt: colon + 1 };
  }
  return null;
}
