// Proves that every receipt can be told: each check and each condition has a sentence, and no sentence is left over.
import { describe, expect, test } from "vitest";
import { neverAnswerReasons } from "#mail/automatic/answers.ts";
import { moreScenarios, scenarios } from "../../test/membership/scenarios.ts";
import { decide, discardReasons, quarantineReasons } from "./decide.ts";
import { silences } from "./automatic-mail.ts";
import { conditions } from "./otherwise.ts";
import { type Check, type Receipt, withRemark } from "./receipt.ts";
import { explainReceipt, sentences, tellOtherwise } from "./receipt-texts.ts";

const decisions = [...Object.values(scenarios), ...moreScenarios].map(({ message, facts }) => decide(message, facts));
const found = { code: "database-down", message: "The database did not answer." };
const failure: Receipt = {
  steps: [{ stage: "read", check: "read.failed", found, verdict: "settles" }],
  decidedBy: 0,
  otherwise: [],
};

const opened = decide(scenarios["rule.new-ticket"].message, scenarios["rule.new-ticket"].facts).receipt;
const acknowledged = withRemark(opened, "rule.acknowledged", { author: "anna@customer.example" });
const unacknowledged = withRemark(opened, "rule.not-acknowledged", { because: "unproved", mark: null });

describe.each(Object.keys(scenarios) as (keyof typeof scenarios)[])("%s", (check) => {
  const { message, facts } = scenarios[check];
  const { receipt } = decide(message, facts);

  test("speaks in its scenario, under its own stage", () => {
    expect(receipt.steps.find((step) => step.check === check)?.stage).toBe(check.slice(0, check.indexOf(".")));
  });

  test("is told in a whole sentence without gaps", () => {
    const at = receipt.steps.findIndex((step) => step.check === check);
    const told = explainReceipt(receipt, decide(message, facts)).steps[at];
    expect(told).toMatch(/^\S.*[.!]$/s);
    expect(told).not.toMatch(/undefined|null|\[object|NaN/);
  });
});

test("no sentence is left over: every one is told somewhere", () => {
  const spoken = new Set(
    [...decisions.map((decision) => decision.receipt), failure, acknowledged, unacknowledged].flatMap(({ steps }) =>
      steps.map((step) => step.check),
    ),
  );
  expect([...spoken].sort()).toEqual((Object.keys(sentences) as Check[]).sort());
});

test("every condition that could change a decision comes up somewhere", () => {
  const used = new Set(decisions.flatMap(({ receipt }) => receipt.otherwise.map((otherwise) => otherwise.if)));
  expect([...used].sort()).toEqual([...conditions].sort());
});

test("every reason for putting a message away is told in words of its own", () => {
  const reasons = [
    ...discardReasons.map((reason) => ({ action: "discard" as const, reason })),
    ...quarantineReasons.map((reason) => ({ action: "quarantine" as const, reason })),
  ];
  const told = reasons.map(({ action, reason }) => tellOtherwise({ if: "led-nowhere", then: action, reason }));
  expect(new Set(told).size).toBe(reasons.length);
  for (const sentence of told) expect(sentence).not.toContain("another way");
});

test("a summary says what happened and why", () => {
  const { message, facts } = scenarios["match.stranger"];
  const decision = decide(message, facts);
  expect(explainReceipt(decision.receipt, decision)).toMatchObject({
    summary:
      "Set aside because its author is not on the ticket it belongs to. It answers a message on ticket #12 (<seen@x.example>), but eve@elsewhere.example is not on that ticket and not from the requester's company.",
    otherwise: [
      "If its author were on that ticket, it would have joined the ticket.",
      "If nothing in it had led to a ticket, it would have become a new ticket.",
    ],
  });
});

test("a failure of ours says so, and what to do", () => {
  expect(explainReceipt(failure, { action: "failed" }).summary).toBe(
    "This waits for you. An error of our own kept it from being read (database-down). The database did not answer. The raw message is kept, and you can replay it.",
  );
});

test("an acknowledgement is told after the decision, and changes nothing of it", () => {
  const told = explainReceipt(acknowledged, { action: "create" });
  expect(told.steps.at(-1)).toBe("anna@customer.example was told that it arrived.");
  expect(told.summary).toBe(explainReceipt(opened, { action: "create" }).summary);
});

test("every reason for not acknowledging is told in words of its own", () => {
  const told = silences.map((because) =>
    explainReceipt(withRemark(opened, "rule.not-acknowledged", { because, mark: "list" }), { action: "create" }).steps.at(-1),
  );
  expect(new Set(told).size).toBe(silences.length);
  for (const sentence of told) expect(sentence).toMatch(/^Nobody was told that it arrived: [a-z].*\.$/);
});

test("every mark that forbids an answer is told in words", () => {
  for (const mark of neverAnswerReasons) {
    const receipt = withRemark(opened, "rule.not-acknowledged", { because: "never-answer", mark });
    expect(explainReceipt(receipt, { action: "create" }).steps.at(-1)).not.toContain(`(${mark})`);
  }
});

test("a receipt of another version is told by its codes instead of failing", () => {
  const receipt = {
    steps: [{ stage: "rule" as const, check: "rule.from-the-future", found: { x: 1 }, verdict: "settles" as const }],
    decidedBy: 0,
    otherwise: [{ if: "moon-full", then: "create" as const, reason: "" }],
  };
  expect(explainReceipt(receipt, { action: "create" })).toEqual({
    steps: ["Checked: rule.from-the-future."],
    summary: "This became a new ticket. Checked: rule.from-the-future.",
    otherwise: ["moon-full, it would have become a new ticket."],
  });
});
