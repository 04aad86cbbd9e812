// Reads an mbox file as a stream, one message at a time: a file of any size never lies in memory whole.
import { createReadStream } from "node:fs";

/** One message of an mbox, with the place it was found at. */
export interface MboxMessage {
  /** Byte offset of its From_ line. */
  offset: number;
  /** Without the From_ line and its quoting. Null: larger than the limit, it was skipped. */
  raw: Buffer | null;
  /** As it lies in the file, in bytes. */
  size: number;
}

export interface MboxOptions {
  /** Messages above this many bytes are named, not read. */
  maxBytes: number;
}

const LF = 10;
const CR = 13;

/**
 * Yields the messages in the order of the file. Knows mboxo and mboxrd quoting (`>From `), and Content-Length where it
 * is true (mboxcl, mboxcl2). Rejects with `NotAnMbox` when the file does not begin with a From_ line.
 */
export async function* readMbox(path: string, options: MboxOptions): AsyncGenerator<MboxMessage> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  yield* splitMbox(stream, options);
}

export class NotAnMbox extends Error {
  override readonly name = "NotAnMbox";
}

/** The same, from any chunks of bytes. */
export async function* splitMbox(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: MboxOptions,
): AsyncGenerator<MboxMessage> {
  const window = new Window(chunks);
  const first = await window.line(0, options.maxBytes);
  if (first === null) return;
  if (!isFromLine(first.text)) throw new NotAnMbox("the file does not begin with a From_ line");
  while (await window.has(1)) {
    const begin = await window.line(0, options.maxBytes);
    if (begin === null) return;
    const offset = window.offset;
    window.drop(begin.next);
    yield { offset, ...(await readMessage(window, options)) };
  }
}

async function readMessage(window: Window, { maxBytes }: MboxOptions): Promise<{ raw: Buffer | null; size: number }> {
  const counted = await sizeByContentLength(window, maxBytes);
  if (counted !== null) {
    const raw = window.take(counted);
    await dropSeparator(window);
    return { raw, size: raw.byteLength };
  }
  return sizeByScan(window, maxBytes);
}

// mboxcl and mboxcl2 say how long the body is. It is believed only where the next message, or the end of the file, is there.
async function sizeByContentLength(window: Window, maxBytes: number): Promise<number | null> {
  let at = 0;
  let length: number | null = null;
  while (at < maxBytes) {
    const line = await window.line(at, maxBytes);
    if (line === null) return null;
    at = line.next;
    if (line.text === "") break;
    const found = /^content-length:[ \t]*(\d{1,12})[ \t]*$/i.exec(line.text);
    if (found !== null) length = Number(found[1]);
  }
  if (length === null || at + length > maxBytes) return null;
  const end = at + length;
  return (await endsAt(window, end)) ? end : null;
}

async function endsAt(window: Window, end: number): Promise<boolean> {
  if (!(await window.has(end))) return false;
  let at = end;
  for (let blanks = 0; blanks < 3; blanks += 1) {
    const line = await window.line(at, 2_000);
    if (line === null) return true;
    if (line.text !== "") return isFromLine(line.text);
    at = line.next;
  }
  return false;
}

async function dropSeparator(window: Window): Promise<void> {
  for (;;) {
    const line = await window.line(0, 2_000);
    if (line === null || line.text !== "") return;
    window.drop(line.next);
  }
}

// Line by line until a From_ line behind an empty one. What was passed is kept until the message is over its limit.
async function sizeByScan(window: Window, maxBytes: number): Promise<{ raw: Buffer | null; size: number }> {
  const kept: Buffer[] = [];
  let size = 0;
  let isBlank = true;
  const keep = (bytes: Buffer) => {
    size += bytes.byteLength;
    if (size <= maxBytes) kept.push(bytes);
    else kept.length = 0;
  };
  for (;;) {
    const line = await window.line(0, maxBytes);
    if (line === null) break;
    if (isBlank && size > 0 && isFromLine(line.text) && (await startsMessage(window, line))) break;
    isBlank = line.text === "";
    keep(unquoted(window.take(line.next), line.text));
  }
  if (size > maxBytes) return { raw: null, size };
  return { raw: withoutSeparator(Buffer.concat(kept)), size };
}

