// Nothing of a mail may be lost: a word that is put into any of its parts comes out in the text, in the HTML or in a file.
import type { InboundMessage } from "#domain/message.ts";
import { bodyOf, type MimePart } from "#mail/mime-tree.ts";
import { prescan } from "#mail/prescan.ts";
import type { Random } from "../../bench/random.ts";

const word = "qzkeptword7";

export interface LossOptions {
  random: Random;
  /** The reader under test. */
  read(raw: Buffer): Pick<InboundMessage, "text" | "html" | "attachments">;
}

/** Where the word went missing, or null. Parts whose encoding or charset would garble the word are passed over. */
export function findLoss(raw: Buffer, { random, read }: LossOptions): string | null {
  const { root, headersOnly } = prescan(raw);
  if (headersOnly) return null;
  const plain = leavesOf(root).filter(keepsWords);
  if (plain.length === 0) return null;
  const leaf = random.pick(plain);
  const mail = planted(leaf);
  if (!leavesOf(prescan(mail).root).some((part) => keepsWords(part) && bodyOf(part).includes(word))) return null;
  if (holdsWord(read(mail))) return null;
  return `lost: a word in a part of type "${leaf.contentType.value}"`;
}

/** The mail with the word as the first line of that part; in HTML where the first line can be seen. */
function planted(part: MimePart): Buffer {
  const { bytes, bodyStart } = part;
  const body = /<body[^<>]*>/i.exec(bodyOf(part).toString("latin1"));
  const at = bodyStart + (body === null ? 0 : body.index + body[0].length);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(`${word}\n`), bytes.subarray(at)]);
}

function holdsWord({ text, html, attachments }: ReturnType<LossOptions["read"]>): boolean {
  if (text.includes(word) || html?.includes(word)) return true;
  return attachments.some(({ content }) => Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes(word));
}

function leavesOf(part: MimePart): MimePart[] {
  if (part.children.length === 0) return [part];
  return part.children.flatMap(leavesOf).filter((leaf) => !standsInForHtml(leaf, part));
}

/** A text up to this long beside HTML may only say that there is HTML; then the words of the HTML are the text. */
const longestStandIn = 2_000;

function standsInForHtml(leaf: MimePart, { children }: MimePart): boolean {
  if (leaf.contentType.value.startsWith("text/html") || bodyOf(leaf).length > longestStandIn) return false;
  return children.some(holdsHtml);
}

function holdsHtml({ contentType, children }: MimePart): boolean {
  return contentType.value === "text/html" || children.some(holdsHtml);
}

/** RFC 2045 §6.2: in these a word stands as it is. Anything else may be decoded, however it is misspelt. */
const plainEncodings = new Set(["", "7bit", "8bit", "binary"]);
const garblingCharsets = /utf-?(16|32|7)|ucs|iso-?2022|hz|cp?037|ebcdic/i;
/** Shown as what is in them, not as they are. */
const openedTypes = /tnef|^multipart\//;

function keepsWords(part: MimePart): boolean {
  const { contentType, transferEncoding } = part;
  if (!plainEncodings.has(transferEncoding.trim().toLowerCase()) || openedTypes.test(contentType.value)) return false;
  if (garblingCharsets.test(contentType.parameters.get("charset") ?? "")) return false;
  const body = bodyOf(part);
  // A charset that shifts, or bytes that look like UTF-16, garble what stands in front of them.
  return !body.includes(0) && !body.includes(0x1b);
}
