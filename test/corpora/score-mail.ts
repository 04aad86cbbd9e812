// Judges everything else that is expected of a whole mail.
import type { Reading } from "./adapter.ts";
import type { Expectation } from "./case.ts";
import type { Checks } from "./checks.ts";
import { lower, normal } from "./compare.ts";
import { scoreAttachments } from "./score-attachments.ts";
import { scoreForward } from "./score-forward.ts";
import { scoreHeaders } from "./score-headers.ts";

export function scoreMail(expect: Expectation, reading: Reading, checks: Checks): void {
  scoreHeaders(expect, reading, checks);
  scoreBody(expect, reading, checks);
  scoreAttachments(expect, reading.attachments, checks);
  scoreAutomatic(expect, reading, checks);
  scoreBounces(expect, reading, checks);
  scoreForward(expect, reading.forward, checks);
  if (expect.encrypted) checks.add("encrypted_flag", reading.encrypted, true, reading.encrypted);
  if (expect.signed) checks.add("signed_flag", reading.signed, true, reading.signed);
  if (expect.customer_address) {
    const passed = lower(reading.customerAddress) === lower(expect.customer_address);
    checks.add("customer_address", passed, expect.customer_address, reading.customerAddress);
  }
}

function scoreBody(expect: Expectation, { text, htmlText, subject, replyText, attachments }: Reading, checks: Checks): void {
  const whole = lower(`${normal(text)} \n ${normal(htmlText)}`);
  const has = (probe: string) => whole.includes(lower(normal(probe)));
  const inFile = (probe: string) => attachments.some(({ content }) => content.includes(probe));
  for (const probe of expect.body_probes ?? []) checks.add("body_probe", has(probe), probe, text);
  for (const probe of expect.quoted_probes ?? []) {
    checks.add("quoted_stripped", !normal(replyText).includes(normal(probe)), `not: ${probe}`, replyText);
  }
  for (const probe of expect.parts_text_probe ?? []) {
    const inText = attachments.some(({ content }) => normal(content.toString("utf8")).includes(probe));
    checks.add("malformed_text_kept", has(probe) || inText, probe, text);
  }
  if (expect.body_empty) checks.add("body_empty", normal(text) === "", "", text);
  if (expect.text_probe) checks.add("ambig_text", has(expect.text_probe) || inFile(expect.text_probe), expect.text_probe, text);
  if (expect.payload_probe) {
    checks.add("ambig_payload", has(expect.payload_probe) || inFile(expect.payload_probe), expect.payload_probe, text);
  }
  if (expect.no_replacement_char) checks.add("no_fffd", !`${text}${subject}`.includes("\ufffd"), "no U+FFFD", text);
}

function scoreAutomatic(expect: Expectation, { auto, maySendAutoReply }: Reading, checks: Checks): void {
  if (expect.auto) checks.add(`auto:${expect.auto}`, expect.auto === "unknown" || auto === expect.auto, expect.auto, auto);
  if (expect.may_send_auto_reply !== undefined) {
    const passed = maySendAutoReply === expect.may_send_auto_reply;
    checks.add("may_send_auto_reply", passed, expect.may_send_auto_reply, maySendAutoReply);
  }
  if (expect.is_auto_generated) checks.add("may_send_auto_reply", !maySendAutoReply, false, maySendAutoReply);
}

function scoreBounces(expect: Expectation, { bounces, originalMessageId }: Reading, checks: Checks): void {
  for (const { recipient, status, hard } of expect.bounces ?? []) {
    if (recipient) {
      const passed = bounces.some((bounce) => lower(bounce.recipient) === lower(recipient));
      checks.add("bounce_recipient", passed, recipient, bounces);
    }
    // x.0.9xx is a code of another reader's own, which no server ever wrote.
    if (status && !/^\d\.0\.9/.test(status)) {
      const passed = bounces.some((bounce) => bounce.status === status);
      checks.add("bounce_status", passed, status, bounces);
    }
    if (hard !== undefined) {
      const passed = bounces.some((bounce) => bounce.hard === hard);
      checks.add("bounce_hard", passed, hard, bounces);
    }
  }
  if (expect.original_message_id) {
    const passed = originalMessageId.includes(expect.original_message_id);
    checks.add("bounce_original_mid", passed, expect.original_message_id, originalMessageId);
  }
}
