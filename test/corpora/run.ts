// One run over a corpus directory: every case judged, threads brought through the pipeline, and what goes beyond the scorer.
import type { TestDatabase } from "../database.ts";
import { type BeyondResult, scoreBeyond } from "./beyond.ts";
import type { CorpusSet } from "./case.ts";
import { needsDesk, scorePipelineCases } from "./pipeline-cases.ts";
import { type CaseResult, scoreCase } from "./score-case.ts";
import { type Score, setOf, summarize, summarizeChecks } from "./summary.ts";
import { orders, runThreads, type ThreadResult, threadSets } from "./thread-run.ts";

export interface Run {
  summary: Record<string, Score>;
  checks: Record<string, Score>;
  /** Failed cases that count as passed, by set. */
  differsOnPurpose: Record<string, number>;
  results: CaseResult[];
  beyond: BeyondResult[];
  threads: ThreadResult[];
}

export interface RunOptions {
  onlyCase: string | null;
  /** Cases in which another reader's opinion is not ours. */
  onPurpose: ReadonlySet<string>;
  /** A database for each order of each set of threads; null leaves threads out. */
  openDatabase: (() => Promise<TestDatabase>) | null;
}

export async function runCorpora(sets: readonly CorpusSet[], { onlyCase, onPurpose, openDatabase }: RunOptions): Promise<Run> {
  refuseOpinions(sets, onPurpose);
  const wanted = sets.map((set) => ({ ...set, cases: set.cases.filter(({ id }) => onlyCase === null || id === onlyCase) }));
  const results = wanted.flatMap((set) => set.cases.flatMap((one) => scoreCase(set, one) ?? []));
  const differing = results.filter(({ id, passed }) => !passed && onPurpose.has(id));
  return {
    summary: summarize(results.map((each) => ({ ...each, passed: each.passed || onPurpose.has(each.id) }))),
    checks: summarizeChecks(results),
    differsOnPurpose: countBySet(differing),
    results,
    beyond: await runBeyond(wanted, openDatabase),
    threads: openDatabase === null ? [] : await runAllThreads(wanted, openDatabase),
  };
}

// What somebody wrote down by hand is not for us to overrule.
function refuseOpinions(sets: readonly CorpusSet[], onPurpose: ReadonlySet<string>): void {
  for (const { id, truth } of sets.flatMap(({ cases }) => cases)) {
    if (onPurpose.has(id) && !/snapshot|oracle/.test(truth)) {
      throw new Error(
        `${id} cannot differ on purpose: its truth is "${truth}", and only another program's output may be overruled`,
      );
    }
  }
}

function countBySet(results: readonly CaseResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { id } of results) counts[setOf(id)] = (counts[setOf(id)] ?? 0) + 1;
  return counts;
}

async function runBeyond(sets: readonly CorpusSet[], openDatabase: RunOptions["openDatabase"]): Promise<BeyondResult[]> {
  const results = sets.flatMap((set) => set.cases.map((one) => scoreBeyond(set, one)));
  if (openDatabase !== null) {
    for (const set of sets.filter(({ cases }) => cases.some(needsDesk))) {
      results.push(...(await scorePipelineCases(set, openDatabase)));
    }
  }
  return results.filter(({ checks }) => checks.length > 0);
}

async function runAllThreads(sets: readonly CorpusSet[], openDatabase: () => Promise<TestDatabase>): Promise<ThreadResult[]> {
  const results: ThreadResult[] = [];
  for (const group of threadSets(sets)) {
    for (const order of orders) results.push(await runThreads(group, order, await openDatabase()));
  }
  return results;
}
