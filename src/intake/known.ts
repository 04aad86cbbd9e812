// What is known about a batch of messages: facts for one message are cut from it, and what is decided is put back into it.
import { type FoundAuthor, resolveAuthor } from "#domain/author.ts";
import { addressKey, domainOf } from "#domain/address.ts";
import type { Authentication, SenderVerdict } from "#domain/authentication.ts";
import type { Facts, HeldCopy, KnownCopy, KnownMessageId, SourcePolicy, TicketFacts } from "#domain/facts.ts";
import { identityKeys, momentOf } from "#domain/identify.ts";
import type { CompanyId, ContactId, TicketId } from "#domain/ids.ts";
import { journaledMessage } from "#domain/journal-report.ts";
import type { InboundMessage } from "#domain/message.ts";
import type { ForwardingSettings } from "#domain/source-settings.ts";
import { verifyOwnId } from "#mail/own-id.ts";
import { hashReplyToken, parseReplyAddress } from "#mail/reply-address.ts";
import { findTicketNumber } from "#mail/subject.ts";
import type { Claim } from "#store/claims.ts";
import type * as evidence from "#store/evidence.ts";
import type { RecordedCheck } from "#store/source-checks.ts";
import { Conversations } from "./conversations.ts";
import { digest, keyOf } from "./digests.ts";
import { findForwardingCheck } from "./forwarding-checks.ts";

/** One claimed delivery, read and authenticated: what the transaction starts from. */
export interface ReadDelivery {
  claim: Claim;
  entry: evidence.JournalEntry;
  message: InboundMessage;
  authentication: Authentication | null;
}

/** What only this installation knows. */
export interface OwnMarks {
  /** Key of our Message-ID signatures. */
  messageIdKey: Uint8Array;
  /** Domain of source and reply addresses. */
  mailDomain: string;
}

/** A source of the workspace, its settings read. */
export interface KnownSource {
  row: evidence.SourceRow;
  settings: ForwardingSettings;
  policy: SourcePolicy;
}

/** What intake decided about a message, so that the next message of the same batch knows it. */
export interface Learned {
  ticket: TicketFacts;
  messageId: string;
  deliveryId: string;
  contact: { address: string; contactId: ContactId; companyId: CompanyId | null };
  senderVerdict: SenderVerdict;
  /** Everybody who is on the ticket from now on. */
  participants: readonly string[];
}

/** Everything known about a batch. Facts for one message are cut from it; what is decided is put back into it. */
export class Known {
  readonly sources = new Map<string, KnownSource>();
  /** Every address that leads here, of all sources, as `addressKey` writes it. */
  readonly ownAddresses = new Set<string>();
  readonly messageIds = new Map<string, { ticketId: TicketId; phantom: boolean }>();
  readonly copies = new Map<string, (KnownCopy & { deliveryId: string | null })[]>();
  readonly held = new Map<string, HeldCopy[]>();
  readonly conversations = new Conversations();
  readonly tickets = new Map<TicketId, TicketFacts>();
  readonly contacts = new Map<string, { contactId: ContactId; companyId: CompanyId | null }>();
  /** Addresses of agents among the authors, as `addressKey` writes them. */
  readonly agents = new Set<string>();
  readonly companies = new Map<string, CompanyId>();
  readonly replyAddresses = new Map<string, { ticketId: TicketId; address: string }>();
  readonly numbers = new Map<number, TicketId>();
  readonly challenges = new Map<string, evidence.ChallengeRow>();
  /** Messages that a replayed delivery became at its first reading. */
  readonly reread = new Map<string, evidence.RereadRow>();
  readonly marks: OwnMarks;

  constructor(marks: OwnMarks) {
    this.marks = marks;
  }

  /** Who wrote a message, by the settings of its source: the same that the decision finds. Null where From names nobody. */
  authorOf({ message, entry, authentication }: ReadDelivery): FoundAuthor | null {
    const source = this.sources.get(entry.sourceId);
    return source === undefined ? null : resolveAuthor(message, { policy: source.policy, authentication });
  }

  /** Whether an address, in lower case, leads to this desk: a source's, or any of our own domain, where nobody else has one. */
  isOurs(address: string): boolean {
    return this.ownAddresses.has(address) || domainOf(address) === this.marks.mailDomain.toLowerCase();
  }

