// Hashes under which evidence is looked up and locked: of one length, whatever a stranger wrote.
import { hash } from "node:crypto";

/** SHA-256, as the tables hold it. */
export const digest = (text: string): Buffer => hash("sha256", text, "buffer");

/** A digest as the key of a Map. */
export const keyOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

/** The 64-bit key of an advisory lock. */
export const lockOf = (workspaceId: string, text: string): bigint => digest(`${workspaceId}\n${text}`).readBigInt64BE(0);
