// The PostgreSQL that comes with the package, through starts, kills and stops.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "#platform/log.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { chooseRunAs, prepareSocketDir } from "./postgres-files.ts";
import { isRunning } from "./postgres-process.ts";

/** Another Inlet process on the same data root: prints the database's pid, and stays until it is killed. */
function otherProcess(dataDir: string): ChildProcess {
  const module = JSON.stringify(fileURLToPath(new URL("./embedded-postgres.ts", import.meta.url)));
  const log = JSON.stringify(fileURLToPath(new URL("../platform/log.ts", import.meta.url)));
  const script = `
    import { startEmbeddedPostgres } from ${module};
    import { silentLog } from ${log};
    const database = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: silentLog });
    console.log(database.pid);
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
}

async function ask(connection: pg.ClientConfig, question: string): Promise<unknown> {
  const client = new pg.Client(connection);
  await client.connect();
  const { rows } = await client.query<{ answer: unknown }>(`select (${question}) as answer`);
  await client.end();
  return rows[0]?.answer;
}

describe("the embedded database", () => {
  let dataDir: string;
  const open: EmbeddedPostgres[] = [];
  const start = async (options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {}) => {
    const database = await startEmbeddedPostgres({ dataDir, log: silentLog, ...options });
    open.push(database);
    return database;
  };
  beforeAll(async () => (dataDir = await mkdtemp(join(tmpdir(), "inlet-embedded-"))));
  afterEach(async () => {
    for (const database of open.splice(0)) await database.stop();
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it("is durable, checks its pages, and is closed to everybody else", async () => {
    const { connection } = await start();
    const on =
      "current_setting('fsync') || current_setting('full_page_writes') || current_setting('synchronous_commit') || current_setting('data_checksums')";
    expect(await ask(connection, on)).toBe("onononon");
    expect(await ask(connection, "current_setting('listen_addresses')")).toBe("");
    expect(
      await ask(
        connection,
        "select getdatabaseencoding() || ' ' || datlocale from pg_database where datname = current_database()",
      ),
    ).toBe("UTF8 C.UTF-8");
    for (const directory of ["postgres", "run"]) expect((await stat(join(dataDir, directory))).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, "postgres.log"))).mode & 0o777).toBe(0o600);
  });

  it("does not run as root", async () => {
    const { pid } = await start();
    const uid = /^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1];
    expect(Number(uid)).toBe(chooseRunAs()?.uid ?? process.getuid?.());
    expect(Number(uid)).not.toBe(0);
  });

  it("keeps what was stored over a stop and a start", async () => {
    const first = await start();
    const client = new pg.Client(first.connection);
    await client.connect();
    await client.query("create table kept (n integer); insert into kept values (42)");
    await client.end();
    await first.stop();
    expect(isRunning(first.pid)).toBe(false);
    expect(await ask((await start()).connection, "select n from kept")).toBe(42);
  });

  it("outlives a killed server, and the next one adopts it", async () => {
    const other = otherProcess(dataDir);
    const [line] = (await once(other.stdout as NonNullable<typeof other.stdout>, "data")) as [Buffer];
    other.kill("SIGKILL");
    await once(other, "exit");
    const database = await start();
    expect(database).toMatchObject({ pid: Number(line.toString()), adopted: true });
    await database.stop();
    expect(isRunning(database.pid)).toBe(false);
  });

  it("is left running by a command that found it running, and stopped by one that started it", async () => {
    const server = await start();
    const command = await startEmbeddedPostgres({ dataDir, log: silentLog });
    expect(command.adopted).toBe(true);
    await command.release();
    expect(await ask(server.connection, "1")).toBe(1);
    await server.stop();
    const alone = await startEmbeddedPostgres({ dataDir, log: silentLog });
    await alone.release();
    expect(isRunning(alone.pid)).toBe(false);
  });

  it("is left to a server that came while a command was using it", async () => {
    const command = await startEmbeddedPostgres({ dataDir, log: silentLog });
    const server = await start();
    const client = new pg.Client(server.connection);
    await client.connect();
    await command.release();
    expect((await client.query<{ n: number }>("select 1 as n")).rows).toEqual([{ n: 1 }]);
    await client.end();
  });

  it("is started by one of several processes that begin at once, and used by all", async () => {
    const databases = await Promise.all([start(), start(), start()]);
    expect(new Set(databases.map((database) => database.pid)).size).toBe(1);
    expect(databases.filter((database) => !database.adopted)).toHaveLength(1);
  });

  it("comes back by itself when it dies", async () => {
    const seen: string[] = [];
    const database = await start({ onDown: () => seen.push("down"), onUp: () => seen.push("up") });
    const first = database.pid;
    process.kill(first, "SIGKILL");
    for (let turn = 0; turn < 200 && !seen.includes("up"); turn += 1) await sleep(50);
    expect(seen).toEqual(["down", "up"]);
    expect(database.pid).not.toBe(first);
    expect(await ask(database.connection, "1")).toBe(1);
  });

  it("starts beside a lock file whose number belongs to another program now", async () => {
    const before = await start();
    const lockFile = join(dataDir, "postgres", "postmaster.pid");
    const lock = await readFile(lockFile, "utf8");
    await before.stop();
    // A process of the same user as PostgreSQL's: only such a one makes it refuse to start.
    const bystander = spawn("/bin/sleep", ["60"], { ...chooseRunAs(), cwd: "/" });
    await once(bystander, "spawn");
    await writeFile(lockFile, lock.replace(/^\d+/, String(bystander.pid)));
    const database = await start();
    expect(database.adopted).toBe(false);
    expect(await ask(database.connection, "1")).toBe(1);
    expect(isRunning(bystander.pid as number)).toBe(true);
    bystander.kill();
  });

  it("is made anew when the very first start was cut short", async () => {
    const fresh = await mkdtemp(join(tmpdir(), "inlet-cut-"));
    const other = otherProcess(fresh);
    await sleep(250);
    other.kill("SIGKILL");
    await once(other, "exit");
    const database = await startEmbeddedPostgres({ dataDir: fresh, log: silentLog });
    expect(await ask(database.connection, "1")).toBe(1);
    await database.stop();
    await rm(fresh, { recursive: true, force: true });
  });
});

describe("the database's socket", () => {
  it("moves to a short directory where its path would be too long", async () => {
    const long = join(await mkdtemp(join(tmpdir(), "inlet-long-")), "d".repeat(100));
    await mkdir(long, { recursive: true });
    await chmod(join(long, ".."), 0o711);
    const directory = await prepareSocketDir(long, chooseRunAs());
    expect(directory.startsWith(tmpdir())).toBe(true);
    expect(Buffer.byteLength(join(directory, ".s.PGSQL.5432"))).toBeLessThanOrEqual(107);
    const database = await startEmbeddedPostgres({ dataDir: long, log: silentLog });
    expect(database.connection.host).toBe(directory);
    expect(await ask(database.connection, "1")).toBe(1);
    await database.stop();
    await rm(join(long, ".."), { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  });

  it("is refused a directory that somebody else put there", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "inlet-link-"));
    await writeFile(join(dataDir, "run"), "");
    await expect(prepareSocketDir(dataDir, chooseRunAs())).rejects.toMatchObject({ code: "directory-not-ours" });
    await rm(dataDir, { recursive: true, force: true });
  });
});
