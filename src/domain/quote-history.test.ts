// What stands below an answer, its subject, and the ids that it names.
import { describe, expect, test } from "vitest";
import { findTicketNumber } from "#mail/subject.ts";
import { historyHtml, historyText, htmlFromText, quotedHistory, referencesOf, replySubject } from "./quote-history.ts";
import type { ThreadMessage } from "./reply-recipients.ts";

const ana = { name: "Ana", address: "ana@x.test" };
const message = (more: Partial<ThreadMessage>): ThreadMessage => ({
  id: "m",
  direction: "inbound",
  author: ana,
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  standing: "participant",
  autoSubmitted: "no",
  visibleText: "one <b>\n> two",
  at: new Date("2026-11-20T09:05:00Z"),
  ...more,
});
const to = (...addresses: string[]) => ({ to: addresses.map((address) => ({ name: "", address })), cc: [], bcc: [] });

describe("history", () => {
  test("is quoted as mail programs do it, in words alone", () => {
    expect(historyText([message({})])).toBe("On Fri, 20 Nov 2026 at 09:05 UTC, Ana <ana@x.test> wrote:\n> one <b>\n>> two");
    expect(historyHtml([message({})])).toContain("one &lt;b&gt;<br>&gt; two");
  });

  test.each<[string, Partial<ThreadMessage>, string, number]>([
    ["the reader's own message", {}, "ANA@x.test", 1],
    ["a message that the reader was in blind copy of", { bcc: [{ name: "", address: "new@x.test" }] }, "new@x.test", 1],
    ["a message that the reader was not on", {}, "new@x.test", 0],
    ["a note", { direction: "note" }, "ana@x.test", 0],
    ["a stranger's message", { standing: "stranger" }, "ana@x.test", 0],
  ])("for %s", (_what, more, reader, count) => {
    expect(quotedHistory([message(more)], to(reader)).messages).toHaveLength(count);
  });

  test("one reader who is new keeps it from all", () => {
    expect(quotedHistory([message({})], to("ana@x.test", "new@x.test"))).toEqual({
      messages: [],
      notQuotedFor: [{ name: "", address: "new@x.test" }],
    });
  });
});

describe("a subject", () => {
  test.each([
    ["Printer", "Re: Printer"],
    ["Re: Printer", "Re: Printer"],
    ["AW: Re: SV: re[2]: Printer", "Re: Printer"],
    ["答复：Re : Printer", "Re: Printer"],
    ["RES: Odpověď: 답장: VS: Printer", "Re: Printer"],
    ["ATS: cannot sign in", "Re: ATS: cannot sign in"],
    ["Reception desk: closed", "Re: Reception desk: closed"],
    ["", "Re: (no subject)"],
    ["Printer [Ticket #9]", "Re: Printer"],
    ["a\r\nBcc: evil@x.test", "Re: a Bcc: evil@x.test"],
  ])("%j is answered as %j", (subject, answered) => {
    expect(replySubject(subject, null)).toBe(answered);
    expect(replySubject(replySubject(subject, 7), 7)).toBe(`${answered} [Ticket #7]`);
    expect(findTicketNumber(replySubject(subject, 7))).toBe(7);
  });
});

describe("references", () => {
  test("end with what is answered, begin with the root, and are twenty at most", () => {
    const ids = Array.from({ length: 40 }, (_, n) => `m${n}@x.test`);
    const found = referencesOf(ids, "m39@x.test");
    expect(found).toHaveLength(20);
    expect([found[0], found.at(-1)]).toEqual(["m0@x.test", "m39@x.test"]);
    expect(referencesOf(["a@x", null, "b@x", "a@x"], "a@x")).toEqual(["b@x", "a@x"]);
  });

  test.each(["a b@x", "a>\r\nBcc: e@x", "a@x\0", `${"a".repeat(251)}@x`, ""])("leave out %j", (id) => {
    expect(referencesOf([id, "a@x"], id)).toEqual(["a@x"]);
  });
});

test("plain words become paragraphs, breaks and links, and no markup", () => {
  expect(htmlFromText("a <b>\nc\n\nsee https://x.test/?a=1&b=2.\n")).toBe(
    '<p>a &lt;b&gt;<br>c</p><p>see <a href="https://x.test/?a=1&amp;b=2">https://x.test/?a=1&amp;b=2</a>.</p>',
  );
});
