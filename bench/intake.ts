// npm run bench:intake [-- --json] [--quick] [--count N] [--only small,mixed] [--strict] [--profile DIR]: the real server under load, every mark with its verdict.
//
// Every figure is measured in this run. The server is a process of its own on a new data directory, with the embedded PostgreSQL and
// its durability untouched; the load comes from this process, over persistent SMTP sessions, on the same processors. A run lasts
// from the first byte until each delivery has its outcome. "Whole ÷ sum of its parts" is defined at wholeByParts() in parts.ts:
// what the server does a second, divided by what its stages, measured alone in the same run, promise on the processors at hand.
import { availableParallelism, cpus, totalmem } from "node:os";
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type RunningServer, startServer } from "../test/start-server.ts";
import { measureIdle } from "./idle.ts";
import { type PreparedMail, prepareMails } from "./load.ts";
import { senderDomains } from "./mails.ts";
import { addTickets } from "./many-tickets.ts";
import { type Mark, marks, type RowName, show, type Verdict, verdictOn } from "./marks.ts";
import { type SenderDns, startSenderDns } from "./name-server.ts";
import { type Parts, type Stages, startStages, wholeByParts } from "./parts.ts";
import { runWhole, type WholeRun } from "./whole.ts";

interface Options {
  /** Small mails in one run; mixed ones are a quarter of it. */
  count: number;
  tickets: number;
  idle: number;
  connections: number;
  only: ("small" | "mixed")[];
  profile: string | null;
  say(line: string): void;
}

interface Kind {
  set: "small" | "mixed";
  authenticate: boolean;
}

interface WholeResult extends Kind {
  processes: number;
  run: WholeRun;
  ratio: number | null;
}

interface Report {
  machine: { processors: number; model: string; memoryGb: number; node: string };
  rows: { name: RowName; value: number | null; mark: Mark; verdict: Verdict }[];
  whole: WholeResult[];
  parts: (Kind & { cost: Parts })[];
  idle: Awaited<ReturnType<typeof measureIdle>> | null;
}

const kinds: readonly Kind[] = [
  { set: "small", authenticate: false },
  { set: "small", authenticate: true },
  { set: "mixed", authenticate: false },
];
const prefixes = [
  "warm-1",
  "warm-2",
  "heat-1",
  "heat-2",
  "heat-mixed",
  "idle",
  "few",
  "few-again",
  "many",
  "many-again",
  ...[1, 2].flatMap((processes) => kinds.map((kind) => prefixOf(kind, processes))),
  ...kinds.map((kind) => prefixOf(kind, 0)),
];

const titleOf = ({ set, authenticate }: Kind, processes: number) =>
  `${set}, authentication ${authenticate ? "on" : "off"}, ${processes} ${processes === 1 ? "process" : "processes"}`;

function prefixOf({ set, authenticate }: Kind, processes: number): string {
  return `${set}-${authenticate ? "on" : "off"}-${processes}`;
}

/** The installation that is measured: one or two server processes on one database. */
class Bench {
  readonly #options: Options;
  readonly #dns: SenderDns;
  readonly #server: RunningServer;
  readonly #recipients: { off: string; on: string };
  readonly #processors = availableParallelism();
  #second: RunningServer | null = null;

  private constructor(options: Options, dns: SenderDns, server: RunningServer, recipients: { off: string; on: string }) {
    this.#options = options;
    this.#dns = dns;
    this.#server = server;
    this.#recipients = recipients;
  }

  static async open(options: Options, dns: SenderDns): Promise<Bench> {
    const nodeFlags = options.profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
    const server = await startServer({ env: { INLET_DNS: dns.address, INLET_LOG_LEVEL: "warn" }, nodeFlags });
    const off = await server.createSource("Off", { authenticate: false });
    const on = await server.createSource("On", { authenticate: true });
    return new Bench(options, dns, server, { off: off.address, on: on.address });
  }

  async close(): Promise<void> {
    await this.#second?.end();
    await this.#server.stop();
  }

  /** Compiles the hot paths and makes the first tickets, so that nothing is measured on a cold or empty desk. */
  async warmUp(count: number): Promise<void> {
    const processes = this.#second === null ? 1 : 2;
    await this.whole({ set: "small", authenticate: false }, { prefix: `warm-${processes}`, count });
    await this.whole({ set: "small", authenticate: true }, { prefix: `heat-${processes}`, count: Math.ceil(count / 4) });
  }

