// A display name never passes for somebody it is not.
import { expect, it } from "vitest";
import { fold, senderShown, shortSender } from "./sender.ts";

const agents = [{ name: "Mira Okafor", email: "mira@northwind.example" }];
const shown = (name: string, address: string) => senderShown(name, address, agents, "Northwind Support");

it("an ordinary name stands before its address", () => {
  expect(shown("Ana Ruiz", "ana@ruiz.example")).toEqual({ name: "Ana Ruiz", address: "ana@ruiz.example", doubt: null });
});

it.each(["ceo@corp.example", "ceo＠corp.example", "Ceo <ceo@corp.example>", "ceo@corp.example via Support"])(
  "a name like %j is not shown",
  (name) => {
    const result = shown(name, "evil@evil.example");
    expect(result.name).toBeNull();
    expect(result.doubt).toMatch(/address/);
    expect(shortSender(result)).toBe("evil@evil.example");
  },
);

it.each(["Mira Okafor", "mira okafor", "Мira Okаfor", "MIRA\u200b OKAFOR", "Mirá Okafor", "Ｍｉｒａ Okafor", "Mira.Okafor"])(
  "a stranger who calls themselves %j does not pass for a colleague",
  (name) => {
    expect(shown(name, "someone@else.example")).toMatchObject({ name: null, doubt: expect.stringContaining("Mira Okafor") });
  },
);

it("the colleague's own address keeps the name", () => {
  expect(shown("Mira Okafor", "Mira@Northwind.example").name).toBe("Mira Okafor");
});

it("nobody is the workspace itself", () => {
  expect(shown("Northwind Support", "evil@evil.example").name).toBeNull();
});

it("a name that only repeats the address raises no doubt", () => {
  expect(shown("ana@ruiz.example", "ana@ruiz.example")).toEqual({ name: null, address: "ana@ruiz.example", doubt: null });
});

it("folding keeps different names apart", () => {
  expect(fold("Ana Ruiz")).not.toBe(fold("Anna Ruiz"));
});
