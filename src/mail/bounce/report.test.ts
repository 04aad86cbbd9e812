// Reports of mail systems, in the standard's form and as they are really written, and what is none although it looks like one.
import { describe, expect, it } from "vitest";
import type { Report } from "#domain/message.ts";
import { prescan } from "../prescan.ts";
import { readReport } from "./report.ts";

/** The report in a mail, whose text is what follows its header unless another is given. */
function read(raw: string, text = raw.slice(raw.indexOf("\n\n") + 2)): Report | null {
  return readReport(prescan(Buffer.from(raw)).root, text);
}

const returned = [
  "Return-Path: <desk@desk.example>",
  "Received: from a.example by b.example; Thu, 29 Apr 2010 23:34:45 +0900",
  "Message-ID: <ours@desk.example>",
  "From: Desk <desk@desk.example>",
  "To: gone@far.example",
  "Subject: Your order",
  "",
  "Hello",
].join("\n");

const daemon = "From: MAILER-DAEMON@mx.x.example\nSubject: failure notice\n\n";

describe("a bounce in free form", () => {
  it.each([
    [
      "qmail",
      "Hi. This is the qmail-send program at x.example.\n\n<gone@far.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "Exim",
      "A message that you sent could not be delivered. The following address(es) failed:\n\n  gone@far.example\n    SMTP error from remote mail server after RCPT TO:<gone@far.example>:\n    host mx.far.example [192.0.2.9]: 550 no mailbox by that name\n\n------ This is a copy of the message, including all the headers. ------\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "old Sendmail",
      "   ----- Transcript of session follows -----\nWhile talking to mx.far.example:\n>>> MAIL From:<desk@desk.example>\n<<< 550 Insecure Mail Relay\n554 <gone@far.example>... Remote protocol error\n\n   ----- Unsent message follows -----\n",
      "5.7.1",
      "relay-denied",
      false,
    ],
    [
      "Domino",
      "Your message\n\n  Subject: Your order\n\nwas not delivered to:\n\n  gone@far.example\n\nbecause:\n\n  User gone (gone@far.example) not listed in Domino Directory\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "Exchange 5.5",
      "Your message\n\n  To:      gone@far.example\n  Subject: Your order\n\ndid not reach the following recipient(s):\n\ngone@far.example on Thu, 29 Apr 2010 16:36:34 +0900\n    The recipient name is not recognized\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "a gateway that answers in brackets",
      "We had trouble delivering your message.\n\nSMTP Server <mx.far.example> rejected recipient <gone@far.example>\n  (Error following RCPT command). It responded as follows: [550 5.1.1 User Unknown]\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "Exchange 5.5 in German",
      "Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.\n\n      Betreff:\tYour order\n\nFolgende Empfänger konnten nicht erreicht werden:\n\n      gone@far.example am 03.03.2026 10:16\n            Das E-Mail-Konto ist nicht vorhanden.\n            <mx.far.example #5.1.1>\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "Exchange Online in German, which names the recipient inside a sentence",
      "Ihre Nachricht an gone@far.example konnte nicht zugestellt werden.\n\nRemoteserver gab '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup' zurück\n\n",
      "5.1.10",
      "address-unknown",
      true,
    ],
    [
      "QQ Mail",
      "很抱歉您发送的邮件被退回，以下是该退信的相关信息：\n\n主题：Your order\n收件人 gone@far.example\n退信原因：550 5.1.1 Mailbox not found\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "a full mailbox without any code",
      "The message to gone@far.example could not be delivered: the mailbox is full.\n\n",
      "4.2.2",
      "mailbox-full",
      false,
    ],
    [
      "a domain that is gone",
      "<gone@far.example>:\nSorry, I couldn't find any host named far.example. (#5.1.2)\n\n--- Below this line is a copy of the message.\n\n",
      "5.1.2",
      "domain-unknown",
      true,
    ],
    [
      "Portuguese",
      "Sua mensagem não pôde ser entregue:\n\n  gone@far.example\n\nMotivo: caixa postal cheia\n\n",
      "4.2.2",
      "mailbox-full",
      false,
    ],
    [
      "Chinese",
      "退信原因：\n收件人邮件地址（gone@far.example）不存在\n550 5.1.1 Mailbox not found\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "Japanese",
      "以下の宛先にメールを配信できませんでした。\n\n宛先: gone@far.example\n理由: 宛先不明\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
    [
      "Korean",
      "메일이 전송되지 못하였습니다.\n\n받는사람: gone@far.example\n실패 사유: 존재하지 않는 사용자입니다.\n\n",
      "5.1.1",
      "address-unknown",
      true,
    ],
  ])("of %s names recipient, status, reason and original", (_name, body, status, reason, permanent) => {
    const report = read(`${daemon}${body}${returned}`);
    expect(report?.recipients).toMatchObject([{ address: "gone@far.example", action: "failed", status, reason, permanent }]);
    expect(report).toMatchObject({ originalMessageId: "ours@desk.example", originalSubject: "Your order" });
  });

  it("tells what was said of each of several recipients", () => {
    const report = read(
      `${daemon}Unable to deliver to:\n\n<a@far.example>:\nThis user doesn't have a far.example account (a@far.example)\n\n<b@far.example>:\nThis account has been disabled.\n\n<c@far.example>:\nmailbox is full: retry timeout exceeded\n\n--- Original message follows.\n\n${returned}`,
    );
    expect(report?.recipients.map(({ address, reason, permanent }) => [address, reason, permanent])).toEqual([
      ["a@far.example", "address-unknown", true],
      ["b@far.example", "mailbox-disabled", false],
      ["c@far.example", "mailbox-full", false],
    ]);
  });

  it("takes the recipients of Exim's header field", () => {
    const report = read(
      "From: Mail Delivery System <Mailer-Daemon@mx.x.example>\nX-Failed-Recipients: gone@far.example\nSubject: Mail delivery failed: returning message to sender\n\n  gone@far.example\n    host mx: 550 5.7.1 refused for policy reasons\n",
    );
    expect(report?.recipients).toMatchObject([{ address: "gone@far.example", status: "5.7.1", reason: "policy" }]);
  });

  it.each(["MAILER-DAEMON", "<>", "", "Mail Delivery System <x>"])("is read although its From field is %j", (from) => {
    const report = read(
      `From: ${from}\nSubject: Undelivered Mail Returned to Sender\n\n<gone@far.example>: 550 5.1.1 no such user\n`,
    );
    expect(report?.recipients).toMatchObject([{ address: "gone@far.example" }]);
  });

  it("says delayed while the mail system goes on trying", () => {
    const report = read(
      "From: Mail Delivery System <Mailer-Daemon@mx.x.example>\nSubject: Warning: message delayed 24 hours\n\nThe address to which the message has not yet been delivered is:\n\n  gone@far.example\n\nNo action is required on your part.\n",
    );
    expect(report?.recipients).toMatchObject([{ address: "gone@far.example", action: "delayed", permanent: null }]);
  });

  it("is found inside a bounce that somebody's software passed on below its own text", () => {
    const inner = `From: MAILER-DAEMON@relay.example\nReceived: from x by y; Thu, 29 Apr 2010 23:34:45 +0900\nMessage-ID: <inner@relay.example>\nSubject: Undelivered Mail\n\n<gone@far.example>: 550 5.1.1 unknown\n\nReporting-MTA: dns; relay.example\n\nFinal-Recipient: rfc822; gone@far.example\nAction: failed\nStatus: 5.1.1\n\n${returned}`;
    const report = read(`${daemon}A message could not be delivered.\n\n--- original message ---\n${inner}`);
    expect(report?.recipients.map(({ address }) => address)).toEqual(["gone@far.example"]);
    expect(report?.originalMessageId).toBe("ours@desk.example");
  });
});

function dsn(status: string, { text = "", type = "multipart/report", original = returned, header = daemon } = {}): string {
  const head = header.trimEnd();
  return `${head}\nContent-Type: ${type}; boundary=b\n\n--b\n\n${text}\n--b\nContent-Type: message/delivery-status\n\n${status}\n\n--b\nContent-Type: message/rfc822\n\n${original}\n--b--\n`;
}

describe("a delivery report", () => {
  it("is read with comments, other types and vague codes as mail systems write them", () => {
    const report = read(
      dsn(
        "Reporting-MTA: dns;x\n\nFinal-Recipient: RFC822; <gone@far.example>\nAction: Failed (unrecoverable)\nStatus: 5.0.0 (permanent failure)\nDiagnostic-Code: SMTP; 550-5.7.26 not accepted due to DMARC policy",
      ),
    );
    expect(report).toEqual({
      kind: "delivery-status",
      recipients: [
        {
          address: "gone@far.example",
          action: "failed",
          status: "5.7.26",
          diagnostic: "550-5.7.26 not accepted due to DMARC policy permanent failure",
          reason: "authentication-failed",
          permanent: false,
        },
      ],
      originalMessageId: "ours@desk.example",
      originalSubject: "Your order",
      feedbackType: null,
    });
  });

  it.each([
    [
      "no empty line between recipients",
      "Final-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822;b@x.example\nAction: failed\nStatus: 5.2.2",
      ["a@x.example", "b@x.example"],
    ],
    [
      "an X.400 name and a mail address",
      "Original-Recipient: rfc822;a@x.example\nFinal-Recipient: X400;/S=a/C=GB/\nAction: failed",
      ["a@x.example"],
    ],
    [
      "a source route",
      "Original-Recipient: rfc822;a@x.example\nFinal-Recipient: rfc822;@relay.example:a@store\nAction: failed",
      ["a@x.example"],
    ],
    ["an address without its type", "Original-Recipient: <a@x.example>\nAction: failed", ["a@x.example"]],
    ["a quoted local part", 'Final-Recipient: rfc822; "a..b"@x.example\nAction: failed', ['"a..b"@x.example']],
    ["no recipient: then the text tells", "Action: failed\nStatus: 5.0.0", ["gone@far.example"]],
  ])("names the recipients in spite of %s", (_name, status, addresses) => {
    const report = read(dsn(status), "Addressed To: gone@far.example\n\nFailed.\n");
    expect(report?.recipients.map(({ address }) => address)).toEqual(addresses);
  });

  it("is read from plain text where its boundaries were lost", () => {
    const report = read(
      `From: MAILER-DAEMON@x.example\nSubject: Returned mail\nContent-Type: multipart/report\n\n--b\nReporting-MTA: dns;x\n\nFinal-Recipient: rfc822;gone@far.example\nAction: failed\nStatus: 5.2.2\n\n${returned}`,
    );
    expect(report?.recipients).toMatchObject([{ address: "gone@far.example", status: "5.2.2", reason: "mailbox-full" }]);
    expect(report?.originalMessageId).toBe("ours@desk.example");
  });

  it("finds the original behind a boundary that was changed on the way", () => {
    const raw = dsn("Final-Recipient: rfc822;gone@far.example\nAction: failed\nStatus: 5.1.1").replace(
      "--b\nContent-Type: message/rfc822",
      "--c\nContent-Type: message/rfc822",
    );
    expect(read(raw, "")).toMatchObject({ originalMessageId: "ours@desk.example", originalSubject: "Your order" });
  });

  it("of success is no failure", () => {
    const report = read(dsn("Final-Recipient: rfc822;a@x.example\nAction: relayed\nStatus: 2.0.0"));
    expect(report?.recipients).toMatchObject([{ action: "relayed", status: "2.0.0", reason: "unknown", permanent: false }]);
  });

  it("of a delay leaves open whether the address is good", () => {
    const report = read(
      dsn("Final-Recipient: rfc822;a@x.example\nAction: delayed\nStatus: 4.4.4\nDiagnostic-Code: smtp; 450 Host not found"),
    );
    expect(report?.recipients).toMatchObject([{ action: "delayed", permanent: null }]);
  });

  it("of an Amazon SES receipt rule proves nothing about the address: its owner chose the words", () => {
    const status =
      "Reporting-MTA: dns; inbound-smtp.eu-west-1.amazonaws.com\n\nFinal-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 Mailbox does not exist";
    expect(read(dsn(status))?.recipients).toMatchObject([{ status: "5.1.1", permanent: null }]);
  });
});

it("knows the message that a forwarding service returned as a part of one", () => {
  const raw = `From: MAILER-DAEMON@forward.example\nSubject: Undelivered mail\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;gone@far.example\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/partial; id="1"; number=1; total=1\n\n${returned}\n--b--\n`;
  expect(read(raw)).toMatchObject({ originalMessageId: "ours@desk.example", originalSubject: "Your order" });
});

describe("a complaint", () => {
  it("in the standard's form names type, recipient and original", () => {
    const raw = `From: fbl@isp.example\nSubject: FW: Your order\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nAn abuse report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: Abuse\nOriginal-Rcpt-To: <who@isp.example>\n\n--b\nContent-Type: message/rfc822\n\n${returned}\n--b--\n`;
    expect(read(raw)).toMatchObject({
      kind: "feedback",
      feedbackType: "abuse",
      recipients: [{ address: "who@isp.example", permanent: false }],
      originalMessageId: "ours@desk.example",
      originalSubject: "Your order",
    });
  });

  it.each([
    [
      "Hotmail",
      `From: staff@hotmail.com\nSubject: complaint about message from 192.0.2.1\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: who@hotmail.example\n${returned}\n--b--\n`,
      "abuse",
      "who@hotmail.example",
    ],
    [
      "SpamCop",
      `From: 1@reports.spamcop.net\nSubject: [SpamCop (192.0.2.1) id:1]Your order\n\n[ SpamCop V4.9.0 ]\nEmail from 192.0.2.1\n\n[ Offending message ]\n${returned}`,
      "abuse",
      "gone@far.example",
    ],
    [
      "a mail program's unsubscribe",
      "From: who@isp.example\nSubject: unsubscribe\nAuto-Submitted: auto-replied\n\nMail sent this email to unsubscribe from the message “Your order”.\n",
      "opt-out",
      "who@isp.example",
    ],
    [
      "Amazon SES",
      'From: no-reply@sns.example\nSubject: AWS Notification Message\n\n{"notificationType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"who@isp.example"}],"complaintFeedbackType":"abuse"},"mail":{"commonHeaders":{"subject":"Your order"}}}\n\n--\nIf you wish to stop\n',
      "abuse",
      "who@isp.example",
    ],
  ])("of %s is one, too", (_name, raw, feedbackType, address) => {
    expect(read(raw)).toMatchObject({ kind: "feedback", feedbackType, recipients: [{ address }] });
  });
});

it("a read receipt names who read what", () => {
  const raw =
    "From: bob@far.example\nSubject: Read: Your order\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nread\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;bob@far.example\nOriginal-Message-ID: <ours@desk.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n";
  expect(read(raw)).toMatchObject({
    kind: "disposition",
    recipients: [{ address: "bob@far.example", action: "delivered", diagnostic: "manual-action/MDN-sent-manually; displayed" }],
    originalMessageId: "ours@desk.example",
  });
});

it("a bounce that Amazon SES tells as JSON is a bounce, also inside its notification's envelope", () => {
  const notice = {
    notificationType: "Bounce",
    bounce: {
      bounceType: "Permanent",
      bouncedRecipients: [{ emailAddress: "gone@far.example", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 user unknown" }],
    },
    mail: { commonHeaders: { subject: "Your order", messageId: "<ours@desk.example>" } },
  };
  const wrapped = { Type: "Notification", Message: JSON.stringify(notice) };
  for (const json of [JSON.stringify(notice), JSON.stringify(wrapped, null, 2)]) {
    expect(read(`From: no-reply@sns.example\nSubject: AWS Notification Message\n\n${json}\n`)).toMatchObject({
      kind: "delivery-status",
      recipients: [{ address: "gone@far.example", status: "5.1.1", reason: "address-unknown", permanent: true }],
      originalMessageId: "ours@desk.example",
      originalSubject: "Your order",
    });
  }
});

describe("no report", () => {
  const quoted = "<gone@far.example>: host mx said: 550 5.1.1 User unknown (in reply to RCPT TO command)\n";
  const attached = dsn("Final-Recipient: rfc822; a@b.example\nAction: failed", {
    type: "multipart/mixed",
    header: "From: Ann <ann@x.example>\nSubject: Fwd: Undelivered Mail\n\n",
  });
  it.each([
    [
      "somebody's question about a bounce",
      `From: Ann <ann@x.example>\nSubject: Undelivered Mail Returned to Sender\n\n${quoted}`,
    ],
    ["an answer to one", `From: Ann <ann@x.example>\nSubject: Re: failure notice\n\nWhat is this?\n${quoted}`],
    ["a forward with the report's parts inside", attached],
    [
      "a forward with the whole report attached",
      `From: Ann <ann@x.example>\nSubject: Fwd: failure\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nsee\n--m\nContent-Type: message/rfc822\n\n${attached}\n--m--\n`,
    ],
    [
      "a responder that signs as the mail system",
      "From: MAILER-DAEMON@x.example\nSubject: Out of office: back on Monday\n\nFor urgent matters write to carol@far.example.\n",
    ],
    [
      "what else a mail system sends",
      "From: MAILER-DAEMON@x.example\nSubject: Weekly mail statistics\n\nrejected: 17, top sender: bob@far.example (31)\n",
    ],
    [
      "a postmaster who writes as a person",
      "From: Postmaster <postmaster@x.example>\nSubject: Your question\n\nHello Ann, gone@far.example works again.\n",
    ],
    [
      "a postmaster who writes about deliveries",
      "From: Postmaster <postmaster@x.example>\nSubject: Delivery problem solved\n\ngone@far.example works again.\n",
    ],
    [
      "a shop's parcel",
      "From: no-reply@shop.example\nReturn-Path: <>\nSubject: Delivery failed\n\nYour parcel could not be delivered to ann@x.example.\n",
    ],
    [
      "a firm's info address",
      "From: Shop <info@x.example>\nSubject: Undeliverable parcel\n\nThe parcel for bob@far.example could not be delivered.\n",
    ],
    ["JSON that a developer sends", 'From: dev@x.example\nSubject: payload\n\n{"notificationType": "Order", "id": 1}\n'],
  ])("is %s", (_name, raw) => {
    expect(read(raw)).toBeNull();
  });
});
