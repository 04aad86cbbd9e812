// Every function that reads a stranger's text takes time in proportion to its length, whatever the text (promise P7).
import { describe, expect, it } from "vitest";
import { baseSubject } from "#domain/folded-text.ts";
import { parseAddressList, parseFrom, readAsWritten } from "./address.ts";
import { readAuthenticationResults } from "./authentication-results.ts";
import { splitVia } from "./claim-words.ts";
import { readClaimedAuthors } from "./claimed-authors.ts";
import { readCalendar } from "./calendar.ts";
import { decodeBytes } from "./charset/charset.ts";
import { readAutomatic } from "./automatic/automatic.ts";
import { parseDate } from "./date.ts";
import { cleanFileName } from "./file-name.ts";
import { readForwardDate } from "./forward/date.ts";
import { readInlineForward } from "./forward/inline.ts";
import { decodeHeaderText, decodeWordsInText } from "./header-text.ts";
import { readHtml } from "./html/text.ts";
import { splitIds } from "./message-id.ts";
import { parseParameters, textParameter } from "./parameters.ts";
import { prescan } from "./prescan.ts";
import { splitReply } from "./reply/parts.ts";
import { readReport } from "./bounce/report.ts";
import { readRtf } from "./outlook/rtf-text.ts";
import { safeStyle } from "./html/safe-style.ts";
import { readSecurity } from "./security.ts";
import { findTicketNumber } from "./subject.ts";
import { splitTextFiles } from "./text-files.ts";
import { textFromHtml } from "./text-from-html.ts";
import { readTnef } from "./outlook/tnef.ts";
import { visibleText } from "./reply/visible-reply.ts";
import { cpuMsOf } from "../../test/cpu-time.ts";

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
  "-----BEGIN PGP SIGNED MESSAGE-----\n",
  "-----BEGIN PGP SIGNATURE-----\n",
  "=?",
  "=?a?q?",
  "=?a?q?=ff?= =?b?q?=a4=a4?= ",
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
  "who made a mail": (text) => readAnyMail(text),
  "a bounce in free form": (text) => readReport(prescan(Buffer.from("From: MAILER-DAEMON\nSubject: x\n\nx")).root, text),
  "a delivery report": (text) => readReport(prescan(Buffer.from(`Content-Type: message/delivery-status\n\n${text}`)).root, ""),
  "the author": (text) => parseFrom([text]),
  "an author as written": (text) => readAsWritten([text]),
  "a list of recipients": (text) => parseAddressList([text]),
  "claimed authors": (text) =>
    readClaimedAuthors({
      fields: ["x-original-from", "reply-to", "list-post", "return-path", "author"].map((name) => ({ name, value: text })),
      envelope: { mailFrom: text, rcptTo: [], remoteAddress: null, helo: null, tls: false },
      from: { name: text, address: `${text.slice(0, 300)}@x.example` },
      sender: null,
      ...parsedThrice(text),
    }),
  "a name of two": (text) => splitVia(text),
  "what a server says it found": (text) => readAuthenticationResults(text),
  "a header's text": (text) => decodeHeaderText(text),
  "encoded words in text": (text) => decodeWordsInText(text),
  parameters: (text) => textParameter(parseParameters(text), "name"),
  references: (text) => splitIds(text),
  "a subject": (text) => baseSubject(text) + String(findTicketNumber(text)),
  "a file name": (text) => cleanFileName(text),
  "a forward in a text": (text) => {
    const around = { hasParents: false, isDeclared: false, isMachines: false };
    readInlineForward({ text, subject: "x", ...around });
    readInlineForward({ text: `From: a@b.c\nTo: d@e.f\nDate: ${text}`, subject: `Fwd: ${text}`, ...around });
  },
  "a forward's date": (text) => readForwardDate(text, new Date(0)),
  "text without a charset": (text) => decodeBytes(Buffer.from(text, "latin1"), null),
  "text that switches its charset": (text) => decodeBytes(Buffer.from(`\u001b$B${text}`, "latin1"), "iso-2022-jp"),
  "files in a text": (text) => splitTextFiles(Buffer.from(`begin 644 a\n=ybegin -----BEGIN PGP MESSAGE-----\n${text}`)),
  "an RTF document": (text) => readRtf(Buffer.from(`{\\rtf1\\fromhtml1${text}`)),
  "a winmail.dat": (text) => readTnef(Buffer.concat([Buffer.from("789f3e220100", "hex"), Buffer.from(text)])),
  "a calendar": (text) =>
    readCalendar(prescan(Buffer.from(`Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n${text.slice(0, 250_000)}`)).root),
  "what is signed": (text) => readSecurity(prescan(Buffer.from(`Content-Type: multipart/signed\n\n${text}`)).root, text),
  "a date": (text) => parseDate(text, new Date(0)),
  "a style": (text) => safeStyle(text),
  "the visible reply": (text) => visibleText(text),
  "text of HTML": (text) => textFromHtml(text),
  "marks in HTML": (text) => readHtml(`${text}<blockquote type=cite>`),
  "the parts of an answer": (text) => splitReply({ text: `Hello\n${text}`, html: null }),
  "the parts of an answer in HTML": (text) => splitReply({ text, html: `<p>Hello</p>${text}<blockquote type=cite>x` }),
};

function parsedThrice(text: string) {
  const { addresses } = parseAddressList([text]);
  return { replyTo: addresses, to: addresses, cc: addresses };
}

const automaticFields =
  "auto-submitted precedence list-id list-post mailing-list sender return-path delivered-to x-autoreply x-mailer";

function readAnyMail(text: string): unknown {
  const fields = automaticFields.split(" ").map((name) => ({ name, value: text }));
  const address = { name: text, address: text };
  const letter = {
    subject: text,
    visibleText: text,
    from: address,
    replyTo: [address],
    report: null,
    forwarded: null,
    calendar: null,
  };
  const envelope = { mailFrom: text, rcptTo: [text], remoteAddress: null, helo: null, tls: false };
  return readAutomatic({
    ...letter,
    fields: [...fields, ...text.split(" ", 1_000).map((value) => ({ name: value, value }))],
    envelope,
  });
}

describe.each(Object.keys(readers))("%s", (name) => {
  it("is read in a moment from 256 kB of anything", () => {
    const read = readers[name]!;
    for (const piece of pieces) {
      const text = `a@b${piece.repeat(Math.ceil(256_000 / piece.length))}z`;
      expect(
        cpuMsOf(() => read(text)),
        `of ${JSON.stringify(piece)}`,
      ).toBeLessThan(1_000);
    }
  });
});
