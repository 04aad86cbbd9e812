// Raw bytes that were just stored and are about to be read: kept for a moment, so that the pipeline need not fetch them back.
import type { DeliveryId } from "#domain/ids.ts";

const mostBytes = 32 * 1024 * 1024;

/** Forgets the oldest when it is full: whatever is not here is read from the database, as another process would. */
export class FreshRaws {
  readonly #raws = new Map<DeliveryId, Uint8Array>();
  #bytes = 0;

  add(id: DeliveryId, raw: Uint8Array): void {
    if (raw.byteLength > mostBytes / 4) return;
    this.#raws.set(id, raw);
    this.#bytes += raw.byteLength;
    for (const oldest of this.#raws.keys()) {
      if (this.#bytes <= mostBytes) return;
      this.#remove(oldest);
    }
  }

  /** Those of these that are here, once: who takes them needs them no longer here. */
  take(ids: readonly DeliveryId[]): Map<DeliveryId, Uint8Array> {
    return new Map(ids.flatMap((id) => this.#remove(id).map((raw) => [id, raw] as const)));
  }

  #remove(id: DeliveryId): [Uint8Array] | [] {
    const raw = this.#raws.get(id);
    if (raw === undefined) return [];
    this.#raws.delete(id);
    this.#bytes -= raw.byteLength;
    return [raw];
  }
}
