// Facts that mail's headers add to a message, as plain values: for routing, for the receipt, and for people who look closely.
import type { HeaderField } from "#mail/header-fields.ts";
import { decodeHeaderText } from "#mail/header-text.ts";

/** Headers kept as written, under their own names. */
const kept = [
  "delivered-to",
  "x-forwarded-to",
  "x-forwarded-for",
  "x-original-to",
  "x-original-from",
  "resent-from",
  "resent-to",
  "return-path",
  "precedence",
  "importance",
  "x-priority",
  "priority",
  "user-agent",
  "x-mailer",
  "organization",
  "content-language",
  "list-id",
  "auto-submitted",
  "x-auto-response-suppress",
  "x-spam-flag",
  "x-spam-score",
  "thread-topic",
  "x-github-reason",
  "feedback-id",
  // Empty in nature: that it is there says that the mail is an Exchange journal report.
  "x-ms-journal-report",
] as const;

const maxValueLength = 500;

export function readMetadata(fields: readonly HeaderField[]): Record<string, string> {
  const first = new Map<string, string>();
  let received = 0;
  for (const { name, value } of fields) {
    if (name === "received") received += 1;
    if (!first.has(name)) first.set(name, value);
  }
  const metadata: Record<string, string> = {};
  for (const name of kept) {
    const value = first.get(name);
    if (value !== undefined)
      metadata[name] = decodeHeaderText(value.slice(0, maxValueLength * 4))
        .slice(0, maxValueLength)
        .toWellFormed();
  }
  if (received > 0) metadata["received-count"] = String(received);
  return metadata;
}
