// SMTP smuggling: whatever ends DATA for some server must not end it here, and a message with such an ending is refused whole.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SmtpClient } from "../smtp-client.ts";
import { openHouse, support, type TestHouse } from "../smtp-house.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const smuggled = `MAIL FROM:<smuggled@evil.example>\r\nRCPT TO:<${support.address}>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n`;

const refused = "550 5.5.2";
const taken = "250 2.6.0";
const endings: [name: string, bytes: string, expected: string][] = [
  ["LF . LF", "\n.\n", refused],
  ["LF . CRLF", "\n.\r\n", refused],
  ["CR . CR", "\r.\r", refused],
  ["CR . LF", "\r.\n", refused],
  ["CRLF . LF", "\r\n.\n", refused],
  ["CRLF . CR", "\r\n.\r", refused],
  ["LF . CR", "\n.\r", refused],
  ["CR . CRLF", "\r.\r\n", refused],
  ["CRLF . CR .", "\r\n.\r.", refused],
  ["CRLF CR . CRLF", "\r\n\r.\r\n", refused],
  ["CRLF NUL . CRLF", "\r\n\0.\r\n", taken],
  ["CRLF . NUL CRLF", "\r\n.\0\r\n", taken],
  ["CRLF . SP CRLF", "\r\n. \r\n", taken],
];

/** Sends the bytes after 354 and gives every reply that comes to them. */
async function repliesTo(bytes: string, inPieces: boolean): Promise<string[]> {
  const client = await SmtpClient.open({ port: house.port });
  expect(await client.begin({ from: "ann@example.com", to: [support.address] })).toBeNull();
  for (const piece of inPieces ? bytes : [bytes]) {
    client.write(piece);
    if (inPieces) await sleep(0);
  }
  const replies = [await client.reply()];
  // Commands that were let in would be answered before this one.
  replies.push(await client.command("NOOP"));
  while (client.unreadReplies > 0) replies.push(await client.reply());
  client.destroy();
  return replies.map((reply) => reply.lines.join("\n").slice(0, 9));
}

describe.each(endings)("a message with %s in it", (_name, ending, expected) => {
  test.each([
    ["in one packet", false],
    ["a byte at a time", true],
  ])("is one message at most, %s", async (_how, inPieces) => {
    house.stored.length = 0;
    const replies = await repliesTo(`Subject: a\r\n\r\nbody${ending}${smuggled}`, inPieces);
    expect(replies).toEqual([expected, "250 2.0.0"]);
    expect(house.stored.map((delivery) => delivery.envelope?.mailFrom)).toEqual(expected === taken ? ["ann@example.com"] : []);
  });
});

test.each([
  ["in one packet", false],
  ["a byte at a time", true],
])("a first line of one dot, stuffed as two, does not end the message, %s", async (_how, inPieces) => {
  house.stored.length = 0;
  const replies = await repliesTo(`..\r\n${smuggled}`, inPieces);
  expect(replies).toEqual([taken, "250 2.0.0"]);
  expect(Buffer.from(house.stored[0]?.raw ?? []).toString()).toBe(`.\r\n${smuggled.slice(0, -3)}`);
});
