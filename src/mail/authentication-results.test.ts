// What a server wrote about a message, read without being led astray by its remarks.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readAuthenticationResults } from "./authentication-results.ts";

test.each([
  [
    "i=1; mx.google.com; dkim=pass header.i=@customer.example header.s=s1; spf=pass (google.com: domain of a@b) smtp.mailfrom=a@b; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=customer.example",
    "pass customer.example",
    ["customer.example"],
  ],
  [
    "i=1; mx.microsoft.com 1; spf=fail; dmarc=fail action=none header.from=customer.example; dkim=none; arc=none",
    "fail customer.example",
    [],
  ],
  [
    "i=2; mx.example 1; dkim=pass header.d=A.example; dkim=fail header.d=b.example; dmarc=none header.from=A.Example.",
    "none a.example",
    ["a.example"],
  ],
  ['mx; dmarc=fail reason="x; dmarc=pass header.from=victim.example" header.from=evil.example', "fail evil.example", []],
  ["mx; dmarc=fail (; dmarc=pass header.from=victim.example;) header.from=evil.example", "fail evil.example", []],
  ["mx; dmarc=pass header.from=victim.example; dmarc=pass header.from=victim.example", "fail victim.example", []],
  ["mx; dmarc=sure header.from=victim.example", "none victim.example", []],
  ["mx; none", "none -", []],
  ["", "none -", []],
] as const)("%s", (value, dmarc, signers) => {
  const found = readAuthenticationResults(value);
  expect(`${found.dmarc.result} ${found.dmarc.domain ?? "-"}`).toBe(dmarc);
  expect(found.signers).toEqual(signers);
});

test("anything at all can be read", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      expect(readAuthenticationResults(`mx; ${value}`).signers.length).toBeLessThanOrEqual(10);
    }),
  );
});
