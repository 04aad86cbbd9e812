// What would have changed a decision: the same decision again under one changed fact, kept only where it comes out differently.
import { addressKey } from "./address.ts";
import { resolveAuthor } from "./author.ts";
import type { Facts } from "./facts.ts";
import type { InboundMessage } from "./message.ts";
import { type Outcome, reasonOf } from "./outcome.ts";
import type { Check, Otherwise, Step } from "./receipt.ts";
import { metadataKeys } from "./screen.ts";

export interface Settled {
  message: InboundMessage;
  facts: Facts;
  outcome: Outcome;
  steps: readonly Step[];
}

type Settle = (message: InboundMessage, facts: Facts) => { outcome: Outcome };

/** A world in which one thing is different. */
interface World {
  message: InboundMessage;
  facts: Facts;
}

const most = 4;

export const conditions = [
  "sender-proved",
  "sender-disowned",
  "author-on-ticket",
  "led-nowhere",
  "no-copy-here",
  "same-content",
  "not-own-message",
  "no-loop",
  "no-forwarding-check",
  "sender-not-ignored",
  "lists-welcome",
  "lists-set-aside",
  "written-by-a-person",
  "not-a-report",
  "not-released",
] as const;
export type Condition = (typeof conditions)[number];

/** Which questions are worth asking, by the check that settled it. Each costs a decision, so only those a person would ask. */
const worthAsking: Readonly<Partial<Record<Check, readonly Condition[]>>> = {
  "authenticate.failed": ["sender-proved"],
  "screen.own-message": ["not-own-message"],
  "screen.too-many-hops": ["no-loop"],
  "screen.loop-mark": ["no-loop"],
  "screen.forwarding-check": ["no-forwarding-check"],
  "screen.ignore-rule": ["sender-not-ignored"],
  "screen.list-set-aside": ["lists-welcome"],
  "identify.same-message": ["no-copy-here"],
  "identify.held-already": ["no-copy-here"],
  "match.report": ["not-a-report"],
  "match.report-of-unknown": ["not-a-report"],
  "match.participant": ["led-nowhere", "sender-disowned", "lists-set-aside", "same-content"],
  "match.colleague": ["led-nowhere", "sender-disowned", "lists-set-aside", "same-content"],
  "match.unproved-colleague": ["sender-proved", "author-on-ticket", "led-nowhere"],
  "match.stranger": ["author-on-ticket", "led-nowhere"],
  "match.own-address": ["led-nowhere"],
  "rule.automatic-reply": ["written-by-a-person", "author-on-ticket"],
  "rule.forwarded-ticket": ["sender-disowned", "same-content"],
  "rule.new-ticket": ["sender-disowned", "lists-set-aside", "same-content"],
  "rule.related-ticket": ["author-on-ticket", "sender-disowned", "lists-set-aside", "same-content"],
  "rule.released": ["not-released"],
  "rule.released-to-ticket": ["not-released"],
  "rule.released-to-missing-ticket": ["not-released"],
};

/** The conditions under which this message would have gone another way, and where. */
export function otherwise(settled: Settled, settle: Settle): Otherwise[] {
  const settledBy = settled.steps.at(-1)?.check as Check | undefined;
  const found: Otherwise[] = [];
  for (const condition of (settledBy && worthAsking[settledBy]) ?? []) {
    const world = worlds[condition](condition === "same-content" ? settled : withoutOtherCopies(settled));
    if (world === null) continue;
    const { outcome } = settle(world.message, world.facts);
    if (isSameOutcome(outcome, settled.outcome)) continue;
    found.push({ if: condition, then: outcome.action, reason: reasonOf(outcome) ?? "" });
    if (found.length === most) break;
  }
  return found;
}

// A copy that was found to be another message stays one whatever else changes: its text need not be read again.
function withoutOtherCopies(settled: Settled): Settled {
  const wereCompared = settled.steps.some((step) => step.check === "identify.reused-id");
  return wereCompared ? { ...settled, facts: { ...settled.facts, copies: [] } } : settled;
}

// What is told of an alternative is its action and its reason: one that differs in its ticket alone would sound the same.
function isSameOutcome(one: Outcome, other: Outcome): boolean {
  return one.action === other.action && reasonOf(one) === reasonOf(other);
}

/** How each condition changes the world; null where it holds already or would say nothing new. */
const worlds: Readonly<Record<Condition, (settled: Settled) => World | null>> = {
  "sender-proved": (settled) => withDmarc(settled, "pass"),
  // Proved senders are not told what a forger would have met.
  "sender-disowned": (settled) =>
    settled.steps.some((step) => step.check === "authenticate.unverified") ? withDmarc(settled, "fail") : null,
  "author-on-ticket": ({ message, facts }) => {
    const found = resolveAuthor(message, facts);
    if (found === null) return null;
    const author = addressKey(found.author.address);
    const tickets = facts.tickets.map((ticket) => ({ ...ticket, participants: [...ticket.participants, author] }));
    return { message, facts: { ...facts, tickets } };
  },
  "led-nowhere": ({ message, facts }) => ({
    message,
    facts: { ...facts, replyAddress: null, ownReferences: [], knownIds: [], threadTicket: null, subjectTicket: null },
  }),
  "no-copy-here": ({ message, facts }) => ({ message, facts: { ...facts, copies: [], heldCopies: [] } }),
  "same-content": ({ message, facts }) => {
    const copy = facts.copies[0];
    if (copy === undefined) return null;
    const { subject, text } = message;
    const attachmentDigests = message.attachments.map((attachment) => attachment.sha256);
    return { message, facts: { ...facts, copies: [{ ...copy, subject, text, attachmentDigests }] } };
  },
  "not-own-message": ({ message, facts }) => ({ message, facts: { ...facts, ownMessage: false } }),
  "no-loop": ({ message, facts }) => ({
    message: { ...message, metadata: { ...message.metadata, [metadataKeys.hops]: "0", [metadataKeys.loopMark]: "" } },
    facts,
  }),
  "no-forwarding-check": ({ message, facts }) => ({ message, facts: { ...facts, forwardingCheck: null } }),
  "sender-not-ignored": ({ message, facts }) => ({ message, facts: withPolicy(facts, { ignoreSenders: [] }) }),
  "lists-welcome": ({ message, facts }) => ({ message, facts: withPolicy(facts, { setAsideLists: false }) }),
  "lists-set-aside": ({ message, facts }) =>
    message.list === null ? null : { message, facts: withPolicy(facts, { setAsideLists: true }) },
  "written-by-a-person": ({ message, facts }) => ({ message: { ...message, autoSubmitted: "no" }, facts }),
  "not-a-report": ({ message, facts }) => {
    // What the report is about is among the known ids; an ordinary message would be matched by what it answers.
    const knownIds = facts.knownIds.filter(({ id }) => id === message.messageId || message.references.includes(id));
    return { message: { ...message, report: null }, facts: { ...facts, knownIds } };
  },
  "not-released": ({ message, facts }) => ({ message, facts: { ...facts, release: null } }),
};

function withPolicy(facts: Facts, policy: Partial<Facts["policy"]>): Facts {
  return { ...facts, policy: { ...facts.policy, ...policy } };
}

function withDmarc({ message, facts }: Settled, result: "pass" | "fail"): World | null {
  const { authentication } = facts;
  if (authentication === null) return null;
  return { message, facts: { ...facts, authentication: { ...authentication, dmarc: { ...authentication.dmarc, result } } } };
}
