// Which process a lock file of PostgreSQL names.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { disownLockFile, isPostmasterOf, isRunning, readLockFile } from "./postgres-process.ts";

describe("a process", () => {
  it("runs, or does not", () => {
    expect(isRunning(process.pid)).toBe(true);
    expect(isRunning(spawnSync("/bin/true").pid)).toBe(false);
    expect(isRunning(2 ** 31 - 2)).toBe(false);
  });

  it.skipIf(process.platform !== "linux")("does not run as a zombie, which still has its number", async () => {
    // The shell starts a process that ends later, and by then has become another program that never asks for its end.
    const parent = spawn("/bin/sh", ["-c", "/bin/sleep 0.3 & echo $!; exec /bin/sleep 30"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    for (let turn = 0; turn < 100 && isRunning(pid); turn += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(() => process.kill(pid, 0)).not.toThrow();
    expect(isRunning(pid)).toBe(false);
    parent.kill("SIGKILL");
  });

  it("that is another program is no postmaster", () => {
    expect(isPostmasterOf(process.pid, "/anything")).toBe(false);
  });
});

describe("a lock file", () => {
  it("names the postmaster and its socket, and can be disowned without losing the rest", async () => {
    const cluster = await mkdtemp(join(tmpdir(), "inlet-lock-"));
    expect(await readLockFile(cluster)).toBeNull();
    const text = "4711\n/data/postgres\n1763630000\n5432\n/run/inlet\n\n  1234567  8\nready   \n";
    await writeFile(join(cluster, "postmaster.pid"), text);
    const lock = await readLockFile(cluster);
    expect(lock).toEqual({ pid: 4711, socketDir: "/run/inlet" });
    await disownLockFile(cluster, { pid: 4711, socketDir: cluster });
    expect(await readFile(join(cluster, "postmaster.pid"), "utf8")).toBe(text.replace("4711", "2147483646"));
    await writeFile(join(cluster, "postmaster.pid"), "");
    expect(await readLockFile(cluster)).toBeNull();
    await rm(cluster, { recursive: true });
  });
});
