// The tables of a run, for people.
import type { BeyondResult } from "./beyond.ts";
import type { Check } from "./checks.ts";
import type { Run } from "./run.ts";
import type { CaseResult } from "./score-case.ts";
import { type Score, setOf, summarizeChecks } from "./summary.ts";
import type { ThreadResult } from "./thread-run.ts";

/** All of a run. `fails` lists what went wrong, `whole` does not cut it short. */
export function report(run: Run, { fails, whole }: { fails: boolean; whole: boolean }): string {
  const { summary, checks, results, beyond, threads, differsOnPurpose } = run;
  const onPurpose = sum(Object.values(differsOnPurpose));
  const sections = [
    fails ? failures(results, whole) : "",
    checksTable(checks),
    fails ? beyondFailures(beyond, whole) : "",
    beyond.length === 0 ? "" : `beyond the scorer\n${checksTable(summarizeChecks(beyond))}`,
    fails ? threadFailures(threads) : "",
    threads.length === 0 ? "" : threadsTable(threads),
    summaryTable(summary, results),
    onPurpose === 0 ? "" : `differs on purpose: ${onPurpose} (docs/corpora.md says why; counted as passed)`,
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

export const percent = ({ cases, passed }: Score): string => `${((100 * passed) / cases).toFixed(1)} %`;

/** Rows of cells under a heading; the first column to the left, the others to the right. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "))
    .join("\n");
}

function summaryTable(summary: Record<string, Score>, results: readonly CaseResult[]): string {
  const bySet = Map.groupBy(results, ({ id }) => setOf(id));
  const rows = Object.entries(summary).map(([set, score]) => {
    const slowest = slowestOf(bySet.get(set) ?? []);
    return [
      set,
      `${score.passed}`,
      `${score.cases}`,
      percent(score),
      slowest === null ? "" : slowest.ms.toFixed(1),
      slowest?.id ?? "",
    ];
  });
  const total = totalOf(summary);
  rows.push(["all", `${total.passed}`, `${total.cases}`, percent(total), "", ""]);
  return table(["set", "passed", "cases", "%", "slowest ms", "slowest case"], rows);
}

function checksTable(checks: Record<string, Score>): string {
  const rows = Object.entries(checks).map(([name, score]) => [name, `${score.passed}`, `${score.cases}`, percent(score)]);
  return table(["set check", "passed", "checks", "%"], rows);
}

function threadsTable(threads: readonly ThreadResult[]): string {
  const rows = threads.map((each) => [
    `${each.set}, ${each.order}`,
    `${each.mails}`,
    each.precision.toFixed(4),
    each.recall.toFixed(4),
    ...[each.wrongMerges, each.missedJoins, each.copies, each.storedTwice, each.lost, each.setAside].map(String),
  ]);
  const heading = ["threads, order", "mails", "precision", "recall", "wrong merges", "missed joins"];
  return table([...heading, "copies", "stored twice", "lost", "set aside"], rows);
}

function threadFailures(threads: readonly ThreadResult[]): string {
  return threads.flatMap(({ set, order, faults }) => faults.map((fault) => `✗ ${set}, ${order}: ${fault}`)).join("\n");
}

function failures(results: readonly CaseResult[], whole: boolean): string {
  return results
    .filter(({ passed }) => !passed)
    .map(({ id, checks }) => failure(`✗ ${id}`, checks, whole))
    .join("\n");
}

function beyondFailures(results: readonly BeyondResult[], whole: boolean): string {
  return results
    .filter(({ checks }) => checks.some(({ passed }) => !passed))
    .map(({ id, checks }) => failure(`✗ beyond the scorer: ${id}`, checks, whole))
    .join("\n");
}

function failure(heading: string, checks: readonly Check[], whole: boolean): string {
  const wrong = checks.filter(({ passed }) => !passed);
  const lines = wrong.map(
    ({ name, expected, actual }) =>
      `    ${name}\n      expected ${short(expected, whole)}\n      actual   ${short(actual, whole)}`,
  );
  return [heading, ...lines].join("\n");
}

function short(value: unknown, whole: boolean): string {
  const text = JSON.stringify(value) ?? "nothing";
  return whole || text.length <= 200 ? text : `${text.slice(0, 120)} … ${text.slice(-80)}`;
}

function slowestOf(results: readonly CaseResult[]): CaseResult | null {
  return results.reduce<CaseResult | null>((slowest, each) => (slowest === null || each.ms > slowest.ms ? each : slowest), null);
}

function totalOf(scores: Record<string, Score>): Score {
  const all = Object.values(scores);
  return { cases: sum(all.map(({ cases }) => cases)), passed: sum(all.map(({ passed }) => passed)) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
