// The parts of a message: what each is, and that together they are all of it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitReply } from "./parts.ts";

const kinds = (text: string, html: string | null = null) =>
  splitReply({ text, html }).map(({ kind, visible }) => (visible ? kind : `(${kind})`));

describe("the parts of a message", () => {
  it.each([
    ["a reply above its history", "Yes.\n\nOn 1 Nov 2026, at 9:00, Ann <a@x.example> wrote:\n> Old", ["reply", "(quote)"]],
    ["a signature", "Yes.\n\n-- \nBob", ["reply", "(signature)"]],
    ["a phone's line", "Yes.\n\nSent from my iPhone", ["reply", "(footer)"]],
    [
      "a signature with a disclaimer below it",
      "Yes.\n\n-- \nBob\n\nThis message is confidential. If you are not the intended recipient, please delete it and tell the sender.",
      ["reply", "(signature)", "(disclaimer)"],
    ],
    ["a desk's line", "Yes.\n\n##- Please type your reply above this line -##\n\nTicket 7", ["reply", "(marker)", "(quote)"]],
    ["a question and its answer", "Hello\n\n> Which version?\n\nFour.", ["reply", "quote", "reply"]],
    ["a list's foot", "Yes.\n_____\nusers mailing list\nhttps://lists.x.example", ["reply", "(footer)"]],
    ["only a quotation", "> Old", ["quote"]],
    ["nothing", "", []],
    ["only blanks", " \n\n ", ["reply"]],
  ])("%s", (_name, text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it("are those of the HTML where it marks what is not the writer's", () => {
    const html = '<p>Yes.</p><div class="gmail_signature">Bob</div><blockquote type="cite">Old</blockquote>';
    expect(kinds("Yes.\nBob\n> Old", html)).toEqual(["reply", "(signature)", "(quote)"]);
  });

  it("are those of the text where the HTML marks nothing", () => {
    expect(kinds("Yes.\n\n-- \nBob", "<p>Yes.</p><p>--<br>Bob</p>")).toEqual(["reply", "(signature)"]);
  });
});

const line = fc.oneof(
  fc.constantFrom(
    "> a",
    "b",
    "",
    " ",
    "-- ",
    "--",
    "---",
    "____",
    "On 1 Jan 2026 at 10:00 Ann <a@x.example> wrote:",
    "On 1 Jan 2026,",
    "From: a@x.example",
    "Sent: 10:00 2026",
    "To: c",
    "Subject: d",
    "Sent from my iPhone",
    "-----Original Message-----",
    "---------- Forwarded message ---------",
    "-- reply above this line --",
    "Previous Replies",
    "P.S. one",
    "AL> x",
    "Regards, Ann",
    "They said:",
    "This message is confidential and for the intended recipient only, so delete it if you are not the intended recipient.",
  ),
  fc.string({ maxLength: 30, unit: "grapheme" }),
);
const ends = fc.constantFrom("\n", "\r\n", "\r");
const anything = fc.array(fc.tuple(line, ends), { maxLength: 30 }).map((each) => each.flat().join(""));

describe("any message", () => {
  it("is all in its parts, in order, with something to see where it has words", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const parts = splitReply({ text, html: null });
        expect(parts.map((part) => part.text).join("")).toBe(text);
        expect(parts.some((part) => part.visible && part.text.trim() !== "")).toBe(text.trim() !== "");
      }),
      { numRuns: 3_000 },
    );
  });

  it("has its own words between the same marks wherever more history is put below it", () => {
    fc.assert(
      fc.property(fc.constantFrom("Yes.", "It broke again.\n\nPlease help."), anything, (own, below) => {
        const text = `${own}\n\nOn 1 Jan 2026 at 10:00 Ann <a@x.example> wrote:\n\nOld words.\n${below.replaceAll(">", "")}`;
        expect(splitReply({ text, html: null })[0]).toMatchObject({ kind: "reply", text: `${own}\n\n` });
      }),
      { numRuns: 1_000 },
    );
  });
});