  async whole(kind: Kind, { prefix, count }: { prefix: string; count: number }): Promise<WholeRun> {
    const servers = this.#second === null ? [this.#server] : [this.#server, this.#second];
    const run = await runWhole({
      servers,
      postmaster: (await this.#server.postmaster()) ?? 0,
      database: await this.#server.databaseConnection(),
      recipient: kind.authenticate ? this.#recipients.on : this.#recipients.off,
      mails: await prepare(kind, { prefix, count }, this.#dns),
      connections: this.#options.connections,
      processors: this.#processors,
    });
    return run;
  }

  async idle(count: number) {
    return measureIdle(
      this.#server,
      await prepare({ set: "small", authenticate: false }, { prefix: "idle", count }, this.#dns),
      this.#recipients.off,
    );
  }

  async addSecondProcess(): Promise<void> {
    const { host, user, database } = await this.#server.databaseConnection();
    const url = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
    this.#second = await startServer({
      dataDir: this.#server.dataDir,
      env: { INLET_DNS: this.#dns.address, INLET_LOG_LEVEL: "warn", DATABASE_URL: url },
    });
  }

  async removeSecondProcess(): Promise<void> {
    await this.#second?.end();
    this.#second = null;
  }

  async addTickets(count: number): Promise<void> {
    await addTickets(await this.#server.databaseConnection(), count);
  }
}

function prepare(kind: Kind, { prefix, count }: { prefix: string; count: number }, dns: SenderDns): Promise<PreparedMail[]> {
  const seed = 7 + prefixes.indexOf(prefix);
  return prepareMails({ count, seed, prefix, set: kind.set }, kind.authenticate ? dns : null);
}

const countOf = (kind: Kind, options: Options) => Math.ceil(kind.set === "small" ? options.count : options.count / 4);

async function measure(options: Options): Promise<Report> {
  await using dns = await startSenderDns(prefixes.flatMap(senderDomains));
  const parts = options.profile === null ? await measureParts(options, dns) : [];
  const bench = await Bench.open(options, dns);
  try {
    options.say("warming up");
    await bench.warmUp(Math.min(1_400, options.count));
    if (options.profile !== null)
      return report({
        options,
        parts,
        whole: await measureWholes(bench, options, { processes: 1, parts }),
        idle: null,
        growth: null,
      });
    options.say("one message at a time");
    const idle = await bench.idle(options.idle);
    const few = await measureCost(bench, options, "few");
    const one = await measureWholes(bench, options, { processes: 1, parts });
    await bench.addSecondProcess();
    await bench.warmUp(Math.min(1_400, options.count));
    const two = await measureWholes(bench, options, { processes: 2, parts });
    await bench.removeSecondProcess();
    options.say(`adding ${options.tickets} tickets`);
    await bench.addTickets(options.tickets);
    const many = await measureCost(bench, options, "many");
    const growth = few === null || many === null || options.tickets < 100_000 ? null : (many / few - 1) * 100;
    return report({ options, parts, whole: [...one, ...two], idle, growth });
  } finally {
    await bench.close();
  }
}

/** Processor microseconds a small message, server and database together. */
/** The cheaper of two runs: a background vacuum of the database would count as the price of many tickets, or of few. */
async function measureCost(bench: Bench, options: Options, prefix: "few" | "many"): Promise<number | null> {
  if (!options.only.includes("small")) return null;
  const costs: number[] = [];
  for (const round of ["", "-again"] as const) {
    const run = { prefix: `${prefix}${round}` as const, count: Math.min(3_000, options.count) };
    const { cost } = await bench.whole({ set: "small", authenticate: false }, run);
    costs.push(cost.main + cost.threads + cost.database);
  }
  return Math.min(...costs);
}

async function measureParts(options: Options, dns: SenderDns): Promise<Report["parts"]> {
  await using stages: Stages = await startStages(dns.address);
  const measured: Report["parts"] = [];
  const heat = [
    ...(await prepare({ set: "small", authenticate: true }, { prefix: "heat-1", count: Math.min(800, options.count) }, dns)),
    ...(await prepare({ set: "mixed", authenticate: true }, { prefix: "heat-mixed", count: Math.min(100, options.count) }, dns)),
  ];
  await stages.measure(heat, { authenticate: true, connections: options.connections });
  for (const kind of kinds.filter(({ set }) => options.only.includes(set))) {
    options.say(`${kind.set}, authentication ${kind.authenticate ? "on" : "off"}: each stage alone`);
    const mails = await prepare(kind, { prefix: prefixOf(kind, 0), count: Math.ceil(countOf(kind, options) / 2) }, dns);
    measured.push({
      ...kind,
      cost: await stages.measure(mails, { authenticate: kind.authenticate, connections: options.connections }),
    });
  }
  return measured;
}

async function measureWholes(
  bench: Bench,
  options: Options,
  { processes, parts }: { processes: number; parts: Report["parts"] },
): Promise<WholeResult[]> {
  const results: WholeResult[] = [];
  for (const kind of kinds.filter(({ set }) => options.only.includes(set))) {
    options.say(titleOf(kind, processes));
    const run = await bench.whole(kind, { prefix: prefixOf(kind, processes), count: countOf(kind, options) });
    const cost = parts.find((part) => part.set === kind.set && part.authenticate === kind.authenticate)?.cost;
    results.push({ ...kind, processes, run, ratio: cost === undefined ? null : wholeByParts(run, cost) });
  }
  return results;
}

function report(found: {
  options: Options;
  parts: Report["parts"];
  whole: WholeResult[];
  idle: Report["idle"];
  growth: number | null;
}): Report {
  const { parts, whole, idle, growth } = found;
  const values = new Map<RowName, number | null>(
    whole.map(({ run, processes, ...kind }) => [titleOf(kind, processes) as RowName, run.perSecond]),
  );
  values.set("250 after DATA, idle, p50", idle?.accepted.p50 ?? null);
  values.set("250 after DATA, idle, p99", idle?.accepted.p99 ?? null);
  values.set("SMTP to visible ticket, idle, p50", idle?.visible.p50 ?? null);
  values.set("SMTP to visible ticket, idle, p95", idle?.visible.p95 ?? null);
  values.set("more CPU a message at 100,000 tickets than at 1,000", growth);
  values.set("server process memory under load", Math.max(...whole.map(({ run }) => run.largestResidentBytes)) / 1e6);
  const ratios = whole.flatMap(({ ratio }) => ratio ?? []);
  values.set("whole ÷ sum of its parts", ratios.length === 0 ? null : Math.min(...ratios));
  const rows = (Object.keys(marks) as RowName[]).map((name) => {
    const value = values.get(name) ?? null;
    return { name, value, mark: marks[name], verdict: verdictOn(marks[name], value) };
  });
  const machine = {
    processors: availableParallelism(),
    model: cpus()[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.version,
  };
  return { machine, rows, whole, parts, idle };
}

function asText({ machine, rows, whole, parts }: Report): string {
  const us = (value: number) => (Number.isNaN(value) ? "–" : value.toFixed(0)).padStart(6);
  const wide = 52;
  return [
    `${machine.processors} × ${machine.model}, ${machine.memoryGb} GB, Node ${machine.node}`,
    "",
    `${"".padEnd(wide)}${"measured".padStart(12)}${"must".padStart(12)}${"aim".padStart(12)}  reached`,
    ...rows.map(
      ({ name, value, mark, verdict }) =>
        `${name.padEnd(wide)}${show(value, mark.unit).padStart(12)}${show(mark.must, mark.unit).padStart(12)}${show(mark.aim, mark.unit).padStart(12)}  ${verdict}`,
    ),
    `${"API ticket create, 8 connections".padEnd(wide)}${"–".padStart(12)}${"2000 per s".padStart(12)}${"9000 per s".padStart(12)}  comes with the API channel`,
    "",
    "whole                                         per s   accept/s    main threads database  client   cores   MB  whole ÷ parts   (processor µs a message)",
    ...whole.map(
      ({ run, ratio, processes, ...kind }) =>
        `${titleOf(kind, processes).padEnd(42)} ${run.perSecond.toFixed(0).padStart(8)} ${run.acceptedPerSecond.toFixed(0).padStart(10)}   ${us(run.cost.main)} ${us(run.cost.threads)}  ${us(run.cost.database)}  ${us(run.cost.client)}   ${run.cores.toFixed(2)}  ${(run.largestResidentBytes / 1e6).toFixed(0).padStart(3)}  ${ratio === null ? "–" : ratio.toFixed(2)}`,
    ),
    "",
    ...(whole.some(({ run }) => run.cores < machine.processors * 0.9)
      ? ["Other programs took part of the processors (see cores): rates and times are lower than this machine can do.", ""]
      : []),
    "parts, each alone             accept: node database    read   settle: node database     sum   (processor µs a message)",
    ...parts.map(
      ({ cost, ...kind }) =>
        `${titleOf(kind, 1).replace(", 1 process", "").padEnd(34)}${us(cost.accept.node)}   ${us(cost.accept.database)}  ${us(cost.read.node)}         ${us(cost.settle.node)}   ${us(cost.settle.database)}  ${us(cost.sum)}`,
    ),
  ].join("\n");
}

function asJson({ machine, rows, whole, parts, idle }: Report): string {
  return JSON.stringify({
    machine,
    marks: rows.map(({ name, value, mark: { must, aim, unit }, verdict }) => ({ name, value, unit, must, aim, verdict })),
    whole: whole.map(({ run, ratio, ...kind }) => ({ ...kind, ...run, ...(ratio === null ? {} : { ratio }) })),
    parts,
    idle,
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      count: { type: "string" },
      connections: { type: "string", default: "24" },
      only: { type: "string", default: "small,mixed" },
      profile: { type: "string" },
      strict: { type: "boolean", default: false },
    },
  });
  if (values.profile !== undefined) await mkdir(values.profile, { recursive: true });
  const options: Options = {
    count: Number(values.count ?? (values.quick ? 800 : 8_000)),
    tickets: values.quick ? 10_000 : 100_000,
    idle: values.quick ? 60 : 400,
    connections: Number(values.connections),
    only: values.only.split(",").map((set) => (set === "mixed" ? "mixed" : "small")),
    profile: values.profile ?? null,
    say: (line) => void process.stderr.write(`${line}\n`),
  };
  const measured = await measure(options);
  process.stdout.write(`${values.json ? asJson(measured) : asText(measured)}\n`);
  return values.strict && measured.rows.some(({ verdict }) => verdict === "below") ? 1 : 0;
}

if (import.meta.main) process.exitCode = await main();
