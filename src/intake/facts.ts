// Gathers what a batch of messages may be decided on, in a handful of queries, and keeps it true while the batch is decided.
import { addressKey, domainOf } from "#domain/address.ts";
import type { Authentication } from "#domain/authentication.ts";
import type { Facts, KnownCopy, SourcePolicy, TicketFacts } from "#domain/facts.ts";
import { identityKeys } from "#domain/identify.ts";
import type { CompanyId, ContactId, TicketId } from "#domain/ids.ts";
import type { InboundMessage } from "#domain/message.ts";
import { type ForwardingSettings, parseSettings, policyOf } from "#domain/source-settings.ts";
import { threadLockKeys } from "#domain/thread.ts";
import { verifyOwnId } from "#mail/own-id.ts";
import { hashReplyToken, parseReplyAddress } from "#mail/reply-address.ts";
import { findTicketNumber } from "#mail/subject.ts";
import type { Claim } from "#store/claims.ts";
import type { Tx } from "#store/db.ts";
import * as evidence from "#store/evidence.ts";
import type { RecordedCheck } from "#store/source-checks.ts";
import { digest, keyOf, lockOf } from "./digests.ts";
import { challengeCodes, findForwardingCheck } from "./forwarding-checks.ts";

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
  readonly tickets = new Map<TicketId, TicketFacts>();
  readonly contacts = new Map<string, { contactId: ContactId; companyId: CompanyId | null }>();
  readonly companies = new Map<string, CompanyId>();
  readonly replyAddresses = new Map<string, { ticketId: TicketId; address: string }>();
  readonly numbers = new Map<number, TicketId>();
  readonly challenges = new Map<string, evidence.ChallengeRow>();
  /** Messages that a replayed delivery became at its first reading. */
  readonly reread = new Map<string, evidence.RereadRow>();
  readonly marks: OwnMarks;
  readonly #hashes = new Map<string, string>();

  constructor(marks: OwnMarks) {
    this.marks = marks;
  }

  /** The facts for one message of the batch, as they stand now. */
  factsFor(item: ReadDelivery): { facts: Facts; check: RecordedCheck | null } {
    const { message, entry, claim } = item;
    const source = this.sources.get(entry.sourceId);
    if (source === undefined) throw new Error(`delivery ${entry.id} belongs to a source that is not there`);
    const check = findForwardingCheck(item, source.row, this.challenges);
    const knownIds = this.#knownIds(message);
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
      policy: source.policy,
      authentication: item.authentication,
      copies,
      ownMessage: message.messageId !== null && verifyOwnId(message.messageId, this.marks.messageIdKey),
      replyAddress,
      ownReferences,
      knownIds,
      subjectTicket: number === null || numbered === undefined ? null : { number, ticketId: numbered },
      companyId: this.companyOf(message.from?.address ?? null),
      forwardingCheck: check === null ? null : check.kind === "challenge" ? "challenge" : "confirmation",
      tickets: [...new Set(related)].flatMap((id) => this.tickets.get(id) ?? []),
      release: claim.instruction?.kind === "release" ? { ticketId: claim.instruction.ticketId, by: claim.instruction.by } : null,
    };
    return { facts, check };
  }

  /** A message joined or opened a ticket: the rest of the batch sees it. */
  learn(message: InboundMessage, learned: Learned): void {
    const { ticket } = learned;
    this.tickets.set(ticket.id, { ...ticket, participants: learned.participants });
    for (const id of message.references) this.#remember(id, ticket.id, true);
    if (message.messageId !== null) this.#remember(message.messageId, ticket.id, false);
    this.contacts.set(learned.contact.address, learned.contact);
    const copy = {
      messageId: learned.messageId,
      ticketId: ticket.id,
      deliveryId: learned.deliveryId,
      text: message.text,
      subject: message.subject,
      attachmentDigests: message.attachments.map((attachment) => attachment.sha256).sort(),
    };
    for (const key of identityKeys(message)) {
      const at = keyOf(digest(key));
      this.copies.set(at, [...(this.copies.get(at) ?? []), copy]);
    }
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
    return identityKeys(item.message)
      .flatMap((key) => this.copies.get(keyOf(digest(key))) ?? [])
      .filter(
        (copy, at, all) =>
          copy.deliveryId !== item.entry.id && all.findIndex((other) => other.messageId === copy.messageId) === at,
      );
  }

  #knownIds(message: InboundMessage): Facts["knownIds"] {
    const ids = [...message.references, ...reportedIds(message), ...ownId(message)];
    return ids.flatMap((id) => {
      const known = this.messageIds.get(this.#hashOf(id));
      if (known === undefined) return [];
      // Its own id counts only as the phantom that a reply left behind; as a seen id it is a copy, which identity decides.
      if (id === message.messageId && !known.phantom) return [];
      return [{ id, ...known }];
    });
  }

  // Asked for several times a message: by each kind of evidence, and by the next reply in the same batch.
  #hashOf(id: string): string {
    const hashed = this.#hashes.get(id) ?? keyOf(digest(id));
    this.#hashes.set(id, hashed);
    return hashed;
  }

  #ticketOf(id: string): TicketId[] {
    const known = this.messageIds.get(this.#hashOf(id));
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
    const at = this.#hashOf(id);
    const known = this.messageIds.get(at);
    if (known === undefined || (known.phantom && !phantom)) this.messageIds.set(at, { ticketId, phantom });
  }
}

