// Everything that a decision may know about the world: gathered from the database in one go, or from nothing by `inlet explain`.
import type { Authentication, SenderVerdict } from "./authentication.ts";
import type { CompanyId, DeliveryId, MessageId, TicketId } from "./ids.ts";
import type { Envelope } from "./delivery.ts";
import type { QuarantineReason } from "./outcome.ts";

/** What of a message is compared to tell whether another one is a copy of it. */
export interface Comparable {
  /** The Message-ID it carries, without angle brackets, or null; absent where the copy was looked for under that very id. */
  rfcMessageId?: string | null;
  /** Whole text as stored; compared by `identify.ts`. */
  text: string;
  /** It is an HTML mail, whose text may have been made from that. */
  hasHtml?: boolean;
  subject: string;
  /** The Date field, or null. */
  sentAt?: Date | null;
  senderVerdict?: SenderVerdict;
  /** Hex SHA-256 of each attachment, sorted. */
  attachmentDigests: readonly string[];
}

/** A message already here by the same author, with the same Message-ID or of the same moment. */
export interface KnownCopy extends Comparable {
  messageId: MessageId;
  ticketId: TicketId;
}

/** One that was set aside. */
export interface HeldCopy extends Comparable {
  deliveryId: DeliveryId;
  reason: QuarantineReason;
  ticketId: TicketId | null;
}

/** A Message-ID that some message here carries, or (phantom) that one here refers to without our having seen it. */
export interface KnownMessageId {
  id: string;
  ticketId: TicketId;
  phantom: boolean;
}

export interface TicketFacts {
  id: TicketId;
  number: number;
  /** Requester and everybody addressed on the ticket by a participant, lower case. */
  participants: readonly string[];
  companyId: CompanyId | null;
}

/** What the source's settings ask of the decision. */
export interface SourcePolicy {
  /** Sender authentication is evaluated. */
  authenticate: boolean;
  /** Addresses that lead to this source: the generated one and the public ones in front of it, lower case. */
  ownAddresses: readonly string[];
  ignoreSenders: readonly string[];
  /** Mailing-list mail is set aside instead of becoming tickets. */
  setAsideLists: boolean;
  /** Domains and addresses, lower case, that may name another author than themselves, and whose ARC seals are believed. */
  trustedForwarders: readonly string[];
}

export interface Facts {
  envelope: Envelope | null;
  /** Old mail that somebody with the server's command line brings in (docs/decisions/0010). */
  imported: boolean;
  policy: SourcePolicy;
  authentication: Authentication | null;
  copies: readonly KnownCopy[];
  /** Likewise among what was set aside. */
  heldCopies: readonly HeldCopy[];
  /** The message carries a Message-ID that we minted: it is our own mail come back. */
  ownMessage: boolean;
  /** It is a report on a Message-ID that we minted: whoever sends it has had that message. */
  reportsOwnMessage: boolean;
  /** A valid reply-address token among the recipients. */
  replyAddress: { ticketId: TicketId; address: string } | null;
  /** Ids in `references` that we minted, and whose ticket is known. */
  ownReferences: readonly { id: string; ticketId: TicketId }[];
  /**
   * Known ids among `references`, nearest first; and the message's own id where it is a phantom. A phantom points at the ticket that
   * mentioned it first, and then at those of its conversation on which the author takes part.
   */
  knownIds: readonly KnownMessageId[];
  /** The ticket of the provider's own thread, on channels that have threads; plain mail has none. */
  threadTicket?: { key: string; ticketId: TicketId } | null;
  /** `[Ticket #N]` in the subject, where N exists. */
  subjectTicket: { number: number; ticketId: TicketId } | null;
  /** The company that the author's domain is mapped to. */
  companyId: CompanyId | null;
  /** The author's address is that of an agent who works here. Whether it is really them, sender authentication says. */
  authorIsAgent: boolean;
  /** The message is Gmail's or Microsoft's forwarding confirmation, or carries this source's challenge code. */
  forwardingCheck: "confirmation" | "challenge" | null;
  tickets: readonly TicketFacts[];
  /** An agent released it from quarantine: it becomes a ticket, or joins the one they named. */
  release: { ticketId: TicketId | null; by: string } | null;
}

/** What is known where nobody has written yet: no copy, no ticket, no company, no token. */
export const nothingKnown: Omit<Facts, "envelope" | "policy" | "authentication"> = {
  imported: false,
  copies: [],
  heldCopies: [],
  ownMessage: false,
  reportsOwnMessage: false,
  replyAddress: null,
  ownReferences: [],
  knownIds: [],
  threadTicket: null,
  subjectTicket: null,
  companyId: null,
  authorIsAgent: false,
  forwardingCheck: null,
  tickets: [],
  release: null,
};
