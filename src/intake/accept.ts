// Makes deliveries durable: one insert and one commit for all that arrived while the commit before was under way.
import { hash, webcrypto } from "node:crypto";
import type { Accept, Delivery } from "#domain/delivery.ts";
import type { AppError } from "#domain/errors.ts";
import { type DeliveryId, newId, type WorkspaceId } from "#domain/ids.ts";
import { failpoint } from "#platform/failpoint.ts";
import type { BlobStore } from "#store/blobs.ts";
import { appendAndCommit, type DeliveryRow, inlineLimitBytes, type RawRow } from "#store/journal.ts";
import { isDatabaseDown } from "#store/sql-errors.ts";
import { Readiness, type ReadinessOptions } from "./readiness.ts";

export interface AcceptOptions extends ReadinessOptions {
  blobs: BlobStore;
  /** These deliveries are durable: a wake-up within the process, beside the notification of the database. */
  onStored?: (stored: readonly { id: DeliveryId; raw: Uint8Array }[]) => void;
  /** Wake other processes through the database; default true. A process that reads by itself needs no such call. */
  notify?: boolean;
  /** Commits under way at once. Each takes one connection of the pool. */
  committers?: number;
}

/** Disposing it finishes what was handed in and refuses the rest. */
export interface Acceptor extends AsyncDisposable {
  accept: Accept;
  /** Why nothing can be accepted now (disk low, queue full, database away, shutting down), or null. Costs nothing to ask. */
  refusal(): AppError | null;
  /** Looks at the disk and the queue now instead of at the next few seconds. */
  sample(): Promise<void>;
}

const mostInBatch = 64;
const mostBytesInBatch = 8 * 1024 * 1024;

export function createAccept(options: AcceptOptions): Acceptor {
  return new GroupCommit(options);
}

interface Waiting {
  delivery: Delivery;
  id: DeliveryId;
  sha256: Uint8Array;
  resolve(result: "stored" | "already-stored"): void;
  reject(error: unknown): void;
}

class GroupCommit implements Acceptor {
  readonly #options: AcceptOptions;
  readonly #readiness: Readiness;
  readonly #large = new WeakMap<Uint8Array, Map<WorkspaceId, Promise<Uint8Array>>>();
  readonly #small = new WeakMap<Uint8Array, Uint8Array>();
  #waiting: Waiting[] = [];
  /** Accepts that have neither resolved nor rejected. */
  #open = 0;
  #committing = 0;
  #pumpIsDue = false;
  #whenEmpty: (() => void) | null = null;

  constructor(options: AcceptOptions) {
    this.#options = options;
    this.#readiness = new Readiness(options);
  }