  /** The facts for one message of the batch, as they stand now. */
  factsFor(item: ReadDelivery): { facts: Facts; check: RecordedCheck | null } {
    const { message, entry, claim } = item;
    const source = this.sources.get(entry.sourceId);
    if (source === undefined) throw new Error(`delivery ${entry.id} belongs to a source that is not there`);
    const author = this.authorOf(item)?.author ?? null;
    const isOwnId = (id: string) => verifyOwnId(id, this.marks.messageIdKey);
    const check = findForwardingCheck(item, source.row, { challenges: this.challenges, isOwnId });
    const knownIds = this.#knownIds(item);
    const ownReferences = message.references
      .filter((id) => verifyOwnId(id, this.marks.messageIdKey))
      .flatMap((id) => this.#ticketOf(id).map((ticketId) => ({ id, ticketId })));
    const replyAddress = this.#replyAddress(item);
    const number = findTicketNumber(message.subject);
    const numbered = number === null ? undefined : this.numbers.get(number);
    const copies = this.#copies(item);
    const related = [
      ...copies.map((copy) => copy.ticketId),
      ...knownIds.map((known) => known.ticketId),
      ...(replyAddress === null ? [] : [replyAddress.ticketId]),
      ...(numbered === undefined ? [] : [numbered]),
      ...(claim.instruction?.ticketId ? [claim.instruction.ticketId] : []),
    ];
    const facts: Facts = {
      envelope: entry.envelope,
      imported: isImported(entry),
      policy: source.policy,
      authentication: item.authentication,
      copies,
      heldCopies: this.#heldCopies(item),
      ownMessage: message.messageId !== null && isOwnId(message.messageId),
      reportsOwnMessage: reportedIds(message).some(isOwnId),
      replyAddress,
      ownReferences,
      knownIds,
      subjectTicket: number === null || numbered === undefined ? null : { number, ticketId: numbered },
      companyId: this.companyOf(author?.address ?? null),
      authorIsAgent: author !== null && this.agents.has(addressKey(author.address)),
      forwardingCheck: arrivalOf(check),
      tickets: [...new Set(related)].flatMap((id) => this.tickets.get(id) ?? []),
      release: claim.instruction?.kind === "release" ? { ticketId: claim.instruction.ticketId, by: claim.instruction.by } : null,
    };
    return { facts, check };
  }

  /** A message joined or opened a ticket: the rest of the batch sees it. */
  learn(message: InboundMessage, learned: Learned): void {
    const { ticket } = learned;
    this.tickets.set(ticket.id, { ...ticket, participants: learned.participants });
    for (const id of idsOf(message)) this.#remember(id, ticket.id, id !== message.messageId);
    this.contacts.set(learned.contact.address, learned.contact);
    const copy = {
      messageId: learned.messageId,
      ticketId: ticket.id,
      deliveryId: learned.deliveryId,
      rfcMessageId: message.messageId,
      hasHtml: message.html !== null,
      sentAt: message.sentAt,
      senderVerdict: learned.senderVerdict,
      ...comparableOf(message),
    };
    const [identity] = identityKeys(message);
    if (identity !== undefined) this.addCopy(keyOf(digest(identity)), copy);
    const moment = momentOf(message);
    if (moment !== null) this.addCopy(momentKey(moment), copy);
  }

  /** A message was set aside beside a ticket: what it carries and mentions is remembered there, but counts for nothing more. */
  learnHeld(message: InboundMessage, held: { identity: string | null; copy: HeldCopy }): void {
    const { ticketId } = held.copy;
    if (ticketId !== null) for (const id of idsOf(message)) this.#remember(id, ticketId, true);
    if (held.identity !== null) this.held.set(held.identity, [...(this.held.get(held.identity) ?? []), held.copy]);
  }

  /** A ticket went into another one: whatever led to it leads there. */
  merge(from: TicketId, into: TicketId, how: { stored: boolean }): void {
    for (const known of this.messageIds.values()) if (known.ticketId === from) known.ticketId = into;
    for (const copies of this.copies.values()) for (const copy of copies) if (copy.ticketId === from) copy.ticketId = into;
    const [gone, kept] = [this.tickets.get(from), this.tickets.get(into)];
    this.tickets.delete(from);
    if (gone !== undefined && kept !== undefined) {
      this.tickets.set(into, { ...kept, participants: unique([...kept.participants, ...gone.participants]) });
    }
    this.conversations.merge(from, into, how);
  }

  addCopy(key: string, copy: KnownCopy & { deliveryId: string | null }): void {
    this.copies.set(key, [...(this.copies.get(key) ?? []), copy]);
  }

  /** The tickets that ids of this message point at. */
  ticketsOf(message: InboundMessage): TicketId[] {
    return unique(idsOf(message).flatMap((id) => this.messageIds.get(keyOf(digest(id)))?.ticketId ?? []));
  }

  ticketOfMessage(messageId: string): TicketId | null {
    for (const copies of this.copies.values()) {
      const copy = copies.find((known) => known.messageId === messageId);
      if (copy !== undefined) return copy.ticketId;
    }
    return null;
  }

  /** The company that an address belongs to: its contact's, else its domain's. */
  companyOf(address: string | null): CompanyId | null {
    if (address === null) return null;
    const contact = this.contacts.get(addressKey(address));
    return contact?.companyId ?? this.companies.get(domainOf(address)) ?? null;
  }

  #copies(item: ReadDelivery): KnownCopy[] {
    return lookupKeys(item.message)
      .flatMap((key) => this.copies.get(key) ?? [])
      .filter(
        (copy, at, all) =>
          copy.deliveryId !== item.entry.id && all.findIndex((other) => other.messageId === copy.messageId) === at,
      );
  }

