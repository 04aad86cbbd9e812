// The limits a message must keep to be read whole, and the linear scan of its bytes that checks them before anything is decoded.
import { type Defect, isUnreadable } from "#domain/message.ts";
import { readMimeTree, type MimePart } from "./mime-tree.ts";
import { openParts } from "./opened-parts.ts";

/** Bytes of one header block, fields in it, parts, nesting and recipients: far above real mail, far below what hurts (promise P7). */
export const mailLimits = {
  headerFields: 1_000,
  headerBytes: 256 * 1024,
  parts: 500,
  depth: 50,
  recipients: 200,
} as const;

export interface Prescan {
  root: MimePart;
  /** All parts, the root included. */
  parts: number;
  /** 1 for a message without parts. */
  depth: number;
  /** Something was over a limit, which the pipeline sets aside as unreadable: only the root's header fields are to be used. */
  headersOnly: boolean;
  defects: Defect[];
}

/**
 * Finds the parts of a message as ranges of its bytes, in one pass, without decoding anything.
 * It stops at the first limit that is passed, so that a bomb costs no more than a real message.
 */
export function prescan(raw: Uint8Array): Prescan {
  const tree = readMimeTree(raw, mailLimits);
  if (tree.defects.some(isUnreadable)) return { ...tree, headersOnly: true };
  const opened = openParts(tree.root, { ...mailLimits, parts: mailLimits.parts - tree.parts });
  return { ...tree, parts: tree.parts + opened, headersOnly: false };
}
