// The decision as a story: its order, its guards, which ticket wins, and what a release by an agent skips.
import { describe, expect, test } from "vitest";
import {
  anna,
  authenticated,
  ben,
  bounce,
  copyOf,
  eve,
  factsWith,
  messageWith,
  ticketWith,
} from "../../test/membership/sample.ts";
import { type Decision, decide, unknownAuthor } from "./decide.ts";
import type { Facts } from "./facts.ts";
import type { InboundMessage } from "./message.ts";

const ticketId = "ticket-12";
const onTicket = { tickets: [ticketWith({ companyId: "company-1" })] };
const seen = { knownIds: [{ id: "seen@x.example", ticketId, phantom: false }] };
const fromEve = { authentication: authenticated("elsewhere.example") };
const answer = { references: ["seen@x.example"] };

function decideWith(message: Partial<InboundMessage>, facts: Partial<Facts> = {}): Decision {
  return decide(messageWith(message), factsWith(facts));
}

const checksOf = (decision: Decision): string[] => decision.receipt.steps.map((step) => step.check);
const settledBy = (decision: Decision): string | undefined => decision.receipt.steps[decision.receipt.decidedBy]?.check;

describe("a first message", () => {
  test("becomes a ticket, and its receipt tells the whole way", () => {
    const decision = decideWith({});
    expect(decision).toMatchObject({ action: "create", requester: anna, possiblyRelatedTo: null });
    expect(checksOf(decision)).toEqual([
      "read.whole",
      "authenticate.verified",
      "screen.clear",
      "identify.new",
      "match.none",
      "rule.new-ticket",
    ]);
  });

  test("is its From's, whatever Reply-To and Sender say", () => {
    expect(decideWith({ replyTo: [eve], sender: eve })).toMatchObject({ action: "create", requester: anna });
    expect(
      decideWith({ from: eve, replyTo: [anna], sender: anna, ...answer }, { ...fromEve, ...seen, ...onTicket }),
    ).toMatchObject({
      action: "quarantine",
      reason: "stranger-on-ticket",
    });
  });

  test("with defects that do no harm is a ticket all the same", () => {
    const decision = decideWith({ defects: [{ code: "date-impossible", detail: "Thu, 99 Foo 99999" }] });
    expect(decision.action).toBe("create");
    expect(checksOf(decision)[0]).toBe("read.defects");
  });
});

describe("a guard that comes earlier has the last word", () => {
  test.each<[string, Partial<InboundMessage>, Partial<Facts>, string]>([
    [
      "an unreadable message is not judged by its From",
      { from: null, defects: [{ code: "unreadable-crash", detail: "" }] },
      {},
      "read.unreadable",
    ],
    [
      "a forged message is not a duplicate",
      {},
      { authentication: authenticated("customer.example", "fail"), copies: [copyOf(messageWith())] },
      "authenticate.failed",
    ],
    [
      "a forged message is not our own mail",
      {},
      { authentication: authenticated("customer.example", "fail"), ownMessage: true },
      "authenticate.failed",
    ],
    [
      "a forged challenge proves nothing",
      {},
      { authentication: authenticated("customer.example", "fail"), forwardingCheck: "challenge" },
      "authenticate.failed",
    ],
    ["a loop is not a report", { metadata: { "received-count": "80" }, report: bounce }, {}, "screen.too-many-hops"],
    [
      "a report by an ignored sender is ignored",
      { report: bounce },
      { policy: { ...factsWith().policy, ignoreSenders: [anna.address] } },
      "screen.ignore-rule",
    ],
    ["the same report again is a duplicate", { report: bounce }, { copies: [copyOf(messageWith())] }, "identify.same-message"],
    ["a report joins no ticket as a message", { report: bounce, ...answer }, { ...seen, ...onTicket }, "match.report-of-unknown"],
  ])("%s", (_, message, facts, check) => {
    expect(settledBy(decideWith(message, facts))).toBe(check);
  });

  test("as many hops as an honest way can have are let through", () => {
    expect(decideWith({ metadata: { "received-count": "50" } }).action).toBe("create");
    expect(decideWith({ metadata: { "received-count": "many" } }).action).toBe("create");
  });
});

