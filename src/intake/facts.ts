// Gathers what a batch of messages may be decided on, in a handful of queries, and keeps it true while the batch is decided.
import { addressKey, domainOf } from "#domain/address.ts";
import { identityKeys, longestReissued, momentOf } from "#domain/identify.ts";
import type { TicketId } from "#domain/ids.ts";
import type { InboundMessage } from "#domain/message.ts";
import { parseSettings, policyOf } from "#domain/source-settings.ts";
import { threadLockKeys } from "#domain/thread.ts";
import { findTicketNumber } from "#mail/subject.ts";
import { readConversations, readTicketsOfPeople } from "#store/conversations.ts";
import type { Tx } from "#store/db.ts";
import * as evidence from "#store/evidence.ts";
import { digest, keyOf, lockOf } from "./digests.ts";
import { challengeCodes } from "./forwarding-checks.ts";
import {
  idsOf,
  isImported,
  Known,
  momentKey,
  type OwnMarks,
  type ReadDelivery,
  replyTokens,
  reportedIds,
  unique,
} from "./known.ts";

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
  // A ticket may have gone into another one while this waited for its lock: then what leads to it is looked up anew, once.
  if (!(await gatherTickets(tx, batch, known))) {
    known.messageIds.clear();
    known.copies.clear();
    known.held.clear();
    await gatherMessages(tx, messages, known);
    await gatherTickets(tx, batch, known);
  }
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
  const ids = messages.flatMap((message) => [...idsOf(message), ...reportedIds(message)]);
  const identities = unique(messages.flatMap(identityKeys)).map(digest);
  const moments = new Map(messages.flatMap((message) => momentOf(message) ?? []).map((moment) => [momentKey(moment), moment]));
  const [idRows, copyRows, momentRows, heldRows] = await Promise.all([
    evidence.readMessageIds(tx, unique(ids).map(digest)),
    evidence.readCopies(tx, identities),
    evidence.readMessagesOfMoments(tx, [...moments.values()], longestReissued),
    evidence.readHeld(tx, identities),
  ]);
  for (const row of idRows) known.messageIds.set(keyOf(row.idHash), { ticketId: row.ticketId, phantom: row.phantom });
  for (const row of copyRows) known.addCopy(keyOf(row.identityHash), { ...row, messageId: row.id });
  for (const row of momentRows) known.addCopy(momentKey(row.moment), { ...row, messageId: row.id });
  for (const row of heldRows) {
    const at = keyOf(row.identityHash);
    known.held.set(at, [...(known.held.get(at) ?? []), row]);
  }
}

async function gatherPeople(tx: Tx, messages: readonly InboundMessage[], known: Known): Promise<void> {
  const authors = authorsOf(messages);
  // Only what passes something on is asked for: being an agent makes no other difference.
  const forwarders = authorsOf(messages.filter((message) => message.forwarded !== null));
  const [contacts, companies, agents] = await Promise.all([
    evidence.readContacts(tx, authors),
    evidence.readCompaniesOfDomains(tx, unique(authors.map(domainOf))),
    evidence.readAgentAddresses(tx, forwarders),
  ]);
  for (const email of agents) known.agents.add(email);
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

/** False where what a message points at is not there any more. */
async function gatherTickets(tx: Tx, batch: readonly ReadDelivery[], known: Known): Promise<boolean> {
  const numbers = unique(batch.flatMap((item) => findTicketNumber(item.message.subject) ?? []));
  for (const row of await evidence.readTicketNumbers(tx, numbers)) known.numbers.set(row.number, row.id);
  const tickets = unique([
    ...[...known.messageIds.values()].map((row) => row.ticketId),
    ...[...known.copies.values()].flatMap((copies) => copies.map((copy) => copy.ticketId)),
    ...[...known.replyAddresses.values()].map((row) => row.ticketId),
    ...known.numbers.values(),
    ...batch.flatMap((item) => item.claim.instruction?.ticketId ?? []),
  ]);
  const besides = await gatherConversations(tx, tickets, batch, known);
  for (const row of await evidence.readTickets(tx, unique([...tickets, ...besides]))) known.tickets.set(row.id, row);
  return [...known.messageIds.values()].every((row) => known.tickets.has(row.ticketId));
}

/** Nearly every ticket is a conversation by itself; for the others: the tickets of the batch's authors in them, in an archive all. */
async function gatherConversations(
  tx: Tx,
  tickets: readonly TicketId[],
  batch: readonly ReadDelivery[],
  known: Known,
): Promise<TicketId[]> {
  const direct = await readConversations(tx, tickets);
  const conversations = unique(direct.map((row) => row.conversationId));
  const people = batch.some((item) => isImported(item.entry)) ? null : authorsOf(batch.map((item) => item.message));
  const besides = await readTicketsOfPeople(tx, conversations, people);
  for (const row of [...direct, ...besides]) known.conversations.remember(row.ticketId, row.conversationId);
  return besides.map((row) => row.ticketId);
}

const authorsOf = (messages: readonly InboundMessage[]): string[] => unique(messages.flatMap(possibleAuthors));

// Whom a forwarder names is asked for too: whether they are believed, the decision says.
function possibleAuthors({ from, claimedAuthors }: InboundMessage): string[] {
  return from === null ? [] : [from, ...claimedAuthors.map((claim) => claim.author)].map(({ address }) => addressKey(address));
}

// Beside the thread's own keys: the author (one contact per address), and what only the envelope or an agent names.
function lockTexts(item: ReadDelivery, marks: OwnMarks): string[] {
  const author = possibleAuthors(item.message).map((address) => `contact ${address}`);
  const tokens = replyTokens(item, marks.mailDomain).map((token) => `token ${keyOf(token)}`);
  return [...threadLockKeys(item.message), ...author, ...tokens];
}
