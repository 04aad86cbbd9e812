// Text of a header value: RFC 2047 encoded words, raw UTF-8 (RFC 6532) and raw 8-bit text of older mailers.
import { isUtf8 } from "node:buffer";
import { clean } from "#domain/clean.ts";
import { decodeBytes } from "./charset.ts";
import { decodeTransfer } from "./transfer-encoding.ts";

interface Word {
  charset: string;
  bytes: Buffer;
  end: number;
}

/** Words next to each other in one charset, decoded together. */
interface Run {
  charset: string;
  pieces: Buffer[];
}

/** How the characters outside encoded words are read, and the bytes of those inside. */
interface Reading {
  plain: (text: string) => string;
  bytes: (text: string, charset: string) => Buffer;
}

/**
 * Decodes an unfolded value (one character per byte). Control characters become blanks; the result is well-formed and trimmed.
 * `hint` is the charset to try for raw 8-bit text that is not UTF-8: what the body declares.
 */
export function decodeHeaderText(binary: string, hint: string | null = null): string {
  const reading: Reading = { plain: (text) => plain(text, hint), bytes: (text) => Buffer.from(text, "latin1") };
  return tidy(binary.includes("=?") ? decodeWords(binary, reading) : reading.plain(binary));
}

/** The value as text with encoded words left alone, for parsers that must see structure before decoding (addresses). */
export function rawHeaderText(binary: string, hint: string | null = null): string {
  return clean(plain(binary, hint));
}

/** Decodes encoded words in a value that is text already. Raw characters inside a word, which are forbidden there, stay what they are. */
export function decodeWordsInText(text: string): string {
  return tidy(text.includes("=?") ? decodeWords(text, textReading) : text);
}

const textReading: Reading = {
  plain: (text) => text,
  bytes: (text, charset) => Buffer.from(text, charset === "utf-8" || charset === "utf8" ? "utf8" : "latin1"),
};

// RFC 2047 §6.2: blanks between adjacent words are not shown; a multi-byte character may be split between two of them.
function decodeWords(source: string, reading: Reading): string {
  const out: string[] = [];
  let run: Run | null = null;
  let at = 0;
  for (let start = source.indexOf("=?"); start !== -1; start = source.indexOf("=?", at)) {
    const word = readWord(source, start, reading);
    if (word === "none-left") break;
    const between = source.slice(at, word === null ? start + 2 : start);
    const isAdjacent: boolean = word !== null && run !== null && between.trim() === "";
    if (word !== null && isAdjacent && run?.charset === word.charset) {
      run.pieces.push(word.bytes);
    } else {
      out.push(decodeRun(run));
      if (!isAdjacent) out.push(reading.plain(between));
      run = word === null ? null : { charset: word.charset, pieces: [word.bytes] };
    }
    at = word === null ? start + 2 : word.end;
  }
  out.push(decodeRun(run), reading.plain(source.slice(at)));
  return out.join("");
}

function decodeRun(run: Run | null): string {
  return run === null ? "" : decodeBytes(Buffer.concat(run.pieces), run.charset).text;
}

// "none-left" says that no later word can end either, which keeps hostile values linear.
function readWord(binary: string, start: number, reading: Reading): Word | "none-left" | null {
  const charsetEnd = binary.indexOf("?", start + 2);
  if (charsetEnd === -1) return "none-left";
  if (charsetEnd - start > 80) return null;
  const encoding = binary[charsetEnd + 1]?.toLowerCase();
  if ((encoding !== "b" && encoding !== "q") || binary[charsetEnd + 2] !== "?") return null;
  const textStart = charsetEnd + 3;
  // RFC 2231 §5: a language may follow the charset after an asterisk.
  const charset = binary
    .slice(start + 2, charsetEnd)
    .split("*")[0]!
    .trim()
    .toLowerCase();
  if (charset === "") return null;
  const end = binary.indexOf("?=", textStart);
  if (end === -1) return "none-left";
  const text = binary.slice(textStart, end);
  const bytes = encoding === "b" ? Buffer.from(text, "base64") : decodeQ(reading.bytes(text, charset));
  return { charset, bytes, end: end + 2 };
}

// RFC 2047 §4.2: an underscore is a blank.
function decodeQ(text: Buffer): Buffer {
  const spaced = Buffer.from(text);
  for (let at = 0; at < spaced.length; at += 1) if (spaced[at] === 95) spaced[at] = 32;
  return decodeTransfer(spaced, "quoted-printable");
}

function plain(binary: string, hint: string | null): string {
  if (isAsciiText(binary)) return binary;
  const bytes = Buffer.from(binary, "latin1");
  return decodeBytes(bytes, isUtf8(bytes) ? null : hint).text;
}

function isAsciiText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 126) return false;
  return true;
}

const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

function tidy(text: string): string {
  return clean(text)
    .replace(controls, (control) => (control === "\0" ? "\uFFFD" : " "))
    .trim();
}
