// Outlook's container: what it holds is found, whole or cut off, and its RTF says what it was made from.
import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import {
  attribute,
  binaryProperty,
  propertyList,
  tnefStream,
  u16,
  u32,
  unicodeProperty,
  variableProperty,
} from "../../../test/tnef-bytes.ts";
import { decompressRtf } from "./rtf-compressed.ts";
import { readRtf } from "./rtf-text.ts";
import { isTnef, readTnef } from "./tnef.ts";

const properties = (...list: Buffer[]) => propertyList(list);
const file = (name: string, content: string, ...more: Buffer[]) => [
  attribute(2, 0x00069002, Buffer.alloc(14)),
  attribute(2, 0x00018010, Buffer.from("SHORT~1.TXT\0")),
  attribute(2, 0x0006800f, Buffer.from(content)),
  attribute(2, 0x00069005, properties(unicodeProperty(0x3707, name), ...more)),
];
const codePage = (page: number) => attribute(1, 0x00069007, Buffer.concat([u32(page), u32(0)]));

describe("winmail.dat", () => {
  it("gives its files with their long names", () => {
    const message = readTnef(
      tnefStream(...file("Angebot für März.txt", "one"), ...file("zwei.txt", "two", unicodeProperty(0x3712, "i@x"))),
    )!;
    expect(message.files.map((entry) => [entry.name, entry.content.toString(), entry.contentId])).toEqual([
      ["Angebot für März.txt", "one", null],
      ["zwei.txt", "two", "i@x"],
    ]);
    expect(message.isWhole).toBe(true);
  });

  it("reads its words in its code page", () => {
    const body = attribute(1, 0x0002800c, iconv.encode("Привет\0", "windows-1251"));
    expect(readTnef(tnefStream(codePage(1251), body))!.text).toBe("Привет");
    const page = Buffer.concat([u16(3), u16(0x3fde), u32(20866)]);
    const html = attribute(1, 0x00069003, properties(page, binaryProperty(0x1013, iconv.encode("<p>Привет</p>", "koi8-r"))));
    expect(readTnef(tnefStream(html))!.html).toBe("<p>Привет</p>");
  });

  it("gives a message inside as a message", () => {
    const inner = tnefStream(
      attribute(1, 0x00069003, properties(unicodeProperty(0x0037, "Inner"), unicodeProperty(0x1000, "words"))),
    );
    const object = variableProperty(0x0d, 0x3701, Buffer.concat([Buffer.alloc(16, 7), inner]));
    const message = readTnef(
      tnefStream(attribute(2, 0x00069002, Buffer.alloc(14)), attribute(2, 0x00069005, properties(object))),
    )!;
    expect(message.files[0]!.message).toMatchObject({ subject: "Inner", text: "words" });
  });

  it("says when a checksum is wrong or the end is missing, and gives what it has", () => {
    const whole = tnefStream(...file("a.txt", "one"), ...file("b.txt", "two"));
    const cut = readTnef(whole.subarray(0, whole.length - 30))!;
    expect(cut.files[0]!.name).toBe("a.txt");
    expect(cut.isWhole).toBe(false);
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 1]! ^= 1;
    expect(readTnef(flipped)!.isWhole).toBe(false);
  });

  it("skips properties of every kind to reach the ones it knows", () => {
    const named = Buffer.concat([
      u16(0x1f),
      u16(0x8001),
      Buffer.alloc(16),
      u32(1),
      u32(6),
      Buffer.from("ab\0", "utf16le"),
      Buffer.alloc(2),
      u32(1),
      u32(2),
      Buffer.from([65, 0, 0, 0]),
    ]);
    const many = Buffer.concat([u16(0x1003), u16(0x1234), u32(3), u32(1), u32(2), u32(3)]);
    const id = Buffer.concat([u16(0x48), u16(0x1235), Buffer.alloc(16)]);
    const message = readTnef(tnefStream(attribute(1, 0x00069003, properties(named, many, id, unicodeProperty(0x0037, "Here")))))!;
    expect([message.subject, message.isWhole]).toEqual(["Here", true]);
  });

  it("is known by its signature, and any bytes behind it are read without an exception", () => {
    expect(isTnef(Buffer.from("PK\u0003\u0004hello"))).toBe(false);
    const whole = tnefStream(...file("a.txt", "one"), attribute(1, 0x00069003, properties(unicodeProperty(0x0037, "S"))));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(whole.length), (bytes, at) => {
        const mixed = Buffer.concat([whole.subarray(0, Math.max(6, at)), bytes]);
        expect(readTnef(mixed)).toEqual(readTnef(mixed));
      }),
    );
  });
});

