// Recipients can be typed and pasted as they stand in other programs.
import { expect, it } from "vitest";
import { addressesIn, spelled } from "./addresses.ts";

it.each([
  ["ana@a.example", [{ name: "", address: "ana@a.example" }]],
  ["Ana Ruiz <Ana@A.example>", [{ name: "Ana Ruiz", address: "ana@a.example" }]],
  [
    '"Ruiz, Ana" <ana@a.example>; ben@b.example',
    [
      { name: "Ruiz, Ana", address: "ana@a.example" },
      { name: "", address: "ben@b.example" },
    ],
  ],
  [
    "a@a.example b@b.example\nc@c.example",
    ["a@a.example", "b@b.example", "c@c.example"].map((address) => ({ name: "", address })),
  ],
])("%j", (typed, found) => {
  expect(addressesIn(typed)).toEqual({ found, wrong: [] });
});

it("what is no address is given back", () => {
  expect(addressesIn("ana@a.example, ben")).toEqual({ found: [{ name: "", address: "ana@a.example" }], wrong: ["ben"] });
  expect(addressesIn("two@signs@a.example").wrong).toEqual(["two@signs@a.example"]);
});

it("is spelled out with its name, unless the name passes for another address", () => {
  expect(spelled({ name: "Ana Ruiz", address: "ana@a.example" })).toBe("Ana Ruiz <ana@a.example>");
  expect(spelled({ name: "boss@corp.example", address: "eve@evil.example" })).toBe("eve@evil.example");
  expect(spelled({ name: "", address: "ana@a.example" })).toBe("ana@a.example");
});
