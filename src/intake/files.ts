// Which attached files of a message are kept, by the rules of its source; a refused one stays on the ticket by name.
import type { Attachment } from "#domain/message.ts";
import type { AttachmentSettings } from "#domain/source-settings.ts";

export type Refusal = "too-large" | "type-not-allowed" | "quota-exceeded" | "ignored";

export interface KeptFile {
  name: string;
  mediaType: string;
  /** By our own look at the first bytes; only these types are ever shown in a page. */
  sniffedType: "image/png" | "image/jpeg" | "image/gif" | "image/webp" | null;
  disposition: "attachment" | "inline";
  contentId: string | null;
  size: number;
  sha256: string;
  /** Null when the file was refused. */
  content: Uint8Array | null;
  refusedBecause: Refusal | null;
}

/** Applies a source's attachment rules. `storedBytes` is what the source keeps already, where a quota asks for it. */
export function keepFiles(attachments: readonly Attachment[], rules: AttachmentSettings, storedBytes: number): KeptFile[] {
  let stored = storedBytes;
  return attachments.map((attachment) => {
    const refusedBecause = refusal(attachment, rules, stored);
    if (refusedBecause === null) stored += attachment.content.byteLength;
    return {
      name: attachment.name,
      mediaType: attachment.mediaType,
      sniffedType: sniffImage(attachment.content),
      disposition: attachment.disposition,
      contentId: attachment.contentId,
      size: attachment.content.byteLength,
      sha256: attachment.sha256,
      content: refusedBecause === null ? attachment.content : null,
      refusedBecause,
    };
  });
}

function refusal(attachment: Attachment, rules: AttachmentSettings, stored: number): Refusal | null {
  if (rules.mode === "ignore") return "ignored";
  if (attachment.content.byteLength > rules.maxSize) return "too-large";
  if (rules.allowedTypes !== null && !rules.allowedTypes.some((allowed) => isOfType(attachment, allowed)))
    return "type-not-allowed";
  if (rules.quotaBytes !== null && stored + attachment.content.byteLength > rules.quotaBytes) return "quota-exceeded";
  return null;
}

/** `allowed` is a media type, or a whole family of them (`image/*`). */
function isOfType(attachment: Attachment, allowed: string): boolean {
  const wanted = allowed.toLowerCase();
  if (wanted.endsWith("/*")) return attachment.mediaType.startsWith(wanted.slice(0, -1));
  return attachment.mediaType === wanted;
}

const signatures: readonly [NonNullable<KeptFile["sniffedType"]>, string][] = [
  ["image/png", "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", "\xff\xd8\xff"],
  ["image/gif", "GIF87a"],
  ["image/gif", "GIF89a"],
];

/** The four image types that every browser draws and that cannot carry a script. The sender's word is not asked. */
function sniffImage(content: Uint8Array): KeptFile["sniffedType"] {
  const head = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, 16)).toString("latin1");
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  return signatures.find(([, signature]) => head.startsWith(signature))?.[0] ?? null;
}
