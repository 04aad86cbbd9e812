// Text in seven bits that switches its charset by escape sequences: ISO-2022-JP and its kin (RFC 1468, 1554, 1557, 1922), and HZ (RFC 1843).
import { TextDecoder } from "node:util";

type CharacterSet = "ascii" | "katakana" | "jis" | "jis-supplement" | "gb" | "korean" | "unknown";

const ESC = 27;
const SO = 14;
const SI = 15;

/** Whether the bytes hold an escape sequence that begins Japanese, Chinese or Korean text. */
export function switchesCharset(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(ESC); at !== -1; at = bytes.indexOf(ESC, at + 1)) {
    if (bytes[at + 1] === 36 && (bytes[at + 2] === 64 || bytes[at + 2] === 66 || bytes[at + 2] === 40 || bytes[at + 2] === 41)) {
      return true;
    }
  }
  return false;
}

/** Reads what the escape sequences announce, whichever of the family it calls itself. Bytes that fit nowhere become U+FFFD. */
export function decodeIso2022(bytes: Buffer): string {
  const out: string[] = [];
  let current: CharacterSet = "ascii";
  let shiftedSet: CharacterSet = "katakana";
  let isShifted = false;
  let start = 0;
  const flush = (end: number) => {
    if (end > start) out.push(decodeSegment(bytes.subarray(start, end), isShifted ? shiftedSet : current));
  };
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === ESC) {
      const escape = readEscape(bytes, at);
      if (escape === null) continue;
      flush(at);
      if (escape.isShifted) shiftedSet = escape.set;
      else current = escape.set;
      start = at + escape.length;
      at = start - 1;
    } else if (byte === SO || byte === SI) {
      flush(at);
      isShifted = byte === SO;
      start = at + 1;
    } else if (byte === 10 && (isShifted || current !== "ascii")) {
      // RFC 1468: a line ends in ASCII; mailers that forget to switch back must not lose the rest.
      flush(at);
      start = at;
      isShifted = false;
      current = "ascii";
    }
  }
  flush(bytes.length);
  return out.join("");
}

interface Escape {
  set: CharacterSet;
  isShifted: boolean;
  length: number;
}

const single: Readonly<Record<string, CharacterSet>> = { B: "ascii", J: "ascii", H: "ascii", I: "katakana" };
const double: Readonly<Record<string, CharacterSet>> = {
  "@": "jis",
  B: "jis",
  O: "jis",
  Q: "jis",
  D: "jis-supplement",
  P: "jis-supplement",
  A: "gb",
  C: "korean",
};

function readEscape(bytes: Buffer, at: number): Escape | null {
  const [first, second, third] = bytes.toString("latin1", at + 1, at + 4);
  if (first === "(") return { set: single[second ?? ""] ?? "unknown", isShifted: false, length: 3 };
  if (first !== "$") return null;
  if (second === "(" || second === ")") {
    return { set: double[third ?? ""] ?? "unknown", isShifted: second === ")", length: 4 };
  }
  return { set: double[second ?? ""] ?? "unknown", isShifted: false, length: 3 };
}

function decodeSegment(bytes: Buffer, set: CharacterSet): string {
  if (set === "ascii" || set === "unknown") return bytes.toString("latin1");
  if (set === "katakana") return decode("euc-jp", withPrefix(bytes, 0x8e, 1));
  if (set === "jis-supplement") return decode("euc-jp", withPrefix(bytes, 0x8f, 2));
  return decode(set === "jis" ? "euc-jp" : set === "gb" ? "gb18030" : "euc-kr", inHighHalf(bytes));
}

function inHighHalf(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  for (let at = 0; at < out.length; at += 1) if (out[at]! > 32) out[at]! |= 0x80;
  return out;
}

function withPrefix(bytes: Buffer, prefix: number, width: number): Buffer {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    out.push(prefix);
    for (const byte of bytes.subarray(at, at + width)) out.push(byte | 0x80);
  }
  return Buffer.from(out);
}

const decoders = new Map<string, TextDecoder>();

function decode(charset: string, bytes: Buffer): string {
  const decoder = decoders.get(charset) ?? new TextDecoder(charset);
  decoders.set(charset, decoder);
  return decoder.decode(bytes);
}

/** RFC 1843: `~{` begins two-byte GB, `~}` ends it, `~~` is a tilde, and a tilde at the line's end joins lines. */
export function decodeHz(bytes: Buffer): string {
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
  return decode("gb18030", out.subarray(0, length));
}
