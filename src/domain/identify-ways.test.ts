// What other people's servers do to one message on its ways here: recognised as one. What only looks like it: two.
import { describe, expect, test } from "vitest";
import { anna, copyOf, eve, fileWith, messageWith } from "../../test/membership/sample.ts";
import type { Comparable } from "./facts.ts";
import { findCopy, identityKeys, isSameMessage, momentOf } from "./identify.ts";
import type { ForwardedMessage, InboundMessage } from "./message.ts";

const order = "https://shop.example/orders/4711";
const letter = `Dear support,

since the update on Tuesday our warehouse scanners lose the connection every few minutes. We have tried a restart
and a cable, no change. The order is ${order} and "Großbestellung" is affected.

Kind regards
José Müller`;
const stored = messageWith({ subject: "Größere Störung der Scanner", text: letter, html: "<p>as HTML</p>" });
const here = (message: InboundMessage): Comparable => ({
  ...copyOf(message),
  rfcMessageId: message.messageId,
  sentAt: message.sentAt,
  hasHtml: message.html !== null,
});

const arrives = (changes: Partial<InboundMessage>, copy = here(stored)) => isSameMessage({ ...stored, ...changes }, copy);

describe("links that a gateway rewrote", () => {
  test.each([
    [
      "Microsoft Safe Links",
      "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Forders%2F4711&data=05",
    ],
    ["Proofpoint v1", "https://urldefense.proofpoint.com/v1/url?u=https://shop.example/orders/4711&k=abc"],
    ["Proofpoint v2", "https://urldefense.proofpoint.com/v2/url?u=https-3A__shop.example_orders_4711&d=DwMF"],
    ["Proofpoint v3", "https://urldefense.com/v3/__https://shop.example/orders/4711__;!!AbC!x$"],
    ["Mimecast, without a name", "https://protect-de.mimecast.com/s/AbCdEf"],
    ["Mimecast, with the domain", "https://url.uk.m.mimecastprotect.com/s/AbC?domain=shop.example"],
    ["Barracuda", "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fshop.example%2forders%2f4711&c=E,1"],
    ["Google", "https://www.google.com/url?q=https://shop.example/orders/4711&source=gmail"],
    ["Cisco", "https://secure-web.cisco.com/1abc/https%3A%2F%2Fshop.example%2Forders%2F4711"],
    ["Sophos", "https://eu-central-1.protection.sophos.com?d=shop.example&u=aHR0cHM6"],
    ["Trend Micro", "https://imsva91-ctp.trendmicro.com/wis/clicktime/v1/query?url=https%3a%2f%2fshop.example%2forders"],
    ["Trellix", "https://protect2.fireeye.com/v1/url?k=1&u=https://shop.example/orders/4711"],
    ["Avanan", "https://url.avanan.click/v2/___https://shop.example/orders/4711___.YXA"],
    [
      "two gateways, one after the other",
      "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fshop.example%2F__",
    ],
  ])("%s", (_, link) => {
    expect(arrives({ text: letter.replace(order, link) })).toEqual({ same: true, because: "identical" });
  });

  test("but not one that leads elsewhere", () => {
    const links = ["https://www.google.com/url?q=https://evil.example/", "https://x.mimecastprotect.com/s/A?domain=evil.example"];
    for (const link of links) expect(arrives({ text: letter.replace(order, link) }).same).toBe(false);
  });
});

