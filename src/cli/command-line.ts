// How every command is found, checked, explained and ended. What a command does is in its own file.
import { readFileSync } from "node:fs";
import { type ArgsDef, type ParsedArgs, parseArgs, renderUsage } from "citty";
import { AppError, messageOf } from "#domain/errors.ts";

/** The arguments, as citty describes them. */
export interface Command<A extends ArgsDef = ArgsDef> {
  args: A;
  /** Whole command lines, each with a word on what it does: shown by --help. */
  examples: readonly (readonly [line: string, about: string])[];
  /** The last positional argument may be given several times; all positional words are in `_`. */
  variadic?: boolean;
  /**
   * Answers on standard output, tells about progress on standard error. A number is the exit code; nothing is 0. `words`: the arguments
   * as they were typed, for an option that may be given several times.
   */
  run(args: ParsedArgs<A>, words: readonly string[]): Promise<number | void>;
}

/** A word of the command line: a command that is loaded when it is asked for, or a group of further words. */
export type Entry = { about: string } & ({ load: () => Promise<Command> } | { commands: CommandTable });
export type CommandTable = Readonly<Record<string, Entry>>;

/** The command was asked for in a way that cannot be meant: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface Output {
  answer(text: string): void;
  tell(text: string): void;
}

const terminal: Output = {
  answer: (text) => void process.stdout.write(`${text}\n`),
  tell: (text) => void process.stderr.write(`${text}\n`),
};

/** Keeps the types of a command's arguments. */
export function command<const A extends ArgsDef>(definition: Command<A>): Command {
  return definition as unknown as Command;
}

/** Runs one command line; resolves to the exit code. */
export async function runCommandLine(words: readonly string[], table: CommandTable, output: Output = terminal): Promise<number> {
  if (words.length === 1 && (words[0] === "--version" || words[0] === "-v")) {
    output.answer(version());
    return 0;
  }
  const found = find(words, table);
  const wantsHelp = found.rest.some((word) => word === "--help" || word === "-h");
  try {
    if ("commands" in found.entry) return await explainGroup(found, found.entry.commands, { output, wantsHelp });
    const loaded = await found.entry.load();
    if (wantsHelp) {
      output.answer(await helpOf(found, loaded));
      return 0;
    }
    return (await loaded.run(readArgs(loaded, found.rest), found.rest)) ?? 0;
  } catch (error) {
    return report(error, found, output);
  }
}

interface Found {
  /** The words that led here, "inlet" first. */
  path: readonly string[];
  entry: Entry;
  rest: readonly string[];
}

function find(words: readonly string[], table: CommandTable): Found {
  const root: Entry = { about: "Inlet: the front door of a support desk", commands: table };
  let found: Found = { path: ["inlet"], entry: root, rest: words };
  while ("commands" in found.entry) {
    const [word, ...rest] = found.rest;
    const next = word !== undefined && Object.hasOwn(found.entry.commands, word) ? found.entry.commands[word] : undefined;
    if (word === undefined || next === undefined) break;
    found = { path: [...found.path, word], entry: next, rest };
  }
  return found;
}

async function explainGroup(
  found: Found,
  table: CommandTable,
  { output, wantsHelp }: { output: Output; wantsHelp: boolean },
): Promise<number> {
  const subCommands = Object.fromEntries(
    Object.entries(table).map(([name, { about }]) => [name, { meta: { description: about } }]),
  );
  const help = await renderUsage({
    meta: { name: found.path.join(" "), version: version(), description: found.entry.about },
    subCommands,
  });
  if (wantsHelp) {
    output.answer(help);
    return 0;
  }
  const [word] = found.rest;
  output.tell(help);
  output.tell(word === undefined ? "\nName a command." : `\nThere is no command "${[...found.path.slice(1), word].join(" ")}".`);
  return 2;
}

async function helpOf(found: Found, loaded: Command): Promise<string> {
  const usage = await renderUsage({
    meta: { name: found.path.join(" "), version: version(), description: found.entry.about },
    args: loaded.args,
  });
  const examples = loaded.examples.map(([line, about]) => `  ${line}\n      ${about}`);
  return `${usage.trimEnd()}\n\nEXAMPLES\n\n${examples.join("\n")}`;
}

/** Parses strictly: an option or a word that no argument stands for is refused, so that a typing error does not pass for consent. */
function readArgs(loaded: Command, rest: readonly string[]): ParsedArgs<ArgsDef> {
  const names = Object.entries(loaded.args).filter(([, about]) => about.type !== "positional");
  const options = new Set(
    names.flatMap(([name, about]) => [name, `no-${name}`, ...("alias" in about ? [about.alias ?? []].flat() : [])]),
  );
  const parsed = parseArgs([...rest], loaded.args);
  const ends = rest.indexOf("--");
  for (const word of rest.slice(0, ends === -1 ? undefined : ends)) {
    const [, name] = /^--?([A-Za-z][\w-]*)/.exec(word) ?? [];
    if (name !== undefined && !options.has(name)) throw new UsageError(`There is no option ${word.split("=")[0] ?? word}.`);
  }
  const places = Object.values(loaded.args).filter((about) => about.type === "positional").length;
  const extra = parsed._[places];
  if (extra !== undefined && loaded.variadic !== true) throw new UsageError(`"${extra}" is one word too many.`);
  return parsed;
}

/** Every value of an option that may be given several times: `--cc a --cc=b`. */
export function valuesOf(words: readonly string[], option: string): string[] {
  const ends = words.indexOf("--");
  const given = words.slice(0, ends === -1 ? undefined : ends);
  return given.flatMap((word, at) => {
    if (word.startsWith(`--${option}=`)) return [word.slice(option.length + 3)];
    return word === `--${option}` && given[at + 1] !== undefined ? [given[at + 1] as string] : [];
  });
}

function report(error: unknown, found: Found, output: Output): number {
  if (error instanceof UsageError || (error as { name?: unknown }).name === "CLIError") {
    output.tell(`${messageOf(error)}\nSee ${found.path.join(" ")} --help.`);
    return 2;
  }
  if (error instanceof AppError) output.tell(`${error.publicMessage}\n(${error.code})`);
  else output.tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

function version(): string {
  return (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }).version;
}
