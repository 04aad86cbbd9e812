// What relays have taken and the database does not know yet, in a file beside it: a process that is killed in between does not send it again.
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "#platform/log.ts";
import type { SubmissionClaim } from "#store/submission-queue.ts";
import type { Tried } from "./record.ts";
import type { Handover } from "./answers.ts";

/** One message that a relay answered with 2xx. */
export interface SentEntry {
  claim: SubmissionClaim;
  submission: Tried;
  handover: Handover;
  durationMs: number;
  at: Date;
}

/** The part of a log that it needs. */
export type Complaints = Pick<Logger, "warn" | "error">;

export interface SentJournal {
  /** Written when it returns: kept by the system though this process may be killed. Not synced: a power cut may forget it. */
  note(entry: SentEntry): void;
  /** One that was noted is in the database now. */
  settled(): void;
  close(): void;
}

const name = /^sent-(\d+)-[0-9a-f]+\.jsonl$/;
const largestBytes = 256 * 1_024;
/** A file of a process that seems to live, and of which nothing was heard for so long, is a dead one's whose number was given away. */
const forgottenAfterMs = 86_400_000;

/** Opens a journal of this process's own: two servers on one data directory have two. Where none can be kept, mail is sent without. */
export function openSentJournal(directory: string, log: Complaints): SentJournal {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return openIn(directory, log);
  } catch (error) {
    log.error({ error, directory }, "the journal of sent mail cannot be opened; after a crash some mail may be sent again");
    return { note: () => {}, settled: () => {}, close: () => {} };
  }
}

function openIn(directory: string, log: Complaints): SentJournal {
  const path = join(directory, `sent-${process.pid}-${randomBytes(4).toString("hex")}.jsonl`);
  const file = openSync(path, "a", 0o600);
  let open = 0;
  let bytes = 0;
  return {
    note(entry) {
      open += 1;
      try {
        bytes += writeSync(file, `${JSON.stringify(entry)}\n`);
      } catch (error) {
        // The database hears of it next: this is a second net.
        log.warn({ error }, "the journal of sent mail cannot be written");
      }
    },
    settled() {
      open -= 1;
      if (open > 0 || bytes < largestBytes) return;
      ftruncateSync(file, 0);
      bytes = 0;
    },
    close() {
      closeSync(file);
      if (open === 0) rmSync(path, { force: true });
    },
  };
}

export interface Leftovers {
  entries: SentEntry[];
  forget(): void;
}

/**
 * What processes before this one noted. Entries that the database knows, or that somebody else took over, are among them: recording
 * them does nothing. `forget` is called when all of them are recorded.
 */
export function readSentJournals(directory: string, log: Logger): Leftovers {
  try {
    return readIn(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      log.error({ error, directory }, "the journal of sent mail cannot be read");
    return { entries: [], forget: () => {} };
  }
}

function readIn(directory: string): Leftovers {
  const paths = readdirSync(directory)
    .filter((entry) => name.test(entry))
    .map((entry) => ({ path: join(directory, entry), pid: Number(name.exec(entry)?.[1]) }));
  return {
    entries: paths.flatMap(({ path }) => readEntries(path)),
    forget() {
      for (const { path, pid } of paths) if (isDead(pid) || isForgotten(path)) rmSync(path, { force: true });
    },
  };
}

function readEntries(path: string): SentEntry[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line) => {
    try {
      const entry = JSON.parse(line) as SentEntry;
      const submission = { ...entry.submission, createdAt: new Date(entry.submission.createdAt) };
      return [{ ...entry, submission, at: new Date(entry.at) }];
    } catch {
      // The last line of a process that was killed while it wrote, and the empty one behind the last.
      return [];
    }
  });
}

// A file of our own number is not ours: ours is opened later.
function isDead(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function isForgotten(path: string): boolean {
  return Date.now() - statSync(path).mtimeMs > forgottenAfterMs;
}
