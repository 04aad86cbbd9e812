// Our own cases: every one passes, in every order, and the page says so.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "../database.ts";
import type { CorpusSet } from "./case.ts";
import { ownCases, readOnPurpose, readTable, tablesOf } from "./docs.ts";
import { readSets } from "./read-sets.ts";
import { type Run, runCorpora } from "./run.ts";
import { tnefMails } from "./tnef-mails.ts";

let run: Run;
const sets = readSets(ownCases);

beforeAll(async () => {
  run = await runCorpora(sets, { onlyCase: null, onPurpose: new Set(), openDatabase: testDatabase });
});

describe("our own cases", () => {
  test.each(sets.map(({ name }) => name))("%s: every check of every case passes", (name) => {
    const ofSet = [...run.results, ...run.beyond].filter(({ id }) => id.startsWith(`${name}/`));
    const wrong = ofSet.flatMap(({ id, checks }) => checks.filter(({ passed }) => !passed).map((check) => ({ id, ...check })));
    expect(wrong).toEqual([]);
    expect(ofSet.length).toBeGreaterThan(0);
  });

  test("threads are the same in every order, no copy is stored twice, and no mail is lost", () => {
    const faults = run.threads.filter(
      ({ precision, recall, storedTwice, lost }) => precision < 1 || recall < 1 || storedTwice > 0 || lost > 0,
    );
    expect(faults).toEqual([]);
    expect(run.threads).toHaveLength(5);
  });

  test("there are many of them, of every kind", () => {
    const cases = sets.flatMap((set) => set.cases);
    expect(cases.length).toBeGreaterThan(60);
    expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(["eml", "eml-set-member", "text", "html", "header"]));
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  test("winmail.dat files are what the builder makes", async () => {
    for (const [name, bytes] of Object.entries(tnefMails)) {
      expect(await readFile(join(ownCases, "tnef", `${name}.eml`))).toEqual(bytes);
    }
  });
});

describe("docs/corpora.md", () => {
  test("has the table of our own cases as a run gives it", async () => {
    expect(await readTable("own"), "npm run -s corpora -- --write-docs test/corpora/cases").toBe(tablesOf(run));
  });

  test("lists only cases with a sentence", async () => {
    const page = await readFile("docs/corpora.md", "utf8");
    const section = page.slice(page.indexOf("## Where we differ on purpose"));
    expect([...section.matchAll(/^- /gm)]).toHaveLength((await readOnPurpose()).size);
  });
});

describe("a case in which we differ on purpose", () => {
  const wrong = { kind: "eml" as const, categories: [], expect: { subject: "y" }, file: "one-file.eml" };
  const set = (truth: string): CorpusSet => ({
    name: "tnef",
    directory: join(ownCases, "tnef"),
    cases: [{ ...wrong, id: "opinions/one", truth }],
  });
  const options = { onlyCase: null, onPurpose: new Set(["opinions/one"]), openDatabase: null };

  test("counts as passed where another program said otherwise, and is counted apart", async () => {
    const { summary, differsOnPurpose, checks } = await runCorpora([set("snapshot")], options);
    expect(summary).toEqual({ opinions: { cases: 1, passed: 1 } });
    expect(differsOnPurpose).toEqual({ opinions: 1 });
    expect(checks["opinions subject"]).toEqual({ cases: 1, passed: 0 });
  });

  test("is refused where a person said otherwise", async () => {
    await expect(runCorpora([set("hand")], options)).rejects.toThrow("cannot differ on purpose");
  });
});
