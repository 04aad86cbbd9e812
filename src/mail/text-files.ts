// Files that stand in the text of a mail: uuencode, yEnc, BinHex and PGP messages. They leave the text and become files.
import type { Defect } from "#domain/message.ts";
import { readBinHex } from "./binhex.ts";
import { decodeUu, isUuLine } from "./uuencode.ts";

export interface TextFile {
  /** As written; null where it has none. */
  name: string | null;
  mediaType: string;
  content: Buffer;
}

export interface SplitText {
  /** What is left; the same buffer where there was no file. */
  text: Buffer;
  files: TextFile[];
  defects: Defect[];
}

interface Found extends TextFile {
  /** Where the text goes on. */
  end: number;
  defect?: Defect;
}

type Finder = (source: Source, start: number) => Found | null;

/** Line beginnings that announce a file, and what reads it. Each is looked for only where its words occur. */
const finders: readonly { words: string; find: Finder }[] = [
  { words: "begin ", find: findUu },
  { words: "begin-base64 ", find: findUu },
  { words: "=ybegin ", find: findYenc },
  { words: "-----BEGIN PGP MESSAGE", find: findPgp },
  { words: "(This file must be converted with BinHex", find: findBinHex },
];

const maxFiles = 100;

/** Total and linear. A block that is not what its first line says stays in the text. */
export function splitTextFiles(bytes: Buffer): SplitText {
  const present = finders.filter(({ words }) => bytes.includes(words));
  if (present.length === 0) return { text: bytes, files: [], defects: [] };
  const source = new Source(bytes);
  const files: TextFile[] = [];
  const defects: Defect[] = [];
  const kept: Buffer[] = [];
  let keptFrom = 0;
  let at = 0;
  while (at < bytes.length) {
    const found = files.length >= maxFiles ? null : findAt(source, at, present);
    if (found === null) {
      at = source.nextLine(at);
      continue;
    }
    kept.push(bytes.subarray(keptFrom, at));
    files.push({ name: found.name, mediaType: found.mediaType, content: found.content });
    if (found.defect !== undefined) defects.push(found.defect);
    at = found.end;
    keptFrom = at;
  }
  if (files.length === 0) return { text: bytes, files, defects };
  kept.push(bytes.subarray(keptFrom));
  return { text: Buffer.concat(kept), files, defects };
}

function findAt(source: Source, at: number, present: typeof finders): Found | null {
  for (const { words, find } of present) {
    if (source.startsWith(words, at)) {
      const found = find(source, at);
      if (found !== null) return found;
    }
  }
  return null;
}

class Source {
  readonly bytes: Buffer;
  private readonly missing = new Set<string>();
  /** Each looks through all that follows; nobody sends more of them. */
  binHexLeft = 5;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  startsWith(words: string, at: number): boolean {
    if (this.bytes[at] !== words.charCodeAt(0)) return false;
    return this.bytes.toString("latin1", at, at + words.length) === words;
  }

  nextLine(at: number): number {
    const lineFeed = this.bytes.indexOf(10, at);
    return lineFeed === -1 ? this.bytes.length : lineFeed + 1;
  }

  line(at: number, end: number): string {
    let stop = end;
    while (stop > at && (this.bytes[stop - 1] === 10 || this.bytes[stop - 1] === 13)) stop -= 1;
    return this.bytes.toString("latin1", at, stop);
  }

  /** The line after the next one that holds the words, or -1. Words that do not occur again are looked for once. */
  after(words: string, from: number): number {
    if (this.missing.has(words)) return -1;
    const at = this.bytes.indexOf(words, from, "latin1");
    if (at !== -1) return this.nextLine(at);
    this.missing.add(words);
    return -1;
  }
}

const uuStart = /^begin(-base64)? [0-7]{3,4} (\S.{0,250})$/;
/** Lines that a block without its end needs to be believed: it was cut off, or goes on in another mail. */
const minCutLines = 5;

function findUu(source: Source, start: number): Found | null {
  const body = source.nextLine(start);
  const first = uuStart.exec(source.line(start, Math.min(body, start + 400)).trimEnd());
  if (first === null) return null;
  const isBase64 = first[1] !== undefined;
  let lines = 0;
  let at = body;
  let isEnded = false;
  while (at < source.bytes.length && !isEnded) {
    const next = source.nextLine(at);
    const line = next - at > 200 ? "" : source.line(at, next);
    isEnded = isBase64 ? line.startsWith("====") : line.trimEnd() === "end";
    const isPart = isBase64 ? /^[A-Za-z0-9+/]{1,180}={0,2}$/.test(line) : line !== "" && isUuLine(line);
    if (!isEnded && !isPart && line.trim() !== "") break;
    if (isPart) lines += 1;
    if (!isPart && !isEnded && next >= source.bytes.length) break;
    at = next;
  }
  if (lines === 0 || (!isEnded && lines < minCutLines)) return null;
  const encoded = source.bytes.subarray(body, at);
  const content = isBase64 ? Buffer.from(encoded.toString("latin1"), "base64") : decodeUu(encoded);
  return { name: first[2]!.trim(), mediaType: "application/octet-stream", content, end: at };
}

// Its bytes do not survive mail, so nothing is decoded; the block is kept as it came.
function findYenc(source: Source, start: number): Found | null {
  const line = source.line(start, Math.min(source.nextLine(start), start + 1_000));
  if (!/ line=\d{1,5}\b/.test(line) || !line.includes(" name=")) return null;
  const name = line.slice(line.indexOf(" name=") + 6).trim();
  const end = source.after("=yend ", start);
  const stop = end === -1 ? source.bytes.length : end;
  return {
    name: `${name}.yenc`,
    mediaType: "application/octet-stream",
    content: source.bytes.subarray(start, stop),
    end: stop,
    defect: { code: "yenc-refused", detail: name.slice(0, 100) },
  };
}

function findPgp(source: Source, start: number): Found | null {
  if (
    !/^-----BEGIN PGP MESSAGE(, PART \d{1,3}(\/\d{1,3})?)?-----\s*$/.test(
      source.line(start, source.nextLine(start)).slice(0, 100),
    )
  )
    return null;
  const end = source.after("-----END PGP MESSAGE", start);
  if (end === -1) return null;
  return { name: "encrypted-message.asc", mediaType: "application/pgp", content: source.bytes.subarray(start, end), end };
}

function findBinHex(source: Source, start: number): Found | null {
  if (source.binHexLeft === 0) return null;
  source.binHexLeft -= 1;
  const open = source.bytes.indexOf(":", start, "latin1");
  const close = open === -1 ? -1 : source.bytes.indexOf(":", open + 1, "latin1");
  if (close === -1) return null;
  const end = source.nextLine(close);
  const file = readBinHex(source.bytes.subarray(start, end));
  return file === null ? null : { name: file.name, mediaType: "application/octet-stream", content: file.content, end };
}
