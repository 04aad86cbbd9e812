// One small story for every check that a receipt can hold: a message and the facts under which that check speaks.
import type { Facts } from "#domain/facts.ts";
import type { InboundMessage } from "#domain/message.ts";
import type { Check } from "#domain/receipt.ts";
import {
  anna,
  authenticated,
  ben,
  bounce,
  copyOf,
  eve,
  factsWith,
  fileWith,
  forwardOf,
  messageWith,
  support,
  throughGroup,
  ticketWith,
  trustingGroup,
} from "./sample.ts";

export interface Scenario {
  message: InboundMessage;
  facts: Facts;
}

const ticketId = "ticket-12";
const onTicket = { tickets: [ticketWith({ companyId: "company-1" })] };
const seen = { knownIds: [{ id: "seen@x.example", ticketId, phantom: false }] };
const unproved = { authentication: authenticated("customer.example", "none") };
const fromEve = { authentication: authenticated("elsewhere.example") };
const imported = { imported: true, authentication: null, policy: { ...factsWith().policy, authenticate: false } };
const lists = { ...factsWith().policy, setAsideLists: true };

function story(message: Partial<InboundMessage> = {}, facts: Partial<Facts> = {}): Scenario {
  return { message: messageWith(message), facts: factsWith(facts) };
}

/** What intake writes on a receipt itself: where no decision could be reached, and whether a new ticket was acknowledged. */
type Later = "read.failed" | "rule.acknowledged" | "rule.not-acknowledged";

export const scenarios: Readonly<Record<Exclude<Check, Later>, Scenario>> = {
  "read.whole": story(),
  "read.defects": story({ defects: [{ code: "charset-unknown", detail: "x-klingon" }] }),
  "read.unreadable": story({ defects: [{ code: "too-many-parts", detail: "more than 1000 parts" }] }),
  "read.from-unclear": story({ from: null, defects: [{ code: "from-ambiguous", detail: "two mailboxes" }] }),
  "read.from-disagreement": story({}, { authentication: authenticated("customer.example.evil.example") }),

  "read.author-from-forwarder": { message: throughGroup(anna), facts: trustingGroup() },
  "read.claimed-author": { message: throughGroup(anna), facts: factsWith({ authentication: authenticated("groups.example") }) },

  "authenticate.verified": story(),
  "authenticate.unverified": story({}, unproved),
  "authenticate.unchecked": story({}, { authentication: null, policy: { ...factsWith().policy, authenticate: false } }),
  "authenticate.failed": story({}, { authentication: authenticated("customer.example", "fail") }),
  "authenticate.failed-report": story(
    { report: bounce },
    { authentication: authenticated("customer.example", "fail"), reportsOwnMessage: true },
  ),

  "screen.clear": story(),
  "screen.automatic": story({ autoSubmitted: "auto-generated", autoEvidence: "Auto-Submitted: auto-generated" }),
  "screen.own-message": story({}, { ownMessage: true }),
  "screen.too-many-hops": story({ metadata: { "received-count": "51" } }),
  "screen.loop-mark": story({ metadata: { "loop-mark": "X-Inlet-Loop" } }),
  "screen.forwarding-check": story({}, { forwardingCheck: "confirmation" }),
  "screen.ignore-rule": story({}, { policy: { ...factsWith().policy, ignoreSenders: ["@customer.example"] } }),
  "screen.list-set-aside": story({ list: { id: "users.lists.example" } }, { policy: lists }),

  "identify.new": story(),
  "identify.reused-id": story({}, { copies: [copyOf(messageWith({ text: "Something else entirely." }))], ...onTicket }),
  "identify.held-already": story(
    { from: eve, references: ["seen@x.example"] },
    {
      ...fromEve,
      ...seen,
      ...onTicket,
      heldCopies: [{ ...copyOf(messageWith()), deliveryId: "delivery-1", reason: "stranger-on-ticket", ticketId }],
    },
  ),
  "identify.same-message": story({}, { copies: [copyOf(messageWith())], ...onTicket }),

  "match.report": story(
    { report: bounce },
    { knownIds: [{ id: "reply.9@desk.example", ticketId, phantom: false }], ...onTicket },
  ),
  "match.report-of-unknown": story({ report: bounce }),
  "match.none": story(),
  "match.apart": story({ from: eve }, { ...fromEve, subjectTicket: { number: 12, ticketId }, ...onTicket }),
  "match.elsewhere": story(
    { references: ["seen@x.example", "older@x.example"] },
    {
      knownIds: [...seen.knownIds, { id: "older@x.example", ticketId: "ticket-13", phantom: false }],
      tickets: [...onTicket.tickets, ticketWith({ id: "ticket-13", number: 13 })],
    },
  ),
  "match.participant": story({ references: ["seen@x.example"] }, { ...seen, ...onTicket }),
  "match.colleague": story({ from: ben, references: ["seen@x.example"] }, { ...seen, ...onTicket, companyId: "company-1" }),
  "match.imported": story({ from: eve, references: ["seen@x.example"] }, { ...seen, ...onTicket, ...imported }),
  "match.unproved-colleague": story(
    { from: ben, references: ["seen@x.example"] },
    { ...seen, ...onTicket, ...unproved, companyId: "company-1" },
  ),
  "match.stranger": story({ from: eve, references: ["seen@x.example"] }, { ...fromEve, ...seen, ...onTicket }),

  "match.own-address": story(
    { from: support, references: ["seen@x.example"] },
    { ...seen, ...onTicket, authentication: authenticated("desk.example") },
  ),

  "rule.automatic-reply": story({ autoSubmitted: "auto-replied", autoEvidence: "Auto-Submitted: auto-replied" }),
  "rule.new-ticket": story(),
  "rule.forwarded-ticket": story({ forwarded: forwardOf(eve) }, { authorIsAgent: true }),
  "rule.forward-suggested": story({ forwarded: forwardOf(eve) }),
  "rule.related-ticket": story({ from: eve }, { ...fromEve, subjectTicket: { number: 12, ticketId }, ...onTicket }),
  "rule.released": story({ from: null }, { release: { ticketId: null, by: "Dana" } }),
  "rule.released-to-ticket": story({ from: eve }, { release: { ticketId, by: "Dana" }, ...onTicket }),
  "rule.released-to-missing-ticket": story({}, { release: { ticketId: "ticket-99", by: "Dana" } }),
};

/** More stories, for what a decision could have been otherwise. */
export const moreScenarios: readonly Scenario[] = [
  story({ list: { id: "users.lists.example" } }),
  story({}, { copies: [copyOf(messageWith(), { subject: "Something else" })] }),
  story({}, { copies: [copyOf(messageWith({ attachments: [] }))], ...onTicket }),
  story({ attachments: [fileWith("aa")] }, { copies: [copyOf(messageWith())] }),
  story({ messageId: "parent@x.example" }, { knownIds: [{ id: "parent@x.example", ticketId, phantom: true }], ...onTicket }),
  story({ from: anna }, { forwardingCheck: "challenge" }),
];
