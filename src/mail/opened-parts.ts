// Parts whose own parts the tree could not see: multiparts that were encoded or lost their boundary, and messages signed as a whole.
import { cmsKind, signedContent } from "./cms.ts";
import { bodyOf, readMimeTree, type MimePart, type TreeLimits } from "./mime-tree.ts";
import { decodeTransfer, isEncoded } from "./transfer-encoding.ts";

/** How deep signed may lie in signed: once is usual, twice occurs. */
const maxRounds = 3;

export function isPkcs7(part: MimePart): boolean {
  const type = part.contentType.value;
  return type === "application/pkcs7-mime" || type === "application/x-pkcs7-mime";
}

/**
 * Adds the parts found inside such parts as their children, as far as `limits` allow; what cannot be opened stays a leaf.
 * Gives the number of parts added.
 */
export function openParts(root: MimePart, limits: TreeLimits): number {
  let left = limits.parts;
  let round: MimePart[] = [root];
  for (let depth = 0; depth < maxRounds && round.length > 0; depth += 1) {
    const opened: MimePart[] = [];
    for (const part of round.flatMap(leavesOf)) {
      const children = left > 0 ? insideOf(part, { ...limits, parts: left }) : [];
      part.children.push(...children);
      left -= children.reduce((sum, child) => sum + leavesOf(child).length, 0);
      opened.push(...children);
    }
    round = opened;
  }
  return limits.parts - left;
}

function insideOf(part: MimePart, limits: TreeLimits): MimePart[] {
  if (part.contentType.value.startsWith("multipart/")) return multipartInside(part, limits);
  if (!isPkcs7(part) || part.contentType.parameters.get("smime-type")?.toLowerCase() === "enveloped-data") return [];
  const bytes = decodeTransfer(bodyOf(part), part.transferEncoding);
  const content = cmsKind(bytes) === "signed" ? signedContent(bytes) : null;
  if (content === null) return [];
  const tree = readMimeTree(content, limits);
  return isOver(tree.defects) ? [] : [tree.root];
}

// RFC 2045 §6.4 forbids to encode a multipart; gateways do it all the same.
function multipartInside(part: MimePart, limits: TreeLimits): MimePart[] {
  const body = bodyOf(part);
  const bytes = isEncoded(part.transferEncoding) ? decodeTransfer(body, part.transferEncoding) : body;
  const boundary = boundaryIn(bytes);
  if (boundary === null) return [];
  const head = Buffer.from(
    `Content-Type: ${part.contentType.value}; boundary="${boundary.replace(/["\\]/g, "\\$&")}"\r\n\r\n`,
    "latin1",
  );
  const tree = readMimeTree(Buffer.concat([head, bytes]), limits);
  return isOver(tree.defects) ? [] : tree.root.children;
}

function isOver(defects: readonly { code: string }[]): boolean {
  return defects.some(({ code }) => code.startsWith("too-") || code.startsWith("headers-"));
}

/** Delimiters stand near the beginning, behind a preamble of a few lines. */
const maxPreambleLines = 200;

// The first line that looks like a delimiter: two dashes and more, in front of a header field or an empty line that ends a block.
function boundaryIn(bytes: Buffer): string | null {
  let at = 0;
  for (let lines = 0; lines < maxPreambleLines && at < bytes.length; lines += 1) {
    const lineFeed = bytes.indexOf(10, at);
    const next = lineFeed === -1 ? bytes.length : lineFeed + 1;
    if (bytes[at] === 45 && bytes[at + 1] === 45 && next - at < 200) {
      const line = bytes.toString("latin1", at, next).trimEnd();
      const following = bytes.toString("latin1", next, next + 60);
      if (line.length > 2 && !line.endsWith("--") && /^content-[a-z-]{2,30}\s*:/i.test(following)) return line.slice(2);
    }
    at = next;
  }
  return null;
}

function leavesOf(part: MimePart): MimePart[] {
  const leaves: MimePart[] = [];
  const stack = [part];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (next.children.length === 0) leaves.push(next);
    else stack.push(...next.children.toReversed());
  }
  return leaves;
}