describe("words that were added", () => {
  const listFooter = (name: string) =>
    `${letter}\n_______________________________\n${name} mailing list\nhttps://lists.example/${name}\n`;

  test("by two lists, each with its own footer", () => {
    const other = here(messageWith({ ...stored, text: listFooter("users") }));
    expect(arrives({ text: listFooter("admins") }, other)).toEqual({ same: true, because: "footer" });
  });

  test("by two gateways, each with its own banner", () => {
    const other = here(
      messageWith({ ...stored, text: `CAUTION: This email originated from outside the organisation.\n\n${letter}` }),
    );
    const text = `[EXTERNE E-MAIL]\n\nAchtung: Diese Nachricht kommt von außerhalb.\n\n${letter}`;
    expect(arrives({ text }, other)).toEqual({ same: true, because: "banner" });
  });

  test.each([
    "You don't often get email from jose@customer.example. Learn why this is important",
    "Sie erhalten nicht oft E-Mails von jose@customer.example.",
    "ATTENTION : ce message provient de l'extérieur de l'entreprise.",
    "ATENCIÓN: correo externo. No abra adjuntos.",
    "Attenzione: mittente esterno.",
    "LET OP: deze mail komt van buiten de organisatie.",
    "Uwaga: wiadomość spoza organizacji.",
    "【外部からのメール】",
  ])("as a banner over a short text: %s", (banner) => {
    const short = messageWith({ text: "Yes, please." });
    expect(isSameMessage(messageWith({ text: `${banner}\n\nYes, please.` }), copyOf(short))).toEqual({
      same: true,
      because: "banner",
    });
  });

  test("without a mark are believed at both ends only under one Date, and never when they are long", () => {
    const [one, other] = [`${letter}\n\nsent from hall 3`, `${letter}\n\ngate B`];
    const copy = here(messageWith({ ...stored, text: one }));
    expect(arrives({ text: other }, copy)).toEqual({ same: true, because: "addition" });
    expect(arrives({ text: other, sentAt: new Date("2026-11-20T08:00:01Z") }, copy).same).toBe(false);
    expect(arrives({ text: `${letter}\n\n${"Please cancel all our orders at once. ".repeat(8)}` }, copy).same).toBe(false);
  });

  test("do not make two answers one", () => {
    const yes = copyOf(messageWith({ text: "Yes, please." }));
    expect(isSameMessage(messageWith({ text: "CAUTION: external sender\n\nNo, thanks." }), yes).same).toBe(false);
  });
});

describe("a text that was made anew", () => {
  const plain = `Hello,

please see our *price list* <${order}> and the picture [cid:image001.png@01D9] below.
Write to <mailto:jose@customer.example> jose@customer.example when you know more about the broken scanners.`;
  const fromHtml = `Hello,

please see our price list and the picture below. Write to jose@customer.example when
you know more about the broken scanners.`;

  test("from HTML is the same text, though it shows no links and no pictures", () => {
    const copy = here(messageWith({ text: plain, html: null }));
    expect(isSameMessage(messageWith({ text: fromHtml, html: "<p>…</p>" }), copy)).toEqual({ same: true, because: "converted" });
  });

  test("from nothing but text shows every link it has", () => {
    const copy = here(messageWith({ text: fromHtml, html: null }));
    expect(isSameMessage(messageWith({ text: plain, html: null }), copy).same).toBe(false);
  });

  test.each([
    ["question marks", letter.replace("ß", "?").replace("é", "?").replace("ü", "?")],
    ["UTF-8 read as Latin-1", letter.replace("ß", "Ã\u009f").replace("é", "Ã©").replace("ü", "Ã¼")],
    ["replacement signs", letter.replace(/[ßéü]/g, "\uFFFD")],
  ])("with letters lost to a wrong charset: %s", (_, text) => {
    expect(arrives({ text })).toEqual({ same: true, because: "damaged" });
    expect(arrives({ text: text.replace("Tuesday", "Friday") }).same).toBe(false);
  });

  test("in its subject, too", () => {
    expect(arrives({ subject: "[EXT] Gr??ere St?rung der Scanner" }).same).toBe(true);
    expect(arrives({ subject: "Gr??ere St?rung der Drucker" }).same).toBe(false);
  });
});

