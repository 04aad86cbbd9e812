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
  const { start, end, limits } = range;
  const lastByte = Math.min(end, start + limits.headerBytes);
  const fields: HeaderField[] = [];
  const folded: string[] = [];
  let name = "";
  let malformedLines = 0;
  let overLimit: HeaderBlock["overLimit"] = null;
  let at = start;
  let afterBlank = -1;

  const finishField = () => {
    if (name !== "") fields.push({ name, value: (folded.length === 1 ? folded[0]! : folded.join("")).trim() });
    name = "";
    folded.length = 0;
  };

  while (at < end) {
    if (at >= lastByte) {
      overLimit = "headers-too-large";
      break;
    }
    const lineFeed = raw.indexOf(LF, at);
    const next = lineFeed === -1 || lineFeed >= end ? end : lineFeed + 1;
    if (next - start > limits.headerBytes) {
      overLimit = "headers-too-large";
      break;
    }
    const stop = endOfText(raw, at, next);
    if (stop === at) {
      at = next;
      break;
    }
    const first = raw[at]!;
    if ((first === SPACE || first === TAB) && name !== "") {
      const text = raw.toString("latin1", at, stop);
      folded.push(text);
      if (text.trim() === "") afterBlank = next;
      at = next;
      continue;
    }
    const line = raw.toString("latin1", at, stop);
    if (first === DASH && range.isDelimiter(line)) break;
    const colon = nameEnd(line);
    if (colon > 0) {
      finishField();
      if (fields.length >= limits.headerFields) {
        overLimit = "headers-too-many";
        break;
      }
      name = line.slice(0, colon).trimEnd().toLowerCase();
      folded.push(line.slice(line.indexOf(":", colon) + 1));
    } else if ((range.isPart && fields.length === 0 && name === "") || afterBlank === at) {
      // A part without any header, or a line of blanks that was meant as the empty line.
      break;
    } else if (!isMboxLine(line)) {
      finishField();
      malformedLines += 1;
    }
    at = next;
  }
  finishField();
  return { fields, bodyStart: at, malformedLines, overLimit };
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
