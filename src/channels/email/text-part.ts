// One text part of a mail, decoded: its transfer encoding, the files in it, its charset, flowed lines, legacy headers.
import { clean } from "#domain/clean.ts";
import type { Defect } from "#domain/message.ts";
import { decodeBytes } from "#mail/charset/charset.ts";
import { bodyOf, type MimePart } from "#mail/mime-tree.ts";
import { textParameter } from "#mail/parameters.ts";
import { splitTextFiles, type TextFile } from "#mail/text-files.ts";
import { decodeTransfer, isKnownEncoding } from "#mail/transfer-encoding.ts";
import { isHtml } from "./body.ts";

export interface PartText {
  text: string;
  /** What stood in the text and is a file (uuencode and the like). */
  files: TextFile[];
  defects: Defect[];
}

/** No more bytes of a text are decoded: enough for the longest text we keep, in any charset. */
const maxTextBytes = 8_000_000;

/** Line ends are `\n`. `hint` is a charset to try where the part names none. */
export function readTextPart(part: MimePart, hint: string | null): PartText {
  const defects: Defect[] = [];
  const charset = textParameter(part.contentType, "charset");
  if (!isKnownEncoding(part.transferEncoding))
    defects.push({ code: "encoding-unknown", detail: part.transferEncoding.slice(0, 100) });
  const whole = decodeTransfer(bodyOf(part), part.transferEncoding);
  const binary = binaryFile(whole, charset);
  if (binary !== null) return { text: "", files: [binary], defects };
  const split = isHtml(part) ? { text: whole, files: [], defects: [] } : splitTextFiles(whole);
  const bytes = split.text.subarray(0, maxTextBytes);
  if (split.text.length > maxTextBytes) defects.push({ code: "text-cut", detail: `${split.text.length} bytes` });
  const { text, asDeclared } = decodeBytes(bytes, charset ?? metaCharset(bytes, part), hint);
  if (!asDeclared) defects.push({ code: "charset-unknown", detail: (charset ?? "none").slice(0, 100) });
  return {
    text: arranged(clean(text).replace(/\r\n?/g, "\n"), part),
    files: split.files,
    defects: [...defects, ...split.defects],
  };
}

/** How files begin that occur where text was announced. */
const signatures: readonly { bytes: Buffer; mediaType: string; name: string }[] = [
  { bytes: Buffer.from("\x89PNG\r\n", "latin1"), mediaType: "image/png", name: "image.png" },
  { bytes: Buffer.from("GIF8", "latin1"), mediaType: "image/gif", name: "image.gif" },
  { bytes: Buffer.from("\xff\xd8\xff", "latin1"), mediaType: "image/jpeg", name: "image.jpg" },
  { bytes: Buffer.from("%PDF-", "latin1"), mediaType: "application/pdf", name: "document.pdf" },
  { bytes: Buffer.from("PK\x03\x04", "latin1"), mediaType: "application/zip", name: "file.zip" },
];

// Programs that name no type, or the wrong one, send files as text: nobody can read those.
function binaryFile(bytes: Buffer, charset: string | null): TextFile | null {
  const known = signatures.find((signature) => bytes.subarray(0, signature.bytes.length).equals(signature.bytes));
  if (known === undefined || charset?.toLowerCase().startsWith("utf-16") === true) return null;
  return { name: known.name, mediaType: known.mediaType, content: bytes };
}

function arranged(text: string, part: MimePart): string {
  const { parameters } = part.contentType;
  const lines = parameters.get("hp-legacy-display") === "1" && !isHtml(part) ? withoutLegacyDisplay(text) : text;
  return parameters.get("format")?.toLowerCase() === "flowed" ? unflow(lines, part) : lines;
}

// RFC 9788 §4.10.2: the header fields that are repeated for old readers, up to the first empty line.
function withoutLegacyDisplay(text: string): string {
  const end = text.indexOf("\n\n");
  return end === -1 ? text : text.slice(end + 2);
}

/** UTF-7 can spell tags that nothing in front of the sanitizer saw: such HTML is read as text alone. */
export function isUtf7(part: MimePart): boolean {
  return (textParameter(part.contentType, "charset") ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .includes("utf7");
}

// HTML may name its charset itself, when the part does not.
function metaCharset(bytes: Buffer, part: MimePart): string | null {
  if (!isHtml(part)) return null;
  const head = bytes.toString("latin1", 0, 2_000).toLowerCase();
  const at = head.indexOf("charset=");
  const name = at === -1 ? null : /^["']?([a-z0-9_-]{2,40})/.exec(head.slice(at + 8));
  // Whoever reads this far has read ASCII: a claim of two bytes for each character is wrong.
  return name === null || name[1]!.startsWith("utf-16") ? null : name[1]!;
}

// RFC 3676 §4: a line that ends in a blank goes on in the next one of the same quote depth; `-- ` is a signature's mark.
function unflow(text: string, part: MimePart): string {
  const deleteBlank = part.contentType.parameters.get("delsp")?.toLowerCase() === "yes";
  const out: string[] = [];
  let isOpen = false;
  let openDepth = 0;
  for (const line of text.split("\n")) {
    const depth = quoteDepth(line);
    const content = line.slice(depth).replace(/^ /, "");
    const joins = isOpen && depth === openDepth && content !== "-- ";
    const flows = content.endsWith(" ") && content !== "-- ";
    const kept = flows && deleteBlank ? content.slice(0, -1) : content;
    if (joins) out.push(kept);
    else out.push(out.length === 0 ? "" : "\n", depth === 0 ? "" : `${">".repeat(depth)} `, kept);
    isOpen = flows;
    openDepth = depth;
  }
  return out.join("");
}

function quoteDepth(line: string): number {
  let depth = 0;
  while (line.charCodeAt(depth) === 62) depth += 1;
  return depth;
}
