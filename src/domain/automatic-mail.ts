// Whether a message may be answered automatically: promise P10 as one closed list of reasons against it.
//
// Three kinds of harm are meant. A loop: machines that thank each other for ever. A weapon: somebody lets us write to people who never
// wrote to us. A nuisance: people who get the same words twice. No single mark is trusted to stop any of them.
import { addressKey, domainOf } from "./address.ts";
import type { SenderVerdict } from "./authentication.ts";
import type { InboundMessage } from "./message.ts";
import type { Outcome } from "./outcome.ts";
import { publicProviders } from "./recipient-guard.ts";

/** Why a new ticket was not acknowledged, in the order in which it is asked. */
export const silences = [
  "imported",
  "released",
  "late",
  "never-answer",
  "unproved",
  "passed-on",
  "own-address",
  "answers-us",
  "not-addressed",
  "no-relay",
  "suppressed",
  "answered-today",
  "domain-too-many",
  "too-many",
] as const;
export type Silence = (typeof silences)[number];

export type MayAcknowledge = { yes: true } | { yes: false; because: Silence };

/** Only what became a new ticket is ever acknowledged. */
export type Opened = Extract<Outcome, { action: "create" }>;

export interface AcknowledgementFacts {
  imported: boolean;
  /** A person let it in, and has seen it. */
  released: boolean;
  /** How long ago it arrived. */
  ageMs: number;
  /** Why the message must never be answered, own domains considered; null where nothing forbids it. */
  neverAnswer: string | null;
  /** What sender authentication says about whoever would be answered. */
  verdict: SenderVerdict;
  /** Every address that leads to this installation, as `addressKey` writes it. */
  ownAddresses: ReadonlySet<string>;
  /** Domain of generated and reply addresses: nobody has a mailbox there. */
  mailDomain: string;
  /** It refers to a message that we sent, or its subject names a ticket. */
  answersUs: boolean;
  /** There is something to send through. */
  hasRelay: boolean;
  suppressed: boolean;
  /** The address, or the same without its tag, got an automatic mail in the last 24 hours. */
  answeredToday: boolean;
  /** What is left of the source's hour, and of that of the author's domain. */
  left: number;
  leftOfDomain: number;
}

/**
 * Acknowledgements of a source to one domain in an hour. A machine without any mark that writes from a new address each time would be
 * answered for ever, and whoever has a domain could use up the source's hour. Where strangers share a domain there is no such limit.
 */
const mostPerDomain = 20;

export function domainLimit(domain: string): number {
  return publicProviders.has(domain) ? Number.POSITIVE_INFINITY : mostPerDomain;
}

/** After this, "we have received your message" is no news any more. */
const lateAfterMs = 24 * 60 * 60_000;

export function mayAcknowledge(message: InboundMessage, opened: Opened, facts: AcknowledgementFacts): MayAcknowledge {
  const because = silences.find((silence) => speaksAgainst[silence](message, opened, facts));
  return because === undefined ? { yes: true } : { yes: false, because };
}

type Rule = (message: InboundMessage, opened: Opened, facts: AcknowledgementFacts) => boolean;

const speaksAgainst: Readonly<Record<Silence, Rule>> = {
  imported: (_message, _opened, { imported }) => imported,
  released: (_message, _opened, { released }) => released,
  late: (_message, _opened, { ageMs }) => ageMs > lateAfterMs,
  "never-answer": (message, _opened, { neverAnswer, ownAddresses }) =>
    neverAnswer !== null && !(neverAnswer === "list" && isOwnGroup(message, ownAddresses)),
  // From is typed: whoever is not proved may be a victim who never wrote (attack A-24). RFC 3834 §2 has no such test; it is from 2004.
  unproved: (_message, _opened, { verdict }) => verdict !== "verified",
  // Whom a forward names proved nothing, and did not write to us.
  "passed-on": (_message, { forwardedBy }) => forwardedBy !== null,
  "own-address": (_message, { requester }, facts) => isOurs(requester.address, facts),
  // An answer whose ticket is out of its reach is no new question, and its author may be a machine that leaves no marks.
  "answers-us": (_message, { possiblyRelatedTo }, { answersUs }) => answersUs || possiblyRelatedTo !== null,
  // RFC 3834 §2. A signed mail can be sent again to other recipients, but its To and Cc stay: ten thousand old mails of ten thousand
  // people that somebody found in an archive make us write to nobody.
  "not-addressed": ({ to, cc }, _opened, facts) => ![...to, ...cc].some(({ address }) => isOurs(address, facts)),
  "no-relay": (_message, _opened, { hasRelay }) => !hasRelay,
  suppressed: (_message, _opened, { suppressed }) => suppressed,
  "answered-today": (_message, _opened, { answeredToday }) => answeredToday,
  "domain-too-many": (_message, _opened, { leftOfDomain }) => leftOfDomain <= 0,
  "too-many": (_message, _opened, { left }) => left <= 0,
};

function isOurs(address: string, { ownAddresses, mailDomain }: AcknowledgementFacts): boolean {
  return ownAddresses.has(addressKey(address)) || domainOf(address) === mailDomain;
}

/**
 * RFC 2919 §2: a group in front of this desk names itself after its address (`support.example.com` for support@example.com, as Google
 * Groups does). Who writes to it writes to the desk; of every other list the desk is only one reader.
 */
function isOwnGroup({ list }: InboundMessage, ownAddresses: ReadonlySet<string>): boolean {
  const id = list?.id.toLowerCase();
  return id !== undefined && [...ownAddresses].some((address) => address.replace("@", ".") === id);
}

/**
 * Under which an address is counted: without the tag behind a plus. Whoever has an address has all of its tags, and a machine that
 * writes from a new one for each mail (`ticket+124@…`) is still one machine.
 */
export function countedAs(address: string): string {
  const key = addressKey(address);
  const at = key.lastIndexOf("@");
  const plus = key.indexOf("+");
  return plus > 0 && plus < at ? key.slice(0, plus) + key.slice(at) : key;
}
