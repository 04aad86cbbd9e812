// Where one message of an mbox ends and the next begins.
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { NotAnMbox, splitMbox } from "./import-mbox.ts";

const from = "From anna@example.com Mon Jan  5 09:30:00 2026\n";

async function split(text: string, chunk = 7, maxBytes = 10_000): Promise<(string | null)[]> {
  const bytes = Buffer.from(text, "latin1");
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.byteLength; at += chunk) chunks.push(bytes.subarray(at, at + chunk));
  const found: (string | null)[] = [];
  for await (const message of splitMbox(chunks, { maxBytes })) found.push(message.raw?.toString("latin1") ?? null);
  return found;
}

describe("an mbox", () => {
  it.each([
    ["two messages", `${from}A: 1\n\nx\n\n${from}A: 2\n\ny\n`, ["A: 1\n\nx\n", "A: 2\n\ny\n"]],
    ["the last one without an end of line", `${from}A: 1\n\nx`, ["A: 1\n\nx"]],
    [
      "CRLF line ends",
      `${from.trimEnd()}\r\nA: 1\r\n\r\nx\r\n\r\n${from.trimEnd()}\r\nA: 2\r\n\r\ny\r\n`,
      ["A: 1\r\n\r\nx\r\n", "A: 2\r\n\r\ny\r\n"],
    ],
    ["no empty line in front of a separator: it is text", `${from}A: 1\n\nx\n${from}B: 2\n`, [`A: 1\n\nx\n${from}B: 2\n`]],
    ["a quoted From (mboxo, mboxrd)", `${from}A: 1\n\n>From here on\n`, ["A: 1\n\nFrom here on\n"]],
    ["a twice quoted From (mboxrd)", `${from}A: 1\n\n>>From here on\n`, ["A: 1\n\n>From here on\n"]],
    [
      "an unquoted sentence that begins with From",
      `${from}A: 1\n\nHello\n\nFrom Monday on we are closed.\n`,
      ["A: 1\n\nHello\n\nFrom Monday on we are closed.\n"],
    ],
    [
      "an unquoted From with a date, and no header behind it",
      `${from}A: 1\n\nHello\n\nFrom anna Mon Jan  5 09:30:00 2026\nsaid hello\n`,
      ["A: 1\n\nHello\n\nFrom anna Mon Jan  5 09:30:00 2026\nsaid hello\n"],
    ],
    [
      "a message whose header is damaged, behind an exact From_ line",
      `${from}A: 1\n\nx\n\n${from}damaged line\nB: 2\n\ny\n`,
      ["A: 1\n\nx\n", "damaged line\nB: 2\n\ny\n"],
    ],
    ["Mozilla's sender", "From - Mon Jan  5 09:30:00 2026\nA: 1\n\nx\n", ["A: 1\n\nx\n"]],
    ["Google Takeout's date", "From 1790000000@xxx Mon Jan 05 09:30:00 +0000 2026\nA: 1\n\nx\n", ["A: 1\n\nx\n"]],
    ["a date as in a header", "From anna@example.com Mon, 5 Jan 2026 09:30:00 +0100\nA: 1\n\nx\n", ["A: 1\n\nx\n"]],
    ["headers alone", `${from}A: 1\n\n${from}A: 2\n\n`, ["A: 1\n", "A: 2\n"]],
    ["nothing between two separators", `${from}\n${from}A: 2\n\ny\n`, ["", "A: 2\n\ny\n"]],
    ["an empty file", "", []],
  ])("with %s", async (_name, text, expected) => {
    for (const chunk of [1, 7, 4_096]) expect(await split(text, chunk)).toEqual(expected);
  });

  it("believes Content-Length where the next message is there, and takes nothing off the body", async () => {
    const body = `Hi\n\n${from}Not: a header\n\n>From me\n`;
    const text = `${from}A: 1\nContent-Length: ${body.length}\n\n${body}\n${from}A: 2\n\ny\n`;
    expect(await split(text)).toEqual([`A: 1\nContent-Length: ${body.length}\n\n${body}`, "A: 2\n\ny\n"]);
  });

  it.each([
    ["too short", 1],
    ["too long", 5],
    ["beyond the file", 9_000],
    ["beyond the limit", 99_999_999_999],
  ])("does not believe a Content-Length that is %s", async (_name, length) => {
    const text = `${from}Content-Length: ${length}\n\nxx\n\n${from}A: 2\n\ny\n`;
    expect(await split(text)).toEqual([`Content-Length: ${length}\n\nxx\n`, "A: 2\n\ny\n"]);
  });

  it("names a message over the limit and goes on behind it", async () => {
    const text = `${from}A: 1\n\n${"x".repeat(500)}\n\n${from}A: 2\n\ny\n`;
    expect(await split(text, 64, 200)).toEqual([null, "A: 2\n\ny\n"]);
  });

  it("tells where each message lies", async () => {
    const text = `${from}A: 1\n\nx\n\n${from}A: 2\n\ny\n`;
    const offsets: number[] = [];
    for await (const message of splitMbox([Buffer.from(text)], { maxBytes: 1_000 })) offsets.push(message.offset);
    expect(offsets).toEqual([0, text.indexOf(from, 1)]);
  });

  it("refuses a file that is something else", async () => {
    await expect(split("Hello there\n")).rejects.toBeInstanceOf(NotAnMbox);
    await expect(split("From here on this is prose\n")).rejects.toBeInstanceOf(NotAnMbox);
  });

  it("gives back what was written into it, however it is cut into chunks (mboxrd)", async () => {
    const line = fc.oneof(
      fc.constantFrom("", "From ", ">From x", from.trim(), ">>From anna", "text"),
      fc.stringMatching(/^[ -~]{0,20}$/),
    );
    const message = fc.array(line, { maxLength: 8 }).map((lines) => `Subject: x\n\n${lines.map((text) => `${text}\n`).join("")}`);
    const quoted = (text: string) => text.replace(/^(>*From )/gm, ">$1");
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (messages, chunk) => {
          expect(await split(messages.map((text) => `${from}${quoted(text)}\n`).join(""), chunk)).toEqual(messages);
        },
      ),
      { numRuns: 200 },
    );
  });
});
