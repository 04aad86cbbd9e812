// What counts as right: the tolerance of the index format, and no more.
import { describe, expect, test } from "vitest";
import type { Reading } from "./adapter.ts";
import type { Expectation } from "./case.ts";
import { Checks } from "./checks.ts";
import { scoreMail } from "./score-mail.ts";
import { scoreReply } from "./score-reply.ts";
import { scoreThreads } from "./thread-score.ts";

const reading: Reading = {
  subject: "Re:  Cafe\u0301 ",
  from: [{ name: "Anna  Berg", address: "Anna@customer.example" }],
  to: [{ name: "", address: "support@desk.example" }],
  cc: [],
  replyTo: [],
  messageId: "a@b.example",
  references: ["c@d.example"],
  date: new Date("2026-11-13T09:00:00Z"),
  text: "It still\nburns.",
  htmlText: "In HTML alone.",
  attachments: [{ filename: "a b.txt", content: Buffer.from("x"), cid: "pic@1", isMessage: false }],
  replyText: "It still\nburns.",
  auto: "none",
  bounces: [{ recipient: "gone@customer.example", status: "5.1.1", hard: true }],
  originalMessageId: "sent@desk.example",
  maySendAutoReply: true,
  forward: null,
  encrypted: false,
  signed: false,
  customerAddress: "anna@customer.example",
};

const failing = (expectation: Expectation, of: Partial<Reading> = {}): string[] => {
  const checks = new Checks();
  scoreMail(expectation, { ...reading, ...of }, checks);
  expect(checks.list.length).toBeGreaterThan(0);
  return checks.list.filter(({ passed }) => !passed).map(({ name }) => name);
};

describe("a mail is right", () => {
  test.each<[string, Expectation]>([
    ["with another form of the same subject", { subject: "Re: Café" }],
    [
      "with an address in other letters and a name in other spaces",
      { from: { address: "anna@CUSTOMER.example", name: "Anna Berg" } },
    ],
    ["with a recipient whose name nobody asked for", { to: [{ address: "support@desk.example" }] }],
    ["with an id in brackets", { message_id: "<a@b.example>" }],
    ["with a probe across lines", { body_probes: ["it still burns."] }],
    ["with a probe from its HTML", { body_probes: ["in html"] }],
    ["with the digest of a file whose name is another", { attachments_include: [{ cid: "pic@1" }] }],
    ["with a sanitised name where that is allowed", { attachments: [{ filename: "a_b.txt" }], filename_sanitised: true }],
    ["with a status that no server ever wrote", { bounces: [{ status: "5.0.911", hard: true }] }],
    ["of an unknown kind", { auto: "unknown" }],
  ])("%s", (_, expectation) => expect(failing(expectation)).toEqual([]));

  test.each<[string, Expectation, string]>([
    ["with another subject", { subject: "Café" }, "subject"],
    ["with another name", { from: { address: "anna@customer.example", name: "Anna" } }, "from_name"],
    ["with a recipient who is missing", { cc: [{ address: "support@desk.example" }] }, "cc"],
    ["with an id where none is expected", { message_id: null }, "message_id"],
    ["with a quotation left in the reply", { quoted_probes: ["still burns"] }, "quoted_stripped"],
    ["with a file too many", { attachments: [] }, "attachment_count"],
    ["with a sanitised name where nobody allowed it", { attachment_count: 1, filenames: ["a_b.txt"] }, "tnef_or_named_file"],
    ["with another kind", { auto: "bounce" }, "auto:bounce"],
    ["with an answer where none may go", { is_auto_generated: true }, "may_send_auto_reply"],
    ["with another status", { bounces: [{ status: "5.1.2" }] }, "bounce_status"],
    ["without a forward", { forwarded: true, forward: { subject: "x" } }, "fwd_from_address"],
    ["without a mark of encryption", { encrypted: true }, "encrypted_flag"],
  ])("and is wrong %s", (_, expectation, name) => expect(failing(expectation)).toContain(name));
});

describe("a reply is right", () => {
  const wrong = (expectation: Expectation, replyText: string, set = "x") => {
    const checks = new Checks();
    scoreReply(expectation, { replyText, original: "a\r\n> b", set }, checks);
    return checks.list.filter(({ passed }) => !passed).map(({ name }) => name);
  };

  test("word for word, with any line ends", () => {
    expect(wrong({ reply_text: "a\nb" }, "a\r\nb\n")).toEqual([]);
    expect(wrong({ reply_text: "a\nb" }, "a b")).toEqual(["reply_text"]);
  });

  test("without marks of Markdown where the set is written in it", () => {
    expect(wrong({ reply_text: "*a* b" }, "a\nb", "discourse")).toEqual([]);
  });

  test("when the first fragment is followed by no more than a signature", () => {
    expect(wrong({ first_fragment: "Hello." }, "Hello.\n-- \nAnna")).toEqual([]);
    expect(wrong({ first_fragment: "Hello." }, `Hello.${"x".repeat(80)}`)).toEqual(["first_fragment"]);
  });

  test("when the whole body is kept", () => {
    expect(wrong({ whole_body_kept: true }, "a\n>b")).toEqual([]);
    expect(wrong({ whole_body_kept: true }, "a")).toEqual(["whole_body_kept"]);
  });
});

test("threads are counted in pairs, copies by their Message-ID", () => {
  const member = (id: string, thread: string, messageId: string, categories: string[] = []) => ({
    id,
    kind: "eml-set-member" as const,
    categories,
    truth: "hand",
    expect: { thread_id: thread, message_id: messageId },
  });
  const cases = [
    member("1", "a", "m1"),
    member("2", "a", "m2"),
    member("3", "b", "m3", ["dedupe"]),
    member("4", "b", "m3"),
    member("5", "c", "m5"),
  ];
  const placed = new Map([
    ["1", { ticket: "x", stored: true }],
    ["2", { ticket: "y", stored: true }],
    ["3", { ticket: "y", stored: true }],
    ["4", { ticket: "y", stored: true }],
    ["5", { ticket: "z", stored: false }],
  ]);
  expect(scoreThreads(cases, placed)).toEqual({
    mails: 5,
    precision: 1 / 3,
    recall: 1 / 2,
    wrongMerges: 2,
    missedJoins: 1,
    copies: 1,
    storedTwice: 1,
    lost: 1,
  });
});
