// The recipient guard: what it says about each constellation of readers, as a table that the test prints.
import { afterAll, describe, expect, test } from "vitest";
import type { Address } from "./message.ts";
import { guardRecipients, type GuardCode, type GuardInput } from "./recipient-guard.ts";
import { proposals, replyRecipients, type Thread, type ThreadMessage } from "./reply-recipients.ts";

const person = (address: string, name = ""): Address => ({ name, address });
const ana = person("ana@harbour.test", "Ana Ruiz");
const bob = person("bob@harbour.test", "Bob");
const carol = person("carol@else.test", "Carol");
const desk = person("support@our.test");

let clock = 0;
function message(more: Partial<ThreadMessage>): ThreadMessage {
  clock += 1;
  return {
    id: `m${clock}`,
    direction: "inbound",
    author: ana,
    to: [desk],
    cc: [],
    bcc: [],
    replyTo: [],
    standing: "participant",
    autoSubmitted: "no",
    visibleText: `words of message number ${clock}`,
    at: new Date(Date.UTC(2026, 10, 20, 9, clock)),
    ...more,
  };
}
const answer = (to: Address[], cc: Address[] = [], more: Partial<ThreadMessage> = {}) =>
  message({ direction: "outbound", author: desk, to, cc, ...more });
const note = (visibleText: string) => message({ direction: "note", author: person("", "Mira"), to: [], visibleText });

/** Oldest first, as it reads. */
const thread = (...messages: ThreadMessage[]): Thread => ({
  requester: ana,
  participants: [
    { address: ana.address, role: "requester" },
    ...messages.flatMap((one) => [...one.to, ...one.cc].map(({ address }) => ({ address, role: "addressed" as const }))),
  ],
  isOwn: (address) => address.endsWith("@our.test"),
  messages: messages.toReversed(),
});

const input = (on: Thread, more: Partial<GuardInput> = {}): GuardInput => ({
  thread: on,
  recipients: replyRecipients(on),
  companyDomains: ["harbour.test"],
  suppressed: new Map(),
  bounced: new Set(),
  senderNotice: null,
  text: "",
  quote: false,
  notes: [],
  others: [],
  ...more,
});

const to = (...people: Address[]) => ({ to: people, cc: [], bcc: [] });
const asked = thread(message({}));
const askedWithCarol = thread(message({ cc: [carol] }));
const answered = thread(message({}), answer([ana], [carol]), message({}));
const secret = "please never tell them that the warehouse burned down on Tuesday night";

const table: [what: string, given: GuardInput, warnings: GuardCode[]][] = [
  ["the requester alone", input(asked), []],
  ["nobody", input(asked, { recipients: to() }), ["no-recipients", "dropped-recipient"]],
  ["a colleague whom nobody has written to", input(asked, { recipients: to(ana, bob) }), ["new-recipient"]],
  ["somebody outside the company", input(asked, { recipients: to(ana, carol) }), ["new-recipient", "outside-company"]],
  [
    "somebody outside, where the company has no domains but the requester's own",
    input(asked, { recipients: to(ana, carol), companyDomains: [] }),
    ["new-recipient", "outside-company"],
  ],
  [
    "somebody outside, where the requester writes from a public provider",
    input(
      { ...asked, requester: person("ana@gmail.com") },
      { recipients: to(person("ana@gmail.com"), person("x@gmail.com")), companyDomains: [] },
    ),
    ["new-recipient"],
  ],
  ["somebody in the customer's Cc, left out", input(askedWithCarol), ["stranger-proposed"]],
  [
    "somebody in the customer's Cc, added",
    input(askedWithCarol, { recipients: to(ana, carol) }),
    ["new-recipient", "outside-company"],
  ],
  ["somebody an agent has written to before", input(answered), ["outside-company"]],
  ["somebody of the last answer, left out", input(answered, { recipients: to(ana) }), ["dropped-recipient"]],
  ["the requester, left out", input(answered, { recipients: to(carol) }), ["dropped-recipient", "outside-company"]],
  [
    "a customer's mail that wants its answers elsewhere",
    input(thread(message({ replyTo: [person("ana@evil.test")] }))),
    ["stranger-proposed"],
  ],
  ["an address of this desk", input(asked, { recipients: to(ana, person("sales@our.test")) }), ["own-address"]],
  ["an address that bounced for good", input(asked, { suppressed: new Map([[ana.address, "bounced"]]) }), ["suppressed"]],
  ["an address that bounced on this ticket", input(asked, { bounced: new Set([ana.address]) }), ["bounced-before"]],
  [
    "an address that nobody reads",
    input(asked, { recipients: to(ana, person("no-reply@harbour.test")) }),
    ["no-reply-address", "new-recipient"],
  ],
  [
    "twenty-six people",
    input(asked, { recipients: to(ana, ...Array.from({ length: 25 }, (_, n) => person(`p${n}@harbour.test`))) }),
    ["too-many-recipients", ...Array.from({ length: 25 }, (): GuardCode => "new-recipient")],
  ],
  [
    "words of a note in the text",
    input(thread(message({}), note(secret)), {
      text: `Sorry. PLEASE never tell them — that the warehouse burned down!`,
      notes: [{ author: "Mira", text: secret }],
    }),
    ["note-in-quote"],
  ],
  [
    "words of a note that the customer said first",
    input(thread(message({ visibleText: secret }), note(secret)), { text: secret, notes: [{ author: "Mira", text: secret }] }),
    [],
  ],
  [
    "words of another customer's ticket",
    input(asked, { text: secret, others: [{ number: 7, requester: "Zoe", text: secret }] }),
    ["other-ticket-in-text"],
  ],
  [
    "words of another ticket in a writing without spaces",
    input(asked, {
      text: "倉庫は火曜日の夜に焼けました。",
      others: [{ number: 7, requester: "Zoe", text: "実は倉庫は火曜日の夜に焼けました" }],
    }),
    ["other-ticket-in-text"],
  ],
  [
    "everyday words of another ticket",
    input(asked, {
      text: "Thank you for your mail",
      others: [{ number: 7, requester: "Zoe", text: "Thank you for your help with all" }],
    }),
    [],
  ],
  [
    "a domain that cannot send yet",
    input(asked, { senderNotice: { text: "our.test is not verified yet.", remedy: "Publish its records." } }),
    ["unverified-domain"],
  ],
];

