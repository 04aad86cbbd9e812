// Blobs on disk: durable, once, and apart by workspace.
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  it("forgets what was deleted, and says that it is missing", async () => {
    const bytes = randomBytes(10);
    await blobs.put(workspace, nameOf(bytes), bytes);
    await blobs.delete(workspace, nameOf(bytes));
    expect(await blobs.has(workspace, nameOf(bytes))).toBe(false);
    await expect(blobs.stream(workspace, nameOf(bytes))).rejects.toMatchObject({ code: "blob-missing" });
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
