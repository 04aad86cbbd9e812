// What an imported mail is known by, and when it was received: from its own bytes, so that a second run finds the same.
import { createHash } from "node:crypto";
import type { ChannelKind } from "#domain/channel.ts";
import { parseDate } from "#mail/date.ts";
import { firstValue, type HeaderField, readHeaderBlock } from "#mail/header-fields.ts";

const headerLimits = { headerFields: 2_000, headerBytes: 512 * 1024 };

/** Fields that mailbox programs change in a stored mail: flags, counters, labels. They say nothing about the mail. */
const mailboxFields =
  /^(status|x-status|x-keywords|x-uid|x-uidl|x-imap|x-imapbase|x-mozilla-(status2?|keys)|x-gmail-labels|x-gm-thrid|x-evolution|content-length|lines):/i;

/**
 * The external id of an imported mail: the same for the same mail, whatever file it lies in and however its line ends and
 * mailbox flags were written. The kind of source takes part, so that kinds never meet.
 */
export function importedId(kind: ChannelKind, raw: Buffer): string {
  const headerEnd = endOfHeaders(raw);
  const digest = createHash("sha256").update(`${kind}\n`);
  digest.update(keptHeaders(raw.subarray(0, headerEnd)));
  digest.update(withLf(raw.subarray(headerEnd)));
  return `import:${digest.digest("hex")}`;
}

/** When the mail arrived where it was exported from: its top Received field, else its Date, else the file's time; never in the future. */
export function receivedAtOf(raw: Buffer, context: { fileTime: Date; now: Date }): Date {
  const fields = headersOf(raw);
  const received = firstValue(fields, "received");
  const stamp = received === null ? null : parseDate(received.slice(received.lastIndexOf(";") + 1), context.now);
  const date = firstValue(fields, "date");
  const found = stamp ?? (date === null ? null : parseDate(date, context.now)) ?? context.fileTime;
  return found > context.now ? context.now : found;
}

function headersOf(raw: Buffer): readonly HeaderField[] {
  return readHeaderBlock(raw, { start: 0, end: raw.byteLength, isPart: false, isDelimiter: () => false, limits: headerLimits })
    .fields;
}

function endOfHeaders(raw: Buffer): number {
  for (let at = 0; at < Math.min(raw.byteLength, headerLimits.headerBytes); ) {
    const lineFeed = raw.indexOf(10, at);
    if (lineFeed === -1) break;
    if (lineFeed === at || (lineFeed === at + 1 && raw[at] === 13)) return at;
    at = lineFeed + 1;
  }
  return Math.min(raw.byteLength, headerLimits.headerBytes);
}

// A field goes with its folded lines.
function keptHeaders(bytes: Buffer): Buffer {
  const kept: string[] = [];
  let drops = false;
  for (const line of bytes.toString("latin1").split(/\r*\n/)) {
    const isFolded = line.startsWith(" ") || line.startsWith("\t");
    if (!isFolded) drops = mailboxFields.test(line);
    if (!drops) kept.push(line);
  }
  return Buffer.from(kept.join("\n"), "latin1");
}

function withLf(bytes: Buffer): Buffer {
  if (bytes.indexOf(13) === -1) return bytes;
  return Buffer.from(bytes.toString("latin1").replace(/\r*\n/g, "\n"), "latin1");
}
