// The words of an RTF document, and the HTML or plain text that Outlook wrapped in one (MS-OXRTFEX).
import { decodeBytes } from "../charset/charset.ts";

export interface RtfContent {
  /** html and text were wrapped as they are; rtf means that the text was taken out of a formatted document. */
  from: "html" | "text" | "rtf";
  text: string;
}

interface Group {
  /** Nothing of it is shown. */
  isSkipped: boolean;
  /** Inside a group that holds a piece of the HTML source. */
  isTag: boolean;
  /** MS-OXRTFEX §2.1.3.1.2: what stands here is the RTF reader's rendering of the HTML. */
  isRtfOnly: boolean;
  isHidden: boolean;
  isFontTable: boolean;
  /** How many bytes stand for one \u character (§ Unicode RTF). */
  fallbackBytes: number;
  codePage: number;
}

const maxOutput = 2_000_000;
const maxDepth = 2_000;
/** How far into the document its header says what it was made from. */
const headerBytes = 2_000;

/** Total and linear. Null where the bytes are no RTF. */
export function readRtf(bytes: Buffer): RtfContent | null {
  if (bytes.toString("latin1", 0, 5) !== "{\\rtf") return null;
  const head = bytes.toString("latin1", 0, headerBytes);
  const from = head.includes("\\fromhtml") ? "html" : head.includes("\\fromtext") ? "text" : "rtf";
  const text = new RtfReader(bytes, from === "html").read();
  return { from, text: from === "html" ? text : text.replace(/\n{3,}/g, "\n\n").trim() };
}

class RtfReader {
  private readonly bytes: Buffer;
  private readonly isHtml: boolean;
  private readonly out: string[] = [];
  private readonly groups: Group[] = [];
  private readonly codePages = new Map<number, number>();
  private pending: number[] = [];
  private pendingPage = 1252;
  private length = 0;
  private group: Group = {
    isSkipped: false,
    isTag: false,
    isRtfOnly: false,
    isHidden: false,
    isFontTable: false,
    fallbackBytes: 1,
    codePage: 1252,
  };
  private documentPage = 1252;
  private currentFont = 0;
  private isStarred = false;
  private skipBytes = 0;

  constructor(bytes: Buffer, isHtml: boolean) {
    this.bytes = bytes;
    this.isHtml = isHtml;
  }

  read(): string {
    const { bytes } = this;
    let at = 0;
    while (at < bytes.length && this.length < maxOutput) {
      const byte = bytes[at]!;
      // What follows the outermost group is no document.
      if (byte === 125 && this.groups.length === 1) break;
      if (byte === 123) this.openGroup();
      else if (byte === 125) this.closeGroup();
      else if (byte === 92) {
        at = this.readControl(at + 1);
        continue;
      } else if (byte !== 10 && byte !== 13) this.putByte(byte);
      at += 1;
    }
    this.flush();
    return this.out.join("");
  }

  private openGroup(): void {
    this.skipBytes = 0;
    this.isStarred = false;
    if (this.groups.length < maxDepth) this.groups.push(this.group);
    this.group = { ...this.group };
  }

  private closeGroup(): void {
    this.flush();
    this.skipBytes = 0;
    this.group = this.groups.pop() ?? this.group;
  }

  // A control symbol, or a control word with its number and the blank that ends it.
  private readControl(at: number): number {
    const { bytes } = this;
    const first = bytes[at];
    if (first === undefined) return at;
    if (!isLetter(first)) return this.readSymbol(first, at);
    let end = at;
    while (end < bytes.length && end - at < 32 && isLetter(bytes[end]!)) end += 1;
    const word = bytes.toString("latin1", at, end);
    let numberEnd = bytes[end] === 45 ? end + 1 : end;
    while (numberEnd < bytes.length && numberEnd - end < 11 && isDigit(bytes[numberEnd]!)) numberEnd += 1;
    const value = numberEnd > end ? Number(bytes.toString("latin1", end, numberEnd)) : null;
    if (word === "bin") return numberEnd + 1 + Math.max(0, value ?? 0);
    this.takeWord(word, value);
    return bytes[numberEnd] === 32 ? numberEnd + 1 : numberEnd;
  }

  private readSymbol(symbol: number, at: number): number {
    if (symbol === 39) {
      const byte = Number.parseInt(this.bytes.toString("latin1", at + 1, at + 3), 16);
      if (!Number.isNaN(byte)) this.putByte(byte);
      return at + 3;
    }
    if (symbol === 42) this.isStarred = true;
    else if (symbol === 126) this.put(this.isHtml ? "&nbsp;" : "\u00a0");
    else if (symbol === 95) this.put(this.isHtml ? "&shy;" : "-");
    else if (symbol === 10 || symbol === 13) this.put("\n");
    else if (symbol === 92 || symbol === 123 || symbol === 125) this.putByte(symbol);
    return at + 1;
  }

