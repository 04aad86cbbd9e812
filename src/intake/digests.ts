// Hashes under which evidence is looked up and locked: of one length, whatever a stranger wrote.
import { hash } from "node:crypto";

// A message's ids are asked for by each kind of evidence, and by the next replies: the last ones are kept.
const kept = new Map<string, Buffer>();
const mostKept = 4_000;

/** SHA-256, as the tables hold it. Not to be written to: others hold the same bytes. */
export function digest(text: string): Buffer {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const made = hash("sha256", text, "buffer");
  if (kept.size >= mostKept) kept.clear();
  kept.set(text, made);
  return made;
}

/** A digest as the key of a Map. */
export const keyOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

/** The 64-bit key of an advisory lock. */
export const lockOf = (workspaceId: string, text: string): bigint =>
  hash("sha256", `${workspaceId}\n${text}`, "buffer").readBigInt64BE(0);
