// What a check says of one DNS record.
import type { DnsAnswer } from "./dns-answers.ts";

export const findingStates = ["ok", "missing", "wrong", "shadowed", "unknown"] as const;
/** shadowed: something else answers in the record's place. unknown: DNS did not say. */
export type FindingState = (typeof findingStates)[number];

export interface Verdict {
  state: FindingState;
  /** Stable; null where all is well and there is nothing to add. */
  code: string | null;
  /** What is there now, as DNS gives it. */
  found: readonly string[];
  /** One or two sentences: what that means, and what to do. */
  advice: string;
  /** A better value than the one that was asked for: merged with what is there already. */
  value?: string;
}

export function wrong(code: string, found: readonly string[], advice: string): Verdict {
  return { state: "wrong", code, found, advice };
}

/** What DNS trouble looks like, whatever record was asked for. */
export function troubleWith(name: string, answer: Extract<DnsAnswer, { state: "unknown" }>): Verdict {
  return {
    state: "unknown",
    code: "dns-trouble",
    found: [],
    advice: `The name servers of ${name} did not answer (${answer.code}). Nothing can be said about the record; check again in a few minutes.`,
  };
}
