// Raw bytes that were just stored and are about to be read: kept for a moment, so that the pipeline need not fetch them back.
import type { DeliveryId } from "#domain/ids.ts";

const mostBytes = 8 * 1024 * 1024;
/** What was not taken by then was claimed by another process. */
const keepMs = 10_000;

interface Kept {
  raw: Uint8Array;
  until: number;
}

/**
 * Full, it takes no more: deliveries are read in the order they came, so the oldest are the next to be asked for. Whatever is
 * not here is read from the database, as another process would.
 */
export class FreshRaws {
  readonly #kept = new Map<DeliveryId, Kept>();
  #bytes = 0;

  add(id: DeliveryId, raw: Uint8Array, now = performance.now()): void {
    for (const [oldest, { until }] of this.#kept) {
      if (until > now) break;
      this.#remove(oldest);
    }
    if (this.#bytes + raw.byteLength > mostBytes) return;
    this.#kept.set(id, { raw, until: now + keepMs });
    this.#bytes += raw.byteLength;
  }

  /** Those of these that are here, once: who takes them needs them no longer here. */
  take(ids: readonly DeliveryId[]): Map<DeliveryId, Uint8Array> {
    const taken = new Map<DeliveryId, Uint8Array>();
    for (const id of ids) {
      const raw = this.#remove(id);
      if (raw !== undefined) taken.set(id, raw);
    }
    return taken;
  }

  #remove(id: DeliveryId): Uint8Array | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    this.#kept.delete(id);
    this.#bytes -= kept.raw.byteLength;
    return kept.raw;
  }
}
