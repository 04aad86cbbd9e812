// Counts of a run: cases per set, and checks of each kind per set.
import type { CaseResult } from "./score-case.ts";

export interface Score {
  cases: number;
  passed: number;
}

/** By the set that a case's id names. */
export function summarize(results: readonly CaseResult[]): Record<string, Score> {
  const summary: Record<string, Score> = {};
  for (const { id, passed } of results) count(summary, setOf(id), passed);
  return summary;
}

/** By set and kind of check, such as `rt body_probe`. */
export function summarizeChecks(results: readonly Pick<CaseResult, "id" | "checks">[]): Record<string, Score> {
  const summary: Record<string, Score> = {};
  for (const { id, checks } of results) {
    for (const { name, passed } of checks) count(summary, `${setOf(id)} ${name}`, passed);
  }
  return summary;
}

export const setOf = (id: string): string => id.split("/")[0] ?? "";

function count(summary: Record<string, Score>, key: string, passed: boolean): void {
  const score = (summary[key] ??= { cases: 0, passed: 0 });
  score.cases += 1;
  if (passed) score.passed += 1;
}
