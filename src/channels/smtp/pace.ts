// How long a session may last and how slow a message may come. Pure: the caller brings the clock, in milliseconds.
import type { SmtpLimits } from "./limits.ts";

const slots = 6;

/** Why a session has to end. */
export type Overdue = "session" | "data" | "too-slow";

export class Pace {
  readonly #limits: SmtpLimits;
  #sessionSince: number;
  #everStored = false;
  #dataSince: number | null = null;
  #bytes = 0;
  // Bytes that came in each sixth of the sliding window; a client is judged only once the whole window has passed.
  readonly #window = new Float64Array(slots);
  #slot = 0;
  #slotSince = 0;
  #slotsSeen = 0;

  constructor(limits: SmtpLimits, now: number) {
    this.#limits = limits;
    this.#sessionSince = now;
  }

  dataBegins(now: number): void {
    this.#dataSince = now;
    this.#bytes = 0;
    this.#window.fill(0);
    this.#slot = 0;
    this.#slotSince = now;
    this.#slotsSeen = 0;
  }

  received(bytes: number): void {
    this.#bytes += bytes;
    this.#window[this.#slot] = (this.#window[this.#slot] ?? 0) + bytes;
  }

  /** The client has sent all: from here on it waits for us, and no clock runs against it. */
  dataEnds(): void {
    this.#dataSince = null;
    this.#sessionSince = Number.POSITIVE_INFINITY;
  }

  /** We have answered: the next message has its own time. */
  answered(stored: boolean, now: number): void {
    this.#everStored ||= stored;
    this.#sessionSince = now;
  }

  /** `crowded`: the server is nearly full, so a session that never brought a message has a tenth of the time. */
  overdue(now: number, crowded: boolean): Overdue | null {
    if (this.#dataSince !== null) return this.#dataOverdue(now, this.#dataSince);
    const allowed = crowded && !this.#everStored ? this.#limits.sessionMs / 10 : this.#limits.sessionMs;
    return now - this.#sessionSince > allowed ? "session" : null;
  }

  // The time for DATA grows with what has come, so that 35 MB over a slow but honest line is not cut off, and a
  // dribbler who stays just above the minimum rate gains nearly nothing.
  #dataOverdue(now: number, since: number): Overdue | null {
    const counted = Math.min(this.#bytes, this.#limits.maxSizeBytes);
    const allowed = this.#limits.dataMs + (counted / this.#limits.slowestHonestBytesPerSecond) * 1000;
    if (now - since > allowed) return "data";
    return this.#tooSlow(now) ? "too-slow" : null;
  }

  #tooSlow(now: number): boolean {
    const slotMs = this.#limits.rateWindowMs / slots;
    let slow = false;
    while (now - this.#slotSince >= slotMs) {
      this.#slotSince += slotMs;
      this.#slotsSeen += 1;
      slow ||=
        this.#slotsSeen >= slots && sum(this.#window) < (this.#limits.minBytesPerSecond * this.#limits.rateWindowMs) / 1000;
      this.#slot = (this.#slot + 1) % slots;
      this.#window[this.#slot] = 0;
    }
    return slow;
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
