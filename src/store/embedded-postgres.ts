// Keeps the embedded PostgreSQL running: starts it, adopts one that outlived its server, restarts it when it dies, stops it.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { AppError } from "#domain/errors.ts";
import type { Logger } from "#platform/log.ts";
import {
  chooseRunAs,
  locatePrograms,
  plainEnvironment,
  prepareCluster,
  prepareDataDir,
  prepareSocketDir,
} from "./postgres-files.ts";
import {
  type Postmaster,
  askDataDirectory,
  disownLockFile,
  isPostmasterOf,
  isRunning,
  readLockFile,
} from "./postgres-process.ts";

export interface EmbeddedPostgres {
  /** For node-postgres: socket directory, user and database. Stays the same over restarts. */
  connection: { host: string; user: string; database: string };
  /** The postmaster now; another one after a restart. */
  readonly pid: number;
  /** True when it was running already: another process of ours uses it, or one was killed. */
  adopted: boolean;
  /** Stops the database, whoever started it. For the server, whose database it is. */
  stop(): Promise<void>;
  /** Leaves: stops the database only if we started it and nobody else came to use it. For a command beside a server. */
  release(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  dataDir: string;
  log: Logger;
  /** More settings, "name=value": for tests. */
  settings?: readonly string[];
  /** The database died; it is being restarted. */
  onDown?(): void;
  /** The database answers again. */
  onUp?(): void;
}

/** Everything that starting needs to know, worked out once. */
interface Place {
  cluster: string;
  socketDir: string;
  logFile: string;
  start(): ChildProcess;
}

/** How long a start may take: after a crash PostgreSQL replays its log first. */
const startTimeoutMs = 60_000;
const database = "inlet";

// Durability is PostgreSQL's default and stays untouched: fsync, synchronous_commit and full_page_writes are on.
const settings = [
  "listen_addresses=",
  "shared_buffers=128MB",
  "max_connections=100",
  "wal_compression=on",
  "max_wal_size=2GB",
  // A statement that fails, and the row it failed for, hold customers' words: neither belongs into a log.
  "log_min_error_statement=panic",
  "log_error_verbosity=terse",
  "log_line_prefix=%m [%p] ",
  "logging_collector=off",
];

/** Starts (or adopts) the database below `dataDir` and resolves when it answers. The first start makes it. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log.child({ part: "postgres" });
  const place = await prepare(options);
  let running = await bringUp(place);
  place.socketDir = running.socketDir;
  const connection = { host: place.socketDir, user: "inlet", database };
  await ensureDatabase(place.socketDir);
  log.info({ pid: running.pid, adopted: running.adopted }, running.adopted ? "adopted the running database" : "database started");

  const ending = new AbortController();
  const watch = (async () => {
    while (await untilGone(running.pid, place.cluster, ending.signal)) {
      log.error({ pid: running.pid, file: place.logFile }, "the database ended by itself; starting it again");
      options.onDown?.();
      running = await bringUpAgain(place, log, ending.signal);
      if (ending.signal.aborted) return;
      log.warn({ pid: running.pid }, "the database answers again");
      options.onUp?.();
    }
  })();
  const settled = watch.catch((error: unknown) => {
    if (!ending.signal.aborted) log.error({ error }, "the database is no longer watched");
  });

  const end = async (stopIt: boolean) => {
    if (ending.signal.aborted) return settled;
    ending.abort();
    await settled;
    if (stopIt) await stopPostmaster(running.pid, place.cluster);
  };
  return {
    connection,
    adopted: running.adopted,
    get pid() {
      return running.pid;
    },
    stop: () => end(true),
    release: async () => end(!running.adopted && !(await isUsedByOthers(connection))),
  };
}

async function prepare(options: EmbeddedPostgresOptions): Promise<Place> {
  const runAs = chooseRunAs();
  const dataDir = await prepareDataDir(options.dataDir, runAs);
  const programs = await locatePrograms(dataDir, runAs);
  const cluster = await prepareCluster(dataDir, programs, runAs);
  const logFile = join(dataDir, "postgres.log");
  const place: Place = {
    cluster,
    socketDir: await prepareSocketDir(dataDir, runAs),
    logFile,
    start() {
      const flags = [...settings, ...(options.settings ?? [])].flatMap((setting) => ["-c", setting]);
      // A file, not a pipe: the database outlives a killed server, and must not die of a broken pipe.
      const output = openSync(logFile, "a", 0o600);
      try {
        const child = spawn(programs.postgres, ["-D", cluster, "-k", place.socketDir, ...flags], {
          ...runAs,
          cwd: "/",
          env: plainEnvironment(),
          stdio: ["ignore", output, output],
          // Its own session: Ctrl-C in our terminal must not stop it under our last transactions.
          detached: true,
        });
        child.unref();
        return child;
      } finally {
        closeSync(output);
      }
    },
  };
  return place;
}

/** Adopts the postmaster that answers, or starts one: until one answers or the time is up. */
async function bringUp(place: Place): Promise<Postmaster & { adopted: boolean }> {
  await rotate(place.logFile);
  const deadline = performance.now() + startTimeoutMs;
  let pauseMs = 50;
  while (performance.now() < deadline) {
    const found = await findPostmaster(place, deadline);
    if (found !== null) return { ...found, adopted: true };
    const started = await startOne(place, deadline);
    if (started !== null) return { ...started, adopted: false };
    // Another process was quicker, or a process of a killed server still holds the shared memory: look again.
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, 2_000);
  }
  throw new AppError({
    code: "embedded-postgres-not-starting",
    retry: "transient",
    publicMessage: `The embedded database did not start. The last lines of ${place.logFile}:\n${await lastLines(place.logFile)}`,
  });
}

