// What was answered 250 is stored, and what could not be stored was never answered 250: with a real database and real deaths.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#domain/ids.ts";
import { createAccept } from "#intake/accept.ts";
import { createRouteFinder } from "#intake/routes.ts";
import { silentLog } from "#platform/log.ts";
import { createDiskBlobs } from "#store/blobs.ts";
import { closeDb, type Db, inWorkspace, openDb } from "#store/db.ts";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { ensureFirstWorkspace, migrate } from "#store/migrate.ts";
import { insertSource } from "#store/sources.ts";
import { testDatabase, type TestDatabase } from "../database.ts";
import { SmtpClient } from "../smtp-client.ts";
import { openHouse, type TestHouse } from "../smtp-house.ts";
import type { SmtpProcessOptions } from "../smtp-process.ts";

const address = "support-k3m9@in.example.com";
let base: TestDatabase;
let directory: string;
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  base = await testDatabase();
  directory = await mkdtemp(join(tmpdir(), "inlet-durability-"));
  await addSource(base.db, base.workspaceId);
});

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing[Symbol.asyncDispose]();
});

afterAll(async () => {
  await base?.close();
  await rm(directory, { recursive: true, force: true });
});

async function addSource(db: Db, workspaceId: string): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    insertSource(tx, { workspaceId, id: newId(), kind: "forwarding", name: "Support", address, settings: {} }),
  );
}

/** The SMTP door before this database. */
async function houseBefore(db: Db): Promise<TestHouse> {
  const acceptor = createAccept({
    db,
    blobs: createDiskBlobs(join(directory, "blobs")),
    log: { info: () => {}, warn: () => {} },
    sampleEveryMs: 500,
  });
  const house = await openHouse({
    accept: acceptor.accept,
    refusal: () => acceptor.refusal(),
    findRoute: createRouteFinder({ db, mailDomain: "in.example.com" }),
  });
  open.push(acceptor, house);
  return house;
}

async function storedSizes(sha256: string): Promise<number[]> {
  const { rows } = await inWorkspace(base.db, base.workspaceId, (tx) =>
    sql<{ size: number }>`
      select d.size from deliveries d join raw_messages r on r.workspace_id = d.workspace_id and r.id = d.raw_id
        join delivery_queue q on q.workspace_id = d.workspace_id and q.delivery_id = d.id
      where encode(r.sha256, 'hex') = ${sha256}`.execute(tx),
  );
  return rows.map((row) => row.size);
}

async function digest(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toString("hex");
}

const mailOf = (raw: Uint8Array) => ({ from: "ann@example.com", to: [address], raw });
const someMail = (bytes = 1_000) => Buffer.from(`Subject: ${newId()}\r\n\r\n${"line\r\n".repeat(bytes / 6)}`);

describe("a process that is killed while it takes a message", () => {
  async function start(failpoints: string): Promise<{ child: ChildProcess; port: number }> {
    const child = fork(new URL("../smtp-process.ts", import.meta.url), [], {
      env: { ...process.env, FAILPOINTS: failpoints },
      execArgv: [],
      stdio: "inherit",
    });
    open.push({
      async [Symbol.asyncDispose]() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill("SIGKILL");
        await once(child, "exit");
      },
    });
    const options: SmtpProcessOptions = { connection: base.connection, blobDirectory: join(directory, "blobs") };
    child.send(options);
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    return { child, port };
  }

  test.each([
    ["smtp.data_mid", 4_000, 0],
    ["blob.renamed", 400_000, 0],
    ["intake.before_insert", 4_000, 0],
    ["intake.after_insert", 4_000, 0],
    ["intake.after_commit_before_ack", 4_000, 1],
    ["intake.after_commit_before_ack", 400_000, 1],
    ["intake.after_ack", 4_000, 1],
  ])("at %s (%i bytes): the sender hears nothing, sends again, and the message is there", async (point, bytes, already) => {
    const raw = someMail(bytes);
    const sha256 = await digest(raw);
    const dying = await start(`${point}=kill`);
    const sender = await SmtpClient.open({ port: dying.port });
    await expect(sender.send(mailOf(raw))).rejects.toThrow(/hung up|ECONNRESET/);
    if (dying.child.signalCode === null && dying.child.exitCode === null) await once(dying.child, "exit");
    expect(await storedSizes(sha256)).toEqual(Array<number>(already).fill(raw.length));
    const another = await houseBefore(base.db);
    const again = await SmtpClient.open({ port: another.port });
    expect((await again.send(mailOf(raw))).code).toBe(250);
    expect(await storedSizes(sha256)).toEqual(Array<number>(already + 1).fill(raw.length));
    again.destroy();
  });

  test("a fault of our own at any point is answered 4xx, and the same session goes on", async () => {
    const faults = [
      "smtp.mail",
      "smtp.rcpt",
      "smtp.data_start",
      "smtp.data_mid",
      "smtp.data_end",
      "intake.before_insert",
      "intake.after_insert",
    ];
    const faulty = await start(faults.map((name) => `${name}=throw@1`).join(","));
    const sender = await SmtpClient.open({ port: faulty.port });
    const raw = someMail();
    const codes: number[] = [];
    while (codes.at(-1) !== 250 && codes.length < 100) codes.push((await sender.send(mailOf(raw))).code);
    expect(codes.slice(0, -1)).toEqual(faults.map(() => 451));
    expect(await storedSizes(await digest(raw))).toHaveLength(1);
    sender.destroy();
  });
});

