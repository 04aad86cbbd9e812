// `inlet explain`: one mail, told from end to end.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Envelope } from "#domain/delivery.ts";
import { authenticate } from "#mail/authenticate.ts";
import { zoneResolver } from "#mail/resolver.ts";
import { explainMail, type Explanation } from "./explain-mail.ts";
import { explanationText } from "./explain-text.ts";
import { columnsOf, paint } from "./terminal-text.ts";

const rcpt = "support-k3v9q2m7x4ahc5dp@in.example.com";
const envelope: Envelope = {
  mailFrom: "anna@skerry.example",
  rcptTo: [rcpt],
  remoteAddress: "192.0.2.7",
  helo: "mx.skerry.example",
  tls: true,
};
const base = { file: "mail.eml", receivedAt: new Date("2026-11-20T12:00:00Z"), mailDomain: "in.example.com", authenticate: null };

const explain = (raw: string | Uint8Array, options: Partial<Parameters<typeof explainMail>[1]> = {}): Promise<Explanation> =>
  explainMail(typeof raw === "string" ? Buffer.from(raw.replaceAll("\n", "\r\n")) : raw, { ...base, envelope: null, ...options });
const plain = (explanation: Explanation, columns = 98): string => explanationText(explanation, { paint: paint(false), columns });

const reply = `From: Anna Lindqvist <anna@skerry.example>
To: Help <help@harborlight.example>
Subject: Re: [Ticket #1042] Twelve pier lamps
Date: Fri, 20 Nov 2026 09:30:00 +0000
Message-ID: <2@skerry.example>
In-Reply-To: <1@skerry.example>

Please make it warm white.

> we would like to order twelve PL-40
`;

describe("explaining a mail", () => {
  it("tells a reply from end to end", async () => {
    expect(plain(await explain(reply, { envelope }))).toBe(`mail.eml  303 bytes  sha256 db14ccc88fdc…

  From          Anna Lindqvist <anna@skerry.example>
  To            Help <help@harborlight.example>
  Delivered to  support-k3v9q2m7x4ahc5dp@in.example.com
  Subject       Re: [Ticket #1042] Twelve pier lamps
  Sent          2026-11-20 09:30 UTC
  Message-ID    2@skerry.example

  Says          │ Please make it warm white.

  Decision      new ticket
                This became a new ticket. anna@skerry.example starts something new.
  Sender        unchecked: --authenticate asks DNS

  read          ✓ The message could be read in full.
  authenticate  · The sender was not checked, because sender authentication is off here.
  screen        ✓ It is not a loop, not our own mail, and no rule of yours holds it back.
  identify      ✓ It has not been here before.
  match         ✓ Nothing in it leads to a ticket that is here.
  rule          → anna@skerry.example starts something new.

  Known by      its author and Message-ID 2@skerry.example, if the content is the same
  Addresses     anna@skerry.example
                help@harborlight.example

  Would match   answers        1@skerry.example
                subject names  #1042

  Who joins                    on the ticket  a colleague    a stranger
                Message-ID     joins          set aside      set aside
                ticket number  joins          set aside      new ticket
`);
  });

  it("names what it carries, for programs", async () => {
    const token = "k3v9q2m7x4ahc5dpw6t5yb2n4q".replace(/[0189]/g, "a");
    const { message, ...explanation } = await explain(
      reply.replace("help@harborlight.example", `reply+${token}@in.example.com`),
      { envelope },
    );
    expect(explanation).toMatchObject({
      file: "mail.eml",
      envelope,
      authentication: null,
      senderVerdict: "unchecked",
      evidence: {
        identity: { by: "message-id" },
        references: ["1@skerry.example"],
        subjectNumber: 1042,
        replyAddresses: [`reply+${token}@in.example.com`],
        challengeCodes: 0,
        forwardingConfirmation: null,
        addresses: { author: "anna@skerry.example", envelopeRecipients: [rcpt] },
      },
      wouldMatch: [
        { clue: "reply-address", participant: "joins", colleague: "joins", stranger: "set-aside" },
        { clue: "known-id", evidence: "1@skerry.example", participant: "joins", colleague: "set-aside", stranger: "set-aside" },
        { clue: "subject-number", evidence: "#1042", participant: "joins", colleague: "set-aside", stranger: "new-ticket" },
      ],
      decision: { action: "create", reason: null },
    });
    expect(message).toMatchObject({
      visibleText: "Please make it warm white.",
      hasHtml: false,
      attachments: [],
      from: { address: "anna@skerry.example" },
    });
    expect(explanation.receipt.steps[explanation.receipt.decidedBy]).toMatchObject({
      verdict: "settles",
      check: "rule.new-ticket",
    });
  });

  it("asks DNS only when told to, and then believes a DMARC fail", async () => {
    const zone = zoneResolver({
      "_dmarc.skerry.example": { TXT: ["v=DMARC1; p=reject"] },
      "skerry.example": { TXT: ["v=spf1 -all"] },
    });
    const checked = await explain(reply, {
      envelope,
      authenticate: (raw, message, around) => authenticate(raw, around, message.from, zone),
    });
    expect(checked).toMatchObject({ senderVerdict: "failed", decision: { action: "quarantine", reason: "unverified-sender" } });
    expect(plain(checked)).toContain("set aside (unverified-sender)");
  });

  it.each([
    ["no sender", "Subject: x\n\nx\n", "unverified-sender"],
    ["two senders", "From: a@one.example, b@two.example\n\nx\n", "unverified-sender"],
    ["an answering machine", "From: a@one.example\nAuto-Submitted: auto-replied\n\nx\n", "automatic"],
    ["a bounce's worth of headers", `From: a@one.example\n${"X: y\n".repeat(3_000)}\nx\n`, "unreadable"],
  ])("sets aside %s", async (_name, raw, reason) => {
    expect((await explain(raw)).decision).toEqual({ action: "quarantine", reason });
  });

  it("does not let a mail steer the terminal", async () => {
    const text = plain(
      await explain(
        'From: "\u001b[31mred\u202e" <a@one.example>\nSubject: \u001b]0;title\u0007 \u009b2J x\nMessage-ID: <\u001b[2J@x>\n\n\u001b[2J\u001b[1;1H gone\u0000\n',
      ),
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it("keeps wide scripts within the width", async () => {
    const text = plain(
      await explain(
        `From: a@one.example\nContent-Type: text/plain; charset=utf-8\n\n${"マストライトの在庫について".repeat(30)}\n`,
      ),
      80,
    );
    expect(Math.max(...text.split("\n").map(columnsOf))).toBeLessThanOrEqual(80);
  });

  it("has an explanation for any bytes, on lines of at most 98 columns", async () => {
    const field = fc.constantFrom(
      "From: ",
      "Subject: ",
      "Date: ",
      "Message-ID: ",
      "References: ",
      "Content-Type: multipart/mixed; boundary=b",
      "Content-Type: text/html",
      "--b",
      "Content-Transfer-Encoding: base64",
      "\r\n",
      " ",
    );
    const piece = fc.oneof(
      field.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 40 }),
      fc.string({ maxLength: 200 }).map((text) => Buffer.from(text)),
      fc.constant(Buffer.from("\r\n")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const explanation = await explain(Buffer.concat(pieces));
        const text = plain(explanation);
        expect(Math.max(...text.split("\n").map(columnsOf))).toBeLessThanOrEqual(98);
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
        expect(JSON.parse(JSON.stringify(explanation))).toMatchObject({ file: "mail.eml" });
      }),
      { numRuns: 300 },
    );
  });
});
