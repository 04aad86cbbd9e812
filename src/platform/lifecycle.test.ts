// Starting and stopping in order, and the disk's reserve.
import { describe, expect, it } from "vitest";
import { createLifecycle } from "./lifecycle.ts";
import { silentLog } from "./log.ts";
import { isLow, readDiskSpace, reserveOf } from "./disk.ts";

describe("starting and stopping", () => {
  it("stops in the opposite order, once, whoever asks", async () => {
    const seen: string[] = [];
    const lifecycle = createLifecycle(silentLog);
    for (const name of ["database", "pipeline", "smtp"])
      await lifecycle.start(
        name,
        () => seen.push(`+${name}`),
        () => seen.push(`-${name}`),
      );
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    expect(seen).toEqual(["+database", "+pipeline", "+smtp", "-smtp", "-pipeline", "-database"]);
    await expect(
      lifecycle.start(
        "late",
        () => {},
        () => {},
      ),
    ).rejects.toThrow(/while everything stops/);
  });

  it("leaves nothing running when a part cannot start", async () => {
    const seen: string[] = [];
    const lifecycle = createLifecycle(silentLog);
    await lifecycle.start(
      "database",
      () => {},
      () => seen.push("-database"),
    );
    const failing = lifecycle.start(
      "smtp",
      () => Promise.reject(new Error("port in use")),
      () => seen.push("never"),
    );
    await expect(failing).rejects.toThrow("port in use");
    expect(seen).toEqual(["-database"]);
  });

  it("goes on past a part that fails to stop, and tells its error at the end", async () => {
    const seen: string[] = [];
    const lifecycle = createLifecycle(silentLog);
    await lifecycle.start(
      "database",
      () => {},
      () => seen.push("-database"),
    );
    await lifecycle.start(
      "http",
      () => {},
      () => Promise.reject(new Error("stuck")),
    );
    await expect(lifecycle.stop()).rejects.toThrow("stuck");
    expect(seen).toEqual(["-database"]);
  });
});

describe("the disk's reserve", () => {
  it.each([
    [10e9, 0.5e9],
    [20e9, 1e9],
    [2_000e9, 1e9],
  ])("of %d bytes is %d", (total, reserve) => {
    expect(reserveOf(total)).toBe(reserve);
    expect(isLow({ totalBytes: total, freeBytes: reserve - 1 })).toBe(true);
    expect(isLow({ totalBytes: total, freeBytes: reserve })).toBe(false);
  });

  it("is measured on the file system of a directory", async () => {
    const { freeBytes, totalBytes } = await readDiskSpace(import.meta.dirname);
    expect(totalBytes).toBeGreaterThan(freeBytes);
    expect(freeBytes).toBeGreaterThan(0);
  });
});
