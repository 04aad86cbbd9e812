// The whole decision about one raw mail, from its bytes alone: what was read, what it carries, what would match, what becomes of it.
import { createHash } from "node:crypto";
import type { Authentication, SenderVerdict } from "#domain/authentication.ts";
import { decide } from "#domain/decide.ts";
import type { Envelope } from "#domain/delivery.ts";
import { type Facts, nothingKnown } from "#domain/facts.ts";
import { identityKeys } from "#domain/identify.ts";
import { admissionOf, type Clue } from "#domain/membership.ts";
import type { InboundMessage } from "#domain/message.ts";
import { reasonOf } from "#domain/outcome.ts";
import { explainReceipt } from "#domain/receipt-texts.ts";
import { senderVerdict } from "#domain/sender-verdict.ts";
import { challengeCodes } from "#intake/forwarding-checks.ts";
import { unreadableMessage } from "#intake/unreadable.ts";
import { findForwardingConfirmation } from "#mail/forwarding-confirmation.ts";
import { parseReplyAddress } from "#mail/reply-address.ts";
import { findTicketNumber } from "#mail/subject.ts";
import { parsers } from "../channels/parsers.ts";

export interface ExplainOptions {
  /** The name it is told under: a file, or `-`. */
  file: string;
  envelope: Envelope | null;
  receivedAt: Date;
  /** Domain of source and reply addresses. */
  mailDomain: string;
  authenticate: ((raw: Uint8Array, message: InboundMessage, envelope: Envelope | null) => Promise<Authentication>) | null;
}

/** One clue that the mail carries to a ticket, and what would become of it there, by who the author is to that ticket. */
export interface Clues {
  clue: Clue;
  /** A Message-ID, an address or a number. */
  evidence: string;
  participant: Fate;
  colleague: Fate;
  stranger: Fate;
}

export type Fate = "joins" | "set-aside" | "new-ticket";

/** What `--json` prints: one object a mail. Described in docs/explain.md. */
export interface Explanation {
  file: string;
  size: number;
  sha256: string;
  message: Omit<InboundMessage, "html" | "attachments"> & {
    hasHtml: boolean;
    attachments: {
      name: string;
      mediaType: string;
      disposition: string;
      contentId: string | null;
      size: number;
      sha256: string;
    }[];
  };
  envelope: Envelope | null;
  authentication: Authentication | null;
  senderVerdict: SenderVerdict;
  evidence: {
    /** How a second arrival would be told to be the same message. */
    identity: { by: "message-id" | "author-date-subject" | "nothing"; key: string | null };
    /** Ids of In-Reply-To and References, nearest first. */
    references: readonly string[];
    subjectNumber: number | null;
    /** Recipients that look like private reply addresses. */
    replyAddresses: string[];
    challengeCodes: number;
    forwardingConfirmation: { provider: string; code: string | null; link: string | null } | null;
    /** Who wrote it and whom it was for, as contacts and sources are looked up. */
    addresses: { author: string | null; recipients: string[]; envelopeRecipients: readonly string[]; forwardedFor: string[] };
  };
  wouldMatch: Clues[];
  decision: { action: string; reason: string | null };
  receipt: {
    summary: string;
    steps: { stage: string; check: string; verdict: "pass" | "note" | "settles"; text: string; found: unknown }[];
    decidedBy: number;
    otherwise: { if: string; then: string; reason: string; text: string }[];
  };
}

/** Total: whatever the bytes are, there is an explanation. */
export async function explainMail(raw: Uint8Array, options: ExplainOptions): Promise<Explanation> {
  const message = read(raw, options);
  const authentication = options.authenticate === null ? null : await options.authenticate(raw, message, options.envelope);
  const verdict = senderVerdict(authentication, message.from);
  const evidence = evidenceOf(message, options);
  const decision = decide(message, factsFromNothing(message, { options, authentication }));
  const reason = reasonOf(decision);
  const texts = explainReceipt(decision.receipt, { action: decision.action, reason });
  return {
    file: options.file,
    size: raw.byteLength,
    sha256: createHash("sha256").update(raw).digest("hex"),
    message: withoutContent(message),
    envelope: options.envelope,
    authentication,
    senderVerdict: verdict,
    evidence,
    wouldMatch: cluesOf(evidence, verdict),
    decision: { action: decision.action, reason },
    receipt: {
      summary: texts.summary,
      steps: decision.receipt.steps.map((step, at) => ({ ...step, text: texts.steps[at] ?? "" })),
      decidedBy: decision.receipt.decidedBy,
      otherwise: decision.receipt.otherwise.map((other, at) => ({ ...other, text: texts.otherwise[at] ?? "" })),
    },
  };
}

