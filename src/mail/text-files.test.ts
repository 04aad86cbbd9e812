// Files that stand in the text of a mail.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAppleSingle, readBinHex } from "./binhex.ts";
import { splitTextFiles } from "./text-files.ts";
import { decodeTransfer, isKnownEncoding } from "./transfer-encoding.ts";

function split(text: string) {
  const { text: rest, files, defects } = splitTextFiles(Buffer.from(text, "latin1"));
  return { text: rest.toString("latin1"), files: files.map((file) => [file.name, file.content.toString("latin1")]), defects };
}

const armored = "-----BEGIN PGP MESSAGE-----\n\nhQIOA076\n=abcd\n-----END PGP MESSAGE-----\n";

describe("a file in the text", () => {
  it.each([
    ["uuencode", "See\nbegin 644 my file.txt\n#0V%T\n`\nend\nBye\n", [["my file.txt", "Cat"]]],
    [
      "uuencode of two files",
      "begin 644 a\n#0V%T\n`\nend\nbegin 600 b\n#0V%T\n`\nend\nBye\n",
      [
        ["a", "Cat"],
        ["b", "Cat"],
      ],
    ],
    ["uuencode with blanks for zeros", "begin 644 a\n#0V%T\n \nend\nBye\n", [["a", "Cat"]]],
    [
      "uuencode in base64",
      "begin-base64 644 a\nQ2F0\n====\nBye\n",
      [["a", "Cat".replace("Cat", Buffer.from("Q2F0", "base64").toString("latin1"))]],
    ],
    ["a PGP message", `Hi\n${armored}Bye\n`, [["encrypted-message.asc", armored]]],
  ])("%s leaves it and is kept", (_name, text, files) => {
    const found = split(text);
    expect(found.files).toEqual(files);
    expect(found.text.endsWith("Bye\n")).toBe(true);
    expect(found.text).not.toMatch(/begin|BEGIN/);
  });

  it("in yEnc is kept as it came, with a word about it", () => {
    const block = "=ybegin line=128 size=5 name=foo.bin\r\n\u0093\u008f\u0096\r\n=yend size=5\r\n";
    const found = split(`Hi\r\n${block}Bye`);
    expect(found.text).toBe("Hi\r\nBye");
    expect(found.files).toEqual([["foo.bin.yenc", block]]);
    expect(found.defects).toEqual([{ code: "yenc-refused", detail: "foo.bin" }]);
  });

  it.each([
    "begin 644 reasons to\nlive and be happy\nend\n",
    "begin 12 is not it\n#0V%T\nend\n",
    "We begin 644 a\n#0V%T\n`\nend\n",
    "> begin 644 a\n> #0V%T\n> end\n",
    "-----BEGIN PGP MESSAGE-----\nhas no end",
    `> ${armored}`,
    "=ybegin with a sentence\n",
    "(This file must be converted with BinHex is what it said.\n",
  ])("is not made out of words: %j", (text) => {
    expect(split(text)).toEqual({ text, files: [], defects: [] });
  });

  it("never takes a byte away, whatever the text", () => {
    const piece = fc.constantFrom(
      "begin 644 a\n",
      "#0V%T\n",
      "end\n",
      "`\n",
      "x\n",
      "=ybegin line=9 name=a\n",
      "=yend size\n",
      armored,
      ":",
      "M",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const whole = pieces.join("");
        const found = split(whole);
        const isUntouched = found.text === whole;
        expect(isUntouched || (found.files.length > 0 && found.text.length < whole.length)).toBe(true);
      }),
    );
  });
});

describe("Macintosh files", () => {
  it("give their data fork", () => {
    const entries = Buffer.alloc(24);
    [1, 50, 5, 3, 55, 3].forEach((value, index) => entries.writeUInt32BE(value, index * 4));
    const head = Buffer.concat([Buffer.from("0005160000020000", "hex"), Buffer.alloc(16), Buffer.from([0, 2]), entries]);
    const single = readAppleSingle(Buffer.concat([head, Buffer.from("helloabc")]));
    expect([single?.name, single?.content.toString()]).toEqual(["abc", "hello"]);
  });

  it("in BinHex give their name and content, and damaged ones nothing", () => {
    const alphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
    const name = Buffer.from("Report");
    const head = Buffer.concat([Buffer.from([6]), name, Buffer.from([0]), Buffer.from("TEXTttxt"), Buffer.alloc(2)]);
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32BE(5);
    const whole = Buffer.concat([head, sizes, Buffer.alloc(2), Buffer.from("hello"), Buffer.alloc(4)]);
    const bits = Array.from(whole, (byte) => byte.toString(2).padStart(8, "0")).join("");
    const text = bits.replace(/.{1,6}/g, (six) => alphabet[Number.parseInt(six.padEnd(6, "0"), 2)]!);
    const wrap = (body: string) => Buffer.from(`(This file must be converted with BinHex 4.0)\n:${body}:\n`);
    expect(readBinHex(wrap(text))).toEqual({ name: "Report", content: Buffer.from("hello") });
    expect(readBinHex(wrap(text.slice(0, 20)))).toBeNull();
    expect(split(`Hi\n${wrap(text).toString()}Bye\n`)).toMatchObject({ text: "Hi\nBye\n", files: [["Report", "hello"]] });
  });
});

describe("transfer encodings", () => {
  it.each([
    ["base64", "SGk=", "Hi"],
    ["base64", "SGVsbG8gd29ybGQ=\n____\nlist footer", "Hello world"],
    ["base64", "This was never encoded.", "This was never encoded."],
    ["base64", "SGk=SGk=SGVsbG8=", "HiHiHello"],
    ["quoted printable", "a=3Db", "a=b"],
    ["8-bit", "a=3Db", "a=3Db"],
    ["x-uuencode", "begin 644 a\n#0V%T\n`\nend\n", "Cat"],
    ["7bit (sic)", "x", "x"],
  ])("%s: %j", (encoding, body, text) => {
    expect(decodeTransfer(Buffer.from(body), encoding).toString()).toBe(text);
    expect(isKnownEncoding(encoding)).toBe(true);
  });

  it("of no known name leave the bytes as they are", () => {
    expect(decodeTransfer(Buffer.from("a=3Db"), "6bit").toString()).toBe("a=3Db");
    expect(isKnownEncoding("6bit")).toBe(false);
  });
});
