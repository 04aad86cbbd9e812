// The oldest versions that are known to be sound, for packages that touch what strangers send. Where the registry has no newer one, the reason is here.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Floor {
  atLeast: string;
  because: string;
}

const floors: Readonly<Record<string, Floor>> = {
  nodemailer: { atLeast: "10.6.0", because: "address parsing and header injection, more than twenty advisories in autumn 2026" },
  "smtp-server": { atLeast: "3.21.6", because: "STARTTLS race, oversized messages" },
  "sanitize-html": { atLeast: "2.18.1", because: "raw text in svg and math, animate" },
  fastify: { atLeast: "5.12.8", because: "content-type and schema bypasses" },
  pg: { atLeast: "8.23.1", because: "the current line" },
  mailauth: { atLeast: "7.1.0", because: "the current line; signatures that cover a part of the body" },
};

// A peer that answers can end the process (fixed in 6.28.1, 7.29.1 and 8.10.2).
const undici: Readonly<Record<number, string>> = { 6: "6.28.1", 7: "7.29.1", 8: "8.10.2" };

const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")) as {
  packages: Record<string, { version?: string }>;
};

const installed = (name: string) =>
  Object.entries(packages).flatMap(([path, { version }]) =>
    path.endsWith(`node_modules/${name}`) && version !== undefined ? [{ path, version }] : [],
  );

function isAtLeast(version: string, floor: string): boolean {
  const numbers = (text: string) => text.split("-")[0]?.split(".").map(Number) ?? [];
  const [have, want] = [numbers(version), numbers(floor)];
  const at = want.findIndex((number, index) => have[index] !== number);
  return at === -1 || (have[at] ?? 0) > (want[at] ?? 0);
}

test.for(Object.entries(floors))("every installed copy of %s is at or above its floor", ([name, { atLeast, because }]) => {
  const copies = installed(name);
  expect(copies.length, `${name} is not installed: take its floor off the list`).toBeGreaterThan(0);
  const below = copies.filter(({ version }) => !isAtLeast(version, atLeast));
  expect(below, `below ${atLeast}: ${because}`).toEqual([]);
});

test("every copy of undici is at or above its floor", () => {
  const below = installed("undici").filter(({ version }) => !isAtLeast(version, undici[Number.parseInt(version, 10)] ?? "0"));
  expect(below).toEqual([]);
});

test("versions are compared by number, not by letter", () => {
  expect(isAtLeast("10.6.0", "9.9.9")).toBe(true);
  expect(isAtLeast("3.9.31", "3.9.4")).toBe(true);
  expect(isAtLeast("3.9.3", "3.9.30")).toBe(false);
  expect(isAtLeast("8.11.2", "8.10.2")).toBe(true);
});
