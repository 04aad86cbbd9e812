// Who an answer would go to, who reads it, and what about that may not be meant: asked before sending, and by the sending itself.
import { domainToASCII } from "node:url";
import { addressKey, domainOf } from "#domain/address.ts";
import type { TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Address } from "#domain/message.ts";
import { type GuardAnswer, guardRecipients } from "#domain/recipient-guard.ts";
import {
  type Proposal,
  type Recipients,
  type Thread,
  mostRecipients,
  proposals,
  replyRecipients,
  withoutRepeats,
} from "#domain/reply-recipients.ts";
import { chooseSender, type SenderChoice } from "#domain/sending-domain.ts";
import { parseSettings } from "#domain/source-settings.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { readSources } from "#store/evidence.ts";
import {
  type AnsweredTicket,
  type ThreadRow,
  readAnsweredTicket,
  readBouncedOf,
  readTextsOf,
  readThread,
} from "#store/reply-thread.ts";
import { findSendersOf } from "#store/sending-domains.ts";
import { findSuppressed } from "#store/suppressions.ts";
import { notFound, refusal } from "./refusals.ts";

/** People as somebody names them; what is left out is filled in, unless `to` is there. */
export interface NamedRecipients {
  to?: readonly Address[] | undefined;
  cc?: readonly Address[] | undefined;
  bcc?: readonly Address[] | undefined;
}

/** A ticket with all that an answer to it depends on. */
export interface AnswerBasis {
  ticket: AnsweredTicket;
  thread: Omit<Thread, "messages"> & { messages: readonly ThreadRow[] };
  settings: ReturnType<typeof parseSettings>;
}

export async function readBasis(tx: Tx, ticketId: TicketId, mailDomain: string): Promise<AnswerBasis> {
  const ticket = await readAnsweredTicket(tx, ticketId);
  if (ticket === null) throw notFound();
  const messages = await readThread(tx, ticketId);
  const isOwn = await ownAddresses(tx, mailDomain);
  const thread = { requester: ticket.requester, participants: ticket.participants, isOwn, messages };
  return { ticket, thread, settings: parseSettings(ticket.source.settings) };
}

// Mail to any of them comes back here: sources, the public addresses in front of them, and every reply address.
async function ownAddresses(tx: Tx, mailDomain: string): Promise<(address: string) => boolean> {
  const own = new Set<string>();
  for (const source of await readSources(tx)) {
    own.add(addressKey(source.address));
    for (const address of parseSettings(source.settings).publicAddresses) own.add(addressKey(address));
  }
  const domain = mailDomain.toLowerCase();
  return (address) => own.has(address) || domainOf(address) === domain;
}

/** Whom it goes to: each address once, in its most open role. Nobody named: the defaults. Only Cc or Bcc named: the defaults, and these. */
export function recipientsFor(thread: Thread, named: NamedRecipients): Recipients {
  const defaults = replyRecipients(thread);
  const all = {
    to: named.to ?? defaults.to,
    cc: named.cc ?? (named.to === undefined ? defaults.cc : []),
    bcc: named.bcc ?? [],
  };
  const to = withoutRepeats(all.to.map(mailable));
  const cc = withoutRepeats(all.cc.map(mailable), keysOf(to));
  const bcc = withoutRepeats(all.bcc.map(mailable), keysOf([...to, ...cc]));
  return { to, cc, bcc };
}

// RFC 5890: on the wire a domain is in A-labels.
function mailable({ name, address }: Address): Address {
  const at = address.lastIndexOf("@");
  const domain = domainToASCII(address.slice(at + 1).toLowerCase());
  return { name, address: domain === "" ? address : `${address.slice(0, at)}@${domain}` };
}

function keysOf(people: readonly Address[]): Set<string> {
  return new Set(people.map(({ address }) => addressKey(address)));
}

