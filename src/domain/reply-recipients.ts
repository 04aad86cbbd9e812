// Who an answer goes to when nobody says so, and who else might want it: joining a ticket is not being answered on it.
import { addressKey } from "./address.ts";
import type { MessageId } from "./ids.ts";
import type { Address, AutoSubmitted } from "./message.ts";

/** A message of the ticket as far as its readers go. */
export interface ThreadMessage {
  id: MessageId;
  direction: "inbound" | "outbound" | "note";
  author: Address;
  to: readonly Address[];
  cc: readonly Address[];
  bcc: readonly Address[];
  replyTo: readonly Address[];
  standing: "participant" | "colleague" | "stranger";
  autoSubmitted: AutoSubmitted;
  visibleText: string;
  at: Date;
}

export interface Thread {
  requester: Address;
  participants: readonly { address: string; role: "requester" | "author" | "addressed" }[];
  /** Whether an address, in lower case, leads to this desk itself. */
  isOwn: (address: string) => boolean;
  /** Newest first. */
  messages: readonly ThreadMessage[];
}

export const proposalReasons = ["cc-of-customer", "wrote-here", "reply-to", "was-on-last-answer"] as const;

export interface Proposal extends Address {
  why: (typeof proposalReasons)[number];
}

export interface Recipients {
  to: readonly Address[];
  cc: readonly Address[];
  bcc: readonly Address[];
}

/** Recipients of one message: a longer list is a mailing (research A-08). */
export const mostRecipients = 25;

/**
 * Whom an agent has let into the answers of this ticket: the requester, whom an agent wrote to before, whom an agent let onto the
 * ticket (role `author`). Lower case. Being addressed by somebody outside is not enough (promise P8, research A-08).
 */
export function answeredPeople(thread: Thread): Set<string> {
  const people = new Set([addressKey(thread.requester.address)]);
  for (const { address, role } of thread.participants) if (role !== "addressed") people.add(address);
  for (const message of thread.messages) {
    if (!isAnswer(message)) continue;
    for (const { address } of [...message.to, ...message.cc, ...message.bcc]) people.add(addressKey(address));
  }
  return people;
}

/**
 * To: whoever wrote last, if an agent has let them in, else the requester. Cc: the requester, where somebody else wrote last, and those
 * whom the last answer went to openly. A Reply-To field changes nothing by itself: whoever forges a From could lead the answer away.
 */
export function replyRecipients(thread: Thread): Recipients {
  const letIn = answeredPeople(thread);
  const writer = lastWriter(thread);
  const first = writer !== null && letIn.has(addressKey(writer.address)) ? writer : thread.requester;
  const answer = thread.messages.find(isAnswer);
  const before = answer === undefined ? [] : [...answer.to, ...answer.cc];
  const outside = (people: readonly Address[]) => people.filter(({ address }) => !thread.isOwn(addressKey(address)));
  const to = withoutRepeats(outside([first]));
  const taken = new Set(to.map(({ address }) => addressKey(address)));
  return { to, cc: withoutRepeats(outside([thread.requester, ...before]), taken).slice(0, mostRecipients - 1), bcc: [] };
}

/** Who is near this ticket and not among the recipients: shown, never added by itself. */
export function proposals(thread: Thread, recipients: Recipients): Proposal[] {
  const taken = new Set([...recipients.to, ...recipients.cc, ...recipients.bcc].map(({ address }) => addressKey(address)));
  const found: Proposal[] = [];
  const propose = (people: readonly Address[], why: Proposal["why"]) => {
    for (const { name, address } of withoutRepeats(people, taken)) {
      taken.add(addressKey(address));
      if (!thread.isOwn(addressKey(address))) found.push({ name, address, why });
    }
  };
  const answer = thread.messages.find(isAnswer);
  const inbound = thread.messages.filter((message) => message.direction === "inbound" && message.autoSubmitted === "no");
  const last = inbound.find((message) => message.standing !== "stranger");
  if (answer !== undefined) propose([...answer.to, ...answer.cc], "was-on-last-answer");
  if (last !== undefined) {
    propose([last.author], "wrote-here");
    propose(last.replyTo, "reply-to");
    propose([...last.to, ...last.cc], "cc-of-customer");
  }
  propose(
    inbound.filter((message) => message.standing !== "stranger").map((message) => message.author),
    "wrote-here",
  );
  return found.slice(0, mostRecipients);
}

/** An answer of an agent: neither a note nor one of Inlet's own automatic mails. */
export function isAnswer(message: Pick<ThreadMessage, "direction" | "autoSubmitted">): boolean {
  return message.direction === "outbound" && message.autoSubmitted === "no";
}

/** The person outside who wrote last; machines and strangers do not count. */
function lastWriter(thread: Thread): Address | null {
  const last = thread.messages.find(
    (message) => message.direction === "inbound" && message.autoSubmitted === "no" && message.standing !== "stranger",
  );
  return last?.author ?? null;
}

/** The first entry of each address, without those in `except`. */
export function withoutRepeats(people: readonly Address[], except: ReadonlySet<string> = new Set()): Address[] {
  const seen = new Set(except);
  return people.filter(({ address }) => {
    const key = addressKey(address);
    if (key === "" || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
