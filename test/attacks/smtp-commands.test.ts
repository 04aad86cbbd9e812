// Commands made to break, probe or exhaust the receiver.
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { SmtpClient, type SmtpReply } from "../smtp-client.ts";
import { support, testHouses } from "../smtp-house.ts";

const { house, client, closeAll } = testHouses();
afterEach(closeAll);

/** Every reply until the server hangs up. */
async function allReplies(of: SmtpClient): Promise<SmtpReply[]> {
  const replies: SmtpReply[] = [];
  for (;;) {
    const reply = await of.reply().catch(() => null);
    if (reply === null) return replies;
    replies.push(reply);
  }
}

const raw = Buffer.from("Subject: a\r\n\r\nb\r\n");
const mail = { from: "ann@example.com", to: [support.address], raw };

describe("a command", () => {
  test.each([
    ["of 64 kB with a line end", `NOOP ${"x".repeat(65_536)}\r\n`],
    ["of 64 kB without one", "x".repeat(65_536)],
    ["just above 2,048 bytes", `NOOP ${"x".repeat(2_044)}\r\n`],
  ])("%s ends the session", async (_name, bytes) => {
    const sender = await client(await house());
    sender.write(bytes);
    expect((await allReplies(sender)).map((reply) => reply.code)).toEqual([421]);
  });

  test("of exactly 2,048 bytes is read", async () => {
    const sender = await client(await house());
    expect((await sender.command(`NOOP ${"x".repeat(2_043)}`)).code).toBe(250);
  });

  test.each([
    ["VRFY support@in.example.com", 252],
    ["VRFY nobody@in.example.com", 252],
    ["EXPN support", 500],
    ["BDAT 10 LAST", 500],
    ["AUTH PLAIN AGEAYg==", 500],
    ["XCLIENT ADDR=192.0.2.1", 500],
    ["XFORWARD ADDR=192.0.2.1", 500],
    ["ETRN example.com", 500],
    ["WIZ please", 500],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 25", 500],
    ["LHLO x", 500],
    ["DATA", 503],
    ["RCPT TO:<support-k3m9@in.example.com>", 503],
    ["MAIL FROM:<a@example.com> BODY=BINARYMIME", 501],
    ["MAIL FROM:<a\u0000b@example.com>", 501],
    ["MAIL FROM:<a@example.com> SIZE=1 SIZE=2", 501],
    ["\u0000\u0001\u0002", 500],
    ["__proto__ x", 500],
    ["constructor", 500],
  ])("%j is answered %i and tells nothing", async (line, code) => {
    const inlet = await house();
    const sender = await client(inlet);
    const reply = await sender.command(line);
    expect(reply.code).toBe(code);
    expect((await sender.command("NOOP")).code).toBe(250);
    expect((await sender.send(mail)).code).toBe(250);
    expect(inlet.stored[0]?.envelope?.remoteAddress).toBe("127.0.0.1");
  });

  test("before the greeting ends a stranger's session", async () => {
    const inlet = await house({ limits: { greetingPauseMs: 100 } });
    const sender = await SmtpClient.connect({ port: inlet.port });
    sender.write("EHLO early.example\r\nMAIL FROM:<a@example.com>\r\n");
    const replies = await allReplies(sender);
    expect(replies.map((reply) => reply.code)).toEqual([421]);
  });

  test("before EHLO is refused", async () => {
    const inlet = await house();
    const sender = await SmtpClient.connect({ port: inlet.port });
    await sender.reply();
    expect((await sender.command("MAIL FROM:<a@example.com>")).code).toBe(503);
    sender.destroy();
  });

  test("of HTTP ends the session", async () => {
    const inlet = await house();
    const socket = connect(inlet.port, "127.0.0.1");
    const seen: string[] = [];
    socket.on("data", (chunk) => seen.push(chunk.toString()));
    await new Promise((resolve) => socket.once("data", resolve));
    socket.write("POST / HTTP/1.1\r\nHost: x\r\n\r\nMAIL FROM:<a@example.com>\r\n");
    await new Promise((resolve) => socket.once("close", resolve));
    expect(seen.join("")).toMatch(/421 HTTP requests not allowed|421 .*HTTP/);
  });
});

