// docs/corpora.md: the list of cases in which we differ on purpose is read from it, and its tables of pass rates are written into it.
import { readFile, writeFile } from "node:fs/promises";
import { percent } from "./print.ts";
import type { Run } from "./run.ts";

const page = new URL("../../docs/corpora.md", import.meta.url);
/** Relative to the root of the repository, where `npm run` stands. */
export const ownCases = "test/corpora/cases";

/** The ids of "Where we differ on purpose": lines of the form ``- `set/case`: a sentence.`` */
export async function readOnPurpose(): Promise<Set<string>> {
  const text = await readFile(page, "utf8");
  const section = text.split(/^## /m).find((part) => part.startsWith("Where we differ on purpose")) ?? "";
  return new Set([...section.matchAll(/^- `([^`]+)`: \S/gm)].map((match) => match[1] as string));
}

export type Table = "own" | "outside";

/** Replaces what stands between the two markers of the table. */
export async function writeTable(which: Table, run: Run, now: Date): Promise<void> {
  const text = await readFile(page, "utf8");
  const caption = which === "own" ? "" : `Measured on ${now.toISOString().slice(0, 10)}.\n\n`;
  const [begin, end] = markers(which);
  const [before, rest] = parts(text, begin);
  const [, after] = parts(rest, end);
  await writeFile(page, `${before}${begin}\n${caption}${tablesOf(run)}\n${end}${after}`);
}

/** What stands between the markers now. */
export async function readTable(which: Table): Promise<string> {
  const [begin, end] = markers(which);
  const [, rest] = parts(await readFile(page, "utf8"), begin);
  return parts(rest, end)[0].trim();
}

const markers = (which: Table) => [`<!-- ${which} cases: begin -->`, `<!-- ${which} cases: end -->`] as const;

function parts(text: string, marker: string): [string, string] {
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`docs/corpora.md has no ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}

/** The pass rates of a run, and its threads where it has any, as Markdown. */
export function tablesOf({ summary, differsOnPurpose, threads }: Run): string {
  const rows = Object.entries(summary).map(([set, score]) => {
    return `| ${set} | ${score.passed} of ${score.cases} | ${percent(score)} | ${differsOnPurpose[set] ?? 0} |`;
  });
  const cases = ["| set | passed | rate | differs on purpose |", "|---|---|---|---|", ...rows].join("\n");
  if (threads.length === 0) return cases;
  const joined = threads.map(
    (each) =>
      `| ${each.set} | ${each.order} | ${each.mails} | ${each.precision.toFixed(3)} | ${each.recall.toFixed(3)} | ${each.storedTwice} | ${each.lost} |`,
  );
  const heading = [
    "| threads | order | mails | precision | recall | copies stored twice | lost |",
    "|---|---|---|---|---|---|---|",
  ];
  return `${cases}\n\n${[...heading, ...joined].join("\n")}`;
}
