// Turns the decisions of a batch into rows: what became of each delivery, and everything that follows from it, in one transaction.
import { addressKey } from "#domain/address.ts";
import type { Decision } from "#domain/decide.ts";
import type { TicketFacts } from "#domain/facts.ts";
import { identityKeys } from "#domain/identify.ts";
import { type ContactId, newId, type TicketId, type WorkspaceId } from "#domain/ids.ts";
import type { Address, InboundMessage } from "#domain/message.ts";
import { reasonOf } from "#domain/outcome.ts";
import { readingOf, shownSender } from "#domain/reading.ts";
import type { Receipt } from "#domain/receipt.ts";
import { senderVerdict } from "#domain/sender-verdict.ts";
import { previewOf } from "#domain/ticket.ts";
import type { RereadRow } from "#store/evidence.ts";
import type { IntakeRows } from "#store/intake-rows.ts";
import { digest, keyOf } from "./digests.ts";
import { comparableOf, idsOf, type Known, type ReadDelivery } from "./known.ts";
import { moveRows } from "./move-rows.ts";
import type { KeptFile } from "./files.ts";

/** Search looks at what a message adds, at most this much of it: Postgres refuses a tsvector over 1 MB. */
const searchedCharacters = 64_000;
const mostParticipants = 200;
/** Copies of longer messages that were set aside are set aside too. */
const longestHeld = 200_000;
/** Tickets that one message can make one conversation of. */
const mostLinked = 20;

/** Collects the rows of one workspace's batch. Decisions are added in order; a later one may join what an earlier one opened. */
export class Batch {
  readonly rows: IntakeRows = {
    contacts: [],
    contactAddresses: [],
    tickets: [],
    ticketChanges: new Map(),
    messages: [],
    arrivals: [],
    attachments: [],
    messageIds: [],
    participants: [],
    reports: [],
    search: [],
    outcomes: [],
    held: [],
    links: [],
    merges: [],
  };
  /** Files whose bytes have to be in the blob store before this commits. */
  readonly files: KeptFile[] = [];
  readonly touchedTickets = new Set<TicketId>();

  readonly #workspaceId: WorkspaceId;
  readonly #known: Known;
  readonly #messageIdRows = new Map<string, IntakeRows["messageIds"][number]>();
  readonly #openedHere = new Map<TicketId, IntakeRows["tickets"][number]>();

  constructor(workspaceId: WorkspaceId, known: Known) {
    this.#workspaceId = workspaceId;
    this.#known = known;
    this.rows.links = known.conversations.links;
  }

  add(item: ReadDelivery, decision: Decision, files: readonly KeptFile[]): void {
    switch (decision.action) {
      case "create":
        return this.#join(item, decision, files, this.#openTicket(item, decision));
      case "append":
        return this.#join(item, decision, files, this.#ticket(decision.match.ticketId));
      case "record-report":
        this.#report(item, decision);
        return this.#outcome(item, decision, { ticketId: decision.ticketId });
      case "quarantine":
        this.#hold(item, decision);
        return this.#outcome(item, decision, { reason: decision.reason, ticketId: decision.ticketId });
      case "discard":
        return this.#discard(item, decision);
    }
  }

  /** A ticket that was opened in this batch: nobody can have seen it yet. */
  openedHere(id: TicketId): { requesterId: ContactId } | null {
    return this.#openedHere.get(id) ?? null;
  }

  /** Whether this batch set something aside beside the ticket. */
  heldBeside(id: TicketId): boolean {
    return this.rows.held.some((held) => held.ticketId === id);
  }

  /** Puts a ticket into another one, with all that this batch did to it so far. */
  merge(from: TicketId, into: TicketId): void {
    const stored = !this.#openedHere.delete(from);
    moveRows(this.rows, { from, into });
    this.touchedTickets.add(from).add(into);
    this.#known.merge(from, into, { stored });
  }

