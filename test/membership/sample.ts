// A plain message and plain facts to start tests from: anna@customer.example writes to support@desk.example for the first time.
import type { Authentication } from "#domain/authentication.ts";
import { type Facts, type KnownCopy, nothingKnown, type TicketFacts } from "#domain/facts.ts";
import { type Attachment, emptyMessage, type ForwardedMessage, type InboundMessage, type Report } from "#domain/message.ts";

export const anna = { name: "Anna Berg", address: "anna@customer.example" };
export const ben = { name: "Ben Cole", address: "ben@customer.example" };
export const eve = { name: "Eve", address: "eve@elsewhere.example" };
export const support = { name: "Support", address: "support@desk.example" };

const text =
  "Hello,\n\nthe label printer in hall 3 prints every second label upside down since this morning.\nWhat can we do?\n\nAnna";

export function messageWith(changes: Partial<InboundMessage> = {}): InboundMessage {
  return {
    ...emptyMessage,
    messageId: "first.1@customer.example",
    from: anna,
    to: [support],
    subject: "Label printer prints upside down",
    sentAt: new Date("2026-11-20T08:00:00Z"),
    text,
    visibleText: text,
    ...changes,
  };
}

export function factsWith(changes: Partial<Facts> = {}): Facts {
  return {
    ...nothingKnown,
    envelope: null,
    policy: {
      authenticate: true,
      ownAddresses: [support.address],
      ignoreSenders: [],
      setAsideLists: false,
      trustedForwarders: [],
    },
    authentication: authenticated("customer.example"),
    ...changes,
  };
}

/** What sender authentication says about a domain: its own DMARC policy passed, failed, or is not there and nothing is signed. */
export function authenticated(domain: string, dmarc: "pass" | "fail" | "none" | "temperror" = "pass"): Authentication {
  return {
    spf: { result: "none", domain: null },
    dkim: [],
    dmarc: { result: dmarc, domain, policy: dmarc === "none" || dmarc === "temperror" ? null : "reject" },
    arc: { result: "none", sealer: null },
    evaluatedDomain: domain,
  };
}

/** A message that the group desk.example passes on under its own address, and names `author` in its place. */
export function throughGroup(author: { name: string; address: string }, changes: Partial<InboundMessage> = {}): InboundMessage {
  const claim = { author, by: "group" as const, forwarder: "groups.example", evidence: "x-original-from" };
  const from = { name: `${author.name} via Help`, address: "help@groups.example" };
  return messageWith({ from, claimedAuthors: [claim], ...changes });
}

/** Facts of a source that trusts that group, for a message that the group proved to be its own. */
export function trustingGroup(changes: Partial<Facts> = {}): Facts {
  const policy = { ...factsWith().policy, trustedForwarders: ["groups.example"] };
  return factsWith({ policy, authentication: authenticated("groups.example"), ...changes });
}

export function ticketWith(changes: Partial<TicketFacts> = {}): TicketFacts {
  return { id: "ticket-12", number: 12, participants: [anna.address], companyId: null, ...changes };
}

/** A message of `author` as somebody passes it on. */
export function forwardOf(author: { name: string; address: string }): ForwardedMessage {
  return {
    how: "inline",
    confidence: "certain",
    author,
    to: [],
    cc: [],
    subject: "Broken label printer",
    sentAt: null,
    dateText: null,
    messageId: null,
    text: "It prints nothing at all.",
    note: "Can you look at this?",
  };
}

export function copyOf(message: InboundMessage, changes: Partial<KnownCopy> = {}): KnownCopy {
  return {
    messageId: "message-1",
    ticketId: "ticket-12",
    text: message.text,
    subject: message.subject,
    attachmentDigests: message.attachments.map((attachment) => attachment.sha256).sort(),
    ...changes,
  };
}

export function fileWith(sha256: string, changes: Partial<Attachment> = {}): Attachment {
  const file: Attachment = {
    name: "file.pdf",
    mediaType: "application/pdf",
    disposition: "attachment",
    contentId: null,
    content: new Uint8Array(),
    sha256,
  };
  return { ...file, ...changes };
}

export const bounce: Report = {
  kind: "delivery-status",
  recipients: [
    {
      address: "gone@customer.example",
      action: "failed",
      status: "5.1.1",
      diagnostic: "no such user",
      reason: "address-unknown",
      permanent: true,
    },
  ],
  originalMessageId: "reply.9@desk.example",
  originalSubject: null,
  feedbackType: null,
};
