// One raw mail to one message: pure, total and linear, whatever the bytes. What could not be read as written is told in `defects`.
import { clean } from "#domain/clean.ts";
import type { Delivery, Envelope } from "#domain/delivery.ts";
import type { Address, Defect, InboundMessage } from "#domain/message.ts";
import { parseAddressList, parseFrom, readAsWritten } from "#mail/address.ts";
import { readAutomatic } from "#mail/automatic/automatic.ts";
import { readCalendar } from "#mail/calendar.ts";
import { readClaimedAuthors } from "#mail/claimed-authors.ts";
import { parseDate } from "#mail/date.ts";
import { allValues, firstValue, type HeaderField } from "#mail/header-fields.ts";
import { decodeHeaderText, rawHeaderText } from "#mail/header-text.ts";
import type { MimePart } from "#mail/mime-tree.ts";
import { nearestFirst, parseMessageId, splitIds } from "#mail/message-id.ts";
import { mailLimits, prescan, type Prescan } from "#mail/prescan.ts";
import { readReport } from "#mail/bounce/report.ts";
import { readSecurity } from "#mail/security.ts";
import { visibleReply } from "#mail/reply/visible-reply.ts";
import { readMailContent } from "./content.ts";
import { readForwarded } from "./forwarded.ts";
import { readMetadata } from "./metadata.ts";

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
  const content = readContent(scanned, { subject: headers.subject, receivedAt, defects });
  const automatic = readAutomatic({ fields: scanned.root.fields, envelope, ...headers, ...content });
  return {
    ...headers,
    ...content,
    claimedAuthors: readClaimedAuthors({ fields: scanned.root.fields, envelope, ...headers }),
    threadKey: null,
    autoSubmitted: automatic.autoSubmitted,
    autoEvidence: automatic.evidence,
    autoKind: automatic.kind,
    neverAnswer: automatic.neverAnswer,
    list: automatic.list,
    metadata: readMetadata(scanned.root.fields),
    // They quote what could not be read, and are kept in the receipt.
    defects: defects.map(({ code, detail }) => ({ code, detail: clean(detail) })),
  };
}

type Headers = Pick<
  InboundMessage,
  "messageId" | "references" | "from" | "fromAsWritten" | "sender" | "replyTo" | "to" | "cc" | "subject" | "sentAt"
>;

interface HeaderContext {
  receivedAt: Date;
  defects: Defect[];
  /** For raw 8-bit text in header fields, which names no charset itself. */
  charset: string | null;
}

function readHeaders(fields: readonly HeaderField[], context: HeaderContext): Headers {
  const { defects } = context;
  return {
    messageId: readMessageId(fields, defects),
    references: readReferences(fields, defects),
    ...readAuthor(fields, context),
    sender: readList(fields, "sender", context)[0] ?? null,
    replyTo: readList(fields, "reply-to", context),
    to: readList(fields, "to", context),
    cc: readList(fields, "cc", context),
    subject: decodeHeaderText(firstValue(fields, "subject") ?? "", context.charset)
      .replace(/\s{2,}/g, " ")
      .slice(0, maxSubjectLength)
      .toWellFormed(),
    sentAt: readSentAt(fields, context),
  };
}

// The first Date that can be one: a field torn by what was pushed into the headers on the way is passed over.
function readSentAt(fields: readonly HeaderField[], { receivedAt, defects }: HeaderContext): Date | null {
  const dates = allValues(fields, "date");
  for (const date of dates.slice(0, 5)) {
    const sentAt = parseDate(date, receivedAt);
    if (sentAt !== null) return sentAt;
  }
  if (dates.length > 0) defects.push({ code: "date-impossible", detail: dates[0]!.slice(0, 100) });
  return null;
}

function readAuthor(
  fields: readonly HeaderField[],
  { charset, defects }: HeaderContext,
): Pick<Headers, "from" | "fromAsWritten"> {
  const values = allValues(fields, "from").map((value) => rawHeaderText(value, charset));
  const author = parseFrom(values);
  if ("address" in author) return { from: author.address, fromAsWritten: [] };
  const isMissing = author.ambiguous === "missing";
  defects.push({ code: isMissing ? "from-missing" : "from-ambiguous", detail: author.ambiguous });
  return { from: null, fromAsWritten: readAsWritten(values) };
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

type Content = Pick<
  InboundMessage,
  "text" | "visibleText" | "html" | "attachments" | "report" | "forwarded" | "security" | "calendar"
>;

const noContent: Content = {
  text: "",
  visibleText: "",
  html: null,
  attachments: [],
  report: null,
  forwarded: null,
  security: null,
  calendar: null,
};

function readContent(scanned: Prescan, context: { subject: string; receivedAt: Date; defects: Defect[] }): Content {
  if (scanned.headersOnly) return noContent;
  const { root } = scanned;
  const { text, html, attachments, defects } = readMailContent(root);
  context.defects.push(...defects);
  const report = readReport(root, text);
  // A report carries the message that it is about: nobody passed it on.
  const forwarded = report === null ? readForwarded({ root, text, ...context }) : null;
  return {
    text,
    // What was passed on is no history: it is what the message is about.
    visibleText: forwarded?.how === "inline" && forwarded.confidence === "certain" ? text : visibleReply({ text, html }),
    html,
    attachments,
    report,
    forwarded,
    security: readSecurity(root, text),
    calendar: readCalendar(root),
  };
}
