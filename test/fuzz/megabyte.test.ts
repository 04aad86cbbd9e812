// A megabyte of one thing, as a mail: read whole in a moment, as plain text and as HTML.
import { expect, test } from "vitest";
import { parseEmail } from "#channels/email/parse.ts";
import { cpuMsOf } from "../cpu-time.ts";

const mostMs = 300;
const megabyte = 1_000_000;

const families = [
  "\n",
  "\r\n",
  "\r",
  " ",
  "> ",
  ">",
  "> \n",
  ">\n\n",
  "(",
  "<",
  "-",
  "-- \n",
  "_",
  "*",
  "a",
  "a ",
  "a:",
  "From: a\n",
  "From: a <b@c.example>\nSent: x\nTo: y\nSubject: z\n\n",
  "On Fri, Nov 13, 2026 at 10:00 AM A <a@b.example> wrote:\n",
  "On ",
  "wrote:\n",
  "---------- Forwarded message ---------\n",
  "-----Original Message-----\n",
  "Sent from my phone\n",
  "begin 644 a\n",
  "-----BEGIN PGP MESSAGE-----\n",
  "<a@b.example>:\n550 5.1.1 no\n",
  "550 5.1.1 ",
  "Final-Recipient: rfc822; a@b.example\n\n",
  "=?utf-8?Q?=",
  "=?",
  "<div>",
  "<div>a",
  "</div>",
  "<p>a</p>",
  "<blockquote>",
  "<blockquote type=cite>a",
  "<table><tr><td>",
  '<div class="gmail_quote">',
  "<!--",
  "<style>",
  "&amp;",
  "<br>",
  "あ",
  "\u00a0",
];

test.each(["plain", "html"])("each of 1 MB as text/%s is read within 300 ms", { timeout: 60_000 }, (type) => {
  const head = `From: a@b.example\nSubject: Fwd: x\nContent-Type: text/${type}; charset=utf-8\n\nHello\n`;
  const slow = families.flatMap((family) => {
    const raw = Buffer.from(head + family.repeat(Math.ceil(megabyte / Buffer.byteLength(family))));
    const first = msOf(raw);
    const ms = first > mostMs ? msOf(raw) : first;
    return ms > mostMs ? [`${JSON.stringify(family)} took ${ms.toFixed(0)} ms`] : [];
  });
  expect(slow).toEqual([]);
});

// Of this thread alone: other work on the machine is no business of the reader's. What was slow is read again: it is compiled then.
function msOf(raw: Buffer): number {
  return cpuMsOf(() => parseEmail(raw, null, new Date("2026-11-20T00:00:00Z")));
}