  private takeWord(word: string, value: number | null): void {
    const isStarred = this.isStarred;
    this.isStarred = false;
    if (this.takeState(word, value)) return;
    const sign = signs[word];
    if (sign !== undefined) this.put(this.isHtml ? (htmlSigns[word] ?? sign) : sign);
    else if (word === "u") this.putUnicode(value ?? 0);
    else if (word === "htmltag") this.group.isTag = true;
    else if (skippedGroups.has(word) || (isStarred && word !== "htmltag")) this.group.isSkipped = true;
  }

  private takeState(word: string, value: number | null): boolean {
    const { group } = this;
    switch (word) {
      case "ansicpg":
        this.documentPage = value ?? 1252;
        group.codePage = this.documentPage;
        return true;
      case "uc":
        group.fallbackBytes = Math.min(Math.max(value ?? 1, 0), 10);
        return true;
      case "htmlrtf":
        this.flush();
        group.isRtfOnly = value !== 0;
        return true;
      case "v":
        this.flush();
        group.isHidden = value !== 0;
        return true;
      case "plain":
        this.flush();
        group.isHidden = false;
        group.codePage = this.documentPage;
        return true;
      case "fonttbl":
        group.isFontTable = true;
        group.isSkipped = true;
        return true;
      case "fcharset":
        if (group.isFontTable) this.codePages.set(this.currentFont, fontPages[value ?? 0] ?? this.documentPage);
        return true;
      case "f":
        if (group.isFontTable) this.currentFont = value ?? 0;
        else group.codePage = this.codePages.get(value ?? 0) ?? this.documentPage;
        return true;
      default:
        return false;
    }
  }

  private isShown(): boolean {
    const { isSkipped, isRtfOnly, isHidden, isTag } = this.group;
    return !isSkipped && !(this.isHtml && isRtfOnly && !isTag) && !(isHidden && !this.isHtml);
  }

  private putByte(byte: number): void {
    if (this.skipBytes > 0) {
      this.skipBytes -= 1;
      return;
    }
    if (!this.isShown()) return;
    if (this.pendingPage !== this.group.codePage) this.flush();
    this.pendingPage = this.group.codePage;
    this.pending.push(byte);
    this.length += 1;
  }

  private putUnicode(value: number): void {
    this.put(String.fromCharCode(value & 0xffff));
    this.skipBytes = this.group.fallbackBytes;
  }

  private put(text: string): void {
    this.skipBytes = 0;
    if (!this.isShown()) return;
    this.flush();
    this.out.push(text);
    this.length += text.length;
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    this.out.push(decodeBytes(Buffer.from(this.pending), `cp${this.pendingPage}`).text);
    this.pending = [];
  }
}

const skippedGroups = new Set([
  "colortbl",
  "stylesheet",
  "listtable",
  "listoverridetable",
  "info",
  "pict",
  "object",
  "objdata",
  "header",
  "headerl",
  "headerr",
  "footer",
  "footerl",
  "footerr",
  "fldinst",
  "mhtmltag",
  "themedata",
  "datastore",
  "xmlnstbl",
  "rsidtbl",
  "generator",
  "bkmkstart",
  "bkmkend",
]);

const signs: Readonly<Record<string, string>> = {
  par: "\n",
  line: "\n",
  row: "\n",
  sect: "\n",
  page: "\n",
  tab: "\t",
  cell: "\t",
  lquote: "\u2018",
  rquote: "\u2019",
  ldblquote: "\u201c",
  rdblquote: "\u201d",
  bullet: "\u2022",
  endash: "\u2013",
  emdash: "\u2014",
  emspace: "\u2003",
  enspace: "\u2002",
};

/** MS-OXRTFEX §2.1.3.1.4: the signs as HTML writes them. */
const htmlSigns: Readonly<Record<string, string>> = {
  lquote: "&lsquo;",
  rquote: "&rsquo;",
  ldblquote: "&ldquo;",
  rdblquote: "&rdquo;",
  bullet: "&bull;",
  endash: "&ndash;",
  emdash: "&mdash;",
};

/** Code pages of a font's \fcharset. */
const fontPages: Readonly<Record<number, number>> = {
  0: 1252,
  77: 10000,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
};

function isLetter(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90);
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
