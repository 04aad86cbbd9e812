// The author is read once and strictly; lists of recipients are read as people's programs write them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authenticate } from "./authenticate.ts";
import { parseAddressList, parseFrom, readAsWritten } from "./address.ts";
import { zoneResolver } from "./resolver.ts";

const accepted: readonly [string, string, string][] = [
  ["j@example.com", "", "j@example.com"],
  ["<J@Example.COM>", "", "J@example.com"],
  ["Jörg Müller <j@example.com>", "Jörg Müller", "j@example.com"],
  ['"Doe, John" <j@example.com>', "Doe, John", "j@example.com"],
  ["'j@example.com' <j@example.com>", "j@example.com", "j@example.com"],
  ["Doe, John <j@example.com>", "Doe, John", "j@example.com"],
  ["John Q. Public <j@example.com>", "John Q. Public", "j@example.com"],
  ['"O\\"Neil" <o@example.com>', 'O"Neil', "o@example.com"],
  ["=?utf-8?Q?J=C3=B6rg?= <j@example.com>", "Jörg", "j@example.com"],
  ["=?utf-8?Q?Shop=20:)?= <j@example.com>", "Shop :)", "j@example.com"],
  ["j@example.com (John Doe)", "John Doe", "j@example.com"],
  ["John (Acme) <j@example.com>", "John (Acme)", "j@example.com"],
  ["John <j@example.com> (work)", "John", "j@example.com"],
  ['"j@example.com" <j@example.com>', "j@example.com", "j@example.com"],
  ["j@example.com <j@example.com>", "j@example.com", "j@example.com"],
  ["j@bücher.example", "", "j@xn--bcher-kva.example"],
  ["John <j@example.com.>", "John", "j@example.com"],
  ["root@localhost", "", "root@localhost"],
  ['"j@example.com"', "", "j@example.com"],
  ["John Doe j@example.com", "John Doe", "j@example.com"],
  ["John <j@example.com> >", "John", "j@example.com"],
  ["John <j@example.com>,", "John", "j@example.com"],
  ["Acme: John <j@example.com>", "Acme: John", "j@example.com"],
  ["John :) <j@example.com>", "John :)", "j@example.com"],
  ["(John) <j@example.com>", "John", "j@example.com"],
  ["John (a) (b) <j@example.com> (c) (d)", "John (a) (b)", "j@example.com"],
  [`=?utf-8?Q?${"=C3=BC".repeat(40)}=20:)?= <j@example.com>`, `${"ü".repeat(40)} :)`, "j@example.com"],
];

/** Every string here once made one reader see the victim and another the thief. */
const refused: readonly (readonly [string[], string])[] = [
  [["x@victim.example (c).evil.example"], "misplaced-comment"],
  [["x@victim.example .evil.example"], "text-after-address"],
  [["Name <x@victim.example .evil.example>"], "not-an-address"],
  [["((a) <x@evil.example>) <x@victim.example>"], "text-after-address"],
  [["(a(b)c@evil.example) x@victim.example"], "misplaced-comment"],
  [['g:"; <x@evil.example>, " <x@victim.example>;'], "several-mailboxes"],
  [["<@evil.example:x@victim.example>"], "source-route"],
  [["a@victim.example", "b@evil.example"], "several-fields"],
  [["a@victim.example, b@evil.example"], "several-mailboxes"],
  [["A <a@victim.example>, B <b@evil.example>"], "several-mailboxes"],
  [["victim\uFF20bank.example@evil.example"], "lookalike-at-sign"],
  [["x@victim.example <x@evil.example>"], "several-at-signs"],
  [["group: x@victim.example;"], "group"],
  [['"x@victim.example"@evil.example'], "several-at-signs"],
  [["x@victim.example\u0000 <x@evil.example>"], "not-an-address"],
  [["Name <x@victim.example> <x@evil.example>"], "text-after-address"],
  [["x@[192.0.2.1]"], "not-an-address"],
  [["=?utf-8?Q?x=40victim.example?=@evil.example"], "not-an-address"],
  [["undisclosed"], "not-an-address"],
  [["Name <x@victim.example>.evil.example"], "text-after-address"],
  [["Name <x@victim.example"], "not-an-address"],
  [['"Name <x@victim.example>'], "not-an-address"],
  [['"Name <x@victim.example>"'], "not-an-address"],
  [["'x@victim.example'"], "not-an-address"],
  [[""], "missing"],
  [[], "missing"],
];