  readonly accept: Accept = async (delivery) => {
    const refusal = this.#readiness.refusal();
    if (refusal !== null) throw refusal;
    this.#open += 1;
    try {
      return await this.#store(delivery);
    } finally {
      this.#open -= 1;
      if (this.#open === 0) this.#whenEmpty?.();
    }
  };

  refusal(): AppError | null {
    return this.#readiness.refusal();
  }

  sample(): Promise<void> {
    return this.#readiness.sample();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#readiness.stop();
    if (this.#open > 0) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    await this.#readiness[Symbol.asyncDispose]();
  }

  async #store(delivery: Delivery): Promise<"stored" | "already-stored"> {
    // A small message goes the whole way without waiting, so that all recipients of one transaction share a batch.
    const isLarge = delivery.raw.byteLength > inlineLimitBytes;
    const sha256 = isLarge ? await this.#storeLarge(delivery) : this.#digestOf(delivery.raw);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, id: newId(), sha256, resolve, reject });
      this.#pumpSoon();
    });
  }

  #digestOf(raw: Uint8Array): Uint8Array {
    const known = this.#small.get(raw);
    if (known !== undefined) return known;
    const digest = hash("sha256", raw, "buffer");
    this.#small.set(raw, digest);
    return digest;
  }

  // The blob is durable before the row that refers to it exists. Several deliveries of one body write it once a workspace.
  #storeLarge({ raw, workspaceId }: Delivery): Promise<Uint8Array> {
    const byWorkspace = this.#large.get(raw) ?? new Map<WorkspaceId, Promise<Uint8Array>>();
    this.#large.set(raw, byWorkspace);
    const known = byWorkspace.get(workspaceId);
    if (known !== undefined) return known;
    const written = this.#writeBlob(raw, workspaceId);
    byWorkspace.set(workspaceId, written);
    return written;
  }

  async #writeBlob(raw: Uint8Array, workspaceId: WorkspaceId): Promise<Uint8Array> {
    // Digested on a thread of its own: 35 MB would hold up everybody else for tens of milliseconds.
    const digest = Buffer.from(await webcrypto.subtle.digest("SHA-256", raw as Uint8Array<ArrayBuffer>));
    await this.#options.blobs.put(workspaceId, digest.toString("hex"), raw);
    return digest;
  }

  // Waits for the end of this turn of the event loop's work and no longer: an idle delivery is committed at once.
  #pumpSoon(): void {
    if (this.#pumpIsDue) return;
    this.#pumpIsDue = true;
    queueMicrotask(() => {
      this.#pumpIsDue = false;
      this.#pump();
    });
  }

  // While one commit is under way the next batch gathers: fewer, larger commits cost less for each message. A second one
  // starts only when much has gathered meanwhile.
  #pump(): void {
    while (this.#waiting.length >= this.#worthACommit()) {
      this.#committing += 1;
      void this.#commit(this.#takeBatch()).finally(() => {
        this.#committing -= 1;
        this.#pump();
      });
    }
  }

  #worthACommit(): number {
    if (this.#committing === 0) return 1;
    return this.#committing < (this.#options.committers ?? 2) ? mostInBatch / 2 : Number.POSITIVE_INFINITY;
  }

  /** The oldest delivery and those of the same workspace behind it, up to the limits of a batch. */
  #takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    const workspaceId = this.#waiting[0]?.delivery.workspaceId;
    let bytes = 0;
    for (const waiting of this.#waiting) {
      const size = inlineSize(waiting.delivery);
      const fits = batch.length < mostInBatch && (batch.length === 0 || bytes + size <= mostBytesInBatch);
      if (!fits || waiting.delivery.workspaceId !== workspaceId) left.push(waiting);
      else {
        batch.push(waiting);
        bytes += size;
      }
    }
    this.#waiting = left;
    return batch;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#commitTogether(batch);
    } catch (error) {
      if (isDatabaseDown(error)) this.#readiness.databaseFailed();
      else if (batch.length > 1) return this.#commitEach(batch);
      for (const waiting of batch) waiting.reject(error);
    }
  }

  // Something is wrong with one of them (its source is gone, say). Each by itself, so that it fails alone.
  async #commitEach(batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) await this.#commit([waiting]);
  }

  async #commitTogether(batch: readonly Waiting[]): Promise<void> {
    const workspaceId = batch[0]?.delivery.workspaceId ?? "";
    await failpoint("intake.before_insert");
    const stored = await this.#readiness.watch(
      appendAndCommit(this.#options.db, workspaceId, rowsOf(batch), { notify: this.#options.notify ?? true, beforeCommit }),
    );
    await failpoint("intake.after_commit_before_ack");
    for (const waiting of batch) waiting.resolve(stored.has(waiting.id) ? "stored" : "already-stored");
    const fresh = batch.filter((waiting) => stored.has(waiting.id));
    if (fresh.length > 0) this.#options.onStored?.(fresh.map(({ id, delivery }) => ({ id, raw: delivery.raw })));
    await failpoint("intake.after_ack");
  }
}

// Only where failpoints are set is there a moment between insert and commit; otherwise both go out together.
const beforeCommit = process.env.FAILPOINTS ? async () => failpoint("intake.after_insert") : undefined;

function rowsOf(batch: readonly Waiting[]): DeliveryRow[] {
  const raws = new Map<Uint8Array, RawRow>();
  return batch.map(({ delivery, id, sha256 }) => {
    const raw = raws.get(delivery.raw) ?? rawRowOf(delivery.raw, sha256);
    raws.set(delivery.raw, raw);
    const { sourceId, kind, externalId, envelope, receivedAt } = delivery;
    return { id, sourceId, kind, externalId, raw, envelope, receivedAt };
  });
}

function rawRowOf(raw: Uint8Array, sha256: Uint8Array): RawRow {
  const size = raw.byteLength;
  return { id: newId(), sha256, size, bytes: size > inlineLimitBytes ? null : raw };
}

function inlineSize({ raw }: Delivery): number {
  return raw.byteLength > inlineLimitBytes ? 0 : raw.byteLength;
}
