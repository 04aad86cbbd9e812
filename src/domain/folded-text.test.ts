// What subjects, words and links are reduced to before they are compared.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseSubject, foldWords, isSameLink } from "./folded-text.ts";

test.each([
  ["Printer", "Printer"],
  ["Re: Printer", "Printer"],
  ["RE: AW: Fwd: [list] Re[3]: Printer", "Printer"],
  ["Svar: Weitergeleitet: HA: [Spam] Spam?: Printer", "Printer"],
  ["Réf: Printer", "Réf: Printer"],
  ["[EXT] [Ticket #12] Printer [EXTERNAL]", "Printer"],
  ["回复：Printer", "Printer"],
  ["Reply: yes", "Reply: yes"],
  ["Extra: paper", "Extra: paper"],
  ["  Printer \t on  fire ", "Printer on fire"],
  ["[EXT]", ""],
  ["", ""],
])("the base of subject %j is %j", (subject, base) => {
  expect(baseSubject(subject)).toBe(base);
});

test("the base of a subject is its own base, under any pile of marks", () => {
  const mark = fc.constantFrom(
    "Re: ",
    "re:",
    "[x]",
    "[x",
    "x]",
    "{y} ",
    "***",
    "*** a ***",
    " ",
    "Fwd : ",
    "(2)",
    "printer",
    "\u00a0",
    "：",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(mark, { maxLength: 500 }).map((marks) => marks.join("")),
        fc.string({ unit: "binary" }),
      ),
      (subject) => {
        const base = baseSubject(subject);
        expect(baseSubject(base)).toBe(base);
        expect(baseSubject(`Re: ${base}`)).toBe(base);
      },
    ),
  );
});

test("folded words keep what people mean, and nothing of how it was set", () => {
  expect(foldWords("It's 10 € – Straße, “ｆｕｌｌ”!")).toBe("its10€straßefull");
  expect(foldWords("Gro\u0308ße\u200b\r\n> 4711 👍")).toBe("größe4711👍");
});

describe("links", () => {
  test.each([
    ["https://a.example/x", "https://a.example/x", true],
    ["https://a.example/x", "https://a.example/y", false],
    ["https://a.example/x", "https://safe.example/?u=https%3A%2F%2Fa.example%2Fx", true],
    ["https://a.example/x", "https://safe.example/?u=https%3A%2F%2Fb.example%2Fx", false],
    ["https://a.example/x", "https://protect-us.mimecast.com/s/abc", true],
    ["https://a.example/x", "https://mimecast.evil.example/s/abc", false],
    ["https://a.example/x", "", false],
  ])("%s and %s: %s", (one, other, same) => {
    expect(isSameLink(one, other)).toBe(same);
    expect(isSameLink(other, one)).toBe(same);
  });
});
