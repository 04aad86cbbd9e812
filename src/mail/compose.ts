// Writes one copy of a message as RFC 5322 bytes. The same message gives the same bytes every time, so that a retry sends what was sent before.
import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import { clean, cleanTo } from "#domain/clean.ts";
import type { Address } from "#domain/message.ts";
import type { OutboundFile, OutboundMessage } from "#domain/outbound.ts";

/** RFC 5322 §2.1.1 allows lines of 998 characters; a subject or a name without a blank cannot be folded. */
const longestSubject = 400;
const longestName = 200;
const longestId = 250;
const mostReferences = 20;

/**
 * The message as it goes to its one recipient. `files` holds the bytes of `message.files` by their SHA-256.
 * Nothing that was typed can add, end or change a header field: every value goes through one of the functions below.
 * Throws when the bytes of a file are missing.
 */
export async function composeMail(message: OutboundMessage, files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  const references = referencesOf(message.sending.references);
  const parent = references.at(-1);
  const composer = new MailComposer({
    from: mailbox(message.sending.from),
    ...recipientsOf(message),
    ...(message.replyTo === null ? {} : { replyTo: mailbox({ name: message.sending.from.name, address: message.replyTo }) }),
    subject: headerText(message.subject, longestSubject),
    date: message.date,
    messageId: `<${message.messageId}>`,
    ...(parent === undefined ? {} : { inReplyTo: parent, references }),
    headers: automaticHeaders(message.sending.autoSubmitted),
    text: lines(message.text),
    ...(message.html === null ? {} : { html: lines(message.html) }),
    attachments: message.files.map((file) => attachment(file, files)),
    // What the composer would draw at random.
    baseBoundary: createHash("sha256").update(message.submissionId).digest("hex").slice(0, 32),
    boundaryPrefix: "--_inlet",
    newline: "\r\n",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** In order, oldest first: the root and the nearest. Only what is a message id is repeated, whatever came in under that name. */
function referencesOf(ids: readonly string[]): string[] {
  const sound = [...new Set(ids)].filter(isMessageId);
  const kept = sound.length <= mostReferences ? sound : [sound[0] as string, ...sound.slice(1 - mostReferences)];
  return kept.map((id) => `<${id}>`);
}

/** RFC 5322 §3.6.4 without its quoted and obsolete forms; ids without an `@` are no ids, and in use. */
function isMessageId(id: string): boolean {
  return id.length <= longestId && /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.@:[\]]+$/.test(id);
}

// RFC 3834 §5. What Exchange is asked to leave out: receipts and answers of machines, never a report that it failed.
function automaticHeaders(autoSubmitted: OutboundMessage["sending"]["autoSubmitted"]): Record<string, string> {
  if (autoSubmitted === "no") return {};
  return { "Auto-Submitted": autoSubmitted, "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply" };
}

function recipientsOf({ to, cc }: OutboundMessage) {
  // RFC 5322 §3.6.3: nobody is named where all got a blind copy.
  if (to.length + cc.length === 0) return { to: "undisclosed-recipients:;" };
  return { ...(to.length === 0 ? {} : { to: to.map(mailbox) }), ...(cc.length === 0 ? {} : { cc: cc.map(mailbox) }) };
}

function mailbox({ name, address }: Address): Address {
  return { name: headerText(name, longestName), address: headerText(address, 320) };
}

/** One line: controls and line separators of every script become a blank. */
function headerText(text: string, max: number): string {
  return cleanTo(text, max)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim();
}

/** Line ends as SMTP has them; never nothing, which the composer would leave out. */
function lines(text: string): string {
  const written = clean(text).replace(/\r\n|\r|\n/g, "\r\n");
  return written.endsWith("\n") ? written : `${written}\r\n`;
}

function attachment(file: OutboundFile, files: ReadonlyMap<string, Uint8Array>) {
  const bytes = files.get(file.sha256);
  if (bytes === undefined) throw new Error(`the bytes of ${file.sha256} were not handed over`);
  const inline = file.disposition === "inline" && file.contentId !== null && isMessageId(file.contentId);
  return {
    filename: headerText(file.name, longestName) || "file",
    content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    contentType: mediaType(file.mediaType),
    contentDisposition: inline ? "inline" : "attachment",
    contentTransferEncoding: "base64",
    ...(inline ? { cid: file.contentId as string } : {}),
  };
}

// RFC 2046 §5.1 and §5.2.1: multipart and message are not to be encoded; as plain bytes they arrive as they are.
function mediaType(claimed: string): string {
  const type = claimed.trim().toLowerCase();
  const sound = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(type);
  return sound && !/^(multipart|message)\//.test(type) ? type : "application/octet-stream";
}
