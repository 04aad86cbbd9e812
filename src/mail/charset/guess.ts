// Finds the charset of text that names none, or names the wrong one: the language whose letters explain the bytes best.
import { TextDecoder } from "node:util";
import iconv from "iconv-lite";
import { commonSigns, profiles, type LanguageProfile } from "./profiles.ts";

/** No more bytes are looked at: enough for any language to show itself. */
const maxSampleBytes = 1_500;
const maxSearchedBytes = 64 * 1024;

/** What a name that somebody gave to the charset is worth, in natural-log units. */
const hintBonus = 4;

/**
 * The likeliest charset of 8-bit text that is not UTF-8. `hint` is what something nearby is written in.
 * `atLeast` is by how much another has to be likelier than the hint, for text whose own label the hint is.
 */
export function guessCharset(bytes: Buffer, hint: string | null = null, atLeast = hintBonus): string {
  const sample = sampleOf(bytes);
  let best = "windows-1252";
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates()) {
    const score = scoreOf(sample, candidate) + (sameFamily(candidate.charset, hint) ? atLeast : 0);
    if (score <= bestScore) continue;
    best = candidate.charset;
    bestScore = score;
  }
  return best;
}

/** Whether one is the other, or the other with more letters. */
function sameFamily(charset: string, hint: string | null): boolean {
  if (hint === null) return false;
  return (families[hint] ?? hint) === (families[charset] ?? charset);
}

const families: Readonly<Record<string, string>> = {
  "iso-8859-1": "windows-1252",
  "iso-8859-15": "windows-1252",
  "iso-8859-9": "windows-1254",
  "iso-8859-11": "windows-874",
  gbk: "gb18030",
  "koi8-u": "koi8-r",
};

// Whole lines with letters outside ASCII, so that no character is cut in two.
function sampleOf(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  let start = 0;
  const end = Math.min(bytes.length, maxSearchedBytes);
  while (start < end && length < maxSampleBytes) {
    const lineFeed = bytes.indexOf(10, start);
    const stop = lineFeed === -1 ? bytes.length : lineFeed + 1;
    const line = bytes.subarray(start, Math.min(stop, start + maxSampleBytes));
    if (line.some((byte) => byte > 127)) {
      pieces.push(line);
      length += line.length;
    }
    start = stop;
  }
  return Buffer.concat(pieces);
}

/** A language in one of its charsets, ready for scoring. */
interface Candidate {
  charset: string;
  profile: LanguageProfile;
  /** Natural logs of how likely a letter is, by its code; for charsets of one byte by the byte. */
  chances: ReadonlyMap<number, number>;
  /** Null for charsets of several bytes. */
  table: ByteTable | null;
}

/** What the bytes from 0x80 on are in a charset of one byte, in a language. */
interface ByteTable {
  chances: Float64Array;
  letters: Uint8Array;
  capitals: Uint8Array;
  small: Uint8Array;
}

let known: Candidate[] = [];

// Made for the first text that needs them, which most mail does not.
function candidates(): readonly Candidate[] {
  if (known.length > 0) return known;
  known = profiles.flatMap((profile) => {
    const chances = chancesOf(profile);
    const isWide = profile.script === "east-asian";
    return profile.charsets.map((charset) => ({
      charset,
      profile,
      chances,
      table: isWide ? null : tableOf(charset, chances),
    }));
  });
  return known;
}

const highBytes = Buffer.from(Array.from({ length: 128 }, (_, index) => index + 128));

function tableOf(charset: string, chances: ReadonlyMap<number, number>): ByteTable {
  const text = charset.startsWith("cp") ? iconv.decode(highBytes, charset) : new TextDecoder(charset).decode(highBytes);
  const codes = Array.from({ length: 128 }, (_, index) => text.charCodeAt(index));
  return {
    chances: Float64Array.from(codes, (code) => chances.get(code) ?? unlisted),
    letters: Uint8Array.from(codes, (code) => Number(isLetter(code))),
    capitals: Uint8Array.from(codes, (code) => Number(isCapital(code))),
    small: Uint8Array.from(codes, (code) => Number(isSmall(code))),
  };
}

// Frequency falls with rank; capitals are a tenth as frequent where the list has none of its own.
function chancesOf({ letters, script, isFlat }: LanguageProfile): Map<number, number> {
  const chances = new Map<number, number>();
  const list = [...letters];
  const share = script === "east-asian" ? 0.5 : 0.9;
  const offset = isFlat === true ? 1e6 : script === "latin" ? 1.5 : 8;
  const total = list.reduce((sum, _, rank) => sum + 1 / (rank + offset), 0);
  for (const sign of commonSigns) chances.set(sign.codePointAt(0)!, Math.log(0.006));
  list.forEach((letter, rank) => {
    const chance = share / (rank + offset) / total;
    const capital = letter.toUpperCase();
    if (capital.length === 1 && !letters.includes(capital)) chances.set(capital.codePointAt(0)!, Math.log(chance * 0.1));
    chances.set(letter.codePointAt(0)!, Math.log(chance));
  });
  return chances;
}

