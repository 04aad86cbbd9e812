// The SMTP door: what it takes, what it refuses, and in which words.
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "#domain/errors.ts";
import {
  alias,
  billing,
  certificate,
  elsewhere,
  support,
  openHouse,
  type TestHouse,
  testHouses,
} from "../../../test/smtp-house.ts";
import { SmtpClient } from "../../../test/smtp-client.ts";

const raw = Buffer.from("From: ann@example.com\r\nSubject: Hello\r\n\r\n.dot\r\n..dots\r\nBody\r\n");
const mail = (to: string[] = [support.address]) => ({ from: "ann@example.com", to, raw });

const { house, client, closeAll } = testHouses();
afterEach(closeAll);

describe("a message for one source", () => {
  test("is handed over byte for byte with its envelope, and the answer names its queue id", async () => {
    const inlet = await house();
    const sender = await client(inlet);
    const reply = await sender.send(mail());
    expect(reply.code).toBe(250);
    const [delivery] = inlet.stored;
    expect(Buffer.from(delivery?.raw ?? []).toString()).toBe(raw.toString());
    expect(reply.text).toBe(`2.6.0 queued as ${delivery?.externalId}`);
    expect(delivery).toMatchObject({
      workspaceId: "w1",
      sourceId: "s1",
      kind: "forwarding",
      envelope: {
        mailFrom: "ann@example.com",
        rcptTo: [support.address],
        remoteAddress: "127.0.0.1",
        helo: "client.example.com",
        tls: false,
      },
    });
  });

  test("may come several times over one session, each with an id of its own", async () => {
    const inlet = await house();
    const sender = await client(inlet);
    for (let count = 0; count < 3; count += 1) expect((await sender.send(mail())).code).toBe(250);
    expect(new Set(inlet.stored.map((delivery) => delivery.externalId)).size).toBe(3);
  });

  test("from the null sender, with 8-bit text, a NUL and a line of 60 kB, is taken as it is", async () => {
    const inlet = await house();
    const sender = await client(inlet);
    const odd = Buffer.concat([Buffer.from("Subject: x\r\n\r\n"), Buffer.alloc(60_000, 0xe9), Buffer.from([0, 13, 10])]);
    expect((await sender.send({ from: "", to: [support.address], raw: odd })).code).toBe(250);
    expect(Buffer.compare(Buffer.from(inlet.stored[0]?.raw ?? []), odd)).toBe(0);
    expect(inlet.stored[0]?.envelope?.mailFrom).toBe("");
  });

  test("without a single byte is still a message", async () => {
    const inlet = await house();
    const sender = await client(inlet);
    expect(await sender.begin(mail())).toBeNull();
    expect((await sender.command(".")).code).toBe(250);
    expect(inlet.stored[0]?.raw.length).toBe(0);
  });

  test("is found under a Unicode domain by its A-label form", async () => {
    const asked: string[] = [];
    const inlet = await house({
      findRoute: async (address) => {
        asked.push(address);
        return support;
      },
    });
    const sender = await client(inlet);
    await sender.command("MAIL FROM:<ü@bücher.example> SMTPUTF8");
    await sender.command("RCPT TO:<Help@Bücher.example>");
    await sender.command("RCPT TO:<help2@xn--bcher-kva.example>");
    expect(asked).toEqual(["Help@xn--bcher-kva.example", "help2@xn--bcher-kva.example"]);
  });
});

describe("a message for several recipients", () => {
  test("is one delivery for each source, all with the same bytes and the same queue id", async () => {
    const inlet = await house();
    const sender = await client(inlet);
    const reply = await sender.send(mail([support.address, billing.address, elsewhere.address]));
    expect(reply.code).toBe(250);
    expect(inlet.stored.map((delivery) => [delivery.workspaceId, delivery.sourceId])).toEqual([
      ["w1", "s1"],
      ["w1", "s2"],
      ["w2", "s3"],
    ]);
    expect(new Set(inlet.stored.map((delivery) => delivery.raw)).size).toBe(1);
    expect(new Set(inlet.stored.map((delivery) => delivery.externalId)).size).toBe(1);
  });

  test("of whom two lead to the same source, is one delivery with both in its envelope", async () => {
    const inlet = await house();
    const sender = await client(inlet);
    await sender.send(mail([support.address, alias.address]));
    expect(inlet.stored.map((delivery) => delivery.envelope?.rcptTo)).toEqual([[support.address, alias.address]]);
  });

  test("of whom one is unknown, is refused for that one and taken for the other", async () => {
    const inlet = await house();
    const sender = await client(inlet);
    await sender.command("MAIL FROM:<ann@example.com>");
    const refused = await sender.command("RCPT TO:<nobody@in.example.com>");
    expect([refused.code, refused.text.slice(0, 5)]).toEqual([550, "5.1.1"]);
    expect((await sender.command(`RCPT TO:<${support.address}>`)).code).toBe(250);
    expect((await sender.command("DATA")).code).toBe(354);
    expect((await sender.finish(raw)).code).toBe(250);
    expect(inlet.stored).toHaveLength(1);
  });

  test("takes 100 of them, and asks for the others in another transaction", async () => {
    const inlet = await house({ findRoute: async (address) => ({ ...support, address }) });
    const sender = await client(inlet);
    await sender.command("MAIL FROM:<ann@example.com>");
    const replies = [];
    for (let count = 0; count < 150; count += 1) replies.push(await sender.command(`RCPT TO:<r${count}@in.example.com>`));
    expect(replies.map((reply) => reply.code)).toEqual([...Array<number>(100).fill(250), ...Array<number>(50).fill(452)]);
    expect(replies.at(-1)?.text).toMatch(/^4\.5\.3 /);
    expect((await sender.command("DATA")).code).toBe(354);
    expect((await sender.finish(raw)).code).toBe(250);
    expect(inlet.stored[0]?.envelope?.rcptTo).toHaveLength(100);
  });
});

