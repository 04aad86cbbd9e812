// Whole sessions with relays that encrypt, that pretend to, and that somebody sits in front of: what leaves, what never does, and what is said of it.
import { createSelfSigned, type KeyAndCertificate } from "#platform/self-signed.ts";
import { createLog } from "#platform/log.ts";
import { Secret } from "#platform/secrets.ts";
import type { RelaySettings } from "#outbound/relay-pool.ts";
import { probeRelay } from "#outbound/relay-probe.ts";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { PostOffice, relayAt } from "./post-office.ts";
import { startWireRelay, type WireOptions, type WireRelay } from "./wire-relay.ts";

const day = 86_400_000;
const made = (name: string, fromDays: number, untilDays: number) =>
  createSelfSigned(name, { from: new Date(Date.now() + fromDays * day), until: new Date(Date.now() + untilDays * day) });
/** Vouched for, and named as the relay is: each is its own authority. */
const good = made("localhost", -1, 1);
const expired = made("localhost", -10, -1);
const ofAnother = made("mail.other.example", -1, 1);

const password = "pa55-of-the-desk";
const user = { name: "desk", password };
const signedIn = { username: "desk", password: new Secret(password) };
const text = "Switch it off, and never put paper into it again.";

let office: PostOffice;
let open: WireRelay[] = [];
let logged = "";

beforeAll(async () => {
  office = await PostOffice.open();
});
afterAll(() => office[Symbol.asyncDispose]());
afterEach(async () => {
  for (const relay of open.splice(0)) await relay[Symbol.asyncDispose]();
  open = [];
  logged = "";
  await office.rows(sql`delete from submission_queue`);
});

async function relayWith(options: Partial<WireOptions> = {}): Promise<WireRelay> {
  const relay = await startWireRelay({ certificate: good, ...options });
  open.push(relay);
  return relay;
}

const timeouts = { connect: 2_000, greeting: 2_000, silence: 2_000, message: 2_000 };

/** Sends one reply through it; gives what the desk then says of it. */
async function handOver(relay: WireRelay, settings: Partial<RelaySettings>, trust?: KeyAndCertificate) {
  const { messageId } = await office.submit({ text });
  await office.deliver(relayAt(relay.port, { host: "localhost", connections: 1, ...settings }), {
    timeouts,
    log: createLog({ level: "debug", readable: false, write: (line) => void (logged += line) }),
    ...(trust === undefined ? {} : { trust: trust.cert }),
  });
  const [copy] = await office.submissions(messageId);
  return copy;
}

/** What the test in the settings says to the same. */
async function probed(relay: WireRelay, settings: Partial<RelaySettings>, trust?: KeyAndCertificate) {
  return probeRelay(relayAt(relay.port, { host: "localhost", ...settings }), {
    hostname: "mail.test",
    timeouts,
    ...(trust === undefined ? {} : { trust: trust.cert }),
  });
}

/** Neither the letter nor the password, in any coding that SMTP has for it. */
function expectNothingReadable(relay: WireRelay): void {
  const wire = relay.clear();
  expect(wire).not.toContain(text);
  expect(wire).not.toMatch(/^(AUTH|MAIL|RCPT|DATA)/im);
  expectNoPassword(wire);
}

function expectNoPassword(words: string): void {
  expect(words).not.toContain(password);
  expect(words).not.toContain(Buffer.from(password).toString("base64"));
  expect(words).not.toContain(Buffer.from(`\0desk\0${password}`).toString("base64"));
}

