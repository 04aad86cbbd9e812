// Which address an answer leaves with, and why; names and selectors.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseSender, nextSelectors, readDomainName, type SendingDomainState } from "./sending-domain.ts";

const generated = "support-k3v9q2m7x4ahc5dp@in.example.com";
const source = (...publicAddresses: string[]) => ({ name: "Support", address: generated, publicAddresses });
const domain = (name: string, state: SendingDomainState) => ({ id: `id of ${name}`, name, state });

const cases: [
  what: string,
  publicAddresses: string[],
  writtenTo: string[],
  domains: ReturnType<typeof domain>[],
  from: string,
  code: string | null,
][] = [
  ["a verified domain", ["help@a.example"], ["help@a.example"], [domain("a.example", "verified")], "help@a.example", null],
  [
    "the address that was written to, of two",
    ["help@a.example", "sales@b.example"],
    ["x@elsewhere.example", "SALES@B.example"],
    [domain("a.example", "verified"), domain("b.example", "verified")],
    "sales@b.example",
    null,
  ],
  [
    "a hidden recipient: the first public address",
    ["help@a.example"],
    ["ana@c.example"],
    [domain("a.example", "verified")],
    "help@a.example",
    null,
  ],
  [
    "a domain that is not verified",
    ["help@a.example"],
    ["help@a.example"],
    [domain("a.example", "pending")],
    generated,
    "sender-domain-unverified",
  ],
  [
    "a domain that broke",
    ["help@a.example"],
    ["help@a.example"],
    [domain("a.example", "broken")],
    generated,
    "sender-domain-broken",
  ],
  ["a domain nobody added", ["help@a.example"], ["help@a.example"], [], generated, "sender-domain-missing"],
  [
    "a subdomain of a verified one",
    ["help@x.a.example"],
    ["help@x.a.example"],
    [domain("a.example", "verified")],
    generated,
    "sender-domain-missing",
  ],
  [
    "an unverified address is not exchanged for another that is verified",
    ["help@a.example", "sales@b.example"],
    ["help@a.example"],
    [domain("a.example", "pending"), domain("b.example", "verified")],
    generated,
    "sender-domain-unverified",
  ],
  ["no public address", [], ["help@a.example"], [domain("a.example", "verified")], generated, "no-public-address"],
  [
    "an address that a stranger typed",
    ["help@a.example"],
    ["boss@b.example"],
    [domain("b.example", "verified")],
    generated,
    "sender-domain-missing",
  ],
];

describe("an answer leaves", () => {
  it.each(cases)("%s", (_what, publicAddresses, writtenTo, domains, from, code) => {
    const choice = chooseSender({ source: source(...publicAddresses), writtenTo, domains });
    expect(choice.from).toEqual({ name: "Support", address: from });
    expect(choice.mailFrom).toBe(generated);
    expect(choice.notice?.code ?? null).toBe(code);
    expect(choice.domainId).toBe(code === null ? `id of ${from.split("@")[1] ?? ""}` : null);
  });

  it("signed by the mail domain from a generated address, where that is a sending domain too", () => {
    const choice = chooseSender({ source: source(), writtenTo: [], domains: [domain("in.example.com", "verified")] });
    expect(choice).toMatchObject({ from: { address: generated }, domainId: "id of in.example.com" });
  });

  it("never under a domain that is not verified, whatever it is asked with", () => {
    const host = fc.constantFrom("a.example", "b.example", "in.example.com");
    const address = host.map((name) => `help@${name}`);
    const state = fc.constantFrom<SendingDomainState>("pending", "verified", "broken");
    const domains = fc.uniqueArray(
      fc.tuple(host, state).map(([name, given]) => domain(name, given)),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(fc.array(address), fc.array(address), domains, (publicAddresses, writtenTo, known) => {
        const { from, domainId, notice } = chooseSender({ source: source(...publicAddresses), writtenTo, domains: known });
        const of = known.find(({ name }) => from.address.endsWith(`@${name}`));
        expect(from.address === generated || of?.state === "verified").toBe(true);
        expect(known.find(({ id }) => id === domainId)?.state ?? "verified").toBe("verified");
        expect(notice === null).toBe(from.address !== generated);
      }),
    );
  });
});

describe("names", () => {
  it("are read the same twice, and are always A-labels", () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.webUrl(), fc.emailAddress(), fc.string()), (given) => {
        const name = readDomainName(given);
        if (name === null) return;
        expect(name).toMatch(/^[a-z0-9.-]+$/);
        expect(readDomainName(name)).toBe(name);
      }),
    );
  });

  it("of selectors are never given twice", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80 }), (turns) => {
        const taken: string[] = [];
        for (let turn = 0; turn <= turns; turn += 1) taken.push(...Object.values(nextSelectors(taken, 2026)));
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.every((selector) => /^inlet-2026[a-z]{1,2}-[re]$/.test(selector))).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});