describe("talk without a message", () => {
  test("ends after 100 commands", async () => {
    const sender = await client(await house());
    sender.write("NOOP\r\n".repeat(300));
    const replies = await allReplies(sender);
    expect(replies.length).toBe(100);
    expect(replies.at(-1)).toMatchObject({ code: 421, text: "4.7.0 Too many commands without a message" });
  });

  test("starts anew with each message that is stored", async () => {
    const sender = await client(await house());
    for (let count = 0; count < 4; count += 1) {
      for (let noop = 0; noop < 60; noop += 1) await sender.command("NOOP");
      expect((await sender.send(mail)).code).toBe(250);
    }
  });

  test("ends after 20 errors", async () => {
    const sender = await client(await house());
    await sender.command("MAIL FROM:<ann@example.com>");
    sender.write("RCPT TO:<nobody@in.example.com>\r\n".repeat(50));
    const replies = await allReplies(sender);
    expect(replies.map((reply) => reply.code)).toEqual([...Array<number>(20).fill(550), 421]);
  });

  test("of 10,000 recipients is ended, with 100 of them looked up", async () => {
    let asked = 0;
    const inlet = await house({
      findRoute: async (address) => {
        asked += 1;
        return { ...support, address };
      },
    });
    const sender = await client(inlet);
    await sender.command("MAIL FROM:<ann@example.com>");
    const commands = Array.from({ length: 10_000 }, (_, index) => `RCPT TO:<r${index}@in.example.com>\r\n`);
    sender.write(commands.join(""));
    const replies = await allReplies(sender);
    expect(replies.filter((reply) => reply.code === 250)).toHaveLength(100);
    expect(replies.at(-1)?.code).toBe(421);
    expect(replies.length).toBeLessThan(1_100);
    expect(asked).toBe(100);
  });

  test("of the same recipient again and again is ended", async () => {
    const sender = await client(await house());
    await sender.command("MAIL FROM:<ann@example.com>");
    sender.write(`RCPT TO:<${support.address}>\r\n`.repeat(3_000));
    expect((await allReplies(sender)).at(-1)?.code).toBe(421);
  });
});

describe("the size limit", () => {
  const limits = { maxSizeBytes: 100_000 };
  const ofSize = (bytes: number) => Buffer.concat([Buffer.alloc(bytes - 2, "a"), Buffer.from("\r\n")]);

  test("lets a message of exactly that size in, and one byte more not", async () => {
    const inlet = await house({ limits });
    const sender = await client(inlet);
    expect((await sender.send({ ...mail, raw: ofSize(100_000) })).code).toBe(250);
    const reply = await sender.send({ ...mail, raw: ofSize(100_001) });
    expect([reply.code, reply.text.slice(0, 5)]).toEqual([552, "5.3.4"]);
    expect((await sender.send(mail)).code).toBe(250);
    expect(inlet.stored.map((delivery) => delivery.raw.length)).toEqual([100_000, raw.length]);
  });

  test("refuses a message that declares more before it is sent", async () => {
    const sender = await client(await house({ limits }));
    const reply = await sender.command("MAIL FROM:<ann@example.com> SIZE=100001");
    expect([reply.code, reply.text.slice(0, 5)]).toEqual([552, "5.3.4"]);
  });

  test("counts what comes and not what was declared", async () => {
    const inlet = await house({ limits });
    const sender = await client(inlet);
    await sender.command("MAIL FROM:<ann@example.com> SIZE=10");
    await sender.command(`RCPT TO:<${support.address}>`);
    await sender.command("DATA");
    expect((await sender.finish(ofSize(150_000))).code).toBe(552);
    expect(inlet.stored).toHaveLength(0);
  });

  test("ends a client that goes on far beyond it", async () => {
    const inlet = await house({ limits });
    const socket = connect(inlet.port, "127.0.0.1");
    let seen = "";
    socket.on("error", () => {});
    socket.on("data", (chunk) => (seen += chunk.toString()));
    socket.write(`EHLO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<${support.address}>\r\nDATA\r\n`);
    await expect.poll(() => seen).toContain("354 ");
    const endless = setInterval(() => socket.write(ofSize(50_000)), 5);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(endless);
    expect(inlet.stored).toHaveLength(0);
  });
});

test("a client that hangs up in the middle of its message leaves nothing behind, and its memory is free again", async () => {
  const inlet = await house({ limits: { maxBytesInFlight: 1_000_000 } });
  for (let count = 0; count < 5; count += 1) {
    const sender = await client(inlet);
    await sender.begin(mail);
    sender.write(Buffer.alloc(600_000, "line\r\n"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    sender.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const last = await client(inlet);
  expect((await last.send({ ...mail, raw: Buffer.alloc(900_000, "line\r\n") })).code).toBe(250);
  expect(inlet.stored).toHaveLength(1);
});

test("any bytes at all neither stop the receiver nor reach the house", async () => {
  const inlet = await house({ limits: { maxConnectionsPerAddress: 100 } });
  let seed = 42;
  const random = (most: number) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % most;
  const words = [
    "EHLO ",
    "MAIL FROM:",
    "RCPT TO:",
    "DATA",
    "RSET",
    "STARTTLS",
    "<",
    ">",
    "@",
    "\r\n",
    "\n",
    "\r",
    "\0",
    ".",
    "\xff",
    "a",
    " ",
    "=",
    "SIZE",
  ];
  await Promise.all(
    Array.from({ length: 60 }, async () => {
      const socket = connect(inlet.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.resume();
      await new Promise((resolve) => socket.once("data", resolve));
      for (let count = 0; count < 40 && !socket.destroyed; count += 1) {
        socket.write(Buffer.from(Array.from({ length: 30 }, () => words[random(words.length)]).join(""), "latin1"));
      }
      socket.end();
      socket.destroySoon();
    }),
  );
  const sender = await client(inlet);
  expect((await sender.send(mail)).code).toBe(250);
  expect(inlet.stored).toHaveLength(1);
});
