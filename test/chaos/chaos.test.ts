// A short run of `npm run chaos`.
import { expect, test } from "vitest";
import { lossesOf, runChaos } from "./chaos.ts";

// How long it takes is judged by npm run chaos, on a machine that does nothing else.
test("kills of server and database under load lose nothing and double nothing", { timeout: 150_000 }, async () => {
  const result = await runChaos({ kills: 6, seed: 11, connections: 12, say: () => {} });
  expect(lossesOf(result)).toEqual([]);
  expect(result.verdict.acknowledged).toBeGreaterThan(20);
});