describe("a relay with a certificate that somebody vouches for", () => {
  test.each(["required", "optional"] as const)("(STARTTLS, %s) takes the message under TLS alone", async (tls) => {
    const relay = await relayWith({ user, offers: { secured: ["AUTH PLAIN LOGIN"] } });
    expect(await handOver(relay, { tls, ...signedIn }, good)).toMatchObject({
      state: "sent",
      reply: "250 2.0.0 kept",
      code: "2.0.0",
      attempts: 1,
    });
    expect(relay.clear().replace(/^EHLO .*/m, "EHLO")).toBe("EHLO\r\nSTARTTLS\r\n");
    const verbs = relay.secured.map((line) => line.split(" ")[0]).filter((verb) => verb !== "QUIT");
    expect(verbs).toEqual(["EHLO", "AUTH", "MAIL", "RCPT", "DATA"]);
    expect(relay.mails).toEqual([{ raw: expect.stringContaining(text) as string, secured: true }]);
    expect(await probed(relay, { tls, ...signedIn }, good)).toBeNull();
  });

  test("(TLS from the first byte) hears nothing at all in the clear", async () => {
    const relay = await relayWith({ implicit: true, user, offers: { secured: ["AUTH PLAIN"] } });
    expect(await handOver(relay, { tls: "implicit", ...signedIn }, good)).toMatchObject({ state: "sent" });
    expect(relay.clear()).toBe("");
    expect(relay.mails.map(({ secured }) => secured)).toEqual([true]);
  });

  test("gets several messages over one encrypted session", async () => {
    const relay = await relayWith();
    await office.submit({ text });
    await office.submit({ text });
    expect(await handOver(relay, { tls: "required" }, good)).toMatchObject({ state: "sent" });
    expect(relay.mails.map(({ secured }) => secured)).toEqual([true, true, true]);
    expect(relay.handshakes).toBe(1);
  });

  // RFC 3207 §6: what came before TLS is forgotten. Words slipped in behind the go-ahead would otherwise pass for the relay's own.
  test("is believed only in what it says under TLS", async () => {
    const slippedIn = "250-wire.example\r\n250 AUTH CRAM-MD5\r\n250 2.0.0 already done\r\n";
    const relay = await relayWith({ user, slippedIn, offers: { secured: ["AUTH LOGIN"] } });
    expect(await handOver(relay, { tls: "required", ...signedIn }, good)).toMatchObject({
      state: "sent",
      reply: "250 2.0.0 kept",
    });
    expect(relay.secured.map((line) => line.split(" ")[0]).slice(0, 2)).toEqual(["EHLO", "AUTH"]);
    expect(relay.secured[1]).toBe("AUTH LOGIN");
    expect(relay.mails).toHaveLength(1);
  });
});

describe("a relay whose certificate nobody vouches for", () => {
  test("is good enough where TLS is optional, and is spoken to under TLS", async () => {
    const relay = await relayWith();
    expect(await handOver(relay, { tls: "optional" })).toMatchObject({ state: "sent" });
    expectNothingReadable(relay);
    expect(relay.mails.map(({ secured }) => secured)).toEqual([true]);
  });

  test.each<[string, "required" | "implicit", KeyAndCertificate, KeyAndCertificate | undefined, RegExp]>([
    ["is self-signed", "required", good, undefined, /self-signed certificate/],
    ["is self-signed", "implicit", good, undefined, /self-signed certificate/],
    ["has expired", "required", expired, expired, /certificate has expired/],
    ["has expired", "implicit", expired, expired, /certificate has expired/],
    ["names another machine", "required", ofAnother, ofAnother, /localhost.*mail\.other\.example/],
    ["names another machine", "implicit", ofAnother, ofAnother, /localhost.*mail\.other\.example/],
  ])("that %s (%s): the message waits, says why, and nothing of it was heard", async (_what, tls, certificate, trust, words) => {
    const relay = await relayWith({ certificate, implicit: tls === "implicit", user, offers: { secured: ["AUTH PLAIN"] } });
    const settings = { tls, ...signedIn };
    const copy = await handOver(relay, settings, trust);
    expect(copy).toMatchObject({ state: "deferred", reply: expect.stringMatching(words) as string, sentAt: null });
    expect(copy?.nextTryAt).toBeInstanceOf(Date);
    expectNothingReadable(relay);
    expect(relay.secured).toEqual([]);
    expect(relay.mails).toEqual([]);
    const told = await probed(relay, settings, trust);
    expect(told?.code).toBe("relay-tls-failed");
    expect(told?.publicMessage).toMatch(words);
    expect(told?.publicMessage).toContain("Name the host as its certificate does.");
  });
});

