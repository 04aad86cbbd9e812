// Which tickets a message points at, and in which order to believe what it carries.
import type { Facts } from "./facts.ts";
import { identityKeys } from "./identify.ts";
import type { TicketId } from "./ids.ts";
import type { Clue } from "./membership.ts";
import type { InboundMessage } from "./message.ts";
import type { MatchEvidence } from "./outcome.ts";

/** One thing that points at a ticket. */
export interface Candidate {
  ticketId: TicketId;
  by: MatchEvidence;
  clue: Clue;
  /** The id, key or number as the message carries it; null where it is a secret. */
  evidence: string | null;
}

/**
 * Everything that points at a ticket, best first: the address it was sent to, our own Message-IDs, what it answers from the
 * nearest ancestor on, who answered it, the provider's thread, the number in the subject.
 */
export function candidatesOf(message: InboundMessage, facts: Facts): Candidate[] {
  const found: Candidate[] = [];
  const { replyAddress, ownReferences, knownIds, threadTicket, subjectTicket } = facts;
  if (replyAddress !== null) {
    found.push({ ticketId: replyAddress.ticketId, by: "reply-address", clue: "reply-address", evidence: null });
  }
  for (const { id, ticketId } of ownReferences)
    found.push({ ticketId, by: "own-message-id", clue: "own-message-id", evidence: id });
  for (const { id, ticketId, phantom } of knownIds) {
    if (id === message.messageId) continue;
    found.push({ ticketId, by: "references", clue: phantom ? "mentioned-id" : "known-id", evidence: id });
  }
  for (const { id, ticketId, phantom } of knownIds) {
    // Its own id as one that was seen is a copy of it, or a reused id: neither says anything about threads. In an archive, where
    // nobody gains by it, the ways of one message are one conversation.
    if (id === message.messageId && (phantom || facts.imported))
      found.push({ ticketId, by: "references", clue: "answered-before", evidence: id });
  }
  if (threadTicket) {
    found.push({ ticketId: threadTicket.ticketId, by: "thread-key", clue: "thread-key", evidence: threadTicket.key });
  }
  if (subjectTicket !== null) {
    const evidence = String(subjectTicket.number);
    found.push({ ticketId: subjectTicket.ticketId, by: "subject-number", clue: "subject-number", evidence });
  }
  return found;
}

/** The ticket that a report is about: the one of the message it names, if that is ours or here. */
export function reportedTicket(message: InboundMessage, facts: Facts): TicketId | null {
  const original = message.report?.originalMessageId ?? null;
  if (original === null) return null;
  const seen = facts.knownIds.find((known) => known.id === original && !known.phantom);
  return seen?.ticketId ?? facts.ownReferences.find((own) => own.id === original)?.ticketId ?? null;
}

/**
 * Texts under which intake locks before it gathers facts. Two messages that could belong together share at least one: an id
 * that both carry or mention, a provider's thread, or their identity. Sorted and without repeats, so that everybody locks
 * in the same order.
 */
export function threadLockKeys(message: InboundMessage): string[] {
  const keys = new Set<string>();
  if (message.messageId !== null) keys.add(`message-id ${message.messageId}`);
  for (const id of message.references) keys.add(`message-id ${id}`);
  if (message.threadKey !== null) keys.add(`thread-key ${message.threadKey}`);
  for (const key of identityKeys(message)) keys.add(`identity ${key}`);
  return [...keys].sort();
}
