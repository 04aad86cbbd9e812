// Brings found mail into the journal and follows it to its outcome, never far ahead of the pipeline, until the books balance.
import { setTimeout as sleep } from "node:timers/promises";
import { type BookCounts, bookColumn, sumOfBooks } from "#domain/books.ts";
import type { ChannelKind } from "#domain/channel.ts";
import type { Accept } from "#domain/delivery.ts";
import { AppError, retryOf } from "#domain/errors.ts";
import type { SourceId, WorkspaceId } from "#domain/ids.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { type ImportedRow, readImported } from "#store/imported.ts";
import type { FoundMail } from "./import-files.ts";
import { importedId, receivedAtOf } from "./import-identity.ts";

export interface ImportTarget {
  db: Db;
  accept: Accept;
  workspaceId: WorkspaceId;
  sourceId: SourceId;
  kind: ChannelKind;
}

/** A mail that was not taken, or that ended as failed: one line of the error report. */
export interface ImportError {
  place: string;
  code: string;
  detail: string;
}

/** found = imported + repeated + notTaken, and imported = created + appended + duplicate + setAside + reports + failed (+ pending). */
export interface ImportBooks extends BookCounts {
  found: number;
  imported: number;
  /** Stored, and still without an outcome when the import gave up waiting. */
  pending: number;
  /** The same mail again, word for word, within what was read. */
  repeated: number;
  notTaken: number;
  /** Of `imported`: stored by an earlier run. */
  alreadyHere: number;
}

export interface ImportOptions {
  now: () => Date;
  onProgress(books: Readonly<ImportBooks>, bytesRead: number): void;
  onError(error: ImportError): Promise<void> | void;
  /** Ends the import early; what is stored stays stored, and the next run goes on from there. */
  signal?: AbortSignal;
  /** Mails stored and without an outcome, at most: more would keep today's mail waiting behind last year's. */
  mostAhead?: number;
  /** Gives up when nothing at all moves for this long. */
  patienceMs?: number;
}

const batchMails = 64;
const batchBytes = 16 * 1024 * 1024;
const defaultAhead = 256;
const defaultPatienceMs = 10 * 60_000;

interface Mail {
  id: string;
  place: string;
  raw: Buffer;
  receivedAt: Date;
}

export function balances(books: ImportBooks): boolean {
  const { imported, repeated, notTaken, found, pending } = books;
  return pending === 0 && imported === sumOfBooks(books) && found === imported + repeated + notTaken;
}

/** Resolves when every mail that was stored has an outcome, or when nothing moved for `patienceMs`. */
export async function runImport(
  target: ImportTarget,
  mails: AsyncIterable<FoundMail>,
  options: ImportOptions,
): Promise<ImportBooks> {
  const run = new ImportRun(target, options);
  for await (const found of mails) {
    if (options.signal?.aborted) break;
    await run.add(found);
  }
  return run.finish();
}

class ImportRun {
  readonly books: ImportBooks = {
    found: 0,
    imported: 0,
    created: 0,
    appended: 0,
    duplicate: 0,
    setAside: 0,
    reports: 0,
    failed: 0,
    pending: 0,
    repeated: 0,
    notTaken: 0,
    alreadyHere: 0,
  };
  readonly #target: ImportTarget;
  readonly #options: ImportOptions;
  /** Beginnings of the ids seen: enough to tell them apart, and half the memory. */
  readonly #seen = new Set<string>();
  /** Stored, and without an outcome: external id to place. */
  readonly #ahead = new Map<string, string>();
  #batch: Mail[] = [];
  #bytes = 0;
  #bytesRead = 0;

  constructor(target: ImportTarget, options: ImportOptions) {
    this.#target = target;
    this.#options = options;
  }

