// What proves a sender, and what only looks as if it did.
import { expect, test } from "vitest";
import type { Authentication } from "./authentication.ts";
import { isAligned, senderProof, senderVerdict } from "./sender-verdict.ts";

const author = { name: "Anna", address: "anna@mail.customer.co.uk" };

function found(changes: Partial<Authentication>): Authentication {
  return {
    spf: { result: "none", domain: null },
    dkim: [],
    dmarc: { result: "none", domain: null, policy: null },
    arc: { result: "none", sealer: null },
    evaluatedDomain: "mail.customer.co.uk",
    ...changes,
  };
}

const dmarc = (result: Authentication["dmarc"]["result"]) => ({ result, domain: "customer.co.uk", policy: "reject" as const });
const signed = (domain: string, result: "pass" | "fail" = "pass") => [{ result, domain, selector: "s1" }];
const sentBy = (domain: string, result: "pass" | "softfail" = "pass") => ({ result, domain });

test.each([
  ["nothing was checked", null, "unchecked"],
  ["DMARC passed", found({ dmarc: dmarc("pass") }), "verified"],
  ["DMARC failed", found({ dmarc: dmarc("fail") }), "failed"],
  ["DMARC failed though somebody else signed it", found({ dmarc: dmarc("fail"), dkim: signed("evil.example") }), "failed"],
  ["there is no policy and nothing is signed", found({}), "unverified"],
  ["there is no policy and its own domain signed it", found({ dkim: signed("customer.co.uk") }), "verified"],
  ["there is no policy and a sister domain signed it", found({ dkim: signed("news.customer.co.uk") }), "verified"],
  ["there is no policy and its own server sent it", found({ spf: sentBy("bounce.customer.co.uk") }), "verified"],
  ["somebody else under the same public suffix signed it", found({ dkim: signed("evil.co.uk") }), "unverified"],
  ["its own signature is broken", found({ dkim: signed("customer.co.uk", "fail") }), "unverified"],
  ["its own server is only tolerated", found({ spf: sentBy("customer.co.uk", "softfail") }), "unverified"],
  ["the policy could not be looked up", found({ dmarc: dmarc("temperror"), dkim: signed("customer.co.uk") }), "unverified"],
  [
    "the policy is broken, its own domain signed it",
    found({ dmarc: dmarc("permerror"), dkim: signed("customer.co.uk") }),
    "verified",
  ],
  ["a trusted list sealed it, but nothing is aligned", found({ arc: { result: "pass", sealer: "google.com" } }), "unverified"],
] as const)("when %s, the verdict is as it should be", (_, authentication, verdict) => {
  expect(senderVerdict(authentication, author)).toBe(verdict);
});

test("the proof is named, DMARC before DKIM before SPF", () => {
  expect(senderProof(found({ dmarc: dmarc("pass"), dkim: signed("customer.co.uk") }), author)).toBe("dmarc");
  expect(senderProof(found({ dkim: signed("customer.co.uk"), spf: sentBy("customer.co.uk") }), author)).toBe("dkim");
  expect(senderProof(found({ spf: sentBy("customer.co.uk") }), author)).toBe("spf");
  expect(senderProof(found({ dmarc: dmarc("pass") }), null)).toBeNull();
});

test("strangers who register under one provider's domain are not aligned with each other", () => {
  expect(isAligned("evil.github.io", "anna.github.io")).toBe(false);
  expect(isAligned("github.io", "anna.github.io")).toBe(false);
  expect(isAligned("co.uk", "customer.co.uk")).toBe(false);
  expect(isAligned("MAIL.Customer.co.uk", "mail.customer.co.uk")).toBe(true);
  expect(isAligned(null, "customer.co.uk")).toBe(false);
  expect(isAligned("", "")).toBe(false);
  expect(isAligned("printer.localdomain", "printer.localdomain")).toBe(true);
});
