// Reports about mail that somebody sent earlier: delivery status (RFC 3464), complaints (RFC 5965), and the well-known older bounces.
import type { Report, ReportRecipient } from "#domain/message.ts";
import { readLooseBounce } from "./loose-bounce.ts";
import { firstValue, readHeaderBlock, type HeaderField } from "./header-fields.ts";
import { decodeHeaderText, rawHeaderText } from "./header-text.ts";
import { parseMessageId } from "./message-id.ts";
import { bodyOf, type MimePart } from "./mime-tree.ts";
import { decodeTransfer } from "./transfer-encoding.ts";

const maxReportRecipients = 200;
const maxReportBytes = 256 * 1024;
const blockLimits = { headerFields: 1_000, headerBytes: maxReportBytes };

/** The report that a message is, or null. `text` is its text, for bounces of servers that know no report format. */
export function readReport(root: MimePart, text: string): Report | null {
  const parts = leaves(root);
  const feedback = parts.find((part) => part.contentType.value === "message/feedback-report");
  if (feedback !== undefined) return feedbackReport(feedback, parts);
  const status = parts.find((part) => isDeliveryStatus(part.contentType.value));
  // Somebody who forwards a bounce writes a message about it: only a message that is the report counts.
  if (status !== undefined && isReportItself(root)) return deliveryReport(status, parts);
  return readLooseBounce(root, text, () => originalMessageId(parts));
}

function isReportItself(root: MimePart): boolean {
  if (root.contentType.value === "multipart/report" || isDeliveryStatus(root.contentType.value)) return true;
  return root.children.some((child) => isDeliveryStatus(child.contentType.value));
}

function isDeliveryStatus(type: string): boolean {
  return type === "message/delivery-status" || type === "message/global-delivery-status";
}

// RFC 3464 §2.1: one block about the message, then one for each recipient.
function deliveryReport(status: MimePart, parts: readonly MimePart[]): Report {
  const blocks = readBlocks(status);
  const recipients: ReportRecipient[] = [];
  for (const block of blocks) {
    const recipient = readRecipient(block);
    if (recipient !== null && recipients.length < maxReportRecipients) recipients.push(recipient);
  }
  return { kind: "delivery-status", recipients, originalMessageId: originalMessageId(parts) };
}

function readRecipient(block: readonly HeaderField[]): ReportRecipient | null {
  // RFC 3464 §2.3.1: Original-Recipient is the address as the sender wrote it.
  const address = typedValue(block, "original-recipient") || typedValue(block, "final-recipient");
  const action = actionOf(firstValue(block, "action"));
  const status = statusOf(firstValue(block, "status") ?? "");
  if (address === "" && action === null && status === null) return null;
  if (address === "") return null;
  return {
    address: address.replace(/[<>]/g, "").slice(0, 320),
    action: action ?? (status?.startsWith("4") ? "delayed" : status?.startsWith("2") ? "delivered" : "failed"),
    status,
    diagnostic: typedValue(block, "diagnostic-code").slice(0, 1_000) || null,
  };
}

const actions = ["failed", "delayed", "delivered", "relayed", "expanded"] as const;

function actionOf(value: string | null): ReportRecipient["action"] | null {
  const word = (value ?? "").toLowerCase().split(/[^a-z]/)[0];
  return actions.find((action) => action === word) ?? null;
}

/** An enhanced status code (RFC 3463 §2) at the beginning of a value. */
function statusOf(value: string): string | null {
  return /^\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)/.exec(value.slice(0, 100))?.[1] ?? null;
}

// `rfc822; user@host`: the type in front of the semicolon is left out.
function typedValue(block: readonly HeaderField[], name: string): string {
  const value = decodeHeaderText(firstValue(block, name) ?? "");
  const semicolon = value.indexOf(";");
  return (semicolon === -1 ? value : value.slice(semicolon + 1)).trim();
}

function feedbackReport(feedback: MimePart, parts: readonly MimePart[]): Report {
  const fields = readBlocks(feedback).flat();
  const address = decodeHeaderText(firstValue(fields, "original-rcpt-to") ?? "")
    .replace(/[<>]/g, "")
    .slice(0, 320);
  const type = decodeHeaderText(firstValue(fields, "feedback-type") ?? "").slice(0, 200);
  const recipients: ReportRecipient[] =
    address === "" ? [] : [{ address, action: "delivered", status: null, diagnostic: type === "" ? null : type }];
  return { kind: "feedback", recipients, originalMessageId: originalMessageId(parts) };
}

function readBlocks(part: MimePart): HeaderField[][] {
  const bytes = decodeTransfer(bodyOf(part), part.transferEncoding).subarray(0, maxReportBytes);
  const blocks: HeaderField[][] = [];
  let at = 0;
  while (at < bytes.length && blocks.length < maxReportRecipients + 50) {
    const block = readFields(bytes, at);
    if (block.fields.length > 0) blocks.push([...block.fields]);
    if (block.bodyStart <= at) break;
    at = block.bodyStart;
  }
  return blocks;
}

function readFields(bytes: Buffer, start: number) {
  return readHeaderBlock(bytes, { start, end: bytes.length, isPart: false, isDelimiter: () => false, limits: blockLimits });
}

// The returned message or its headers say which message of ours it was.
function originalMessageId(parts: readonly MimePart[]): string | null {
  for (const part of parts) {
    const type = part.contentType.value;
    if (
      type !== "message/rfc822" &&
      type !== "text/rfc822-headers" &&
      type !== "message/global" &&
      type !== "message/rfc822-headers"
    )
      continue;
    const bytes = decodeTransfer(bodyOf(part), part.transferEncoding).subarray(0, maxReportBytes);
    const id = firstValue(readFields(bytes, leadingBlank(bytes)).fields, "message-id");
    if (id !== null) return parseMessageId(rawHeaderText(id));
  }
  return null;
}

function leadingBlank(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && (bytes[at] === 10 || bytes[at] === 13)) at += 1;
  return at;
}

function leaves(root: MimePart): MimePart[] {
  return root.children.length === 0 ? [root] : root.children.flatMap(leaves);
}
