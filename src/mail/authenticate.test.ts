// Sender authentication with a zone in memory: what a signature proves, what a change breaks, and what cannot be found out.
import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import fc from "fast-check";
import { dkimSign, sealMessage } from "mailauth";
import { beforeAll, describe, expect, it } from "vitest";
import { authenticate } from "./authenticate.ts";
import { cachedResolver, dnsError, type Resolver, type Zone, zoneResolver } from "./resolver.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const publicText = publicKey.export({ type: "spki", format: "der" }).toString("base64");
const zone: Zone = {
  "customer.example": { TXT: ["v=spf1 ip4:192.0.2.10 -all"] },
  "s1._domainkey.customer.example": { TXT: [`v=DKIM1; k=rsa; p=${publicText}`] },
  "_dmarc.customer.example": { TXT: ["v=DMARC1; p=reject"] },
  "nodmarc.example": { TXT: ["v=spf1 -all"] },
};
const from = { name: "", address: "ann@customer.example" };
const envelope = {
  mailFrom: "ann@customer.example",
  rcptTo: [],
  remoteAddress: "192.0.2.10",
  helo: "mx.customer.example",
  tls: true,
};
const body = "Hello,\r\nthe printer does not print.\r\n";
const plain = `From: Ann <ann@customer.example>\r\nTo: support@desk.example\r\nSubject: Printer\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\n${body}`;
let signed = "";

async function sign(options: { maxBodyLength?: number } = {}): Promise<string> {
  const { signatures } = await dkimSign(Buffer.from(plain), {
    canonicalization: "relaxed/relaxed",
    signatureData: [
      {
        signingDomain: "customer.example",
        selector: "s1",
        privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
        ...options,
      },
    ],
  } as Parameters<typeof dkimSign>[1]);
  return signatures + plain;
}

/** An ARC set with another tag in its seal, signed anew (RFC 8617 §5.1.1). */
function resealed(set: string, tag: string): string {
  const fields = set
    .trimEnd()
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const field = (name: string) => fields.find((line) => line.toLowerCase().startsWith(`${name}:`))!;
  const relaxed = (line: string) =>
    line.replace(/^([^:]+):\s*/, (_, name: string) => `${name.toLowerCase()}:`).replace(/\s+/g, " ");
  const [results, message] = [field("arc-authentication-results"), field("arc-message-signature")];
  const seal = field("arc-seal").replace(/ b=.*$/, ` ${tag} b=`);
  const signature = signBytes("sha256", Buffer.from([results, message, seal].map(relaxed).join("\r\n")), privateKey);
  return `${[`${seal}${signature.toString("base64")}`, message, results].join("\r\n")}\r\n`;
}

const check = (raw: string, over: Partial<typeof envelope> = {}, resolve: Resolver = zoneResolver(zone)) =>
  authenticate(Buffer.from(raw), { ...envelope, ...over }, from, resolve);

beforeAll(async () => {
  signed = await sign();
});

