// Line endings that are none are found, however the bytes are cut.
import fc from "fast-check";
import { expect, test } from "vitest";
import { LineEndings } from "./line-endings.ts";

function hasBare(...chunks: string[]): boolean {
  const endings = new LineEndings();
  for (const chunk of chunks) endings.add(Buffer.from(chunk, "latin1"));
  return endings.hasBare();
}

test.each([
  ["", false],
  ["\r\n", false],
  ["one\r\ntwo\r\n", false],
  ["no line end at all", false],
  ["a\nb\r\n", true],
  ["a\rb\r\n", true],
  ["a\r", true],
  ["\n", true],
  ["a\r\r\n", true],
  ["a\r\n\n", true],
  ["a\n\r\n", true],
  ["a\r\n\r", true],
])("%j: a line end that stands alone is seen: %s", (text, expected) => {
  expect(hasBare(text)).toBe(expected);
});

test("however the bytes are cut, the answer is that of a regular expression over the whole", () => {
  const piece = fc.array(fc.constantFrom("\r", "\n", "\r\n", "a", "."), { maxLength: 6 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (chunks) => {
      expect(hasBare(...chunks)).toBe(/\r(?!\n)|(?<!\r)\n/.test(chunks.join("")));
    }),
    { numRuns: 2_000 },
  );
});
