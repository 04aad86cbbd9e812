// Bytes to text for any charset label that mail carries, or none; never fails, says when it had to guess.
import { isAscii, isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import iconv from "iconv-lite";
import { guessCharset } from "./guess.ts";
import { decodeHz, decodeIso2022, switchesCharset } from "./iso-2022.ts";
import { charsetOf } from "./labels.ts";

export interface DecodedText {
  text: string;
  /** The label named a charset we know, and the bytes were valid in it. True too where there is no label and no need of one. */
  asDeclared: boolean;
}

const decoders = new Map<string, TextDecoder | null>();
const maxCachedDecoders = 200;

/** U+FFFD in UTF-8: somebody read it wrongly before, and all that is left of it is what the label says. */
const replacement = Buffer.from("\uFFFD");

/**
 * What the bytes themselves show comes first (marks, escape sequences, UTF-8), then the label where they do not contradict it,
 * then a guess by the frequency of letters. `hint` is the charset of something nearby, for text that names none.
 */
export function decodeBytes(bytes: Buffer, label: string | null, hint: string | null = null): DecodedText {
  const charset = charsetOf(label);
  const wide = wideCharset(bytes, charset);
  if (wide !== null)
    return { text: withoutMark(decodeAs(bytes, wide) ?? ""), asDeclared: charset === null || charset.startsWith("utf-") };
  if (isAscii(bytes)) return decodeSevenBit(bytes, charset);
  if (isUtf8(bytes) && (charset === null || charset === "utf-8" || !bytes.includes(replacement))) {
    return { text: withoutMark(bytes.toString("utf8")), asDeclared: charset === null || charset === "utf-8" };
  }
  if (charset === "utf-8") return { text: repairedUtf8(bytes), asDeclared: false };
  if (charset === null || charset === "us-ascii") return { text: guessed(bytes, hint), asDeclared: label === null };
  return decodeDeclared(bytes, charset);
}

// All text of seven bits reads the same, unless it switches charsets or is UTF-7.
function decodeSevenBit(bytes: Buffer, charset: string | null): DecodedText {
  if (charset === "utf-7") return { text: iconv.decode(bytes, "utf-7"), asDeclared: true };
  if (charset === "hz-gb-2312") return { text: decodeHz(bytes), asDeclared: true };
  if (charset === "iso-2022-jp" || switchesCharset(bytes)) {
    return { text: decodeIso2022(bytes), asDeclared: charset === null || charset === "iso-2022-jp" };
  }
  return { text: bytes.toString("latin1"), asDeclared: charset === null || charset === "us-ascii" || isKnown(charset) };
}

function decodeDeclared(bytes: Buffer, charset: string): DecodedText {
  if (charset === "iso-2022-jp" && switchesCharset(bytes)) return { text: decodeIso2022(bytes), asDeclared: true };
  const eightBit = withoutControls(bytes, charset);
  if (isDefaultLabel(eightBit) && isDense(bytes)) {
    // Latin-1 is what programs write that know no charset; text that looks like none of its languages is another's.
    const likelier = guessCharset(bytes, "windows-1252", 20);
    return { text: decodeAs(bytes, likelier)!, asDeclared: likelier === "windows-1252" };
  }
  const text = charset === "iso-2022-jp" || charset === "utf-7" || charset === "hz-gb-2312" ? null : decodeAs(bytes, eightBit);
  if (text === null || isMostlyWrong(text)) return { text: guessed(bytes, charset), asDeclared: false };
  return { text, asDeclared: true };
}

function guessed(bytes: Buffer, hint: string | null): string {
  return decodeAs(bytes, guessCharset(bytes, charsetOf(hint)))!;
}

/** The windows charset that has letters where the ISO one has control characters, for labels that meant it. */
const windowsSiblings: Readonly<Record<string, string>> = {
  "iso-8859-1": "windows-1252",
  "iso-8859-2": "windows-1250",
  "iso-8859-4": "windows-1257",
  "iso-8859-5": "windows-1251",
  "iso-8859-6": "windows-1256",
  "iso-8859-7": "windows-1253",
  "iso-8859-8": "windows-1255",
  "iso-8859-9": "windows-1254",
  "iso-8859-13": "windows-1257",
  "iso-8859-15": "windows-1252",
};

function withoutControls(bytes: Buffer, charset: string): string {
  const sibling = windowsSiblings[charset];
  if (sibling === undefined || charset === "iso-8859-1") return sibling ?? charset;
  // 0x85 is a line break of its own in the ISO charsets, and occurs.
  for (const byte of bytes) if (byte > 127 && byte < 160 && byte !== 0x85) return sibling;
  return charset;
}

function isDefaultLabel(charset: string): boolean {
  return charset === "windows-1252";
}

/** Whole words outside ASCII: no language of Latin letters writes so. */
function isDense(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, 64 * 1024);
  let high = 0;
  let runs = 0;
  for (let at = 0; at < end; at += 1) {
    if (bytes[at]! < 0xa1) continue;
    high += 1;
    if (at === 0 || bytes[at - 1]! < 0xa1) runs += 1;
  }
  return high >= 12 && high >= runs * 3;
}