  async add(found: FoundMail): Promise<void> {
    this.books.found += 1;
    this.#bytesRead = found.bytesRead;
    if (found.raw === null) return this.#refuse({ place: found.place, ...found.problem });
    const id = importedId(this.#target.kind, found.raw);
    const short = id.slice(-32);
    if (this.#seen.has(short)) {
      this.books.repeated += 1;
      return;
    }
    this.#seen.add(short);
    const receivedAt = receivedAtOf(found.raw, { fileTime: found.fileTime, now: this.#options.now() });
    this.#batch.push({ id, place: found.place, raw: found.raw, receivedAt });
    this.#bytes += found.raw.byteLength;
    if (this.#batch.length >= batchMails || this.#bytes >= batchBytes) await this.#store();
  }

  async finish(): Promise<ImportBooks> {
    await this.#store();
    await this.#waitFor(0);
    return this.books;
  }

  async #store(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    const here = new Map((await this.#read(batch.map((mail) => mail.id))).map((row) => [row.externalId, row]));
    await Promise.all(batch.map((mail) => this.#take(mail, here.get(mail.id))));
    await this.#waitFor(this.#options.mostAhead ?? defaultAhead);
  }

  async #take(mail: Mail, here: ImportedRow | undefined): Promise<void> {
    if (here !== undefined) this.books.alreadyHere += 1;
    else if (!(await this.#accept(mail))) return;
    this.books.imported += 1;
    this.books.pending += 1;
    this.#ahead.set(mail.id, mail.place);
  }

  // A full queue, a low disk or a database that restarts pass: the import waits for them like any sender would.
  async #accept(mail: Mail): Promise<boolean> {
    const { workspaceId, sourceId, kind } = this.#target;
    const delivery = {
      workspaceId,
      sourceId,
      kind,
      externalId: mail.id,
      raw: mail.raw,
      envelope: null,
      receivedAt: mail.receivedAt,
    };
    const patienceEnds = performance.now() + (this.#options.patienceMs ?? defaultPatienceMs);
    for (let delayMs = 100; ; delayMs = Math.min(delayMs * 2, 5_000)) {
      try {
        await this.#target.accept(delivery);
        return true;
      } catch (error) {
        const isOver = performance.now() > patienceEnds || this.#options.signal?.aborted === true;
        if (retryOf(error) === "permanent" || isOver) {
          await this.#refuse({
            place: mail.place,
            code: error instanceof AppError ? error.code : "not-stored",
            detail: (error as Error).message,
          });
          return false;
        }
        await sleep(delayMs);
      }
    }
  }

  async #waitFor(most: number): Promise<void> {
    const { signal, patienceMs = defaultPatienceMs } = this.#options;
    let movedAt = performance.now();
    for (let delayMs = 10; ; delayMs = Math.min(delayMs * 2, 500)) {
      const settled = await this.#settle();
      this.#options.onProgress(this.books, this.#bytesRead);
      if (settled > 0) movedAt = performance.now();
      if (this.#ahead.size <= most || signal?.aborted || performance.now() - movedAt > patienceMs) return;
      await sleep(settled > 0 ? 10 : delayMs);
    }
  }

  /** Moves what has an outcome by now from pending into its column; gives how many. */
  async #settle(): Promise<number> {
    let settled = 0;
    for (const { externalId, deliveryId, action, reason } of await this.#read([...this.#ahead.keys()])) {
      if (action === null) continue;
      const place = this.#ahead.get(externalId) ?? "";
      this.#ahead.delete(externalId);
      settled += 1;
      this.books.pending -= 1;
      this.books[bookColumn({ action, reason })] += 1;
      if (action === "failed") await this.#options.onError({ place, code: "failed", detail: `delivery ${deliveryId}` });
    }
    return settled;
  }

  #read(ids: readonly string[]): Promise<ImportedRow[]> {
    const { db, workspaceId, sourceId } = this.#target;
    return patiently(() => inWorkspace(db, workspaceId, (tx) => readImported(tx, sourceId, ids)), this.#options.signal);
  }

  async #refuse(error: ImportError): Promise<void> {
    this.books.notTaken += 1;
    await this.#options.onError(error);
  }
}

// Reading changes nothing, so a database that restarts in between is simply asked again.
async function patiently<T>(read: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (tries >= 30 || signal?.aborted === true || retryOf(error) === "permanent") throw error;
      await sleep(Math.min(tries * 200, 2_000));
    }
  }
}
