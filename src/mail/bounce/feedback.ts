// Complaints (RFC 5965) and read receipts (RFC 8098), in the standard's form and in that of providers which have their own.
import type { Report, ReportRecipient } from "#domain/message.ts";
import { bareAddress, findAddresses } from "./addresses.ts";
import { readFieldsAt, readOriginal, splitReport, type OriginalMessage } from "./original.ts";
import { readBlocks } from "./status-part.ts";
import { allValues, firstValue, type HeaderField } from "../header-fields.ts";
import { decodeHeaderText, rawHeaderText } from "../header-text.ts";
import { parseMessageId } from "../message-id.ts";
import type { MimePart } from "../mime-tree.ts";

const maxType = 60;

/** `part` is the message/feedback-report. */
export function readFeedback(part: MimePart, parts: readonly MimePart[], text: string): Report {
  const fields = readBlocks(part).flat();
  const original = readOriginal(parts, splitReport(text));
  return feedback(fields, original);
}

function feedback(fields: readonly HeaderField[], original: OriginalMessage): Report {
  const named = ["original-rcpt-to", "removal-recipient", "redacted-address"].flatMap((name) =>
    allValues(fields, name).flatMap((value) => bareAddress(rawHeaderText(value)) ?? []),
  );
  const addresses = named.length > 0 ? named : originalRecipients(original);
  return {
    kind: "feedback",
    recipients: [...new Set(addresses)].slice(0, 200).map(complainant),
    originalMessageId: original.messageId ?? idIn(firstValue(fields, "original-message-id")),
    originalSubject: original.subject,
    feedbackType: typeOf(firstValue(fields, "feedback-type")) ?? "abuse",
  };
}

function originalRecipients({ fields }: OriginalMessage): string[] {
  for (const name of ["x-hmxmroriginalrecipient", "to"]) {
    const value = firstValue(fields, name);
    const address = value === null ? undefined : findAddresses(rawHeaderText(value.slice(0, 2_000)))[0]?.address;
    if (address !== undefined) return [address];
  }
  return [];
}

function typeOf(value: string | null): string | null {
  const type = decodeHeaderText(value ?? "")
    .toLowerCase()
    .slice(0, maxType);
  return type === "" ? null : type;
}

function idIn(value: string | null): string | null {
  return value === null ? null : parseMessageId(rawHeaderText(value));
}

function complainant(address: string): ReportRecipient {
  return { address, action: "delivered", status: null, diagnostic: null, reason: "unknown", permanent: false };
}

/** A complaint in a provider's own form, or null. Each needs two marks, so that nobody's mail about a complaint is taken for one. */
export function readOwnFeedback(root: MimePart, parts: readonly MimePart[], text: string): Report | null {
  const subject = (firstValue(root.fields, "subject") ?? "").slice(0, 200);
  if (isUnsubscribe(root, subject, text)) return optOut(root);
  if (!mayComplain(root, subject) || !isComplaint(root, parts, { subject, text })) return null;
  const lines = text.split("\n", 200);
  const inText = lines.some((line) => /^feedback-type\s*:/i.test(line))
    ? readFieldsAt(Buffer.from(lines.join("\n")), 0).fields
    : [];
  return feedback(inText, readOriginal(parts, splitReport(text)));
}

// Providers write these subjects in plain ASCII.
function mayComplain(root: MimePart, subject: string): boolean {
  if (root.contentType.value === "multipart/report") return true;
  if (/^\s*(?:complaint about|\[spamcop|(?:e-?mail )?(?:feedback|abuse|spam) )/i.test(subject)) return true;
  return root.fields.some(({ name }) => name === "x-xarf" || name === "feedback-type");
}

interface Outside {
  subject: string;
  text: string;
}

function isComplaint(root: MimePart, parts: readonly MimePart[], { subject, text }: Outside): boolean {
  const hasOriginal = parts.some(({ contentType }) => /^(?:message\/rfc822|text\/rfc822-headers)$/.test(contentType.value));
  if (
    root.contentType.value === "multipart/report" &&
    root.contentType.parameters.get("report-type")?.toLowerCase() === "feedback-report"
  )
    return true;
  if (firstValue(root.fields, "x-xarf") !== null || firstValue(root.fields, "feedback-type") !== null) return true;
  if (/^\s*complaint about message from /i.test(subject)) return hasOriginal && /^staff@hotmail\.com$/i.test(senderOf(root));
  if (/^\[spamcop \(/i.test(subject)) return /^\s*\[ ?spamcop v/im.test(text.slice(0, 500));
  if (/^(?:email )?(?:feedback|abuse|spam) (?:complaint |feedback )?report\b/i.test(subject))
    return (
      hasOriginal &&
      /\b(?:abuse|complaint|feedback)\b/i.test(text.slice(0, 500)) &&
      /abuse|fbl|feedback|complaint/i.test(senderOf(root))
    );
  return false;
}

function senderOf(root: MimePart): string {
  return findAddresses(rawHeaderText((firstValue(root.fields, "from") ?? "").slice(0, 500)))[0]?.address ?? "";
}

// RFC 2369 §3.2: mail programs write to the List-Unsubscribe address for their user.
function isUnsubscribe(root: MimePart, subject: string, text: string): boolean {
  if (!/^\s*unsubscribe\b/i.test(subject) || firstValue(root.fields, "auto-submitted") === null) return false;
  return /sent this (?:e-?mail|message) to unsubscribe/i.test(text.slice(0, 500));
}

function optOut(root: MimePart): Report {
  const address = senderOf(root);
  const recipients = address === "" ? [] : [complainant(address)];
  return { kind: "feedback", recipients, originalMessageId: null, originalSubject: null, feedbackType: "opt-out" };
}

/** RFC 8098 §3.1. `part` is the message/disposition-notification. */
export function readDisposition(part: MimePart, parts: readonly MimePart[], text: string): Report {
  const fields = readBlocks(part).flat();
  const original = readOriginal(parts, splitReport(text));
  const value = rawHeaderText(firstValue(fields, "final-recipient") ?? firstValue(fields, "original-recipient") ?? "");
  const address = bareAddress(value.slice(value.indexOf(";") + 1));
  const disposition = decodeHeaderText(firstValue(fields, "disposition") ?? "").slice(0, 200);
  return {
    kind: "disposition",
    recipients: address === null ? [] : [{ ...complainant(address), diagnostic: disposition === "" ? null : disposition }],
    originalMessageId: idIn(firstValue(fields, "original-message-id")) ?? original.messageId,
    originalSubject: original.subject,
    feedbackType: null,
  };
}
