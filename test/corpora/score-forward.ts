// Judges the original that a mail passes on.
import type { ForwardedMessage } from "#domain/message.ts";
import type { Expectation, ExpectedForward } from "./case.ts";
import type { Checks } from "./checks.ts";
import { includesAddress, normal, withUnixLines } from "./compare.ts";

export function scoreForward(expect: Expectation, ours: ForwardedMessage | null, checks: Checks): void {
  if (expect.forwarded === undefined) return;
  checks.add("forwarded", (ours !== null) === expect.forwarded, expect.forwarded, ours !== null);
  if (expect.forward !== undefined && ours !== null) scoreOriginal(expect.forward, ours, checks);
  else if (expect.forward !== undefined) checks.add("fwd_from_address", false, expect.forward.from, null);
  if (expect.message !== undefined) {
    const note = ours?.note ?? "";
    checks.add("fwd_message", withUnixLines(note) === withUnixLines(expect.message ?? ""), expect.message, note);
  }
}

function scoreOriginal(wanted: ExpectedForward, ours: ForwardedMessage, checks: Checks): void {
  for (const key of ["address", "name"] as const) {
    const value = wanted.from?.[key];
    if (value === undefined) continue;
    checks.add(`fwd_from_${key}`, normal(ours.author?.[key]) === normal(value), value, ours.author?.[key]);
  }
  if (wanted.subject !== undefined) {
    checks.add("fwd_subject", normal(ours.subject) === normal(wanted.subject), wanted.subject, ours.subject);
  }
  if (wanted.body !== undefined) {
    checks.add("fwd_body", withUnixLines(ours.text) === withUnixLines(wanted.body), wanted.body, ours.text);
  }
  for (const part of wanted.body_contains ?? []) {
    checks.add("fwd_body", normal(ours.text).includes(normal(part)), part, ours.text);
  }
  for (const key of ["to", "cc"] as const) {
    for (const { address } of wanted[key] ?? []) {
      if (address) checks.add(`fwd_${key}`, includesAddress(ours[key], { address }), address, ours[key]);
    }
  }
}
