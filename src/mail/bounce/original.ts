// The message that a report is about: its id, subject and recipients, from a returned part or from what follows in the text.
import { firstValue, readHeaderBlock, type HeaderField } from "../header-fields.ts";
import { decodeHeaderText, rawHeaderText } from "../header-text.ts";
import { parseMessageId } from "../message-id.ts";
import { bodyOf, type MimePart } from "../mime-tree.ts";
import { decodeTransfer } from "../transfer-encoding.ts";

export interface OriginalMessage {
  messageId: string | null;
  subject: string | null;
  /** Its header fields, as written; empty where nothing of it came back. */
  fields: readonly HeaderField[];
}

/** The lines of a report, cut where the returned message begins. */
export interface ReportText {
  head: readonly string[];
  returned: readonly string[];
}

const maxReturnedBytes = 256 * 1024;
const limits = { headerFields: 1_000, headerBytes: maxReturnedBytes };
const maxLines = 3_000;
const maxLineLength = 2_000;
const maxSubjectLength = 1_000;

const returnedTypes = new Set([
  "message/rfc822",
  "message/global",
  "message/partial", // Bigfoot returned the beginning of the message under this name.
  "message/rfc822-headers",
  "message/global-headers",
  "text/rfc822-headers",
  "text/rfc822-header",
  "text/rfc822",
]);

export function isReturnedPart(part: MimePart): boolean {
  return returnedTypes.has(part.contentType.value);
}

/** The fields of the first returned part that has any; null where the report has none. */
function returnedFields(parts: readonly MimePart[]): readonly HeaderField[] | null {
  for (const part of parts) {
    if (!isReturnedPart(part)) continue;
    const bytes = decodedBody(part);
    const { fields } = readFieldsAt(bytes, leadingBlank(bytes));
    if (fields.length > 0) return fields;
  }
  return null;
}

// Where a boundary was changed on the way, the returned message is the tail of the part in front of it.
function fieldsBehindStatus(parts: readonly MimePart[]): readonly HeaderField[] {
  for (const part of parts) {
    if (!part.contentType.value.endsWith("delivery-status")) continue;
    const fields = fieldsOfLines(splitReport(decodedBody(part).toString("latin1")).returned);
    if (fields.length > 0) return fields;
  }
  return [];
}

function decodedBody(part: MimePart): Buffer {
  return decodeTransfer(bodyOf(part), part.transferEncoding).subarray(0, maxReturnedBytes);
}

export function readFieldsAt(bytes: Buffer, start: number) {
  return readHeaderBlock(bytes, { start, end: bytes.length, isPart: false, isDelimiter: () => false, limits });
}

function leadingBlank(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && (bytes[at] === 10 || bytes[at] === 13)) at += 1;
  return at;
}

/** What tells most of the original, best first: the part that came back, the headers in the text, what the report says about it. */
export function readOriginal(parts: readonly MimePart[], text: ReportText): OriginalMessage {
  const inText = fieldsOfLines(text.returned);
  const fields = returnedFields(parts) ?? (inText.length > 0 ? inText : fieldsBehindStatus(parts));
  return {
    // Exchange quotes the headers as it got them, and returns the message as it keeps it.
    messageId:
      idOf(firstValue(inText, "message-id")) ?? idOf(firstValue(fields, "message-id")) ?? idOf(toldValue(text, "message-id")),
    subject: subjectOf(firstValue(fields, "subject") ?? null) ?? toldSubject(text),
    fields,
  };
}

function idOf(value: string | null): string | null {
  return value === null ? null : parseMessageId(rawHeaderText(value.slice(0, 2_000)));
}

function subjectOf(value: string | null): string | null {
  if (value === null) return null;
  return decodeHeaderText(value.slice(0, 4 * maxSubjectLength))
    .slice(0, maxSubjectLength)
    .toWellFormed();
}

// Exchange, Domino and others repeat a few fields of the original above or below their reason.
function toldValue({ head, returned }: ReportText, name: string): string | null {
  for (const line of [...head, ...returned]) {
    const colon = line.indexOf(":");
    if (colon < 1 || colon > 40) continue;
    if (line.slice(0, colon).trim().toLowerCase() === name) return line.slice(colon + 1).trim();
  }
  return null;
}

const subjectWords =
  /^\s*(?:the message )?(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|тема|件名|主题|主旨)(?: was)?\s*[:：]\s*(.+)$/iu;

