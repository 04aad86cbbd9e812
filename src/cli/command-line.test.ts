// Commands, groups, help and exit codes.
import { describe, expect, it } from "vitest";
import { AppError } from "#domain/errors.ts";
import { type CommandTable, UsageError, command, runCommandLine } from "./command-line.ts";
import { commands } from "./commands.ts";

const echo = command({
  args: {
    kind: { type: "positional", description: "what", required: true },
    name: { type: "string", description: "a name", required: true },
    json: { type: "boolean", description: "as JSON", alias: "j" },
  },
  examples: [["inlet echo a --name b", "says so"]],
  run: async ({ kind, name, json }) => {
    if (kind === "bad") throw new UsageError("That is no kind.");
    if (kind === "broken") throw new AppError({ code: "disk-full", retry: "transient", publicMessage: "The disk is full." });
    if (kind === "bug") throw new TypeError("undefined is not a function");
    return name === "seven" ? 7 : json === true ? 3 : undefined;
  },
});
const table: CommandTable = {
  echo: { about: "Echo", load: async () => echo },
  group: { about: "A group", commands: { echo: { about: "Echo", load: async () => echo } } },
};

async function run(...words: string[]) {
  const said = { answer: "", told: "" };
  const output = {
    answer: (text: string) => void (said.answer += `${text}\n`),
    tell: (text: string) => void (said.told += `${text}\n`),
  };
  return { code: await runCommandLine(words, table, output), ...said };
}

describe("the command line", () => {
  it("runs a command, at the top or in a group, and ends with its exit code", async () => {
    expect(await run("echo", "a", "--name", "b")).toEqual({ code: 0, answer: "", told: "" });
    expect((await run("group", "echo", "a", "--name=seven")).code).toBe(7);
    expect((await run("echo", "-j", "a", "--name", "b")).code).toBe(3);
  });

  it.each([
    [["frobnicate"], 'There is no command "frobnicate"'],
    [[], "Name a command"],
    [["group", "nothing"], 'There is no command "group nothing"'],
    [["echo"], "KIND"],
    [["echo", "a"], "--name"],
    [["echo", "a", "--name", "b", "--nmae", "c"], "There is no option --nmae"],
    [["echo", "a", "b", "--name", "c"], '"b" is one word too many'],
    [["echo", "bad", "--name", "c"], "That is no kind."],
    [["constructor"], 'There is no command "constructor"'],
  ])("answers %j with exit code 2 and a reason", async (words, reason) => {
    const result = await run(...words);
    expect(result).toMatchObject({ code: 2, answer: "" });
    expect(result.told).toContain(reason);
  });

  it("ends with 1 when the work fails: a sentence for what can happen, a stack for a bug", async () => {
    expect(await run("echo", "broken", "--name", "b")).toEqual({ code: 1, answer: "", told: "The disk is full.\n(disk-full)\n" });
    expect((await run("echo", "bug", "--name", "b")).told).toContain("TypeError: undefined is not a function\n    at ");
  });

  it("explains everything, with examples", async () => {
    const help = await run("echo", "--help");
    expect(help).toMatchObject({ code: 0, told: "" });
    expect(help.answer).toContain("inlet echo a --name b");
    expect((await run("--help")).answer).toContain("A group");
    expect((await run("group", "-h")).answer).toContain("Echo");
    expect((await run("--version")).answer).toMatch(/^\d+\.\d+\.\d+/);
  });

  it("has at least one example for each command there is", async () => {
    async function withoutExamples(entries: CommandTable): Promise<string[]> {
      const found = await Promise.all(
        Object.entries(entries).map(async ([name, entry]) => {
          if ("commands" in entry) return withoutExamples(entry.commands);
          return (await entry.load()).examples.length === 0 ? [name] : [];
        }),
      );
      return found.flat();
    }
    expect(await withoutExamples(commands)).toEqual([]);
  });
});
