// Puts text and files on the wire as mail programs do: charsets, transfer encodings, boundaries, encoded words.
import iconv from "iconv-lite";
import type { Random } from "./random.ts";

/** Text in a charset, with what the charset cannot say replaced; line ends become CRLF. */
function encodeText(text: string, charset: string): Buffer {
  const lines = text.replaceAll("\n", "\r\n");
  return charset === "iso-2022-jp" ? iso2022jp(lines) : iconv.encode(lines, charset);
}

/** One text part: its header and body, in the transfer encoding that a mail program would choose or, as often, in another. */
export function textPart(random: Random, mediaType: string, { text, charset }: { text: string; charset: string }): Buffer {
  const bytes = encodeText(text, charset);
  const encoding = chooseEncoding(random, bytes, charset);
  const head = `Content-Type: ${mediaType}; charset="${charset}"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), transferEncode(bytes, encoding)]);
}

export function multipart(random: Random, subtype: string, parts: readonly Buffer[]): Buffer {
  const boundary = `=_${random.hex(32)}`;
  const head = `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\nThis is a multi-part message in MIME format.\r\n`;
  const open = Buffer.from(`--${boundary}\r\n`);
  const newLine = Buffer.from("\r\n");
  return Buffer.concat([
    Buffer.from(head),
    ...parts.flatMap((part) => [open, part, newLine]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}

/** RFC 2047: base64 words of at most 45 bytes of UTF-8, folded; plain text stays as it is. */
export function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  return words.map((each) => `=?utf-8?B?${Buffer.from(each).toString("base64")}?=`).join("\r\n ");
}

/** Base64 in lines of 76 characters, the last one ended. */
export function base64Lines(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += 76) lines.push(text.slice(at, at + 76));
  return Buffer.from(`${lines.join("\r\n")}\r\n`, "latin1");
}

type TransferEncoding = "7bit" | "8bit" | "base64" | "quoted-printable";

function chooseEncoding(random: Random, bytes: Buffer, charset: string): TransferEncoding {
  const draw = random.fraction();
  if (charset === "iso-2022-jp") return "7bit";
  if (["shift_jis", "gb18030", "euc-kr"].includes(charset) || draw < 0.15) return "base64";
  if (draw < 0.5) return "quoted-printable";
  return bytes.some((byte) => byte > 127) ? "8bit" : "7bit";
}

function transferEncode(bytes: Buffer, encoding: TransferEncoding): Buffer {
  if (encoding === "base64") return base64Lines(bytes);
  return encoding === "quoted-printable" ? quotedPrintable(bytes) : bytes;
}

/** RFC 2045 §6.7, with soft line breaks at 76. */
function quotedPrintable(bytes: Buffer): Buffer {
  const lines = bytes.toString("latin1").split("\r\n").map(quoteLine);
  return Buffer.from(lines.join("\r\n"), "latin1");
}

function quoteLine(line: string): string {
  const quoted = line.replace(
    /[^\x20-\x3c\x3e-\x7e]| $/g,
    (byte) => `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  let left = quoted;
  let result = "";
  while (left.length > 76) {
    // Never in the middle of an =XX.
    const escape = left.lastIndexOf("=", 74);
    const cut = escape > 72 ? escape : 75;
    result += `${left.slice(0, cut)}=\r\n`;
    left = left.slice(cut);
  }
  return result + left;
}

/** RFC 1468: ASCII and JIS X 0208, switched by escape sequences, back to ASCII at the end of each line. */
function iso2022jp(text: string): Buffer {
  const euc = iconv.encode(text, "euc-jp");
  const bytes: number[] = [];
  let isJapanese = false;
  for (let at = 0; at < euc.length; ) {
    const byte = euc[at] as number;
    const isPair = byte >= 0xa1;
    if (isPair !== isJapanese) bytes.push(...(isPair ? toJapanese : toAscii));
    isJapanese = isPair;
    if (isPair) bytes.push(byte & 0x7f, (euc[at + 1] as number) & 0x7f);
    else bytes.push(byte < 0x80 ? byte : 0x3f);
    at += eucLength(byte);
  }
  if (isJapanese) bytes.push(...toAscii);
  return Buffer.from(bytes);
}

const toJapanese = [0x1b, 0x24, 0x42];
const toAscii = [0x1b, 0x28, 0x42];

/** Beside pairs, EUC-JP has half-width kana (2 bytes) and JIS X 0212 (3 bytes), which ISO-2022-JP cannot say. */
function eucLength(first: number): number {
  if (first === 0x8f) return 3;
  return first >= 0xa1 || first === 0x8e ? 2 : 1;
}
