// inlet bench intake, inlet chaos: the proof programs, for whoever wants to see the figures on their own machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AppError } from "#domain/errors.ts";
import { command } from "./command-line.ts";

export const benchIntakeCommand = command({
  args: {
    quick: { type: "boolean", description: "A fifth of the work: for a look" },
    count: { type: "string", description: "Small mails in one run", valueHint: "N" },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [
    ["inlet bench intake --quick", "half a minute; every row with its mark"],
    ["inlet bench intake --json | jq .whole", "the runs, each with its whole ÷ sum of parts as `ratio`"],
  ],
  run: ({ quick, count, json }) => runProgram("bench/intake.ts", { quick, count, json }),
});

export const chaosCommand = command({
  args: {
    kills: { type: "string", description: "How often the server or the database is killed", valueHint: "N", default: "60" },
    seed: { type: "string", description: "Repeats a run's choices", valueHint: "N" },
    "disk-full": { type: "boolean", description: "Also fill the disk under it (needs root and tmpfs)" },
  },
  examples: [["inlet chaos --kills 60", "two minutes of kill -9 under load; fails unless 0 are lost and 0 doubled"]],
  run: ({ kills, seed, "disk-full": diskFull }) => runProgram("test/chaos/chaos.ts", { kills, seed, "disk-full": diskFull }),
});

/** The programs bring a server and a data directory of their own; they are part of the source, not of an installed package. */
async function runProgram(path: string, options: Record<string, string | boolean | undefined>): Promise<number> {
  const program = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  if (!existsSync(program)) {
    throw new AppError({
      code: "program-not-here",
      retry: "permanent",
      publicMessage: `${path} is not part of this installation. Run this command in a checkout of Inlet's source.`,
    });
  }
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}`, value];
  });
  const child = spawn(process.execPath, [program, ...words], { stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
