// Accepted means durable; what cannot be kept is refused.
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Delivery } from "#domain/delivery.ts";
import { newId } from "#domain/ids.ts";
import { type BlobStore, createDiskBlobs } from "#store/blobs.ts";
import { connectListener, inWorkspace, openDb } from "#store/db.ts";
import { insertSource } from "#store/sources.ts";
import { testDatabase, type TestDatabase } from "../../test/database.ts";
import { type Acceptor, createAccept } from "./accept.ts";
import { createRouteFinder } from "./routes.ts";

let base: TestDatabase;
let directory: string;
let blobs: BlobStore;
const source = newId();
const secondWorkspace = newId();
const secondSource = newId();
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  base = await testDatabase();
  directory = await mkdtemp(join(tmpdir(), "inlet-accept-"));
  blobs = createDiskBlobs(directory);
  await inWorkspace(base.owner, secondWorkspace, (tx) =>
    tx.insertInto("workspaces").values({ id: secondWorkspace, name: "Second" }).execute(),
  );
  await addSource(base.workspaceId, source, "support-k3m9@in.example.com");
  await addSource(secondWorkspace, secondSource, "help-p4d8@in.example.com");
});

afterEach(async () => {
  for (const thing of open.splice(0)) await thing[Symbol.asyncDispose]();
});

afterAll(async () => {
  await base?.close();
  await rm(directory, { recursive: true, force: true });
});

async function addSource(workspaceId: string, id: string, address: string): Promise<void> {
  await inWorkspace(base.db, workspaceId, (tx) =>
    insertSource(tx, { workspaceId, id, kind: "forwarding", name: address, address, settings: {} }),
  );
}

function acceptor(options: Partial<Parameters<typeof createAccept>[0]> = {}): Acceptor {
  const made = createAccept({ db: base.db, blobs, log: { info: () => {}, warn: () => {} }, ...options });
  open.push(made);
  return made;
}

function delivery(fields: Partial<Delivery> = {}): Delivery {
  return {
    workspaceId: base.workspaceId,
    sourceId: source,
    kind: "forwarding",
    externalId: newId(),
    raw: Buffer.from(`Subject: ${newId()}\r\n\r\nHello\r\n`),
    envelope: {
      mailFrom: "ann@example.com",
      rcptTo: ["support-k3m9@in.example.com"],
      remoteAddress: "192.0.2.1",
      helo: "mx.example.com",
      tls: true,
    },
    receivedAt: new Date("2026-03-04T05:06:07Z"),
    ...fields,
  };
}

interface Row {
  id: string;
  rawId: string;
  sourceId: string;
  size: number;
  envelope: unknown;
  receivedAt: Date;
  bytes: Buffer | null;
  sha256: Buffer;
  queued: boolean;
}

async function rowsOf(externalId: string, workspaceId = base.workspaceId): Promise<Row[]> {
  const { rows } = await inWorkspace(base.db, workspaceId, (tx) =>
    sql<Row>`
      select d.id, d.raw_id, d.source_id, d.size, d.envelope, d.received_at, r.bytes, r.sha256, q.delivery_id is not null as queued
      from deliveries d join raw_messages r on r.workspace_id = d.workspace_id and r.id = d.raw_id
        left join delivery_queue q on q.workspace_id = d.workspace_id and q.delivery_id = d.id
      where d.external_id = ${externalId} order by d.id`.execute(tx),
  );
  return rows;
}

const count = async (table: "raw_messages" | "deliveries"): Promise<number> => {
  const { rows } = await inWorkspace(base.db, base.workspaceId, (tx) =>
    sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(tx),
  );
  return rows[0]?.n ?? 0;
};

