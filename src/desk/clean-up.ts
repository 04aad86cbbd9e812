// Takes away what nobody needs any more: files that were brought and never sent, blobs without a row, the memory of automatic mail.
import type { WorkspaceId } from "#domain/ids.ts";
import type { BlobStore } from "#store/blobs.ts";
import { type Db, inRegistry, inWorkspace } from "#store/db.ts";
import { findNeededBlobs, forgetAutomaticMail } from "#store/left-behind.ts";
import { forgetUploads } from "#store/uploads.ts";
import { listWorkspaceIds } from "#store/workspaces.ts";
import { keptDays } from "./uploads.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A blob is stored before the row that names it. However slow an import is, it is not a day behind. */
const youngMs = dayMs;
/** More than a day: nobody gets two automatic mails within 24 hours. */
const automaticDays = 7;
const batch = 500;

export interface CleanUp {
  now: Date;
  /** Ends the run between two batches. */
  signal?: AbortSignal;
  /** Which blobs to look at, by the first two digits of their names. Default: the part of this hour; in a day it is everybody's turn. */
  prefixes?: readonly string[];
}

export interface CleanedUp {
  uploads: number;
  blobs: number;
  automaticMail: number;
}

/** To be called every hour. Only what belongs to a workspace of this database is looked at: other directories are somebody else's. */
export async function cleanUp({ db, blobs }: { db: Db; blobs: BlobStore }, run: CleanUp): Promise<CleanedUp> {
  const done: CleanedUp = { uploads: 0, blobs: 0, automaticMail: 0 };
  const daysAgo = (days: number) => new Date(run.now.getTime() - days * dayMs);
  for (const workspaceId of await inRegistry(db, listWorkspaceIds)) {
    if (run.signal?.aborted === true) break;
    await inWorkspace(db, workspaceId, async (tx) => {
      done.uploads += await forgetUploads(tx, { unwantedSince: daysAgo(keptDays), limit: batch });
      done.automaticMail += await forgetAutomaticMail(tx, daysAgo(automaticDays));
    });
    done.blobs += await deleteUnneeded({ db, blobs }, workspaceId, run);
  }
  return done;
}

/** The 256 beginnings of names, spread over the hours of a day. */
export function prefixesOfHour(hour: number): string[] {
  const from = Math.floor((hour * 256) / 24);
  const to = Math.floor(((hour + 1) * 256) / 24);
  return Array.from({ length: to - from }, (_, index) => (from + index).toString(16).padStart(2, "0"));
}

async function deleteUnneeded(
  { db, blobs }: { db: Db; blobs: BlobStore },
  workspaceId: WorkspaceId,
  { now, signal, prefixes = prefixesOfHour(now.getUTCHours()) }: CleanUp,
): Promise<number> {
  const before = new Date(now.getTime() - youngMs);
  let deleted = 0;
  for (const prefix of prefixes) {
    if (signal?.aborted === true) break;
    const old = await blobs.listOld(workspaceId, prefix, before);
    for (let from = 0; from < old.length; from += batch) {
      const names = old.slice(from, from + batch);
      const needed = await inWorkspace(db, workspaceId, (tx) => findNeededBlobs(tx, names));
      for (const name of names) if (!needed.has(name) && (await blobs.deleteOld(workspaceId, name, before))) deleted += 1;
    }
  }
  return deleted;
}
