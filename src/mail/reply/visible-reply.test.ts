// What a message adds, as people and their programs write: history and signatures go, the writer's own words never.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitReply } from "./parts.ts";
import { visibleReply, visibleText } from "./visible-reply.ts";

const cases: readonly [string, string, string][] = [
  [
    "a reply above its history",
    "Thanks!\n\nOn Mon, 2 Nov 2026 at 10:00, Ann <ann@x.example> wrote:\n> Hello\n> there",
    "Thanks!",
  ],
  [
    "a wrapped attribution",
    "Thanks!\n\nOn Mon, 2 Nov 2026 at 10:00, Ann from the Very Long Company\n<ann@x.example> wrote:\n\n> Hello",
    "Thanks!",
  ],
  ["an attribution without a date", "One more thing.\n\nOn Fri, Ann Lee wrote:\n\n> Hello", "One more thing."],
  ["the same words with nothing quoted below", "On Friday Ann wrote:\nplease hurry", "On Friday Ann wrote:\nplease hurry"],
  ["words directly above the attribution", "See below.\nOn 2026-11-02 10:00, Ann wrote:\n> Hello", "See below."],
  ["German", "Danke!\n\nAm 02.11.2026 um 10:00 schrieb Ann <ann@x.example>:\n> Hallo", "Danke!"],
  ["French", "Merci !\n\nLe lun. 2 nov. 2026 à 10:00, Ann <ann@x.example> a écrit :\n> Bonjour", "Merci !"],
  ["Spanish", "Gracias\n\nEl lun, 2 nov 2026 a las 10:00, Ann (<ann@x.example>) escribió:\n> Hola", "Gracias"],
  ["Japanese", "了解です。\n\n2026年11月2日(月) 10:00 Ann <ann@x.example>:\n> こんにちは", "了解です。"],
  ["history that is not marked", "Yes.\n\nOn Mon, 2 Nov 2026 at 10:00, Ann <ann@x.example> wrote:\n\nIs it right?\nAnn", "Yes."],
  [
    "Outlook",
    "Done.\n\n________________________________\nFrom: Ann <ann@x.example>\nSent: Monday\nTo: Bob\nSubject: Hi\n\nOld text",
    "Done.",
  ],
  ["Outlook in German", "Fertig.\n\nVon: Ann <ann@x.example>\nGesendet: Montag\nAn: Bob\nBetreff: Hi\n\nAlt", "Fertig."],
  ["Original Message", "OK\n\n-----Original Message-----\nFrom: Ann\nOld", "OK"],
  ["a signature", "Please call me.\n\n-- \nBob Smith\nAcme Ltd.", "Please call me."],
  [
    "a signature above history",
    "Please call.\n-- \nBob\n\nOn Mon, 2 Nov 2026 at 10:00, Ann <a@x.example> wrote:\n> Hi",
    "Please call.",
  ],
  ["a phone's footer", "On my way.\n\nSent from my iPhone", "On my way."],
  ["a phone's footer above history", "On my way.\n\nVon meinem iPhone gesendet\n\n> Am 2.11. war\n> alles gut", "On my way."],
  ["a mail program's footer", "Thanks.\n\nGet Outlook for iOS", "Thanks."],
  ["an answer below a quotation that the writer chose", "> Which version?\n\nVersion 4.", "> Which version?\n\nVersion 4."],
  [
    "an answer below the whole mail",
    "On 1 Nov 2026, at 9:00, Ann <a@x.example> wrote:\n> Which version?\n\nVersion 4.",
    "Version 4.",
  ],
  [
    "answers inside the whole mail",
    "On 1 Nov 2026, at 9:00, Ann <a@x.example> wrote:\n> Which version?\n\nVersion 4.\n\n> Which system?\n\nLinux.\n\n> Ann",
    "> Which version?\n\nVersion 4.\n\n> Which system?\n\nLinux.",
  ],
  [
    "words above and below the quotation",
    "Hello Ann,\n\nOn 1 Nov 2026, at 9:00, Ann wrote:\n> Which version?\n\nVersion 4, since May.",
    "Hello Ann,\n\n> Which version?\n\nVersion 4, since May.",
  ],
  [
    "a closing below the quotation",
    "It is version 4.\n\nOn 1 Nov 2026, at 9:00, Ann wrote:\n> Which version?\n\nRegards, Bob",
    "It is version 4.\n\nRegards, Bob",
  ],
  [
    "a quotation whose lines were broken",
    `Yes.\n\nOn 1 Nov 2026, at 9:00, Ann wrote:\n> ${"word ".repeat(14)}which\nwas broken off here\n> more`,
    "Yes.",
  ],
  ["a postscript below the signature", "Please call.\n\n-- \nBob\n\nP.S. After ten.", "Please call.\n\nP.S. After ten."],
  [
    "a disclaimer",
    "Please call.\n\nThis e-mail and any attachments are confidential and intended solely for the addressee. If you are not the intended recipient, delete it.",
    "Please call.",
  ],
  [
    "a disclaimer with a firm's lines below it",
    "Bitte anrufen.\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, löschen Sie sie.\n\nAcme GmbH, Sitz Berlin, HRB 7",
    "Bitte anrufen.",
  ],
  ["a gateway's banner", "CAUTION: This email originated from outside of the organization.\n\nPlease call.", "Please call."],
  ["a scanner's line", "Please call.\n\nVirus-free. www.avast.com", "Please call."],
  [
    "a signature below a ruler",
    "Please call.\n\n----------------\n\nBob Smith\n\nt. 555-931-0702\n\nhttp://x.example/",
    "Please call.",
  ],
  ["a block of contacts", "Please call.\n\nGina Example\ngina@x.example\n(555) 346-9947\nwww.x.example", "Please call."],
  [
    "contacts that the writer announces",
    "Please call this person:\n\nGina Example\ngina@x.example\n(555) 346-9947\nwww.x.example",
    "Please call this person:\n\nGina Example\ngina@x.example\n(555) 346-9947\nwww.x.example",
  ],
  ["a forum's earlier messages", "Mine.\n\n---\n*Previous Replies*\n\nOld one.", "Mine."],
  ["only decoration at the end", "Mine.\n\n=====\n\n-------", "Mine."],
  [
    "answers between quotations",
    "Hi,\n> Which version?\nVersion 4.\n> Which system?\nLinux.",
    "Hi,\n> Which version?\nVersion 4.\n> Which system?\nLinux.",
  ],
  [
    "words of the writer that begin like a footer",
    "Hello,\nSent from the warehouse on Monday, not arrived yet.",
    "Hello,\nSent from the warehouse on Monday, not arrived yet.",
  ],
  ["a sentence that ends in wrote", "On the box somebody wrote:\nfragile", "On the box somebody wrote:\nfragile"],
  [
    "dashes that separate the writer's own sections",
    `One\n--\n${"Two\n".repeat(30)}`.trim(),
    `One\n--\n${"Two\n".repeat(30)}`.trim(),
  ],
  [
    "a single header-like line",
    "From: the warehouse\nTo: the shop\nplease move 3 boxes",
    "From: the warehouse\nTo: the shop\nplease move 3 boxes",
  ],
  [
    "a forward below a message of the writer's",
    "Please look at what my provider says.\n\n---------- Forwarded message ---------\nFrom: Ann <a@x.example>\n\nText",
    "Please look at what my provider says.",
  ],
  [
    "a forward under a mere pointer",
    "FYI\n\n---------- Forwarded message ---------\nFrom: Ann <a@x.example>\nDate: Mon\nSubject: Hi\nTo: Bob\n\nText",
    "FYI\n\n---------- Forwarded message ---------\nFrom: Ann <a@x.example>\nDate: Mon\nSubject: Hi\nTo: Bob\n\nText",
  ],
  ["only a quotation", "> all that there is", "> all that there is"],
  ["only a signature", "-- \nBob", "--\nBob"],
  ["only a footer", "Sent from my iPhone", "Sent from my iPhone"],
  ["a list's footer", "Please help.\n_______________\nusers mailing list\nhttps://lists.example", "Please help."],
  ["nothing", "", ""],
];

