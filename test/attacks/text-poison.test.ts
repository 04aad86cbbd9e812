// Text that databases, JSON, search and clocks choke on goes through the real pipeline: it always becomes a ticket, and never an error.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk, mail, type Source } from "../pipeline/desk.ts";

let desk: Desk;
let source: Source;

beforeAll(async () => {
  desk = await Desk.open();
  source = await desk.source();
});
afterAll(() => desk[Symbol.asyncDispose]());

const surrogate = Buffer.from([0xed, 0xa0, 0x80]).toString("latin1");
const words = (count: number) => Array.from({ length: count }, (_, at) => `w${at.toString(36)}`).join(" ");
const lineByLine = (text: string) => text.replaceAll(/(.{1,900}) /g, "$1\r\n");

const poisons: readonly [name: string, raw: () => Buffer][] = [
  ["NUL in the text", () => mail({ text: "before\0after" })],
  ["NUL in the subject", () => mail({ subject: "be\0fore" })],
  ["NUL in an encoded subject", () => mail({ subject: "=?utf-8?Q?be=00fore?=" })],
  ["NUL in a name", () => mail({ from: '"An\0na" <anna@customer.example>' })],
  ["NUL in a file name", () => mail({ attachments: [{ name: "a\0b.pdf", type: "application/pdf", content: "x" }] })],
  ["NUL in a media type", () => mail({ attachments: [{ name: "a.pdf", type: "application/p\0df", content: "x" }] })],
  ["a lone surrogate in UTF-8", () => Buffer.from(mail({ text: `before${surrogate}after` }).toString("latin1"), "latin1")],
  [
    "a lone surrogate in UTF-16",
    () => Buffer.concat([mail({ headers: ["Content-Type: text/plain; charset=utf-16le"] }), Buffer.from([0x00, 0xd8])]),
  ],
  ["a lone surrogate in an encoded subject", () => mail({ subject: "=?utf-8?Q?=ED=A0=80?=" })],
  [
    "right-to-left override",
    () => mail({ subject: "\u202Eevil", attachments: [{ name: "evil\u202Efdp.exe", type: "application/pdf", content: "x" }] }),
  ],
  ["zero-width and line separators", () => mail({ subject: "a\u200Bb\u2028c\u2029d", text: "a\u200Bb\u2028c\u2029d\uFEFF" })],
  ["one word of 1 MB", () => mail({ text: "a".repeat(1_000_000) })],
  ["300,000 different words", () => mail({ text: lineByLine(words(300_000)) })],
  ["a subject of 1 MB", () => mail({ subject: words(200_000).replaceAll(" ", "\r\n ") })],
  [
    "an impossible date",
    () =>
      Buffer.from(
        mail()
          .toString()
          .replace(/^Date: .*$/m, "Date: Thu, 99 Foo 99999"),
      ),
  ],
  [
    "the year 0",
    () =>
      Buffer.from(
        mail()
          .toString()
          .replace(/^Date: .*$/m, "Date: Thu, 01 Jan 0000 00:00:00 +0000"),
      ),
  ],
  [
    "the year 9999",
    () =>
      Buffer.from(
        mail()
          .toString()
          .replace(/^Date: .*$/m, "Date: Fri, 31 Dec 9999 23:59:59 -2359"),
      ),
  ],
  ["a Message-ID of 60 kB", () => mail({ id: `${"x".repeat(60_000)}@customer.example` })],
  ["500 references", () => mail({ references: Array.from({ length: 500 }, (_, at) => `poison-${at}@customer.example`) })],
  ["an address of 60 kB", () => mail({ cc: `${"x".repeat(60_000)}@customer.example` })],
  [
    "a file name of 64 kB",
    () => mail({ attachments: [{ name: `${"n".repeat(64_000)}.pdf`, type: "application/pdf", content: "x" }] }),
  ],
  ["an unknown charset", () => mail({ headers: ["X-Nothing: here"], text: "=?x-unknown?B?////?=" })],
  ["tsquery and LIKE characters", () => mail({ subject: "a' & | ! :* <-> %_ \\ \" '); drop table tickets; --" })],
  ["JSON that is not", () => mail({ subject: '{"a":\\u0000}', text: '"\\u0000\\ud800"' })],
  ["prototype names", () => mail({ headers: ["__proto__: x", "constructor: y", "toString: z"] })],
];

test.for(poisons)("%s becomes a ticket that can be searched", async ([name, raw]) => {
  const outcome = await desk.deliver(raw(), source);
  const action = outcome.reason === "unreadable" ? "unreadable" : outcome.action;
  // A header block over its limit is kept with its raw bytes; everything else is readable.
  expect(["a subject of 1 MB"].includes(name) ? ["create", "unreadable"] : ["create"]).toContain(action);
  expect(await desk.count(sql`select count(*) from messages where id = ${outcome.messageId}`)).toBe(action === "create" ? 1 : 0);
});

test("no poisoned message was counted as failed", async () => {
  expect(await desk.count(sql`select count(*) from outcomes where action = 'failed'`)).toBe(0);
  expect(await desk.count(sql`select count(*) from deliveries`)).toBe(poisons.length);
});

// From fields that two readers understand differently: one of them would vouch for a sender that the other never saw.
const ambiguous: readonly string[] = [
  "x@victim.example (c).evil.example",
  "x@victim.example .evil.example",
  "Name <x@victim.example .evil.example>",
  "((a) <x@evil.example>) <x@victim.example>",
  "(a(b)c@evil.example) x@victim.example",
  'g:"; <x@evil.example>, " <x@victim.example>;',
  "<@evil.example:x@victim.example>",
  "x@victim.example\r\nFrom: y@evil.example",
  "x@victim.example, y@evil.example",
  "victim\uFF20bank.example@evil.example",
];

test.for(ambiguous)("a From of %j is quarantined, whatever else it carries", async (from) => {
  const before = await desk.count(sql`select count(*) from tickets`);
  expect(await desk.deliver(mail({ from }), source)).toMatchObject({ action: "quarantine", reason: "unverified-sender" });
  expect(await desk.count(sql`select count(*) from tickets`)).toBe(before);
});