describe("sender authentication", () => {
  it("passes for a signed message, through any server", async () => {
    expect(await check(signed, { remoteAddress: "198.51.100.1" })).toMatchObject({
      spf: { result: "fail" },
      dkim: [{ result: "pass", domain: "customer.example", selector: "s1" }],
      dmarc: { result: "pass", domain: "customer.example", policy: "reject" },
      evaluatedDomain: "customer.example",
    });
  });

  it("passes by SPF alone for the domain's own server", async () => {
    expect(await check(plain)).toMatchObject({
      spf: { result: "pass", domain: "customer.example" },
      dkim: [],
      dmarc: { result: "pass" },
    });
  });

  it("fails for a forged message", async () => {
    expect(await check(plain, { remoteAddress: "198.51.100.1" })).toMatchObject({ dmarc: { result: "fail", policy: "reject" } });
  });

  it("is broken by any changed byte of the body", async () => {
    const start = signed.indexOf("\r\n\r\n") + 4;
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 5), async (at) => {
        fc.pre(!/\s/.test(body[at]!));
        const changed = `${signed.slice(0, start + at)}#${signed.slice(start + at + 1)}`;
        const { dkim } = await check(changed);
        expect(dkim[0]?.result).not.toBe("pass");
      }),
      { numRuns: 15 },
    );
  });

  it("does not count a signature that covers only a part of the body", async () => {
    const partial = await sign({ maxBodyLength: 10 });
    expect(await check(partial, { remoteAddress: "198.51.100.1" })).toMatchObject({
      dkim: [{ result: "policy" }],
      dmarc: { result: "fail" },
    });
  });

  it("finds nothing for a domain without records, and says so", async () => {
    const raw = plain.replace("customer.example>", "unknown.example>");
    const found = await authenticate(Buffer.from(raw), { ...envelope, mailFrom: "a@unknown.example" }, from, zoneResolver(zone));
    expect(found).toMatchObject({
      spf: { result: "none" },
      dkim: [],
      dmarc: { result: "none" },
      arc: { result: "none" },
      evaluatedDomain: "unknown.example",
    });
  });

  it("is a temperror when name servers do not answer", async () => {
    const found = await check(signed, {}, (name, type) => Promise.reject(dnsError("ESERVFAIL", name, type)));
    expect(found).toMatchObject({
      spf: { result: "temperror" },
      dkim: [{ result: "temperror" }],
      dmarc: { result: "temperror" },
    });
  });

  it("asks for no policy when the author is ambiguous", async () => {
    expect(await authenticate(Buffer.from(plain), envelope, null, zoneResolver(zone))).toMatchObject({
      dmarc: { result: "none" },
      evaluatedDomain: null,
    });
  });

  it("does not spend time on a flood of signatures", async () => {
    const flood = "DKIM-Signature: v=1; a=rsa-sha256; d=customer.example; s=s1; h=from; bh=AA==; b=AA==\r\n".repeat(500);
    const started = performance.now();
    expect(await check(flood + plain)).toMatchObject({ dkim: [] });
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("reads what the servers on the way sealed, and believes no chain with a seal that is not exact", async () => {
    const seal = {
      signingDomain: "customer.example",
      selector: "s1",
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
      authResults:
        "mx.relay.example; dmarc=pass (p=reject; said dmarc=fail) header.from=Sender.example; dkim=pass header.d=sender.example",
      cv: "none",
    };
    const sealed = (await sealMessage(Buffer.from(plain), seal as Parameters<typeof sealMessage>[1])).toString() + plain;
    const { arc } = await check(sealed);
    const said = { sealer: "customer.example", dmarc: { result: "pass", domain: "sender.example" }, signers: ["sender.example"] };
    expect(arc).toEqual({ result: "pass", sealer: "customer.example", said: [said] });
    expect((await check(sealed.replace("printer does", "printer did"))).arc).not.toHaveProperty("said");
    expect((await check(sealed.replace("dmarc=pass", "dmarc=none"))).arc.result).toBe("fail");
  });

  it("believes no seal whose tags are not as they have to be, although its signature holds", async () => {
    const seal = {
      signingDomain: "customer.example",
      selector: "s1",
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
      authResults: "mx.relay.example; dmarc=pass header.from=sender.example",
      cv: "none",
    };
    const written = (await sealMessage(Buffer.from(plain), seal as Parameters<typeof sealMessage>[1])).toString();
    expect((await check(resealed(written, "q=ok;") + plain)).arc.result).toBe("pass");
    // RFC 6376 §3.2: names of tags are case-sensitive.
    expect((await check(resealed(written, "Q=ok;") + plain)).arc.result).toBe("fail");
  });

  it("never throws, whatever the bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (raw) => {
        expect((await authenticate(raw, envelope, from, zoneResolver(zone))).dmarc.result).toBe("none");
      }),
      { numRuns: 100 },
    );
  });
});

describe("the resolver's cache", () => {
  it("asks once for what many want, keeps answers and absences for their time, and asks again after a failure", async () => {
    let asked = 0;
    let now = 0;
    const answers: (() => Promise<string[]>)[] = [
      async () => ["192.0.2.1"],
      async () => Promise.reject(dnsError("ENOTFOUND", "a", "A")),
      async () => Promise.reject(dnsError("ESERVFAIL", "a", "A")),
      async () => ["192.0.2.2"],
    ];
    const resolve = cachedResolver(() => answers[asked++]!(), { keepMs: 100, keepAbsenceMs: 50, now: () => now });
    expect(await Promise.all([resolve("a.example", "A"), resolve("A.example", "A")])).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
    expect(asked).toBe(1);
    now = 101;
    await expect(resolve("a.example", "A")).rejects.toMatchObject({ code: "ENOTFOUND" });
    now = 150;
    await expect(resolve("a.example", "A")).rejects.toMatchObject({ code: "ENOTFOUND" });
    expect(asked).toBe(2);
    now = 152;
    await expect(resolve("a.example", "A")).rejects.toMatchObject({ code: "ESERVFAIL" });
    expect(await resolve("a.example", "A")).toEqual(["192.0.2.2"]);
    expect(asked).toBe(4);
  });

  it("forgets the least recently used name when it is full", async () => {
    let asked = 0;
    const resolve = cachedResolver(async () => [String(asked++)], { maxEntries: 2 });
    for (const name of ["a", "b", "a", "c", "a"]) await resolve(name, "A");
    expect(asked).toBe(3);
    await resolve("b", "A");
    expect(asked).toBe(4);
  });
});
