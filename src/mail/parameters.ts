// Header values with parameters (Content-Type, Content-Disposition): RFC 2045 §5.1 with RFC 2231 continuations and charsets, tolerantly.
import { isUtf8 } from "node:buffer";
import { decodeBytes } from "./charset/charset.ts";
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
  const { value, end } = readFirst(header);
  let at = end;
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

// Some leave out the semicolon (`text/plain charset=utf-8`), write a comma instead, or put quotes around the value.
function readFirst(header: string): { value: string; end: number } {
  const end = nextOf(header, 0, ";", ";");
  const whole = header.slice(0, end);
  const gap = whole.search(/[\s,][^\s,=]+=/);
  if (gap > 0 && whole.slice(0, gap).trim() !== "") return { value: valueOf(whole.slice(0, gap)), end: gap + 1 };
  return { value: valueOf(whole), end: end + 1 };
}

// RFC 2045 §5.1 allows blanks and comments (RFC 5322 §3.2.2) around the slash.
function valueOf(text: string): string {
  const bare = text.includes("(") ? withoutComments(text) : text;
  const value = unquoted(bare.trim().toLowerCase());
  const slash = value.indexOf("/");
  if (slash === -1) return value;
  const subtype = value.slice(slash + 1).trimStart();
  return subtype === "" ? value.slice(0, slash).trimEnd() : `${value.slice(0, slash).trimEnd()}/${subtype}`;
}

function withoutComments(text: string): string {
  const out: string[] = [];
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth += 1;
    else if (character === ")" && depth > 0) depth -= 1;
    else if (depth === 0) out.push(character);
  }
  return out.join("");
}

function unquoted(value: string): string {
  return value.startsWith('"') || value.startsWith("'") ? value.replace(/["']/g, "").trim() : value;
}

/** A parameter as text: RFC 2231 first, then a plain value that may hold RFC 2047 words or raw 8-bit text. Null when absent. */
export function textParameter(parsed: ParameterValue, name: string): string | null {
  return extendedValue(parsed.parameters, name) ?? plainText(parsed.parameters.get(name));
}

function plainText(binary: string | undefined): string | null {
  if (binary === undefined) return null;
  // RFC 2231's form in a parameter that does not announce it (`filename="utf-8''a%20b"`), and UTF-8 in percent signs alone.
  if (misplacedExtended.test(binary)) return decodeExtended([{ text: binary, extended: true }]);
  if (!percentUtf8.test(binary)) return decodeHeaderText(binary);
  const bytes = percentDecode(binary);
  return isUtf8(bytes) ? bytes.toString("utf8") : decodeHeaderText(binary);
}

const misplacedExtended = /^[a-z][a-z0-9_-]{2,30}'[a-z-]{0,10}'[^']*%[0-9a-f]{2}/i;
const percentUtf8 = /%(?:c[2-9a-f]|d[0-9a-f]|e[0-9a-f]%[89ab][0-9a-f]|f[0-4]%[89ab][0-9a-f])%[89ab][0-9a-f]/i;

// RFC 2231 §3 and §4: name*0, name*1* … joined; the first extended piece names the charset.
function extendedValue(parameters: ReadonlyMap<string, string>, name: string): string | null {
  const single = parameters.get(`${name}*`);
  if (single !== undefined) return decodeExtended([{ text: single, extended: true }]);
  const pieces = piecesOf(parameters, name);
  if (pieces.length === 0) return null;
  if (!pieces.some((piece) => piece.extended)) return decodeHeaderText(pieces.map((piece) => piece.text).join(""));
  return decodeExtended(pieces);
}

interface ParameterPiece {
  text: string;
  extended: boolean;
}

// In the order of their numbers, wherever those begin and whatever is missing between them.
function piecesOf(parameters: ReadonlyMap<string, string>, name: string): ParameterPiece[] {
  const pieces: { index: number; piece: ParameterPiece }[] = [];
  for (const [key, text] of parameters) {
    if (!key.startsWith(`${name}*`)) continue;
    const number = /^(\d{1,9})(\*?)$/.exec(key.slice(name.length + 1));
    if (number !== null) pieces.push({ index: Number(number[1]), piece: { text, extended: number[2] === "*" } });
  }
  return pieces.toSorted((one, other) => one.index - other.index).map(({ piece }) => piece);
}

function decodeExtended(pieces: readonly ParameterPiece[]): string {
  let charset = "";
  const bytes: Buffer[] = [];
  pieces.forEach((piece, index) => {
    let text = piece.text;
    if (index === 0 && piece.extended) {
      const language = text.indexOf("'");
      const start = language === -1 ? -1 : text.indexOf("'", language + 1);
      // Quotes of a name that has no charset in front of it stay (`it's Ann's.txt`).
      if (start !== -1 && charsetName.test(text.slice(0, language))) {
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

const charsetName = /^\s*[\w.:-]{0,40}\s*$/;

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

function nextOf(header: string, from: number, one: string, other: string): number {
  for (let at = from; at < header.length; at += 1) if (header[at] === one || header[at] === other) return at;
  return header.length;
}

function withoutComment(text: string): string {
  const open = text.indexOf(" (");
  return open === -1 || !text.trimEnd().endsWith(")") ? text : text.slice(0, open);
}
