// One message is one message whatever the way here did to it; two messages are two whatever their headers say.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuMsOf } from "../../test/cpu-time.ts";
import { copyOf, fileWith, messageWith } from "../../test/membership/sample.ts";
import type { KnownCopy } from "./facts.ts";
import { findCopy, identityKeys, isSameMessage } from "./identify.ts";
import type { InboundMessage } from "./message.ts";

const letter = `Dear support,

since the update on Tuesday our warehouse scanners lose the connection every few minutes. We have tried a restart
and a cable – no change. The order page is https://shop.example/orders?id=4711 and "Großbestellung" is affected.

Kind regards
José Müller`;

const stored = messageWith({ subject: "Scanners lose connection", text: letter });

function arrivesWith(changes: Partial<InboundMessage>, copy: KnownCopy = copyOf(stored)) {
  return isSameMessage({ ...stored, ...changes }, copy);
}

describe("the same message over another way", () => {
  test.each<[string, Partial<InboundMessage>]>([
    ["unchanged", {}],
    ["with a tag in the subject", { subject: "[EXT] Scanners lose connection" }],
    ["with a list tag behind an answer word", { subject: "Re: [warehouse-list] Scanners  lose connection" }],
    ["with a spam mark before the subject", { subject: "***SPAM*** Scanners lose connection" }],
    ["with a word before the subject", { subject: "EXTERNAL: Scanners lose connection" }],
    ["with other line endings", { text: letter.replaceAll("\n", "\r\n") }],
    ["wrapped elsewhere", { text: letter.replace(/(.{30}\S*) /g, "$1\n") }],
    ["with no-break spaces and trailing blanks", { text: letter.replaceAll(" ", "\u00a0").replaceAll("\n", "   \n") }],
    ["with typographic signs made plain", { text: letter.replaceAll("–", "-").replaceAll('"', "''") }],
    ["in another Unicode form", { text: letter.normalize("NFD") }],
    [
      "with a list footer",
      {
        text: `${letter}\n_______________________________________________\nWarehouse mailing list\nhttps://lists.example/warehouse\n`,
      },
    ],
    ["with a footer after dashes", { text: `${letter}\n-- \nThis message went through the gateway of Example Ltd.\n` }],
    [
      "with a disclaimer",
      { text: `${letter}\n\nThis e-mail is confidential and intended only for the person it is addressed to.\n` },
    ],
    ["with a disclaimer in no language we know", { text: `${letter}\n\nHæc epistula a machina nostra inspecta est.\n` }],
    ["with a warning in front", { text: `CAUTION: this message came from outside the company.\nDo not click.\n\n${letter}` }],
    [
      "with links rewritten by Microsoft",
      {
        text: letter.replace(
          "https://shop.example/orders?id=4711",
          "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Forders%3Fid%3D4711&data=05%7C01",
        ),
      },
    ],
    [
      "with links rewritten by Proofpoint",
      {
        text: letter.replace(
          "https://shop.example/orders?id=4711",
          "https://urldefense.com/v3/__https://shop.example/orders?id=4711__;!!AbC!x$",
        ),
      },
    ],
    [
      "with links rewritten by Proofpoint's older way",
      {
        text: letter.replace(
          "https://shop.example/orders?id=4711",
          "https://urldefense.proofpoint.com/v2/url?u=https-3A__shop.example_orders-3Fid-3D4711&d=DwMF",
        ),
      },
    ],
    [
      "with links that only a gateway can read",
      { text: letter.replace(/https:\S+/, "https://protect-eu.mimecast.com/s/AbCdEf123") },
    ],
    ["with a signature attached on the way", { attachments: [fileWith("sig", { mediaType: "application/pkcs7-signature" })] }],
  ])("%s", (_, changes) => {
    expect(arrivesWith(changes).same).toBe(true);
  });

  test("is found as well when the longer copy was here first", () => {
    const longer = copyOf(messageWith({ subject: stored.subject, text: `${letter}\n-- \nsent over the list\n` }));
    expect(arrivesWith({}, longer)).toEqual({ same: true, because: "footer" });
  });

  test("with its files taken out is nothing new", () => {
    expect(arrivesWith({ attachments: [] }, copyOf(stored, { attachmentDigests: ["aa", "bb"] })).same).toBe(true);
    expect(arrivesWith({ attachments: [fileWith("bb")] }, copyOf(stored, { attachmentDigests: ["aa", "bb"] })).same).toBe(true);
  });
});

