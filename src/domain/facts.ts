// Everything that a decision may know about the world: gathered from the database in one go, or from nothing by `inlet explain`.
import type { Authentication } from "./authentication.ts";
import type { CompanyId, MessageId, TicketId } from "./ids.ts";
import type { Envelope } from "./delivery.ts";

/** A message already here that has the same author and Message-ID (or, without a Message-ID, the same author and content). */
export interface KnownCopy {
  messageId: MessageId;
  ticketId: TicketId;
  /** Whole text as stored; compared by `identify.ts`. */
  text: string;
  subject: string;
  /** Hex SHA-256 of each attachment, sorted. */
  attachmentDigests: readonly string[];
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
}

export interface Facts {
  envelope: Envelope | null;
  policy: SourcePolicy;
  authentication: Authentication | null;
  copies: readonly KnownCopy[];
  /** The message carries a Message-ID that we minted: it is our own mail come back. */
  ownMessage: boolean;
  /** A valid reply-address token among the recipients. */
  replyAddress: { ticketId: TicketId; address: string } | null;
  /** Ids in `references` that we minted, and whose ticket is known. */
  ownReferences: readonly { id: string; ticketId: TicketId }[];
  /** Known ids among `references`, nearest first; and the message's own id where it is a phantom. */
  knownIds: readonly KnownMessageId[];
  /** The ticket of the provider's own thread, on channels that have threads; plain mail has none. */
  threadTicket?: { key: string; ticketId: TicketId } | null;
  /** `[Ticket #N]` in the subject, where N exists. */
  subjectTicket: { number: number; ticketId: TicketId } | null;
  /** The company that the author's domain is mapped to. */
  companyId: CompanyId | null;
  /** The message is Gmail's or Microsoft's forwarding confirmation, or carries this source's challenge code. */
  forwardingCheck: "confirmation" | "challenge" | null;
  tickets: readonly TicketFacts[];
  /** An agent released it from quarantine: it becomes a ticket, or joins the one they named. */
  release: { ticketId: TicketId | null; by: string } | null;
}

/** What is known where nobody has written yet: no copy, no ticket, no company, no token. */
export const nothingKnown: Omit<Facts, "envelope" | "policy" | "authentication"> = {
  copies: [],
  ownMessage: false,
  replyAddress: null,
  ownReferences: [],
  knownIds: [],
  threadTicket: null,
  subjectTicket: null,
  companyId: null,
  forwardingCheck: null,
  tickets: [],
  release: null,
};
