// npm run fuzz -- --count N [--seed N]: broken mails through the product's own reading and deciding; none may throw, hang, lose anything, or leave text that cannot be stored.
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseEmail } from "#channels/email/parse.ts";
import { decide } from "#domain/decide.ts";
import { type Facts, nothingKnown } from "#domain/facts.ts";
import type { InboundMessage } from "#domain/message.ts";
import { generateMails } from "../../bench/mails.ts";
import { seededRandom } from "../../bench/random.ts";
import { findLoss } from "./lost.ts";
import { mutate, type Mutant } from "./mutate.ts";
import { caseMails, seedMails } from "./seed-mails.ts";

export interface FuzzFailure {
  /** The number of the mutant; with the seed it comes back. */
  at: number;
  what: string;
  mutant: Mutant;
}

export interface FuzzResult {
  failures: FuzzFailure[];
  slowestMs: number;
}

/** More CPU time than this for one mail of at most 400 kB counts as a hang. */
const mostMs = 250;
const mostFailures = 20;
/** Looking for losses reads the mail once more: one in so many is enough. */
const lossEvery = 4;
const receivedAt = new Date(Date.UTC(2026, 10, 20, 9, 0, 0));

/** The facts of every mail here: a source, and nothing that came before. */
const offline: Facts = {
  ...nothingKnown,
  envelope: null,
  policy: {
    authenticate: true,
    ownAddresses: ["support@desk.example"],
    ignoreSenders: [],
    setAsideLists: false,
    trustedForwarders: [],
  },
  authentication: null,
};

export function fuzz({
  count,
  seed,
  onProgress,
}: {
  count: number;
  seed: number;
  onProgress?: (done: number) => void;
}): FuzzResult {
  const random = seededRandom(seed);
  const corpus = [
    ...seedMails(),
    ...caseMails(),
    ...[...generateMails({ count: 15, seed: 3, prefix: "f", set: "small" })].map((mail) => mail.raw),
  ];
  const result: FuzzResult = { failures: [], slowestMs: 0 };
  for (let at = 0; at < count && result.failures.length < mostFailures; at += 1) {
    const mutant = mutate(corpus, random);
    const { ms, what } = read(mutant.raw);
    // The first ones are slow because the code is not compiled yet.
    if (at > 50) result.slowestMs = Math.max(result.slowestMs, ms);
    const loss = what === null && at % lossEvery === 0 ? findLoss(mutant.raw, { random, read: parse }) : null;
    if (what !== null || loss !== null) result.failures.push({ at, what: what ?? (loss as string), mutant });
    else if (ms > mostMs && at > 50) result.failures.push({ at, what: `took ${ms.toFixed(0)} ms`, mutant });
    if (at % 1_000 === 999) onProgress?.(at + 1);
  }
  return result;
}

const parse = (raw: Buffer): InboundMessage => parseEmail(raw, null, receivedAt);

function read(raw: Buffer): { ms: number; what: string | null } {
  const before = process.threadCpuUsage();
  try {
    const message = parse(raw);
    const decision = decide(message, offline);
    const ms = cpuMs(before);
    const bad = unstorable({
      message: { ...message, attachments: message.attachments.map((attachment) => ({ ...attachment, content: null })) },
      decision,
    });
    if (bad !== null) return { ms, what: `text that PostgreSQL refuses at ${bad}` };
    return { ms, what: impossible(message) };
  } catch (error) {
    return { ms: cpuMs(before), what: `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
  }
}

const cpuMs = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};

/** Where a NUL or a lone surrogate, or a date that is none, is left: PostgreSQL takes neither. */
function unstorable(value: unknown, path = ""): string | null {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0") ? null : path;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, each] of Object.entries(value)) {
    const found = unstorable(name, `${path}.(name)`) ?? unstorable(each, `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** What the contract of InboundMessage rules out. */
function impossible(message: InboundMessage): string | null {
  if (message.references.length > 100) return "more than 100 references";
  if (new Set(message.references).size !== message.references.length) return "a reference twice";
  if (message.text.trim() !== "" && message.visibleText.trim() === "") return "the visible text of a message with text is empty";
  if (message.from === null && !message.defects.some((defect) => defect.code.startsWith("from-")))
    return "no author, and no defect that says why";
  if (message.attachments.some((attachment) => attachment.name === "" || attachment.name.length > 150))
    return "a file name that cannot be shown";
  return null;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { count: { type: "string", default: "20000" }, seed: { type: "string" } } });
  const count = Number(values.count);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(values.seed);
  process.stdout.write(`fuzz: ${count} broken mails, seed ${seed}\n`);
  const startedAt = performance.now();
  const onProgress = (done: number) => process.stdout.write(`\r${done}`);
  const { failures, slowestMs } = fuzz({ count, seed, ...(process.stdout.isTTY ? { onProgress } : {}) });
  for (const failure of failures) {
    const file = await keep(seed, failure);
    process.stdout.write(`WRONG: mail ${failure.at} (${failure.mutant.how.join(", ")}): ${failure.what}\n  kept as ${file}\n`);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(`${failures.length} failures, slowest ${slowestMs.toFixed(0)} ms of CPU, ${seconds.toFixed(0)} s\n`);
  return failures.length === 0 ? 0 : 1;
}

async function keep(seed: number, { at, mutant }: FuzzFailure): Promise<string> {
  const directory = join(tmpdir(), "inlet-fuzz");
  await mkdir(directory, { recursive: true });
  const file = join(directory, `${seed}-${at}.eml`);
  await writeFile(file, mutant.raw);
  return file;
}

if (import.meta.main) process.exitCode = await main();