describe("what cannot be taken now", () => {
  test("is answered 451 when one of its deliveries is not stored, and nothing is said about the others", async () => {
    const inlet = await house({
      accept: async (delivery, stored) => {
        if (delivery.sourceId === "s2") throw new Error("the disk is on fire");
        stored.push(delivery);
        return "stored";
      },
    });
    const sender = await client(inlet);
    const reply = await sender.send(mail([support.address, billing.address]));
    expect(reply).toMatchObject({ code: 451, text: "4.3.0 The message could not be stored, please send it again later" });
    expect(inlet.errors).toHaveLength(1);
    expect((await sender.send(mail())).code).toBe(250);
  });

  test("is answered only when every accept has resolved", async () => {
    let finish = () => {};
    const inlet = await house({ accept: () => new Promise((resolve) => (finish = () => resolve("stored"))) });
    const sender = await client(inlet);
    await sender.begin(mail());
    const reply = sender.finish(raw);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sender.unreadReplies).toBe(0);
    finish();
    expect((await reply).code).toBe(250);
  });

  test.each([
    ["shutting-down", 421, "4.3.2"],
    ["disk-low", 452, "4.3.1"],
    ["queue-full", 452, "4.3.1"],
    ["database-down", 451, "4.3.0"],
  ])("is refused before DATA while the house says %s: %i %s", async (code, expected, status) => {
    let refusal: AppError | null = null;
    const inlet = await house({ refusal: () => refusal });
    const sender = await client(inlet);
    await sender.command("MAIL FROM:<ann@example.com>");
    await sender.command(`RCPT TO:<${support.address}>`);
    refusal = new AppError({ code, retry: "transient", publicMessage: "Not now." });
    const reply = await sender.command("DATA");
    expect([reply.code, reply.text.slice(0, 5)]).toEqual([expected, status]);
  });

  test("is answered 451 when the recipient cannot be looked up", async () => {
    const inlet = await house({ findRoute: () => Promise.reject(new Error("connection refused")) });
    const sender = await client(inlet);
    await sender.command("MAIL FROM:<ann@example.com>");
    const reply = await sender.command(`RCPT TO:<${support.address}>`);
    expect([reply.code, reply.text.slice(0, 5)]).toEqual([451, "4.3.0"]);
  });

  test("is answered 451 while its source is paused, in words that tell its operator so, and without an alarm in the log", async () => {
    const paused = new AppError({ code: "source-paused", retry: "transient", publicMessage: "This source is paused." });
    const inlet = await house({ findRoute: () => Promise.reject(paused) });
    const sender = await client(inlet);
    await sender.command("MAIL FROM:<ann@example.com>");
    const reply = await sender.command(`RCPT TO:<${support.address}>`);
    expect(reply).toMatchObject({ code: 451, text: "4.2.1 This address takes no mail at present, please try again later" });
    expect(inlet.errors).toEqual([]);
  });

  test("is refused while too many bytes are held for others, and taken when they are stored", async () => {
    const finishers: (() => void)[] = [];
    const inlet = await house({
      limits: { maxBytesInFlight: 1_000_000 },
      accept: () => new Promise((resolve) => finishers.push(() => resolve("stored"))),
    });
    const [first, second] = [await client(inlet), await client(inlet)];
    const large = { ...mail(), raw: Buffer.alloc(700_000, "line\r\n") };
    await first.begin(large);
    const stored = first.finish(large.raw);
    await expect.poll(() => finishers.length).toBe(1);
    await second.command("MAIL FROM:<bob@example.com> SIZE=700000");
    await second.command(`RCPT TO:<${support.address}>`);
    expect(await second.command("DATA")).toMatchObject({ code: 452, text: expect.stringMatching(/^4\.3\.1 /) });
    await second.command("RSET");
    expect(await second.send(large)).toMatchObject({ code: 452 });
    finishers[0]?.();
    expect((await stored).code).toBe(250);
    await second.begin(large);
    const again = second.finish(large.raw);
    await expect.poll(() => finishers.length).toBe(2);
    finishers[1]?.();
    expect((await again).code).toBe(250);
  });
});