function toldSubject({ head, returned }: ReportText): string | null {
  for (const line of [...head, ...returned]) {
    if (line.length > maxSubjectLength) continue;
    const found = subjectWords.exec(line)?.[1];
    if (found !== undefined) return subjectOf(unquoted(found.trim()));
  }
  return null;
}

function unquoted(text: string): string {
  const quote = text[0];
  return text.length > 2 && (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
}

/** What mail systems write in front of the message they return; lower case, anywhere in a short line. */
const separators = [
  "copy of the message",
  "copy of your message",
  "copy of the original",
  "copy of the undelivered",
  "copy of the header",
  "included is a copy",
  "enclosed is a copy",
  "original message follows",
  "original message headers",
  "original message header",
  "header of the original message",
  "headers of the original message",
  "original message text",
  "original message -",
  "- original message",
  "unsent message follows",
  "undelivered message follows",
  "message text follows",
  "message header follows",
  "message headers follow",
  "returned message follows",
  "contents of returned message",
  "text of your message",
  "returned message -",
  "returned mail -",
  "- returned message",
  "- start of returned",
  "start of your message",
  "start of the original",
  "bounced e-mail:",
  "bounced message follows",
  "message you sent follows",
  "your original message",
  "the rejected message",
  "message content follows",
  "original e-mail follows",
  "-original message",
  "ursprüngliche nachricht",
  "kopie der nachricht",
  "kopfzeilen der nachricht",
  "message d'origine",
  "copie du message",
  "mensaje original",
  "copia del mensaje",
  "mensagem original",
  "cópia da mensagem",
  "messaggio originale",
  "copia del messaggio",
  "oorspronkelijk bericht",
  "исходное сообщение",
  "копия сообщения",
  "оригинал сообщения",
  "元のメッセージ",
  "オリジナルメッセージ",
  "返送メール",
  "原始邮件",
  "原邮件",
  "원본 메시지",
];

/** Cuts a report's text at the message it returns: below a line that says so, or where a run of header fields begins. */
export function splitReport(text: string): ReportText {
  const lines = text.split("\n", maxLines).map((line) => line.slice(0, maxLineLength));
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (line.trim() === "") continue;
    if (isSeparator(line, lines, at)) return { head: lines.slice(0, at), returned: lines.slice(at + 1) };
    if (beginsHeaders(lines, at)) return { head: lines.slice(0, at), returned: lines.slice(at) };
  }
  return { head: lines, returned: [] };
}

// The same words also stand in sentences ("a copy of the message is attached"): a separator has header fields soon below it.
function isSeparator(line: string, lines: readonly string[], at: number): boolean {
  if (line.length > 120) return false;
  const words = line.toLowerCase();
  if (!separators.some((separator) => words.includes(separator))) return false;
  for (let below = at + 1; below < Math.min(lines.length, at + 8); below += 1) {
    if (lines[below]!.trim() !== "" && fieldName(lines[below]!.trimStart()) !== "") return true;
  }
  return /^\W{2,}|\W{3,}$|:\s*$|follows\.?\s*$/.test(line.trim()) && at + 3 >= lines.length;
}

const mark = new Set([
  "received",
  "return-path",
  "message-id",
  "mime-version",
  "dkim-signature",
  "delivered-to",
  "x-envelope-from",
]);

// RFC 5322 §3.6: three fields in a row, one of them such as only a real header has.
function beginsHeaders(lines: readonly string[], start: number): boolean {
  const first = fieldName(lines[start]!);
  if (
    first === "" ||
    !/^(received|return-path|message-id|from|date|to|subject|mime-version|dkim-|delivered-to|x-|content-)/.test(first)
  ) {
    return false;
  }
  let fields = 0;
  let marked = false;
  for (let at = start; at < Math.min(lines.length, start + 25); at += 1) {
    const line = lines[at]!;
    if (/^[ \t]/.test(line) && line.trim() !== "") continue;
    const name = fieldName(line);
    if (name === "") break;
    fields += 1;
    marked ||= mark.has(name);
    if (fields >= 3 && marked) return true;
  }
  return false;
}

function fieldName(line: string): string {
  return /^([!-9;-~]{2,60})\s?:(?!\/\/)/.exec(line)?.[1]?.toLowerCase() ?? "";
}

function fieldsOfLines(lines: readonly string[]): readonly HeaderField[] {
  let start = 0;
  while (start < Math.min(lines.length, 12) && fieldName(lines[start]!) === "") start += 1;
  if (start >= Math.min(lines.length, 12)) return [];
  const bytes = Buffer.from(lines.slice(start, start + 500).join("\n"), "utf8");
  return readFieldsAt(bytes, 0).fields;
}
