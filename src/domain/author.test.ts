// Who wrote: the same mail with and without the forwarder's name in the settings, its proof in the mail, and its seal.
import { expect, test } from "vitest";
import { type AuthorFacts, resolveAuthor } from "./author.ts";
import type { Authentication, SealedWord } from "./authentication.ts";
import type { ClaimedAuthor } from "./message.ts";

const ann = { name: "Ann", address: "ann@customer.example" };
const eve = { name: "Ann", address: "eve@evil.example" };
const group = { name: "Ann via Support", address: "help@desk.example" };

const claim = (author = ann, changes: Partial<ClaimedAuthor> = {}): ClaimedAuthor => ({
  author,
  by: "group",
  forwarder: "desk.example",
  evidence: "x-original-from",
  ...changes,
});

interface World {
  trusted?: string[];
  own?: string[];
  dmarc?: Authentication["dmarc"]["result"];
  evaluated?: string;
  said?: SealedWord[];
  checks?: boolean;
}

function facts({
  trusted = ["desk.example"],
  own = [],
  dmarc = "pass",
  evaluated = "desk.example",
  said,
  checks = true,
}: World): AuthorFacts {
  const arc =
    said === undefined ? { result: "none" as const, sealer: null } : { result: "pass" as const, sealer: said[0]!.sealer, said };
  return {
    policy: { authenticate: checks, ownAddresses: own, ignoreSenders: [], setAsideLists: false, trustedForwarders: trusted },
    authentication: checks
      ? {
          spf: { result: "none", domain: null },
          dkim: [],
          dmarc: { result: dmarc, domain: evaluated, policy: "reject" },
          arc,
          evaluatedDomain: evaluated,
        }
      : null,
  };
}

const sealed = (sealer: string, domain: string, result: "pass" | "fail" | "none" = "pass"): SealedWord => ({
  sealer,
  dmarc: { result, domain },
  signers: [],
});

function found(claims: readonly ClaimedAuthor[], world: World = {}, from = group): string {
  const { author, verdict, proof, disbelieved } = resolveAuthor({ from, claimedAuthors: claims }, facts(world));
  return `${author.address} ${verdict} ${proof ?? "-"}${disbelieved === null ? "" : ` ${disbelieved.because}`}`;
}

const asGroup = "help@desk.example verified dmarc";
const google = sealed("google.com", "customer.example");