describe("the door", () => {
  test("offers what it can do and nothing else", async () => {
    const inlet = await house({ tls: certificate() });
    const sender = await SmtpClient.connect({ port: inlet.port });
    expect((await sender.reply()).lines).toEqual(["220 in.example.com ESMTP Inlet"]);
    const { lines } = await sender.command("EHLO client.example.com");
    expect(lines.map((line) => line.slice(4))).toEqual([
      "in.example.com",
      "PIPELINING",
      "8BITMIME",
      "SMTPUTF8",
      "ENHANCEDSTATUSCODES",
      "STARTTLS",
      `SIZE ${35 * 1024 * 1024}`,
    ]);
    sender.destroy();
  });

  test("speaks TLS with its own certificate, and says so in the envelope", async () => {
    const tls = certificate();
    const inlet = await house({ tls });
    const sender = await client(inlet);
    const secure = await sender.startTls();
    expect(secure.getPeerX509Certificate()?.toString()).toBe(tls.cert);
    expect(secure.getPeerX509Certificate()?.checkHost("in.example.com")).toBe("in.example.com");
    await sender.command("EHLO client.example.com");
    expect((await sender.send(mail())).code).toBe(250);
    expect(inlet.stored[0]?.envelope?.tls).toBe(true);
  });

  test("offers no STARTTLS without a key of its own", async () => {
    const inlet = await house();
    const sender = await client(inlet);
    expect((await sender.command("EHLO client.example.com")).lines.join()).not.toContain("STARTTLS");
    expect((await sender.command("STARTTLS")).code).toBe(500);
  });

  test("says which port is taken, when it is", async () => {
    const inlet = await house();
    await expect(openHouseAt(inlet.port)).rejects.toThrow("EADDRINUSE");
  });

  test("lets a stranger wait for the greeting, and greets a trusted relay at once", async () => {
    const limits = { greetingPauseMs: 150 };
    const [strict, trusting] = [await house({ limits }), await house({ limits, trustedRelays: ["127.0.0.0/8"] })];
    const waited = async (at: TestHouse) => {
      const before = performance.now();
      await client(at);
      return performance.now() - before;
    };
    expect(await waited(strict)).toBeGreaterThan(140);
    expect(await waited(trusting)).toBeLessThan(100);
  });
});

describe("a receiver that is stopped", () => {
  test("lets a message that is under way finish, ends idle sessions at once, and takes no new ones", async () => {
    const inlet = await openHouse();
    const [sender, idle] = [await client(inlet), await client(inlet)];
    await sender.begin(mail());
    const stopped = inlet[Symbol.asyncDispose]();
    expect((await idle.reply()).text).toMatch(/^4\.3\.2 /);
    await expect(SmtpClient.connect({ port: inlet.port })).rejects.toThrow("ECONNREFUSED");
    expect((await sender.finish(raw)).code).toBe(250);
    await stopped;
    expect(inlet.stored).toHaveLength(1);
  });

  test("waits for a slow message no longer than the drain limit", async () => {
    const inlet = await openHouse({ limits: { drainMs: 200 } });
    const sender = await client(inlet);
    await sender.begin(mail());
    const before = performance.now();
    await inlet[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(1_500);
    expect((await sender.reply()).code).toBe(421);
    expect(inlet.stored).toHaveLength(0);
  });

  test("stops within a second when nothing is going on", async () => {
    const inlet = await openHouse();
    const silent = connect(inlet.port, "127.0.0.1");
    await client(inlet);
    const before = performance.now();
    await inlet[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(1_000);
    silent.destroy();
  });
});

async function openHouseAt(port: number): Promise<void> {
  const { startReceiver } = await import("./receiver.ts");
  const { defaultLimits } = await import("./limits.ts");
  await startReceiver(
    { host: "127.0.0.1", port, hostname: "x", tls: null, trustedRelays: [], limits: defaultLimits, now: () => new Date() },
    {
      accept: async () => "stored",
      findRoute: async () => null,
      refusal: () => null,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    },
  );
}
