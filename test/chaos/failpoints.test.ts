// A short run of `npm run failpoints`.
import { expect, test } from "vitest";
import { listFailpoints } from "#platform/failpoint.ts";
import { allRuns, faults, type FailpointRun, runFailpoints } from "./failpoints.ts";

// One of each kind; the whole list takes a while: npm run failpoints.
const chosen: readonly FailpointRun[] = [
  { point: "smtp.data_mid", fault: "kill", hit: 3 },
  { point: "intake.after_insert", fault: "throw", hit: 1 },
  { point: "intake.after_commit_before_ack", fault: "kill", hit: 3 },
  { point: "blob.fsynced", fault: "enospc", hit: 1 },
  { point: "worker.before_commit", fault: "throw", hit: 1 },
  { point: "out.after_data", fault: "kill", hit: 1 },
];

test("a fault at a named point loses nothing and doubles nothing", { timeout: 120_000 }, async () => {
  const results = await runFailpoints(chosen, () => {});
  expect(results.flatMap(({ point, fault, wrong }) => wrong.map((sentence) => `${point}=${fault}: ${sentence}`))).toEqual([]);
});

test("the command walks every point with every fault, twice", () => {
  expect(allRuns()).toHaveLength(listFailpoints().length * faults.length * 2);
});
