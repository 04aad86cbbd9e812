// Files that are containers of other files or of the message itself: winmail.dat, BinHex, AppleSingle. What they hold is shown.
import { clean } from "#domain/clean.ts";
import type { Defect } from "#domain/message.ts";
import { readAppleSingle, readBinHex, type MacFile } from "#mail/binhex.ts";
import { isTnef, readTnef, type TnefFile } from "#mail/outlook/tnef.ts";
import type { FoundFile } from "./attachments.ts";
import { messageFileOf } from "./message-file.ts";
import { wordsOf } from "./outlook-words.ts";
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
