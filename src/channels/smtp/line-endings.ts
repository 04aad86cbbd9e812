// Finds a CR or LF that stands alone: RFC 5321 §2.3.8 forbids it, and two servers that read it differently can be
// made to see different messages (SMTP smuggling). One pass over the bytes, chunk by chunk, nothing copied.

const CR = 0x0d;
const LF = 0x0a;

export class LineEndings {
  #lastWasCr = false;
  #bare = false;

  /** Feed the next bytes of the message. */
  add(chunk: Buffer): void {
    if (this.#bare || chunk.length === 0) return;
    this.#bare = !continuesClean(chunk, this.#lastWasCr);
    this.#lastWasCr = chunk[chunk.length - 1] === CR;
  }

  /** Whether the message, which ends here, has a CR or LF outside a CRLF. */
  hasBare(): boolean {
    return this.#bare || this.#lastWasCr;
  }
}

// Jumps from one line end to the next. A CR that ends the chunk is judged with the next one.
function continuesClean(chunk: Buffer, afterCr: boolean): boolean {
  if (afterCr && chunk[0] !== LF) return false;
  for (let position = afterCr ? 1 : 0; ; ) {
    const cr = chunk.indexOf(CR, position);
    const lf = chunk.indexOf(LF, position);
    if (cr === -1) return lf === -1;
    if (lf === -1) return cr === chunk.length - 1;
    if (lf !== cr + 1) return false;
    position = lf + 1;
  }
}