describe("a database that is gone", () => {
  test("is answered 451 within 3 s, and mail is taken again when it is back", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "inlet-gone-"));
    let server = await startEmbeddedPostgres({ dataDir, log: silentLog });
    await migrate(server.connection);
    const workspaceId = await ensureFirstWorkspace(server.connection);
    const db = openDb({ connection: server.connection, max: 4, role: "inlet_app" });
    open.push({
      async [Symbol.asyncDispose]() {
        await closeDb(db);
        await server.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    });
    await addSource(db, workspaceId);
    const house = await houseBefore(db);
    const sender = await SmtpClient.open({ port: house.port });
    expect((await sender.send(mailOf(someMail()))).code).toBe(250);
    const inTheMiddle = await SmtpClient.open({ port: house.port });
    await inTheMiddle.begin(mailOf(someMail()));
    await server.stop();
    for (const answer of [
      () => inTheMiddle.finish(someMail()),
      () => sender.send(mailOf(someMail())),
      () => sender.send(mailOf(someMail())),
    ]) {
      const before = performance.now();
      const reply = await answer();
      expect([reply.code, reply.text.slice(0, 5)]).toEqual([451, "4.3.0"]);
      expect(performance.now() - before).toBeLessThan(3_000);
    }
    server = await startEmbeddedPostgres({ dataDir, log: silentLog });
    await expect.poll(async () => (await sender.send(mailOf(someMail()))).code, { timeout: 5_000, interval: 100 }).toBe(250);
    sender.destroy();
    inTheMiddle.destroy();
  });

  test("that hangs makes nobody else wait: who comes now is answered 451 at once", async () => {
    const db = openDb({ connection: base.connection, max: 4, role: "inlet_app" });
    open.push({ [Symbol.asyncDispose]: () => closeDb(db) });
    const house = await houseBefore(db);
    const [stuck, fresh] = [await SmtpClient.open({ port: house.port }), await SmtpClient.open({ port: house.port })];
    expect((await stuck.send(mailOf(someMail()))).code).toBe(250);
    const lock = new pg.Client({ ...base.connection });
    await lock.connect();
    await lock.query("begin; lock table deliveries in access exclusive mode");
    const raw = someMail();
    const waiting = stuck.send(mailOf(raw));
    await expect
      .poll(async () => (await fresh.command("MAIL FROM:<ann@example.com>")).code, { timeout: 4_000, interval: 1_000 })
      .toBe(451);
    const before = performance.now();
    expect((await fresh.send(mailOf(someMail()))).code).toBe(451);
    expect(performance.now() - before).toBeLessThan(100);
    await lock.query("rollback");
    await lock.end();
    expect((await waiting).code).toBe(250);
    expect(await storedSizes(await digest(raw))).toHaveLength(1);
    await expect.poll(async () => (await fresh.send(mailOf(someMail()))).code, { timeout: 3_000 }).toBe(250);
    stuck.destroy();
    fresh.destroy();
  });
});