test.each<[string, readonly ClaimedAuthor[], World, string]>([
  ["nobody else is named", [], {}, asGroup],
  ["the forwarder is configured by its domain and proved", [claim()], {}, "ann@customer.example unverified -"],
  ["it is configured by its address", [claim()], { trusted: ["help@desk.example"] }, "ann@customer.example unverified -"],
  ["another address of its domain is configured", [claim()], { trusted: ["list@desk.example"] }, `${asGroup} not-configured`],
  ["nothing is configured", [claim()], { trusted: [] }, `${asGroup} not-configured`],
  ["only a Reply-To names another", [claim(ann, { by: "forwarder" })], { trusted: [] }, asGroup],
  ["only a Reply-To does, at a domain that is configured", [claim(ann, { by: "forwarder", evidence: "reply-to" })], {}, asGroup],
  [
    "only a Reply-To does, of an address that is configured",
    [claim(ann, { by: "forwarder", evidence: "reply-to" })],
    { trusted: ["help@desk.example"] },
    "ann@customer.example unverified -",
  ],
  ["the forwarder is not proved", [claim()], { dmarc: "none" }, "help@desk.example unverified - not-proved"],
  ["the forwarder's own domain disowns it", [claim()], { dmarc: "fail" }, "help@desk.example failed - not-proved"],
  ["nothing is authenticated here", [claim()], { checks: false }, "help@desk.example unchecked - not-proved"],
  [
    "the claim is about another forwarder",
    [claim(ann, { forwarder: "relay.example" })],
    { trusted: ["relay.example"] },
    `${asGroup} not-configured`,
  ],
  ["it names an address of ours", [claim()], { own: ["ann@customer.example"] }, `${asGroup} not-configured`],
  ["two are named", [claim(), claim(eve, { evidence: "reply-to" })], {}, `${asGroup} contradicted`],
  [
    "an envelope sender differs, which is often a robot's",
    [claim(), claim(eve, { by: "srs" })],
    {},
    "ann@customer.example unverified -",
  ],
  [
    "a trusted server sealed that the author was proved",
    [claim()],
    { trusted: ["desk.example", "google.com"], said: [google] },
    "ann@customer.example verified arc",
  ],
  [
    "a stranger sealed it",
    [claim()],
    { said: [sealed("evil.example", "customer.example")] },
    "ann@customer.example unverified -",
  ],
  [
    "a stranger's seal lies under the trusted one",
    [claim()],
    {
      trusted: ["desk.example", "google.com"],
      said: [sealed("google.com", "desk.example"), sealed("evil.example", "customer.example")],
    },
    "ann@customer.example unverified -",
  ],
  [
    "the forwarder's own house sealed it again",
    [claim()],
    { trusted: ["desk.example", "google.com"], said: [sealed("google.com", "desk.example"), google] },
    "ann@customer.example verified arc",
  ],
  [
    "the seal says that it was somebody else's mail",
    [claim()],
    { trusted: ["desk.example", "google.com"], said: [sealed("google.com", "evil.example")] },
    `${asGroup} contradicted`,
  ],
  [
    "the seal says that the author's domain disowned it",
    [claim()],
    { trusted: ["desk.example", "google.com"], said: [sealed("google.com", "customer.example", "fail")] },
    "ann@customer.example failed -",
  ],
  [
    "two are named, and the seal knows one of them",
    [claim(eve), claim()],
    { trusted: ["desk.example", "google.com"], said: [google] },
    "ann@customer.example verified arc",
  ],
  [
    "only the forwarder's seal proves it",
    [claim()],
    { dmarc: "none", said: [sealed("desk.example", "customer.example")] },
    "ann@customer.example verified arc",
  ],
])("when %s", (_, claims, world, expected) => {
  expect(found(claims, world)).toBe(expected);
});

const broken: World = { dmarc: "fail", evaluated: "customer.example" };

test.each<[string, World, string]>([
  ["by nobody", {}, "ann@customer.example failed -"],
  ["by a server that is trusted", { trusted: ["google.com"], said: [google] }, "ann@customer.example verified arc"],
  ["by a server that is not trusted", { trusted: [], said: [google] }, "ann@customer.example failed -"],
  [
    "by a group's operator, whose group is trusted",
    { trusted: ["googlegroups.com"], said: [google] },
    "ann@customer.example verified arc",
  ],
  [
    "with a failure that was there before",
    { trusted: ["google.com"], said: [sealed("google.com", "customer.example", "fail")] },
    "ann@customer.example failed -",
  ],
  [
    "by the trusted server, about somebody else",
    { trusted: ["google.com"], said: [sealed("google.com", "evil.example")] },
    "ann@customer.example failed -",
  ],
])("a mail that was changed on the way and sealed %s", (_, world, expected) => {
  expect(found([], { ...broken, ...world }, ann)).toBe(expected);
});

test("a good signature under a trusted seal is proof where the domain has no policy, and a broken chain is none", () => {
  const word = {
    sealer: "google.com",
    dmarc: { result: "none" as const, domain: "customer.example" },
    signers: ["mail.customer.example"],
  };
  const world = facts({ ...broken, trusted: ["google.com"], said: [word] });
  expect(resolveAuthor({ from: ann, claimedAuthors: [] }, world)).toMatchObject({ verdict: "verified", proof: "arc" });
  const authentication = { ...world.authentication!, arc: { ...world.authentication!.arc, result: "fail" as const } };
  expect(resolveAuthor({ from: ann, claimedAuthors: [] }, { ...world, authentication }).verdict).toBe("failed");
});

test("a From that names nobody has no author, whatever the rest says", () => {
  expect(resolveAuthor({ from: null, claimedAuthors: [claim()] }, facts({}))).toBeNull();
});
