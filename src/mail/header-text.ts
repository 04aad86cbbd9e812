// Text of a header value: RFC 2047 encoded words, raw UTF-8 (RFC 6532) and raw 8-bit text of older mailers.
import { clean } from "#domain/clean.ts";
import { decodeBytes } from "./charset/charset.ts";
import { decodeTransfer } from "./transfer-encoding.ts";

interface Word {
  charset: string;
  encoding: "b" | "q";
  text: string;
  end: number;
}

/** Words next to each other in one charset, decoded together. */
interface Run {
  charset: string;
  pieces: Buffer[];
  /** Base64 that stopped within a group of four: some programs cut the encoded text, not the text. */
  openBase64: string;
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
  const closes = closesIn(source);
  let at = 0;
  for (let start = source.indexOf("=?"); start !== -1; start = source.indexOf("=?", at)) {
    const word = readWord(source, start, closes);
    const between = source.slice(at, word === null ? start + 2 : start);
    const isAdjacent: boolean = word !== null && run !== null && between.trim() === "";
    if (word === null || !isAdjacent || run?.charset !== word.charset) {
      out.push(decodeRun(run));
      if (!isAdjacent) out.push(reading.plain(between));
      run = word === null ? null : { charset: word.charset, pieces: [], openBase64: "" };
    }
    if (word !== null) addWord(run!, word, reading);
    at = word === null ? start + 2 : word.end;
  }
  out.push(decodeRun(run), reading.plain(source.slice(at)));
  return out.join("");
}

function addWord(run: Run, word: Word, reading: Reading): void {
  if (word.encoding === "q") {
    closeBase64(run);
    run.pieces.push(decodeQ(reading.bytes(word.text, word.charset)));
    return;
  }
  const text = run.openBase64 + word.text.replace(/[^A-Za-z0-9+/=_-]/g, "");
  run.openBase64 = "";
  if (text.length % 4 === 0 || text.endsWith("=")) run.pieces.push(Buffer.from(text, "base64"));
  else run.openBase64 = text;
}

function closeBase64(run: Run): void {
  if (run.openBase64 !== "") run.pieces.push(Buffer.from(run.openBase64, "base64"));
  run.openBase64 = "";
}

function decodeRun(run: Run | null): string {
  if (run === null) return "";
  closeBase64(run);
  const bytes = run.pieces.length === 1 ? run.pieces[0]! : Buffer.concat(run.pieces);
  const text = decodeBytes(bytes, run.charset || null).text;
  // Encoded twice on the way.
  return text.startsWith("=?") && text.endsWith("?=") ? decodeOnce(text) : text;
}

// A second layer, and no third: the words in it are taken as they are.
function decodeOnce(text: string): string {
  const word = readWord(text, 0, closesIn(text));
  if (word === null || word.end !== text.length) return text;
  const bytes = word.encoding === "b" ? Buffer.from(word.text, "base64") : decodeQ(textReading.bytes(word.text, word.charset));
  return decodeBytes(bytes, word.charset || null).text;
}

/** `=?charset?b?` or `q`; RFC 2231 §5: a language may follow the charset after an asterisk. Some programs leave the charset out. */
const wordStart = /=\?([^\s?<>@"]{0,60})\?([bq])\?/iy;

/** The next `?=` from a position on. Asked in ascending order, which keeps values with many beginnings and one end linear. */
type Closes = (from: number) => number;

function closesIn(source: string): Closes {
  let known = -2;
  return (from) => {
    if (known !== -1 && known < from) known = source.indexOf("?=", from);
    return known;
  };
}

function readWord(source: string, start: number, closes: Closes): Word | null {
  wordStart.lastIndex = start;
  const found = wordStart.exec(source);
  if (found === null) return null;
  const textStart = start + found[0].length;
  const encoding = found[2]!.toLowerCase() as "b" | "q";
  const charset = found[1]!.split("*", 1)[0]!.toLowerCase();
  const end = endOfWord(source, closes, { textStart, encoding });
  return { charset: sameCharsets[charset] ?? charset, encoding, text: source.slice(textStart, end.text), end: end.word };
}

const sameCharsets: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  utf_8: "utf-8",
  latin1: "iso-8859-1",
  cp1252: "windows-1252",
};

// Where the encoded text ends, and where the word does. A word that was cut off ends where the next one begins, or the value.
function endOfWord(source: string, closes: Closes, { textStart, encoding }: { textStart: number; encoding: "b" | "q" }) {
  let close = closes(textStart);
  // "?=" followed by two hex digits and a later end is a question mark that should have been encoded: "why?=20not?=".
  while (encoding === "q" && close !== -1 && isQuestionMark(source, close)) close = source.indexOf("?=", close + 2);
  const next = nextWordStart(source, textStart, close === -1 ? source.length : close);
  if (next !== -1) return { text: lastLetter(source, next), word: lastBlank(source, next) };
  return close === -1 ? { text: lastLetter(source, source.length), word: source.length } : { text: close, word: close + 2 };
}

function isQuestionMark(source: string, close: number): boolean {
  if (!/^[0-9A-F]{2}$/.test(source.slice(close + 2, close + 4))) return false;
  for (let at = close + 4; at < source.length && at < close + 80; at += 1) {
    const character = source[at]!;
    if (character === " " || (character === "=" && source[at + 1] === "?")) return false;
    if (character === "?" && source[at + 1] === "=") return true;
  }
  return false;
}

function nextWordStart(source: string, from: number, before: number): number {
  for (let at = source.indexOf("=?", from); at !== -1 && at < before; at = source.indexOf("=?", at + 2)) {
    wordStart.lastIndex = at;
    if (wordStart.test(source)) return at;
  }
  return -1;
}

function lastBlank(source: string, end: number): number {
  let at = end;
  while (at > 0 && (source[at - 1] === " " || source[at - 1] === "\t")) at -= 1;
  return at;
}

// A word that was cut off may have kept its question mark.
function lastLetter(source: string, end: number): number {
  const at = lastBlank(source, end);
  return source[at - 1] === "?" ? at - 1 : at;
}

// RFC 2047 §4.2: an underscore is a blank.
function decodeQ(text: Buffer): Buffer {
  const spaced = Buffer.from(text);
  for (let at = 0; at < spaced.length; at += 1) if (spaced[at] === 95) spaced[at] = 32;
  return decodeTransfer(spaced, "quoted-printable");
}

function plain(binary: string, hint: string | null): string {
  // ISO-2022 is seven bits wide: only its escapes tell it from ASCII.
  if (isAsciiText(binary) && !binary.includes("\u001b")) return binary;
  return decodeBytes(Buffer.from(binary, "latin1"), null, hint).text;
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