const printed: string[] = [];

describe("the guard warns of", () => {
  test.each(table)("%s", (what, given, warnings) => {
    const found = guardRecipients(given);
    const codes = found.warnings.map(({ code }) => code);
    printed.push(
      `  ${what.padEnd(74)} ${[...new Set(found.warnings.map(({ code, severity }) => `${code} (${severity})`))].join(", ") || "—"}`,
    );
    expect(codes).toEqual(warnings);
  });
  afterAll(() => process.stdout.write(`\nThe recipient guard\n${printed.join("\n")}\n\n`));
});

describe("in words", () => {
  test("who reads it, who is hidden, and who is new", () => {
    const found = guardRecipients(input(asked, { recipients: { to: [ana], cc: [bob], bcc: [carol] } }));
    expect(found.summary).toBe(
      "Ana Ruiz <ana@harbour.test> (who asks), Bob <bob@harbour.test> and Carol <carol@else.test> will read this. The others do not see Carol <carol@else.test>. New on this ticket: bob@harbour.test and carol@else.test.",
    );
  });

  test("who is on the ticket already and has had no answer is asked about, and not called new to it", () => {
    const on = thread(message({ cc: [carol, bob] }), message({ author: bob }));
    const found = guardRecipients(input(on, { recipients: to(ana, bob, carol) }));
    const words = found.warnings
      .filter(({ code }) => code === "new-recipient")
      .map(({ severity, text }) => `${severity}: ${text}`);
    expect(words).toEqual([
      "warning: Bob <bob@harbour.test> wrote on this ticket and has had no answer yet. Messages that they were not on are not quoted to them.",
      "warning: Carol <carol@else.test> was copied on this ticket and has not written. Messages that they were not on are not quoted to them.",
    ]);
    expect(found.summary).toMatch(/Answered for the first time: bob@harbour\.test and carol@else\.test\.$/);
  });

  test("a name that poses as an address is not shown", () => {
    const found = guardRecipients(input(asked, { recipients: to(person("evil@else.test", "ana@harbour.test")) }));
    expect(found.summary).toMatch(/^evil@else\.test will read this/);
  });

  test("the passage that would give something away", () => {
    const found = guardRecipients(input(asked, { text: `So: ${secret}`, notes: [{ author: "Mira", text: secret }] }));
    expect(found.warnings[0]?.text).toBe(
      "This holds words of an internal note by Mira: “please never tell them that the warehouse burned down on Tuesday night”",
    );
  });
});

describe("who an answer goes to by itself", () => {
  const strangers = (on: Thread) => proposals(on, replyRecipients(on)).map(({ address, why }) => `${address} ${why}`);
  const who = (on: Thread) => {
    const { to: first, cc } = replyRecipients(on);
    return [first.map(({ address }) => address), cc.map(({ address }) => address)];
  };

  test.each<[string, Thread, string[][], string[]]>([
    ["the requester wrote", asked, [[ana.address], []], []],
    [
      "somebody of the customer's Cc wrote",
      thread(message({ cc: [bob] }), message({ author: bob })),
      [[ana.address], []],
      [`${bob.address} wrote-here`],
    ],
    [
      "somebody wrote to whom an agent had written",
      thread(message({}), answer([ana], [bob]), message({ author: bob })),
      [[bob.address], [ana.address]],
      [],
    ],
    [
      "a stranger's message was let in",
      thread(message({}), message({ author: carol, standing: "stranger" })),
      [[ana.address], []],
      [],
    ],
    [
      "a machine wrote last",
      thread(message({}), answer([ana], [bob]), message({ author: bob, autoSubmitted: "auto-replied" })),
      [[ana.address], [bob.address]],
      [],
    ],
    [
      "our own acknowledgement went to somebody",
      thread(message({}), answer([carol], [], { autoSubmitted: "auto-replied" })),
      [[ana.address], []],
      [],
    ],
    [
      "the customer wants answers elsewhere",
      thread(message({ replyTo: [carol] })),
      [[ana.address], []],
      [`${carol.address} reply-to`],
    ],
  ])("where %s", (_what, on, recipients, proposed) => {
    expect(who(on)).toEqual(recipients);
    expect(strangers(on)).toEqual(proposed);
  });
});
