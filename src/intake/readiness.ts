// Whether deliveries can be accepted now: sampled in the background, so that the question itself costs nothing.
import { AppError } from "#domain/errors.ts";
import { type DiskSpace, isLow } from "#platform/disk.ts";
import { type Db, inRegistry } from "#store/db.ts";
import { isQueueLongerThan } from "#store/journal.ts";

export interface ReadinessOptions {
  db: Db;
  /** Free space of each place where messages are stored. */
  readDiskSpace?: () => Promise<readonly DiskSpace[]>;
  log: { info(fields: object, text: string): void; warn(fields: object, text: string): void };
  /** Deliveries waiting for their outcome before nothing more is accepted. */
  maxQueue?: number;
  sampleEveryMs?: number;
}

/** After the database was found away, nobody waits for it again until this has passed. */
const retryDatabaseMs = 1_000;
/** A commit that takes longer means that the database hangs: who comes now is told so at once. */
const slowCommitMs = 2_500;

export class Readiness implements AsyncDisposable {
  readonly #options: ReadinessOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #commits = new Set<{ since: number }>();
  #sampling: Promise<void>;
  #stopping = false;
  #diskLow = false;
  #queueFull = false;
  #databaseDownUntil = 0;

  constructor(options: ReadinessOptions) {
    this.#options = options;
    this.#sampling = this.#sample();
    this.#timer = setInterval(() => void (this.#sampling = this.#sample()), options.sampleEveryMs ?? 3_000).unref();
  }

  /** Why nothing can be accepted now, or null. */
  refusal(): AppError | null {
    if (this.#stopping) return refuse("shutting-down", "The server is restarting. Please try again in a minute.");
    if (this.#diskLow) return refuse("disk-low", "There is too little room on the disk. Please try again later.");
    if (this.#queueFull) return refuse("queue-full", "Too many messages wait to be read. Please try again later.");
    if (this.#isDatabaseAway()) return refuse("database-down", "The database does not answer. Please try again in a minute.");
    return null;
  }

  stop(): void {
    this.#stopping = true;
  }

  databaseFailed(): void {
    this.#databaseDownUntil = performance.now() + retryDatabaseMs;
  }

  /** Watches one commit, to tell a database that hangs. */
  async watch<T>(commit: Promise<T>): Promise<T> {
    const entry = { since: performance.now() };
    this.#commits.add(entry);
    try {
      return await commit;
    } finally {
      this.#commits.delete(entry);
    }
  }

  /** Looks at the disk and the queue now; otherwise that happens every few seconds. */
  async sample(): Promise<void> {
    await this.#sampling;
    this.#sampling = this.#sample();
    await this.#sampling;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#sampling;
  }

  #isDatabaseAway(): boolean {
    const now = performance.now();
    if (now < this.#databaseDownUntil) return true;
    for (const { since } of this.#commits) if (now - since > slowCommitMs) return true;
    return false;
  }

  async #sample(): Promise<void> {
    await Promise.all([this.#sampleDisk(), this.#sampleQueue()]);
  }

  async #sampleDisk(): Promise<void> {
    try {
      const spaces = (await this.#options.readDiskSpace?.()) ?? [];
      this.#tell("disk", this.#diskLow, (this.#diskLow = spaces.some(isLow)));
    } catch (error) {
      // A disk that cannot be asked may still take messages; a write that fails is answered by itself.
      this.#options.log.warn({ error }, "the free space of the disk cannot be read");
    }
  }

  async #sampleQueue(): Promise<void> {
    try {
      const most = this.#options.maxQueue ?? 200_000;
      const full = await inRegistry(this.#options.db, (tx) => isQueueLongerThan(tx, most));
      this.#tell("queue", this.#queueFull, (this.#queueFull = full));
    } catch (error) {
      this.databaseFailed();
      this.#options.log.warn({ error }, "the length of the queue cannot be read");
    }
  }

  #tell(what: "disk" | "queue", before: boolean, after: boolean): void {
    if (before === after) return;
    if (after) this.#options.log.warn({ what }, `nothing is accepted for now: the ${what} is full`);
    else this.#options.log.info({ what }, `messages are accepted again: there is room in the ${what}`);
  }
}

function refuse(code: string, publicMessage: string): AppError {
  return new AppError({ code, retry: "transient", publicMessage });
}
