// The attacks of the catalogue that a decision alone can stop: what can be typed, guessed or forwarded gets nobody onto a ticket.
import { describe, expect, test } from "vitest";
import { type Decision, decide } from "#domain/decide.ts";
import type { Facts } from "#domain/facts.ts";
import type { InboundMessage } from "#domain/message.ts";
import { parseFrom, readAsWritten } from "#mail/address.ts";
import {
  anna,
  authenticated,
  ben,
  copyOf,
  eve,
  factsWith,
  messageWith,
  support,
  throughGroup,
  ticketWith,
  trustingGroup,
} from "./sample.ts";

const ticketId = "ticket-12";
const onTicket = { tickets: [ticketWith({ companyId: "company-1" })] };
const seen = { knownIds: [{ id: "seen@x.example", ticketId, phantom: false }] };
const answer = { references: ["seen@x.example"] };
const fromEve = { authentication: authenticated("elsewhere.example") };

function decideWith(message: Partial<InboundMessage>, facts: Partial<Facts> = {}): Decision {
  return decide(messageWith(message), factsWith(facts));
}

const checksOf = (decision: Decision): string[] => decision.receipt.steps.map((step) => step.check);

describe("attacks", () => {
  test("A-01: a sign-up mail that somebody had sent to a private reply address reaches no ticket, and a bounce address opens nothing", () => {
    const signUp = { name: "Chat service", address: "no-reply@signup.example" };
    const proved = { authentication: authenticated("signup.example") };
    const token = { replyAddress: { ticketId, address: anna.address }, ...onTicket };
    for (const text of ["Your confirmation code is 123456", "Verify your address: https://signup.example/v?t=1"]) {
      const decision = decideWith({ from: signUp, to: [], text, visibleText: text }, { ...proved, ...token });
      expect(decision).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket", ticketId });
      // It stays so however the service marks its mail, and with the requester in copy.
      const copied = decideWith(
        { from: signUp, cc: [anna], replyTo: [anna], autoSubmitted: "auto-generated" },
        { ...proved, ...token },
      );
      expect(copied).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket" });
    }
  });

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

  test("A-07: an agent's address in From gives no agent's rights: what it says is a stranger's mail", () => {
    const agent = { name: "Dana", address: "dana@desk.example" };
    for (const dmarc of ["pass", "none"] as const) {
      const facts = { authorIsAgent: true, authentication: authenticated("desk.example", dmarc), ...seen, ...onTicket };
      const decision = decideWith({ from: agent, ...answer, text: "#close", visibleText: "#close" }, facts);
      expect(decision).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket", ticketId });
    }
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

  test("A-06: a From field that two readers could read differently is set aside, and shown as it was written", () => {
    for (const written of [
      ["x@victim.example (c).evil.example"],
      ["x@victim.example .evil.example"],
      ["Name <x@victim.example .evil.example>"],
      ["((a) <x@evil.example>) <x@victim.example>"],
      ["(a(b)c@evil.example) x@victim.example"],
      ['g:"; <x@evil.example>, " <x@victim.example>;'],
      ["<@evil.example:x@victim.example>"],
      ["x@victim.example", "x@evil.example"],
      ["x@victim.example, x@evil.example"],
      ["victim\uFF20bank.example@evil.example"],
    ]) {
      const read = parseFrom(written);
      expect(read).toHaveProperty("ambiguous");
      const fromAsWritten = readAsWritten(written);
      expect(fromAsWritten.length).toBeGreaterThan(0);
      const defects = [{ code: "from-ambiguous", detail: "" }];
      // Not even somebody whom a trusted forwarder names stands in for it.
      const message = throughGroup(anna, { from: null, fromAsWritten, defects });
      expect(decide(message, trustingGroup())).toMatchObject({ action: "quarantine", reason: "unverified-sender" });
    }
  });

  test("A-14: whom a mail names beside its From field counts only from a forwarder that is configured and proved", () => {
    const facts = { ...seen, ...onTicket };
    const claimed = throughGroup(anna, answer);
    expect(decide(claimed, trustingGroup(facts))).toMatchObject({ action: "append", requester: anna, standing: "participant" });
    const without = [
      factsWith({ authentication: authenticated("groups.example"), ...facts }),
      trustingGroup({ ...facts, authentication: authenticated("groups.example", "none") }),
      trustingGroup({ ...facts, authentication: authenticated("groups.example", "fail") }),
      trustingGroup({ ...facts, authentication: null }),
    ];
    for (const world of without) {
      const decision = decide(claimed, world);
      expect(decision.action).toBe("quarantine");
      expect(checksOf(decision)).toContain("read.claimed-author");
    }
  });

  test("A-14: a stranger's own headers change nothing, configured forwarder or not", () => {
    const evil = authenticated("elsewhere.example");
    const claimedAuthors = [{ author: anna, by: "group" as const, forwarder: "elsewhere.example", evidence: "x-original-from" }];
    for (const world of [
      factsWith({ authentication: evil, ...seen, ...onTicket }),
      trustingGroup({ authentication: evil, ...seen, ...onTicket }),
    ]) {
      const { receipt: _, ...outcome } = decide(messageWith({ from: eve, ...answer, claimedAuthors }), world);
      const { receipt: __, ...plain } = decide(messageWith({ from: eve, ...answer }), world);
      expect(outcome).toEqual(plain);
    }
  });

  test("A-14: an author whom a forwarder names is not verified, so a colleague's knowledge of an id opens nothing", () => {
    const facts = trustingGroup({ companyId: "company-1", ...seen, ...onTicket });
    expect(decide(throughGroup(ben, answer), facts)).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket" });
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
    expect(decideWith({}, { knownIds, tickets: evesTicket })).toMatchObject({
      action: "create",
      requester: anna,
      possiblyRelatedTo: ticketId,
    });
  });

  test("a From that names our own address is on no ticket, though every ticket is addressed to it", () => {
    const tickets = [ticketWith({ participants: [anna.address, support.address], companyId: "company-1" })];
    const facts = { authentication: authenticated("desk.example"), companyId: "company-1", ...seen, tickets };
    expect(decideWith({ from: support, ...answer }, facts)).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket" });
  });
});