// A From_ line with sender and full date is one, whatever follows: two mails taken for one would hide the second. A looser one
// ("From Monday on…" in a body that nobody quoted) needs a header behind it.
async function startsMessage(window: Window, line: { text: string; next: number }): Promise<boolean> {
  if (exactFromLine.test(line.text)) return true;
  const at = line.next;
  const next = await window.line(at, 2_000);
  return next === null || next.text === "" || /^(>?From |[!-9;-~]+[ \t]*:)/.test(next.text);
}

const weekday = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const fromLine = new RegExp(`^From .*\\b${weekday},? +(${month} +\\d{1,2}|\\d{1,2} +${month}) .*\\d:\\d\\d`);

const exactFromLine = new RegExp(
  `^From (\\S+@\\S+|-|MAILER-DAEMON) +${weekday} ${month} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d( [+-]\\d{4})? \\d{4}( [+-]\\d{4})?$`,
);

/** RFC 4155 appendix A: `From `, an envelope sender, a date as asctime writes it. Exporters vary, all have weekday, month and clock. */
function isFromLine(text: string): boolean {
  return text.startsWith("From ") && fromLine.test(text);
}

// mboxrd takes one `>` from a line of `>…>From `; mboxo only ever wrote one.
function unquoted(bytes: Buffer, text: string): Buffer {
  return text.startsWith(">") && /^>+From /.test(text) ? bytes.subarray(1) : bytes;
}

// The empty line in front of the next From_ line belongs to the format, not to the message.
function withoutSeparator(bytes: Buffer): Buffer {
  const end = bytes.byteLength;
  if (bytes[end - 1] !== LF) return bytes;
  const before = bytes[end - 2] === CR ? end - 2 : end - 1;
  return before === 0 || bytes[before - 1] === LF ? bytes.subarray(0, before) : bytes;
}

/** What has been read and not been passed yet. */
class Window {
  offset = 0;
  readonly #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    this.#chunks = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  }

  /** Whether this many bytes are there, after reading what it takes to know. */
  async has(bytes: number): Promise<boolean> {
    while (this.#bytes.byteLength < bytes && (await this.#grow(bytes))) continue;
    return this.#bytes.byteLength >= bytes;
  }

  /** The line that starts at `at`, and where the next one starts; null at the end. A line over `most` bytes is handed out in pieces. */
  async line(at: number, most: number): Promise<{ text: string; next: number } | null> {
    for (let searched = at; ; ) {
      const found = this.#bytes.indexOf(LF, searched);
      if (found !== -1) return { text: this.#text(at, found), next: found + 1 };
      const end = this.#bytes.byteLength;
      if (end - at > most) return { text: this.#text(at, end), next: end };
      searched = Math.max(at, end);
      if (!(await this.#grow(end + 1))) return end > at ? { text: this.#text(at, end), next: end } : null;
    }
  }

  /** A copy of the next bytes, which are passed. */
  take(bytes: number): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, bytes));
    this.drop(bytes);
    return taken;
  }

  drop(bytes: number): void {
    this.#bytes = this.#bytes.subarray(bytes);
    this.offset += bytes;
  }

  // Reads until `bytes` are there, joined once; false when the file has no more.
  async #grow(bytes: number): Promise<boolean> {
    const pieces: Uint8Array[] = [this.#bytes];
    let size = this.#bytes.byteLength;
    while (size < bytes) {
      const { value, done } = await this.#chunks.next();
      if (done === true) break;
      pieces.push(value);
      size += value.byteLength;
    }
    if (pieces.length === 1) return false;
    this.#bytes = Buffer.concat(pieces);
    return true;
  }

  // Enough of it to tell a From_ line, a header's name or an empty line.
  #text(start: number, end: number): string {
    const stop = end > start && this.#bytes[end - 1] === CR ? end - 1 : end;
    return this.#bytes.toString("latin1", start, Math.min(stop, start + 1_000));
  }
}
