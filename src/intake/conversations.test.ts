// Which tickets are in one conversation depends on what links them, and not on the order in which that is found out.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Conversations } from "./conversations.ts";

const ticket = fc.constantFrom("a", "b", "c", "d", "e", "f");
const links = fc.array(fc.array(ticket, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
const all = ["a", "b", "c", "d", "e", "f"];

function groupsAfter(given: string[][]): string[] {
  const conversations = new Conversations();
  for (const link of given) conversations.link(link);
  return all.map((id) => [id, ...conversations.besides(id)].sort().join());
}

test("any order of the links gives the same conversations", () => {
  fc.assert(
    fc.property(links, fc.infiniteStream(fc.nat(1_000)), (given, chance) => {
      const shuffled = given
        .map((link) => ({ link: link.toReversed(), key: chance.next().value as number }))
        .sort((one, other) => one.key - other.key);
      expect(groupsAfter(shuffled.map(({ link }) => link))).toEqual(groupsAfter(given));
    }),
  );
});

test("what was known before counts as a link, and is not written down again", () => {
  const conversations = new Conversations();
  conversations.remember("a", "x");
  conversations.remember("b", "x");
  conversations.link(["a", "b"]);
  expect(conversations.links).toEqual([]);
  conversations.link(["b", "c"]);
  expect(conversations.besides("a")).toEqual(["b", "c"]);
  expect(conversations.links).toEqual([["b", "c"]]);
});

test("a ticket that goes into another one leaves its conversation to it", () => {
  const conversations = new Conversations();
  conversations.link(["a", "b"]);
  conversations.merge("a", "c", { stored: false });
  expect(conversations.besides("c")).toEqual(["b"]);
  expect(conversations.links.flat()).not.toContain("a");
});
