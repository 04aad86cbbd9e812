// Secrets, tokens and passwords.
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLog } from "./log.ts";
import {
  Secret,
  createEnvelope,
  deriveKey,
  hashPassword,
  hashToken,
  isSame,
  randomBase32,
  randomToken,
  verifyPassword,
} from "./secrets.ts";

const secret = new Secret("a secret of more than thirty-two characters");

describe("a secret", () => {
  it("shows itself to nobody who does not ask by name", () => {
    const lines: string[] = [];
    createLog({ level: "info", readable: false, write: (line) => lines.push(line) }).info(
      { secretly: secret, deep: { a: [secret] } },
      "hello",
    );
    for (const shown of [String(secret), JSON.stringify({ secret }), inspect({ secret }), Object.values(secret).join(), ...lines])
      expect(shown).not.toContain("thirty");
    expect(secret.reveal()).toContain("thirty");
  });

  it("is sealed and opened again, whatever it holds", () => {
    const envelope = createEnvelope(secret);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (plain, context) => {
        expect(envelope.open(envelope.seal(plain, context), context)).toBe(plain);
      }),
    );
  });

  it("does not open with another secret, in another place, or with one bit changed", () => {
    const envelope = createEnvelope(secret);
    const sealed = envelope.seal("JBSWY3DPEHPK3PXP", "agent:1:totp");
    expect(sealed).not.toContain("JBSWY3DPEHPK3PXP");
    expect(envelope.seal("JBSWY3DPEHPK3PXP", "agent:1:totp")).not.toBe(sealed);
    const bytes = Buffer.from(sealed.slice(3), "base64url");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => envelope.open(`v1.${changed.toString("base64url")}`, "agent:1:totp")).toThrow(/secret-unreadable/);
    }
    expect(() => envelope.open(sealed, "agent:2:totp")).toThrow(/secret-unreadable/);
    expect(() => createEnvelope(new Secret("another secret of more than 32 characters")).open(sealed, "agent:1:totp")).toThrow(
      /secret-unreadable/,
    );
    expect(() => envelope.open("v1.", "agent:1:totp")).toThrow(/secret-unreadable/);
    expect(() => envelope.open("plain text", "agent:1:totp")).toThrow(/secret-unreadable/);
  });

  it("gives each purpose a key of its own", () => {
    expect(deriveKey(secret, "a")).toHaveLength(32);
    expect(deriveKey(secret, "a")).toEqual(deriveKey(secret, "a"));
    expect(deriveKey(secret, "a")).not.toEqual(deriveKey(secret, "b"));
  });
});

describe("a token", () => {
  it("has 256 bits, and its hash does not tell it", () => {
    const token = randomToken();
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(hashToken(token)).toHaveLength(32);
    expect(hashToken("abc").toString("hex")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("can be written in letters that an address keeps", () => {
    expect(randomBase32(5_000)).toMatch(/^[a-z2-7]{5000}$/);
    expect(new Set(randomBase32(5_000)).size).toBe(32);
  });

  it("is the same only when every byte is", () => {
    expect(isSame("abc", Buffer.from("abc"))).toBe(true);
    expect(isSame("abc", "abcd")).toBe(false);
    expect(isSame("", "a")).toBe(false);
  });
});

describe("a password", () => {
  it("is known by its hash, in either Unicode form, and by nothing else", async () => {
    const hashed = await hashPassword("cr\u00e8me br\u00fbl\u00e9e");
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=47104,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await verifyPassword("cre\u0300me bru\u0302le\u0301e", hashed)).toBe(true);
    expect(await verifyPassword("creme brulee", hashed)).toBe(false);
    expect(await verifyPassword("anything", null)).toBe(false);
  });

  // The test vector of RFC 9106 has a secret and associated data; this one is the reference command's for "password", salt "somesalt".
  it("is read from hashes that other programs made", async () => {
    const made = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    expect(await verifyPassword("password", made)).toBe(true);
    expect(await verifyPassword("passwort", made)).toBe(false);
  });
});
