// How many sessions a relay gets: one where it answers at once, more where it takes its time, and never more than its settings allow.
import { afterAll, beforeAll, expect, test } from "vitest";
import { anotherAfterMs } from "#outbound/relay-pool.ts";
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
  const startedAt = performance.now();
  await office.deliver(relayAt(sink.port, { connections }));
  expect(sink.stored).toHaveLength(count);
  return { sessions: sink.mostSessions, ms: performance.now() - startedAt };
}

test("a relay that answers at once is not asked on many sessions side by side", async () => {
  const { sessions, ms } = await sendMany(12, { delayMs: 0, connections: 8 });
  // One; where the machine is busy elsewhere, one more for each time that somebody had to wait.
  expect(sessions).toBeLessThanOrEqual(1 + Math.floor(ms / anotherAfterMs));
});

test("a relay that takes its time gets as many as its settings allow", async () => {
  expect((await sendMany(16, { delayMs: 150, connections: 3 })).sessions).toBe(3);
});
