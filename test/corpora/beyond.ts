// What the index files expect beyond the scorer's fields, where the product has an answer: counted apart, never in the summary.
import { parseEmail } from "#channels/email/parse.ts";
import { decide } from "#domain/decide.ts";
import { type Facts, nothingKnown } from "#domain/facts.ts";
import type { BounceReason, InboundMessage } from "#domain/message.ts";
import { parseSettings, policyOf } from "#domain/source-settings.ts";
import { textFromHtml } from "#mail/text-from-html.ts";
import { readBody, receivedAt } from "./adapter.ts";
import type { CorpusCase, CorpusSet, Expectation } from "./case.ts";
import { type Check, Checks } from "./checks.ts";
import { digest, hasFile, lower, normal, withoutSpace } from "./compare.ts";
import { scoreHeaderValue } from "./header-values.ts";
import { readInput } from "./read-sets.ts";
import { acceptableReasons } from "./sisimai-reasons.ts";

export interface BeyondResult {
  id: string;
  checks: Check[];
}

/** The facts of a mail that is the first here. */
const offline: Facts = {
  ...nothingKnown,
  envelope: null,
  policy: policyOf(parseSettings({ authenticate: false }), "support@in.desk.example"),
  authentication: null,
};

/** No checks where the case expects nothing of this kind. */
export function scoreBeyond(set: CorpusSet, one: CorpusCase): BeyondResult {
  const checks = new Checks();
  try {
    scoreKind(set, one, checks);
  } catch (error) {
    checks.add("no_throw", false, "no error", String(error));
  }
  return { id: one.id, checks: checks.list };
}

function scoreKind(set: CorpusSet, one: CorpusCase, checks: Checks): void {
  if (one.kind === "header") scoreHeaderValue(one, checks);
  else if (one.file && (one.kind === "text" || one.kind === "html")) {
    scoreRest(one.expect, readBody(readInput(set, one).toString("utf8"), one.kind), checks);
  } else if (one.file && one.kind === "eml") scoreMessage(one.expect, parseEmail(readInput(set, one), null, receivedAt), checks);
}

function scoreMessage(expect: Expectation, message: InboundMessage, checks: Checks): void {
  if (typeof expect.create_ticket === "boolean") {
    const action = decide(message, offline).action;
    checks.add("create_ticket", (action === "create") === expect.create_ticket, expect.create_ticket, action);
  }
  if (expect.elided_contains !== undefined) scoreRest(expect, { text: message.text, replyText: message.visibleText }, checks);
  scoreReport(expect, message, checks);
  scoreFiles(expect, message, checks);
  scoreHeaders(expect, message, checks);
  scorePassedOn(expect, message, checks);
}

// ---- what the visible reply leaves out

function scoreRest(expect: Expectation, { text, replyText }: { text: string; replyText: string }, checks: Checks): void {
  const rest = linesLeftOut(text, replyText);
  for (const key of ["elided", "signature"] as const) {
    const wanted = expect[key];
    if (wanted !== undefined) checks.add(key, withoutSpace(rest) === withoutSpace(wanted), wanted, rest);
  }
  for (const wanted of expect.elided_contains ?? []) {
    checks.add("elided_contains", normal(rest).includes(normal(wanted)), wanted, rest);
  }
}

/** The lines of the text that the reply does not have, in their order. */
function linesLeftOut(text: string, reply: string): string {
  const kept = reply.split("\n").map((line) => line.trim());
  let at = 0;
  return text
    .split(/\r\n?|\n/)
    .filter((line) => {
      if (at >= kept.length || line.trim() !== kept[at]) return true;
      at += 1;
      return false;
    })
    .join("\n");
}

// ---- reports

function scoreReport(expect: Expectation, { report }: InboundMessage, checks: Checks): void {
  if (expect.original_subject) {
    const ours = report?.originalSubject ?? "";
    checks.add("original_subject", normal(ours) === normal(expect.original_subject), expect.original_subject, ours);
  }
  if (expect.is_bounce !== undefined) {
    checks.add("is_bounce", (report?.kind === "delivery-status") === expect.is_bounce, expect.is_bounce, report?.kind ?? null);
  }
  if (expect.feedback !== undefined) {
    const { type, recipient } = expect.feedback;
    if (type) checks.add("feedback_type", report?.feedbackType === type, type, report?.feedbackType ?? null);
    const addresses = report?.recipients.map(({ address }) => lower(address)) ?? [];
    if (recipient) checks.add("feedback_recipient", addresses.includes(lower(recipient)), recipient, addresses);
  }
  for (const { reason } of expect.bounces ?? []) {
    const accepted: readonly BounceReason[] = acceptableReasons[reason ?? ""] ?? [];
    const ours = report?.recipients.map((each) => each.reason) ?? [];
    if (accepted.length > 0)
      checks.add(
        "bounce_reason",
        ours.some((each) => accepted.includes(each)),
        reason,
        ours,
      );
  }
}

// ---- files

function scoreFiles(expect: Expectation, { attachments, html, text }: InboundMessage, checks: Checks): void {
  const ours = attachments.map(({ name, content, contentId, mediaType }) => ({
    filename: name,
    content: Buffer.from(content),
    cid: contentId,
    isMessage: mediaType === "message/rfc822",
  }));
  const names = ours.map(({ filename }) => filename);
  for (const name of expect.part_filenames ?? []) checks.add("part_filename", hasFile(ours, name, true), name, names);
  // The body inside a TNEF file is a text, and no file.
  for (const { filename, sha256 } of (expect.files ?? []).filter((file) => !/^message\.(rtf|html?|txt)$/.test(file.filename))) {
    const passed = ours.some((file) => digest("sha256", file.content) === sha256);
    checks.add("tnef_file_bytes", passed, filename, names);
  }
  if (expect.tnef_body?.includes("body.html")) checks.add("tnef_body", html !== null, "HTML", text.slice(0, 200));
  if (expect.attachments_include_message) {
    checks.add(
      "attached_message",
      ours.some(({ isMessage }) => isMessage),
      true,
      names,
    );
  }
}

// ---- headers, and what was passed on

function scoreHeaders(expect: Expectation, message: InboundMessage, checks: Checks): void {
  if (expect.outer_subject !== undefined) {
    checks.add("outer_subject", normal(message.subject) === normal(expect.outer_subject), expect.outer_subject, message.subject);
  }
  for (const id of expect.references_include ?? []) {
    checks.add("references_include", message.references.includes(id), id, message.references);
  }
  if (expect.date_not_in_future) {
    const passed = message.sentAt === null || message.sentAt <= receivedAt;
    checks.add("date_not_in_future", passed, "no later than it was received", message.sentAt);
  }
  if (expect.forwarder !== undefined) {
    const passed = lower(message.from?.address) === lower(expect.forwarder);
    checks.add("forwarder", passed, expect.forwarder, message.from?.address ?? null);
  }
  if (expect.body_effectively_empty) {
    const seen = normal(message.html === null ? message.text : textFromHtml(message.html));
    checks.add("body_effectively_empty", seen === "", "", seen);
  }
}

function scorePassedOn(expect: Expectation, { forwarded }: InboundMessage, checks: Checks): void {
  for (const text of expect.message_contains ?? []) {
    checks.add("forward_note", normal(forwarded?.note).includes(normal(text)), text, forwarded?.note ?? null);
  }
  const copied = forwarded?.cc.map(({ address }) => lower(address)) ?? [];
  for (const address of expect.forward_cc_include ?? []) {
    checks.add("forward_cc", copied.includes(lower(address)), address, copied);
  }
}