describe("a delivery that is accepted", () => {
  test("is stored with its bytes and envelope, and waits on the queue", async () => {
    const one = delivery({ raw: Buffer.from([0, 255, 13, 10, 92, 120, 52, 49]) });
    expect(await acceptor().accept(one)).toBe("stored");
    const [row] = await rowsOf(one.externalId);
    expect(row).toMatchObject({ sourceId: source, size: 8, envelope: one.envelope, receivedAt: one.receivedAt, queued: true });
    expect(row?.bytes?.equals(one.raw)).toBe(true);
    expect(row?.sha256.equals(createHash("sha256").update(one.raw).digest())).toBe(true);
  });

  test("wakes the readers, inside the process and through the database", async () => {
    const woken: Uint8Array[] = [];
    const listener = await connectListener(base.db);
    const notices: string[] = [];
    listener.on("notification", (notice) => notices.push(notice.channel));
    await listener.query("listen inlet_deliveries");
    const one = delivery();
    await acceptor({ onStored: (stored) => woken.push(...stored.map(({ raw }) => raw)) }).accept(one);
    expect(woken).toEqual([one.raw]);
    await expect.poll(() => notices).toEqual(["inlet_deliveries"]);
    await listener.end();
  });

  test("a second time is told to be here already, and leaves nothing behind", async () => {
    const one = delivery();
    const { accept } = acceptor();
    await accept(one);
    const before = [await count("deliveries"), await count("raw_messages")];
    expect(await accept({ ...one, raw: Buffer.from("other bytes") })).toBe("already-stored");
    expect([await count("deliveries"), await count("raw_messages")]).toEqual(before);
  });

  test("twice in the same batch is stored once", async () => {
    const one = delivery();
    const { accept } = acceptor();
    const results = await Promise.all([accept(one), accept({ ...one })]);
    expect(results.toSorted()).toEqual(["already-stored", "stored"]);
    expect(await rowsOf(one.externalId)).toHaveLength(1);
  });

  test("for two sources of one transaction shares one stored body in each workspace", async () => {
    const third = newId();
    await addSource(base.workspaceId, third, "billing-7xq2@in.example.com");
    const one = delivery();
    const { accept } = acceptor();
    await Promise.all([
      accept(one),
      accept({ ...one, sourceId: third }),
      accept({ ...one, workspaceId: secondWorkspace, sourceId: secondSource }),
    ]);
    const rows = await rowsOf(one.externalId);
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.rawId)).size).toBe(1);
    expect(await rowsOf(one.externalId, secondWorkspace)).toHaveLength(1);
  });

  test("is kept in a row up to 256 kB, and in the blob store above that", async () => {
    const { accept } = acceptor();
    const [small, large] = [
      delivery({ raw: Buffer.alloc(256 * 1024, "a") }),
      delivery({ raw: Buffer.alloc(256 * 1024 + 1, "b") }),
    ];
    await Promise.all([accept(small), accept(large)]);
    const [[smallRow], [largeRow]] = [await rowsOf(small.externalId), await rowsOf(large.externalId)];
    expect(smallRow?.bytes?.length).toBe(256 * 1024);
    expect(largeRow).toMatchObject({ bytes: null, size: 256 * 1024 + 1 });
    const blob = await blobs.get(base.workspaceId, largeRow?.sha256.toString("hex") ?? "");
    expect(blob.equals(large.raw)).toBe(true);
  });
});

describe("many deliveries at once", () => {
  test("share commits, and every one of them is stored", async () => {
    const { accept } = acceptor();
    const many = Array.from({ length: 500 }, () => delivery());
    const before = await count("deliveries");
    expect(new Set(await Promise.all(many.map((one) => accept(one))))).toEqual(new Set(["stored"]));
    expect(await count("deliveries")).toBe(before + 500);
  });

  test("of which some cannot be stored: those fail, their neighbours do not", async () => {
    const { accept } = acceptor();
    // PostgreSQL takes no NUL in text, so the whole statement fails.
    const many = Array.from({ length: 40 }, (_, index) => delivery(index % 10 === 3 ? { externalId: `${newId()}\0` } : {}));
    const isPoison = many.map((one) => one.externalId.includes("\0"));
    const results = await Promise.allSettled(many.map((one) => accept(one)));
    expect(results.map((result) => result.status === "rejected")).toEqual(isPoison);
    for (const one of many.filter((_, index) => !isPoison[index])) expect(await rowsOf(one.externalId)).toHaveLength(1);
  });

  test("whose blob cannot be written: that one fails, and no row refers to it", async () => {
    const full = { ...blobs, put: () => Promise.reject(Object.assign(new Error("no room"), { code: "ENOSPC" })) };
    const { accept } = acceptor({ blobs: full });
    const [small, large] = [delivery(), delivery({ raw: Buffer.alloc(300_000) })];
    const [smallResult, largeResult] = await Promise.allSettled([accept(small), accept(large)]);
    expect([smallResult?.status, largeResult?.status]).toEqual(["fulfilled", "rejected"]);
    expect(await rowsOf(large.externalId)).toHaveLength(0);
  });
});

