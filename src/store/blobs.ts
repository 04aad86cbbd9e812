// Bytes too large for a row, named by their SHA-256: on disk here. Stored means it survives a power cut.
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { AppError } from "#domain/errors.ts";
import { type WorkspaceId, isId } from "#domain/ids.ts";
import { failpoint } from "#platform/failpoint.ts";
import { syncDirectory } from "./sync-directory.ts";

/** Bytes by workspace and name, where the name is the SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
export interface BlobStore {
  /** Resolves once the bytes are durable; only then may a row refer to them. Storing the same again does nothing. */
  put(workspaceId: WorkspaceId, sha256: string, bytes: Uint8Array): Promise<void>;
  /** All bytes. Throws AppError "blob-missing" when there are none. */
  get(workspaceId: WorkspaceId, sha256: string): Promise<Buffer>;
  /** The bytes as a stream, opened already: "blob-missing" is thrown here and not half-way through an answer. */
  stream(workspaceId: WorkspaceId, sha256: string): Promise<Readable>;
  has(workspaceId: WorkspaceId, sha256: string): Promise<boolean>;
  /** The names of a workspace's blobs that begin with these two digits, and that nobody has stored, or stored again, since then. */
  listOld(workspaceId: WorkspaceId, prefix: string, before: Date): Promise<string[]>;
  /** Deletes one that nobody needs, unless it was stored again since then: whoever stored it is about to need it. True where it is gone. */
  deleteOld(workspaceId: WorkspaceId, sha256: string, before: Date): Promise<boolean>;
}

/**
 * Blobs below a directory: `<root>/<workspace>/<2 digits>/<2 digits>/<sha256>`. A file's time of change is when it was stored last. Beside
 * it may lie `….tmp`, not whole yet, and `….going`, put aside to be deleted; of a process that was killed, both stay for the next look.
 */
export function createDiskBlobs(root: string): BlobStore {
  const directoryOf = (workspaceId: WorkspaceId, prefix: string) => {
    if (!isId(workspaceId)) throw new TypeError("a workspace id is a UUID");
    return join(root, workspaceId.toLowerCase(), prefix);
  };
  const pathOf = (workspaceId: WorkspaceId, sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError("a blob is named by 64 lower-case hexadecimal digits");
    return join(directoryOf(workspaceId, sha256.slice(0, 2)), sha256.slice(2, 4), sha256);
  };
  return {
    async put(workspaceId, sha256, bytes) {
      const path = pathOf(workspaceId, sha256);
      try {
        if ((await sizeOf(path)) === bytes.byteLength && (await touch(path))) return await syncDirectory(dirname(path));
        await makeDurableDirectory(dirname(path));
        await writeDurably(path, bytes);
      } catch (cause) {
        throw notStored(cause);
      }
    },
    get: async (workspaceId, sha256) => readFile(pathOf(workspaceId, sha256)).catch(explainMissing),
    async stream(workspaceId, sha256) {
      const handle = await open(pathOf(workspaceId, sha256), "r").catch(explainMissing);
      return createReadStream("", { fd: handle });
    },
    has: async (workspaceId, sha256) => (await sizeOf(pathOf(workspaceId, sha256))) !== null,
    async listOld(workspaceId, prefix, before) {
      if (!/^[0-9a-f]{2}$/.test(prefix)) throw new TypeError("a blob's name begins with two hexadecimal digits");
      const directory = directoryOf(workspaceId, prefix);
      const found: string[] = [];
      for (const inner of await namesIn(directory)) found.push(...(await oldIn(join(directory, inner), before)));
      return found;
    },
    deleteOld: async (workspaceId, sha256, before) => deleteOld(pathOf(workspaceId, sha256), before),
  };
}

// ---------------------------------------------------------------- what is old

// False where it went away meanwhile: then it has to be written again.
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(() => true, unlessMissing(false));
}

async function oldIn(directory: string, before: Date): Promise<string[]> {
  const found = new Set<string>();
  for (const name of await namesIn(directory)) {
    const path = join(directory, name);
    const sha256 = name.slice(0, 64);
    if (name === `${sha256}.going`) await putBack(path, join(directory, sha256));
    else if (!(await isOld(path, before))) continue;
    else if (name.endsWith(".tmp")) await rm(path, { force: true });
    if (name === sha256 || name === `${sha256}.going`) found.add(sha256);
  }
  return [...found];
}

// Put aside first, looked at then: whoever stores it again either changed its time before, which shows now, or finds nothing and writes it
// anew. Deleted where it lies, it could be taken from under somebody who was just told that it is stored.
async function deleteOld(path: string, before: Date): Promise<boolean> {
  const aside = `${path}.going`;
  const isThere = await rename(path, aside).then(() => true, unlessMissing(false));
  if (!isThere) return false;
  if (!(await isOld(aside, before))) {
    await putBack(aside, path);
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

async function putBack(aside: string, path: string): Promise<void> {
  await link(aside, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST" && error.code !== "ENOENT") throw error;
  });
  await rm(aside, { force: true });
}

async function isOld(path: string, before: Date): Promise<boolean> {
  return stat(path).then(({ mtime }) => mtime < before, unlessMissing(false));
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(unlessMissing<string[]>([]));
}

function unlessMissing<T>(otherwise: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code !== "ENOENT") throw error;
    return otherwise;
  };
}

// ---------------------------------------------------------------- what lasts

/** Write, fsync, rename, fsync of the directory: in this order a name never stands for less than all of its bytes. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await writeAll(handle, bytes);
      await failpoint("blob.tmp_written");
      // After a failed fsync Linux forgets that the pages were dirty: this file counts as lost, and is not synced again.
      await handle.sync();
      await failpoint("blob.fsynced");
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await failpoint("blob.renamed");
  await syncDirectory(dirname(path));
  await failpoint("blob.dir_fsynced");
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) written += (await handle.write(bytes, written)).bytesWritten;
}

/** Makes the directories that are missing, and syncs the parent of each: a new directory's own name must last, too. */
async function makeDurableDirectory(directory: string): Promise<void> {
  const made = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (let parent = dirname(directory); parent.length >= dirname(made).length; parent = dirname(parent))
    await syncDirectory(parent);
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then((found) => found.size, unlessMissing(null));
}

function notStored(cause: unknown): AppError {
  const full = (cause as { code?: unknown }).code === "ENOSPC";
  return new AppError({
    code: full ? "disk-full" : "blob-not-stored",
    retry: "transient",
    publicMessage: full
      ? "The disk is full. Free some space; senders keep their mail and try again."
      : "A file could not be stored. Check the disk of the data directory.",
    cause,
  });
}

function explainMissing(cause: NodeJS.ErrnoException): never {
  if (cause.code !== "ENOENT") throw cause;
  throw new AppError({
    code: "blob-missing",
    retry: "permanent",
    publicMessage: "A stored file is missing from the data directory. Restore it from a backup.",
    cause,
  });
}