/**
 * Locks the batch's threads and looks up all that is known about them. Two batches that touch one thread pass here one
 * after the other, so two messages of one new thread that arrive together make one ticket.
 */
export async function gatherFacts(tx: Tx, batch: readonly ReadDelivery[], marks: OwnMarks): Promise<Known> {
  const known = new Known(marks);
  const messages = batch.map((item) => item.message);
  const workspaceId = batch[0]?.claim.workspaceId ?? "";
  const settled = await readSettled(tx, messages);
  const open = batch.flatMap((item) => lockTexts(item, marks)).filter((text) => !settled.has(text));
  await evidence.lockEvidence(
    tx,
    open.map((text) => lockOf(workspaceId, text)),
  );

  await Promise.all([
    gatherSources(tx, known),
    gatherMessages(tx, messages, known),
    gatherPeople(tx, messages, known),
    gatherTokens(tx, batch, known),
    gatherReplays(tx, batch, known),
  ]);
  await gatherTickets(tx, batch, known);
  return known;
}

/**
 * Locks that nobody needs: a Message-ID that was seen stays with its ticket, and a contact that is here is not made again.
 * Without them two batches of answers to old threads would wait for each other all day.
 */
async function readSettled(tx: Tx, messages: readonly InboundMessage[]): Promise<Set<string>> {
  const references = unique(messages.flatMap((message) => message.references));
  const [ids, contacts] = await Promise.all([
    evidence.readMessageIds(tx, references.map(digest)),
    evidence.readContacts(tx, authorsOf(messages)),
  ]);
  const seen = new Set(ids.filter((row) => !row.phantom).map((row) => keyOf(row.idHash)));
  return new Set([
    ...references.filter((id) => seen.has(keyOf(digest(id)))).map((id) => `message-id ${id}`),
    ...contacts.map((row) => `contact ${row.address}`),
  ]);
}

async function gatherSources(tx: Tx, known: Known): Promise<void> {
  const read = (await evidence.readSources(tx)).map((row) => ({ row, settings: parseSettings(row.settings) }));
  for (const { row, settings } of read) {
    for (const address of [row.address, ...settings.publicAddresses]) known.ownAddresses.add(addressKey(address));
  }
  const ownAddresses = [...known.ownAddresses];
  for (const { row, settings } of read) {
    known.sources.set(row.id, { row, settings, policy: { ...policyOf(settings, row.address), ownAddresses } });
  }
}

