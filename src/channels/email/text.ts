// The text and HTML of a mail from the parts chosen for them, decoded and bounded.
import { clean, cleanTo } from "#domain/clean.ts";
import type { Defect } from "#domain/message.ts";
import { decodeBytes } from "#mail/charset.ts";
import { bodyOf, type MimePart } from "#mail/mime-tree.ts";
import { textParameter } from "#mail/parameters.ts";
import { textFromHtml } from "#mail/text-from-html.ts";
import { decodeTransfer, isKnownEncoding } from "#mail/transfer-encoding.ts";
import { mediaTypeOf, type BodyParts } from "./body.ts";

export interface MailText {
  text: string;
  html: string | null;
  defects: Defect[];
}

const maxTextLength = 1_000_000;
const maxHtmlLength = 2_000_000;
/** No more bytes of a text are decoded: enough for the lengths above in any charset. */
const maxTextBytes = 8_000_000;

export function readMailText(body: BodyParts): MailText {
  const defects: Defect[] = [];
  const decoded = new Map<MimePart, string>();
  const textOf = (part: MimePart) => {
    const known = decoded.get(part);
    if (known !== undefined) return known;
    const text = decodePart(part, defects);
    decoded.set(part, text);
    return text;
  };
  const html = htmlOf(body.html, textOf);
  const pieces = body.text.map((part) => (mediaTypeOf(part) === "text/html" ? textFromHtml(textOf(part)) : textOf(part)));
  const text = pieces
    .map(trimmedEnd)
    .filter((piece) => piece !== "")
    .join("\n\n");
  const isOnlyHtml = text.trim() === "" && html !== null;
  return {
    text: bounded(isOnlyHtml ? textFromHtml(html) : text, { max: maxTextLength, code: "text-cut", defects }),
    html: html === null ? null : bounded(html, { max: maxHtmlLength, code: "html-cut", defects }),
    defects,
  };
}

// Plain parts among the HTML are shown as written; a message without any HTML part has none.
function htmlOf(parts: readonly MimePart[], textOf: (part: MimePart) => string): string | null {
  if (!parts.some((part) => mediaTypeOf(part) === "text/html" && !isUtf7(part))) return null;
  return parts
    .map((part) => (mediaTypeOf(part) === "text/html" && !isUtf7(part) ? textOf(part) : asHtml(textOf(part))))
    .join("\n");
}

function asHtml(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return text.trim() === "" ? "" : `<pre style="white-space: pre-wrap">${escaped}</pre>`;
}

// UTF-7 can spell tags that nothing in front of the sanitizer saw: such HTML is read as text alone.
function isUtf7(part: MimePart): boolean {
  return (textParameter(part.contentType, "charset") ?? "").toLowerCase().includes("utf-7");
}

function decodePart(part: MimePart, defects: Defect[]): string {
  const charset = textParameter(part.contentType, "charset");
  if (!isKnownEncoding(part.transferEncoding)) note(defects, "encoding-unknown", part.transferEncoding.slice(0, 100));
  const whole = decodeTransfer(bodyOf(part), part.transferEncoding);
  const bytes = whole.subarray(0, maxTextBytes);
  if (whole.length > maxTextBytes) note(defects, "text-cut", `${whole.length} bytes`);
  const { text, asDeclared } = decodeBytes(bytes, charset ?? metaCharset(bytes, part));
  if (!asDeclared) note(defects, "charset-unknown", (charset ?? "none").slice(0, 100));
  const lines = clean(text).replace(/\r\n?/g, "\n");
  return part.contentType.parameters.get("format")?.toLowerCase() === "flowed" ? unflow(lines, part) : lines;
}

// HTML may name its charset itself, when the part does not.
function metaCharset(bytes: Buffer, part: MimePart): string | null {
  if (mediaTypeOf(part) !== "text/html") return null;
  const head = bytes.toString("latin1", 0, 2_000).toLowerCase();
  const at = head.indexOf("charset=");
  const name = at === -1 ? null : /^["']?([a-z0-9_-]{2,40})/.exec(head.slice(at + 8));
  return name?.[1] ?? null;
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

function trimmedEnd(text: string): string {
  return text.trimEnd();
}

function bounded(text: string, limit: { max: number; code: string; defects: Defect[] }): string {
  if (text.length <= limit.max) return clean(text);
  note(limit.defects, limit.code, `${text.length} characters`);
  return cleanTo(text, limit.max);
}

function note(defects: Defect[], code: string, detail: string): void {
  if (!defects.some((defect) => defect.code === code)) defects.push({ code, detail });
}
