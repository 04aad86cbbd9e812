// Automatic mail is recognised by its marks, and a person's mail is not mistaken for it.
import { describe, expect, it } from "vitest";
import type { AutoSubmitted } from "#domain/message.ts";
import { parseEmail } from "#channels/email/parse.ts";

const receivedAt = new Date("2026-11-20T00:00:00Z");
const envelope = { mailFrom: "a@x.example", rcptTo: [], remoteAddress: null, helo: null, tls: false };

function read(headers: string, mailFrom = "a@x.example") {
  const own = /^from:/im.test(headers) ? headers : `From: A <a@x.example>\n${headers}`;
  const subject = /^subject:/im.test(own) ? own : `${own}\nSubject: Printer`;
  return parseEmail(Buffer.from(`${subject}\n\nHello`), { ...envelope, mailFrom }, receivedAt);
}

describe("automatic mail", () => {
  it.each<[string, AutoSubmitted]>([
    ["Auto-Submitted: auto-replied", "auto-replied"],
    ["Auto-Submitted: auto-generated; type=x", "auto-generated"],
    ["Auto-Submitted: auto-notified (x)", "auto-notified"],
    ["Auto-Submitted: something-new", "auto-generated"],
    ["X-Autoreply: yes", "auto-replied"],
    ["X-Autorespond: vacation", "auto-replied"],
    ["X-Auto-Generated: 1", "auto-generated"],
    ["Precedence: auto_reply", "auto-replied"],
    ["Precedence: bulk", "auto-generated"],
    ["Precedence: junk", "auto-generated"],
    ["Subject: Out of Office: back on Monday", "auto-replied"],
    ["Subject: Abwesenheitsnotiz: Urlaub", "auto-replied"],
    ["Subject: Réponse automatique : absent", "auto-replied"],
    ["From: MAILER-DAEMON@x.example", "auto-replied"],
    ["From: postmaster@x.example\nSubject: Undeliverable: hello", "auto-replied"],
    ["Return-Path: <>", "auto-replied"],
    ["X-Failed-Recipients: b@x.example", "auto-replied"],
    ["Content-Type: multipart/report; boundary=b", "auto-replied"],
    ["Feedback-Type: abuse", "auto-generated"],
  ])("%s", (headers, word) => {
    const message = read(headers);
    expect(message.autoSubmitted).toBe(word);
    expect(message.autoEvidence).not.toBeNull();
  });

  it("is known by the null reverse-path alone", () => {
    expect(read("X-A: b", "")).toMatchObject({ autoSubmitted: "auto-replied", autoEvidence: "MAIL FROM:<>" });
  });
});

describe("a person's mail", () => {
  it.each([
    "X-A: b",
    "Auto-Submitted: no",
    "X-Autoreply: no",
    "List-Unsubscribe: <https://x.example>",
    "Precedence: list\nList-Id: Team <team.x.example>",
    "Precedence: bulk\nList-Id: Team <team.x.example>",
    "X-Auto-Response-Suppress: All",
    "X-MS-Exchange-Inbox-Rules-Loop: a@x.example",
    "Subject: Re: Automatic reply does not work",
    "Subject: How do I set up an out of office message?",
    "From: postmaster@x.example\nSubject: Our mail server",
    "From: no-reply@x.example",
  ])("%s", (headers) => {
    expect(read(headers)).toMatchObject({ autoSubmitted: "no", autoEvidence: null });
  });

  it("through a list keeps the list's id", () => {
    expect(read("List-Id: Team list <Team.X.example>").list).toEqual({ id: "team.x.example" });
    expect(read("X-A: b").list).toBeNull();
  });
});
