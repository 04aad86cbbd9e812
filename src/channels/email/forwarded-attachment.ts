// The original that a mail carries as an attached message (RFC 2046 §5.2.1), whatever it was encoded as or called.
import type { Address, ForwardedMessage } from "#domain/message.ts";
import { parseAddressList } from "#mail/address.ts";
import { isMailSystem } from "#mail/bounce/gate.ts";
import { parseDate } from "#mail/date.ts";
import { firstValue, type HeaderField } from "#mail/header-fields.ts";
import { decodeHeaderText, rawHeaderText } from "#mail/header-text.ts";
import { parseMessageId } from "#mail/message-id.ts";
import { bodyOf, type MimePart } from "#mail/mime-tree.ts";
import { textParameter } from "#mail/parameters.ts";
import { mailLimits, prescan } from "#mail/prescan.ts";
import { readForwardSubject } from "#mail/forward/subject-prefixes.ts";
import { decodeTransfer } from "#mail/transfer-encoding.ts";
import { mediaTypeOf } from "./body.ts";
import { readMailContent } from "./content.ts";

export interface ForwardedInput {
  root: MimePart;
  subject: string;
  /** The whole text of the mail, decoded. */
  text: string;
  receivedAt: Date;
}

const messageTypes = new Set(["message/rfc822", "message/global", "message/news"]);
/** Types that mailers give to a file named .eml, besides the right one. */
const namelessTypes = new Set([
  "application/octet-stream",
  "application/x-message",
  "application/email",
  "application/eml",
  "text/plain",
  "message/x-rfc822",
]);
const maxSubjectLength = 1_000;

/** The one attached message, or null. An answer that carries a message for reference passes nothing on, and no report does. */
export function readAttachedForward({ root, subject, text, receivedAt }: ForwardedInput): ForwardedMessage | null {
  const part = onlyMessage(root);
  if (part === null || isAnswer(root.fields, subject) || isMailSystem(root)) return null;
  return readOriginal(decodeTransfer(bodyOf(part), part.transferEncoding), { receivedAt, note: text.trim() });
}

function isAnswer(fields: readonly HeaderField[], subject: string): boolean {
  return firstValue(fields, "in-reply-to") !== null && readForwardSubject(subject).kind === "reply";
}

// Several messages are a digest (RFC 1153), a report's original went out from here, and a part of a signed mail is the mail itself.
function onlyMessage(root: MimePart): MimePart | null {
  const found: MimePart[] = [];
  const isOne = collect(root, found, 0);
  return isOne && found.length === 1 ? found[0]! : null;
}

const maxDepth = 20;

function collect(part: MimePart, found: MimePart[], depth: number): boolean {
  const type = part.contentType.value;
  if (type === "multipart/report" || type === "message/delivery-status" || type === "message/feedback-report" || depth > maxDepth)
    return false;
  if (isMessage(part, type)) found.push(part);
  if (found.length > 1) return false;
  return part.children.every((child) => collect(child, found, depth + 1));
}

function isMessage(part: MimePart, type: string): boolean {
  // RFC 8551 §3.1, RFC 9788 §4.1: `forwarded=no` marks the protected headers of the mail itself; SpamAssassin wraps what it reports.
  if (messageTypes.has(type)) {
    return (
      part.contentType.parameters.get("forwarded")?.toLowerCase() !== "no" && !part.contentType.parameters.has("x-spam-type")
    );
  }
  return namelessTypes.has(mediaTypeOf(part)) && /\.(?:eml|email)$/i.test(nameOf(part).trim());
}

function nameOf(part: MimePart): string {
  const { disposition, contentType } = part;
  const given = disposition === null ? null : textParameter(disposition, "filename");
  return given ?? textParameter(contentType, "name") ?? "";
}

function readOriginal(raw: Uint8Array, outer: { receivedAt: Date; note: string }): ForwardedMessage | null {
  const scanned = prescan(raw);
  const { fields } = scanned.root;
  if (!isMail(fields)) return null;
  const date = firstValue(fields, "date");
  const subject = decodeHeaderText(firstValue(fields, "subject") ?? "")
    .slice(0, maxSubjectLength)
    .trim()
    .toWellFormed();
  const dateText = date === null ? "" : rawHeaderText(date).slice(0, 200).trim().toWellFormed();
  const author = readList(fields, "from")[0] ?? null;
  return {
    how: "attached",
    confidence: author === null ? "likely" : "certain",
    author,
    to: readList(fields, "to"),
    cc: readList(fields, "cc"),
    subject: subject === "" ? null : subject,
    sentAt: date === null ? null : parseDate(date, outer.receivedAt),
    dateText: dateText === "" ? null : dateText,
    messageId: parseMessageId(rawHeaderText(firstValue(fields, "message-id") ?? "")),
    text: scanned.headersOnly ? "" : readMailContent(scanned.root).text.trim(),
    note: outer.note,
  };
}

// A file may be called .eml and be anything: it is a mail where it says who wrote it and something else a mail has.
function isMail(fields: readonly HeaderField[]): boolean {
  return (
    firstValue(fields, "from") !== null &&
    ["date", "subject", "to", "message-id", "received"].some((name) => firstValue(fields, name) !== null)
  );
}

function readList(fields: readonly HeaderField[], name: string): Address[] {
  const value = firstValue(fields, name);
  return value === null ? [] : parseAddressList([rawHeaderText(value)], mailLimits.recipients).addresses;
}
