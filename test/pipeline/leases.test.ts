// Leases and tries: who may record an outcome, and what happens when nobody can.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ingest } from "#intake/ingest.ts";
import { Desk, mail, type Source } from "./desk.ts";

let desk: Desk;
let source: Source;

beforeAll(async () => {
  desk = await Desk.open();
  source = await desk.source();
});
afterAll(() => desk[Symbol.asyncDispose]());

describe("a worker that was paused past its lease", () => {
  test("writes nothing when it wakes up: whoever took over has the say", async () => {
    const id = await desk.accept(mail({ subject: "Paused" }), source);
    const paused = await desk.claim(32, 0);
    expect(paused).toHaveLength(1);
    // Its lease was over at once, so the next one gets the same delivery.
    await desk.work();
    const outcome = await desk.outcome(id);
    await ingest(desk.context, paused);
    expect(await desk.outcome(id)).toEqual(outcome);
    expect(await desk.count(sql`select count(*) from messages where delivery_id = ${id}`)).toBe(1);
    expect(await desk.count(sql`select count(*) from tickets where subject = 'Paused'`)).toBe(1);
    expect(await desk.count(sql`select count(*) from delivery_queue`)).toBe(0);
  });

  test("also when both work at the same moment", async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await desk.accept(mail({ subject: `Race ${round}` }), source);
      const first = await desk.claim(32, 0);
      const second = await desk.claim(32, 25);
      await Promise.all([ingest(desk.context, first), ingest(desk.context, second)]);
      await desk.work();
      expect(await desk.count(sql`select count(*) from messages where delivery_id = ${id}`)).toBe(1);
      expect(await desk.count(sql`select count(*) from tickets where subject = ${`Race ${round}`}`)).toBe(1);
    }
  });

  test("a claim is invisible to others until its lease ends", async () => {
    const id = await desk.accept(mail({ subject: "Held" }), source);
    const held = await desk.claim(32, 25);
    expect(held.map((claim) => claim.deliveryId)).toEqual([id]);
    expect(await desk.claim()).toEqual([]);
    await ingest(desk.context, held);
    expect((await desk.outcome(id)).action).toBe("create");
  });
});

describe("a delivery that cannot be committed", () => {
  test("holds up nobody behind it, and is shown as failed after a few tries", async () => {
    // PostgreSQL takes no NUL: what a reader with a fault of its own might hand over.
    const poisoned = {
      ...desk.context,
      read: async (requests: Parameters<typeof desk.context.read>[0]) =>
        (await desk.context.read(requests)).map((read) =>
          read.message.subject === "Poison" ? { ...read, message: { ...read.message, text: "\0" } } : read,
        ),
    };
    const poison = await desk.accept(mail({ subject: "Poison" }), source);
    const neighbours = await Promise.all([1, 2, 3].map((at) => desk.accept(mail({ subject: `Behind ${at}` }), source)));
    await ingest(poisoned, await desk.claim());
    for (const id of neighbours) expect((await desk.outcome(id)).action).toBe("create");
    for (let round = 0; round < 10; round += 1) {
      await desk.rows(sql`update delivery_queue set available_at = now()`);
      await ingest(poisoned, await desk.claim());
    }
    expect(await desk.outcome(poison)).toMatchObject({ action: "failed" });
    expect(await desk.count(sql`select count(*) from delivery_queue`)).toBe(0);
  });
});

describe("a delivery whose raw bytes are gone from the blob store", () => {
  test("holds up nobody either, and says so when it is shown as failed", async () => {
    const text = `${"A long line of a long letter. ".repeat(40)}\r\n`.repeat(300);
    const lost = await desk.accept(mail({ subject: "Lost", text }), source);
    const large = await desk.accept(mail({ subject: "Large", text }), source);
    const [row] = await desk.rows<{ sha256: string }>(
      sql`select encode(r.sha256, 'hex') as sha256 from deliveries d join raw_messages r on r.id = d.raw_id where d.id = ${lost}`,
    );
    await desk.context.blobs.deleteOld(desk.database.workspaceId, row?.sha256 ?? "", new Date(Date.now() + 60_000));
    for (let round = 0; round < 6; round += 1) {
      await desk.rows(sql`update delivery_queue set available_at = now()`);
      await ingest(desk.context, await desk.claim());
    }
    expect((await desk.outcome(large)).action).toBe("create");
    expect(await desk.outcome(lost)).toMatchObject({
      action: "failed",
      receipt: { steps: [{ check: "read.failed", found: { code: "blob-missing" } }] },
    });
  });
});
