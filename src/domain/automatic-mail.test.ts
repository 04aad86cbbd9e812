// Every way in which a new ticket is not acknowledged, alone and all together.
import { describe, expect, test } from "vitest";
import { neverAnswerReasons } from "#mail/automatic/answers.ts";
import { anna, authenticated, eve, factsWith, forwardOf, messageWith, support } from "../../test/membership/sample.ts";
import type { SenderVerdict } from "./authentication.ts";
import {
  type AcknowledgementFacts,
  countedAs,
  mayAcknowledge,
  type MayAcknowledge,
  type Opened,
  type Silence,
  silences,
} from "./automatic-mail.ts";
import { decide } from "./decide.ts";
import type { InboundMessage } from "./message.ts";
import { senderVerdict } from "./sender-verdict.ts";

const opened: Opened = { action: "create", requester: anna, possiblyRelatedTo: null, forwardedBy: null };

const welcome: AcknowledgementFacts = {
  imported: false,
  released: false,
  ageMs: 2_000,
  neverAnswer: null,
  verdict: "verified",
  ownAddresses: new Set([support.address, "billing@desk.example"]),
  mailDomain: "in.desk.example",
  answersUs: false,
  hasRelay: true,
  suppressed: false,
  answeredToday: false,
  left: 10,
  leftOfDomain: 10,
};

interface Turn {
  message?: Partial<InboundMessage>;
  opened?: Partial<Opened>;
  facts?: Partial<AcknowledgementFacts>;
}

function judge(...turns: Turn[]): MayAcknowledge {
  const merged = turns.reduce<Required<Turn>>(
    (all, turn) => ({
      message: { ...all.message, ...turn.message },
      opened: { ...all.opened, ...turn.opened },
      facts: { ...all.facts, ...turn.facts },
    }),
    { message: {}, opened: {}, facts: {} },
  );
  return mayAcknowledge(messageWith(merged.message), { ...opened, ...merged.opened }, { ...welcome, ...merged.facts });
}

/** What turns each reason on, and nothing else. */
const turns: Readonly<Record<Silence, Turn>> = {
  imported: { facts: { imported: true } },
  released: { facts: { released: true } },
  late: { facts: { ageMs: 25 * 3_600_000 } },
  "never-answer": { facts: { neverAnswer: "auto-submitted" } },
  unproved: { facts: { verdict: "unverified" } },
  "passed-on": { opened: { forwardedBy: anna, requester: eve } },
  "own-address": { opened: { requester: { name: "", address: "Billing@desk.example" } } },
  "answers-us": { facts: { answersUs: true } },
  "not-addressed": { message: { to: [eve], cc: [] } },
  "no-relay": { facts: { hasRelay: false } },
  suppressed: { facts: { suppressed: true } },
  "answered-today": { facts: { answeredToday: true } },
  "domain-too-many": { facts: { leftOfDomain: 0 } },
  "too-many": { facts: { left: 0 } },
};

test("a proved person who writes to us for the first time is told", () => {
  expect(judge()).toEqual({ yes: true });
});

test.each(silences)("%s: nobody is told, and that is the reason", (because) => {
  expect(judge(turns[because])).toEqual({ yes: false, because });
});

test("of all combinations of reasons only the empty one lets anything out", () => {
  const all = silences.map((silence) => turns[silence]);
  let told = 0;
  for (let mask = 0; mask < 2 ** all.length; mask += 1) {
    const chosen = all.filter((_turn, at) => ((mask >> at) & 1) === 1);
    if (judge(...chosen).yes) told += 1;
  }
  expect(told).toBe(1);
});

describe("the table of senders and marks", () => {
  const verdicts: SenderVerdict[] = ["verified", "unverified", "failed", "unchecked"];
  const marks = [null, ...neverAnswerReasons];

  test.each(verdicts.flatMap((verdict) => marks.map((mark) => [verdict, mark] as const)))("%s, %s", (verdict, mark) => {
    const isPerson = verdict === "verified" && mark === null;
    expect(judge({ facts: { verdict, neverAnswer: mark } }).yes).toBe(isPerson);
  });
});

describe("lists", () => {
  const overList = (id: string) => judge({ message: { list: { id } }, facts: { neverAnswer: "list" } });

  test("a group that is named after an address of ours is no other list", () => {
    expect(overList("support.desk.example")).toEqual({ yes: true });
    expect(overList("Support.Desk.Example")).toEqual({ yes: true });
  });

  test("every other one is", () => {
    for (const id of ["users.lists.example", "support.desk.example.evil.example", "x.support.desk.example", ""])
      expect(overList(id)).toEqual({ yes: false, because: "never-answer" });
  });

  test("the group's name lifts no other mark", () => {
    const turn = { message: { list: { id: "support.desk.example" } }, facts: { neverAnswer: "bulk" } };
    expect(judge(turn)).toEqual({ yes: false, because: "never-answer" });
  });
});

describe("own addresses", () => {
  test.each(["reply+abc@in.desk.example", "sales-k3v9@in.desk.example", "SUPPORT@DESK.EXAMPLE"])(
    "%s is never told",
    (address) => {
      expect(judge({ opened: { requester: { name: "", address } } })).toEqual({ yes: false, because: "own-address" });
    },
  );

  test.each([
    ["Cc", { to: [eve], cc: [support] }],
    ["the generated address", { to: [{ name: "", address: "support-k3v9@in.desk.example" }] }],
  ])("mail to %s is addressed to us", (_name, message) => {
    expect(judge({ message })).toEqual({ yes: true });
  });
});

test("whom an agent passes on did not write to us, however well the agent is proved", () => {
  const message = messageWith({ forwarded: forwardOf(eve) });
  const decision = decide(message, factsWith({ authorIsAgent: true })) as Opened;
  expect(decision).toMatchObject({ action: "create", requester: eve });
  expect(mayAcknowledge(message, decision, welcome)).toEqual({ yes: false, because: "passed-on" });
});

test("ten thousand victims whose addresses somebody forges: tickets or not, nobody hears of it", () => {
  let told = 0;
  for (let n = 0; n < 10_000; n += 1) {
    const victim = { name: "", address: `victim${n}@victim${n % 100}.example` };
    const message = messageWith({ messageId: `${n}@evil.example`, from: victim, text: `Prize ${n}` });
    const authentication = authenticated(`victim${n % 100}.example`, n % 2 === 0 ? "none" : "fail");
    const decision = decide(message, factsWith({ authentication }));
    const facts = { ...welcome, verdict: senderVerdict(authentication, victim) };
    if (decision.action === "create" && mayAcknowledge(message, decision, facts).yes) told += 1;
  }
  expect(told).toBe(0);
});

test("an address is counted without its tag, so that a machine with a new one for each mail is one machine", () => {
  expect(countedAs("Ticket+124@Other.example")).toBe("ticket@other.example");
  expect(countedAs("anna@customer.example")).toBe("anna@customer.example");
  expect(countedAs("+odd@x.example")).toBe("+odd@x.example");
  expect(countedAs("a@x+y.example")).toBe("a@x+y.example");
});
