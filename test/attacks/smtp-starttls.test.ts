// STARTTLS: nothing that was said in the clear may count inside the encrypted session (CVE-2011-0411 and its kin).
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SmtpClient } from "../smtp-client.ts";
import { certificate, openHouse, support, type TestHouse } from "../smtp-house.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse({ tls: certificate(), limits: { sessionMs: 1_500, rateWindowMs: 600 } });
});
afterAll(() => house[Symbol.asyncDispose]());

const injected = `EHLO evil.example\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<${support.address}>\r\nRSET\r\n`;

test.each([1, 50, 500])("commands in the packet of STARTTLS are not run inside TLS (%i times over)", async (times) => {
  const client = await SmtpClient.open({ port: house.port });
  await client.startTls(injected.repeat(times));
  await sleep(50);
  expect(client.unreadReplies).toBe(0);
  expect((await client.command("MAIL FROM:<ann@example.com>")).code).toBe(503);
  client.destroy();
});

test("what was agreed in the clear is forgotten: name, sender and recipients", async () => {
  const client = await SmtpClient.open({ port: house.port });
  await client.command("MAIL FROM:<evil@evil.example>");
  await client.command(`RCPT TO:<${support.address}>`);
  await client.startTls();
  expect((await client.command("DATA")).code).toBe(503);
  await client.command("EHLO client.example.com");
  expect((await client.command("DATA")).code).toBe(503);
  client.destroy();
});

test("STARTTLS is neither offered nor taken twice", async () => {
  const client = await SmtpClient.open({ port: house.port });
  await client.startTls();
  expect((await client.command("EHLO client.example.com")).lines.join()).not.toContain("STARTTLS");
  expect((await client.command("STARTTLS")).code).toBe(503);
  client.destroy();
});

test("a client that never finishes its handshake is cut off like any other", async () => {
  const client = await SmtpClient.open({ port: house.port });
  expect((await client.command("STARTTLS")).code).toBe(220);
  const before = performance.now();
  await client.closed();
  expect(performance.now() - before).toBeLessThan(3_000);
});
