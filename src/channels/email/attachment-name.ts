// What an attached file is called: as its sender named it, else by what it is about, else by its type.
import { cleanFileName, extensionOf } from "#mail/file-name.ts";
import { firstValue, readHeaderBlock } from "#mail/header-fields.ts";
import { decodeHeaderText } from "#mail/header-text.ts";
import { mailLimits } from "#mail/prescan.ts";

export interface NameClues {
  /** As the sender wrote it, or null. */
  written: string | null;
  mediaType: string;
  /** Content-Description, or null. */
  description: string | null;
  contentId: string | null;
  content: Buffer;
}

/** Extensions for files that came without a name. */
const extensions: Readonly<Record<string, string>> = {
  "text/plain": "txt",
  "text/html": "html",
  "text/calendar": "ics",
  "application/ics": "ics",
  "text/csv": "csv",
  "text/x-vcard": "vcf",
  "text/vcard": "vcf",
  "text/directory": "vcf",
  "text/rtf": "rtf",
  "text/enriched": "txt",
  "text/richtext": "txt",
  "text/markdown": "md",
  "text/xml": "xml",
  "text/x-amp-html": "html",
  "text/watch-html": "html",
  "image/jpeg": "jpg",
  "image/jpg": "jpg",
  "image/pjpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/bmp": "bmp",
  "image/tiff": "tif",
  "image/heic": "heic",
  "image/avif": "avif",
  "image/svg+xml": "svg",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "application/x-zip-compressed": "zip",
  "application/gzip": "gz",
  "application/json": "json",
  "application/xml": "xml",
  "application/rtf": "rtf",
  "application/ms-tnef": "dat",
  "application/vnd.ms-tnef": "dat",
  "application/pgp": "asc",
  "application/pgp-signature": "asc",
  "application/pgp-keys": "asc",
  "application/pgp-encrypted": "txt",
  "application/pkcs7-signature": "p7s",
  "application/x-pkcs7-signature": "p7s",
  "application/pkcs7-mime": "p7m",
  "application/x-pkcs7-mime": "p7m",
  "application/mac-binhex40": "hqx",
  "application/postscript": "ps",
  "application/msword": "doc",
  "application/vnd.ms-excel": "xls",
  "application/vnd.ms-powerpoint": "ppt",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/vnd.oasis.opendocument.spreadsheet": "ods",
  "message/rfc822": "eml",
  "message/global": "eml",
  "message/partial": "eml",
  "message/external-body": "txt",
  "message/delivery-status": "txt",
  "message/global-delivery-status": "txt",
  "message/disposition-notification": "txt",
  "text/rfc822-headers": "txt",
  "message/rfc822-headers": "txt",
  "message/feedback-report": "txt",
  "audio/basic": "au",
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "audio/x-wav": "wav",
  "audio/mp4": "m4a",
  "audio/ogg": "ogg",
  "audio/amr": "amr",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
  "video/webm": "webm",
  "video/3gpp": "3gp",
};

const usualNames: Readonly<Record<string, string>> = {
  "text/calendar": "calendar",
  "application/ics": "calendar",
  "text/vcard": "contact",
  "text/x-vcard": "contact",
  "text/directory": "contact",
  "message/delivery-status": "delivery-status",
  "message/global-delivery-status": "delivery-status",
  "message/disposition-notification": "read-receipt",
  "text/rfc822-headers": "original-headers",
  "message/rfc822-headers": "original-headers",
  "message/feedback-report": "feedback-report",
  "message/partial": "part-of-message",
  "message/external-body": "external-file",
  "application/ms-tnef": "winmail",
  "application/vnd.ms-tnef": "winmail",
  "application/pgp": "encrypted-message",
  "application/pgp-signature": "signature",
  "application/pgp-encrypted": "version",
  "application/pgp-keys": "public-key",
  "application/pkcs7-signature": "smime",
  "application/x-pkcs7-signature": "smime",
  "application/pkcs7-mime": "smime",
  "application/x-pkcs7-mime": "smime",
};

const familyNames: Readonly<Record<string, string>> = {
  text: "document",
  image: "image",
  audio: "audio",
  video: "video",
  message: "message",
};

const maxTitleLength = 120;

/** Names for the files of one message. Names that we make up do not repeat. */
export class AttachmentNames {
  private readonly used = new Set<string>();

  nameOf(clues: NameClues): string {
    const { written, mediaType } = clues;
    const fallback = usualName(mediaType);
    const name = written === null || written.trim() === "" ? null : cleanFileName(written, "");
    if (name !== null && name !== "") return this.taken(name);
    return this.unused(titled(clues, fallback));
  }

  private taken(name: string): string {
    this.used.add(name.toLowerCase());
    return name;
  }

  private unused(name: string): string {
    const extension = extensionOf(name);
    const base = extension === "" ? name : name.slice(0, -extension.length - 1);
    for (let count = 0; ; count += 1) {
      const candidate = count === 0 ? name : `${base}${count}${extension === "" ? "" : `.${extension}`}`;
      if (!this.used.has(candidate.toLowerCase())) return this.taken(candidate);
    }
  }
}

function usualName(mediaType: string): string {
  const extension = extensions[mediaType];
  const base = usualNames[mediaType] ?? familyNames[mediaType.split("/")[0]!] ?? (extension === undefined ? "file" : "document");
  return `${base}.${extension ?? "bin"}`;
}

// A message's own subject; else what the sender says it is; else the name some programs put into the Content-ID.
function titled({ mediaType, description, contentId, content }: NameClues, fallback: string): string {
  if (mediaType === "message/rfc822" || mediaType === "message/global") {
    const title = subjectOf(content) || (description ?? "");
    return title === "" ? fallback : cleanFileName(`${title.slice(0, maxTitleLength)}.eml`, fallback);
  }
  if (description !== null && description !== "" && description.length <= maxTitleLength) {
    const extension = extensions[mediaType] ?? "bin";
    const isName = extensionOf(description) !== "" && !description.includes(" ");
    return cleanFileName(isName ? description : `${description}.${extension}`, fallback);
  }
  const inId = /^([^@\s]{1,80}\.[a-z0-9]{2,5})@/i.exec(contentId ?? "")?.[1];
  return inId === undefined ? fallback : cleanFileName(inId, fallback);
}

/** The decoded subject of a message's bytes; empty where it has none. */
function subjectOf(message: Buffer): string {
  const block = readHeaderBlock(message, {
    start: 0,
    end: message.length,
    isPart: false,
    isDelimiter: () => false,
    limits: mailLimits,
  });
  return decodeHeaderText(firstValue(block.fields, "subject") ?? "");
}