// The parser is total. Should it ever not be, the mail ends here as it would in the pipeline: unreadable, and said so.
function read(raw: Uint8Array, { envelope, receivedAt }: ExplainOptions): InboundMessage {
  const delivery = { workspaceId: "", sourceId: "", kind: "forwarding" as const, externalId: "", raw, envelope, receivedAt };
  try {
    return parsers.forwarding(delivery);
  } catch (error) {
    return unreadableMessage(delivery, error);
  }
}

// An installation that knows nobody and has no mail yet: what remains is what the mail itself decides.
function factsFromNothing(
  message: InboundMessage,
  { options, authentication }: { options: ExplainOptions; authentication: Authentication | null },
): Facts {
  return {
    ...nothingKnown,
    envelope: options.envelope,
    policy: {
      authenticate: authentication !== null,
      ownAddresses: (options.envelope?.rcptTo ?? []).map((address) => address.toLowerCase()),
      ignoreSenders: [],
      setAsideLists: false,
      trustedForwarders: [],
    },
    authentication,
    forwardingCheck: findForwardingConfirmation(message) === null ? null : "confirmation",
  };
}

function evidenceOf(message: InboundMessage, { envelope, mailDomain }: ExplainOptions): Explanation["evidence"] {
  const recipients = [...message.to, ...message.cc].map(({ address }) => address.toLowerCase());
  const envelopeRecipients = envelope?.rcptTo ?? [];
  const [key = null] = identityKeys(message);
  const confirmation = findForwardingConfirmation(message);
  return {
    identity: { by: key === null ? "nothing" : message.messageId === null ? "author-date-subject" : "message-id", key },
    references: message.references,
    subjectNumber: findTicketNumber(message.subject),
    replyAddresses: [...envelopeRecipients, ...recipients].filter((address) => parseReplyAddress(address, mailDomain) !== null),
    challengeCodes: challengeCodes(message).length,
    forwardingConfirmation:
      confirmation === null ? null : { provider: confirmation.provider, code: confirmation.code, link: confirmation.link },
    addresses: {
      author: message.from?.address.toLowerCase() ?? null,
      recipients: [...new Set(recipients)],
      envelopeRecipients,
      forwardedFor: ["delivered-to", "x-forwarded-to", "x-original-to"].flatMap((name) => message.metadata[name] ?? []),
    },
  };
}

function cluesOf(evidence: Explanation["evidence"], verdict: SenderVerdict): Clues[] {
  const clues = [
    ...evidence.replyAddresses.map((address) => ({ clue: "reply-address" as const, evidence: address })),
    ...evidence.references.slice(0, 20).map((id) => ({ clue: "known-id" as const, evidence: id })),
    ...(evidence.subjectNumber === null ? [] : [{ clue: "subject-number" as const, evidence: `#${evidence.subjectNumber}` }]),
  ];
  return clues.map(({ clue, evidence: found }) => ({
    clue,
    evidence: found,
    participant: fates[admissionOf(clue, "participant", verdict)],
    colleague: fates[admissionOf(clue, "colleague", verdict)],
    stranger: fates[admissionOf(clue, "stranger", verdict)],
  }));
}

const fates = { append: "joins", "set-aside": "set-aside", apart: "new-ticket" } as const;

function withoutContent({ html, attachments, ...message }: InboundMessage): Explanation["message"] {
  return {
    ...message,
    hasHtml: html !== null,
    attachments: attachments.map(({ content, ...about }) => ({ ...about, size: content.byteLength })),
  };
}
