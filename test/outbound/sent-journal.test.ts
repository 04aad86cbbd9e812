// A process that dies between a relay's 250 and the database's commit.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "#platform/log.ts";
import { inRegistry } from "#store/db.ts";
import { submissionQueue } from "#store/submission-queue.ts";
import { PostOffice, relayAt } from "./post-office.ts";
import { startSink } from "./sink-server.ts";

let office: PostOffice;
beforeAll(async () => {
  office = await PostOffice.open();
});
afterAll(() => office[Symbol.asyncDispose]());

/** What a dead process leaves behind: its lease, and a line for a message that the relay took. */
async function dieAfterSending(leaseSeconds: number) {
  const { messageId, submissions } = await office.submit();
  const [claim] = await inRegistry(office.database.db, (tx) => submissionQueue.claim(tx, 1, leaseSeconds));
  const { workspaceId } = office.database;
  const line = {
    claim,
    submission: { id: submissions[0]?.id, workspaceId, ticketId: office.ticketId, tries: 0, createdAt: new Date() },
    handover: { status: "sent", reply: "250 2.0.0 taken", code: "2.0.0", relay: "relay:25", relayTrouble: false },
    durationMs: 5,
    at: new Date(),
  };
  await mkdir(join(office.directory, "sent"), { recursive: true });
  // No process has this number; the last line was cut short.
  const path = join(office.directory, "sent", "sent-4194305-aa.jsonl");
  await writeFile(path, `${JSON.stringify(line)}\n{"claim":`);
  return messageId;
}

test.each([[10], [0]])(
  "what the relay had taken is recorded at the next start, and not sent again (lease of %i s)",
  async (lease) => {
    await using sink = await startSink();
    const messageId = await dieAfterSending(lease);
    await office.deliver(relayAt(sink.port));
    expect((await office.submissions(messageId))[0]).toMatchObject({ state: "sent", reply: "250 2.0.0 taken", attempts: 1 });
    expect(sink.stored).toEqual([]);
    expect(await readdir(join(office.directory, "sent"))).toEqual([]);
  },
);

test("what another process has taken over meanwhile is that one's", async () => {
  await using sink = await startSink();
  const messageId = await dieAfterSending(0);
  const [again] = await inRegistry(office.database.db, (tx) => submissionQueue.claim(tx, 1, 0));
  expect(again?.attempts).toBe(2);
  await office.deliver(relayAt(sink.port));
  expect(sink.stored).toHaveLength(1);
  const [row] = await office.submissions(messageId);
  expect(row).toMatchObject({ state: "sent" });
  // The try whose end nobody recorded is called what it is.
  expect((await office.attempts(row?.id ?? "")).map(({ outcome }) => outcome)).toEqual(["unknown", "unknown", "sent"]);
});

/** The database takes no try: not away, but a fault that comes back each time, so that nobody waits for its end. */
async function refusingTries<T>(work: () => Promise<T>): Promise<T> {
  const asOwner = (statement: string) => inRegistry(office.database.owner, (tx) => sql.raw(statement).execute(tx));
  await asOwner("alter table submission_attempts add constraint refuses_all check (false) not valid");
  try {
    return await work();
  } finally {
    await asOwner("alter table submission_attempts drop constraint refuses_all");
  }
}

/** A sender whose relay took a message, and which has given up telling the database so. */
async function cannotTell(port: number) {
  const lines: string[] = [];
  const log = createLog({ level: "error", readable: false, write: (line) => void lines.push(line) });
  const sender = office.sender(relayAt(port), { log });
  await expect.poll(() => lines.join(), { timeout: 10_000 }).toContain("could not be recorded");
  return sender;
}

test("an answer that the database would not take is told again when it does, and nothing is sent again", async () => {
  await using sink = await startSink();
  const { messageId } = await office.submit();
  await using sender = await refusingTries(() => cannotTell(sink.port));
  expect((await office.submissions(messageId))[0]).toMatchObject({ state: "queued", attempts: 0 });
  // Its lease has run out.
  await office.hurry();
  sender.wake();
  await office.untilRest();
  expect((await office.submissions(messageId))[0]).toMatchObject({ state: "sent", attempts: 1 });
  expect(sink.stored).toHaveLength(1);
});

test("it stays in the journal over an orderly stop, for the next start", async () => {
  await using sink = await startSink();
  const { messageId } = await office.submit();
  await refusingTries(async () => {
    await using _sender = await cannotTell(sink.port);
  });
  await office.deliver(relayAt(sink.port));
  expect((await office.submissions(messageId))[0]).toMatchObject({ state: "sent", attempts: 1 });
  expect(sink.stored).toHaveLength(1);
  expect(await readdir(join(office.directory, "sent"))).toEqual([]);
});
