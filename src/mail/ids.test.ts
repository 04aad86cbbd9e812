// Message-IDs of others and of our own, and reply addresses.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMessageId, splitIds } from "./message-id.ts";
import { mintOwnId, verifyOwnId } from "./own-id.ts";
import { hashReplyToken, mintReplyAddress, parseReplyAddress } from "./reply-address.ts";

const key = Buffer.alloc(32, 7);

describe("Message-IDs of others", () => {
  it.each([
    ["<a@b.example>", "a@b.example"],
    [" <a@b.example> (added by relay)", "a@b.example"],
    ["a@b.example", "a@b.example"],
    ["<a\t@b.example>", "a@b.example"],
    ["<no-at-sign>", "no-at-sign"],
    ["<<a@b.example>>", "a@b.example"],
    ["<a@b.example", "a@b.example"],
    ["a@b.example>", "a@b.example"],
    ['"<a@b.example>"', "a@b.example"],
    ["<'a@b.example'>", "a@b.example"],
    ['<"a"@b.example>', '"a"@b.example'],
    ["=?utf-8?q?=3Ca=40b=2Eexample=3E?=", "a@b.example"],
    ["=?us-ascii?Q?=3Clong-?= =?us-ascii?Q?id=40b.example=3E?=", "long-id@b.example"],
    ["<>", null],
    ["", null],
    [`<${"x".repeat(1_200)}@b.example>`, null],
    ["<a\u0000@b>", null],
  ])("%s", (written, id) => {
    expect(parseMessageId(written)).toBe(id);
  });

  it("splits references, drops what is too long, and keeps each once", () => {
    const { ids, dropped } = splitIds(`<a@x> <b@x>,<a@x> <${"y".repeat(60_000)}@x> Ann's message of <c@x>`);
    expect(ids).toEqual(["a@x", "b@x", "c@x"]);
    expect(dropped).toBe(1);
  });
});

describe("Message-IDs of our own", () => {
  it("are recognised, are never the same twice, and fail when any character is changed", () => {
    const id = mintOwnId(key, "desk.example");
    expect(verifyOwnId(id, key)).toBe(true);
    expect(mintOwnId(key, "desk.example")).not.toBe(id);
    expect(verifyOwnId(id, Buffer.alloc(32, 8))).toBe(false);
    fc.assert(
      fc.property(fc.nat(id.length - 1), fc.constantFrom(..."abXY09_-."), (at, character) => {
        fc.pre(id[at] !== character);
        expect(verifyOwnId(id.slice(0, at) + character + id.slice(at + 1), key)).toBe(false);
      }),
    );
  });

  it.each(["", "a@b", "a.b@desk.example", `${"A".repeat(22)}.${"A".repeat(22)}@desk.example`])("%s is not ours", (id) => {
    expect(verifyOwnId(id, key)).toBe(false);
  });
});

describe("reply addresses", () => {
  it("lead back to their token, whatever a relay does to the case", () => {
    const minted = mintReplyAddress("in.desk.example");
    expect(minted.token).toHaveLength(26);
    expect(parseReplyAddress(minted.address.toUpperCase(), "in.desk.example")).toBe(minted.token);
    expect(hashReplyToken(minted.token)).toEqual(minted.hash);
  });

  it.each([
    "reply+short@in.desk.example",
    "reply+@in.desk.example",
    `reply+${"a".repeat(26)}@other.example`,
    "support@in.desk.example",
    "reply",
  ])("%s is none", (address) => {
    expect(parseReplyAddress(address, "in.desk.example")).toBeNull();
  });
});