  #heldCopies(item: ReadDelivery): HeldCopy[] {
    return identityKeys(item.message)
      .flatMap((key) => this.held.get(keyOf(digest(key))) ?? [])
      .filter((copy) => copy.deliveryId !== item.entry.id);
  }

  #knownIds(item: ReadDelivery): Facts["knownIds"] {
    const { message } = item;
    const ids = [...message.references, ...reportedIds(message), ...ownId(message)];
    return ids.flatMap((id) => {
      const known = this.messageIds.get(keyOf(digest(id)));
      if (known === undefined) return [];
      // Its own id counts only as the phantom that a reply left behind; as a seen id it is a copy, which identity decides.
      if (id === message.messageId && !known.phantom && !isImported(item.entry)) return [];
      return [{ id, ...known }, ...this.#besides(id, known, item)];
    });
  }

  // A phantom belongs to nobody: of all tickets in whose conversation it is, those of the author count as much as the first.
  #besides(id: string, { ticketId, phantom }: { ticketId: TicketId; phantom: boolean }, item: ReadDelivery): KnownMessageId[] {
    const { message, entry } = item;
    if (!phantom || message.from === null) return [];
    const author = addressKey(message.from.address);
    // In an archive the message that others answer brings all of them together.
    const isRoot = id === message.messageId && isImported(entry);
    const tickets = this.conversations.besides(ticketId);
    const theirs = tickets.filter((other) => isRoot || this.tickets.get(other)?.participants.includes(author));
    return theirs.map((other) => ({ id, ticketId: other, phantom }));
  }

  #ticketOf(id: string): TicketId[] {
    const known = this.messageIds.get(keyOf(digest(id)));
    return known === undefined || known.phantom ? [] : [known.ticketId];
  }

  #replyAddress(item: ReadDelivery): Facts["replyAddress"] {
    for (const token of replyTokens(item, this.marks.mailDomain)) {
      const found = this.replyAddresses.get(keyOf(token));
      if (found !== undefined) return found;
    }
    return null;
  }

  #remember(id: string, ticketId: TicketId, phantom: boolean): void {
    const at = keyOf(digest(id));
    const known = this.messageIds.get(at);
    if (known === undefined || (known.phantom && !phantom)) this.messageIds.set(at, { ticketId, phantom });
  }
}

function arrivalOf(check: RecordedCheck | null): Facts["forwardingCheck"] {
  if (check === null || check.kind === "challenge-bounced") return null;
  return check.kind === "challenge" ? "challenge" : "confirmation";
}

export function replyTokens(item: ReadDelivery, mailDomain: string): Buffer[] {
  const addressed = [
    ...(item.entry.envelope?.rcptTo ?? []),
    ...[...item.message.to, ...item.message.cc].map((recipient) => recipient.address),
  ];
  return addressed.flatMap((address) => {
    const token = parseReplyAddress(address, mailDomain);
    return token === null ? [] : [hashReplyToken(token)];
  });
}

const ownId = (message: InboundMessage): string[] => (message.messageId === null ? [] : [message.messageId]);

/** Mail that came in through SMTP always has an envelope. */
export const isImported = ({ kind, envelope }: evidence.JournalEntry): boolean => kind === "forwarding" && envelope === null;

/** Every id that the message names: its own, that of the one it is a journal report of, and those it answers. */
export function idsOf(message: InboundMessage): string[] {
  const original = journaledMessage(message);
  return unique([...ownId(message), ...(original === null ? [] : ownId(original)), ...message.references]);
}

/** What of a message is kept to compare later copies with. */
export const comparableOf = (message: InboundMessage) => ({
  text: message.text,
  subject: message.subject,
  attachmentDigests: message.attachments.map((attachment) => attachment.sha256).sort(),
});

/** Where copies of a message are looked for in `Known.copies`: under its identities, and under its author and moment. */
function lookupKeys(message: InboundMessage): string[] {
  const moment = momentOf(message);
  return [...identityKeys(message).map((key) => keyOf(digest(key))), ...(moment === null ? [] : [momentKey(moment)])];
}

export const momentKey = ({ address, at }: evidence.Moment): string => `${at} ${address}`;

export const reportedIds = (message: InboundMessage): string[] =>
  message.report?.originalMessageId ? [message.report.originalMessageId] : [];

export const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
