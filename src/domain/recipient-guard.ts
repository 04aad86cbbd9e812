// Before an answer leaves: who will read it, in words, and what about that may not be meant.
import { addressKey, domainOf } from "./address.ts";
import type { Address } from "./message.ts";
import { quotedHistory } from "./quote-history.ts";
import { type Recipients, type Thread, answeredPeople, isAnswer, mostRecipients, proposals } from "./reply-recipients.ts";
import { sharedPassage } from "./shared-passage.ts";

export type GuardCode =
  | "no-recipients"
  | "too-many-recipients"
  | "own-address"
  | "suppressed"
  | "new-recipient"
  | "dropped-recipient"
  | "outside-company"
  | "stranger-proposed"
  | "note-in-quote"
  | "other-ticket-in-text"
  | "no-reply-address"
  | "unverified-domain"
  | "bounced-before";

export interface Warning {
  code: GuardCode;
  /** stop: it cannot be sent like this. warning: ask first. notice: good to know. */
  severity: "stop" | "warning" | "notice";
  address: string | null;
  text: string;
}

export interface Reader extends Address {
  role: "to" | "cc" | "bcc";
  kind: "requester" | "participant" | "colleague" | "new";
  lastWroteAt: Date | null;
}

export interface GuardInput {
  thread: Thread;
  recipients: Recipients;
  /** Domains of the requester's company, lower case; empty where it has none. */
  companyDomains: readonly string[];
  /** Addresses that nothing is sent to, and why. */
  suppressed: ReadonlyMap<string, "bounced" | "complained" | "by-hand">;
  /** Addresses to which a copy from this ticket did not get through. */
  bounced: ReadonlySet<string>;
  /** Why it does not leave from the address that the customer wrote to; null where it does. */
  senderNotice: { text: string; remedy: string } | null;
  /** What is about to be sent, without history and signature. */
  text: string;
  quote: boolean;
  /** Notes of this ticket. */
  notes: readonly { author: string; text: string }[];
  /** What people wrote on tickets of others that this agent has looked at lately. */
  others: readonly { number: number; requester: string; text: string }[];
}

export interface GuardAnswer {
  summary: string;
  readers: Reader[];
  warnings: Warning[];
  quote: { messages: number; notQuotedFor: readonly Address[] };
}

export function guardRecipients(input: GuardInput): GuardAnswer {
  const readers = readersOf(input);
  const quoted = quotedHistory(input.thread.messages, input.recipients);
  const history = input.quote ? quoted : { messages: [], notQuotedFor: [] };
  const warnings = [
    ...aboutTheList(readers),
    ...readers.flatMap((reader) => aboutReader(reader, input)),
    ...aboutDropped(input),
    ...aboutStrangers(input),
    ...aboutWords(input),
    ...aboutSender(input),
  ];
  return {
    summary: summaryOf(readers, input.thread),
    readers,
    warnings: warnings.toSorted((a, b) => weight[a.severity] - weight[b.severity]),
    quote: { messages: history.messages.length, notQuotedFor: history.notQuotedFor },
  };
}

function warn(code: GuardCode, severity: Warning["severity"], address: string | null, text: string): Warning {
  return { code, severity, address, text };
}

const weight = { stop: 0, warning: 1, notice: 2 } as const;

function readersOf({ thread, recipients, companyDomains }: GuardInput): Reader[] {
  const letIn = answeredPeople(thread);
  const requester = addressKey(thread.requester.address);
  const kindOf = (key: string): Reader["kind"] => {
    if (key === requester) return "requester";
    if (letIn.has(key)) return "participant";
    return isColleague(key, requester, companyDomains) ? "colleague" : "new";
  };
  return (["to", "cc", "bcc"] as const).flatMap((role) =>
    recipients[role].map(({ name, address }) => {
      const key = addressKey(address);
      const wrote = thread.messages.find(
        (message) => message.direction === "inbound" && addressKey(message.author.address) === key,
      );
      return {
        name: name === "" ? (wrote?.author.name ?? "") : name,
        address,
        role,
        kind: kindOf(key),
        lastWroteAt: wrote?.at ?? null,
      };
    }),
  );
}

function isColleague(key: string, requester: string, companyDomains: readonly string[]): boolean {
  const domain = domainOf(key);
  if (companyDomains.includes(domain)) return true;
  return domain === domainOf(requester) && !publicProviders.has(domain);
}

