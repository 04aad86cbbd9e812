// Proves the hand-over between accepting and reading: once, bounded, and never stale.
import { expect, test } from "vitest";
import { FreshRaws } from "./fresh-raws.ts";

const megabytes = (count: number) => new Uint8Array(count * 1024 * 1024);

test("bytes that were just stored are handed over once", () => {
  const fresh = new FreshRaws();
  const raw = megabytes(1);
  fresh.add("one", raw);
  expect([...fresh.take(["one", "two"])]).toEqual([["one", raw]]);
  expect(fresh.take(["one"]).size).toBe(0);
});

test("when it is full the next to be read stay, and new ones are left to the database", () => {
  const fresh = new FreshRaws();
  for (const id of ["a", "b", "c"]) fresh.add(id, megabytes(3));
  expect([...fresh.take(["a", "b", "c"]).keys()]).toEqual(["a", "b"]);
});

test("what another process claimed makes room after a while", () => {
  const fresh = new FreshRaws();
  fresh.add("claimed elsewhere", megabytes(8), 0);
  fresh.add("too early", megabytes(1), 5_000);
  fresh.add("now there is room", megabytes(1), 11_000);
  expect([...fresh.take(["claimed elsewhere", "too early", "now there is room"]).keys()]).toEqual(["now there is room"]);
});
