// Finds the mail in what an admin exported: an mbox, a maildir, or files with one message each. One message in memory at a time.
import { opendir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#domain/errors.ts";
import { NotAnMbox, readMbox } from "./import-mbox.ts";

export const importFormats = ["mbox", "maildir", "eml"] as const;
export type ImportFormat = (typeof importFormats)[number];

/** One mail that was found; `raw` is null where it cannot be taken, and `problem` says why. */
export type FoundMail = { place: string; fileTime: Date; bytesRead: number } & (
  | { raw: Buffer; problem: null }
  | { raw: null; problem: { code: "too-large" | "empty" | "unreadable-file"; detail: string } }
);

export interface Found {
  /** Bytes that will be read, for a progress bar. */
  totalBytes: number;
  mails: AsyncIterable<FoundMail>;
}

/** Looks what there is, and reads it on demand. Throws an AppError when the path is not what the format says. */
export async function findMail(format: ImportFormat, path: string, maxBytes: number): Promise<Found> {
  const about = await stat(path).catch((error: unknown) => {
    throw notFound(path, error);
  });
  if (format === "mbox") {
    if (!about.isFile()) throw wrongKind(path, "an mbox is one file; for a folder of messages use maildir or eml");
    return { totalBytes: about.size, mails: fromMbox(path, about.mtime, maxBytes) };
  }
  const files = format === "maildir" ? await maildirFiles(path) : about.isFile() ? [path] : await emlFiles(path);
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file)
        .then((found) => found.size)
        .catch(() => 0),
    ),
  );
  return { totalBytes: sizes.reduce((sum, size) => sum + size, 0), mails: fromFiles(files, maxBytes) };
}

async function* fromMbox(path: string, fileTime: Date, maxBytes: number): AsyncGenerator<FoundMail> {
  try {
    for await (const { raw, size, offset } of readMbox(path, { maxBytes })) {
      const at = { place: `${path}:${offset}`, fileTime, bytesRead: offset + size };
      if (raw === null) yield { ...at, raw, problem: tooLarge(size, maxBytes) };
      else yield raw.byteLength === 0 ? { ...at, raw: null, problem: empty } : { ...at, raw, problem: null };
    }
  } catch (error) {
    if (!(error instanceof NotAnMbox)) throw error;
    throw wrongKind(path, 'it does not begin with a line such as "From anna@example.com Mon Jan  5 09:30:00 2026"');
  }
}

async function* fromFiles(files: readonly string[], maxBytes: number): AsyncGenerator<FoundMail> {
  let bytesRead = 0;
  for (const place of files) {
    const found = await readOne(place, maxBytes);
    bytesRead += found.size;
    const { size: _size, ...rest } = found;
    yield { place, bytesRead, ...rest } as FoundMail;
  }
}

type ReadFile = Pick<FoundMail, "fileTime" | "raw" | "problem"> & { size: number };

async function readOne(place: string, maxBytes: number): Promise<ReadFile> {
  try {
    const { size, mtime } = await stat(place);
    if (size > maxBytes) return { size, fileTime: mtime, raw: null, problem: tooLarge(size, maxBytes) };
    const raw = await readFile(place);
    return raw.byteLength === 0
      ? { size, fileTime: mtime, raw: null, problem: empty }
      : { size, fileTime: mtime, raw, problem: null };
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? "unknown";
    return { size: 0, fileTime: new Date(0), raw: null, problem: { code: "unreadable-file", detail } };
  }
}

const empty = { code: "empty", detail: "0 bytes" } as const;

function tooLarge(size: number, maxBytes: number) {
  return { code: "too-large", detail: `${size} bytes; the limit is ${maxBytes}` } as const;
}

/** `new` and `cur` of one maildir, oldest name first. `tmp` holds what was never delivered; folders of it are maildirs of their own. */
async function maildirFiles(path: string): Promise<string[]> {
  const folders = await Promise.all(["new", "cur"].map((name) => filesIn(join(path, name), () => true)));
  if (folders.every((folder) => folder === null)) throw wrongKind(path, "a maildir has the folders cur and new");
  return folders.flatMap((folder) => folder ?? []).sort(byName);
}

/** Every `*.eml` below, and bare numbers, as MH folders name their messages. Names that begin with a dot are left out. */
async function emlFiles(path: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const entry of await opendir(folder)) {
      if (entry.name.startsWith(".")) continue;
      const full = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(full);
      else if (isFile(entry) && /(\.eml|^\d+)$/i.test(entry.name)) files.push(full);
    }
  }
  return files.sort(byName);
}

async function filesIn(folder: string, wanted: (name: string) => boolean): Promise<string[] | null> {
  const files: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (!entry.name.startsWith(".") && isFile(entry) && wanted(entry.name)) files.push(join(folder, entry.name));
    }
    return files;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

const isFile = (entry: { isFile(): boolean; isSymbolicLink(): boolean }): boolean => entry.isFile() || entry.isSymbolicLink();

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

function notFound(path: string, cause: unknown): AppError {
  return new AppError({
    code: "import-path-unreadable",
    retry: "permanent",
    publicMessage: `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown"}). Check the path and its permissions.`,
    cause,
  });
}

function wrongKind(path: string, why: string): AppError {
  return new AppError({
    code: "import-format-wrong",
    retry: "permanent",
    publicMessage: `${path} is not what you said it is: ${why}.`,
  });
}