describe("the visible reply of plain text", () => {
  it.each(cases)("%s", (_name, text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  it("is never empty when the text is not, and adds nothing", () => {
    const line = fc.constantFrom(
      "> a",
      "b",
      "",
      "-- ",
      "--",
      "On 1 Jan 2026 Ann <a@x.example> wrote:",
      "From: a",
      "Sent: b",
      "To: c",
      "Sent from my iPhone",
      "-----Original Message-----",
      "____",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
        const text = lines.join("\n");
        const visible = visibleText(text);
        expect(
          splitReply({ text, html: null })
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
        expect(visible === "").toBe(text.trim() === "");
        for (const kept of visible.split("\n").filter((each) => each !== ""))
          expect(lines.map((each) => each.trimEnd())).toContain(kept.trimEnd());
      }),
      { numRuns: 2_000 },
    );
  });
});

/** All of each is the writer's, whatever it looks like. */
const traps: readonly string[] = [
  "Hello,\nSent from the warehouse on Monday, not arrived yet.",
  "Hello\n\nSent from the warehouse",
  "On Monday I wrote to you at 10:30 about this:\nthe printer is broken.\nPlease help.",
  "On Monday 2 May 2026 at 10:30 the technician wrote:\nreplace the valve\n\nI did so.",
  "Please move it.\nFrom: Berlin\nTo: Munich\nDate: Friday\nThanks",
  "Travel:\n\nFrom: Berlin\nTo: Munich\nDate: 2026-05-05\n\nplease book",
  "Please give my best regards to your team\nand tell them the VPN works.",
  "Best regards to your team for the quick help!",
  "Name\n--\nvalue\nName2\n--\nvalue2 | 3",
  "Item   Price\n--\nApples   3\nPears   4",
  "The setting must be\n> 40 degrees",
  "I ran this:\n\n> npm install\n> npm start\n\nand it failed.",
  "Do this:\n> npm install",
  'It prints:\n\n>>> import foo\nTraceback (most recent call last):\n  File "x.py"\n\nWhy?',
  "Here is my form:\n______________________________\nName: Bob\nAge: 5\nWhy does it fail?",
  "Please sign:\n\n______________________________",
  "-> first\n-> second",
  "Log:\n2026-05-01 10:00:01 From: alice@x.example accepted\n2026-05-01 10:00:02 From: bob@x.example rejected\nWhat does it mean?",
  "Hi\n\nSent from my iPhone app we cannot log in, why?",
  "Sent from my iPhone because my laptop broke, please call me back today",
  "Get the phone for me",
  "Please help.\n\nGet me a mobile phone",
  "Here are the headers I got:\n\nFrom: a@b.example\nTo: c@d.example\nSubject: hello\nDate: Mon, 2 Nov 2026 10:00:00 +0100\n\nIs this spam?",
  "Our new address is:\n\nJohn Doe\nMain street 5\njohn@x.example\n+49 30 123456",
  "Please reply above this line of my drawing, thanks",
  "I wrote my answer above this line in the ticket.",
  "This email is confidential? Your footer says so, please explain to me what it means.",
  "The previous replies\nPrevious replies did not help.",
  "Hello,\n\nOriginal message was lost.\n\nBob",
  "He said:\n\nforwarded message: lost\n\nWhat now?",
  "Am Montag um 10:30 schrieb ich Ihnen folgendes:\nDer Drucker ist kaputt.\nBitte helfen Sie.",
  "Von: Berlin\nNach: München\nDatum: Freitag\nbitte buchen",
  "C:\\> dir\nC:\\> cd x",
  "mysql> select 1;\nmysql> select 2;",
  "PS> Get-Item\nPS> Set-Item",
  "a --> b --> c",
  "Subject: X\nPriority: high\nDescription: the printer\nPlease fix",
  "Hello\n\n---\n\nSection two has text.\n\n---\n\nSection three has text as well.",
  "Total\n=====\n5 EUR",
  "see:\n\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
  "Thanks!\n\nP.S. The number is 5",
  "Hi\n\nDate: 2026-01-01\nTime: 10:00\nAmount: 5\nThanks",
  "I got a mail from Ann <ann@x.example> and she wrote:\nplease pay.\nIs it true?",
  'Why does it say "On 1 May 2026 at 10:00, Ann wrote:" in my mail?',
  "The customer said:\n\nI want my money back.\n\nWhat do we do?",
  "The mail said: \n> we refund everything",
  "Steps\n1. a\n2. b\n--\nNote: c?",
  "Der Kunde schrieb am 5.5.2026:\nDas Gerät brummt.\n\nBitte prüfen.",
  "Liste:\n-- Äpfel\n-- Birnen",
  "My details.\nName: Bob\nE-mail: bob@x.example\nPhone: +49 30 123456\nhttps://x.example",
  "Sender: Bob\nReceiver: Ann\nDate: 2026-05-05\nSubject: parcel\nWhere is it?",
  "From: 10:00\nTo: 12:00\nDate: 5.5.2026\nSubject: Meeting room",
  "Bitte abholen.\n\nVon: Hauptstr. 1, Bonn\nAn: Hauptstr. 2, Ulm\nDatum: 12.05.2026\nBetreff: Umzug\n\nWas kostet das?",
  "Name: Bob\nDatum: 05.05.2026\nBetreff: Rechnung 7\nAn: Muster GmbH\n\nDanke",
  "2026年5月2日 10:30 我给您写道：\n产品坏了。\n\n请回复。",
  "I tried this --\n--\nand it failed",
  'Your mail said "this e-mail is confidential and intended only for the recipient". I am not the intended recipient. Why did I get it?',
  "Bitte behandeln Sie diese Nachricht vertraulich. Ich bin nicht der richtige Empfänger Ihrer Rechnung.",
  "The printer jams.\n\nScanned by hand it works.",
  "El problema:\n\nAntes de imprimir sale el error 5",
  "I want a laptop.\n\nVirus-free would be nice",
];

describe("the writer's own words", () => {
  it("may be nothing but a ruler above what is passed on", () => {
    const block = "Von: Ann Lee <ann@x.example>\nGesendet: Montag, 2. November 2026 10:00\nAn: Desk\nBetreff: Defekt";
    expect(visibleText(`________________________________\n${block}\n\nEs druckt nicht.`)).toContain("Es druckt nicht.");
  });

  it.each(traps)("%j", (text) => {
    expect(visibleText(text)).toBe(text.replace(/[ \t]+$/gm, ""));
  });
});

describe("a megabyte", () => {
  const families: Record<string, (size: number) => string> = {
    newlines: (size) => "\n".repeat(size),
    "newlines between words": (size) => `a${"\n".repeat(size)}b`,
    "greater-than signs": (size) => ">".repeat(size),
    "quote lines": (size) => ">\n".repeat(size / 2),
    "nested divs": (size) => "<div>".repeat(size / 5),
    "attribution beginnings": (size) => "On 1 Jan 2026,\n".repeat(size / 15),
    "header lines": (size) => "From: a\nSent: b\n\n".repeat(size / 17),
    "signature marks": (size) => "-- \n".repeat(size / 4),
    blanks: (size) => " ".repeat(size),
    cites: (size) => "<blockquote type=cite>".repeat(size / 22),
  };

  it.each(Object.keys(families))("of %s is done in linear time", (name) => {
    const run = (size: number) => {
      const text = families[name]!(Math.floor(size));
      // Of this thread alone, so that other tests at the same time do not count.
      const before = process.threadCpuUsage();
      visibleReply({ text, html: text.startsWith("<") ? text : null });
      const { user, system } = process.threadCpuUsage(before);
      return (user + system) / 1_000;
    };
    run(50_000);
    expect(run(1_000_000)).toBeLessThan(300);
  });
});
