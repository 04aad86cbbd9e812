// One message as a desk understands it, whatever channel it came through. Field names follow RFC 5322 and JMAP.

/** A mailbox (RFC 5322 §3.4). `address` is never empty; its domain is in lower case and in A-label form. `name` may be empty. */
export interface Address {
  name: string;
  address: string;
}

/** RFC 3834 §5: what the Auto-Submitted field, or the marks that vendors use instead, say about who made a message. */
export type AutoSubmitted = "no" | "auto-generated" | "auto-replied" | "auto-notified";

/** What an attached file looks like before it is stored. */
export interface Attachment {
  /** Cleaned for display: no path, no control, bidi or zero-width characters, at most 150 characters; never empty. */
  name: string;
  /** The sender's claim, lower case, without parameters. Never used to decide how a browser shows the file. */
  mediaType: string;
  disposition: "attachment" | "inline";
  /** Content-ID without angle brackets, to resolve `cid:` links within the same message only. */
  contentId: string | null;
  content: Uint8Array;
  /** Hex SHA-256 of `content`. */
  sha256: string;
}

/** One recipient's line of a delivery report (RFC 3464 §2.3). */
export interface ReportRecipient {
  address: string;
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  /** Enhanced status code (RFC 3463), such as 5.1.1, or null where the report names none. */
  status: string | null;
  diagnostic: string | null;
}

/** A bounce, a delay notice or a complaint, about a message somebody sent earlier. */
export interface Report {
  kind: "delivery-status" | "feedback";
  recipients: readonly ReportRecipient[];
  /** Message-ID of the message it is about, without angle brackets. */
  originalMessageId: string | null;
}

/** Something a reader could not read as it was written, and what it did instead. */
export interface Defect {
  /** Stable, kebab-case: `from-ambiguous`, `charset-unknown`, `too-many-parts`… */
  code: string;
  detail: string;
}

/**
 * Codes of defects that leave nothing to decide on: the message was not read, or by its headers alone. It is set aside as
 * unreadable, with its raw bytes. `unreadable-…` is for whatever ended the reading from outside (time, memory, a crash).
 */
const unreadableDefects = ["unreadable", "headers-too-many", "headers-too-large", "too-many-parts", "too-deep"] as const;

export function isUnreadable(defect: Defect): boolean {
  return defect.code.startsWith("unreadable-") || (unreadableDefects as readonly string[]).includes(defect.code);
}

export interface InboundMessage {
  /** Without angle brackets; null when there is none or it cannot be one. */
  messageId: string | null;
  /** Ids of In-Reply-To and References, without angle brackets, nearest ancestor first, without repeats, at most 100. */
  references: readonly string[];
  /** The channel's own thread id (Gmail, Graph, Discord); null for plain mail. */
  threadKey: string | null;
  /** The one author, or null when the From field is missing or ambiguous (then `defects` says `from-…`). */
  from: Address | null;
  /** RFC 5322 §3.6.2: who sent it, where that is another than the author. */
  sender: Address | null;
  replyTo: readonly Address[];
  to: readonly Address[];
  cc: readonly Address[];
  subject: string;
  /** The Date field, or null where it is missing or impossible. Never used for order: that is `receivedAt`. */
  sentAt: Date | null;
  /** The whole text, from text/plain or made from the HTML. */
  text: string;
  /** What this message adds: `text` without quoted history and signature. Never empty when `text` is not. */
  visibleText: string;
  /** As the sender wrote it: unsafe until sanitized. */
  html: string | null;
  attachments: readonly Attachment[];
  autoSubmitted: AutoSubmitted;
  /** Which header or mark made it automatic, for the receipt; null for a human's message. */
  autoEvidence: string | null;
  report: Report | null;
  /** RFC 2919 list id, or null. */
  list: { id: string } | null;
  /** Facts a channel adds: `received-count`, `delivered-to`, `x-forwarded-to`, an app version from the API… */
  metadata: Readonly<Record<string, string>>;
  defects: readonly Defect[];
}