describe("which ticket", () => {
  const two = { tickets: [ticketWith(), ticketWith({ id: "ticket-13", number: 13 })] };

  test("the better clue wins: reply address, own id, references, thread, subject", () => {
    const all: Partial<Facts> = {
      replyAddress: { ticketId: "t1", address: anna.address },
      ownReferences: [{ id: "own@desk.example", ticketId: "t2" }],
      knownIds: [{ id: "seen@x.example", ticketId: "t3", phantom: false }],
      threadTicket: { key: "thread-1", ticketId: "t4" },
      subjectTicket: { number: 5, ticketId: "t5" },
      tickets: [1, 2, 3, 4, 5].map((number) => ticketWith({ id: `t${number}`, number })),
    };
    const order = ["replyAddress", "ownReferences", "knownIds", "threadTicket", "subjectTicket"] as const;
    const none = { replyAddress: null, ownReferences: [], knownIds: [], threadTicket: null, subjectTicket: null };
    const facts: Partial<Facts> = { ...all };
    const chosen = order.map((clue) => {
      const decision = decideWith(answer, facts);
      Object.assign(facts, { [clue]: none[clue] });
      return decision.action === "append" ? [decision.match.by, decision.match.ticketId] : [];
    });
    expect(chosen).toEqual([
      ["reply-address", "t1"],
      ["own-message-id", "t2"],
      ["references", "t3"],
      ["thread-key", "t4"],
      ["subject-number", "t5"],
    ]);
  });

  test("the nearest ancestor wins, and the other ticket is on the receipt", () => {
    const knownIds = [
      { id: "near@x.example", ticketId: "ticket-13", phantom: false },
      { id: "far@x.example", ticketId, phantom: false },
    ];
    const decision = decideWith({ references: ["near@x.example", "far@x.example"] }, { knownIds, ...two });
    expect(decision).toMatchObject({ action: "append", match: { ticketId: "ticket-13", by: "references" } });
    expect(decision.receipt.steps).toContainEqual(
      expect.objectContaining({ check: "match.elsewhere", found: { tickets: [12] } }),
    );
  });

  test("a good clue to a ticket of others is not passed over for one to the author's own", () => {
    const tickets = [ticketWith({ participants: [ben.address] }), ticketWith({ id: "ticket-13", number: 13 })];
    const facts = {
      replyAddress: { ticketId, address: ben.address },
      subjectTicket: { number: 13, ticketId: "ticket-13" },
      tickets,
    };
    expect(decideWith({}, facts)).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket", ticketId });
  });

  test("a clue that does not count hides no better one behind it", () => {
    const tickets = [ticketWith({ participants: [ben.address] }), ticketWith({ id: "ticket-13", number: 13 })];
    const knownIds = [
      { id: "newsletter@x.example", ticketId, phantom: true },
      { id: "seen@x.example", ticketId: "ticket-13", phantom: false },
    ];
    expect(decideWith({ references: ["newsletter@x.example", "seen@x.example"] }, { knownIds, tickets })).toMatchObject({
      action: "append",
      match: { ticketId: "ticket-13" },
    });
  });

  test("a parent joins the reply that came first, when the reply was addressed to its author", () => {
    const knownIds = [{ id: "parent@customer.example", ticketId, phantom: true }];
    const decision = decideWith({ messageId: "parent@customer.example" }, { knownIds, ...onTicket });
    expect(decision).toMatchObject({ action: "append", match: { ticketId, by: "references" } });
  });

  test("its own parents say where it belongs, before its children do", () => {
    const knownIds = [
      { id: "this@x.example", ticketId, phantom: true },
      { id: "seen@x.example", ticketId: "ticket-13", phantom: false },
    ];
    const decision = decideWith({ messageId: "this@x.example", ...answer }, { knownIds, ...two });
    expect(decision).toMatchObject({ action: "append", match: { ticketId: "ticket-13" } });
  });

  test("a clue to a ticket that is not there lets nobody in", () => {
    expect(decideWith(answer, { ...seen, tickets: [] })).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket" });
    expect(decideWith({}, { subjectTicket: { number: 99, ticketId: "ticket-99" } })).toMatchObject({
      action: "create",
      possiblyRelatedTo: null,
    });
  });
});

