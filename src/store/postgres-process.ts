// Which process, if any, is the postmaster of a cluster: what postmaster.pid says, and whether that is still true.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import pg from "pg";

export interface Postmaster {
  pid: number;
  socketDir: string;
}

/** What the lock file of a cluster says, true or not; null without one. */
export async function readLockFile(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  // Lines: pid, data directory, start time, port, socket directory, …
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  const socketDir = lines[4] ?? "";
  return Number.isInteger(pid) && pid > 0 && socketDir !== "" ? { pid, socketDir } : null;
}

/** Whether this process is a live postmaster of the cluster: not a zombie, and not another program that got the number. */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  if (!isRunning(pid)) return false;
  const words = commandOf(pid);
  return basename(words[0] ?? "").startsWith("postgres") && words.includes(cluster);
}

/** Whether a process runs. A zombie (dead, not yet reaped by a PID 1 that never does) has stopped. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return ask(pid, "stat=").startsWith("Z");
  // proc(5): "pid (command) state …"; the command may hold anything, so look behind its last bracket.
  const text = readProc(pid, "stat");
  return text.slice(text.lastIndexOf(")") + 2).startsWith("Z");
}

function commandOf(pid: number): string[] {
  return process.platform === "linux" ? readProc(pid, "cmdline").split("\0") : ask(pid, "command=").split(/\s+/);
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    // Gone between two looks.
    return "";
  }
}

function ask(pid: number, field: string): string {
  try {
    return execFileSync("ps", ["-o", field, "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    // ps fails for a process that is gone.
    return "";
  }
}

/**
 * Frees a lock file whose process is gone, but whose number lives on in a zombie or in another program: PostgreSQL would
 * refuse to start. Only the number is replaced, by one that no process can have: the rest of the file lets PostgreSQL see
 * whether a process of the dead server still uses its shared memory, and that check must stay.
 */
export async function disownLockFile(cluster: string, lock: Postmaster): Promise<void> {
  const path = join(cluster, "postmaster.pid");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace(/^\d+/, String(2 ** 31 - 2)));
  await rm(join(lock.socketDir, ".s.PGSQL.5432.lock"), { force: true });
}

/** The data directory of the server that answers on this socket directory, or null when none answers (yet). */
export async function askDataDirectory(socketDir: string): Promise<string | null> {
  const client = new pg.Client({ host: socketDir, user: "inlet", database: "postgres", connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory ?? null;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}
