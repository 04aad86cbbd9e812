// npm run corpora -- [--json] [--fails] [--whole] [--only-case ID] [--strict] [--no-threads] [--write-docs] [DIR] [set …]
// judges the product's own reading on directories of mail. See docs/corpora.md.
import { existsSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { cloneTemplate } from "../database.ts";
import { startTemplate } from "../global-setup.ts";
import type { CorpusSet } from "./case.ts";
import { ownCases, readOnPurpose, writeTable } from "./docs.ts";
import { report } from "./print.ts";
import { needsDesk } from "./pipeline-cases.ts";
import { readSets } from "./read-sets.ts";
import { type Run, runCorpora, type RunOptions } from "./run.ts";
import { threadSets } from "./thread-run.ts";

const usualDirectory = "../shared/corpora";

const options = {
  json: { type: "boolean", default: false },
  /** Each failing case with what was expected and what was found, cut short unless `whole`. */
  fails: { type: "boolean", default: false },
  whole: { type: "boolean", default: false },
  "only-case": { type: "string" },
  /** Without the list of cases in which we differ on purpose. */
  strict: { type: "boolean", default: false },
  "no-threads": { type: "boolean", default: false },
  "write-docs": { type: "boolean", default: false },
} as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const place = whereTo(positionals);
  if (place === null) return refuse(`no corpora at ${usualDirectory}: name their directory`);
  const onlyCase = values["only-case"] ?? null;
  if (values["write-docs"] && (place.sets.length > 0 || onlyCase !== null || values["no-threads"])) {
    return refuse("--write-docs writes the figures of a whole run");
  }
  const run = await runOn(readSets(place.directory, place.sets), {
    onlyCase,
    onPurpose: values.strict ? new Set() : await readOnPurpose(),
    threads: !values["no-threads"] && onlyCase === null,
  });
  if (run.results.length + run.beyond.length === 0) return refuse("no such case");
  if (values["write-docs"]) await writeTable(place.directory === ownCases ? "own" : "outside", run, new Date());
  say(values.json ? asJson(run) : report(run, { ...values, fails: values.fails || onlyCase !== null }));
  return 0;
}

interface Place {
  directory: string;
  sets: string[];
}

// The first word is a directory where there is one of that name.
function whereTo([first, ...rest]: string[]): Place | null {
  if (first !== undefined && existsSync(first) && statSync(first).isDirectory()) return { directory: first, sets: rest };
  if (first?.includes("/") || !existsSync(usualDirectory)) return null;
  return { directory: usualDirectory, sets: first === undefined ? [] : [first, ...rest] };
}

/** Threads go to a PostgreSQL of this run's own, which nothing outlives: it may forget what it was told to keep. */
async function runOn(
  sets: CorpusSet[],
  { threads, ...run }: Omit<RunOptions, "openDatabase"> & { threads: boolean },
): Promise<Run> {
  const needsDatabase = threadSets(sets).length > 0 || sets.some(({ cases }) => cases.some(needsDesk));
  if (!threads || !needsDatabase) return runCorpora(sets, { ...run, openDatabase: null });
  const { template, stop } = await startTemplate(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
  try {
    return await runCorpora(sets, { ...run, openDatabase: () => cloneTemplate(template) });
  } finally {
    await stop();
  }
}

function asJson({ summary, checks, differsOnPurpose, threads }: Run): string {
  return JSON.stringify({ summary, checks, differsOnPurpose, threads: threads.map((each) => ({ ...each, faults: undefined })) });
}

const say = (text: string) => process.stdout.write(`${text}\n`);

function refuse(why: string): number {
  process.stderr.write(`corpora: ${why}\n`);
  return 1;
}

if (import.meta.main) process.exitCode = await main();
