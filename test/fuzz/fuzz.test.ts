// A short run of `npm run fuzz`.
import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";
import { seedMails } from "./seed-mails.ts";
import { mutate } from "./mutate.ts";
import { seededRandom } from "../../bench/random.ts";
import { findLoss } from "./lost.ts";

// About half a millisecond of CPU each.
test("50,000 broken mails are read and decided: none throws, takes 250 ms, loses a word, or leaves text that cannot be stored", {
  timeout: 400_000,
}, () => {
  const { failures } = fuzz({ count: 50_000, seed: 2 });
  expect(failures.map(({ at, what, mutant }) => `${at} ${mutant.how.join(",")}: ${what}`)).toEqual([]);
});

test("a part that a reader drops is noticed", () => {
  const raw = Buffer.from("Content-Type: text/plain\n\nHello.\n");
  const reading = { text: "", html: null, attachments: [] };
  expect(findLoss(raw, { random: seededRandom(1), read: () => reading })).toContain("text/plain");
});

test("the same seed breaks the same mails in the same way", () => {
  const twice = [1, 2].map(() => {
    const random = seededRandom(7);
    return Array.from({ length: 50 }, () => mutate(seedMails(), random).raw.toString("latin1"));
  });
  expect(twice[0]).toEqual(twice[1]);
});