describe("automatic mail", () => {
  test("an automatic reply that answers nothing here waits aside", () => {
    expect(decideWith({ autoSubmitted: "auto-replied" })).toMatchObject({
      action: "quarantine",
      reason: "automatic",
      ticketId: null,
    });
  });

  test("a machine's notice is a ticket like any other", () => {
    expect(decideWith({ autoSubmitted: "auto-generated" }).action).toBe("create");
    expect(decideWith({ autoSubmitted: "auto-notified" }).action).toBe("create");
  });

  test("a participant's out-of-office joins their ticket", () => {
    expect(decideWith({ autoSubmitted: "auto-replied", ...answer }, { ...seen, ...onTicket }).action).toBe("append");
  });

  test("mailing-list mail is a ticket unless the source sets it aside", () => {
    const list = { id: "users.lists.example" };
    expect(decideWith({ list })).toMatchObject({
      action: "create",
      receipt: { otherwise: [{ if: "lists-set-aside", then: "quarantine", reason: "automatic" }] },
    });
    expect(decideWith({ list }, { policy: { ...factsWith().policy, setAsideLists: true } })).toMatchObject({
      action: "quarantine",
      reason: "automatic",
    });
  });
});

describe("reports", () => {
  test("a report signed as nobody is recorded all the same", () => {
    const defects = [{ code: "from-ambiguous", detail: "no address" }];
    expect(decideWith({ report: bounce, from: null, defects }, {})).toMatchObject({ action: "record-report", report: bounce });
    expect(decideWith({ report: null, from: null, defects }, {})).toMatchObject({ action: "quarantine" });
  });

  test("a report whose sender cannot be proved is recorded where it names a message that we signed, and nowhere else", () => {
    const unproved = { authentication: authenticated("customer.example", "fail") };
    const decision = decideWith({ report: bounce }, { ...unproved, reportsOwnMessage: true });
    expect(decision).toMatchObject({ action: "record-report", report: bounce });
    expect(checksOf(decision)).toContain("authenticate.failed-report");
    expect(decideWith({ report: bounce }, unproved)).toMatchObject({ action: "quarantine", reason: "unverified-sender" });
  });

  test("a bounce finds the ticket of the message it is about", () => {
    const knownIds = [{ id: "reply.9@desk.example", ticketId, phantom: false }];
    expect(decideWith({ report: bounce }, { knownIds, ...onTicket })).toMatchObject({
      action: "record-report",
      ticketId,
      report: bounce,
    });
  });

  test("a bounce of mail that only somebody mentioned belongs to no ticket", () => {
    const knownIds = [{ id: "reply.9@desk.example", ticketId, phantom: true }];
    expect(decideWith({ report: bounce }, { knownIds, ...onTicket })).toMatchObject({ action: "record-report", ticketId: null });
  });
});

describe("a release by an agent", () => {
  const guarded: [string, Partial<InboundMessage>, Partial<Facts>][] = [
    ["a forged sender", {}, { authentication: authenticated("customer.example", "fail") }],
    ["a loop", { metadata: { "received-count": "99" } }, {}],
    ["an ignored sender", {}, { policy: { ...factsWith().policy, ignoreSenders: [anna.address] } }],
    ["a duplicate", {}, { copies: [copyOf(messageWith())] }],
    ["an automatic reply", { autoSubmitted: "auto-replied" }, {}],
    ["a report", { report: bounce }, {}],
  ];

  test.each(guarded)("skips the guard against %s, and the receipt says who and what would have been", (_, message, facts) => {
    const before = decideWith(message, facts);
    const decision = decideWith(message, { ...facts, release: { ticketId: null, by: "dana@desk.example" } });
    expect(decision).toMatchObject({ action: "create", requester: anna });
    expect(decision.receipt.steps).toEqual([
      { stage: "rule", check: "rule.released", found: { by: "dana@desk.example" }, verdict: "settles" },
    ]);
    expect(decision.receipt.otherwise).toMatchObject([{ if: "not-released", then: before.action }]);
  });

  test("goes to the ticket the agent named, with the author's true standing", () => {
    const release = { ticketId, by: "Dana" };
    expect(decideWith({ from: eve }, { release, ...onTicket })).toMatchObject({
      action: "append",
      requester: eve,
      standing: "stranger",
      match: { ticketId, by: "agent" },
    });
  });

  test("of a message without an author says so instead of guessing one", () => {
    expect(decideWith({ from: null, sender: eve, replyTo: [eve] }, { release: { ticketId: null, by: "Dana" } })).toMatchObject({
      action: "create",
      requester: unknownAuthor,
    });
  });
});
