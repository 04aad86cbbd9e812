// npm run failpoints [-- --only smtp.mail]: at each named point the server dies, stalls or fails, on the first pass and on the third; nothing may be lost or doubled.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "#domain/errors.ts";
import { type Failpoint, listFailpoints } from "#platform/failpoint.ts";
import { sentComplaints } from "../outbound/sent-oracle.ts";
import { type RunningServer, startServer } from "../start-server.ts";
import { judge, untilQuiet } from "./oracle.ts";
import { Outgoing } from "./outgoing.ts";
import { Sender } from "./sender.ts";

export type Fault = "kill" | "throw" | "enospc" | "pause";
export const faults: readonly Fault[] = ["kill", "throw", "enospc", "pause"];

export interface FailpointRun {
  point: Failpoint;
  fault: Fault;
  hit: number;
}

export interface FailpointResult extends FailpointRun {
  /** The server died of it and was started again. */
  died: boolean;
  acknowledged: number;
  arrivedTwice: number;
  refusals: number;
  seconds: number;
  /** Sentences; empty when the promises held. */
  wrong: string[];
}

/** Every point × fault × hit. */
export function allRuns(only?: string): FailpointRun[] {
  const points = listFailpoints().filter((point) => only === undefined || point.includes(only));
  return points.flatMap((point) => faults.flatMap((fault) => [1, 3].map((hit) => ({ point, fault, hit }))));
}

/** Shorter than a lease (10 s), which a stalled worker goes on extending: it wakes up and must still be right. */
const pauseMs = 3_000;

/** Runs one after the other on one installation: a fresh process for each, the same data. */
export async function runFailpoints(
  runs: readonly FailpointRun[],
  onResult: (result: FailpointResult) => void,
): Promise<FailpointResult[]> {
  const logs = await mkdtemp(join(tmpdir(), "inlet-failpoints-"));
  await using outgoing = await Outgoing.open();
  await using server = await startServer({ env: outgoing.env });
  const source = await server.createSource("Failpoints", { authenticate: false });
  await outgoing.arrive(server);
  await outgoing.untilSent(server, 30_000);
  await server.end();
  const results: FailpointResult[] = [];
  for (const [at, run] of runs.entries()) {
    const begun = run.point.startsWith("out.")
      ? runOneOutgoing(server, outgoing, run)
      : runOne(server, { ...run, env: outgoing.env, recipient: source.address, seed: at + 1, logFile: join(logs, `${at}.log`) });
    const result = await begun.catch(
      (error: unknown): FailpointResult => ({
        ...run,
        died: true,
        acknowledged: 0,
        arrivedTwice: 0,
        refusals: 0,
        seconds: 0,
        wrong: [messageOf(error).split("\n").slice(-3).join(" / ")],
      }),
    );
    results.push(result);
    onResult(result);
  }
  await rm(logs, { recursive: true, force: true });
  return results;
}

async function runOne(
  server: RunningServer,
  run: FailpointRun & { env: Record<string, string>; recipient: string; seed: number; logFile: string },
): Promise<FailpointResult> {
  const startedAt = performance.now();
  const permanent: string[] = [];
  const sender = new Sender({
    smtpPort: server.smtpPort,
    recipient: run.recipient,
    connections: 4,
    seed: run.seed,
    prefix: `f${run.seed}-${Date.now().toString(36)}`,
    logFile: run.logFile,
    smallest: 4_000,
    largest: 600_000,
    onPermanentRefusal: (line) => permanent.push(line),
  });
  let died = false;
  const keepAlive = new AbortController();
  const { point, fault, hit } = run;
  try {
    await server.start({ env: { ...run.env, FAILPOINTS: instructionOf(run) } });
    // All runs share one database: an earlier one's trouble is not this one's.
    const setAsideBefore = (await judge(server, { tried: new Set(), acknowledged: new Set() })).setAside;
    const watching = restartWhenDead(server, { env: run.env, signal: keepAlive.signal, onDeath: () => (died = true) });
    await sender.start();
    // Enough for three passes of every point, blob points included.
    const enough = () => sender.log.acknowledged.size >= 24;
    for (let look = 0; look < 400 && !enough(); look += 1) await sleep(25);
    const stopped = await sender.stop(45_000);
    const quiet = await untilQuiet(server, 45_000);
    keepAlive.abort();
    await watching;
    const verdict = await judge(server, sender.log);
    const wrong = [
      ...(stopped ? [] : ["a message could not be handed over within 45 s"]),
      ...(quiet ? [] : ["a delivery has no outcome after 45 s"]),
      ...verdict.lost.map((id) => `lost ${id}`),
      ...verdict.doubled.map((id) => `doubled ${id}`),
      ...verdict.broken,
      ...(verdict.setAside > setAsideBefore ? [`${verdict.setAside - setAsideBefore} failed or unreadable`] : []),
      ...[...new Set(permanent)].map((line) => `permanent refusal: ${line}`),
      ...(fault === "kill" && !died ? ["the point was never passed"] : []),
    ];
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      point,
      fault,
      hit,
      died,
      acknowledged: verdict.acknowledged,
      arrivedTwice: verdict.arrivedTwice,
      refusals: sender.refusals,
      seconds,
      wrong,
    };
  } finally {
    keepAlive.abort();
    // The database stays up for the next run.
    await server.kill();
  }
}

