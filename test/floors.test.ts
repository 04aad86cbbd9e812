import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

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
  "src/app.ts": "",
  "src/domain/ticket.ts": "export interface Ticket { id: string }",
  "src/domain/message.ts": "export interface Message { id: string }",
  "src/mail/subject.ts":
    'import type { Message } from "#domain/message.ts";\nexport const subject = (message: Message) => message.id;',
  "src/store/tickets.ts": 'import type { Ticket } from "#domain/ticket.ts";\nexport const tickets: Ticket[] = [];',
  "src/channels/email/parse.ts": "export const parse = 1;",
  "src/channels/smtp/channel.ts": 'import { parse } from "../email/parse.ts";\nexport const channel = parse;',
  "src/contract/tickets.ts": "export const contract = 1;",
  "web/console/page.tsx": 'import { contract } from "../../src/contract/tickets.ts";\nexport const page = <p>{contract}</p>;',
};

/** Each rule, and an import that breaks it. */
const broken: readonly [what: string, path: string, text: string, rule: string][] = [
  ["a type from above", "src/domain/bad.ts", 'import type { x } from "#store/tickets.ts";', "domain-imports-down-only"],
  ["a type position", "src/domain/bad.ts", 'export type X = import("#store/tickets.ts").X;', "domain-imports-down-only"],
  ["node in the domain", "src/domain/bad.ts", 'import { readFileSync } from "node:fs";', "domain-and-contract-are-pure"],
  ["node in the contract", "src/contract/bad.ts", 'import "node:url";', "domain-and-contract-are-pure"],
  ["a contract that knows a table", "src/contract/bad.ts", 'import "../store/tickets.ts";', "contract-imports-down-only"],
  ["mail that knows a ticket", "src/mail/bad.ts", 'import type { Ticket } from "#domain/ticket.ts";', "mail-imports-down-only"],
  ["turns that know mail", "src/turns/bad.ts", 'import "../mail/subject.ts";', "turns-imports-down-only"],
  ["a platform that knows a ticket", "src/platform/bad.ts", 'import "../domain/ticket.ts";', "platform-imports-down-only"],
  ["a store that knows a channel", "src/store/bad.ts", 'export * from "../channels/smtp/channel.ts";', "store-imports-down-only"],
  ["a job that knows mail", "src/jobs/bad.ts", 'import "../mail/subject.ts";', "jobs-imports-down-only"],
  [
    "an outbound that knows a channel",
    "src/outbound/bad.ts",
    'import "../channels/email/parse.ts";',
    "outbound-imports-down-only",
  ],
  ["an intake that knows a channel", "src/intake/bad.ts", 'import "../channels/email/parse.ts";', "intake-imports-down-only"],
  ["a desk that knows mail", "src/desk/bad.ts", 'import "../mail/subject.ts";', "desk-imports-down-only"],
  ["a route that knows mail", "src/http/routes/bad.ts", 'import "../../mail/subject.ts";', "http-imports-down-only"],
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
  ["a registry that stores", "src/channels/bad.ts", 'import "#store/tickets.ts";', "channels-import-down-only"],
  ["the root, from below", "src/store/bad.ts", 'import "../app.ts";', "nobody-imports-the-root"],
  ["the root, from the console", "web/console/bad.tsx", 'import "../../src/app.ts";', "nobody-imports-the-root"],
  [
    "the server, from the console",
    "web/console/bad.tsx",
    'import "../../src/store/tickets.ts";',
    "web-imports-the-contract-only",
  ],
  ["nothing at all", "src/store/bad.ts", 'import "./nowhere.ts";', "every-import-leads-somewhere"],
];

describe("the floors", () => {
  it("hold in a house where every import goes down", () => {
    expect(check(sound)).toMatchObject({ status: 0, stderr: "floors: 9 files, every import goes down\n" });
  });

  // All in one house, each in a file of its own: the checker is started once.
  const planted = broken.map(([what, path, text, rule], at) => ({ what, path: path.replace("bad", `bad-${at}`), text, rule }));
  let found: ReturnType<typeof check>;
  beforeAll(() => {
    found = check({ ...sound, ...Object.fromEntries(planted.map(({ path, text }) => [path, text])) });
  });

  it.each(planted)("are broken by $what", ({ path, rule }) => {
    expect(found.stderr).toContain(`${rule}: ${path.replace(/tsx?$/, "js")} imports `);
    expect(found.status).toBe(1);
  });

  it("have no rule that is not proved here", () => {
    const { forbidden } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as { forbidden: { name: string }[] };
    expect(new Set(broken.map(([, , , rule]) => rule))).toEqual(new Set(forbidden.map((rule) => rule.name)));
  });
});
