// docs/errors.md and the source code name the same codes: one that is new has to be explained, one that is gone has to go.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The ways in which a code is written down: an error's or defect's `code:`, and the functions that make one of it. */
const spellings = [
  /(?<!addIssue\(\{ )\bcode:\s*([^,;\n}]*)/g,
  /(?<!#)\b(?:refusal|refuse|TryLater)\(\s*("[a-z-]+")/g,
  /\bnote\([a-z.]*[dD]efects, ("[a-z-]+")/g,
  /this\.(?:note|stop)\(("[a-z-]+")/g,
  /\boverLimit = ("[a-z-]+")/g,
];

function codesInSource(): Set<string> {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
  );
  const codes = new Set<string>();
  for (const file of files) {
    const text = readFileSync(join(root, "src", file), "utf8");
    for (const spelling of spellings) {
      for (const [, found = ""] of text.matchAll(spelling))
        for (const [, code] of found.matchAll(/"([a-z]+(?:-[a-z]+)*)"/g)) codes.add(code as string);
    }
  }
  return codes;
}

function documentedCodes(): Set<string> {
  const rows = readFileSync(join(root, "docs/errors.md"), "utf8").matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|/gm);
  return new Set([...rows].flatMap(([, cell = ""]) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code as string)));
}

/** Written as they are, but no codes that anybody meets. */
const others = new Set(["code"]);

describe("docs/errors.md", () => {
  const source = codesInSource();
  const documented = documentedCodes();

  it("explains every code that the source uses", () => {
    expect([...source].filter((code) => !documented.has(code) && !others.has(code)).sort()).toEqual([]);
  });

  it("explains no code that the source does not use", () => {
    const text = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => readFileSync(join(root, "src", name), "utf8"))
      .join("\n");
    expect([...documented].filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  });
});
