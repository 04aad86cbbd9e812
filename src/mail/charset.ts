// Bytes to text for any charset label that mail carries; never fails, says when it had to guess.
import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import iconv from "iconv-lite";

export interface DecodedText {
  text: string;
  /** The label named a charset we know, and the bytes were valid in it. */
  asDeclared: boolean;
}

const decoders = new Map<string, TextDecoder | null>();
const maxCachedDecoders = 200;

/** Labels that mailers write, and what they mean. TextDecoder knows the rest (WHATWG encoding labels). */
const aliases: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  "unicode-1-1-utf-8": "utf-8",
  "utf-8n": "utf-8",
  utf8mb4: "utf-8",
  "ansi_x3.4-1968": "us-ascii",
  ascii: "us-ascii",
  "iso-8859-8-i": "iso-8859-8",
  "ks_c_5601-1987": "euc-kr",
  cp932: "shift_jis",
  "iso-2022-jp-ms": "iso-2022-jp",
  cp936: "gbk",
  cp949: "euc-kr",
  cp950: "big5",
  "gb2312-80": "gbk",
  "windows-31j": "shift_jis",
};

/** Decodes as the label says; without one (or with a wrong one) as UTF-8 where the bytes are, else as Windows-1252. */
export function decodeBytes(bytes: Buffer, label: string | null): DecodedText {
  const charset = normalLabel(label);
  if (charset === null || charset === "us-ascii") return { text: guess(bytes), asDeclared: isAscii(bytes) || charset === null };
  if (charset === "utf-8") return decodeUtf8(bytes);
  if (charset === "hz-gb-2312") return { text: standard("gbk")!.decode(unshiftHz(bytes)), asDeclared: true };
  if (charset === "iso-2022-kr") return { text: standard("euc-kr")!.decode(unshiftKorean(bytes)), asDeclared: true };
  const decoder = standard(charset);
  if (decoder !== null) return { text: decoder.decode(bytes), asDeclared: true };
  if (iconv.encodingExists(charset)) return { text: iconv.decode(bytes, charset), asDeclared: true };
  return { text: guess(bytes), asDeclared: false };
}

function normalLabel(label: string | null): string | null {
  if (label === null) return null;
  let name = label.trim().toLowerCase();
  if (name.startsWith('"') && name.endsWith('"') && name.length > 1) name = name.slice(1, -1);
  if (name.startsWith("charset=")) name = name.slice(8);
  if (name === "" || name.length > 60) return name === "" ? null : "unknown";
  return aliases[name] ?? name;
}

// A lie about UTF-8 is usually Windows-1252: believed only when not one multi-byte character is right.
function decodeUtf8(bytes: Buffer): DecodedText {
  if (isUtf8(bytes)) return { text: withoutMark(bytes.toString("utf8")), asDeclared: true };
  const text = withoutMark(bytes.toString("utf8"));
  const someRight = hasRightMultibyte(text);
  return { text: someRight ? text : windows1252(bytes), asDeclared: false };
}

function hasRightMultibyte(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127 && code !== 0xfffd) return true;
  }
  return false;
}

function guess(bytes: Buffer): string {
  return isUtf8(bytes) ? withoutMark(bytes.toString("utf8")) : windows1252(bytes);
}

function windows1252(bytes: Buffer): string {
  return standard("windows-1252")!.decode(bytes);
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function isAscii(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte > 127) return false;
  return true;
}

function standard(charset: string): TextDecoder | null {
  const known = decoders.get(charset);
  if (known !== undefined) return known;
  if (decoders.size >= maxCachedDecoders) decoders.clear();
  let decoder: TextDecoder | null;
  try {
    decoder = new TextDecoder(charset);
  } catch {
    decoder = null; // Not a label of the Encoding standard: the caller looks further.
  }
  decoders.set(charset, decoder);
  return decoder;
}

// RFC 1843: `~{` begins two-byte GB, `~}` ends it, `~~` is a tilde, and a tilde at the line's end joins lines.
function unshiftHz(bytes: Buffer): Buffer {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    const next = bytes[at + 1];
    if (byte === 126 && (next === 123 || next === 125 || next === 126 || next === 10)) {
      if (next === 126) out[length++] = 126;
      else if (next !== 10) shifted = next === 123;
      at += 1;
      continue;
    }
    if (byte === 10) shifted = false;
    out[length++] = shifted && byte > 32 ? byte | 0x80 : byte;
  }
  return out.subarray(0, length);
}

// RFC 1557: `ESC $ ) C` announces KS C 5601; SO and SI switch into it and back.
function unshiftKorean(bytes: Buffer): Buffer {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === 27 && bytes[at + 1] === 36) {
      at += 3;
      continue;
    }
    if (byte === 14 || byte === 15) {
      shifted = byte === 14;
      continue;
    }
    out[length++] = shifted && byte > 32 ? byte | 0x80 : byte;
  }
  return out.subarray(0, length);
}
