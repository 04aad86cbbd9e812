// The machine-readable part of a delivery report (RFC 3464 §2, RFC 6533), read as mail systems really write it.
import { firstValue, type HeaderField } from "../header-fields.ts";
import { decodeHeaderText, rawHeaderText } from "../header-text.ts";
import { bodyOf, type MimePart } from "../mime-tree.ts";
import { readFieldsAt } from "./original.ts";
import { bareAddress } from "./addresses.ts";
import { decodeTransfer } from "../transfer-encoding.ts";

/** What a report says about one recipient before anything is concluded from it. */
export interface DraftRecipient {
  address: string;
  action: DraftAction | null;
  /** Enhanced status code (RFC 3463), or null. */
  status: string | null;
  /** What the far side or the mail system said, in one line. */
  diagnostic: string;
  /** The words are a template that the recipient's side chose, and prove nothing about the address. */
  chosen?: boolean;
}

export type DraftAction = "failed" | "delayed" | "delivered" | "relayed" | "expanded" | "expired";

export const maxReportRecipients = 200;
const maxReportBytes = 256 * 1024;
const maxDiagnostic = 1_000;

/** The recipients of a `message/delivery-status` part, in its order. A block without an address has an empty one. */
export function readStatusPart(part: MimePart): DraftRecipient[] {
  return draftsOf(readBlocks(part));
}

/** The same fields where they stand in plain text, because a boundary was lost on the way. */
export function readStatusLines(lines: readonly string[]): DraftRecipient[] {
  const start = lines.findIndex((line) => /^(final|original)-recipient\s*:/i.test(line));
  if (start === -1) return [];
  let first = start;
  while (first > 0 && lines[first - 1]!.trim() !== "") first -= 1;
  return draftsOf(blocksOf(Buffer.from(lines.slice(first).join("\n"), "utf8")));
}

function draftsOf(blocks: readonly (readonly HeaderField[])[]): DraftRecipient[] {
  const reporter = rawHeaderText(firstValue(blocks.flat(), "reporting-mta") ?? "");
  const chosen = receiptRules.test(reporter);
  const drafts = blocks.flatMap((block) => readRecipient(block) ?? []).slice(0, maxReportRecipients);
  return chosen ? drafts.map((draft) => ({ ...draft, chosen })) : drafts;
}

/** Amazon SES receiving: a receipt rule's owner picks the reply, "Mailbox does not exist" among them, for mail that did arrive. */
const receiptRules = /^[^;]{0,20};\s*inbound-smtp\.[a-z0-9-]{1,40}\.amazonaws\.com/i;

/** RFC 3464 §2.1: one block about the message, then one for each recipient. */
export function readBlocks(part: MimePart): HeaderField[][] {
  return blocksOf(decodeTransfer(bodyOf(part), part.transferEncoding).subarray(0, maxReportBytes));
}

function blocksOf(bytes: Buffer): HeaderField[][] {
  const blocks: HeaderField[][] = [];
  let at = 0;
  while (at < bytes.length && blocks.length < maxReportRecipients + 50) {
    const block = readFieldsAt(bytes, at);
    if (block.fields.length > 0) blocks.push(...splitRecipients([...block.fields]));
    if (block.bodyStart <= at) break;
    at = block.bodyStart;
  }
  return blocks;
}

// Some leave out the empty line between two recipients: a second Final-Recipient begins the next one.
function splitRecipients(fields: HeaderField[]): HeaderField[][] {
  const cuts = fields.flatMap((field, index) => (field.name === "final-recipient" ? [index] : []));
  if (cuts.length < 2) return [fields];
  return cuts.map((cut, index) => fields.slice(index === 0 ? 0 : cut, cuts[index + 1] ?? fields.length));
}

const recipientFields = ["final-recipient", "original-recipient", "x-actual-recipient", "x-failed-recipient", "x-rcpt-to"];

function readRecipient(block: readonly HeaderField[]): DraftRecipient | null {
  const action = actionOf(firstValue(block, "action"));
  const statusValue = rawHeaderText(firstValue(block, "status") ?? "");
  const status = statusOf(statusValue);
  const address = addressOf(block);
  if (address === "" && action === null && status === null) return null;
  const diagnostic = [typedValue(block, "diagnostic-code"), commentOf(statusValue), typedValue(block, "x-notes")];
  return {
    address,
    action,
    status,
    diagnostic: diagnostic
      .filter((piece) => piece !== "")
      .join(" ")
      .slice(0, maxDiagnostic),
  };
}

// RFC 3464 §2.3.2: the final recipient is the address that was tried; others may stand in for one that is no mail address.
function addressOf(block: readonly HeaderField[]): string {
  for (const name of recipientFields) {
    const value = rawHeaderText(firstValue(block, name) ?? "");
    // Neither an X.400 name nor a source route (RFC 5321 §4.1.1.3) is the address that somebody wrote to.
    if (/^\s*x-?400\s*;/i.test(value) || /;\s*<?@/.test(value)) continue;
    const address = bareAddress(withoutType(value));
    if (address !== null) return address;
  }
  return "";
}

const actions: readonly DraftAction[] = ["failed", "delayed", "delivered", "relayed", "expanded", "expired"];

function actionOf(value: string | null): DraftAction | null {
  const word =
    (value ?? "")
      .toLowerCase()
      .trim()
      .split(/[^a-z]/)[0] ?? "";
  if (word === "failure" || word === "fail" || word === "error" || word === "undeliverable") return "failed";
  if (word === "delay" || word === "deferred") return "delayed";
  return actions.find((action) => action === word) ?? null;
}

/** An enhanced status code (RFC 3463 §2) at the beginning of a value. */
function statusOf(value: string): string | null {
  return /^\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)/.exec(value.slice(0, 100))?.[1] ?? null;
}

// `5.1.1 (Remote SMTP server has rejected address)`: RFC 3464 §2.3.4 allows a comment, and some say the reason only there.
function commentOf(value: string): string {
  const open = value.indexOf("(");
  const close = value.lastIndexOf(")");
  return open === -1 || close < open ? "" : value.slice(open + 1, close).trim();
}

// `rfc822; user@host`: the type in front of the semicolon is left out.
function typedValue(block: readonly HeaderField[], name: string): string {
  return withoutType(decodeHeaderText(firstValue(block, name) ?? ""));
}

function withoutType(value: string): string {
  const typed = /^\s*[a-z0-9.-]{1,30}\s*;/i.exec(value.slice(0, 60));
  return (typed === null ? value : value.slice(typed[0].length)).trim();
}
