// One message as a desk understands it, whatever channel it came through. Field names follow RFC 5322 and JMAP.

/** A mailbox (RFC 5322 §3.4). `address` is never empty; its domain is in lower case and in A-label form. `name` may be empty. */
export interface Address {
  name: string;
  address: string;
}

/** An entry of a From field that names nobody for certain: `address` may be empty or no address at all (`nsb`). For display alone. */
export interface WrittenAddress {
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

/** Why a message could not be delivered: a closed set, so that people can filter by it and answers can be stopped by it. */
export const bounceReasons = [
  "address-unknown",
  "address-moved",
  "domain-unknown",
  "mailbox-full",
  "mailbox-disabled",
  "message-too-large",
  "content-rejected",
  "spam",
  "virus",
  "sender-blocked",
  "sender-refused",
  "authentication-failed",
  "policy",
  "relay-denied",
  "rate-limited",
  "expired",
  "network",
  "server-error",
  "protocol-error",
  "unknown",
] as const;
export type BounceReason = (typeof bounceReasons)[number];

/** One recipient's line of a delivery report (RFC 3464 §2.3). */
export interface ReportRecipient {
  address: string;
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  /** Enhanced status code (RFC 3463), such as 5.1.1: the most telling one named, else what the words amount to; null where nothing tells. */
  status: string | null;
  diagnostic: string | null;
  reason: BounceReason;
  /** A hard bounce: the address itself is no good, whatever is sent to it. Null where the report leaves it open, as a delay always does. */
  permanent: boolean | null;
}

/** A bounce, a delay notice, a complaint (RFC 5965) or a read receipt (RFC 8098), about a message somebody sent earlier. */
export interface Report {
  kind: "delivery-status" | "feedback" | "disposition";
  recipients: readonly ReportRecipient[];
  /** Message-ID of the message it is about, without angle brackets. */
  originalMessageId: string | null;
  originalSubject: string | null;
  /** RFC 5965 §3.1: abuse, fraud, virus, opt-out…; null where the report is no complaint. */
  feedbackType: string | null;
}

/** What kind of machine's mail it is, where it is one. */
export const automaticKinds = [
  "out-of-office",
  "auto-reply",
  "challenge-response",
  "report",
  "calendar",
  "notification",
  "list",
  "bulk",
] as const;
export type AutomaticKind = (typeof automaticKinds)[number];

/**
 * A message that was passed on, as it reads inside the one that carries it. All of it is the forwarder's word: it proves nothing
 * about the person it names.
 */
export interface ForwardedMessage {
  how: "attached" | "inline";
  /** certain: attached, or under a mail program's header block that names an address. likely: anything weaker. */
  confidence: "certain" | "likely";
  /** Its author as far as the forward tells; some clients keep only the name. */
  author: { name: string; address: string | null } | null;
  to: readonly Address[];
  cc: readonly Address[];
  subject: string | null;
  /** Null where the date is missing or written in a form nobody can be sure of; then `dateText` has the words. */
  sentAt: Date | null;
  dateText: string | null;
  messageId: string | null;
  /** What it says, without its header block and without the quote marks that the forward added. */
  text: string;
  /** What the forwarder wrote around it; empty when nothing. */
  note: string;
}

/** How the author's place was taken. */
export const claimKinds = ["group", "mailing-list", "srs", "on-behalf-of", "contact-form", "forwarder"] as const;

/** Somebody other than the From field whom the mail names as its author, because a list, a group or a form stands between. */
export interface ClaimedAuthor {
  author: Address;
  by: (typeof claimKinds)[number];
  /** The domain of the one in between, lower case: the claim is worth what its proof of this domain and our trust in it are worth. */
  forwarder: string;
  /** The header that makes the claim, for the receipt. */
  evidence: string;
}

/** RFC 3156, RFC 8551: what of a message is signed or encrypted. We tell; we verify no signature and open nothing. */
export interface MessageSecurity {
  signed: "pgp" | "smime" | null;
  encrypted: "pgp" | "smime" | null;
  /** RFC 9788: the real subject lies inside what is signed or encrypted. */
  protectedHeaders: boolean;
}

/** RFC 5546: the calendar object a message carries. Texts are cleaned for display. */
export interface CalendarInvite {
  method: "request" | "reply" | "cancel" | "counter" | "publish" | "other";
  summary: string;
  location: string;
  organizer: string;
  startsAt: Date | null;
  endsAt: Date | null;
  /** The day alone counts. */
  allDay: boolean;
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
  /** Where `from` is null: what the From field shows to people, at most ten entries. It proves nothing and is never compared. */
  fromAsWritten: readonly WrittenAddress[];
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
  /** What kind of automatic mail it is, or null for a person's. A list's message may be a person's and still of kind `list`. */
  autoKind: AutomaticKind | null;
  /**
   * Why nothing automatic may ever answer this message, as a stable kebab-case code: `auto-submitted`, `precedence`, `null-sender`,
   * `suppressed`, `list`, `report`, `no-reply-address`…; null where nothing in the message forbids it (RFC 3834 §2).
   */
  neverAnswer: string | null;
  report: Report | null;
  /** RFC 2919 list id, or null. */
  list: { id: string } | null;
  /** The original that this message passes on, or null. */
  forwarded: ForwardedMessage | null;
  /** Who else may have written it, best first; believed only of forwarders that somebody configured. */
  claimedAuthors: readonly ClaimedAuthor[];
  security: MessageSecurity | null;
  calendar: CalendarInvite | null;
  /** Facts a channel adds: `received-count`, `delivered-to`, `x-forwarded-to`, an app version from the API… */
  metadata: Readonly<Record<string, string>>;
  defects: readonly Defect[];
}

/** Of which nothing is known yet: what a message starts from where it could not be read. */
export const emptyMessage: InboundMessage = {
  messageId: null,
  references: [],
  threadKey: null,
  from: null,
  fromAsWritten: [],
  sender: null,
  replyTo: [],
  to: [],
  cc: [],
  subject: "",
  sentAt: null,
  text: "",
  visibleText: "",
  html: null,
  attachments: [],
  autoSubmitted: "no",
  autoEvidence: null,
  autoKind: null,
  neverAnswer: null,
  report: null,
  list: null,
  forwarded: null,
  claimedAuthors: [],
  security: null,
  calendar: null,
  metadata: {},
  defects: [],
};
