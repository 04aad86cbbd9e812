// Files that are containers of other files or of the message itself: winmail.dat, BinHex, AppleSingle. What they hold is shown.
import { clean } from "#domain/clean.ts";
import type { Defect } from "#domain/message.ts";
import { readAppleSingle, readBinHex, type MacFile } from "#mail/binhex.ts";
import { decompressRtf } from "#mail/rtf-compressed.ts";
import { readRtf } from "#mail/rtf-text.ts";
import { textFromHtml } from "#mail/text-from-html.ts";
import { isTnef, readTnef, type TnefFile, type TnefMessage } from "#mail/tnef.ts";
import type { FoundFile } from "./attachments.ts";
import { messageFileOf } from "./message-file.ts";
import type { Piece } from "./text.ts";

export interface Opened {
  files: FoundFile[];
  /** The message's own words, where the container holds them. */
  piece: Piece | null;
  defects: Defect[];
}

/** The file itself stays among the files where it could not be read whole. */
export function openContainer(file: FoundFile): Opened {
  if (isTnef(file.content)) return openTnef(file);
  const inner = readMac(file);
  return { files: [inner ?? file], piece: null, defects: [] };
}

const macTypes = new Set(["application/mac-binhex40", "application/mac-binhex", "application/applefile"]);

function readMac(file: FoundFile): FoundFile | null {
  if (!macTypes.has(file.mediaType)) return null;
  const inner: MacFile | null = readBinHex(file.content) ?? readAppleSingle(file.content);
  if (inner === null) return null;
  return { ...file, name: inner.name ?? file.name, mediaType: "application/octet-stream", content: inner.content };
}

function openTnef(file: FoundFile): Opened {
  const message = readTnef(file.content)!;
  const { piece, files } = wordsOf(message);
  const all = [...message.files.map(fileOfTnef), ...files];
  if (message.isWhole) return { files: all, piece, defects: [] };
  const detail = `${file.name ?? "winmail.dat"}: damaged or cut off, kept as it came`;
  return { files: [...all, file], piece, defects: [{ code: "tnef-damaged", detail }] };
}

/** The body of a message from Outlook: HTML, or RTF that holds HTML or text, or text; a formatted RTF stays as a file, too. */
export function wordsOf({ text, html, rtf }: TnefMessage): { piece: Piece | null; files: FoundFile[] } {
  const document = rtf === null ? null : decompressRtf(rtf);
  const content = document === null ? null : readRtf(document);
  const ownHtml = html ?? (content?.from === "html" ? content.text : null);
  const ownText = text ?? (content !== null && content.from !== "html" ? content.text : null);
  const isFormatted = ownHtml === null && document !== null && content?.from !== "text";
  const piece: Piece = {
    text: ownText === null ? null : tidy(ownText),
    html: ownHtml === null ? null : clean(ownHtml),
  };
  const isEmpty = piece.text === null && piece.html === null;
  return { piece: isEmpty ? null : piece, files: isFormatted ? [rtfFile(document)] : [] };
}

function tidy(text: string): string {
  return clean(text).replace(/\r\n?/g, "\n").trimEnd();
}

function rtfFile(content: Buffer): FoundFile {
  return { name: "message.rtf", mediaType: "application/rtf", isInline: false, contentId: null, description: null, content };
}

function fileOfTnef(file: TnefFile): FoundFile {
  if (file.message !== null) return messageFileOf(file.message, file.name);
  const mediaType = /^[!-.0-~]{1,99}\/[!-~]{1,99}$/.test(file.mediaType) ? file.mediaType : "application/octet-stream";
  const contentId = file.contentId === null ? null : clean(file.contentId.replace(/[<>\s]/g, ""));
  return {
    name: file.name,
    mediaType,
    isInline: false,
    contentId: contentId === "" ? null : contentId,
    description: null,
    content: file.content,
  };
}

/** The words of a piece in one form, for comparing. */
export function textOfPiece(piece: Piece): string {
  return piece.text ?? (piece.html === null ? "" : textFromHtml(piece.html));
}