describe("nothing is accepted", () => {
  test("while the database is away: the answer comes at once, and it is taken again when the database is back", async () => {
    const db = openDb({ connection: { ...base.connection, host: directory }, max: 2, role: "inlet_app" });
    const away = acceptor({ db });
    const before = performance.now();
    await expect(away.accept(delivery())).rejects.toThrow(/ENOENT|database/);
    expect(away.refusal()).toMatchObject({ code: "database-down", retry: "transient" });
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  test("after its connection is cut in the middle: who waited is refused, and the next one is stored", async () => {
    const cut = await testDatabase();
    const { accept } = acceptor({ db: cut.db });
    open.push({ [Symbol.asyncDispose]: () => cut.close() });
    const at = { workspaceId: cut.workspaceId };
    await accept(delivery(at));
    const admin = new pg.Client({ ...cut.connection, database: "postgres" });
    await admin.connect();
    const many = Array.from({ length: 50 }, () => delivery(at));
    const results = Promise.allSettled(many.map((one) => accept(one)));
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [cut.connection.database]);
    await admin.end();
    const settled = await results;
    const confirmed = many.filter((_, index) => settled[index]?.status === "fulfilled");
    const { rows } = await inWorkspace(cut.owner, cut.workspaceId, (tx) =>
      sql<{ externalId: string }>`select external_id from deliveries`.execute(tx),
    );
    expect(rows.map((row) => row.externalId)).toEqual(expect.arrayContaining(confirmed.map((one) => one.externalId)));
    await expect.poll(() => accept(delivery(at)).catch(() => "refused"), { timeout: 5_000 }).toBe("stored");
  });

  test("while the disk is nearly full", async () => {
    let freeBytes = 1_000_000;
    const tight = acceptor({ readDiskSpace: async () => [{ freeBytes, totalBytes: 100_000_000_000 }] });
    await tight.sample();
    expect(tight.refusal()?.code).toBe("disk-low");
    await expect(tight.accept(delivery())).rejects.toMatchObject({ code: "disk-low" });
    freeBytes = 50_000_000_000;
    await tight.sample();
    expect(tight.refusal()).toBeNull();
  });

  test("while the queue is too long", async () => {
    const { accept } = acceptor();
    await Promise.all([accept(delivery()), accept(delivery())]);
    const busy = acceptor({ maxQueue: 1 });
    await busy.sample();
    expect(busy.refusal()?.code).toBe("queue-full");
  });

  test("once it stops: what was handed in is stored, what comes later is refused", async () => {
    const stopping = acceptor();
    const early = Array.from({ length: 20 }, () => delivery());
    const results = early.map((one) => stopping.accept(one));
    const stopped = stopping[Symbol.asyncDispose]();
    await expect(stopping.accept(delivery())).rejects.toMatchObject({ code: "shutting-down" });
    await stopped;
    expect(await Promise.all(results)).toEqual(early.map(() => "stored"));
  });
});

describe("an envelope recipient", () => {
  test("leads to its source whatever its case, with or without a detail, and nobody else's address does", async () => {
    const findRoute = createRouteFinder({ mailDomain: "in.example.com", db: base.db });
    const route = { workspaceId: base.workspaceId, sourceId: source, address: "support-k3m9@in.example.com" };
    expect(await findRoute("support-k3m9@in.example.com")).toEqual(route);
    expect(await findRoute("Support-K3M9@IN.example.com")).toEqual(route);
    expect(await findRoute("support-k3m9+r.abc=def@in.example.com")).toEqual(route);
    expect(await findRoute("support-k3m8@in.example.com")).toBeNull();
    expect(await findRoute("support%@in.example.com")).toBeNull();
  });

  test("is asked for once by many at the same time, and a new address works at once", async () => {
    const findRoute = createRouteFinder({ mailDomain: "in.example.com", db: base.db });
    const fresh = "fresh-2b2b@in.example.com";
    expect(await findRoute(fresh)).toBeNull();
    const id = newId();
    await addSource(base.workspaceId, id, fresh);
    const found = await Promise.all(Array.from({ length: 50 }, () => findRoute(fresh)));
    expect(new Set(found.map((route) => route?.sourceId))).toEqual(new Set([id]));
  });

  test("is forgotten after a while", async () => {
    let now = 0;
    const findRoute = createRouteFinder({ mailDomain: "in.example.com", db: base.db, rememberMs: 5_000, elapsedMs: () => now });
    const address = "gone-3c3c@in.example.com";
    await addSource(base.workspaceId, newId(), address);
    await findRoute(address);
    await inWorkspace(base.db, base.workspaceId, (tx) => tx.deleteFrom("routes").where("address", "=", address).execute());
    expect(await findRoute(address)).not.toBeNull();
    now = 5_001;
    expect(await findRoute(address)).toBeNull();
  });
});
