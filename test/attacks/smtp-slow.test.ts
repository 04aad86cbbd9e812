// Slow and greedy clients: they are ended by deadline and minimum rate, and nobody else notices them.
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { SmtpClient } from "../smtp-client.ts";
import { certificate, support, testHouses } from "../smtp-house.ts";

const { house, closeAll } = testHouses();
afterEach(closeAll);

const roomy = { maxConnectionsPerAddress: 1_000, maxConnectionsPerNetwork: 1_000 };
const mail = { from: "ann@example.com", to: [support.address], raw: Buffer.from("Subject: a\r\n\r\nb\r\n") };

/** Writes one byte at each interval until the server hangs up; gives how long that took, in milliseconds. */
function dribble(socket: Socket, everyMs: number): Promise<number> {
  const since = performance.now();
  const timer = setInterval(() => socket.write("x"), everyMs);
  socket.on("error", () => {});
  socket.resume();
  return new Promise((resolve) => {
    socket.on("close", () => {
      clearInterval(timer);
      resolve(performance.now() - since);
    });
  });
}

async function atData(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`EHLO slow.example\r\nMAIL FROM:<slow@example.com>\r\nRCPT TO:<${support.address}>\r\nDATA\r\n`);
  await new Promise<void>((resolve) => {
    let seen = "";
    socket.on("data", (chunk) => {
      seen += chunk.toString();
      if (seen.includes("354 ")) resolve();
    });
  });
  return socket;
}

describe("a message that comes one byte at a time", () => {
  test("is ended by the minimum rate", async () => {
    const inlet = await house({ limits: { ...roomy, rateWindowMs: 600, minBytesPerSecond: 500 } });
    const client = await SmtpClient.open({ port: inlet.port });
    await client.begin(mail);
    const timer = setInterval(() => client.write("x"), 20);
    const since = performance.now();
    const reply = await client.reply();
    clearInterval(timer);
    expect(reply).toMatchObject({ code: 421, text: "4.4.2 The message comes too slowly" });
    expect(performance.now() - since).toBeLessThan(2_000);
    await client.closed();
  });

  test("is ended by the deadline when it is just fast enough", async () => {
    const inlet = await house({ limits: { ...roomy, dataMs: 500, rateWindowMs: 300, minBytesPerSecond: 1 } });
    const client = await SmtpClient.open({ port: inlet.port });
    await client.begin(mail);
    const timer = setInterval(() => client.write("x"), 20);
    const reply = await client.reply();
    clearInterval(timer);
    expect(reply).toMatchObject({ code: 421, text: "4.4.2 The message took too long" });
  });
});

test("200 clients that dribble keep nobody waiting, and every one of them is ended", async () => {
  const inlet = await house({
    limits: { ...roomy, sessionMs: 2_500, rateWindowMs: 1_800, greetingPauseMs: 100 },
    trustedRelays: [],
  });
  const kinds = [
    async () => connect(inlet.port, "127.0.0.1"),
    async () => {
      const socket = connect(inlet.port, "127.0.0.1");
      // Waits for the greeting, or it would talk too soon.
      await new Promise((resolve) => socket.once("data", resolve));
      return socket;
    },
    async () => {
      const socket = connect(inlet.port, "127.0.0.1");
      await new Promise((resolve) => socket.once("data", resolve));
      return socket;
    },
  ];
  const sockets = await Promise.all(Array.from({ length: 200 }, (_, index) => kinds[index % 3]?.() as Promise<Socket>));
  const ended = sockets.map((socket) => dribble(socket, 100));
  const before = performance.now();
  const client = await SmtpClient.open({ port: inlet.port });
  expect((await client.send(mail)).code).toBe(250);
  expect(performance.now() - before).toBeLessThan(1_000);
  client.destroy();
  for (const ms of await Promise.all(ended)) expect(ms).toBeLessThan(6_000);
});