function isMostlyWrong(text: string): boolean {
  let wrong = text.indexOf("\uFFFD");
  if (wrong === -1) return false;
  let count = 0;
  for (; wrong !== -1; wrong = text.indexOf("\uFFFD", wrong + 1)) count += 1;
  let others = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) others += 1;
  return count * 3 > others;
}

/** Marks at the beginning, and the zero bytes of text in two bytes for each character. */
function wideCharset(bytes: Buffer, charset: string | null): string | null {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return bytes[2] === 0 && bytes[3] === 0 && bytes.length > 3 ? "utf-32le" : "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf && isUtf8(bytes)) return "utf-8";
  const declared = charset !== null && charset.startsWith("utf-16");
  if (charset?.startsWith("utf-32") === true) return charset === "utf-32le" ? "utf-32le" : "utf-32be";
  const zero = bytes.indexOf(0);
  if (zero === -1) return declared && !isAscii(bytes) && !isUtf8(bytes) ? order16(bytes, charset) : null;
  const { even, odd } = zeros(bytes);
  // A zero at the end of a short text is a terminator.
  const pairs = bytes.length < 6 ? Number.POSITIVE_INFINITY : Math.min(bytes.length, 4_096) / 2;
  if (even > pairs * 0.4 && odd < pairs * 0.05) return "utf-16be";
  if (odd > pairs * 0.4 && even < pairs * 0.05) return "utf-16le";
  return declared ? order16(bytes, charset) : null;
}

// RFC 2781 §4.3 says big-endian where nothing tells; programs write what their machine has. Blanks and line breaks tell.
function order16(bytes: Buffer, charset: string): string {
  const { even, odd } = zeros(bytes);
  if (even !== odd) return even > odd ? "utf-16be" : "utf-16le";
  return charset === "utf-16be" ? "utf-16be" : "utf-16le";
}

function zeros(bytes: Buffer): { even: number; odd: number } {
  const end = Math.min(bytes.length, 4_096);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < end; at += 1) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  return { even, odd };
}

// Declared UTF-8 that is not: another charset altogether, or lines of two charsets, as list footers and gateways make them.
function repairedUtf8(bytes: Buffer): string {
  if (!hasRightMultibyte(bytes.toString("utf8"))) return guessed(bytes, null);
  const cut = cutOffBytes(bytes);
  if (cut > 0) return withoutMark(bytes.subarray(0, bytes.length - cut).toString("utf8"));
  const out: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    const lineFeed = bytes.indexOf(10, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed + 1;
    const line = bytes.subarray(start, end);
    const text = line.toString("utf8");
    out.push(isUtf8(line) || hasRightMultibyte(text) ? text : decodeAs(line, "windows-1252")!);
    start = end;
  }
  return withoutMark(out.join(""));
}

/** How many bytes at the end begin a character that a limit on length cut; 0 where something else is wrong. */
function cutOffBytes(bytes: Buffer): number {
  for (let cut = 1; cut <= 3 && cut < bytes.length; cut += 1) {
    if (bytes[bytes.length - cut]! >= 0xc0) return isUtf8(bytes.subarray(0, bytes.length - cut)) ? cut : 0;
  }
  return 0;
}

function hasRightMultibyte(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127 && code !== 0xfffd) return true;
  }
  return false;
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function isKnown(charset: string): boolean {
  return standard(charset) !== null || isOfIconv(charset);
}

// It tells by an exception inside, which is slow for a name that stands in a header a thousand times.
const ofIconv = new Map<string, boolean>();

function isOfIconv(charset: string): boolean {
  const known = ofIconv.get(charset);
  if (known !== undefined) return known;
  if (ofIconv.size >= maxCachedDecoders) ofIconv.clear();
  const exists = iconv.encodingExists(charset);
  ofIconv.set(charset, exists);
  return exists;
}

/** Null where nobody knows the charset. */
function decodeAs(bytes: Buffer, charset: string): string | null {
  const decoder = standard(charset);
  if (decoder !== null) return decoder.decode(bytes);
  return isOfIconv(charset) ? iconv.decode(bytes, charset) : null;
}

function standard(charset: string): TextDecoder | null {
  const known = decoders.get(charset);
  if (known !== undefined) return known;
  if (decoders.size >= maxCachedDecoders) decoders.clear();
  let decoder: TextDecoder | null;
  try {
    decoder = new TextDecoder(charset, { ignoreBOM: true });
  } catch {
    decoder = null; // Not a label of the Encoding standard: the caller looks further.
  }
  decoders.set(charset, decoder);
  return decoder;
}
