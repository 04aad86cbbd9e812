// One raw mail to one message: pure, total and linear, whatever the bytes. What could not be read as written is told in `defects`.
import { clean } from "#domain/clean.ts";
import type { Delivery, Envelope } from "#domain/delivery.ts";
import type { Address, Defect, InboundMessage } from "#domain/message.ts";
import { parseAddressList, parseFrom } from "#mail/address.ts";
import { readAutomatic } from "#mail/automatic.ts";
import { parseDate } from "#mail/date.ts";
import { allValues, firstValue, type HeaderField } from "#mail/header-fields.ts";
import { decodeHeaderText, rawHeaderText } from "#mail/header-text.ts";
import type { MimePart } from "#mail/mime-tree.ts";
import { nearestFirst, parseMessageId, splitIds } from "#mail/message-id.ts";
import { mailLimits, prescan, type Prescan } from "#mail/prescan.ts";
import { readReport } from "#mail/report.ts";
import { visibleReply } from "#mail/visible-reply.ts";
import { readAttachment } from "./attachments.ts";
import { chooseBody } from "./body.ts";
import { readMetadata } from "./metadata.ts";
import { readMailText } from "./text.ts";

const maxSubjectLength = 1_000;

/** How every channel whose raw bytes are a mail reads them. */
export function parseMailDelivery({ raw, envelope, receivedAt }: Delivery): InboundMessage {
  return parseEmail(raw, envelope, receivedAt);
}

/**
 * Reads a message as it was received. `receivedAt` stands for the clock, to tell an impossible Date.
 * A message over a limit of `mailLimits` is read by its headers alone, and has one of the domain's `unreadableDefects`.
 */
export function parseEmail(raw: Uint8Array, envelope: Envelope | null, receivedAt: Date): InboundMessage {
  const scanned = prescan(raw);
  const defects: Defect[] = [...scanned.defects];
  const headers = readHeaders(scanned.root.fields, { receivedAt, defects, charset: declaredCharset(scanned.root) });
  const content = readContent(scanned, defects);
  const automatic = readAutomatic({
    fields: scanned.root.fields,
    envelope,
    from: headers.from,
    subject: headers.subject,
    report: content.report,
  });
  return {
    ...headers,
    ...content,
    threadKey: null,
    autoSubmitted: automatic.autoSubmitted,
    autoEvidence: automatic.evidence,
    list: automatic.list,
    metadata: readMetadata(scanned.root.fields),
    // They quote what could not be read, and are kept in the receipt.
    defects: defects.map(({ code, detail }) => ({ code, detail: clean(detail) })),
  };
}

type Headers = Pick<
  InboundMessage,
  "messageId" | "references" | "from" | "sender" | "replyTo" | "to" | "cc" | "subject" | "sentAt"
>;

interface HeaderContext {
  receivedAt: Date;
  defects: Defect[];
  /** For raw 8-bit text in header fields, which names no charset itself. */
  charset: string | null;
}

function readHeaders(fields: readonly HeaderField[], context: HeaderContext): Headers {
  const { defects } = context;
  const date = firstValue(fields, "date");
  const sentAt = date === null ? null : parseDate(date, context.receivedAt);
  if (date !== null && sentAt === null) defects.push({ code: "date-impossible", detail: date.slice(0, 100) });
  return {
    messageId: readMessageId(fields, defects),
    references: readReferences(fields, defects),
    from: readAuthor(fields, context),
    sender: readList(fields, "sender", context)[0] ?? null,
    replyTo: readList(fields, "reply-to", context),
    to: readList(fields, "to", context),
    cc: readList(fields, "cc", context),
    subject: decodeHeaderText(firstValue(fields, "subject") ?? "", context.charset)
      .slice(0, maxSubjectLength)
      .toWellFormed(),
    sentAt,
  };
}

function readAuthor(fields: readonly HeaderField[], { charset, defects }: HeaderContext): Address | null {
  const author = parseFrom(allValues(fields, "from").map((value) => rawHeaderText(value, charset)));
  if ("address" in author) return author.address;
  const isMissing = author.ambiguous === "missing";
  defects.push({ code: isMissing ? "from-missing" : "from-ambiguous", detail: author.ambiguous });
  return null;
}

function declaredCharset(part: MimePart): string | null {
  const own = part.contentType.parameters.get("charset");
  const first = part.children[0];
  return own ?? (first === undefined ? null : declaredCharset(first));
}

function readMessageId(fields: readonly HeaderField[], defects: Defect[]): string | null {
  const value = firstValue(fields, "message-id");
  if (value === null) return null;
  const id = parseMessageId(rawHeaderText(value));
  if (id === null) defects.push({ code: "message-id-invalid", detail: rawHeaderText(value.slice(0, 100)) });
  return id;
}

function readReferences(fields: readonly HeaderField[], defects: Defect[]): string[] {
  const parents = splitIds(rawHeaderText(allValues(fields, "in-reply-to").join(" ")));
  const references = splitIds(rawHeaderText(allValues(fields, "references").join(" ")), Number.POSITIVE_INFINITY);
  const dropped = parents.dropped + references.dropped;
  if (dropped > 0) defects.push({ code: "references-invalid", detail: `${dropped} left out` });
  return nearestFirst(parents.ids, references.ids);
}

function readList(fields: readonly HeaderField[], name: string, { charset, defects }: HeaderContext): Address[] {
  const values = allValues(fields, name);
  if (values.length === 0) return [];
  const { addresses, cut } = parseAddressList(
    values.map((value) => rawHeaderText(value, charset)),
    mailLimits.recipients,
  );
  if (cut) defects.push({ code: "too-many-recipients", detail: `${name}: more than ${mailLimits.recipients}` });
  return addresses;
}

type Content = Pick<InboundMessage, "text" | "visibleText" | "html" | "attachments" | "report">;

function readContent(scanned: Prescan, defects: Defect[]): Content {
  if (scanned.headersOnly) return { text: "", visibleText: "", html: null, attachments: [], report: null };
  const body = chooseBody(scanned.root);
  const { text, html, defects: textDefects } = readMailText(body);
  defects.push(...textDefects);
  return {
    text,
    visibleText: visibleReply({ text, html }),
    html,
    attachments: body.attachments.map((part, index) => readAttachment(part, index + 1, html)),
    report: readReport(scanned.root, text),
  };
}
