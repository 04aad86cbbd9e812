// Bytes that can be handed to another thread whole.

/** The same bytes in memory of their own: a small Buffer shares its memory with others, and all of it would be copied, or taken away. */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  return isAlone ? new Uint8Array(buffer) : new Uint8Array(bytes);
}
