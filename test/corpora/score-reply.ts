// Judges the visible reply of a body.
import type { Expectation } from "./case.ts";
import type { Checks } from "./checks.ts";
import { normal, withoutMarkdown, withoutSpace, withUnixLines } from "./compare.ts";

interface ReadReply {
  replyText: string;
  /** The input as it was. */
  original: string;
  set: string;
}

export function scoreReply(expect: Expectation, { replyText, original, set }: ReadReply, checks: Checks): void {
  if (expect.reply_text !== undefined) wholeReply(expect.reply_text, { replyText, set }, checks);
  if (expect.reply_text_nows !== undefined) {
    const nows = withoutSpace(replyText);
    checks.add("reply_text_nows", nows === expect.reply_text_nows, expect.reply_text_nows, nows);
  }
  if (expect.first_fragment !== undefined) firstFragment(expect.first_fragment, replyText, checks);
  const reply = normal(replyText);
  if (expect.starts_with) {
    checks.add("starts_with", reply.startsWith(normal(expect.starts_with)), expect.starts_with, replyText);
  }
  for (const text of expect.contains ?? []) checks.add("contains", reply.includes(normal(text)), text, replyText);
  for (const text of [...(expect.not_contains ?? []), ...(expect.reply_not_contains ?? [])]) {
    checks.add("not_contains", !reply.includes(normal(text)), `not: ${text}`, replyText);
  }
  if (expect.whole_body_kept) {
    checks.add("whole_body_kept", withoutSpace(replyText) === withoutSpace(original), original, replyText);
  }
}

function wholeReply(expected: string, { replyText, set }: { replyText: string; set: string }, checks: Checks): void {
  const same = set === "discourse" ? withoutMarkdown : withUnixLines;
  checks.add("reply_text", same(replyText) === same(expected), expected, replyText);
  const loose = (text: string) => withoutSpace(text).replace(/[*_]/g, "");
  checks.add("reply_text_loose", loose(replyText) === loose(expected), expected, replyText);
}

// A product may keep the signature behind the first fragment: hence the tolerance in length.
function firstFragment(expected: string, replyText: string, checks: Checks): void {
  const [reply, fragment] = [normal(replyText), normal(expected)];
  const passed = reply.startsWith(fragment) && reply.length < fragment.length * 1.4 + 60;
  checks.add("first_fragment", passed, expected, replyText);
}