async function gatherMessages(tx: Tx, messages: readonly InboundMessage[], known: Known): Promise<void> {
  const ids = messages.flatMap((message) => [...message.references, ...reportedIds(message), ...ownId(message)]);
  const identities = messages.flatMap(identityKeys);
  const [idRows, copyRows] = await Promise.all([
    evidence.readMessageIds(tx, unique(ids).map(digest)),
    evidence.readCopies(tx, unique(identities).map(digest)),
  ]);
  for (const row of idRows) known.messageIds.set(keyOf(row.idHash), { ticketId: row.ticketId, phantom: row.phantom });
  for (const row of copyRows) {
    const at = keyOf(row.identityHash);
    known.copies.set(at, [...(known.copies.get(at) ?? []), { ...row, messageId: row.id }]);
  }
}

async function gatherPeople(tx: Tx, messages: readonly InboundMessage[], known: Known): Promise<void> {
  const authors = authorsOf(messages);
  const [contacts, companies] = await Promise.all([
    evidence.readContacts(tx, authors),
    evidence.readCompaniesOfDomains(tx, unique(authors.map(domainOf))),
  ]);
  for (const row of contacts) known.contacts.set(row.address, row);
  for (const row of companies) known.companies.set(row.domain, row.companyId);
}

async function gatherTokens(tx: Tx, batch: readonly ReadDelivery[], known: Known): Promise<void> {
  const tokens = batch.flatMap((item) => replyTokens(item, known.marks.mailDomain));
  const codes = batch.flatMap((item) => challengeCodes(item.message)).map(digest);
  const [addresses, challenges] = await Promise.all([
    evidence.readReplyAddresses(tx, tokens),
    evidence.readChallenges(tx, codes),
  ]);
  for (const row of addresses) known.replyAddresses.set(keyOf(row.tokenHash), { ticketId: row.ticketId, address: row.address });
  for (const row of challenges) known.challenges.set(keyOf(row.codeHash), row);
}

async function gatherReplays(tx: Tx, batch: readonly ReadDelivery[], known: Known): Promise<void> {
  const replayed = batch.filter((item) => item.claim.instruction !== null).map((item) => item.entry.id);
  for (const row of await evidence.readMessagesOfDeliveries(tx, replayed)) known.reread.set(row.deliveryId, row);
}

async function gatherTickets(tx: Tx, batch: readonly ReadDelivery[], known: Known): Promise<void> {
  const numbers = unique(batch.flatMap((item) => findTicketNumber(item.message.subject) ?? []));
  for (const row of await evidence.readTicketNumbers(tx, numbers)) known.numbers.set(row.number, row.id);
  const tickets = unique([
    ...[...known.messageIds.values()].map((row) => row.ticketId),
    ...[...known.copies.values()].flatMap((copies) => copies.map((copy) => copy.ticketId)),
    ...[...known.replyAddresses.values()].map((row) => row.ticketId),
    ...known.numbers.values(),
    ...batch.flatMap((item) => item.claim.instruction?.ticketId ?? []),
  ]);
  for (const row of await evidence.readTickets(tx, tickets)) known.tickets.set(row.id, row);
}

const authorsOf = (messages: readonly InboundMessage[]): string[] =>
  unique(messages.flatMap((message) => (message.from === null ? [] : [addressKey(message.from.address)])));

// Beside the thread's own keys: the author (one contact per address), and what only the envelope or an agent names.
function lockTexts(item: ReadDelivery, marks: OwnMarks): string[] {
  const author = item.message.from === null ? [] : [`contact ${addressKey(item.message.from.address)}`];
  const tokens = replyTokens(item, marks.mailDomain).map((token) => `token ${keyOf(token)}`);
  return [...threadLockKeys(item.message), ...author, ...tokens];
}

function replyTokens(item: ReadDelivery, mailDomain: string): Buffer[] {
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

const reportedIds = (message: InboundMessage): string[] =>
  message.report?.originalMessageId ? [message.report.originalMessageId] : [];

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
