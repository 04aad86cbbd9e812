// Attachments of a mail: what they are called, what they claim to be, and their bytes.
import { createHash } from "node:crypto";
import type { Attachment } from "#domain/message.ts";
import { firstValue } from "#mail/header-fields.ts";
import { decodeHeaderText } from "#mail/header-text.ts";
import { bodyOf, type MimePart } from "#mail/mime-tree.ts";
import { textParameter } from "#mail/parameters.ts";
import { decodeTransfer } from "#mail/transfer-encoding.ts";
import type { AttachmentNames } from "./attachment-name.ts";
import { contentIdOf, mediaTypeOf } from "./body.ts";

/** A file as it came, before it has a name that can be shown. */
export interface FoundFile {
  /** As written, or null. */
  name: string | null;
  mediaType: string;
  isInline: boolean;
  contentId: string | null;
  /** What the sender says it is, or null. */
  description: string | null;
  content: Buffer;
}

export function fileOfPart(part: MimePart): FoundFile {
  const mediaType = mediaTypeOf(part);
  const description = firstValue(part.fields, "content-description");
  return {
    name: writtenName(part),
    mediaType,
    isInline: part.disposition?.value === "inline" && mediaType.startsWith("image/"),
    contentId: contentIdOf(part),
    description: description === null ? null : decodeHeaderText(description),
    content: decodeTransfer(bodyOf(part), part.transferEncoding),
  };
}

// RFC 2183 filename first, then the older `name` of Content-Type. An empty one is none.
function writtenName(part: MimePart): string | null {
  const disposition = part.disposition === null ? null : textParameter(part.disposition, "filename");
  if (disposition !== null && disposition.trim() !== "") return disposition;
  return textParameter(part.contentType, "name") ?? (part.disposition === null ? null : textParameter(part.disposition, "name"));
}

/** `html` is the message's own, to see which files it shows. */
export function attachmentOf(file: FoundFile, names: AttachmentNames, html: string | null): Attachment {
  const { mediaType, contentId, content } = file;
  const isShown = contentId !== null && html !== null && html.includes(`cid:${contentId}`);
  return {
    name: names.nameOf({ ...file, written: file.name }),
    mediaType,
    disposition: isShown || file.isInline ? "inline" : "attachment",
    contentId,
    content,
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}