describe("another message under the same Message-ID", () => {
  test.each<[string, Partial<InboundMessage>, string]>([
    ["with other words", { text: letter.replace("Tuesday", "Friday") }, "other-text"],
    ["with other figures", { text: letter.replace("4711 and", "4712 and") }, "other-text"],
    ["with a link elsewhere", { text: letter.replace("shop.example", "shop.evil.example") }, "other-text"],
    ["with another subject", { subject: "Invoice 4711" }, "other-subject"],
    ["with a file that is not here", { attachments: [fileWith("cc")] }, "new-attachment"],
    ["with its middle missing", { text: letter.replace("We have tried a restart", "") }, "other-text"],
    ["that goes on where the other ends", { text: `${letter} and his team` }, "other-text"],
    ["that goes on for pages", { text: `${letter}\n\n${"The list of broken scanners follows. ".repeat(40)}` }, "other-text"],
    ["without a text", { text: "" }, "other-text"],
    [
      "with a link elsewhere above a list footer",
      { text: `${letter.replace("shop.example", "shop.evil.example")}\n____\nWarehouse mailing list\n` },
      "other-text",
    ],
  ])("%s", (_, changes, because) => {
    expect(arrivesWith(changes)).toEqual({ same: false, because });
  });

  test.each([
    ["Yes", "No"],
    ["No.", "No?"],
    ["+1", "-1"],
    ["👍", "👎"],
    ["Yes", "Yes\n\nand please cancel all other orders"],
    ["Hello", "Hello\nmy computer has a virus"],
    ["10 €", "10 $"],
    ["", "Hello"],
    ["", "--\nWarehouse mailing list"],
    [
      "The scanner in hall 3 is broken again, please call me.",
      "The scanner in hall 3 is broken again, please call me.\n\nMy number is 555 0199.",
    ],
  ])("%j is not %j: short texts have to be the same", (one, other) => {
    const copy = copyOf(messageWith({ text: one }));
    expect(isSameMessage(messageWith({ text: other }), copy).same).toBe(false);
    expect(isSameMessage(messageWith({ text: one }), copyOf(messageWith({ text: other }))).same).toBe(false);
  });

  test("a short text with a drawn line under it is the same", () => {
    const copy = copyOf(messageWith({ text: "Yes, please." }));
    expect(isSameMessage(messageWith({ text: "Yes,  please.\n--\nusers@lists.example" }), copy)).toEqual({
      same: true,
      because: "footer",
    });
  });

  test("two mails that are nothing but different files are two", () => {
    const scan = messageWith({ text: "", attachments: [fileWith("aa")] });
    expect(isSameMessage(messageWith({ text: "", attachments: [fileWith("bb")] }), copyOf(scan)).same).toBe(false);
    expect(isSameMessage(scan, copyOf(scan)).same).toBe(true);
  });
});

describe("for any text", () => {
  const word = fc.constantFrom<string[]>(
    "printer",
    "scanner",
    "Größe",
    "naïve",
    "заказ",
    "注文",
    "order",
    "4711",
    "broken",
    "since",
    "the",
    "update",
    "we",
  );
  const words = fc.array(word, { minLength: 3, maxLength: 200 });
  const space = fc.constantFrom(" ", "  ", "\n", "\r\n", " \n", "\u00a0");
  const subject = fc.array(word, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(" "));
  const tag = fc.constantFrom("[EXT] ", "[list-name] ", "Re: ", "AW: ", "Fwd: ", "RE[2]: ", "{Spam?} ", "*** SPAM *** ");

  test("new wrapping, a pile of subject tags and a list footer leave it the same", () => {
    const cases = fc.record({
      words,
      subject,
      tags: fc.array(tag, { maxLength: 5 }),
      spaces: fc.array(space, { minLength: 1 }),
      footer: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, (given) => {
        const copy = copyOf(messageWith({ subject: given.subject, text: given.words.join(" ") }));
        const wrapped = given.words.map((part, at) => part + (given.spaces[at % given.spaces.length] ?? " ")).join("");
        const text = given.footer ? `${wrapped}\n____________\nusers mailing list\nhttps://lists.example/users` : wrapped;
        expect(isSameMessage(messageWith({ subject: given.tags.join("") + given.subject, text }), copy).same).toBe(true);
      }),
    );
  });

  test("one changed word makes it another", () => {
    fc.assert(
      fc.property(words, fc.nat(), (given, at) => {
        const changed = given.with(at % given.length, "elephant");
        const copy = copyOf(messageWith({ text: given.join(" ") }));
        expect(isSameMessage(messageWith({ text: changed.join(" ") }), copy).same).toBe(false);
      }),
    );
  });

  test("every message is the same as itself, and sameness of words has no direction", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), fc.string({ unit: "binary", maxLength: 100 }), (one, other) => {
        expect(isSameMessage(messageWith({ text: one }), copyOf(messageWith({ text: one }))).same).toBe(true);
        const there = isSameMessage(messageWith({ text: one }), copyOf(messageWith({ text: other }))).same;
        expect(isSameMessage(messageWith({ text: other }), copyOf(messageWith({ text: one }))).same).toBe(there);
      }),
    );
  });
});

