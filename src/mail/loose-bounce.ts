// Bounces of servers that write no delivery-status part: qmail, Exim, Domino and the like, recognised by their well-known shape only.
import type { Report, ReportRecipient } from "#domain/message.ts";
import { parseAddressList, readAddress } from "./address.ts";
import { isBounceSubject } from "./automatic-subjects.ts";
import { firstValue } from "./header-fields.ts";
import { decodeHeaderText, rawHeaderText } from "./header-text.ts";
import { parseMessageId } from "./message-id.ts";
import type { MimePart } from "./mime-tree.ts";

const maxLines = 400;
const daemon = /^"?(mailer[-_ ]?daemon|mail delivery (sub)?system|postmaster)\b/i;

/** `findOriginal` looks into returned parts; a returned message may also follow in the text. */
export function readLooseBounce(root: MimePart, text: string, findOriginal: () => string | null): Report | null {
  const failed = firstValue(root.fields, "x-failed-recipients");
  if (failed === null && !isFromDaemon(root)) return null;
  const lines = text.split("\n", maxLines);
  const subject = decodeHeaderText(firstValue(root.fields, "subject") ?? "");
  const isDelay = /\bdelay|warning|not yet|retry|4\.[0-9]\.[0-9]/i.test(subject.slice(0, 200));
  const recipients = failed === null ? recipientsIn(lines, isDelay) : headerRecipients(failed, lines);
  if (recipients.length === 0 && !isBounceSubject(subject)) return null;
  return { kind: "delivery-status", recipients, originalMessageId: findOriginal() ?? returnedId(lines) };
}

function isFromDaemon(root: MimePart): boolean {
  const from = decodeHeaderText(firstValue(root.fields, "from") ?? "");
  // No person writes as mailer-daemon; a postmaster may.
  if (/(^|<|\s)mailer-daemon(@|$)/i.test(from.slice(0, 500))) return true;
  if (!daemon.test(from) && !/(^|<)postmaster@/i.test(from.slice(0, 500))) return false;
  const returnPath = firstValue(root.fields, "return-path");
  const subject = decodeHeaderText(firstValue(root.fields, "subject") ?? "");
  return isBounceSubject(subject) || returnPath?.trim() === "<>";
}

// Exim names the recipients in a header of its own.
function headerRecipients(value: string, lines: readonly string[]): ReportRecipient[] {
  const status = firstStatus(lines);
  const { addresses } = parseAddressList([rawHeaderText(value)]);
  return addresses.map(({ address }) => ({ address, action: "failed", status, diagnostic: null }));
}

// qmail, Postfix and Exim put `<user@host>:` or the bare address on a line of its own, with the reason below it.
function recipientsIn(lines: readonly string[], isDelay: boolean): ReportRecipient[] {
  const recipients: ReportRecipient[] = [];
  for (const [index, line] of lines.entries()) {
    if (/^-{2,}|^Return-Path:|^Received:/i.test(line.trim()) && recipients.length > 0) break;
    const address = addressAlone(line);
    if (address === null || recipients.some((known) => known.address === address) || recipients.length >= 200) continue;
    const reason = [line, ...lines.slice(index + 1, index + 6)];
    const diagnostic = reason.join(" ").replace(/\s+/g, " ").trim().slice(0, 1_000);
    recipients.push({ address, action: isDelay ? "delayed" : "failed", status: firstStatus(reason), diagnostic });
  }
  return recipients;
}

function addressAlone(line: string): string | null {
  const text = line.trim();
  if (text.length > 400 || !text.includes("@")) return null;
  const bracketed = /^<([^<>\s]+)>(:|$|\s*\.\.\.|\s+\()/.exec(text)?.[1];
  if (bracketed !== undefined) return readAddress(bracketed);
  return line !== text && !/[\s:;]/.test(text) ? readAddress(text) : null;
}

function firstStatus(lines: readonly string[]): string | null {
  for (const line of lines.slice(0, 100)) {
    const found = /(?:^|[\s#(])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(line.slice(0, 500));
    if (found !== null) return found[1]!;
  }
  return null;
}

function returnedId(lines: readonly string[]): string | null {
  const line = lines.find((candidate) => /^\s*message-id:/i.test(candidate));
  return line === undefined ? null : parseMessageId(line.slice(line.indexOf(":") + 1));
}
