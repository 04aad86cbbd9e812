// Header values with parameters (Content-Type, Content-Disposition): RFC 2045 §5.1 with RFC 2231 continuations and charsets, tolerantly.
import { decodeBytes } from "./charset.ts";
import { decodeHeaderText } from "./header-text.ts";

export interface ParameterValue {
  /** In front of the first semicolon, lower case, without comments: `text/plain`. */
  value: string;
  /** Names in lower case; values still one character per byte, continuations not yet joined. */
  parameters: ReadonlyMap<string, string>;
}

const maxParameters = 100;

export function parseParameters(header: string): ParameterValue {
  const parameters = new Map<string, string>();
  const first = endOfToken(header, 0);
  const value = withoutComment(header.slice(0, first)).trim().toLowerCase();
  let at = first + 1;
  while (at < header.length && parameters.size < maxParameters) {
    const equals = nextOf(header, at, "=", ";");
    if (header[equals] !== "=") {
      at = equals + 1;
      continue;
    }
    const name = header.slice(at, equals).trim().toLowerCase();
    const [text, next] = readValue(header, equals + 1);
    if (name !== "" && !parameters.has(name)) parameters.set(name, text);
    at = next;
  }
  return { value, parameters };
}

/** A parameter as text: RFC 2231 first, then a plain value that may hold RFC 2047 words or raw 8-bit text. Null when absent. */
export function textParameter(parsed: ParameterValue, name: string): string | null {
  return extendedValue(parsed.parameters, name) ?? plainText(parsed.parameters.get(name));
}

function plainText(binary: string | undefined): string | null {
  return binary === undefined ? null : decodeHeaderText(binary);
}

// RFC 2231 §3 and §4: name*0, name*1* … joined; the first extended piece names the charset.
function extendedValue(parameters: ReadonlyMap<string, string>, name: string): string | null {
  const single = parameters.get(`${name}*`);
  if (single !== undefined) return decodeExtended([{ text: single, extended: true }]);
  const pieces: { text: string; extended: boolean }[] = [];
  for (let index = 0; index < maxParameters; index += 1) {
    const plain = parameters.get(`${name}*${index}`);
    const extended = parameters.get(`${name}*${index}*`);
    if (plain === undefined && extended === undefined) break;
    pieces.push({ text: extended ?? plain!, extended: extended !== undefined });
  }
  if (pieces.length === 0) return null;
  if (!pieces.some((piece) => piece.extended)) return decodeHeaderText(pieces.map((piece) => piece.text).join(""));
  return decodeExtended(pieces);
}

function decodeExtended(pieces: readonly { text: string; extended: boolean }[]): string {
  let charset = "";
  const bytes: Buffer[] = [];
  pieces.forEach((piece, index) => {
    let text = piece.text;
    if (index === 0 && piece.extended) {
      const language = text.indexOf("'");
      const start = language === -1 ? -1 : text.indexOf("'", language + 1);
      if (start !== -1) {
        charset = text.slice(0, language).trim();
        text = text.slice(start + 1);
      }
    }
    bytes.push(piece.extended ? percentDecode(text) : Buffer.from(text, "latin1"));
  });
  const joined = Buffer.concat(bytes);
  const decoded = decodeBytes(joined, charset === "" ? null : charset).text;
  // Some clients put RFC 2047 words into RFC 2231 parameters.
  return decoded.includes("=?") ? decodeHeaderText(Buffer.from(decoded, "utf8").toString("latin1")) : decoded;
}

function percentDecode(text: string): Buffer {
  const bytes = Buffer.alloc(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const hex = code === 37 ? hexPair(text, at + 1) : -1;
    bytes[length] = hex === -1 ? code : hex;
    length += 1;
    if (hex !== -1) at += 2;
  }
  return bytes.subarray(0, length);
}

/** The byte that two hexadecimal digits at `at` stand for, or -1. */
function hexPair(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}

function readValue(header: string, from: number): [string, number] {
  let at = from;
  while (header[at] === " " || header[at] === "\t") at += 1;
  if (header[at] !== '"') {
    const end = nextOf(header, at, ";", ";");
    return [withoutComment(header.slice(at, end)).trim(), end + 1];
  }
  const text: string[] = [];
  let start = at + 1;
  at = start;
  while (at < header.length && header[at] !== '"') {
    // A backslash escapes only a quote or itself: Windows paths are sent unescaped.
    if (header[at] === "\\" && (header[at + 1] === '"' || header[at + 1] === "\\")) {
      text.push(header.slice(start, at));
      start = at + 1;
      at += 1;
    }
    at += 1;
  }
  text.push(header.slice(start, at));
  return [text.join(""), nextOf(header, at + 1, ";", ";") + 1];
}

function endOfToken(header: string, from: number): number {
  return nextOf(header, from, ";", ";");
}

function nextOf(header: string, from: number, one: string, other: string): number {
  for (let at = from; at < header.length; at += 1) if (header[at] === one || header[at] === other) return at;
  return header.length;
}

function withoutComment(text: string): string {
  const open = text.indexOf(" (");
  return open === -1 || !text.trimEnd().endsWith(")") ? text : text.slice(0, open);
}