test("dribblers inside DATA do not hold memory, and a fresh client is served meanwhile", async () => {
  const inlet = await house({ limits: { ...roomy, rateWindowMs: 1_200 } });
  const sockets = await Promise.all(Array.from({ length: 50 }, () => atData(inlet.port)));
  const ended = sockets.map((socket) => dribble(socket, 50));
  const client = await SmtpClient.open({ port: inlet.port });
  expect((await client.send(mail)).code).toBe(250);
  client.destroy();
  for (const ms of await Promise.all(ended)) expect(ms).toBeLessThan(5_000);
  expect(inlet.stored).toHaveLength(1);
});

test("a client that says nothing after its message is ended, one that goes on sending messages is not", async () => {
  const inlet = await house({ limits: { ...roomy, sessionMs: 600, rateWindowMs: 300 } });
  const [busy, idle] = [await SmtpClient.open({ port: inlet.port }), await SmtpClient.open({ port: inlet.port })];
  await idle.send(mail);
  for (let count = 0; count < 8; count += 1) {
    expect((await busy.send(mail)).code).toBe(250);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  expect(await idle.reply()).toMatchObject({ code: 421, text: "4.4.2 No message for too long" });
  busy.destroy();
});

test("a client that waits for a slow commit is not ended for it", async () => {
  const inlet = await house({
    limits: { ...roomy, sessionMs: 200, dataMs: 200, rateWindowMs: 120, idleMs: 200 },
    accept: () => new Promise((resolve) => setTimeout(() => resolve("stored"), 1_200)),
  });
  const client = await SmtpClient.open({ port: inlet.port });
  expect((await client.send(mail)).code).toBe(250);
  client.destroy();
});

describe("too many connections", () => {
  test("of one address are turned away, and let in again when others have left", async () => {
    const inlet = await house({ limits: { maxConnectionsPerAddress: 3 } });
    const clients = await Promise.all([1, 2, 3].map(() => SmtpClient.open({ port: inlet.port })));
    const fourth = await SmtpClient.connect({ port: inlet.port });
    expect(await fourth.reply()).toMatchObject({ code: 421, text: expect.stringMatching(/^4\.7\.0 /) });
    await fourth.closed();
    for (const client of clients) await client.quit();
    await expect
      .poll(() =>
        SmtpClient.open({ port: inlet.port }).then(
          () => "in",
          () => "out",
        ),
      )
      .toBe("in");
  });

  test("are not counted after they have ended, encrypted or not, whoever hung up and when", async () => {
    const inlet = await house({ limits: { maxConnectionsPerAddress: 2, rateWindowMs: 300, sessionMs: 400 }, tls: certificate() });
    const endings: ((client: SmtpClient) => Promise<void>)[] = [
      async (client) => client.quit(),
      async (client) => client.destroy(),
      async (client) => {
        await client.startTls();
        await client.quit();
      },
      async (client) => {
        await client.startTls();
        client.destroy();
      },
      async (client) => {
        await client.command("STARTTLS");
        client.write("this is no handshake at all, and long enough to be found out\r\n".repeat(5));
        await client.closed();
      },
      async (client) => {
        await client.command("STARTTLS");
        await client.closed();
      },
    ];
    for (const end of [...endings, ...endings]) {
      const open = () => SmtpClient.open({ port: inlet.port }).catch(() => null);
      await expect
        .poll(async () => await open().then(async (client) => (client === null ? "full" : end(client).then(() => "ended"))))
        .toBe("ended");
    }
  });

  test("of everybody are turned away, but for a trusted relay", async () => {
    const inlet = await house({ limits: { maxConnections: 2, placesForTrusted: 1 }, trustedRelays: ["127.0.0.1"] });
    const clients = await Promise.all([1, 2, 3].map(() => SmtpClient.open({ port: inlet.port })));
    const fourth = await SmtpClient.connect({ port: inlet.port });
    expect(await fourth.reply()).toMatchObject({ code: 421, text: expect.stringMatching(/^4\.3\.2 /) });
    for (const client of clients) client.destroy();
  });
});
