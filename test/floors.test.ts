import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const checker = fileURLToPath(new URL("../bin/check-floors.mjs", import.meta.url));

/** A small house of these files, checked as the real one is. */
function check(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), "inlet-floors-test-"));
  const all = {
    "package.json": JSON.stringify({ imports: { "#domain/*": "./src/domain/*", "#store/*": "./src/store/*" } }),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { status, stderr } = spawnSync(process.execPath, [checker, root], { encoding: "utf8" });
  rmSync(root, { recursive: true });
  return { status, stderr };
}

const sound = {
  "src/domain/ticket.ts": "export interface Ticket { id: string }",
  "src/store/tickets.ts": 'import type { Ticket } from "#domain/ticket.ts";\nexport const tickets: Ticket[] = [];',
  "src/channels/email/parse.ts": "export const parse = 1;",
  "src/channels/smtp/channel.ts": 'import { parse } from "../email/parse.ts";\nexport const channel = parse;',
  "src/contract/tickets.ts": "export const contract = 1;",
  "web/console/page.tsx": 'import { contract } from "../../src/contract/tickets.ts";\nexport const page = <p>{contract}</p>;',
};

describe("the floors", () => {
  it("hold in a house where every import goes down", () => {
    expect(check(sound)).toMatchObject({ status: 0, stderr: "floors: 6 files, every import goes down\n" });
  });

  it.each([
    ["a type from above", "src/domain/bad.ts", 'import type { x } from "#store/tickets.ts";', "domain-imports-down-only"],
    ["node in the domain", "src/domain/bad.ts", 'import { readFileSync } from "node:fs";', "domain-and-contract-are-pure"],
    [
      "a store that knows a channel",
      "src/store/bad.ts",
      'export * from "../channels/smtp/channel.ts";',
      "store-imports-down-only",
    ],
    [
      "a channel that stores",
      "src/channels/smtp/bad.ts",
      'const x = await import("#store/tickets.ts");',
      "a-channel-knows-no-sibling-and-no-policy",
    ],
    [
      "a channel that knows its sibling",
      "src/channels/email/bad.ts",
      'import "../smtp/channel.ts";',
      "a-channel-knows-no-sibling-and-no-policy",
    ],
    ["a type position", "src/domain/bad.ts", 'export type X = import("#store/tickets.ts").X;', "domain-imports-down-only"],
    ["the root, from below", "src/store/bad.ts", 'import "../app.ts";', "nobody-imports-the-root"],
    [
      "the server, from the console",
      "web/console/bad.tsx",
      'import "../../src/store/tickets.ts";',
      "web-imports-the-contract-only",
    ],
    ["nothing at all", "src/store/bad.ts", 'import "./nowhere.ts";', "every-import-leads-somewhere"],
  ])("are broken by %s", (_what, path, text, rule) => {
    const { status, stderr } = check({ ...sound, "src/app.ts": "", [path]: text });
    expect(stderr).toContain(`${rule}: ${path.replace(/tsx?$/, "js")} imports `);
    expect(status).toBe(1);
  });
});
