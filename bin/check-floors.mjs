// Checks the floors of .dependency-cruiser.cjs: node bin/check-floors.mjs [root]. Exit code 1 names every import that breaks them.
// dependency-cruiser reads no TypeScript 7, and a type import crosses a floor as much as any other: so it is shown a mirror of
// the tree in plain JavaScript that holds the imports alone.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import { parseAst } from "vite";

const here = fileURLToPath(new URL("..", import.meta.url));
const root = resolve(process.argv[2] ?? here);
const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

const mirror = mkdtempSync(join(tmpdir(), "inlet-floors-"));
try {
  const folders = ["src", "web"].filter((folder) => readdirSync(root).includes(folder));
  const files = folders.flatMap((folder) => listSources(join(root, folder)));
  for (const file of files) writeImports(file);
  writePackage();
  const result = await cruise(folders, { ...options, baseDir: mirror, validate: true, ruleSet: { forbidden } });
  report(result.output.summary.violations, files.length);
} finally {
  rmSync(mirror, { recursive: true, force: true });
}

/** Tests reach wherever they must; the floors are for what runs. */
function listSources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listSources(path);
    return /\.(ts|tsx)$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function writeImports(file) {
  const program = parseAst(readFileSync(file, "utf8"), { lang: file.endsWith("x") ? "tsx" : "ts", sourceType: "module" });
  const found = new Set();
  collect(program, found);
  const target = join(mirror, asJavaScript(relative(root, file)));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, [...found].map((specifier) => `import ${JSON.stringify(asJavaScript(specifier))};\n`).join(""));
}

function collect(node, found) {
  if (Array.isArray(node)) return node.forEach((item) => collect(item, found));
  if (node === null || typeof node !== "object") return;
  const importing = /^(Import(Declaration|Expression)|Export(Named|All)Declaration|TSImportType)$/.test(node.type ?? "");
  if (importing && typeof node.source?.value === "string") found.add(node.source.value);
  for (const value of Object.values(node)) collect(value, found);
}

function asJavaScript(path) {
  return /^(#|\.|src\/|web\/)/.test(path) ? path.replace(/\.tsx?$/, ".js") : path;
}

function writePackage() {
  const { imports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(join(mirror, "package.json"), JSON.stringify({ name: "mirror", type: "module", imports }));
}

function report(violations, count) {
  for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} imports ${to}`);
  console.error(
    violations.length === 0
      ? `floors: ${count} files, every import goes down`
      : `floors: ${violations.length} imports break them`,
  );
  if (violations.length > 0) process.exitCode = 1;
}