/** Domains under which anybody can have an address: sharing one means nothing. */
export const publicProviders: ReadonlySet<string> = new Set(
  (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.co.jp ymail.com icloud.com " +
    "me.com mac.com aol.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de mail.de posteo.de mailbox.org proton.me protonmail.com pm.me " +
    "fastmail.com zoho.com mail.com mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru qq.com 163.com 126.com sina.com naver.com daum.net hanmail.net " +
    "orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz " +
    "bluewin.ch comcast.net verizon.net att.net sbcglobal.net btinternet.com uol.com.br bol.com.br terra.com.br hey.com tutanota.com tuta.io"
  ).split(" "),
);

function aboutTheList(readers: readonly Reader[]): Warning[] {
  if (readers.length === 0) return [warn("no-recipients", "stop", null, "Nobody would get this. Name somebody to send it to.")];
  if (readers.length <= mostRecipients) return [];
  const text = `${readers.length} people would get this; an answer goes to ${mostRecipients} at most. Leave some out.`;
  return [warn("too-many-recipients", "stop", null, text)];
}

function aboutReader(reader: Reader, { thread, suppressed, bounced, companyDomains }: GuardInput): Warning[] {
  const key = addressKey(reader.address);
  const { address } = reader;
  if (thread.isOwn(key)) return [warn("own-address", "stop", address, `${address} leads to this desk itself. Leave it out.`)];
  const found: Warning[] = [];
  const why = suppressed.get(key);
  if (why !== undefined)
    found.push(
      warn(
        "suppressed",
        "stop",
        address,
        `Nothing is sent to ${address}: ${suppressedWords[why]} Release it under Suppressed addresses first.`,
      ),
    );
  else if (bounced.has(key))
    found.push(warn("bounced-before", "warning", address, `An earlier mail of this ticket did not reach ${address}.`));
  if (noReply.test(key))
    found.push(warn("no-reply-address", "warning", address, `${address} looks like an address that nobody reads.`));
  const isNew = reader.kind === "new" || reader.kind === "colleague";
  if (isNew)
    found.push(warn("new-recipient", "warning", address, `${shown(reader)} ${newcomerWords[newcomerOf(reader, thread)]}`));
  if (isOutside(reader, thread, companyDomains))
    found.push(
      warn(
        "outside-company",
        isNew ? "warning" : "notice",
        address,
        `${shown(reader)} is outside ${shown(thread.requester)}'s company.`,
      ),
    );
  return found;
}

type Newcomer = "wrote" | "copied" | "unknown";

/** Whom no answer has gone to yet: all of them are asked about, but who is named on the ticket's page is not called new to it. */
function newcomerOf(reader: Reader, { participants }: Thread): Newcomer {
  const key = addressKey(reader.address);
  if (!participants.some(({ address }) => address === key)) return "unknown";
  return reader.lastWroteAt === null ? "copied" : "wrote";
}

const newcomerWords: Record<Newcomer, string> = {
  wrote: "wrote on this ticket and has had no answer yet. Messages that they were not on are not quoted to them.",
  copied: "was copied on this ticket and has not written. Messages that they were not on are not quoted to them.",
  unknown: "is new on this ticket. Earlier messages are not quoted to them.",
};

const suppressedWords = {
  bounced: "mail to it bounced.",
  complained: "somebody there reported our mail as spam.",
  "by-hand": "somebody here put it on the list.",
} as const;

const noReply =
  /^(?:no[._-]?reply|do[._-]?not[._-]?reply|donotreply|noreply[._+-].*|no[._-]?reply[._+-].*|mailer-daemon|bounces?(?:[+._-].*)?|notifications?)@/i;

function isOutside(reader: Reader, thread: Thread, companyDomains: readonly string[]): boolean {
  const requesterDomain = domainOf(thread.requester.address);
  // Whoever writes from a public provider has no company that an address could show.
  if (reader.kind === "requester" || (companyDomains.length === 0 && publicProviders.has(requesterDomain))) return false;
  return !isColleague(addressKey(reader.address), addressKey(thread.requester.address), companyDomains);
}

