// Header text and parameters: encoded words, charsets, and what mailers write against the standards.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeHeaderText, decodeWordsInText } from "./header-text.ts";
import { parseParameters, textParameter } from "./parameters.ts";

const latin1 = (text: string) => Buffer.from(text, "utf8").toString("latin1");

describe("encoded words", () => {
  it.each([
    ["=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"],
    ["=?UTF-8?B?SMOkIQ==?= =?UTF-8?B?SMOk?=", "Hä!Hä"],
    ["=?utf-8?B?8J+Y?= =?utf-8?B?gA==?=", "😀"],
    ["a =?iso-8859-1?Q?=E9t=E9?= b", "a été b"],
    ["=?iso-8859-1*fr?Q?a_b?=", "a b"],
    ["=?utf-7?Q?Gr+APw-n?=", "Grün"],
    ["=?hz-gb-2312?Q?~{VPND~}?=", "中文"],
    ["=?x-unknown?Q?=93a=94?=", "“a”"],
    ["=?utf-8?Q?cut_off_on_the_w", "cut off on the w"],
    ["=?utf-8?Q?cut_off?", "cut off"],
    ["=?utf-8?Q?cut_=?= =?utf-8?B?b2Zm?= end", "cut off end"],
    ["=?utf-8?Q?no_end =?utf-8?Q?_here?=", "no end here"],
    ["=?UTF8?b?SMOkIQ==?= =?utf-8?B?SMOk?=", "Hä!Hä"],
    ["=?utf-8?B?SMOkbG?= =?utf-8?B?xvIQ==?=", "Hällo!"],
    ["=?iso-8859-1?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"],
    ["=??Q?Gr=C3=BC=C3=9Fe?=", "Grüße"],
    ["=?utf-8?Q?Really?=20really?=3F?=", "Really? really??"],
    ["=?utf-8?Q?spaces inside a word?=", "spaces inside a word"],
    ["=?utf-8?Q?=3D=3Futf-8=3FQ=3FGr=3DC3=3DBC=C3=9F=3F=3D?=", "Grüß"],
    ['"=?utf-8?q?quoted_word?="', '"quoted word"'],
    ["=?gb2312?B?1tC5+g==?= =?utf-8?Q?_und_Gr=C3=BC?=n", "中国 und Grün"],
    ["\u001b$BF|K\\\u001b(B", "日本"],
    ["=?utf-8?X?a?= b", "=?utf-8?X?a?= b"],
    ["plain", "plain"],
  ])("%s", (written, text) => {
    expect(decodeHeaderText(written)).toBe(text);
  });

  it("reads raw UTF-8, raw Windows-1252, and what the body's charset hints at", () => {
    expect(decodeHeaderText(latin1("Grüße 😀"))).toBe("Grüße 😀");
    expect(decodeHeaderText("Gr\xfc\xdfe")).toBe("Grüße");
    expect(decodeHeaderText("\xd7\xaa\xb7\xa2", "gb2312")).toBe("转发");
  });

  it("keeps raw letters inside a word as they are", () => {
    expect(decodeWordsInText("=?iso-8859-1?Q?Jürgen?=")).toBe("Jürgen");
    expect(decodeWordsInText("=?utf-8?Q?Jürgen?=")).toBe("Jürgen");
  });

  it("gives one line of well-formed text without control characters for any input", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const decoded = decodeHeaderText(Buffer.from(text).toString("latin1"));
        expect(decoded.isWellFormed()).toBe(true);
        expect(decoded).not.toMatch(/[\u0000-\u001f\u2028]/);
      }),
    );
  });
});

describe("parameters", () => {
  it.each([
    ["text/plain; name=a.txt", "a.txt"],
    ['text/plain; name="a b;c.txt"; x=y', "a b;c.txt"],
    ['x/y; NAME="\\"q\\".txt"', '"q".txt'],
    ['x/y; name="C:\\temp\\a.txt"', "C:\\temp\\a.txt"],
    ["x/y; name*=utf-8'de'%E2%82%AC.pdf", "€.pdf"],
    ["x/y; name*0*=utf-8''%E2%82; name*1*=%AC; name*2=.pdf", "€.pdf"],
    ["x/y; name*0=lo; name*1=ng.pdf", "long.pdf"],
    ["x/y; name==?utf-8?Q?=C3=A4.txt?=", "ä.txt"],
    ["x/y; name=my file.pdf", "my file.pdf"],
    ["x/y; other=1", null],
    ['x/y; name="unfinished', "unfinished"],
  ])("%s", (header, name) => {
    expect(textParameter(parseParameters(header), "name")).toBe(name);
  });
});
