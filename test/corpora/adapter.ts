// What the product says about a mail, under the names of the index format. It maps fields and decides nothing of its own.
import { domainToUnicode } from "node:url";
import { parseEmail } from "#channels/email/parse.ts";
import { domainOf } from "#domain/address.ts";
import { type AuthorFacts, resolveAuthor } from "#domain/author.ts";
import type { Address, ForwardedMessage, InboundMessage, Report } from "#domain/message.ts";
import { parseSettings, policyOf } from "#domain/source-settings.ts";
import { whyNeverAnswerAt } from "#mail/automatic/answers.ts";
import { textFromHtml } from "#mail/text-from-html.ts";
import { visibleReply } from "#mail/reply/visible-reply.ts";
import type { Expectation } from "./case.ts";

export interface ReadAddress {
  name: string;
  address: string | null;
}

export interface ReadAttachment {
  filename: string;
  content: Buffer;
  cid: string | null;
  isMessage: boolean;
}

export interface Reading {
  subject: string;
  from: ReadAddress[];
  to: ReadAddress[];
  cc: ReadAddress[];
  replyTo: ReadAddress[];
  messageId: string | null;
  references: readonly string[];
  date: Date | null;
  text: string;
  htmlText: string;
  attachments: ReadAttachment[];
  replyText: string;
  auto: NonNullable<Expectation["auto"]>;
  bounces: { recipient: string; status: string | null; hard: boolean }[];
  originalMessageId: string;
  maySendAutoReply: boolean;
  forward: ForwardedMessage | null;
  encrypted: boolean;
  signed: boolean;
  customerAddress: string;
}

/** The clock of every reading here. */
export const receivedAt = new Date("2026-11-20T00:00:00Z");

/** A whole mail, without envelope, as a desk at `ownDomains` reads it. */
export function readMail(raw: Buffer, ownDomains: readonly string[] = []): Reading {
  const message = parseEmail(raw, null, receivedAt);
  return { ...readHeaders(message), ...readContent(message), ...readKind(message, ownDomains) };
}

/** A body alone, as a mail that has nothing else. */
export function readBody(body: string, kind: "text" | "html"): Pick<Reading, "text" | "replyText"> {
  const text = kind === "html" ? textFromHtml(body) : body;
  return { text, replyText: visibleReply({ text, html: kind === "html" ? body : null }) };
}

function readHeaders(message: InboundMessage) {
  return {
    subject: message.subject,
    from: message.from === null ? message.fromAsWritten.flatMap(bothReadings) : spellings(message.from),
    to: message.to.flatMap(spellings),
    cc: message.cc.flatMap(spellings),
    replyTo: [...message.replyTo],
    messageId: message.messageId,
    references: message.references,
    date: message.sentAt,
    customerAddress: resolveAuthor(message, trusting(message.from))?.author.address ?? "",
  };
}

// One word alone is a name to some parsers and an address to others; people see the same.
function bothReadings(written: ReadAddress): ReadAddress[] {
  return written.address === "" && !/\s/.test(written.name) ? [written, { name: "", address: written.name }] : [written];
}

// The same domain in A-label and in U-label form (RFC 5890 §2.3.2.1).
function spellings(address: ReadAddress): ReadAddress[] {
  const written = address.address ?? "";
  if (!written.includes("xn--")) return [address];
  const at = written.lastIndexOf("@") + 1;
  return [address, { ...address, address: written.slice(0, at) + domainToUnicode(written.slice(at)) }];
}

// The corpora ask for the author where the one in between is a forwarder that somebody configured, and that signed the mail.
function trusting(forwarder: Address | null): AuthorFacts {
  const domain = domainOf(forwarder?.address ?? "");
  const policy = { ...policyOf(parseSettings({}), "support@in.desk.example"), trustedForwarders: [domain] };
  const authentication = {
    spf: { result: "none", domain: null },
    dkim: [{ result: "pass", domain, selector: "s" }],
    dmarc: { result: "pass", domain, policy: "none" },
    arc: { result: "none", sealer: null },
    evaluatedDomain: domain,
  } as const;
  return { policy, authentication };
}

function readContent({ text, html, visibleText, attachments, forwarded, security }: InboundMessage) {
  return {
    text,
    htmlText: html === null ? "" : textFromHtml(html),
    replyText: visibleText,
    attachments: attachments.map(({ name, content, contentId, mediaType }) => ({
      filename: name,
      content: Buffer.from(content),
      cid: contentId,
      isMessage: mediaType === "message/rfc822",
    })),
    forward: forwarded,
    encrypted: security !== null && security.encrypted !== null,
    signed: security !== null && security.signed !== null,
  };
}

function readKind(message: InboundMessage, ownDomains: readonly string[]) {
  const { autoSubmitted, report } = message;
  const recipients = report?.recipients ?? [];
  return {
    auto: report === null ? automatic(autoSubmitted) : reported(report),
    maySendAutoReply: autoSubmitted === "no" && whyNeverAnswerAt(message, ownDomains) === null,
    bounces: recipients.map(({ address, status, permanent }) => ({ recipient: address, status, hard: permanent === true })),
    originalMessageId: report?.originalMessageId ?? "",
  };
}

const automatic = (autoSubmitted: InboundMessage["autoSubmitted"]) => (autoSubmitted === "no" ? "none" : "auto-reply");

function reported({ kind, recipients }: Report): Reading["auto"] {
  if (kind === "feedback") return "feedback-report";
  if (kind === "disposition") return "auto-reply";
  const failed = recipients.some(({ action, reason }) => action === "failed" && reason !== "expired");
  return !failed && recipients.some(isAboutTime) ? "delay-notice" : "bounce";
}

// The corpora call every report about time a delay notice, also the last one, after which the server has given up.
const isAboutTime = ({ action, reason }: Report["recipients"][number]): boolean => action === "delayed" || reason === "expired";
