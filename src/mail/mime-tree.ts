// The tree of a message's parts (RFC 2045, RFC 2046 §5.1), found in one pass over the bytes; parts are ranges, nothing is decoded.
import type { Defect } from "#domain/message.ts";
import { firstValue, readHeaderBlock, type HeaderField, type HeaderLimits } from "./header-fields.ts";
import { parseParameters, textParameter, type ParameterValue } from "./parameters.ts";

export interface MimePart {
  fields: readonly HeaderField[];
  contentType: ParameterValue;
  /** Content-Disposition, or null where there is none. */
  disposition: ParameterValue | null;
  /** Lower case; empty where none is given. */
  transferEncoding: string;
  /** Range of the body in `bytes`, without the line break that belongs to the next delimiter. */
  bodyStart: number;
  bodyEnd: number;
  bytes: Buffer;
  children: MimePart[];
}

export interface TreeLimits extends HeaderLimits {
  parts: number;
  depth: number;
}

export interface MimeTree {
  root: MimePart;
  parts: number;
  depth: number;
  defects: Defect[];
}

interface OpenMultipart {
  part: MimePart;
  delimiter: string;
}

const LF = 10;
const CR = 13;

/** Total and linear: any bytes give a tree; reading stops at the first limit passed, which `defects` then names. */
export function readMimeTree(raw: Uint8Array, limits: TreeLimits): MimeTree {
  return new TreeReader(withLineFeeds(raw), limits).read();
}

class TreeReader {
  private readonly bytes: Buffer;
  private readonly limits: TreeLimits;
  private readonly open: OpenMultipart[] = [];
  /** The multipart that ended last, with its level: broken writers go on after they closed it. */
  private closed: { multipart: OpenMultipart; level: number } | null = null;
  private readonly defects: Defect[] = [];
  private parts = 0;
  private depth = 1;
  private stopped = false;

