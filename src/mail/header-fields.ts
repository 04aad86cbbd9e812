// Reads one header block (RFC 5322 §2.2) into fields, as they were written: unfolded, not decoded.

export interface HeaderField {
  /** Lower case. */
  name: string;
  /** Unfolded and trimmed; one character per byte (Latin-1), so that 8-bit values can still be decoded. */
  value: string;
}

export interface HeaderBlock {
  fields: readonly HeaderField[];
  /** Where the body begins: after the empty line, or where the block broke off. */
  bodyStart: number;
  /** Lines that are no field and no continuation; they were skipped. */
  malformedLines: number;
  overLimit: "headers-too-many" | "headers-too-large" | null;
}

export interface HeaderLimits {
  headerFields: number;
  headerBytes: number;
}

interface Range {
  start: number;
  end: number;
  /** A part whose first line is no field has no header block at all; a message's first lines may be junk. */
  isPart: boolean;
  /** Whether a line that starts with `--` is a delimiter of an enclosing multipart, which ends the block. */
  isDelimiter: (line: string) => boolean;
  limits: HeaderLimits;
}

const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;
const DASH = 45;

export function readHeaderBlock(raw: Buffer, range: Range): HeaderBlock {
  const reader = new BlockReader(raw, range);
  while (reader.at < range.end && reader.readLine()) continue;
  reader.finishField();
  const { fields, at, malformedLines, overLimit } = reader;
  return { fields, bodyStart: at, malformedLines, overLimit };
}

class BlockReader {
  readonly fields: HeaderField[] = [];
  malformedLines = 0;
  overLimit: HeaderBlock["overLimit"] = null;
  /** Where the next line begins. */
  at: number;
  private readonly raw: Buffer;
  private readonly range: Range;
  private name = "";
  private readonly folded: string[] = [];
  /** Behind a continuation of blanks alone. */
  private afterBlank = -1;

  constructor(raw: Buffer, range: Range) {
    this.raw = raw;
    this.range = range;
    this.at = range.start;
  }

  /** False where the block ends, in front of the line or behind it. */
  readLine(): boolean {
    const { raw, range, at } = this;
    const lineFeed = raw.indexOf(LF, at);
    const next = lineFeed === -1 || lineFeed >= range.end ? range.end : lineFeed + 1;
    if (next - range.start > range.limits.headerBytes) return this.breakOff("headers-too-large");
    const stop = endOfText(raw, at, next);
    if (stop === at) {
      this.at = next;
      return false;
    }
    const line = raw.toString("latin1", at, stop);
    const first = raw[at]!;
    const goesOn = (first === SPACE || first === TAB) && this.name !== "" ? this.fold(line, next) : this.readField(line, first);
    if (goesOn) this.at = next;
    return goesOn;
  }

  finishField(): void {
    const { name, folded } = this;
    if (name !== "") this.fields.push({ name, value: (folded.length === 1 ? folded[0]! : folded.join("")).trim() });
    this.name = "";
    folded.length = 0;
  }

  private breakOff(overLimit: HeaderBlock["overLimit"]): false {
    this.overLimit = overLimit;
    return false;
  }

  private fold(line: string, next: number): true {
    this.folded.push(line);
    if (line.trim() === "") this.afterBlank = next;
    return true;
  }

  private readField(line: string, first: number): boolean {
    if (first === DASH && this.range.isDelimiter(line)) return false;
    const colon = nameEnd(line);
    if (colon === 0) return this.skip(line);
    this.finishField();
    if (this.fields.length >= this.range.limits.headerFields) return this.breakOff("headers-too-many");
    this.name = line.slice(0, colon).trimEnd().toLowerCase();
    this.folded.push(line.slice(line.indexOf(":", colon) + 1));
    return true;
  }

  // A part without any header, or a line of blanks that was meant as the empty line, ends the block; other junk is passed over.
  private skip(line: string): boolean {
    const isEmptyPart = this.range.isPart && this.fields.length === 0 && this.name === "";
    if (isEmptyPart || this.afterBlank === this.at) return false;
    if (isMboxLine(line)) return true;
    this.finishField();
    this.malformedLines += 1;
    return true;
  }
}

export function firstValue(fields: readonly HeaderField[], name: string): string | null {
  for (const field of fields) if (field.name === name) return field.value;
  return null;
}

export function allValues(fields: readonly HeaderField[], name: string): string[] {
  const values: string[] = [];
  for (const field of fields) if (field.name === name) values.push(field.value);
  return values;
}

// The end of a line without its CR LF; several CRs in front of the LF occur in mail that was converted twice.
function endOfText(raw: Buffer, start: number, next: number): number {
  let stop = next;
  if (stop > start && raw[stop - 1] === LF) stop -= 1;
  while (stop > start && raw[stop - 1] === CR) stop -= 1;
  return stop;
}

// RFC 5322 §3.6.8: a name is printable ASCII without colon; obs-optional allows blanks before the colon. 0 when there is no name.
function nameEnd(line: string): number {
  let at = 0;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (code <= 32 || code >= 127 || code === 58) break;
    at += 1;
  }
  if (at === 0) return 0;
  let after = at;
  while (after < line.length && (line.charCodeAt(after) === SPACE || line.charCodeAt(after) === TAB)) after += 1;
  return line.charCodeAt(after) === 58 ? at : 0;
}

function isMboxLine(line: string): boolean {
  return line.startsWith("From ") || line.startsWith(">From ");
}
