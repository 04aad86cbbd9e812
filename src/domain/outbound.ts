// What leaves: one message, one copy for each recipient, and the closed set of what can become of a copy.
import type { SourceId, TicketId, WorkspaceId } from "./ids.ts";
import type { Address } from "./message.ts";

/**
 * sent: the far side said so, with a 2xx. written: into a file of the trial relay, and handed to nobody. suppressed: not tried, because
 * this address bounced or complained before. cancelled: taken back before it left.
 */
export const submissionStates = [
  "queued",
  "sent",
  "written",
  "deferred",
  "failed",
  "bounced",
  "unknown",
  "suppressed",
  "cancelled",
] as const;
export type SubmissionState = (typeof submissionStates)[number];

export const submissionKinds = ["reply", "acknowledgement", "challenge"] as const;
export type SubmissionKind = (typeof submissionKinds)[number];

export type RecipientRole = "to" | "cc" | "bcc";

export interface OutboundRecipient extends Address {
  role: RecipientRole;
}

export interface OutboundFile {
  name: string;
  mediaType: string;
  disposition: "attachment" | "inline";
  contentId: string | null;
  sha256: string;
  size: number;
}

/** How a message was to be sent, as it is kept with it. */
export interface Sending {
  from: Address;
  /** Envelope sender: reports come back to it. */
  mailFrom: string;
  /** DKIM domain, or null where the generated address sends and nothing can be signed for it. */
  domainId: string | null;
  bcc: readonly Address[];
  /** In-Reply-To and References, without brackets, oldest first. */
  references: readonly string[];
  autoSubmitted: "no" | "auto-replied" | "auto-generated";
}

/** One copy, ready to be composed. Nothing in it differs from one try to the next. */
export interface OutboundMessage {
  submissionId: string;
  workspaceId: WorkspaceId;
  sourceId: SourceId;
  ticketId: TicketId | null;
  kind: SubmissionKind;
  recipient: OutboundRecipient;
  /** All whom the header names; Bcc never. */
  to: readonly Address[];
  cc: readonly Address[];
  sending: Sending;
  /** The private address that leads an answer of this recipient to the ticket; null for mail that wants none. */
  replyTo: string | null;
  messageId: string;
  subject: string;
  text: string;
  html: string | null;
  files: readonly OutboundFile[];
  /** The Date field: when it was submitted. */
  date: Date;
}

/**
 * What the far side said to one try. `unknown`: the connection broke after the message had gone out whole, before any answer. `written`:
 * there is no far side, it is a file now.
 */
export const attemptOutcomes = ["sent", "written", "deferred", "failed", "unknown"] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

export interface SendResult {
  status: AttemptOutcome;
  reply: string;
  code: string | null;
}