/** The postmaster that runs already, once it answers; null when there is none. */
async function findPostmaster(place: Place, deadline: number): Promise<Postmaster | null> {
  for (;;) {
    const lock = await readLockFile(place.cluster);
    if (lock === null) return null;
    const ours = isPostmasterOf(lock.pid, place.cluster);
    const answered = await askDataDirectory(lock.socketDir);
    if (answered === place.cluster && ours) return lock;
    if (answered === place.cluster) throw inUseElsewhere(place.cluster);
    if (!ours) {
      if (await isStillThere(place.cluster, lock)) await disownLockFile(place.cluster, lock);
      return null;
    }
    // It is starting, recovering or stopping.
    if (performance.now() > deadline) return null;
    await sleep(50);
  }
}

async function isStillThere(cluster: string, lock: Postmaster): Promise<boolean> {
  return (await readLockFile(cluster))?.pid === lock.pid;
}

// It answers over the shared directory, but is no process of this machine or container.
function inUseElsewhere(cluster: string): AppError {
  return new AppError({
    code: "data-directory-in-use",
    retry: "permanent",
    publicMessage: `The database in ${cluster} is in use by another container or machine. Stop that one first.`,
  });
}

/** Starts a postmaster; null when it ends before it answers. */
async function startOne(place: Place, deadline: number): Promise<Postmaster | null> {
  const child = place.start();
  let ended = false;
  child.once("exit", () => (ended = true));
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const pid = child.pid as number;
  while (!ended && performance.now() < deadline) {
    if ((await readLockFile(place.cluster))?.pid === pid && (await askDataDirectory(place.socketDir)) === place.cluster) {
      return { pid, socketDir: place.socketDir };
    }
    await sleep(10);
  }
  if (!ended) child.kill("SIGQUIT");
  return null;
}

async function bringUpAgain(place: Place, log: Logger, signal: AbortSignal): Promise<Postmaster & { adopted: boolean }> {
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 10_000)) {
    try {
      return await bringUp(place);
    } catch (error) {
      log.error({ error }, "the database does not start; trying again");
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** Resolves to true when the postmaster is gone, to false when nobody wants to know any more. */
async function untilGone(pid: number, cluster: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (!isPostmasterOf(pid, cluster)) return true;
    await sleep(250, undefined, { signal, ref: false }).catch(() => {});
  }
  return false;
}

/** PostgreSQL's fast stop: ends the sessions, writes a checkpoint. When that takes a minute, it stops at once and recovers at the next start. */
async function stopPostmaster(pid: number, cluster: string): Promise<void> {
  for (const [signal, patienceMs] of [
    ["SIGINT", 60_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (!isPostmasterOf(pid, cluster)) return;
    process.kill(pid, signal);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline && isRunning(pid)) await sleep(10);
  }
}

async function ensureDatabase(socketDir: string): Promise<void> {
  await withClient({ host: socketDir, user: "inlet", database: "postgres" }, async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
    if (rowCount !== 0) return;
    await client.query(`create database ${database}`).catch((error: { code?: string }) => {
      // Another process was quicker: duplicate_database, or the unique index behind it.
      if (error.code !== "42P04" && error.code !== "23505") throw error;
    });
  });
}

/** Whether somebody else is connected. A session of ours that was just closed may be listed a moment longer. */
async function isUsedByOthers(connection: pg.ClientConfig): Promise<boolean> {
  return withClient(connection, async (client) => {
    for (let look = 1; ; look += 1) {
      const { rows } = await client.query<{ others: boolean }>(
        "select exists (select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as others",
      );
      if (rows[0]?.others !== true) return false;
      if (look === 10) return true;
      await sleep(50);
    }
  });
}

async function withClient<T>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Keeps one older log, so that a long life does not fill the disk. */
async function rotate(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 10_000_000) await rename(logFile, `${logFile}.1`);
}

async function lastLines(logFile: string): Promise<string> {
  await (await open(logFile, "a", 0o600)).close();
  return (await readFile(logFile, "utf8")).trimEnd().split("\n").slice(-5).join("\n");
}
