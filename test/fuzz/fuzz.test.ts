// A short run of `npm run fuzz`.
import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";
import { seedMails } from "./seed-mails.ts";
import { mutate } from "./mutate.ts";
import { seededRandom } from "../../bench/random.ts";

test("2,000 broken mails are read and decided: none throws, none takes 250 ms, none leaves text that cannot be stored", {
  timeout: 60_000,
}, () => {
  const { failures } = fuzz({ count: 2_000, seed: 2 });
  expect(failures.map(({ at, what, mutant }) => `${at} ${mutant.how.join(",")}: ${what}`)).toEqual([]);
});

test("the same seed breaks the same mails in the same way", () => {
  const twice = [1, 2].map(() => {
    const random = seededRandom(7);
    return Array.from({ length: 50 }, () => mutate(seedMails(), random).raw.toString("latin1"));
  });
  expect(twice[0]).toEqual(twice[1]);
});
