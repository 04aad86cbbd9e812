// Every function that reads a stranger's text takes time in proportion to its length, whatever the text (promise P7).
import { describe, expect, it } from "vitest";
import { baseSubject } from "#domain/folded-text.ts";
import { parseAddressList, parseFrom } from "./address.ts";
import { parseDate } from "./date.ts";
import { cleanFileName } from "./file-name.ts";
import { decodeHeaderText, decodeWordsInText } from "./header-text.ts";
import { crudeText } from "./html-limits.ts";
import { cutHtmlHistory } from "./html-history.ts";
import { splitIds } from "./message-id.ts";
import { parseParameters, textParameter } from "./parameters.ts";
import { safeStyle } from "./safe-style.ts";
import { findTicketNumber } from "./subject.ts";
import { textFromHtml } from "./text-from-html.ts";
import { visibleText } from "./visible-reply.ts";

const pieces = [
  '"',
  '\\"',
  "(",
  "<",
  ">",
  ":",
  ",",
  "@",
  ";",
  "a@b.example,",
  '"a" ',
  "=?",
  "=?a?q?",
  "=? ?q?",
  "=?utf-8?q?a?= ",
  "a=b;",
  "re:",
  " ",
  "x @",
  "<a ",
  '<a href="',
  "<!--",
  "<div>",
  "</div>",
  "&amp;",
  "\n",
  "> ",
  "On 1,\n",
  "On 1 Jan wrote ",
  "From: a\n",
  "-- \n",
  "[Ticket #",
  "*",
  "_",
  "1 ",
  "\u0000",
  "😀",
];

const readers: Record<string, (text: string) => unknown> = {
  "the author": (text) => parseFrom([text]),
  "a list of recipients": (text) => parseAddressList([text]),
  "a header's text": (text) => decodeHeaderText(text),
  "encoded words in text": (text) => decodeWordsInText(text),
  parameters: (text) => textParameter(parseParameters(text), "name"),
  references: (text) => splitIds(text),
  "a subject": (text) => baseSubject(text) + String(findTicketNumber(text)),
  "a file name": (text) => cleanFileName(text),
  "a date": (text) => parseDate(text, new Date(0)),
  "a style": (text) => safeStyle(text),
  "the visible reply": (text) => visibleText(text),
  "crude text of HTML": (text) => crudeText(text),
  "text of HTML": (text) => textFromHtml(text),
  "history in HTML": (text) => cutHtmlHistory(`${text}<blockquote type=cite>`),
};

describe.each(Object.keys(readers))("%s", (name) => {
  it("is read in a moment from 256 kB of anything", () => {
    const read = readers[name]!;
    for (const piece of pieces) {
      const text = `a@b${piece.repeat(Math.ceil(256_000 / piece.length))}z`;
      const started = performance.now();
      read(text);
      expect(performance.now() - started, `of ${JSON.stringify(piece)}`).toBeLessThan(1_000);
    }
  });
});
