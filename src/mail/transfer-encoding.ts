// Undoes a Content-Transfer-Encoding (RFC 2045 §6), tolerantly: what is broken is read as far as it makes sense.
import { decodeUu } from "./uuencode.ts";

type Encoding = "none" | "base64" | "quoted-printable" | "uuencode";

/** The bytes as they were before encoding. An unknown encoding leaves them as they are, and so does one that was not applied. */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  const known = encodingOf(encoding);
  if (known === "base64") return isBase64(body) ? decodeBase64(body) : body;
  if (known === "quoted-printable") return decodeQuotedPrintable(body);
  return known === "uuencode" ? decodeUu(body) : body;
}

/** Whether we know what the encoding's name means. */
export function isKnownEncoding(encoding: string): boolean {
  return encoding === "" || encodingOf(encoding) !== null;
}

/** Whether the name means that the bytes were changed for transport. */
export function isEncoded(encoding: string): boolean {
  const known = encodingOf(encoding);
  return known !== null && known !== "none";
}

const encodings: Readonly<Record<string, Encoding>> = {
  "7bit": "none",
  "8bit": "none",
  "7bits": "none",
  "8bits": "none",
  binary: "none",
  none: "none",
  base64: "base64",
  xbase64: "base64",
  b64: "base64",
  quotedprintable: "quoted-printable",
  qp: "quoted-printable",
  uuencode: "uuencode",
  xuuencode: "uuencode",
  xuue: "uuencode",
  uue: "uuencode",
};

// Mailers write `quoted printable`, `base-64` and `8-bit`, quoted or with a comment.
function encodingOf(encoding: string): Encoding | null {
  return encodings[encoding] ?? encodings[encoding.split(/[;(]/, 1)[0]!.replace(/[^a-z0-9]/g, "")] ?? null;
}

// The name without the deed: text that says base64 and is plain. One line tells, since a footer may follow what is encoded.
function isBase64(body: Buffer): boolean {
  let start = 0;
  while (start < body.length && body[start]! <= 32) start += 1;
  const lineFeed = body.indexOf(LF, start);
  return isMostlyBase64(body, start, Math.min(lineFeed === -1 ? body.length : lineFeed, start + 1_000));
}

function isMostlyBase64(body: Buffer, start: number, end: number): boolean {
  let wrong = 0;
  for (let at = start; at < end; at += 1) if (!isBase64Byte(body[at]!)) wrong += 1;
  return wrong * 12 <= end - start;
}

function isBase64Byte(byte: number): boolean {
  return (
    (byte >= 65 && byte <= 90) ||
    (byte >= 97 && byte <= 122) ||
    (byte >= 47 && byte <= 57) ||
    byte === 43 ||
    byte === EQUALS ||
    byte === CR ||
    byte === LF
  );
}

// Padding in the middle occurs where pieces were encoded one by one and joined: each is decoded by itself.
function decodeBase64(body: Buffer): Buffer {
  const text = body.toString("latin1");
  const padding = text.indexOf("=");
  if (padding === -1 || text.length - padding < 8) return Buffer.from(text, "base64");
  const pieces: Buffer[] = [];
  let start = 0;
  while (start < text.length) {
    const equals = text.indexOf("=", start);
    const end = equals === -1 ? text.length : equals;
    // What follows the padding and is no base64 was added on the way: a list's footer, a scanner's note.
    if (pieces.length > 0 && !continues(body, start, end)) break;
    if (end > start) pieces.push(Buffer.from(text.slice(start, end), "base64"));
    start = end + 1;
  }
  return Buffer.concat(pieces);
}

function continues(body: Buffer, start: number, end: number): boolean {
  let from = start;
  while (from < end && (body[from]! <= 32 || body[from] === EQUALS)) from += 1;
  return isMostlyBase64(body, from, Math.min(end, from + 200));
}

const LF = 10;
const CR = 13;
const EQUALS = 61;

// RFC 2045 §6.7. A lone `=` stays; white space at a line's end was added in transport and goes.
function decodeQuotedPrintable(body: Buffer): Buffer {
  if (body.indexOf(EQUALS) === -1) return body;
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  let at = 0;
  // Byte by byte: in most languages the next `=` is near, and a search and a copy for each cost more.
  while (at < body.length) {
    const byte = body[at]!;
    at += 1;
    if (byte !== EQUALS) {
      out[length++] = byte;
      continue;
    }
    const high = nibble(body[at]);
    const low = nibble(body[at + 1]);
    if (high !== -1 && low !== -1) {
      out[length++] = high * 16 + low;
      at += 2;
      continue;
    }
    const next = afterSoftBreak(body, at);
    if (next === -1) out[length++] = EQUALS;
    else at = next;
  }
  return out.subarray(0, length);
}

function afterSoftBreak(body: Buffer, from: number): number {
  let at = from;
  const last = Math.min(body.length, from + 80);
  while (at < last && (body[at] === 32 || body[at] === 9)) at += 1;
  if (body[at] === CR) at += 1;
  if (body[at] === LF) return at + 1;
  return at >= body.length || body[at - 1] === CR ? at : -1;
}

function nibble(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}
