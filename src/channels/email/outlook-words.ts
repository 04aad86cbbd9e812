// The words of a message from Outlook's container, which writes them in three ways: HTML, RTF, plain text.
import { clean } from "#domain/clean.ts";
import { decompressRtf } from "#mail/outlook/rtf-compressed.ts";
import { readRtf } from "#mail/outlook/rtf-text.ts";
import type { TnefMessage } from "#mail/outlook/tnef.ts";
import type { FoundFile } from "./attachments.ts";
import type { Piece } from "./text.ts";

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
