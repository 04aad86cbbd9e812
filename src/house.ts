// The part of Inlet that does the work, without its listeners: database, blobs, reading threads and the pipeline. The server and `inlet import` stand on it.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { availableParallelism } from "node:os";
import type pg from "pg";
import type { Accept } from "#domain/delivery.ts";
import { type Acceptor, createAccept } from "#intake/accept.ts";
import { type Claiming, startClaiming } from "#intake/claim.ts";
import { FreshRaws } from "#intake/fresh-raws.ts";
import type { IngestContext, Read, ReadBatch } from "#intake/ingest.ts";
import type { OutgoingHtml, OutgoingOptions } from "#mail/outgoing-html.ts";
import type { Sanitized, SanitizeOptions } from "#mail/sanitize.ts";
import { readDiskSpace } from "#platform/disk.ts";
import type { Lifecycle } from "#platform/lifecycle.ts";
import type { Logger } from "#platform/log.ts";
import { createEnvelope, deriveKey, type Secret } from "#platform/secrets.ts";
import { createWorkerPool, type WorkerPool } from "#platform/worker-pool.ts";
import { type BlobStore, createDiskBlobs } from "#store/blobs.ts";
import { closeDb, type Db, openDb } from "#store/db.ts";
import { syncDirectory } from "#store/sync-directory.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Config } from "./config.ts";
import { loadSecret } from "./installation-files.ts";
import { openCleaning } from "./open-cleaning.ts";
import { openDatabase } from "./open-database.ts";
import { openSending, type WriteLetter } from "./open-sending.ts";
import type { OutgoingTask, ReadTask, ReadWorkerSettings, SanitizeTask, WriteTask } from "./read-worker.ts";

export interface House {
  db: Db;
  blobs: BlobStore;
  blobDirectory: string;
  workspaceId: WorkspaceId;
  secret: Secret;
  acceptor: Acceptor;
  accept: Accept;
  sanitize(html: string, options: SanitizeOptions): Promise<Sanitized>;
  /** HTML of our own people, made fit to be mailed. */
  outgoingHtml(html: string, options: OutgoingOptions): Promise<OutgoingHtml>;
}

export interface HouseOptions {
  /** The pipeline runs here. False for a command beside a running server, which then does the work. */
  claims: boolean;
  /** Whose database it is: a server stops the embedded one at its end, a command leaves it to a server that uses it. */
  owner: "server" | "command";
}

// A batch's deadline leaves room for DNS; one message alone gets what promise P7 allows it, and a wait for DNS.
const batchDeadlineMs = 15_000;
const singleDeadlineMs = 8_000;
const sanitizeDeadlineMs = 3_000;
/** A letter with the largest attachments takes a second. */
const writeDeadlineMs = 15_000;
const workerHeapMb = 256;
/** Batches under way at once: while one waits for the database, the next is read. */
const runners = 2;

/** Opens everything in order; `lifecycle.stop()` closes it in the opposite order. */
export async function openHouse(config: Config, log: Logger, lifecycle: Lifecycle, options: HouseOptions): Promise<House> {
  const secret = await loadSecret(config);
  const database = await lifecycle.start(
    "database",
    () => openDatabase(config, log, { connections: 20, owner: options.owner }),
    (opened) => opened.close(),
  );
  const { db, workspaceId } = database;
  const blobDirectory = join(config.dataDir, "blobs");
  await mkdir(blobDirectory, { recursive: true, mode: 0o700 });
  await syncDirectory(config.dataDir);
  const blobs = createDiskBlobs(blobDirectory);
  const pool = await lifecycle.start(
    "reading threads",
    () => openPool(config, log),
    (opened) => opened.close(),
  );
  await wakeThreads(pool);
  const fresh = new FreshRaws();
  const marks = { messageIdKey: deriveKey(secret, "message-id"), mailDomain: config.mailDomain };
  const intakeLog = log.child({ part: "intake" });
  const submit = { ...marks, envelope: createEnvelope(secret) };
  const sending = { submit, hasDefaultRelay: config.smtpRelay !== null, log: intakeLog };
  const context = { db, blobs, read: batchReader(pool), fresh, marks, sending, log: intakeLog };
  const claiming = options.claims ? await openClaiming(context, database.connection, lifecycle) : null;
  const acceptor = await lifecycle.start(
    "accepting",
    () =>
      createAccept({
        db,
        blobs,
        log: log.child({ part: "accept" }),
        notify: claiming === null,
        onStored: (stored) => {
          if (claiming === null) return;
          for (const { id, raw } of stored) fresh.add(id, raw);
          // After the 250 has gone out: whoever sent it waits, the pipeline does not.
          setImmediate(claiming.wake);
        },
        readDiskSpace: async () => [await readDiskSpace(config.dataDir)],
      }),
    (started) => started[Symbol.asyncDispose](),
  );
  if (options.owner === "server") {
    await openSending(
      config,
      { db, connection: database.connection, blobs, secret, writeAside: letterWriter(pool) },
      log,
      lifecycle,
    );
    await openCleaning({ db, blobs }, log, lifecycle);
  }
  return {
    db,
    blobs,
    blobDirectory,
    workspaceId,
    secret,
    acceptor,
    accept: acceptor.accept,
    sanitize: async (html, how) =>
      (await pool.run({ sanitize: { html, options: how } }, { timeoutMs: sanitizeDeadlineMs })) as Sanitized,
    outgoingHtml: async (html, how) =>
      (await pool.run({ outgoing: { html, options: how } }, { timeoutMs: sanitizeDeadlineMs })) as OutgoingHtml,
  };
}

async function openClaiming(context: IngestContext, connection: pg.PoolConfig, lifecycle: Lifecycle): Promise<Claiming> {
  const leases = await lifecycle.start(
    "leases",
    () => openDb({ connection, max: runners + 1, role: "inlet_app", forgetful: true }),
    closeDb,
  );
  return lifecycle.start(
    "claiming",
    () => startClaiming({ context, leases, runners }),
    (started) => started[Symbol.asyncDispose](),
  );
}

type Pool = WorkerPool<
  ReadTask | SanitizeTask | OutgoingTask | WriteTask,
  readonly Read[] | Sanitized | OutgoingHtml | Uint8Array
>;

function openPool(config: Config, log: Logger): Pool {
  const settings: ReadWorkerSettings = { dnsServers: config.dns === null ? [] : [`${config.dns.host}:${config.dns.port}`] };
  return createWorkerPool({
    module: new URL("./read-worker.ts", import.meta.url),
    threads: Math.min(Math.max(2, availableParallelism() - 1), 8),
    memoryMb: workerHeapMb,
    settings,
    log,
  });
}

// Loads every thread's code now: the first customer does not wait for it, and a thread that cannot start fails the start.
async function wakeThreads(pool: Pool): Promise<void> {
  await Promise.all(Array.from({ length: pool.threads }, () => pool.run({ read: [] }, { timeoutMs: batchDeadlineMs })));
}

function letterWriter(pool: Pool): WriteLetter {
  return async (letter) => (await pool.run({ write: letter }, { timeoutMs: writeDeadlineMs })) as Uint8Array;
}

function batchReader(pool: Pool): ReadBatch {
  return async (requests) => {
    const timeoutMs = requests.length === 1 ? singleDeadlineMs : batchDeadlineMs;
    return (await pool.run({ read: requests }, { timeoutMs })) as readonly Read[];
  };
}
