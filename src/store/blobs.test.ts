// Blobs on disk: durable, once, and apart by workspace.
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#domain/ids.ts";
import { type BlobStore, createDiskBlobs } from "./blobs.ts";

const workspace = newId();
const nameOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("blobs on disk", () => {
  let root: string;
  let blobs: BlobStore;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "inlet-blobs-"));
    blobs = createDiskBlobs(root);
  });
  afterAll(() => rm(root, { recursive: true }));

  it("gives back what was stored, whole and as a stream", async () => {
    const bytes = randomBytes(300_000);
    await blobs.put(workspace, nameOf(bytes), bytes);
    expect(await blobs.get(workspace, nameOf(bytes))).toEqual(bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of await blobs.stream(workspace, nameOf(bytes))) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(bytes);
    expect(await blobs.has(workspace, nameOf(bytes))).toBe(true);
  });

  it("does not write the same bytes again, nor leave temporary files", async () => {
    const bytes = randomBytes(1_000);
    const name = nameOf(bytes);
    const directory = join(root, workspace, name.slice(0, 2), name.slice(2, 4));
    await Promise.all(Array.from({ length: 8 }, () => blobs.put(workspace, name, bytes)));
    const before = await stat(join(directory, name));
    await blobs.put(workspace, name, bytes);
    expect((await stat(join(directory, name))).ino).toBe(before.ino);
    expect(await readdir(directory)).toEqual([name]);
  });

  it("replaces a file that was cut short", async () => {
    const bytes = randomBytes(1_000);
    const name = nameOf(bytes);
    await blobs.put(workspace, name, bytes);
    await writeFile(join(root, workspace, name.slice(0, 2), name.slice(2, 4), name), bytes.subarray(0, 10));
    await blobs.put(workspace, name, bytes);
    expect(await blobs.get(workspace, name)).toEqual(bytes);
  });

  it("keeps workspaces apart", async () => {
    const bytes = randomBytes(10);
    await blobs.put(workspace, nameOf(bytes), bytes);
    await expect(blobs.get(newId(), nameOf(bytes))).rejects.toMatchObject({ code: "blob-missing" });
  });

  describe("that are old", () => {
    const before = new Date(Date.now() - 3_600_000);
    const pathOf = (name: string) => join(root, workspace, name.slice(0, 2), name.slice(2, 4), name);
    const kept = async (age: Date | null) => {
      const bytes = randomBytes(10);
      const name = nameOf(bytes);
      await blobs.put(workspace, name, bytes);
      if (age !== null) await utimes(pathOf(name), age, age);
      return { bytes, name };
    };
    const long = new Date(before.getTime() - 60_000);

    it("are found by the beginning of their name, and young ones are not", async () => {
      const { name } = await kept(long);
      const { name: young } = await kept(null);
      expect(await blobs.listOld(workspace, name.slice(0, 2), before)).toContain(name);
      expect(await blobs.listOld(workspace, young.slice(0, 2), before)).not.toContain(young);
      expect(await blobs.listOld(newId(), name.slice(0, 2), before)).toEqual([]);
    });

    it("are deleted for good, and then are missing", async () => {
      const { name } = await kept(long);
      expect(await blobs.deleteOld(workspace, name, before)).toBe(true);
      expect(await blobs.has(workspace, name)).toBe(false);
      await expect(blobs.stream(workspace, name)).rejects.toMatchObject({ code: "blob-missing" });
      expect(await blobs.deleteOld(workspace, name, before)).toBe(false);
      expect(await readdir(dirname(pathOf(name)))).toEqual([]);
    });

    it("are not deleted when somebody stored them again since", async () => {
      const { bytes, name } = await kept(long);
      expect(await blobs.listOld(workspace, name.slice(0, 2), before)).toContain(name);
      await blobs.put(workspace, name, bytes);
      expect(await blobs.deleteOld(workspace, name, before)).toBe(false);
      expect(await blobs.get(workspace, name)).toEqual(bytes);
    });

    it("are there whenever storing and deleting race, however often", async () => {
      const { bytes, name } = await kept(null);
      for (let turn = 0; turn < 100; turn += 1) {
        await utimes(pathOf(name), long, long);
        await Promise.all([blobs.deleteOld(workspace, name, before), blobs.put(workspace, name, bytes)]);
        expect(await blobs.get(workspace, name)).toEqual(bytes);
      }
    });

    it("come back when a process was killed while it deleted them, and half a file goes", async () => {
      const { bytes, name } = await kept(long);
      await rename(pathOf(name), `${pathOf(name)}.going`);
      await writeFile(`${pathOf(name)}.abc.tmp`, "half");
      await utimes(`${pathOf(name)}.abc.tmp`, long, long);
      expect(await blobs.listOld(workspace, name.slice(0, 2), before)).toContain(name);
      expect(await blobs.get(workspace, name)).toEqual(bytes);
      expect(await readdir(dirname(pathOf(name)))).toEqual([name]);
    });
  });

  it.each([
    ["blob.tmp_written=enospc", "disk-full", 0],
    ["blob.fsynced=eio", "blob-not-stored", 0],
    ["blob.renamed=eio", "blob-not-stored", 1],
    ["blob.dir_fsynced=eio", "blob-not-stored", 1],
  ])("are refused for now when the disk fails (%s), and stored by the next try", (instructions, code, files) => {
    const module = JSON.stringify(fileURLToPath(new URL("./blobs.ts", import.meta.url)));
    const script = `
      import { readdirSync } from "node:fs";
      import { createDiskBlobs } from ${module};
      const [root, workspace, name] = process.argv.slice(1);
      const blobs = createDiskBlobs(root);
      const first = await blobs.put(workspace, name, Buffer.from("bytes")).catch((error) => error);
      const kept = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
      await blobs.put(workspace, name, Buffer.from("bytes"));
      console.log(JSON.stringify([first.code, first.retry, kept, String(await blobs.get(workspace, name))]));`;
    const place = mkdtempSync(join(root, "failing-"));
    const env = { ...process.env, FAILPOINTS: `${instructions}@1` };
    const { stdout } = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", script, place, workspace, nameOf(Buffer.from("bytes"))],
      {
        env,
        encoding: "utf8",
      },
    );
    expect(JSON.parse(stdout)).toEqual([code, "transient", files, "bytes"]);
  });

  it.each(["../../etc/passwd", "", "AB".repeat(32), "a".repeat(63), `${"a".repeat(64)}/..`])(
    "refuses the name %j",
    async (name) => {
      await expect(blobs.put(workspace, name, Buffer.from("x"))).rejects.toThrow(TypeError);
      await expect(blobs.get("..", "a".repeat(64))).rejects.toThrow(TypeError);
    },
  );
});