  constructor(bytes: Buffer, limits: TreeLimits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  read(): MimeTree {
    const root = this.readPart(0, null);
    let at = root.bodyStart;
    while ((this.open.length > 0 || this.closed !== null) && !this.stopped) {
      const lineStart = this.nextDashLine(at);
      if (lineStart === -1) break;
      const lineEnd = this.lineEnd(lineStart);
      at = this.takeDelimiter(lineStart, lineEnd);
    }
    if (this.open.length > 0 && !this.stopped) this.note("multipart-not-closed", `${this.open.length} without closing delimiter`);
    return { root, parts: this.parts, depth: this.depth, defects: this.defects };
  }

  // Begins the next part, or closes a multipart; gives the position to go on from.
  private takeDelimiter(lineStart: number, lineEnd: number): number {
    const third = this.bytes[lineStart + 2];
    const isPossible = this.open.some(({ delimiter }) => delimiter.charCodeAt(2) === third);
    if (!isPossible && this.closed?.multipart.delimiter.charCodeAt(2) !== third) return lineEnd;
    // RFC 2046 §5.1.1: a boundary has at most 70 characters; mailers write longer ones.
    const line = lineEnd - lineStart > 300 ? "" : this.bytes.toString("latin1", lineStart, lineEnd).trimEnd();
    const level = this.levelOf(line);
    if (level === -1) return this.reopens(line, lineEnd) ? this.takeDelimiter(lineStart, lineEnd) : lineEnd;
    const partEnd = this.beforeLineBreak(lineStart);
    const closes = line !== this.open[level]!.delimiter;
    const ended = this.open.splice(closes ? level : level + 1);
    for (const inner of ended) this.end(inner.part, partEnd);
    if (closes) this.closed = { multipart: ended[0]!, level };
    const owner = closes ? null : this.open[level]!.part;
    const last = owner?.children.at(-1);
    if (last !== undefined && last.bodyEnd === -1) this.end(last, partEnd);
    if (owner === null) return lineEnd;
    return this.readPart(lineEnd, owner).bodyStart;
  }

  // More parts behind the closing delimiter: believed where the line is one and a header field follows.
  private reopens(line: string, lineEnd: number): boolean {
    const { closed } = this;
    if (closed === null || closed.level !== this.open.length || line !== closed.multipart.delimiter) return false;
    const next = this.bytes.toString("latin1", lineEnd, lineEnd + 8).toLowerCase();
    if (next !== "content-") return false;
    this.note("multipart-reopened", "parts behind the closing delimiter");
    closed.multipart.part.bodyEnd = -1;
    this.open.push(closed.multipart);
    this.closed = null;
    return true;
  }

  private readPart(start: number, owner: MimePart | null): MimePart {
    const block = readHeaderBlock(this.bytes, {
      start,
      end: this.bytes.length,
      isPart: owner !== null,
      isDelimiter: (line) => this.levelOf(line.trimEnd()) !== -1,
      limits: this.limits,
    });
    // A message without any header field is all body: what it says is not lost.
    const isBodyOnly = owner === null && block.fields.length === 0 && block.overLimit === null;
    const part = partOf(block.fields, this.bytes, isBodyOnly ? start : block.bodyStart, owner);
    owner?.children.push(part);
    this.parts += 1;
    if (block.malformedLines > 0) this.note("header-malformed", `${block.malformedLines} lines are no header field`);
    if (block.overLimit !== null) this.stop(block.overLimit, `${block.fields.length} fields read`);
    if (this.parts > this.limits.parts) this.stop("too-many-parts", `more than ${this.limits.parts}`);
    if (!this.stopped) this.enter(part);
    return part;
  }

  private enter(part: MimePart): void {
    if (!part.contentType.value.startsWith("multipart/")) return;
    const boundary = (textParameter(part.contentType, "boundary") ?? "").trimEnd();
    if (boundary === "") return this.note("boundary-missing", part.contentType.value);
    if (this.open.length + 1 > this.limits.depth) return this.stop("too-deep", `more than ${this.limits.depth} levels`);
    this.open.push({ part, delimiter: `--${boundary}` });
    this.depth = Math.max(this.depth, this.open.length + 1);
  }

  private levelOf(line: string): number {
    for (let level = this.open.length - 1; level >= 0; level -= 1) {
      const { delimiter } = this.open[level]!;
      if (line.startsWith(delimiter) && (line.length === delimiter.length || line === `${delimiter}--`)) return level;
    }
    return -1;
  }

  private end(part: MimePart, at: number): void {
    const bodyEnd = Math.max(part.bodyStart, at);
    part.bodyEnd = bodyEnd;
    const last = part.children.at(-1);
    if (last !== undefined && last.bodyEnd === -1) this.end(last, at);
  }

  private nextDashLine(from: number): number {
    if (from === 0 || this.bytes[from - 1] === LF) {
      if (this.bytes[from] === 45 && this.bytes[from + 1] === 45) return from;
    }
    const found = this.bytes.indexOf("\n--", Math.max(0, from - 1), "latin1");
    return found === -1 ? -1 : found + 1;
  }

  private lineEnd(start: number): number {
    const lineFeed = this.bytes.indexOf(LF, start);
    return lineFeed === -1 ? this.bytes.length : lineFeed + 1;
  }

  // The line break in front of a delimiter belongs to it (RFC 2046 §5.1.1).
  private beforeLineBreak(lineStart: number): number {
    let end = lineStart;
    if (end > 0 && this.bytes[end - 1] === LF) end -= 1;
    if (end > 0 && this.bytes[end - 1] === CR) end -= 1;
    return end;
  }

  private stop(code: string, detail: string): void {
    this.stopped = true;
    this.note(code, detail);
  }

  private note(code: string, detail: string): void {
    if (!this.defects.some((defect) => defect.code === code)) this.defects.push({ code, detail });
  }
}

/** Where the body of a part ends: what no delimiter ended goes on to the end of the message. */
export function bodyOf(part: MimePart): Buffer {
  return part.bytes.subarray(part.bodyStart, part.bodyEnd === -1 ? part.bytes.length : part.bodyEnd);
}

function partOf(fields: readonly HeaderField[], bytes: Buffer, bodyStart: number, owner: MimePart | null): MimePart {
  const type = firstValue(fields, "content-type");
  const disposition = firstValue(fields, "content-disposition");
  return {
    fields,
    contentType: parseParameters(type ?? defaultType(owner)),
    disposition: disposition === null ? null : parseParameters(disposition),
    transferEncoding: parseParameters(firstValue(fields, "content-transfer-encoding") ?? "").value,
    bodyStart,
    bodyEnd: -1,
    bytes,
    children: [],
  };
}

// RFC 2046 §5.1.5: the parts of a digest are messages unless they say otherwise.
function defaultType(owner: MimePart | null): string {
  return owner?.contentType.value === "multipart/digest" ? "message/rfc822" : "text/plain";
}

// Mail from old Macs ends its lines with a bare CR.
function withLineFeeds(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (bytes.indexOf(LF) !== -1 || bytes.indexOf(CR) === -1) return bytes;
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; at += 1) if (copy[at] === CR) copy[at] = LF;
  return copy;
}
