// What a message adds, as people and their programs write: history and signatures go, the writer's own words never.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
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
  ["an answer below the quotation", "> Which version?\n\nVersion 4.", "Version 4."],
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
    "a forward",
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
        expect(visible === "").toBe(text.trim() === "");
        for (const kept of visible.split("\n").filter((each) => each !== ""))
          expect(lines.map((each) => each.trimEnd())).toContain(kept.trimEnd());
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the visible reply of HTML", () => {
  const reply = (html: string) => visibleReply({ text: html.replace(/<[^>]*>/g, "\n"), html });

  it.each([
    [
      "Gmail",
      '<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">On Monday Ann wrote:</div><blockquote class="gmail_quote">Old</blockquote></div>',
      "Yes.",
    ],
    [
      "Apple Mail",
      '<div>Yes.</div><blockquote type="cite"><div>Old <blockquote type="cite">older</blockquote></div></blockquote>',
      "Yes.",
    ],
    [
      "Thunderbird",
      '<p>Yes.</p><div class="moz-cite-prefix">Am 2.11. schrieb Ann:</div><blockquote type="cite">Old</blockquote>',
      "Yes.",
    ],
    [
      "Outlook",
      '<div>Yes.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Ann</div><div>Old</div>',
      "Yes.",
    ],
    ["Yahoo", '<div>Yes.</div><div class="yahoo_quoted">Old</div>', "Yes."],
    [
      "answers between quotations",
      '<div class="gmail_quote"><blockquote class="gmail_quote">Q1</blockquote><div>A1</div><blockquote class="gmail_quote">Q2</blockquote><div>A2</div></div>',
      "A1\nA2",
    ],
    [
      "a quotation that the writer chose",
      '<div>They told me:</div><blockquote class="gmail_quote">No refund</blockquote>',
      "They told me:\n\nNo refund",
    ],
    ["nothing but history", '<blockquote type="cite">Old</blockquote>', "Old"],
  ])("%s", (_name, html, visible) => {
    expect(reply(html)).toBe(visible);
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
      const started = performance.now();
      visibleReply({ text, html: text.startsWith("<") ? text : null });
      return performance.now() - started;
    };
    run(50_000);
    expect(run(1_000_000)).toBeLessThan(1_500);
  });
});