function scoreOf(sample: Buffer, candidate: Candidate): number {
  const { charset, profile, table } = candidate;
  const start = profile.prior - rarity(charset, profile);
  if (table !== null) return start + scoreOfBytes(sample, table, profile);
  return mayBeWide(sample, charset) ? start + scoreOfText(strictText(sample, charset), candidate) : Number.NEGATIVE_INFINITY;
}

// Latin words mix ASCII with a few other letters; words of other scripts have nothing but their own.
function scoreOfBytes(sample: Buffer, table: ByteTable, { script }: LanguageProfile): number {
  let score = 0;
  for (let at = 0; at < sample.length; at += 1) {
    const byte = sample[at]! - 128;
    if (byte < 0) continue;
    score += table.chances[byte]!;
    if (table.letters[byte] === 0) continue;
    const before = at === 0 ? 32 : sample[at - 1]!;
    const isInWord = before >= 128 && table.letters[before - 128] === 1;
    if (isInWord && table.capitals[byte] === 1 && table.small[before - 128] === 1) score -= 3;
    if (script === "latin") score -= isInWord ? 2 : 0;
    else score -= (isAsciiLetter(before) ? 3 : 0) + (isAsciiLetter(sample[at + 1] ?? 32) ? 3 : 0);
  }
  return score;
}

function scoreOfText(text: string | null, { charset, chances }: Candidate): number {
  if (text === null) return Number.NEGATIVE_INFINITY;
  let score = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) score += chances.get(code) ?? restOf(code, charset);
  }
  return score;
}

/** Texts shorter than this are looked at before anything is decoded: there may be thousands of them in one header. */
const shortBytes = 32;

// Two bytes make a character; in the EUC family and GB 2312 both are high.
function mayBeWide(sample: Buffer, charset: string): boolean {
  if (sample.length > shortBytes) return true;
  let high = 0;
  let isEven = true;
  let run = 0;
  for (const byte of sample) {
    if (byte > 127) {
      high += 1;
      run += 1;
      continue;
    }
    if (run % 2 === 1) isEven = false;
    run = 0;
  }
  if (high < 2) return false;
  return (isEven && run % 2 === 0) || charset === "shift_jis" || charset === "big5";
}

// An older or foreign system's charset needs more to be believed than the usual one of the same language.
function rarity(charset: string, { charsets }: LanguageProfile): number {
  return charset === charsets[0] ? 0 : /^(cp|ibm|x-mac|mac)/.test(charset) ? 7 : 1;
}

const unlisted = Math.log(1 / 3_000);

const usualHan = new Map<string, ReadonlySet<number>>();

/** Rows of a charset that hold the characters of everyday use: lead bytes, first and last. */
const usualRows: Readonly<Record<string, readonly [number, number]>> = {
  gb18030: [0xb0, 0xd7],
  big5: [0xa4, 0xc6],
  "euc-jp": [0xb0, 0xcf],
  shift_jis: [0x88, 0x97],
  "euc-kr": [0xb0, 0xc8],
};

function restOf(code: number, charset: string): number {
  if (code >= 0xff01 && code <= 0xff5e) return Math.log(0.001);
  if (code >= 0x3000 && code <= 0x303f) return Math.log(0.002);
  if (usualHanOf(charset).has(code)) return Math.log(0.4 / usualHanOf(charset).size);
  if (code >= 0x30a0 && code <= 0x30ff && charset !== "euc-kr") return Math.log(0.002);
  if (code >= 0x4e00 && code <= 0x9fff) return Math.log(0.01 / 5_000);
  return Math.log(1e-6);
}

function usualHanOf(charset: string): ReadonlySet<number> {
  const known = usualHan.get(charset);
  if (known !== undefined) return known;
  const [first, last] = usualRows[charset]!;
  const bytes: number[] = [];
  for (let lead = first; lead <= last; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const isTrail = trail >= 0xa1 || ((charset === "big5" || charset === "shift_jis") && trail !== 0x7f);
      if (isTrail) bytes.push(lead, trail);
    }
  }
  const text = new TextDecoder(charset).decode(Buffer.from(bytes));
  const set = new Set([...text].map((character) => character.codePointAt(0)!).filter((code) => code > 0x2fff && code < 0xfffd));
  usualHan.set(charset, set);
  return set;
}

const strictDecoders = new Map<string, TextDecoder>();

/** Null where the bytes cannot be text of that charset. */
function strictText(bytes: Buffer, charset: string): string | null {
  const decoder = strictDecoders.get(charset) ?? new TextDecoder(charset, { fatal: true });
  strictDecoders.set(charset, decoder);
  try {
    return decoder.decode(bytes);
  } catch {
    return null; // Not text of that charset, which is what was asked.
  }
}

function isAsciiLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isLetter(code: number): boolean {
  const character = String.fromCharCode(code);
  return isAsciiLetter(code) || (code > 127 && (character.toLowerCase() !== character.toUpperCase() || code > 0x5ff));
}

function isCapital(code: number): boolean {
  const character = String.fromCharCode(code);
  return character.toLowerCase() !== character;
}

function isSmall(code: number): boolean {
  const character = String.fromCharCode(code);
  return character.toUpperCase() !== character;
}
