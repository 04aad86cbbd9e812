// npm run chaos -- --kills 60 [--seed N] [--connections 24] [--disk-full]: kills at random under load; nothing may be lost or doubled.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "../../bench/random.ts";
import { sentComplaints, type SentVerdict } from "../outbound/sent-oracle.ts";
import { startServer } from "../start-server.ts";
import { runDiskFull } from "./disk-full.ts";
import { type KillFigures, killAtRandom, type Target } from "./kills.ts";
import { isSound, judge, untilQuiet, type Verdict } from "./oracle.ts";
import { Outgoing } from "./outgoing.ts";
import { Sender } from "./sender.ts";

export interface ChaosOptions {
  kills: number;
  seed: number;
  connections: number;
  say(line: string): void;
}

export interface ChaosResult {
  verdict: Verdict;
  figures: KillFigures;
  /** Temporary refusals, by what was answered. */
  refusals: ReadonlyMap<string, number>;
  /** 5xx answers: our trouble is never the sender's fault (P4). */
  permanentRefusals: string[];
  /** What became of the answers that an agent wrote meanwhile. */
  sent: SentVerdict;
  /** Every delivery had an outcome in time, and every answer was sent. */
  quiet: boolean;
  messages: number;
  megabytes: number;
}

/** One agent is quick to answer, and no more: the mail that comes in is the load. */
const answerEveryMs = 60;

/** One run: load, kills, rest, judgement. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const logs = await mkdtemp(join(tmpdir(), "inlet-chaos-"));
  await using outgoing = await Outgoing.open();
  await using server = await startServer({ env: outgoing.env });
  const source = await server.createSource("Chaos", { authenticate: false });
  await outgoing.arrive(server);
  const permanentRefusals: string[] = [];
  const sender = new Sender({
    smtpPort: server.smtpPort,
    recipient: source.address,
    connections: options.connections,
    seed: options.seed,
    prefix: `c${options.seed}`,
    logFile: join(logs, "sender.log"),
    smallest: 4_000,
    largest: 2_000_000,
    onPermanentRefusal: (line) => permanentRefusals.push(line),
  });
  await sender.start();
  outgoing.start(answerEveryMs);
  const onKill = (count: number, target: Target, seconds: number | null) =>
    options.say(
      `kill ${count}: ${target}, ${seconds === null ? "and again before it was back" : `accepting after ${seconds.toFixed(2)} s`}, ${sender.log.acknowledged.size} acknowledged`,
    );
  let senderDone = false;
  const afterKills = async () => {
    await outgoing.stop();
    senderDone = await sender.stop(60_000);
  };
  const figures = await killAtRandom(server, sender, {
    kills: options.kills,
    random: seededRandom(options.seed),
    onKill,
    afterKills,
  });
  const quiet = (await untilQuiet(server, 60_000)) && senderDone && (await outgoing.untilSent(server, 60_000));
  const verdict = await judge(server, sender.log);
  const sent = await outgoing.judge(server);
  if (!isSound(verdict) || sentComplaints(sent).length > 0 || !quiet) options.say(server.log);
  await rm(logs, { recursive: true, force: true });
  return {
    verdict,
    sent,
    figures,
    refusals: sender.refusalTexts,
    permanentRefusals,
    quiet,
    messages: sender.log.tried.size,
    megabytes: Math.round(sender.bytes / 1e6),
  };
}

/** What a run shows against the promises; empty when they hold. */
function complaints(result: ChaosResult): string[] {
  return [...lossesOf(result), ...delaysOf(result)];
}

/** Promise P6. A machine that is busy with other things as well cannot judge it. */
function delaysOf({ figures }: ChaosResult): string[] {
  return [
    ...(figures.slowestAcceptSeconds > 5
      ? [`accepting again took ${figures.slowestAcceptSeconds.toFixed(2)} s; the promise is 5 s`]
      : []),
    ...(figures.slowestResumeSeconds > 30
      ? [`resuming took ${figures.slowestResumeSeconds.toFixed(1)} s; the promise is 30 s`]
      : []),
  ];
}

/** Promises P1 to P5, which hold on any machine. */
export function lossesOf({ verdict, sent, figures, permanentRefusals, quiet }: ChaosResult): string[] {
  return [
    ...verdict.lost.map((id) => `lost: ${id}`),
    ...verdict.doubled.map((id) => `doubled: ${id}`),
    ...verdict.broken,
    ...sentComplaints(sent),
    ...(verdict.pending > 0 ? [`${verdict.pending} deliveries have no outcome`] : []),
    ...(verdict.setAside > 0 ? [`${verdict.setAside} deliveries are failed or unreadable`] : []),
    ...(quiet ? [] : ["the server did not come to rest within a minute"]),
    ...(figures.neverAccepted > 0 ? [`${figures.neverAccepted} times nothing was accepted within 30 s of a start`] : []),
    ...[...new Set(permanentRefusals)].map((line) => `a permanent refusal: ${line}`),
  ];
}

function lastLine({ verdict, sent, figures }: ChaosResult): string {
  const kills = Object.values(figures.kills).reduce((sum, count) => sum + count, 0);
  return (
    `acknowledged ${verdict.acknowledged}, lost ${verdict.lost.length}, doubled ${verdict.doubled.length}, ` +
    `arrived twice ${verdict.arrivedTwice}, kills ${kills}, slowest accept after a kill ${figures.slowestAcceptSeconds.toFixed(2)} s, ` +
    `slowest resume ${figures.slowestResumeSeconds.toFixed(2)} s, ` +
    `sent ${sent.sent}, lost ${sent.lost.length}, doubled ${sent.doubled.length}`
  );
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "60" },
      seed: { type: "string" },
      connections: { type: "string", default: "24" },
      "disk-full": { type: "boolean", default: false },
    },
  });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e6) : wholeNumber("seed", values.seed);
  if (values["disk-full"]) {
    const full = await runDiskFull({ seed, say });
    if (!full) return 1;
  }
  const options = {
    kills: wholeNumber("kills", values.kills),
    connections: wholeNumber("connections", values.connections),
    seed,
    say,
  };
  say(`chaos: ${options.kills} kills, ${options.connections} connections, messages of 4 kB to 2 MB, seed ${seed}`);
  const result = await runChaos(options);
  const { kills } = result.figures;
  say(`killed: server ${kills.server}, database ${kills.database}, one database connection ${kills.connection}`);
  say(
    `${result.messages} messages, ${result.megabytes} MB, ${result.permanentRefusals.length} permanent refusals; temporary ones:`,
  );
  for (const [line, count] of result.refusals) say(`  ${count} × ${line}`);
  say(`${result.sent.sent} answers sent, ${result.sent.sentAgain} of them again, because the relay's answer was never heard`);
  const wrong = complaints(result);
  for (const complaint of wrong.slice(0, 50)) say(`WRONG: ${complaint}`);
  say(lastLine(result));
  return wrong.length === 0 ? 0 : 1;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new Error(`--${name} expects a whole number, not "${text}"`);
  return Number(text);
}

if (import.meta.main) process.exitCode = await main();
