// What holds for every message and all facts, however odd: there is a decision, a receipt, and nobody gets in who should not.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anna, ben, bounce, eve, messageWith, support } from "../../test/membership/sample.ts";
import { type Decision, decide } from "./decide.ts";
import type { Facts } from "./facts.ts";
import type { InboundMessage } from "./message.ts";
import { reasonOf } from "./outcome.ts";
import { explainReceipt, sentences } from "./receipt-texts.ts";

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
    autoKind: fc.constantFrom(null, "list", "out-of-office"),
    neverAnswer: fc.constantFrom(null, "list"),
    forwarded: fc.option(
      fc.record({
        how: fc.constantFrom("attached", "inline"),
        confidence: fc.constantFrom("certain", "likely"),
        author: fc.option(fc.record({ name: fc.string(), address: fc.option(fc.string({ unit: "binary" })) })),
        to: fc.constant([]),
        cc: fc.constant([]),
        subject: fc.option(text),
        sentAt: fc.constant(null),
        dateText: fc.constant(null),
        messageId: fc.option(id),
        text,
        note: text,
      }),
    ),
    fromAsWritten: fc.constant([]),
    claimedAuthors: fc.constant([]),
    security: fc.constant(null),
    calendar: fc.constant(null),
    report: fc.option(fc.constantFrom(bounce, { ...bounce, originalMessageId: null }), { freq: 1 }),
    list: fc.option(fc.record({ id: fc.string() })),
    metadata: fc.dictionary(fc.constantFrom("received-count", "loop-mark", "__proto__"), fc.constantFrom("", "3", "99", "x"), {
      maxKeys: 1,
    }),
    defects: fc.array(
      fc.record({ code: fc.constantFrom("date-impossible", "from-ambiguous", "unreadable", "text-cut"), detail: fc.string() }),
      { maxLength: 1 },
    ),
  }) as fc.Arbitrary<InboundMessage>;
  const facts = fc.record({
    envelope: fc.constant(null),
    imported: fc.constantFrom(false, false, true),
    policy: fc.record({
      authenticate: fc.boolean(),
      ownAddresses: fc.constantFrom([support.address], []),
      ignoreSenders: fc.constantFrom([], [], ["@evil.example"], ["@", "", "@customer.example"]),
      setAsideLists: fc.boolean(),
      trustedForwarders: fc.constantFrom([], ["customer.example"]),
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
    heldCopies: fc.array(
      fc.record({
        deliveryId: fc.constant("delivery-1"),
        reason: fc.constantFrom("stranger-on-ticket", "unverified-sender"),
        ticketId: fc.option(ticket),
        text,
        subject: text,
        attachmentDigests: fc.constantFrom([], ["aa"]),
      }),
      { maxLength: 2 },
    ),
    ownMessage: fc.constantFrom(false, false, false, true),
    reportsOwnMessage: fc.boolean(),
    replyAddress: fc.option(fc.record({ ticketId: ticket, address: fc.string() })),
    ownReferences: fc.array(fc.record({ id, ticketId: ticket }), { maxLength: 2 }),
    knownIds: fc.array(fc.record({ id, ticketId: ticket, phantom: fc.boolean() }), { maxLength: 4 }),
    threadTicket: fc.option(fc.record({ key: fc.string(), ticketId: ticket })),
    subjectTicket: fc.option(fc.record({ number: fc.nat(), ticketId: ticket })),
    companyId: fc.constantFrom(null, "company-1"),
    authorIsAgent: fc.boolean(),
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

  /** The first message and facts for which a rule does not hold, or null. */
  function exception(rule: (decision: Decision, message: InboundMessage, facts: Facts) => boolean): unknown {
    const holds = fc.property(message, facts, (given, known) => rule(decide(given, known), given, known));
    const { failed, counterexample, errorInstance } = fc.check(holds, { numRuns: 500 });
    return failed ? (counterexample ?? errorInstance) : null;
  }

  test("there is a decision, settled by the last line of a receipt", () => {
    const settlesLast = ({ receipt }: Decision): boolean =>
      receipt.decidedBy === receipt.steps.length - 1 &&
      receipt.steps.every((step, at) => (step.verdict === "settles") === (at === receipt.decidedBy));
    expect(exception(settlesLast)).toBeNull();
  });

  test("its receipt can be told and stored", () => {
    const isTold = ({ receipt }: Decision): boolean =>
      receipt.steps.every(({ check, stage }) => Object.hasOwn(sentences, check) && check.startsWith(`${stage}.`));
    const isSmall = ({ receipt }: Decision): boolean => receipt.otherwise.length <= 4 && JSON.stringify(receipt).length < 12_000;
    const isClean = ({ receipt }: Decision): boolean => !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(receipt));
    expect(exception((decision) => isTold(decision) && isSmall(decision) && isClean(decision))).toBeNull();
  });

  test("the same facts give the same decision", () => {
    const again = (given: InboundMessage, known: Facts): string =>
      JSON.stringify(decide(structuredClone(given), structuredClone(known)));
    expect(exception((decision, given, known) => again(given, known) === JSON.stringify(decision))).toBeNull();
  });

  test("what is put away has a reason that can be told", () => {
    const isExplained = (decision: Decision): boolean =>
      !("reason" in decision) || /^(Set aside because|This made no)/.test(explainReceipt(decision.receipt, decision).summary);
    expect(exception(isExplained)).toBeNull();
  });

  test("without a release, only participants and colleagues append, and never in our own name", () => {
    const belongs = (decision: Decision, given: InboundMessage, known: Facts): boolean => {
      if (decision.action !== "append" || known.release !== null || known.imported) return true;
      const joined = known.tickets.find((candidate) => candidate.id === decision.match.ticketId);
      const author = given.from?.address.toLowerCase() ?? "";
      const isColleague = known.companyId !== null && joined?.companyId === known.companyId;
      const isOn = joined?.participants.includes(author) === true || isColleague;
      return isOn && decision.standing !== "stranger" && !known.policy.ownAddresses.includes(author);
    };
    expect(exception(belongs)).toBeNull();
  });

  test("without a release, mail that DMARC fails is set aside, or is a report on our own that gets onto no ticket", () => {
    const isHeld = ({ action }: Decision, given: InboundMessage, known: Facts): boolean =>
      action === "quarantine" ||
      (given.report !== null && known.reportsOwnMessage && action !== "create" && action !== "append") ||
      known.release !== null ||
      !known.policy.authenticate ||
      known.authentication?.dmarc.result !== "fail";
    expect(exception(isHeld)).toBeNull();
  });

  test("without a release, mail without an author is set aside", () => {
    expect(
      exception(({ action }, { from }, { release }) => action === "quarantine" || from !== null || release !== null),
    ).toBeNull();
  });

  test("an alternative that is told goes another way", () => {
    const differs = (decision: Decision): boolean =>
      decision.receipt.otherwise.every(({ then, reason }) => then !== decision.action || reason !== reasonOf(decision));
    expect(exception(differs)).toBeNull();
  });
});
