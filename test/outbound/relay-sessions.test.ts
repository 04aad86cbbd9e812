// How many sessions a relay gets: one where it answers at once, more where it takes its time, and never more than its settings allow.
import { afterAll, beforeAll, expect, test } from "vitest";
import { PostOffice, relayAt } from "./post-office.ts";
import { startSink } from "./sink-server.ts";

let office: PostOffice;
beforeAll(async () => {
  office = await PostOffice.open();
});
afterAll(() => office[Symbol.asyncDispose]());

async function sendMany(count: number, { delayMs, connections }: { delayMs: number; connections: number }) {
  await using sink = await startSink({ delayMs });
  await Promise.all(Array.from({ length: count }, () => office.submit()));
  await office.deliver(relayAt(sink.port, { connections }));
  expect(sink.stored).toHaveLength(count);
  return sink.mostSessions;
}

test("a relay that answers at once is not asked on many sessions side by side", async () => {
  // One, unless the machine is busy elsewhere.
  expect(await sendMany(12, { delayMs: 0, connections: 8 })).toBeLessThanOrEqual(4);
});

test("a relay that takes its time gets as many as its settings allow", async () => {
  expect(await sendMany(16, { delayMs: 150, connections: 3 })).toBe(3);
});
