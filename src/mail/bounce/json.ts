// Bounces and complaints that Amazon SES tells as JSON in a mail of its notification service.
import type { Report, ReportRecipient } from "#domain/message.ts";
import { classify } from "./classify.ts";

const maxJson = 300_000;
const maxRecipients = 200;

type Json = Readonly<Record<string, unknown>>;

/** Null where the text is no such notification. */
export function readJsonNotice(text: string): Report | null {
  const start = text.search(/\S/);
  if (start === -1 || text[start] !== "{" || !/notificationType|eventType/.test(text.slice(0, maxJson))) return null;
  const notice = parseNotice(text.slice(start, start + maxJson));
  if (notice === null) return null;
  const kind = textOf(notice["notificationType"]) || textOf(notice["eventType"]);
  if (kind === "Bounce") return bounce(notice);
  return kind === "Complaint" ? complaint(notice) : null;
}

// The service appends a footer, and transport may have folded the long line: a blank after a line break is not part of it.
function parseNotice(text: string): Json | null {
  const end = text.lastIndexOf("}");
  const json = text.slice(0, end + 1);
  const outer = parseObject(json) ?? parseObject(json.replace(/\n /g, "")) ?? parseObject(json.replace(/\n/g, ""));
  if (outer === null) return null;
  const inner = textOf(outer["Message"]);
  return inner === "" ? outer : parseObject(inner);
}

function parseObject(text: string): Json | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null; // No JSON: then it is no notification either.
  }
}

function bounce(notice: Json): Report {
  const details = objectOf(notice["bounce"]) ?? {};
  const isTransient = textOf(details["bounceType"]) === "Transient";
  const recipients = listOf(details["bouncedRecipients"]).flatMap((entry) => {
    const address = textOf(entry["emailAddress"]);
    if (address === "") return [];
    const diagnostic = textOf(entry["diagnosticCode"]);
    const status = /^[45]\.\d{1,3}\.\d{1,3}$/.exec(textOf(entry["status"]))?.[0] ?? null;
    const verdict = classify({
      diagnostic,
      words: diagnostic,
      about: "",
      status,
      command: null,
      namesAddress: true,
      isDelay: false,
    });
    const permanent = isTransient ? false : verdict.permanent;
    return [{ ...verdict, address, action: "failed" as const, diagnostic: diagnostic || null, permanent }];
  });
  return report("delivery-status", recipients, notice);
}

function complaint(notice: Json): Report {
  const details = objectOf(notice["complaint"]) ?? {};
  const recipients = listOf(details["complainedRecipients"]).flatMap((entry): ReportRecipient[] => {
    const address = textOf(entry["emailAddress"]);
    if (address === "") return [];
    return [{ address, action: "delivered", status: null, diagnostic: null, reason: "unknown", permanent: false }];
  });
  const type = textOf(details["complaintFeedbackType"]) || "abuse";
  return { ...report("feedback", recipients, notice), feedbackType: type };
}

function report(kind: Report["kind"], recipients: ReportRecipient[], notice: Json): Report {
  const headers = objectOf(objectOf(notice["mail"])?.["commonHeaders"]) ?? {};
  return {
    kind,
    recipients: recipients.slice(0, maxRecipients),
    originalMessageId: textOf(headers["messageId"]).replace(/[<>\s]/g, "") || null,
    originalSubject: textOf(headers["subject"]) || null,
    feedbackType: null,
  };
}

function objectOf(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function listOf(value: unknown): Json[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxRecipients).flatMap((entry) => {
    const object = objectOf(entry);
    return object === null ? [] : [object];
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 100_000).toWellFormed().replaceAll("\0", "\uFFFD") : "";
}
