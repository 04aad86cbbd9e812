// The decision as a story: its order, its guards, the attacks it stands against, and what holds for every message.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anna, authenticated, ben, bounce, copyOf, eve, factsWith, messageWith, support, ticketWith } from "../../test/membership/sample.ts";
import { type Decision, decide, unknownAuthor } from "./decide.ts";
import type { Facts } from "./facts.ts";
import type { InboundMessage } from "./message.ts";
import { sentences } from "./receipt-texts.ts";

const ticketId = "ticket-12";
const onTicket = { tickets: [ticketWith({ companyId: "company-1" })] };
const seen = { knownIds: [{ id: "seen@x.example", ticketId, phantom: false }] };
const answer = { references: ["seen@x.example"] };
const fromEve = { authentication: authenticated("elsewhere.example") };

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
    expect(decideWith({ from: eve, replyTo: [anna], sender: anna, ...answer }, { ...fromEve, ...seen, ...onTicket })).toMatchObject({
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
    ["an unreadable message is not judged by its From", { from: null, defects: [{ code: "unreadable-crash", detail: "" }] }, {}, "read.unreadable"],
    ["a forged message is not a duplicate", {}, { authentication: authenticated("customer.example", "fail"), copies: [copyOf(messageWith())] }, "authenticate.failed"],
    ["a forged message is not our own mail", {}, { authentication: authenticated("customer.example", "fail"), ownMessage: true }, "authenticate.failed"],
    ["a forged challenge proves nothing", {}, { authentication: authenticated("customer.example", "fail"), forwardingCheck: "challenge" }, "authenticate.failed"],
    ["a loop is not a report", { metadata: { "received-count": "80" }, report: bounce }, {}, "screen.too-many-hops"],
    ["a report by an ignored sender is ignored", { report: bounce }, { policy: { ...factsWith().policy, ignoreSenders: [anna.address] } }, "screen.ignore-rule"],
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
    expect(chosen).toEqual([["reply-address", "t1"], ["own-message-id", "t2"], ["references", "t3"], ["thread-key", "t4"], ["subject-number", "t5"]]);
  });

  test("the nearest ancestor wins, and the other ticket is on the receipt", () => {
    const knownIds = [
      { id: "near@x.example", ticketId: "ticket-13", phantom: false },
      { id: "far@x.example", ticketId, phantom: false },
    ];
    const decision = decideWith({ references: ["near@x.example", "far@x.example"] }, { knownIds, ...two });
    expect(decision).toMatchObject({ action: "append", match: { ticketId: "ticket-13", by: "references" } });
    expect(decision.receipt.steps).toContainEqual(expect.objectContaining({ check: "match.elsewhere", found: { tickets: [12] } }));
  });

  test("a good clue to a ticket of others is not passed over for one to the author's own", () => {
    const tickets = [ticketWith({ participants: [ben.address] }), ticketWith({ id: "ticket-13", number: 13 })];
    const facts = { replyAddress: { ticketId, address: ben.address }, subjectTicket: { number: 13, ticketId: "ticket-13" }, tickets };
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
    expect(decideWith({}, { subjectTicket: { number: 99, ticketId: "ticket-99" } })).toMatchObject({ action: "create", possiblyRelatedTo: null });
  });
});