  /**
   * A replay of a delivery that is on a ticket already: read anew, it stays where it is, however it would be decided today. A
   * receipt that tells of another place would explain nothing, so then the earlier one stays too.
   */
  reread(item: ReadDelivery, decision: Decision, before: RereadRow): void {
    this.touchedTickets.add(before.ticketId);
    const agrees = decision.action === before.action && reasonOf(decision) === before.reason;
    const receipt = agrees ? decision.receipt : before.receipt;
    this.#outcome(
      item,
      { action: before.action, receipt },
      { reason: before.reason, ticketId: before.ticketId, messageId: before.id },
    );
  }

  /** Our own errors kept it from being decided. */
  fail(item: ReadDelivery, receipt: Receipt): void {
    this.#outcome(item, { action: "failed", receipt }, { reason: "error" });
  }

  #openTicket(item: ReadDelivery, decision: Extract<Decision, { action: "create" }>): TicketFacts {
    const { entry, message } = item;
    const source = this.#known.sources.get(entry.sourceId);
    const contact = this.#contact(decision.requester);
    const companyId = source?.row.companyId ?? contact.companyId;
    const row = {
      workspaceId: this.#workspaceId,
      id: newId(),
      subject: decision.forwardedBy === null ? message.subject : (message.forwarded?.subject ?? message.subject),
      requesterId: contact.contactId,
      sourceId: entry.sourceId,
      companyId,
      possiblyRelatedTo: decision.possiblyRelatedTo,
      preview: "",
      messageCount: 0,
      createdAt: entry.receivedAt,
      lastMessageAt: entry.receivedAt,
    };
    this.rows.tickets.push(row);
    this.#openedHere.set(row.id, row);
    this.#participant(row.id, decision.requester.address, "requester");
    return { id: row.id, number: 0, participants: [addressKey(decision.requester.address)], companyId };
  }

  #join(
    item: ReadDelivery,
    decision: Extract<Decision, { action: "create" | "append" }>,
    files: readonly KeptFile[],
    ticket: TicketFacts,
  ): void {
    const contact = this.#contact(decision.requester);
    const standing = decision.action === "append" ? decision.standing : "participant";
    const messageId = this.#message(item, { ticketId: ticket.id, contactId: contact.contactId, standing }, files);
    this.#countOn(ticket.id, item);
    this.#link(item, ticket.id);
    this.#messageIds(item, ticket.id, { held: false });
    const joined = standing === "participant" ? this.#addressed(item, ticket) : this.#released(decision, ticket);
    this.touchedTickets.add(ticket.id);
    this.#outcome(item, decision, {
      reason: decision.action === "append" ? decision.match.by : null,
      ticketId: ticket.id,
      messageId,
    });
    this.#known.learn(item.message, {
      ticket,
      messageId,
      deliveryId: item.entry.id,
      contact: { address: addressKey(decision.requester.address), ...contact },
      senderVerdict: this.#known.authorOf(item)?.verdict ?? senderVerdict(item.authentication, null),
      participants: [...ticket.participants, ...joined],
    });
  }

  #message(
    item: ReadDelivery,
    on: { ticketId: TicketId; contactId: ContactId; standing: "participant" | "colleague" | "stranger" },
    files: readonly KeptFile[],
  ): string {
    const { entry, message } = item;
    const found = this.#known.authorOf(item);
    const id = newId();
    this.rows.messages.push({
      workspaceId: this.#workspaceId,
      id,
      ticketId: on.ticketId,
      deliveryId: entry.id,
      direction: "inbound",
      contactId: on.contactId,
      rfcMessageId: message.messageId,
      identityHash: digest(identityKeys(message)[0] ?? entry.id),
      author: JSON.stringify(found?.author ?? null),
      recipients: JSON.stringify({ to: message.to, cc: message.cc, replyTo: message.replyTo, sender: message.sender }),
      subject: message.subject,
      text: message.text,
      visibleText: message.visibleText,
      html: message.html,
      attachmentDigests: comparableOf(message).attachmentDigests,
      autoSubmitted: message.autoSubmitted,
      standing: on.standing,
      senderVerdict: found?.verdict ?? senderVerdict(item.authentication, null),
      reading: storedReading(message),
      sentAt: message.sentAt,
      receivedAt: entry.receivedAt,
    });
    this.#arrival(item, id);
    this.#attachments(id, files);
    this.rows.search.push({
      workspaceId: this.#workspaceId,
      messageId: id,
      ticketId: on.ticketId,
      receivedAt: entry.receivedAt,
      text: searchText(item),
    });
    return id;
  }

  #attachments(messageId: string, files: readonly KeptFile[]): void {
    files.forEach((file, position) => {
      if (file.content !== null) this.files.push(file);
      this.rows.attachments.push({
        workspaceId: this.#workspaceId,
        id: newId(),
        messageId,
        position,
        name: file.name,
        mediaType: file.mediaType,
        sniffedType: file.sniffedType,
        disposition: file.disposition,
        contentId: file.contentId,
        size: file.size,
        sha256: file.content === null ? null : Buffer.from(file.sha256, "hex"),
        refusedBecause: file.refusedBecause,
      });
    });
  }

  #arrival(item: ReadDelivery, messageId: string): void {
    this.rows.arrivals.push({
      workspaceId: this.#workspaceId,
      messageId,
      deliveryId: item.entry.id,
      receivedAt: item.entry.receivedAt,
    });
  }

  // What was set aside beside a ticket is known there: its answers find the way, and another copy of it is one. Its ids lead like those
  // of messages that nobody saw, so that whoever is held back can hold back nobody else.
  #hold(item: ReadDelivery, { reason, ticketId }: Extract<Decision, { action: "quarantine" }>): void {
    const { message, entry } = item;
    const named = reason === "unverified-sender" || reason === "unreadable" ? null : ticketId;
    if (named !== null) {
      this.#link(item, named);
      this.#messageIds(item, named, { held: true });
    }
    const [identity] = message.from === null || message.text.length > longestHeld ? [] : identityKeys(message);
    const copy = { deliveryId: entry.id, reason, ticketId: named, ...comparableOf(message) };
    this.#known.learnHeld(message, { identity: identity === undefined ? null : keyOf(digest(identity)), copy });
    if (identity !== undefined) this.rows.held.push({ workspaceId: this.#workspaceId, identityHash: digest(identity), ...copy });
  }

  #link({ message }: ReadDelivery, ticketId: TicketId): void {
    this.#known.conversations.link([ticketId, ...this.#known.ticketsOf(message)].slice(0, mostLinked));
  }

  #messageIds(item: ReadDelivery, ticketId: TicketId, { held }: { held: boolean }): void {
    for (const id of idsOf(item.message)) {
      const phantom = held || id !== item.message.messageId;
      const idHash = digest(id);
      // One statement may not touch a row twice: within the batch the first to be seen wins, and seen beats phantom.
      const before = this.#messageIdRows.get(id);
      if (before === undefined) {
        const row = { workspaceId: this.#workspaceId, idHash, ticketId, phantom };
        this.#messageIdRows.set(id, row);
        this.rows.messageIds.push(row);
      } else if (before.phantom && !phantom) {
        Object.assign(before, { ticketId, phantom });
      }
    }
  }

  // An agent who lets a stranger onto a ticket lets them stay: their next answer joins by itself.
  #released(decision: Extract<Decision, { action: "create" | "append" }>, ticket: TicketFacts): string[] {
    if (decision.action !== "append" || decision.match.by !== "agent") return [];
    this.#participant(ticket.id, decision.requester.address, "author");
    return [addressKey(decision.requester.address)];
  }

  // A participant who addresses somebody brings them onto the ticket: they may join, which is not being answered.
  #addressed(item: ReadDelivery, ticket: TicketFacts): string[] {
    const there = new Set(ticket.participants);
    const added: string[] = [];
    for (const { address } of [...item.message.to, ...item.message.cc]) {
      const lower = addressKey(address);
      if (there.size >= mostParticipants) break;
      if (there.has(lower) || this.#known.isOurs(lower)) continue;
      there.add(lower);
      added.push(lower);
      this.#participant(ticket.id, lower, "addressed");
    }
    return added;
  }

  #participant(ticketId: TicketId, address: string, role: "requester" | "author" | "addressed"): void {
    this.rows.participants.push({ workspaceId: this.#workspaceId, ticketId, address: addressKey(address), role });
  }

  #contact(author: Address): { contactId: ContactId; companyId: string | null } {
    const address = addressKey(author.address);
    const known = this.#known.contacts.get(address);
    if (known !== undefined) return known;
    const made = { contactId: newId(), companyId: this.#known.companyOf(address) };
    this.rows.contacts.push({
      workspaceId: this.#workspaceId,
      id: made.contactId,
      name: author.name === "" ? address.slice(0, address.lastIndexOf("@")) : author.name,
      companyId: made.companyId,
    });
    this.rows.contactAddresses.push({ workspaceId: this.#workspaceId, address, contactId: made.contactId });
    this.#known.contacts.set(address, made);
    return made;
  }

  #countOn(ticketId: TicketId, item: ReadDelivery): void {
    const { message, entry } = item;
    const preview = previewOf(message.visibleText);
    const opened = this.#openedHere.get(ticketId);
    if (opened !== undefined) {
      Object.assign(opened, { preview, messageCount: (opened.messageCount ?? 0) + 1, lastMessageAt: entry.receivedAt });
      return;
    }
    const before = this.rows.ticketChanges.get(ticketId);
    this.rows.ticketChanges.set(ticketId, {
      messages: (before?.messages ?? 0) + 1,
      lastMessageAt: entry.receivedAt,
      preview,
      reopen: (before?.reopen ?? false) || message.autoSubmitted === "no",
    });
  }

  // A copy is one more arrival of the message that is here already.
  #discard(item: ReadDelivery, decision: Extract<Decision, { action: "discard" }>): void {
    const { reason, duplicateOf } = decision;
    const ticketId = duplicateOf === null ? (decision.held?.ticketId ?? null) : this.#known.ticketOfMessage(duplicateOf);
    if (duplicateOf !== null) this.#arrival(item, duplicateOf);
    if (ticketId !== null) this.touchedTickets.add(ticketId);
    this.#outcome(item, decision, { reason, ticketId, messageId: duplicateOf });
  }

  #report(item: ReadDelivery, decision: Extract<Decision, { action: "record-report" }>): void {
    this.rows.reports.push({
      workspaceId: this.#workspaceId,
      id: newId(),
      deliveryId: item.entry.id,
      kind: decision.report.kind,
      recipients: JSON.stringify(decision.report.recipients),
      originalMessageId: decision.report.originalMessageId,
      originalSubject: decision.report.originalSubject,
      feedbackType: decision.report.feedbackType,
      ticketId: decision.ticketId,
      receivedAt: item.entry.receivedAt,
    });
    if (decision.ticketId !== null) this.touchedTickets.add(decision.ticketId);
  }

  #outcome(
    item: ReadDelivery,
    decision: { receipt: Receipt; action: Decision["action"] | "failed" },
    result: { reason?: string | null; ticketId?: TicketId | null; messageId?: string | null },
  ): void {
    const { entry, message, claim } = item;
    this.rows.outcomes.push({
      workspaceId: this.#workspaceId,
      deliveryId: entry.id,
      sourceId: entry.sourceId,
      action: decision.action,
      reason: result.reason ?? null,
      ticketId: result.ticketId ?? null,
      messageId: result.messageId ?? null,
      receipt: JSON.stringify(decision.receipt),
      sender: shownSender(message) ?? entry.envelope?.mailFrom ?? null,
      subject: message.subject,
      revisedBy: claim.instruction?.by ?? null,
    });
  }

  #ticket(id: TicketId): TicketFacts {
    const ticket = this.#known.tickets.get(id);
    if (ticket === undefined) throw new Error(`decided for ticket ${id}, which is not among the facts`);
    return ticket;
  }
}

/** As the jsonb column takes it. */
export function storedReading(message: InboundMessage): string | null {
  const reading = readingOf(message);
  return reading === null ? null : JSON.stringify(reading);
}

function searchText({ message }: ReadDelivery): string {
  const names = message.attachments.map((attachment) => attachment.name).join(" ");
  const author = message.from === null ? "" : `${message.from.name} ${message.from.address}`;
  return `${message.subject}\n${author}\n${names}\n${message.visibleText}`.slice(0, searchedCharacters);
}
