// Builds the console into dist/console when it is missing or older than its sources. Exported for the tests; run before a start.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = join(root, "dist/console/index.html");
const sources = ["web", "src/contract", "src/domain", "package.json"];

export async function buildConsole() {
  if (!existsSync(join(root, "web"))) {
    // An installed package carries the built console and no sources.
    if (existsSync(built)) return;
    throw new Error("dist/console is missing, and so are its sources: install the package again");
  }
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map((path) => newestIn(join(root, path))))) return;
  const { build } = await import("vite").catch((error) => {
    throw new Error("the console is not built, and vite is not installed to build it: run npm ci without --omit=dev", {
      cause: error,
    });
  });
  process.stderr.write("building the console (a few seconds, only when its sources changed)\n");
  // Built aside and moved when it is whole: a build that fails leaves nothing that could be taken for a console.
  const target = dirname(built);
  const aside = `${target}.new`;
  await build({ configFile: join(root, "web/vite.config.ts"), logLevel: "warn", build: { outDir: aside, emptyOutDir: true } });
  compress(aside);
  rmSync(target, { recursive: true, force: true });
  renameSync(aside, target);
}

// Once here instead of for every visitor: the server sends the smaller file to whoever takes it.
function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\.(js|css|svg)$/.test(entry.name)) continue;
    const content = readFileSync(path);
    if (content.length < 1_000) continue;
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

function newestIn(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildConsole();