describe("the author", () => {
  it.each(accepted)("%s is one person", (value, name, address) => {
    expect(parseFrom([value])).toEqual({ address: { name, address } });
  });

  it.each(refused)("%j is ambiguous", (values, reason) => {
    expect(parseFrom(values)).toEqual({ ambiguous: reason });
  });

  it.each(accepted)("%s has the domain that DMARC is evaluated for", async (value, _name, address) => {
    const raw = Buffer.from(`From: ${value}\r\n\r\nhi`);
    const { evaluatedDomain } = await authenticate(raw, null, { name: "", address }, zoneResolver({}));
    expect(evaluatedDomain).toBe(address.slice(address.lastIndexOf("@") + 1));
  });

  it("never throws, and gives an address with exactly one at sign in its last place", () => {
    const token = fc.constantFrom(
      "a",
      "@",
      ".",
      "<",
      ">",
      "(",
      ")",
      '"',
      "\\",
      ",",
      ";",
      ":",
      " ",
      "example.com",
      "=?utf-8?q?x?=",
      "\uFF20",
      "ü",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 20 }), (tokens) => {
        const author = parseFrom([tokens.join("")]);
        if ("ambiguous" in author) return;
        expect(author.address.address.split("@")).toHaveLength(2);
        expect(author.address.address).toMatch(/@[a-z0-9._-]+$/);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("a From field that names nobody for certain", () => {
  it.each([
    ["Nathan <nathan>", [["Nathan", "nathan"]]],
    ["nathan (Nathan Doe)", [["Nathan Doe", "nathan"]]],
    ["Moderator", [["Moderator", ""]]],
    ["MAILER-DAEMON (Mail System)", [["Mail System", "MAILER-DAEMON"]]],
    [
      '"A" <a@x.example>, "B" <b@x.example>',
      [
        ["A", "a@x.example"],
        ["B", "b@x.example"],
      ],
    ],
    [
      '"A" <>, "B" <b@x.example>',
      [
        ["A", ""],
        ["B", "b@x.example"],
      ],
    ],
    ["=?utf-8?Q?J=C3=B6rg?= <nobody>", [["Jörg", "nobody"]]],
    ["", []],
  ] as const)("%s is shown as it was written", (value, shown) => {
    expect(readAsWritten([value]).map(({ name, address }) => [name, address])).toEqual(shown);
  });
});

describe("a list of recipients", () => {
  it.each([
    ['a@x.example, B <b@x.example>; "C, D" <c@x.example>', ["a@x.example", "b@x.example", "c@x.example"]],
    ["Team: a@x.example, b@x.example;, c@x.example", ["a@x.example", "b@x.example", "c@x.example"]],
    ["undisclosed-recipients:;", []],
    ["<mailto:a@x.example>", ["a@x.example"]],
    ["'a@x.example'", ["a@x.example"]],
    ["a@x.example, A@X.example", ["a@x.example"]],
    ['"unterminated <a@x.example>, b@x.example', ["a@x.example", "b@x.example"]],
    ["Name (x, y) <a@x.example>, (only a comment)", ["a@x.example"]],
    ["<@route.example:a@x.example>", ["a@x.example"]],
    ["no address at all", []],
    ["A <a@x.example, B <b@x.example>", ["a@x.example", "b@x.example"]],
    ["A <a@x.example> B <b@x.example>", ["a@x.example", "b@x.example"]],
    ["A <<a@x.example>>, <3 <b@x.example>", ["a@x.example", "b@x.example"]],
    ["John :( <a@x.example>, b@x.example", ["a@x.example", "b@x.example"]],
    ["ann(remark)@x.example, b@x . example, <c@ x.example>", ["ann@x.example", "b@x.example", "c@x.example"]],
    ["Ann (ann@x.example), mailto:b@x.example", ["ann@x.example", "b@x.example"]],
    ["<mailto:a@x.example?subject=hi>, <http://x.example/?a@b>", ["a@x.example"]],
    ["(nested (remarks \\) and) more) a@x.example", ["a@x.example"]],
  ])("%s", (value, addresses) => {
    expect(parseAddressList([value]).addresses.map((entry) => entry.address)).toEqual(addresses);
  });

  it("stops at its limit and says so", () => {
    const many = Array.from({ length: 30 }, (_, at) => `p${at}@x.example`).join(",");
    expect(parseAddressList([many], 20)).toMatchObject({ cut: true, addresses: { length: 20 } });
  });
});