/** The address that it leaves with: the one that the customer wrote to, where that may send. */
export async function senderFor(tx: Tx, { ticket, thread, settings }: AnswerBasis): Promise<SenderChoice> {
  const last = thread.messages.find((message) => message.direction === "inbound" && message.standing !== "stranger");
  const writtenTo = last === undefined ? [] : [...last.rcptTo, ...last.to.map(addressOf), ...last.cc.map(addressOf)];
  const source = { name: ticket.source.name, address: ticket.source.address, publicAddresses: settings.publicAddresses };
  const domains = await findSendersOf(tx, [...settings.publicAddresses, ticket.source.address]);
  return chooseSender({ source, writtenTo, domains });
}

function addressOf({ address }: Address): string {
  return address;
}

/** What cannot be sent like this, in the words of the guard. */
export async function refuseRecipients(tx: Tx, { thread }: AnswerBasis, recipients: Recipients): Promise<void> {
  const people = [...recipients.to, ...recipients.cc, ...recipients.bcc];
  if (people.length === 0) throw refusal("no-recipients", "Name somebody to send this to.");
  if (people.length > mostRecipients) {
    const words = `${people.length} people would get this; an answer goes to ${mostRecipients} at most. Leave some out.`;
    throw refusal("too-many-recipients", words);
  }
  const own = people.find(({ address }) => thread.isOwn(addressKey(address)));
  if (own !== undefined) throw refusal("recipient-is-own-address", `${own.address} leads to this desk itself. Leave it out.`);
  const suppressed = await findSuppressed(tx, people.map(addressOf));
  if (suppressed.size === 0) return;
  const [[first, reason] = ["", "bounced"]] = suppressed;
  const others = suppressed.size > 1 ? ` The same goes for ${[...suppressed.keys()].slice(1).join(", ")}.` : "";
  throw refusal(
    "recipient-suppressed",
    `Nothing is sent to ${first}: ${suppressedWords[reason as keyof typeof suppressedWords]}${others} Leave it out, or release it: POST /suppressions/${encodeURIComponent(first)}/release, or Suppressed addresses in the settings.`,
  );
}

const suppressedWords = {
  bounced: "mail to it bounced.",
  complained: "somebody there reported our mail as spam.",
  "by-hand": "somebody here put it on the suppression list.",
} as const;

export interface RecipientQuestion {
  named: NamedRecipients;
  text: string;
  quote: boolean;
  /** Tickets that whoever asks has looked at lately. */
  viewed: readonly TicketId[];
}

export interface RecipientAnswer extends GuardAnswer, Recipients {
  sender: SenderChoice;
  proposals: Proposal[];
}

export async function checkRecipients(
  { db, mailDomain }: { db: Db; mailDomain: string },
  on: { workspaceId: WorkspaceId; ticketId: TicketId },
  { named, text, quote, viewed }: RecipientQuestion,
): Promise<RecipientAnswer> {
  return inWorkspace(db, on.workspaceId, async (tx) => {
    const basis = await readBasis(tx, on.ticketId, mailDomain);
    const { ticket, thread } = basis;
    const recipients = recipientsFor(thread, named);
    const sender = await senderFor(tx, basis);
    const people = [...recipients.to, ...recipients.cc, ...recipients.bcc].map(addressOf);
    const except = { ticketId: ticket.id, requester: addressKey(ticket.requester.address) };
    const answer = guardRecipients({
      thread,
      recipients,
      companyDomains: ticket.company?.domains ?? [],
      suppressed: await findSuppressed(tx, people),
      bounced: await readBouncedOf(tx, ticket.id),
      senderNotice: sender.notice,
      text,
      quote,
      notes: thread.messages
        .filter((message) => message.direction === "note")
        .map((note) => ({ author: note.author.name, text: note.visibleText })),
      others: text === "" ? [] : await readTextsOf(tx, viewed, except),
    });
    return { ...recipients, ...answer, sender, proposals: proposals(thread, recipients) };
  });
}
