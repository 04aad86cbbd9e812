// Attachments of a mail: what they are called, what they claim to be, and their bytes.
import { createHash } from "node:crypto";
import type { Attachment } from "#domain/message.ts";
import { cleanFileName } from "#mail/file-name.ts";
import { firstValue, readHeaderBlock } from "#mail/header-fields.ts";
import { decodeHeaderText } from "#mail/header-text.ts";
import { bodyOf, type MimePart } from "#mail/mime-tree.ts";
import { textParameter } from "#mail/parameters.ts";
import { mailLimits } from "#mail/prescan.ts";
import { decodeTransfer } from "#mail/transfer-encoding.ts";
import { contentIdOf, mediaTypeOf } from "./body.ts";

/** Extensions for parts that came without a name. */
const extensions: Readonly<Record<string, string>> = {
  "text/plain": "txt",
  "text/html": "html",
  "text/calendar": "ics",
  "text/csv": "csv",
  "text/x-vcard": "vcf",
  "text/vcard": "vcf",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/bmp": "bmp",
  "image/tiff": "tif",
  "image/svg+xml": "svg",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "application/json": "json",
  "text/xml": "xml",
  "application/xml": "xml",
  "application/ms-tnef": "dat",
  "application/pgp-signature": "asc",
  "application/pgp-encrypted": "txt",
  "application/pkcs7-signature": "p7s",
  "application/pkcs7-mime": "p7m",
  "application/msword": "doc",
  "message/rfc822": "eml",
  "message/delivery-status": "txt",
  "text/rfc822-headers": "txt",
  "message/feedback-report": "txt",
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "video/mp4": "mp4",
};

const usualNames: Readonly<Record<string, string>> = {
  "text/calendar": "invitation",
  "message/delivery-status": "delivery-status",
  "text/rfc822-headers": "original-headers",
  "message/feedback-report": "feedback-report",
  "application/ms-tnef": "winmail",
  "application/pgp-signature": "signature",
  "application/pkcs7-signature": "smime",
};

/** `index` counts from 1, for parts without a name. `html` is the message's own, to see which parts it shows. */
export function readAttachment(part: MimePart, index: number, html: string | null): Attachment {
  const mediaType = mediaTypeOf(part);
  const content = decodeTransfer(bodyOf(part), part.transferEncoding);
  const contentId = contentIdOf(part);
  const isShown = contentId !== null && html !== null && html.includes(`cid:${contentId}`);
  return {
    name: nameOf(part, { mediaType, index, content }),
    mediaType,
    disposition: isShown || (part.disposition?.value === "inline" && mediaType.startsWith("image/")) ? "inline" : "attachment",
    contentId,
    content,
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}

function nameOf(part: MimePart, about: { mediaType: string; index: number; content: Buffer }): string {
  const written = writtenName(part);
  const extension = extensions[about.mediaType];
  const fallback = `${usualNames[about.mediaType] ?? `${about.mediaType.split("/")[0]}-${about.index}`}.${extension ?? "bin"}`;
  if (written !== null && written.trim() !== "") return cleanFileName(written, fallback);
  if (about.mediaType === "message/rfc822") return cleanFileName(`${subjectOf(about.content)}.eml`, fallback);
  return cleanFileName(fallback);
}

// RFC 2183 filename first, then the older `name` of Content-Type; Content-Description is not a name.
function writtenName(part: MimePart): string | null {
  const disposition = part.disposition === null ? null : textParameter(part.disposition, "filename");
  return disposition ?? textParameter(part.contentType, "name");
}

function subjectOf(message: Buffer): string {
  const block = readHeaderBlock(message, {
    start: 0,
    end: message.length,
    isPart: false,
    isDelimiter: () => false,
    limits: mailLimits,
  });
  const subject = decodeHeaderText(firstValue(block.fields, "subject") ?? "");
  return subject === "" ? "message" : subject.slice(0, 120);
}
