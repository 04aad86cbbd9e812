import { expect, test } from "vitest";
import { complaints, runChaos } from "./chaos.ts";

test("kills of server and database under load lose nothing and double nothing", { timeout: 90_000 }, async () => {
  const result = await runChaos({ kills: 6, seed: 11, connections: 24, say: () => {} });
  expect(complaints(result)).toEqual([]);
  expect(result.verdict.acknowledged).toBeGreaterThan(20);
});
