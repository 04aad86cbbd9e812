// Runs one case through the product and judges it: every check with what was expected and what was found.
import { readBody, readMail, type Reading } from "./adapter.ts";
import type { CorpusCase, CorpusSet } from "./case.ts";
import { readInput } from "./read-sets.ts";
import { Checks } from "./checks.ts";
import type { Check } from "./checks.ts";
import { scoreMail } from "./score-mail.ts";
import { scoreReply } from "./score-reply.ts";

export interface CaseResult {
  id: string;
  passed: boolean;
  checks: Check[];
  /** Reading alone. */
  ms: number;
}

/** Null where the case is of a kind that the scorer leaves out. */
export function scoreCase(set: CorpusSet, one: CorpusCase): CaseResult | null {
  if (!one.file || one.kind === "eml-template") return null;
  const raw = readInput(set, one);
  const { reading, thrown, ms } = timed(one, raw);
  const checks = new Checks();
  checks.add("no_throw", thrown === null, "no error", thrown);
  if (one.expect.max_ms !== undefined) checks.add("max_ms", ms <= one.expect.max_ms, one.expect.max_ms, ms);
  if (reading !== null) score(set, one, { raw, reading, checks });
  return { id: one.id, passed: checks.list.every(({ passed }) => passed), checks: checks.list, ms };
}

interface Read {
  raw: Buffer;
  reading: Partial<Reading>;
  checks: Checks;
}

function score(set: CorpusSet, one: CorpusCase, { raw, reading, checks }: Read): void {
  const { kind, expect } = one;
  const isBody = kind === "text" || kind === "html";
  if (isBody || expect.reply_text !== undefined || expect.starts_with !== undefined) {
    scoreReply(expect, { replyText: reading.replyText ?? "", original: raw.toString("utf8"), set: set.name }, checks);
  }
  if (kind === "eml" || kind === "eml-set-member") scoreMail(expect, reading as Reading, checks);
}

/** Slower than this, a case is read once more: what counts is the mail, not that its code was compiled just then. */
const suspiciousMs = 20;

function timed({ kind, expect }: CorpusCase, raw: Buffer) {
  const ownDomains = expect.own_fqdn === undefined ? [] : [expect.own_fqdn];
  const read = () => (kind === "text" || kind === "html" ? readBody(raw.toString("utf8"), kind) : readMail(raw, ownDomains));
  const startedAt = performance.now();
  try {
    const reading: Partial<Reading> = read();
    const ms = performance.now() - startedAt;
    return { reading, thrown: null, ms: ms > suspiciousMs ? Math.min(ms, msOf(read)) : ms };
  } catch (error) {
    return { reading: null, thrown: String(error), ms: performance.now() - startedAt };
  }
}

function msOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
