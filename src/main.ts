// The command line: finds the command, runs it, and ends with 0 (done), 1 (failed) or 2 (wrongly asked).
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// A start reads a thousand files: compiled code that is kept halves the time until mail is taken again. Where the package
// cannot be written there is no cache, and nothing else changes.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/inlet", import.meta.url)));
// Colour is decided before any library that uses it is loaded: never into a file, never against NO_COLOR.
if (!process.stdout.isTTY || (process.env.NO_COLOR ?? "") !== "") process.env.NO_COLOR = "1";
const { runCommandLine } = await import("./cli/command-line.ts");
const { commands } = await import("./cli/commands.ts");

process.exitCode = await runCommandLine(process.argv.slice(2), commands);