function aboutDropped({ thread, recipients }: GuardInput): Warning[] {
  const now = new Set([...recipients.to, ...recipients.cc, ...recipients.bcc].map(({ address }) => addressKey(address)));
  const answer = thread.messages.find(isAnswer);
  const before = answer === undefined ? [] : [...answer.to, ...answer.cc];
  const wanted = new Map([thread.requester, ...before].map((person) => [addressKey(person.address), person]));
  const requester = addressKey(thread.requester.address);
  return [...wanted]
    .filter(([key]) => key !== "" && !now.has(key) && !thread.isOwn(key))
    .map(([key, person]) => {
      const words = key === requester ? ", who asks, would not get this." : " got the last answer, and would not get this one.";
      return warn("dropped-recipient", "warning", person.address, `${shown(person)}${words}`);
    });
}

function aboutStrangers({ thread, recipients }: GuardInput): Warning[] {
  const letIn = answeredPeople(thread);
  return proposals(thread, recipients)
    .filter(({ why, address }) => why !== "was-on-last-answer" && !letIn.has(addressKey(address)))
    .map((person) => {
      const words = proposalWords[person.why as keyof typeof proposalWords].replace("$", () => shown(person));
      return warn("stranger-proposed", "notice", person.address, words);
    });
}

const proposalWords = {
  "cc-of-customer": "$ was on the customer's mail and does not get this, unless you add them.",
  "wrote-here": "$ wrote on this ticket and does not get this, unless you add them.",
  "reply-to": "The customer's mail asks for answers at $. Add it if you know that it is theirs.",
} as const;

function aboutWords({ thread, recipients, text, notes, others }: GuardInput): Warning[] {
  // What all of them have read anyway gives nothing away.
  const known = quotedHistory(thread.messages, recipients).messages.map((message) => message.visibleText);
  const warnings: Warning[] = [];
  for (const note of notes) {
    const passage = sharedPassage(text, note.text, known);
    if (passage === null) continue;
    const said = `This holds words of an internal note by ${note.author}: “${passage}”`;
    warnings.push(warn("note-in-quote", "warning", null, said));
    break;
  }
  const named = new Set<number>();
  for (const other of others) {
    const passage = named.has(other.number) ? null : sharedPassage(text, other.text, known);
    if (passage === null) continue;
    named.add(other.number);
    const said = `This holds words of ticket #${other.number} of ${other.requester}: “${passage}”`;
    warnings.push(warn("other-ticket-in-text", "warning", null, said));
  }
  return warnings.slice(0, 5);
}

function aboutSender({ senderNotice }: GuardInput): Warning[] {
  if (senderNotice === null) return [];
  return [warn("unverified-domain", "notice", null, `${senderNotice.text} ${senderNotice.remedy}`.trim())];
}

function summaryOf(readers: readonly Reader[], thread: Thread): string {
  if (readers.length === 0) return "Nobody will read this.";
  const open = readers.filter((reader) => reader.role !== "bcc");
  const hidden = readers.filter((reader) => reader.role === "bcc");
  const unanswered = readers.filter((reader) => reader.kind === "new" || reader.kind === "colleague");
  const isFresh = (reader: Reader) => newcomerOf(reader, thread) === "unknown";
  const [fresh, known] = [unanswered.filter(isFresh), unanswered.filter((reader) => !isFresh(reader))];
  const sentences = [`${listed([...open, ...hidden].map(named))} will read this.`];
  if (hidden.length > 0 && open.length > 0) sentences.push(`The others do not see ${listed(hidden.map(shown))}.`);
  if (fresh.length > 0) sentences.push(`New on this ticket: ${listed(fresh.map((reader) => reader.address))}.`);
  if (known.length > 0) sentences.push(`Answered for the first time: ${listed(known.map((reader) => reader.address))}.`);
  return sentences.join(" ");
}

const mostNamed = 4;

function listed(names: readonly string[]): string {
  if (names.length > mostNamed) return `${names.slice(0, mostNamed - 1).join(", ")} and ${names.length - mostNamed + 1} others`;
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function named(reader: Reader): string {
  return reader.kind === "requester" ? `${shown(reader)} (who asks)` : shown(reader);
}

// The address is always there: a name alone can be anybody's (research A-12).
function shown({ name, address }: Address): string {
  return name === "" || name.includes("@") ? address : `${name} <${address}>`;
}
