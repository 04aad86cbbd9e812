// A slash or an @ asks for the list only where somebody means it to.
import { expect, it } from "vitest";
import { askedIn } from "./suggestions.ts";

it.each([
  ["/", "", "/"],
  ["Hello\n/ref", "ref", "/"],
  ["see /refund pol", "refund pol", "/"],
  ["@be", "be", "@"],
])("%j asks", (before, query, sign) => {
  expect(askedIn(before, "/@")).toMatchObject({ query, sign });
});

it.each(["ana@north", "https://a.example/x", "and/or", "/ ", "@ben adler is here", ""])("%j does not", (before) => {
  expect(askedIn(before, "/@")).toBe(null);
});

it("colleagues are named in notes alone", () => {
  expect(askedIn("@be", "/")).toBe(null);
});
