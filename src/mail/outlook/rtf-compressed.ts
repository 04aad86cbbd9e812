// Undoes the compression of RTF inside Outlook's files (MS-OXRTFCP): back references into a ring of 4096 bytes.

/** The ring begins with the phrases of a usual document (MS-OXRTFCP §2.1.2.1). */
const beginning = Buffer.from(
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx",
  "latin1",
);
const ringSize = 4096;
const headerSize = 16;
const compressed = 0x75465a4c;
const stored = 0x414c454d;
/** Above what people write by far; a reference gives at most 17 bytes for 2, so that no bomb can be built of it. */
const maxRtfBytes = 16_000_000;

/** The RTF document; what is cut off gives its beginning. Null where the bytes are no such stream. */
export function decompressRtf(bytes: Buffer): Buffer | null {
  if (bytes.length < headerSize) return null;
  const size = Math.min(bytes.readUInt32LE(4), maxRtfBytes);
  const kind = bytes.readUInt32LE(8);
  const body = bytes.subarray(headerSize);
  if (kind === stored) return body.subarray(0, size);
  return kind === compressed ? expand(body, Math.min(size, body.length * 9 + 16)) : null;
}

function expand(body: Buffer, size: number): Buffer {
  const ring = Buffer.alloc(ringSize, 32);
  beginning.copy(ring);
  const out = Buffer.alloc(size);
  let write = beginning.length;
  let length = 0;
  let at = 0;
  const put = (byte: number) => {
    out[length++] = byte;
    ring[write] = byte;
    write = (write + 1) % ringSize;
  };
  while (at < body.length && length < size) {
    const control = body[at++]!;
    for (let bit = 0; bit < 8 && at < body.length && length < size; bit += 1) {
      if ((control & (1 << bit)) === 0) {
        put(body[at++]!);
        continue;
      }
      if (at + 1 >= body.length) return out.subarray(0, length);
      const reference = (body[at]! << 8) | body[at + 1]!;
      at += 2;
      const from = reference >> 4;
      // A reference to the place that is written next marks the end.
      if (from === write) return out.subarray(0, length);
      for (let step = 0; step < (reference & 15) + 2 && length < size; step += 1) put(ring[(from + step) % ringSize]!);
    }
  }
  return out.subarray(0, length);
}