/** The same for what leaves: an agent answers, and each answer has to arrive. `acknowledged` are the answers, `arrivedTwice` those sent again. */
async function runOneOutgoing(server: RunningServer, outgoing: Outgoing, run: FailpointRun): Promise<FailpointResult> {
  const startedAt = performance.now();
  let died = false;
  const keepAlive = new AbortController();
  try {
    await server.start({ env: { ...outgoing.env, FAILPOINTS: instructionOf(run) } });
    const before = await outgoing.judge(server);
    const watching = restartWhenDead(server, {
      env: outgoing.env,
      signal: keepAlive.signal,
      onDeath: () => (died = true),
    });
    await outgoing.replies(24);
    const sent = await outgoing.untilSent(server, 45_000);
    keepAlive.abort();
    await watching;
    const verdict = await outgoing.judge(server);
    const wrong = [
      ...(sent ? [] : ["an answer was not sent after 45 s"]),
      ...sentComplaints(verdict),
      ...(run.fault === "kill" && !died ? ["the point was never passed"] : []),
    ];
    return {
      ...run,
      died,
      acknowledged: verdict.sent - before.sent,
      arrivedTwice: verdict.sentAgain - before.sentAgain,
      refusals: 0,
      seconds: (performance.now() - startedAt) / 1_000,
      wrong,
    };
  } finally {
    keepAlive.abort();
    await server.kill();
  }
}

function instructionOf({ point, fault, hit }: FailpointRun): string {
  return `${point}=${fault}${fault === "pause" ? `:${pauseMs}` : ""}@${hit}`;
}

/** A service manager: a server that died is started again, without the fault. */
async function restartWhenDead(
  server: RunningServer,
  { env, signal, onDeath }: { env: Record<string, string>; signal: AbortSignal; onDeath: () => void },
): Promise<void> {
  while (!signal.aborted) {
    if (!server.isRunning) {
      onDeath();
      server.launch({ env });
    }
    await sleep(20);
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  const runs = allRuns(values.only);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`${runs.length} runs: ${listFailpoints().length} points × ${faults.join(", ")} × first and third pass`);
  say("point                          fault   hit  died  ack  twice  refused  seconds");
  const results = await runFailpoints(runs, (result) => {
    say(
      `${result.point.padEnd(30)} ${result.fault.padEnd(7)} ${String(result.hit).padStart(3)}  ${result.died ? "yes " : "no  "} ${String(result.acknowledged).padStart(4)} ` +
        `${String(result.arrivedTwice).padStart(6)} ${String(result.refusals).padStart(8)} ${result.seconds.toFixed(1).padStart(8)}`,
    );
    for (const sentence of result.wrong.slice(0, 5)) say(`  WRONG: ${sentence}`);
  });
  const wrong = results.filter((result) => result.wrong.length > 0).length;
  say(`${results.length} runs, ${results.filter((result) => result.died).length} deaths, ${wrong} wrong`);
  return wrong === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