describe("pictures inside the text", () => {
  const picture = (sha256: string) => fileWith(sha256, { mediaType: "image/png", disposition: "inline", contentId: "image001" });

  test("may be written anew by a gateway, as many as there were", () => {
    const copy = here(messageWith({ ...stored, attachments: [picture("aa")] }));
    expect(arrives({ attachments: [picture("bb")] }, copy).same).toBe(true);
    expect(arrives({ attachments: [picture("bb"), picture("cc")] }, copy).same).toBe(false);
    expect(arrives({ attachments: [fileWith("bb")] }, copy).same).toBe(false);
  });
});

describe("an author whose place a list took", () => {
  const munged: Partial<InboundMessage> = {
    from: { name: "Anna via Users", address: "users@lists.example" },
    claimedAuthors: [{ author: anna, by: "mailing-list", forwarder: "lists.example", evidence: "reply-to" }],
  };

  test("is looked for by name, so that the list's copy is found behind theirs", () => {
    const [theirs] = identityKeys(messageWith());
    expect(identityKeys(messageWith(munged))).toContain(theirs);
    expect(identityKeys(messageWith(munged))[0]).not.toBe(theirs);
  });

  test("is not hidden by somebody who claims to be them", () => {
    expect(identityKeys(messageWith())).toHaveLength(1);
  });
});

describe("an Exchange journal report", () => {
  const original: ForwardedMessage = {
    how: "attached",
    confidence: "certain",
    author: anna,
    to: [],
    cc: [],
    subject: stored.subject,
    sentAt: stored.sentAt,
    dateText: null,
    messageId: stored.messageId,
    text: letter,
    note: "Sender: anna@customer.example\nSubject: …\nMessage-Id: <first.1@customer.example>\nRecipient: support@desk.example",
  };
  const content = new TextEncoder().encode(`From: anna@customer.example\r\n\r\n${letter}`);
  const report = messageWith({
    messageId: "journal.1@exchange.example",
    from: { name: "Microsoft Exchange", address: "journal@exchange.example" },
    subject: "Störung",
    text: original.note,
    attachments: [fileWith("cc", { mediaType: "message/rfc822", content })],
    metadata: { "x-ms-journal-report": "" },
    forwarded: original,
  });

  test("is one more way of the message in it", () => {
    expect(identityKeys(report)).toContain(identityKeys(stored)[0]);
    expect(findCopy(report, [here(stored)])).toMatchObject({ same: true });
  });

  test("is a mail by itself where it brings other words, or files that are not here", () => {
    const changed = { ...report, forwarded: { ...original, text: letter.replace("Tuesday", "Friday") } };
    expect(findCopy(changed, [here(stored)])).toMatchObject({ same: false });
    const file = new TextEncoder().encode('Content-Disposition: attachment; filename="list.pdf"');
    const withFile = { ...report, attachments: [fileWith("cc", { mediaType: "message/rfc822", content: file })] };
    expect(findCopy(withFile, [here(stored)])).toMatchObject({ same: false, because: "new-attachment" });
    expect(findCopy({ ...report, metadata: {} }, [here(stored)])).toMatchObject({ same: false });
  });
});

describe("a new Message-ID", () => {
  const reissued = { messageId: "0100018c@email.amazonses.example" };

  test("is the same message where author, Date, subject and words are", () => {
    expect(momentOf(messageWith(reissued))).toEqual(momentOf(messageWith()));
    expect(arrives(reissued)).toEqual({ same: true, because: "identical" });
    expect(arrives({ messageId: null }).same).toBe(true);
  });

  test("is another one where that says little", () => {
    expect(arrives({ ...reissued, autoSubmitted: "auto-generated" })).toEqual({ same: false, because: "other-id" });
    const short = here(messageWith({ text: "Disk full" }));
    expect(isSameMessage(messageWith({ ...reissued, text: "Disk full" }), short)).toEqual({ same: false, because: "other-id" });
    expect(momentOf(messageWith({ from: eve }))).not.toEqual(momentOf(messageWith()));
    expect(momentOf(messageWith({ sentAt: null }))).toBeNull();
  });
});
