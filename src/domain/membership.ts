// Who may join a ticket: what a message carries says which ticket, this table says whether its author gets in.
import { addressKey } from "./address.ts";
import type { SenderVerdict } from "./authentication.ts";
import type { Facts, TicketFacts } from "./facts.ts";
import type { Address, InboundMessage } from "./message.ts";
import type { Standing } from "./outcome.ts";

/**
 * What pointed at the ticket, from the hardest to guess to the easiest to type.
 * known-id: it answers a message that is here. mentioned-id: it answers one that nobody here has seen, but that a message of the
 * ticket answers too. answered-before: a message of the ticket answers this one, and came first.
 */
export type Clue =
  | "reply-address"
  | "own-message-id"
  | "known-id"
  | "mentioned-id"
  | "answered-before"
  | "thread-key"
  | "subject-number";

/** append: it joins. set-aside: a person decides. apart: the clue does not count; the message goes its own way. */
export type Admission = "append" | "set-aside" | "apart";

interface Row {
  participant: Admission;
  /** From the requester's company, by a proved sender. */
  colleague: Admission;
  /** From the requester's company, if its From field tells the truth. */
  claimedColleague: Admission;
  stranger: Admission;
}

/**
 * A clue that shows knowledge of the ticket holds a stranger's message back: it was meant for that ticket, or it pretends to be.
 *
 * A clue that strangers share in good faith only stops counting. Everybody who answers one newsletter refers to the same message
 * that we never saw; and a message that others refer to in advance has claimed nothing itself. Were it held back, whoever
 * mentions a Message-ID first could hide the real message (promise P2).
 */
const table: Readonly<Record<Clue, Row>> = {
  "reply-address": { participant: "append", colleague: "append", claimedColleague: "append", stranger: "set-aside" },
  "own-message-id": { participant: "append", colleague: "append", claimedColleague: "append", stranger: "set-aside" },
  "known-id": { participant: "append", colleague: "append", claimedColleague: "set-aside", stranger: "set-aside" },
  "mentioned-id": { participant: "append", colleague: "append", claimedColleague: "apart", stranger: "apart" },
  "answered-before": { participant: "append", colleague: "append", claimedColleague: "apart", stranger: "apart" },
  "thread-key": { participant: "append", colleague: "append", claimedColleague: "set-aside", stranger: "set-aside" },
  "subject-number": { participant: "append", colleague: "set-aside", claimedColleague: "set-aside", stranger: "apart" },
};

/**
 * In an archive a conversation is whole again whoever wrote it: what was to be decided about its strangers was decided back then, and
 * no answer goes out to them unasked. They stay strangers on the ticket, so that their new mail is judged as anybody's.
 */
const importedTable: Readonly<Record<Clue, Admission>> = {
  "reply-address": "append",
  "own-message-id": "append",
  "known-id": "append",
  "mentioned-id": "apart",
  "answered-before": "append",
  "thread-key": "append",
  "subject-number": "apart",
};

/** Ways in that only an archive has. What strangers share in good faith joins them where one list brought all of it. */
export function admissionOfImported(clue: Clue, ticket: TicketFacts | undefined, message: InboundMessage): Admission {
  if (ticket === undefined) return "apart";
  if (importedTable[clue] === "append" || clue === "subject-number" || message.list === null) return importedTable[clue];
  const on = new Set(ticket.participants);
  return [...message.to, ...message.cc].some(({ address }) => on.has(addressKey(address))) ? "append" : "apart";
}

/** What a clue is worth in the hands of this author. A participant who has proved nothing still joins: that is normal life. */
export function admissionOf(clue: Clue, standing: Standing, verdict: SenderVerdict): Admission {
  const row = table[clue];
  // DMARC fail is settled long before; said again here, so that this table alone never lets a forger in.
  if (verdict === "failed") return "set-aside";
  if (standing !== "colleague") return row[standing];
  return verdict === "verified" ? row.colleague : row.claimedColleague;
}

/**
 * How an author stands to a ticket. Our own addresses are addressed on every ticket, so they make nobody a participant:
 * else a From that names the support address would open them all.
 */
export function standingOn(ticket: TicketFacts | undefined, author: Address, facts: Facts): Standing {
  if (ticket === undefined || isOwnAddress(author, facts)) return "stranger";
  if (ticket.participants.includes(addressKey(author.address))) return "participant";
  return ticket.companyId !== null && ticket.companyId === facts.companyId ? "colleague" : "stranger";
}

export function isOwnAddress(author: Address, facts: Pick<Facts, "policy">): boolean {
  return facts.policy.ownAddresses.includes(addressKey(author.address));
}
