// What mail systems say, and what it means: why, for good or not, and the status that says so.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bounceReasons } from "#domain/message.ts";
import { classify, codesOf, reasonOfWords, type Said } from "./classify.ts";

const said = (diagnostic: string, rest: Partial<Said> = {}): Said => ({
  diagnostic,
  words: diagnostic,
  about: diagnostic,
  status: null,
  command: null,
  namesAddress: false,
  isDelay: false,
  ...rest,
});

describe("a diagnostic", () => {
  it.each([
    ["550 5.1.1 The email account that you tried to reach does not exist", "address-unknown", true, "5.1.1"],
    ["550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", "address-unknown", true, "5.1.10"],
    ["550 5.4.1 Recipient address rejected: Access denied", "address-unknown", null, "5.4.1"],
    ["551 5.1.6 recipient no longer on server", "address-moved", true, "5.1.6"],
    ["User has moved to new@far.example", "address-moved", true, "5.1.6"],
    ["Host or domain name not found. Name service error: Host not found", "domain-unknown", true, "5.1.2"],
    ["Host or domain name not found: Host not found, try again", "network", false, "4.4.0"],
    ["556 5.1.10 Recipient address has null MX", "domain-unknown", true, "5.1.10"],
    ["552 5.2.2 The email account that you tried to reach is over quota", "mailbox-full", false, "5.2.2"],
    ["550 5.2.1 The email account that you tried to reach is disabled", "mailbox-disabled", false, "5.2.1"],
    ["552 5.3.4 Message size exceeds fixed limit", "message-too-large", false, "5.3.4"],
    ["550 5.7.26 Unauthenticated email is not accepted due to DMARC policy", "authentication-failed", false, "5.7.26"],
    ["554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "sender-blocked", false, "5.7.1"],
    ["421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred", "sender-blocked", false, "4.7.0"],
    ["550 5.7.1 Message content rejected, UBE", "spam", false, "5.7.1"],
    ["554 5.7.0 Reject - VIRUS: Eicar", "virus", false, "5.7.0"],
    ["554 5.7.1 Relay access denied", "relay-denied", false, "5.7.1"],
    ["553 5.1.8 Domain of sender address does not exist", "sender-refused", false, "5.1.8"],
    ["450 4.2.0 Greylisted, try again in 5 minutes", "rate-limited", false, "4.2.0"],
    ["550 5.7.1 not RFC 5322 compliant", "content-rejected", false, "5.7.1"],
    ["delivery time expired", "expired", false, "4.4.7"],
    ["connect to mx.far.example[192.0.2.1]:25: No route to host", "network", false, "4.4.0"],
    ["452 4.3.1 Insufficient system storage", "server-error", false, "4.3.1"],
    ["503 5.5.1 Bad sequence of commands", "protocol-error", false, "5.5.1"],
    ["Postfach voll", "mailbox-full", false, "4.2.2"],
    ["Benutzer unbekannt", "address-unknown", true, "5.1.1"],
    ["Пользователь не найден", "address-unknown", true, "5.1.1"],
    ["qwertz", "unknown", null, null],
  ])("%s", (diagnostic, reason, permanent, status) => {
    expect(classify(said(diagnostic))).toEqual({ reason, permanent, status });
  });
});

describe("user unknown", () => {
  it.each([
    ["in answer to RCPT is for good", { command: "rcpt" }, true],
    ["in answer to the content is what filters say", { command: "data" }, null],
    ["with a code for something else is open", { status: "5.7.1" }, null],
    ["with the code for it is for good, whenever it was said", { status: "5.1.1", command: "data" }, true],
    ["of a named address is for good", { namesAddress: true }, true],
    ["while it is still being tried is open", { status: "5.1.1", isDelay: true }, null],
  ] as const)("%s", (_name, rest, permanent) => {
    expect(classify(said("550 User unknown", rest)).permanent).toBe(permanent);
  });
});

it("the far side's code outranks what the reporting mail system filled in", () => {
  expect(classify(said("550 5.7.1 IP address blacklisted", { status: "5.1.1" })).status).toBe("5.7.1");
  expect(classify(said("550 5.2.2 Mailbox Full", { status: "5.0.0" })).status).toBe("5.2.2");
  expect(classify(said("450 4.7.1 Access denied", { status: "4.4.7" })).status).toBe("4.7.1");
});

it("a rate that is too high is no spam, and a closed group no relay", () => {
  const rate = "421-4.7.28 We have detected an unusual rate of unsolicited mail originating from your IP address";
  expect(reasonOfWords(rate)).toMatchObject({ reason: "rate-limited" });
  const group = "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required";
  expect(reasonOfWords(group)).toMatchObject({ reason: "sender-refused" });
});

it("neither addresses nor years, ports and hosts are codes or reasons", () => {
  expect(codesOf("from 192.0.2.1:25 at 2010 with id 5.1.1.9")).toMatchObject({ status: null, reply: null });
  expect(reasonOfWords("no-spam@far.example reduced the recipient's wait")).toMatchObject({ reason: "unknown" });
});

it("every text has one verdict of the closed vocabulary, and only a bad address is for good", () => {
  const word = fc.constantFrom(
    "550",
    "5.1.1",
    "4.2.2",
    "user",
    "unknown",
    "mailbox",
    "full",
    "rejected",
    "spam",
    "host",
    "not found",
    "…",
    "@",
    "x",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 20 }), (words) => {
      const { reason, permanent } = classify(said(words.join(" ")));
      expect(bounceReasons).toContain(reason);
      expect(permanent !== true || ["address-unknown", "address-moved", "domain-unknown"].includes(reason)).toBe(true);
    }),
  );
});

it("gives up no address for what Postfix before 3.0 says of a null MX and of broken name servers alike", () => {
  const diagnostic = "Name service error for name=far.example type=MX: Malformed or unexpected name server reply";
  expect(classify(said(diagnostic, { status: "5.4.4" }))).toEqual({ reason: "network", permanent: false, status: "5.4.4" });
});
