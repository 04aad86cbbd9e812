// The bytes of one message while they arrive: collected as they come, counted against the size limit and the memory of the server.
import { LineEndings } from "./line-endings.ts";
import type { SmtpLimits } from "./limits.ts";

/** Bytes of messages held over all sessions. */
export class Memory {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether another `bytes` would fit now. */
  fits(bytes: number): boolean {
    return this.#used + bytes <= this.#limit;
  }

  take(bytes: number): void {
    this.#used += bytes;
  }

  giveBack(bytes: number): void {
    this.#used -= bytes;
  }

  get used(): number {
    return this.#used;
  }
}

export type BodyFault = "too-large" | "memory-full" | "bare-line-end" | "broken";

export class Body {
  readonly #memory: Memory;
  readonly #limits: SmtpLimits;
  readonly #endings = new LineEndings();
  #chunks: Buffer[] = [];
  #held = 0;
  #fault: BodyFault | null = null;
  /** All that came, kept or not. */
  bytes = 0;

  constructor(memory: Memory, limits: SmtpLimits) {
    this.#memory = memory;
    this.#limits = limits;
  }

  /** From the first fault on nothing is kept: the rest is only counted, so that the client can be answered at the end. */
  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#fault !== null) return;
    if (this.bytes > this.#limits.maxSizeBytes) return this.#refuse("too-large");
    if (!this.#memory.fits(chunk.length)) return this.#refuse("memory-full");
    this.#memory.take(chunk.length);
    this.#held += chunk.length;
    this.#chunks.push(chunk);
    this.#endings.add(chunk);
  }

  /** Something of ours broke while it came. */
  fail(): void {
    if (this.#fault === null) this.#refuse("broken");
  }

  /** A client that goes on far beyond the limit gets no more of our time. */
  isEndless(): boolean {
    return this.bytes > 2 * this.#limits.maxSizeBytes;
  }

  /** Called once, when the message is whole: its bytes, or what is wrong with it. */
  finish(): { raw: Buffer } | { fault: BodyFault } {
    if (this.#fault === null && this.#endings.hasBare()) this.#refuse("bare-line-end");
    if (this.#fault !== null) return { fault: this.#fault };
    const [only] = this.#chunks;
    const raw = only !== undefined && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks, this.#held);
    this.#chunks = [];
    return { raw };
  }

  /** Gives the memory back: when the message is stored or refused, or the client is gone. May be called again. */
  release(): void {
    this.#chunks = [];
    this.#memory.giveBack(this.#held);
    this.#held = 0;
  }

  #refuse(fault: BodyFault): void {
    this.#fault = fault;
    this.release();
  }
}
