// Bounces of servers that know no report format, and what is not a report although it looks like one.
import { describe, expect, it } from "vitest";
import { parseEmail } from "#channels/email/parse.ts";

const read = (raw: string) => parseEmail(Buffer.from(raw), null, new Date("2026-11-20T00:00:00Z")).report;

describe("a bounce in free form", () => {
  it("of qmail names its recipient, status and reason", () => {
    const report = read(
      "Return-Path: <>\nFrom: MAILER-DAEMON@mx.x.example\nSubject: failure notice\n\nHi. This is the qmail-send program.\n\n" +
        "<gone@y.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\n\n" +
        "--- Below this line is a copy of the message.\n\nReturn-Path: <s@desk.example>\nMessage-ID: <ours@desk.example>\n",
    );
    expect(report).toMatchObject({
      kind: "delivery-status",
      recipients: [{ address: "gone@y.example", action: "failed", status: "5.1.1" }],
      originalMessageId: "ours@desk.example",
    });
  });

  it("of Exim names its recipients in a header field", () => {
    const report = read(
      "From: Mail Delivery System <Mailer-Daemon@mx.x.example>\nX-Failed-Recipients: gone@y.example\nSubject: Mail delivery failed: returning message to sender\n\n" +
        "  gone@y.example\n    host mx.y.example: 550 5.7.1 refused\n",
    );
    expect(report?.recipients).toMatchObject([{ address: "gone@y.example", action: "failed", status: "5.7.1" }]);
  });
});

describe("a message about a bounce", () => {
  it.each([
    [
      "somebody's question",
      "From: Ann <ann@x.example>\nSubject: Undelivered Mail Returned to Sender\n\n<gone@y.example>: 550 5.1.1 what is this?",
    ],
    [
      "a forward with the report attached",
      "From: Ann <ann@x.example>\nSubject: Fwd: failure\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/report; boundary=c\n\n--c\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b\nAction: failed\n--c--\n--b--\n",
    ],
  ])("is a person's: %s", (_name, raw) => {
    expect(read(raw)).toBeNull();
  });
});