describe("automatic mail", () => {
  test("an automatic reply that answers nothing here waits aside", () => {
    expect(decideWith({ autoSubmitted: "auto-replied" })).toMatchObject({ action: "quarantine", reason: "automatic", ticketId: null });
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
  test("a bounce finds the ticket of the message it is about", () => {
    const knownIds = [{ id: "reply.9@desk.example", ticketId, phantom: false }];
    expect(decideWith({ report: bounce }, { knownIds, ...onTicket })).toMatchObject({ action: "record-report", ticketId, report: bounce });
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

describe("attacks", () => {
  test("A-02: no number in a subject gets a stranger onto a ticket", () => {
    for (let number = 1; number <= 1_000; number += 1) {
      const facts = { ...fromEve, subjectTicket: { number, ticketId }, tickets: [ticketWith({ number })] };
      expect(decideWith({ from: eve, subject: `Re: [Ticket #${number}]` }, facts)).toMatchObject({
        action: "create",
        requester: eve,
        possiblyRelatedTo: ticketId,
      });
    }
  });

  test("A-03: knowing a Message-ID, even one of ours, is not being on the ticket", () => {
    const ways: Partial<Facts>[] = [seen, { ownReferences: [{ id: "own.1@desk.example", ticketId }] }];
    for (const way of ways) {
      expect(decideWith({ from: eve, ...answer }, { ...fromEve, ...way, ...onTicket })).toMatchObject({
        action: "quarantine",
        reason: "stranger-on-ticket",
        ticketId,
      });
    }
  });

  test("A-04: a reply address that leaked does not speak for the one it was made for", () => {
    const facts = { ...fromEve, replyAddress: { ticketId, address: anna.address }, ...onTicket };
    const decision = decideWith({ from: eve }, facts);
    expect(decision).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket", ticketId });
    expect(JSON.stringify(decision.receipt)).not.toContain(anna.address);
  });

  test("A-05: mail that a contact's domain disowns joins nothing and opens nothing", () => {
    const failed = { authentication: authenticated("customer.example", "fail") };
    const token = { replyAddress: { ticketId, address: anna.address }, ...onTicket };
    for (const facts of [failed, { ...failed, ...token }, { ...failed, ...seen, ...onTicket }]) {
      expect(decideWith(answer, facts)).toMatchObject({ action: "quarantine", reason: "unverified-sender" });
    }
    expect(decideWith(answer, { ...failed, ...token }).receipt.otherwise).toEqual([
      { if: "sender-proved", then: "append", reason: "reply-address" },
    ]);
  });

  test("A-05: a participant who proves nothing joins, and the receipt says that nothing was proved", () => {
    const decision = decideWith(answer, { authentication: authenticated("customer.example", "none"), ...seen, ...onTicket });
    expect(decision).toMatchObject({ action: "append", standing: "participant" });
    expect(checksOf(decision)).toContain("authenticate.unverified");
    expect(decision.receipt.otherwise).toContainEqual({ if: "sender-disowned", then: "quarantine", reason: "unverified-sender" });
  });

  test("A-06: two readings of one From field are a forgery until a person says otherwise", () => {
    for (const evaluatedDomain of ["customer.example.evil.example", null]) {
      const authentication = { ...authenticated("customer.example"), evaluatedDomain };
      expect(decideWith(answer, { authentication, ...seen, ...onTicket })).toMatchObject({
        action: "quarantine",
        reason: "unverified-sender",
      });
    }
    const authentication = { ...authenticated("customer.example"), evaluatedDomain: "Customer.Example" };
    expect(decideWith({}, { authentication }).action).toBe("create");
  });

  test("A-16: whoever uses a Message-ID first cannot hide the message that has it", () => {
    const real = messageWith({ text: "The pump in hall 2 leaks, please send somebody today." });
    const earlier = copyOf(messageWith({ text: "Hi" }));
    const decision = decide(real, factsWith({ copies: [earlier], ...onTicket }));
    expect(decision.action).toBe("create");
    expect(checksOf(decision)).toContain("identify.reused-id");
    expect(decision.receipt.otherwise).toContainEqual({ if: "same-content", then: "discard", reason: "duplicate" });
  });

  test("A-16: whoever mentions a Message-ID first cannot hide or take the message that has it", () => {
    const knownIds = [{ id: "first.1@customer.example", ticketId, phantom: true }];
    const evesTicket = [ticketWith({ participants: [eve.address] })];
    expect(decideWith({}, { knownIds, tickets: evesTicket })).toMatchObject({ action: "create", requester: anna, possiblyRelatedTo: ticketId });
  });

  test("a From that names our own address is on no ticket, though every ticket is addressed to it", () => {
    const tickets = [ticketWith({ participants: [anna.address, support.address], companyId: "company-1" })];
    const facts = { authentication: authenticated("desk.example"), companyId: "company-1", ...seen, tickets };
    expect(decideWith({ from: support, ...answer }, facts)).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket" });
  });
});

describe("for any message and any facts", () => {
  const address = fc.oneof(
    fc.constantFrom(anna, ben, eve, support, { name: "", address: "no-at-sign" }, { name: "", address: "ANNA@customer.example" }),
    fc.record({ name: fc.string(), address: fc.string({ unit: "binary" }) }),
  );
  const id = fc.constantFrom("a@x", "b@x", "c@x", "first.1@customer.example", "x".repeat(60_000));
  const ticket = fc.constantFrom("ticket-12", "ticket-13", "ticket-missing");
  const result = fc.constantFrom("none", "pass", "fail", "softfail", "neutral", "policy", "temperror", "permerror");
  const domain = fc.constantFrom("customer.example", "elsewhere.example", "evil.example", null);
  const text = fc.oneof(fc.constantFrom("", "Yes", messageWith().text), fc.string({ unit: "binary" }));
  const message = fc.record({
    messageId: fc.option(id),
    references: fc.array(id, { maxLength: 5 }),
    threadKey: fc.option(fc.string()),
    from: fc.option(address, { freq: 8 }),
    sender: fc.option(address),
    replyTo: fc.array(address, { maxLength: 2 }),
    to: fc.array(address, { maxLength: 3 }),
    cc: fc.array(address, { maxLength: 3 }),
    subject: text,
    sentAt: fc.option(fc.date({ noInvalidDate: false })),
    text,
    visibleText: text,
    html: fc.constant(null),
    attachments: fc.constant([]),
    autoSubmitted: fc.constantFrom("no", "auto-generated", "auto-replied", "auto-notified"),
    autoEvidence: fc.option(fc.string()),
    report: fc.option(fc.constantFrom(bounce, { ...bounce, originalMessageId: null }), { freq: 1 }),
    list: fc.option(fc.record({ id: fc.string() })),
    metadata: fc.dictionary(fc.constantFrom("received-count", "loop-mark", "__proto__"), fc.constantFrom("", "3", "99", "x"), { maxKeys: 1 }),
    defects: fc.array(fc.record({ code: fc.constantFrom("date-impossible", "from-ambiguous", "unreadable", "text-cut"), detail: fc.string() }), { maxLength: 1 }),
  }) as fc.Arbitrary<InboundMessage>;
  const facts = fc.record({
    envelope: fc.constant(null),
    policy: fc.record({
      authenticate: fc.boolean(),
      ownAddresses: fc.constantFrom([support.address], []),
      ignoreSenders: fc.constantFrom([], [], ["@evil.example"], ["@", "", "@customer.example"]),
      setAsideLists: fc.boolean(),
    }),
    authentication: fc.option(
      fc.record({
        spf: fc.record({ result, domain }),
        dkim: fc.array(fc.record({ result, domain, selector: fc.constant(null) }), { maxLength: 2 }),
        dmarc: fc.record({ result, domain, policy: fc.constantFrom("none", "reject", null) }),
        arc: fc.constant({ result: "none", sealer: null }),
        evaluatedDomain: domain,
      }),
    ),
    copies: fc.array(
      fc.record({ messageId: id, ticketId: ticket, text, subject: text, attachmentDigests: fc.constantFrom([], ["aa"]) }),
      { maxLength: 2 },
    ),
    ownMessage: fc.constantFrom(false, false, false, true),
    replyAddress: fc.option(fc.record({ ticketId: ticket, address: fc.string() })),
    ownReferences: fc.array(fc.record({ id, ticketId: ticket }), { maxLength: 2 }),
    knownIds: fc.array(fc.record({ id, ticketId: ticket, phantom: fc.boolean() }), { maxLength: 4 }),
    threadTicket: fc.option(fc.record({ key: fc.string(), ticketId: ticket })),
    subjectTicket: fc.option(fc.record({ number: fc.nat(), ticketId: ticket })),
    companyId: fc.constantFrom(null, "company-1"),
    forwardingCheck: fc.constantFrom(null, null, null, "confirmation", "challenge"),
    tickets: fc.array(
      fc.record({
        id: ticket,
        number: fc.nat(),
        participants: fc.subarray([anna.address, ben.address, support.address]),
        companyId: fc.constantFrom(null, "company-1"),
      }),
      { maxLength: 3 },
    ),
    release: fc.option(fc.record({ ticketId: fc.option(ticket), by: fc.string() }), { freq: 1 }),
  }) as fc.Arbitrary<Facts>;

  const always = (check: (decision: Decision, message: InboundMessage, facts: Facts) => void): void =>
    fc.assert(fc.property(message, facts, (given, known) => check(decide(given, known), given, known)), { numRuns: 1_500 });

  test("there is a decision, settled by the last line of a receipt that can be told and stored", () => {
    always(({ receipt }) => {
      expect(receipt.decidedBy).toBe(receipt.steps.length - 1);
      expect(receipt.steps.map((step) => step.verdict === "settles")).toEqual(receipt.steps.map((_, at) => at === receipt.decidedBy));
      for (const { check, stage } of receipt.steps) expect([Object.hasOwn(sentences, check), check.startsWith(`${stage}.`)]).toEqual([true, true]);
      expect(receipt.otherwise.length).toBeLessThanOrEqual(4);
      expect(JSON.stringify(receipt).length).toBeLessThan(12_000);
      expect(JSON.stringify(receipt)).not.toContain("\\u0000");
    });
  });

  test("the same facts give the same decision", () => {
    always((decision, given, known) => expect(decide(structuredClone(given), structuredClone(known))).toEqual(decision));
  });

  test("without a release, a stranger never appends", () => {
    always((decision, given, known) => {
      if (decision.action !== "append" || known.release !== null) return;
      expect(decision.standing).not.toBe("stranger");
      const joined = known.tickets.find((candidate) => candidate.id === decision.match.ticketId);
      const author = given.from?.address.toLowerCase() ?? "";
      const isColleague = known.companyId !== null && joined?.companyId === known.companyId;
      expect(joined?.participants.includes(author) || isColleague).toBe(true);
      expect(known.policy.ownAddresses).not.toContain(author);
    });
  });

  test("without a release, mail that DMARC fails neither appends nor creates", () => {
    always((decision, _, known) => {
      const failed = known.policy.authenticate && known.authentication?.dmarc.result === "fail";
      if (failed && known.release === null) expect(decision).toMatchObject({ action: "quarantine" });
    });
  });

  test("without a release, a message without an author neither appends nor creates", () => {
    always((decision, given, known) => {
      if (given.from === null && known.release === null) expect(decision.action).toBe("quarantine");
    });
  });

  test("an alternative that is told is another outcome", () => {
    always((decision) => {
      for (const { then, reason } of decision.receipt.otherwise) {
        if (then !== decision.action || !("reason" in decision)) continue;
        expect(reason).not.toBe(decision.reason);
      }
    });
  });
});
