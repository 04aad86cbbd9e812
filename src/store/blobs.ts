// Bytes too large for a row, named by their SHA-256: on disk here. Stored means it survives a power cut.
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
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
  delete(workspaceId: WorkspaceId, sha256: string): Promise<void>;
}

/** Blobs below a directory: `<root>/<workspace>/<2 digits>/<2 digits>/<sha256>`. */
export function createDiskBlobs(root: string): BlobStore {
  const pathOf = (workspaceId: WorkspaceId, sha256: string) => {
    if (!isId(workspaceId)) throw new TypeError("a workspace id is a UUID");
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError("a blob is named by 64 lower-case hexadecimal digits");
    return join(root, workspaceId.toLowerCase(), sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  return {
    async put(workspaceId, sha256, bytes) {
      const path = pathOf(workspaceId, sha256);
      try {
        if ((await sizeOf(path)) === bytes.byteLength) return await syncDirectory(dirname(path));
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
    delete: async (workspaceId, sha256) => rm(pathOf(workspaceId, sha256), { force: true }),
  };
}

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
  return stat(path).then(
    (found) => found.size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    },
  );
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
