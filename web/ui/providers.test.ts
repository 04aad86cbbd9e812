// Every provider that a source can name has its steps.
import { expect, test } from "vitest";
import { mailProviders } from "#contract/sources.ts";
import { providers } from "./providers.ts";

test("each provider of a source's settings has steps of its own, and one of them says where to paste the address", () => {
  expect(providers.map((provider) => provider.id)).toEqual([...mailProviders]);
  for (const { steps } of providers) expect(steps.filter((step) => step.copy === "address")).toHaveLength(1);
});
