// Worker threads with limits, and what is left when one dies.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "./log.ts";
import { type WorkerPool, WorkerDeadline, WorkerLost, createWorkerPool } from "./worker-pool.ts";

const source = `
import { workerData } from "node:worker_threads";
export default async function (task) {
  if (task.do === "double") return task.n * 2;
  if (task.do === "settings") return workerData.settings;
  if (task.do === "size") return task.bytes.byteLength;
  if (task.do === "throw") throw Object.assign(new RangeError("too far"), { code: "far" });
  if (task.do === "spin") for (;;) {}
  if (task.do === "wait") return new Promise((resolve) => setTimeout(() => resolve("waited"), task.ms));
  if (task.do === "exit") process.exit(3);
  if (task.do === "eat") { const all = []; for (;;) all.push(new Array(100000).fill(Math.random())); }
}`;

describe("a pool of worker threads", () => {
  let pool: WorkerPool<Record<string, unknown>, unknown>;
  const folder = mkdtempSync(join(tmpdir(), "inlet-pool-"));
  beforeAll(() => {
    const file = join(folder, "task.mjs");
    writeFileSync(file, source);
    pool = createWorkerPool({
      module: pathToFileURL(file),
      threads: 2,
      memoryMb: 64,
      settings: { colour: "blue" },
      log: silentLog,
    });
  });
  afterAll(async () => {
    await pool.close();
    rmSync(folder, { recursive: true });
  });

  it("runs tasks, and takes their buffers without a copy", async () => {
    expect(await pool.run({ do: "double", n: 21 }, { timeoutMs: 5_000 })).toBe(42);
    const bytes = new Uint8Array(1_000_000);
    expect(await pool.run({ do: "size", bytes }, { timeoutMs: 5_000, transfer: [bytes.buffer] })).toBe(1_000_000);
    expect(bytes.byteLength).toBe(0);
  });

  it("tells each thread its settings", async () => {
    expect(await pool.run({ do: "settings" }, { timeoutMs: 5_000 })).toEqual({ colour: "blue" });
  });

  it("passes on what the task's code throws", async () => {
    await expect(pool.run({ do: "throw" }, { timeoutMs: 5_000 })).rejects.toMatchObject({
      name: "RangeError",
      message: "too far",
      code: "far",
    });
  });

  it("ends a thread that spins past its deadline, while the neighbour is unharmed", async () => {
    const neighbour = pool.run({ do: "wait", ms: 600 }, { timeoutMs: 5_000 });
    await expect(pool.run({ do: "spin" }, { timeoutMs: 200 })).rejects.toBeInstanceOf(WorkerDeadline);
    expect(await neighbour).toBe("waited");
    expect(await pool.run({ do: "double", n: 1 }, { timeoutMs: 5_000 })).toBe(2);
  });

  it("says so when a thread is lost: out of memory, or ended by itself", async () => {
    await expect(pool.run({ do: "eat" }, { timeoutMs: 20_000 })).rejects.toBeInstanceOf(WorkerLost);
    await expect(pool.run({ do: "exit" }, { timeoutMs: 20_000 })).rejects.toBeInstanceOf(WorkerLost);
    expect(await pool.run({ do: "double", n: 2 }, { timeoutMs: 5_000 })).toBe(4);
  });

  it("counts a deadline from the start of the task, not from its wait for a thread", async () => {
    const all = [1, 2, 3, 4, 5, 6].map(() => pool.run({ do: "wait", ms: 300 }, { timeoutMs: 550 }));
    expect(await Promise.all(all)).toEqual(Array(6).fill("waited"));
  });

  it("replaces lost threads however often it happens", async () => {
    for (let round = 0; round < 6; round += 1)
      await expect(pool.run({ do: "exit" }, { timeoutMs: 5_000 })).rejects.toBeInstanceOf(WorkerLost);
    expect(await pool.run({ do: "double", n: 3 }, { timeoutMs: 5_000 })).toBe(6);
  });
});
