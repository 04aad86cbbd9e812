// Undoes a Content-Transfer-Encoding (RFC 2045 §6), tolerantly: what is broken is read as far as it makes sense.

/** The bytes as they were before encoding. An unknown encoding leaves them as they are. */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  if (encoding === "base64") return decodeBase64(body);
  if (encoding === "quoted-printable") return decodeQuotedPrintable(body);
  if (encoding === "uuencode" || encoding === "x-uuencode" || encoding === "x-uue") return decodeUu(body);
  return body;
}

/** Whether we know what the encoding's name means. */
export function isKnownEncoding(encoding: string): boolean {
  return ["", "7bit", "8bit", "binary", "base64", "quoted-printable", "uuencode", "x-uuencode", "x-uue"].includes(encoding);
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
    if (end > start) pieces.push(Buffer.from(text.slice(start, end), "base64"));
    start = end + 1;
  }
  return Buffer.concat(pieces);
}

const LF = 10;
const CR = 13;
const EQUALS = 61;

// RFC 2045 §6.7. A lone `=` stays; white space at a line's end was added in transport and goes.
function decodeQuotedPrintable(body: Buffer): Buffer {
  if (body.indexOf(EQUALS) === -1) return body;
  const out = Buffer.alloc(body.length);
  let length = 0;
  let at = 0;
  while (at < body.length) {
    const equals = body.indexOf(EQUALS, at);
    const stop = equals === -1 ? body.length : equals;
    length += body.copy(out, length, at, stop);
    if (equals === -1) break;
    const high = nibble(body[equals + 1]);
    const low = nibble(body[equals + 2]);
    if (high !== -1 && low !== -1) {
      out[length++] = high * 16 + low;
      at = equals + 3;
      continue;
    }
    const next = afterSoftBreak(body, equals + 1);
    if (next === -1) out[length++] = EQUALS;
    at = next === -1 ? equals + 1 : next;
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

// The old Unix encoding: lines of a length character and groups of four, between `begin` and `end`.
function decodeUu(body: Buffer): Buffer {
  const pieces: number[] = [];
  for (const line of body.toString("latin1").split("\n")) {
    if (line.startsWith("begin ") || line.trimEnd() === "") continue;
    if (line.trimEnd() === "end") break;
    const length = (line.charCodeAt(0) - 32) & 63;
    decodeUuLine(line, length, pieces);
  }
  return Buffer.from(pieces);
}

function decodeUuLine(line: string, length: number, out: number[]): void {
  const sextet = (at: number) => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0);
  for (let done = 0, at = 1; done < length; at += 4) {
    const group = (sextet(at) << 18) | (sextet(at + 1) << 12) | (sextet(at + 2) << 6) | sextet(at + 3);
    for (let shift = 16; shift >= 0 && done < length; shift -= 8, done += 1) out.push((group >> shift) & 255);
  }
}