describe("hostile texts are compared in linear time", () => {
  const million = 1_000_000;
  test.each([
    ["one endless word", "a".repeat(million)],
    ["nothing but line ends", "\n".repeat(million)],
    ["nothing but spaces", " ".repeat(million)],
    ["nothing but drawn lines", "- ".repeat(million / 2)],
    ["nothing but links", "https://a.example/x ".repeat(million / 20)],
    ["a link without an end", `https://${"https://".repeat(million / 8)}`],
    ["a link of punctuation", `https://a${")".repeat(million)}`],
    ["nothing but marks", "\u0301".repeat(million)],
    ["brackets", "[".repeat(million)],
  ])("%s", (_, text) => {
    const ms = cpuMsOf(() => {
      isSameMessage(
        messageWith({ text: `${text}x`, subject: text }),
        copyOf(messageWith({ text: `${text}y`, subject: `${text}z` })),
      );
      isSameMessage(messageWith({ text: `${text}x` }), copyOf(messageWith({ text })));
      identityKeys(messageWith({ messageId: null, subject: text }));
    });
    // A quadratic one would take minutes.
    expect(ms).toBeLessThan(3_000);
  });

  test("a thousand large messages under one Message-ID are not all compared", () => {
    const text = "word ".repeat(20_000);
    const copies = Array.from({ length: 1_000 }, (_, at) => copyOf(messageWith({ text: `${text}${at}` })));
    expect(findCopy(messageWith({ text: `${text}other` }), copies)).toMatchObject({
      same: false,
      because: "too-much-to-compare",
    });
  });
});

describe("copies are looked for", () => {
  test("under author and Message-ID, so that a copied id of somebody else leads nowhere", () => {
    const [mine] = identityKeys(messageWith({ from: { name: "", address: "Anna@Customer.example" } }));
    expect(identityKeys(messageWith())[0]).toBe(mine);
    expect(identityKeys(messageWith({ from: { name: "", address: "eve@elsewhere.example" } }))[0]).not.toBe(mine);
    expect(identityKeys(messageWith({ messageId: "other@customer.example" }))[0]).not.toBe(mine);
  });

  test("under author, Date and subject where there is no Message-ID", () => {
    const nameless = { messageId: null };
    const [key] = identityKeys(messageWith(nameless));
    expect(identityKeys(messageWith({ ...nameless, subject: "[EXT] Label printer prints upside down" }))).toEqual([key]);
    expect(identityKeys(messageWith({ ...nameless, sentAt: new Date("2026-11-20T08:00:01Z") }))).not.toEqual([key]);
    expect(identityKeys(messageWith({ ...nameless, subject: "Another" }))).not.toEqual([key]);
  });

  test("nowhere, when a message has neither: two equal notices are two", () => {
    expect(identityKeys(messageWith({ messageId: null, sentAt: null }))).toEqual([]);
    expect(identityKeys(messageWith({ messageId: null, sentAt: new Date(Number.NaN) }))).toEqual([]);
  });

  test("the copy that is the same is found behind one that is not", () => {
    const other = copyOf(messageWith({ text: "Something else entirely." }), { messageId: "message-0" });
    const same = copyOf(messageWith(), { messageId: "message-1" });
    expect(findCopy(messageWith(), [other, same])).toMatchObject({ same: true, known: { messageId: "message-1" } });
    expect(findCopy(messageWith(), [other])).toMatchObject({ same: false, known: { messageId: "message-0" } });
    expect(findCopy(messageWith(), [])).toBeNull();
  });
});
