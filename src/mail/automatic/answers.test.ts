// What may be answered automatically and what never, with the reason that is told.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMailOf } from "../../../test/mail-of.ts";
import { isNoReplyAddress, neverAnswerReasons, whyNeverAnswerAt } from "./answers.ts";

const noReply = [
  "no-reply",
  "noreply",
  "No_Reply",
  "no.reply",
  "noreply+4711",
  "noreply2",
  "jira-noreply",
  "do-not-reply",
  "donotreply",
  "do_not_respond",
  "dontreply",
  "noresponse",
  "ne-pas-repondre",
  "nepasrepondre",
  "no-responder",
  "noresponda",
  "nao-responda",
  "nao.responder",
  "non-rispondere",
  "nicht-antworten",
  "bitte-nicht-antworten",
  "keine-antwort",
  "niet-beantwoorden",
  "geen-antwoord",
  "svara-ej",
  "ikke-svar",
  "ei-vastausta",
  "nie-odpowiadaj",
  "neodpovidejte",
  "cevaplamayin",
  "mailer-daemon",
  "MAILER-DAEMON",
  "postmaster",
  "bounce",
  "bounces+4711-ab12",
  "team-bounces",
  "bounce-4711_html-ab",
  "owner-team",
  "listserv",
  "www-data",
  "nobody",
  "notifications",
  "autoresponder",
  "newsletter",
];
const people = [
  "ann",
  "marino.reply",
  "marinoreply",
  "norman",
  "noel.response-team",
  "bounceman",
  "bounty",
  "reply",
  "replies",
  "info",
  "support",
  "root",
  "request",
  "alertson",
  "robotham",
  "daemonica",
  "nobodyknows",
  "returns",
  "owner",
  "cronin",
  "SRS0=abcd=XY=x.example=ann",
  "prvs=1234abcdef=ann",
];

describe("an address nobody reads", () => {
  it.each(noReply)("%s", (local) => expect(isNoReplyAddress(`${local}@x.example`)).toBe(true));
  it.each(people)("is not %s", (local) => expect(isNoReplyAddress(`${local}@x.example`)).toBe(false));
});

describe("nothing automatic answers", () => {
  it.each([
    ["null-sender", "Return-Path: <>", {}],
    ["null-sender", "", { mailFrom: "" }],
    ["auto-submitted", "Auto-Submitted: auto-generated", {}],
    ["auto-submitted", "Auto-Submitted: auto-forwarded", {}],
    ["automatic", "X-Autoreply: yes", {}],
    ["suppressed", "X-Auto-Response-Suppress: All", {}],
    ["suppressed", "X-Auto-Response-Suppress: DR, OOF", {}],
    ["suppressed", "X-Auto-Response-Suppress: AutoReply", {}],
    ["suppressed", "X-Auto-Response-Suppress: true", {}],
    ["loop", "X-Loop: yes", {}],
    ["loop", "X-No-Loop: yes", {}],
    ["loop", "X-OTRS-Loop: yes", {}],
    ["precedence", "Precedence: list", {}],
    ["bulk", "List-Unsubscribe: <https://x.example/u>", {}],
    ["ticket-system", "X-Mailer: Zendesk Mailer", {}],
    ["ticket-system", "X-RT-Loop-Prevention: x.example", {}],
    ["no-author", "", { from: "undisclosed" }],
    ["no-reply-address", "", { from: "no-reply@x.example" }],
    ["no-reply-address", "Reply-To: donotreply@x.example", {}],
    ["bounce-address", "", { mailFrom: "bounces+4711-ab12-ann=x.example@mail.example" }],
    ["bounce-address", "", { mailFrom: "team-bounces@lists.example" }],
    ["to-itself", "", { rcptTo: "Ann@x.example" }],
    ["to-itself", "Delivered-To: ann@x.example", {}],
    ["list", "List-Id: <team.x.example>", {}],
  ])("%s: %s %j", (reason, headers, mail) => {
    expect(readMailOf(headers, mail).neverAnswer).toBe(reason);
  });
});

describe("an automatic answer may go to", () => {
  it.each([
    ["", {}],
    ["To: ann@x.example", {}],
    ["X-Auto-Response-Suppress: None", {}],
    ["X-Auto-Response-Suppress: DR, NDR, RN, NRN", {}],
    ["Precedence: first-class", {}],
    ["Reply-To: ann@home.example", {}],
    ["", { mailFrom: "SRS0=abcd=XY=x.example=ann@forwarder.example" }],
    ["", { mailFrom: "prvs=1234abcdef=ann@x.example" }],
  ])("a person's letter: %s %j", (headers, mail) => {
    expect(readMailOf(headers, mail)).toMatchObject({ autoSubmitted: "no", neverAnswer: null });
  });
});

describe("the reason", () => {
  const pieces = [
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: no",
    "Precedence: bulk",
    "Precedence: list",
    "List-Id: <a.x.example>",
    "List-Post: <mailto:a@x.example>",
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    "X-Loop: a",
    "X-Autoreply: yes",
    "X-Auto-Response-Suppress: All",
    "X-MS-Exchange-Inbox-Rules-Loop: a@x.example",
    "Resent-From: a@x.example",
    "Return-Path: <>",
    "X-GitHub-Reason: mention",
  ];
  const anyMail = fc.record({
    headers: fc.subarray(pieces).map((lines) => lines.join("\n")),
    subject: fc.constantFrom(
      "Printer",
      "Automatic reply: Printer",
      "Out of office",
      "Ticket received",
      "Please confirm your message",
    ),
    text: fc.constantFrom("", "I am out of the office until Monday.", "Can you help?", "This is an automated message."),
    from: fc.constantFrom("ann@x.example", "no-reply@x.example", "mailer-daemon@x.example"),
  });

  it("is one of a closed set, and never missing for automatic mail", () => {
    fc.assert(
      fc.property(anyMail, ({ headers, ...mail }) => {
        const { autoSubmitted, evidence, kind, neverAnswer } = readMailOf(headers, mail);
        expect(neverAnswer === null || (neverAnswerReasons as readonly string[]).includes(neverAnswer)).toBe(true);
        expect(evidence === null).toBe(autoSubmitted === "no");
        const isPersons = autoSubmitted === "no" && [null, "list", "calendar"].includes(kind);
        expect(isPersons || (autoSubmitted !== "no" && kind !== null && neverAnswer !== null)).toBe(true);
      }),
    );
  });

  it("holds back from mail under a Message-ID of our own domain that nobody here signed", () => {
    const message = { messageId: "1@Desk.us.example", neverAnswer: null };
    expect(whyNeverAnswerAt(message, ["desk.us.example"])).toBe("own-message-id");
    expect(whyNeverAnswerAt(message, ["us.example", "other.desk.us.example"])).toBeNull();
  });
});
