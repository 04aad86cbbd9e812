// Finds the sets of a corpus directory.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CorpusCase, CorpusSet } from "./case.ts";

/** Every set in the directory, in the order of their names; only the named ones where any are named. */
export function readSets(directory: string, only: readonly string[] = []): CorpusSet[] {
  const present = readdirSync(directory)
    .sort()
    .filter((name) => existsSync(join(directory, name, "index.json")));
  const missing = only.filter((name) => !present.includes(name));
  if (missing.length > 0) throw new Error(`${directory} has no set ${missing.join(", ")}; it has ${present.join(", ")}`);
  return present.filter((name) => only.length === 0 || only.includes(name)).map((name) => readSet(join(directory, name), name));
}

function readSet(directory: string, name: string): CorpusSet {
  const index = JSON.parse(readFileSync(join(directory, "index.json"), "utf8")) as { cases: CorpusCase[] };
  return { name, directory, cases: index.cases };
}

export function readInput(set: CorpusSet, { file }: CorpusCase): Buffer {
  return readFileSync(join(set.directory, file ?? ""));
}