// All literals: eight at a time behind a control byte of zero.
function compress(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 8) pieces.push(Buffer.from([0]), bytes.subarray(at, at + 8));
  const body = Buffer.concat(pieces);
  return Buffer.concat([u32(body.length + 12), u32(bytes.length), Buffer.from("LZFu"), u32(0), body]);
}

describe("compressed RTF", () => {
  it("is expanded, with references into the usual beginning", () => {
    expect(decompressRtf(compress("{\\rtf1 Hello}"))!.toString()).toBe("{\\rtf1 Hello}");
    // "{\rtf1" is the beginning of the ring: offset 0, six bytes.
    const reference = Buffer.concat([u32(0), u32(8), Buffer.from("LZFu"), u32(0), Buffer.from([1, 0x00, 0x04, 0x78, 0x7d])]);
    expect(decompressRtf(reference)!.toString()).toBe("{\\rtf1x}");
  });

  it("never becomes more than nine times its size", () => {
    const bomb = Buffer.concat([u32(0), u32(0x7fffffff), Buffer.from("LZFu"), u32(0), Buffer.alloc(9_000, 0xff)]);
    expect(decompressRtf(bomb)!.length).toBeLessThanOrEqual(9_000 * 9 + 16);
    expect(decompressRtf(Buffer.alloc(20))).toBeNull();
  });
});

describe("RTF", () => {
  it.each([
    ["words and breaks", "{\\rtf1\\ansi One\\par Two\\tab x\\line Three}", "One\nTwo\tx\nThree"],
    [
      "code pages of fonts",
      "{\\rtf1\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}\\f0 \\'fc \\f1 \\'cf\\'f0}",
      "ü Пр",
    ],
    ["Unicode with its fallback", "{\\rtf1\\uc1 \\u8364? \\u-10179?\\u-8704?}", "€ 😀"],
    ["what is not shown", "{\\rtf1{\\info{\\title T}}{\\*\\generator G;}{\\v hidden}seen{\\pict 00ff}}", "seen"],
    ["links", '{\\rtf1{\\field{\\*\\fldinst HYPERLINK "http://x.example"}{\\fldrslt here}}}', "here"],
    ["escaped signs", "{\\rtf1 a\\{b\\}c\\\\d\\~e}", "a{b}c\\d\u00a0e"],
    ["binary data", "{\\rtf1 a\\bin3 }}}b}", "ab"],
    ["what follows the document", "{\\rtf1 a}\u0000junk", "a"],
  ])("gives %s", (_name, rtf, text) => {
    expect(readRtf(Buffer.from(rtf, "latin1"))).toEqual({ from: "rtf", text });
  });

  it("gives the HTML that was wrapped in it, without the rendering for RTF readers", () => {
    const rtf =
      "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Gr\\'fc\\'dfe\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>}{\\*\\htmltag84 &amp;}{\\*\\mhtmltag1 <x>}}";
    expect(readRtf(Buffer.from(rtf, "latin1"))).toEqual({ from: "html", text: "<p>Grüße</p>&amp;" });
  });

  it("gives the plain text that was wrapped in it", () => {
    expect(readRtf(Buffer.from("{\\rtf1\\ansi\\fromtext One\\par\nTwo}"))).toEqual({ from: "text", text: "One\nTwo" });
  });

  it("is read from any bytes without an exception", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "\\",
      "\\'",
      "\\u-1",
      "\\htmlrtf",
      "\\*",
      "\\bin9",
      "x",
      "\\fonttbl",
      "\\f1",
      "\\uc9",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(typeof readRtf(Buffer.from(`{\\rtf1${pieces.join("")}`))?.text).toBe("string");
      }),
    );
  });
});