describe("where TLS does not come about", () => {
  const stripped = {
    offers: { clear: ["AUTH PLAIN LOGIN", "SIZE 1000000"] },
    answers: { STARTTLS: "502 5.5.1 never heard of it" },
    user,
  };

  test("and is required, the message waits: no letter, no password, no name of a reader in the clear", async () => {
    const relay = await relayWith(stripped);
    const copy = await handOver(relay, { tls: "required", ...signedIn }, good);
    expect(copy).toMatchObject({
      state: "deferred",
      reply: expect.stringContaining("502 5.5.1 never heard of it") as string,
      code: "5.5.1",
    });
    expectNothingReadable(relay);
    expect((await probed(relay, { tls: "required", ...signedIn }, good))?.code).toBe("relay-tls-missing");
  });

  test("because it is put off, and is required, the message waits", async () => {
    const relay = await relayWith({ answers: { STARTTLS: "454 4.7.0 TLS not available due to temporary reason" } });
    expect(await handOver(relay, { tls: "required" }, good)).toMatchObject({ state: "deferred", code: "4.7.0" });
    expectNothingReadable(relay);
  });

  test("from the first byte, because the relay speaks plainly, the message waits and the settings name the remedy", async () => {
    const relay = await relayWith();
    expect(await handOver(relay, { tls: "implicit" }, good)).toMatchObject({ state: "deferred", sentAt: null });
    expect(relay.mails).toEqual([]);
    const told = await probed(relay, { tls: "implicit" }, good);
    expect(told?.code).toBe("relay-tls-failed");
    expect(told?.publicMessage).toContain('Choose "required" (STARTTLS)');
  });

  test.each([
    ["is not offered", { offers: { clear: [] } }],
    ["is offered and then refused", { answers: { STARTTLS: "454 4.7.0 not now" } }],
  ])("and is optional: the message goes in the clear where it %s", async (_what, options) => {
    const relay = await relayWith(options);
    expect(await handOver(relay, { tls: "optional" })).toMatchObject({ state: "sent" });
    expect(relay.mails.map(({ secured }) => secured)).toEqual([false]);
  });

  // 0.0.0.0 leads to this machine, and does not look like it: as good as a relay at the other end of a network.
  test.each(["optional", "none"] as const)("and a password is to be said (%s): it is not, and the message waits", async (tls) => {
    const relay = await relayWith(stripped);
    const copy = await handOver(relay, { host: "0.0.0.0", tls, ...signedIn });
    expect(copy).toMatchObject({
      state: "deferred",
      reply:
        '0.0.0.0 does not encrypt the connection, so the password was not sent. Choose TLS "required" or "implicit" for this relay.',
    });
    expectNothingReadable(relay);
    expect((await probed(relay, { host: "0.0.0.0", tls, ...signedIn }))?.code).toBe("relay-without-tls");
  });
});

describe("signing in", () => {
  test.each(["PLAIN", "LOGIN"])("by AUTH %s opens the relay", async (mechanism) => {
    const relay = await relayWith({ user, offers: { secured: [`AUTH ${mechanism}`] } });
    expect(await handOver(relay, { tls: "required", ...signedIn }, good)).toMatchObject({ state: "sent" });
    expect(relay.secured.some((line) => line.startsWith(`AUTH ${mechanism}`))).toBe(true);
    expectNothingReadable(relay);
    expectNoPassword(logged);
  });

  test.each(["PLAIN", "LOGIN"])(
    "by AUTH %s, refused: the message waits with the relay's words, and is not to blame",
    async (mechanism) => {
      const relay = await relayWith({ user: { name: "desk", password: "another" }, offers: { secured: [`AUTH ${mechanism}`] } });
      const copy = await handOver(relay, { tls: "required", ...signedIn }, good);
      expect(copy).toMatchObject({
        state: "deferred",
        reply: expect.stringContaining("535 5.7.8 these credentials are not known here") as string,
        code: "5.7.8",
        sentAt: null,
      });
      expect(relay.mails).toEqual([]);
      const told = await probed(relay, { tls: "required", ...signedIn }, good);
      expect(told?.code).toBe("relay-auth-failed");
      expect(told?.publicMessage).toContain("these credentials are not known here");
      for (const words of [
        relay.clear(),
        logged,
        JSON.stringify(copy),
        JSON.stringify(await office.attempts(copy?.id ?? "")),
        told?.publicMessage ?? "",
      ])
        expectNoPassword(words);
    },
  );

  test("that the relay puts off: the message waits", async () => {
    const relay = await relayWith({ offers: { secured: ["AUTH PLAIN"] }, answers: { AUTH: "454 4.7.0 try again later" } });
    expect(await handOver(relay, { tls: "required", ...signedIn }, good)).toMatchObject({
      state: "deferred",
      reply: expect.stringContaining("454 4.7.0 try again later") as string,
      code: "4.7.0",
    });
  });

  test("that was forgotten: the message waits with the relay's words", async () => {
    const relay = await relayWith({ answers: { MAIL: "530 5.7.0 Authentication required" } });
    expect(await handOver(relay, { tls: "required" }, good)).toMatchObject({
      state: "deferred",
      reply: expect.stringContaining("530 5.7.0 Authentication required") as string,
      code: "5.7.0",
    });
  });
});
