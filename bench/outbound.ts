// npm run bench:outbound [-- --count 1000] [--kills 20] [--json]: signed replies through a relay on this machine, from a server of its own.
//
// First the rate: so many replies wait, are due at one moment, and leave; each is composed, signed with RSA-2048 and Ed25519, handed over
// by SMTP, and its answer recorded. Then the same number again while the server is killed (SIGKILL) and started again so many times.
// A copy more than one is called doubled, unless it follows a try whose answer nobody heard: SMTP cannot do without those
// (RFC 5321 §4.5.5), and they carry the same bytes.
import { once } from "node:events";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { Agent } from "../test/outbound/agent.ts";
import { hurry, judgeSent, sentComplaints, type SentVerdict, untilSent } from "../test/outbound/sent-oracle.ts";
import { type SinkServer, startSink, type StoredMail } from "../test/outbound/sink-server.ts";
import { type RunningServer, startServer } from "../test/start-server.ts";
import { difference, readProcessorSeconds } from "./processor-time.ts";
import { seededRandom } from "./random.ts";

const mustPerSecond = 200;
/** No server sends again sooner after it was killed: what the relay takes until then came from the dead one. */
const soonestStartMs = 500;

export interface OutboundBench {
  count: number;
  perSecond: number;
  /** Processor microseconds a reply; null where there is no /proc. `cores`: processors that this run had, all its parts together. */
  cost: Cost | null;
  /** Milliseconds from the relay's answer until Inlet had heard it, to the millisecond: what is killed in between goes out again. */
  heardMs: Heard;
  kills: number;
  /** Replies that went out again though the relay had answered before the kill; the others it took from a sender that was dead. */
  unheard: number;
  verdict: SentVerdict;
  wrong: string[];
}

export interface Heard {
  p50: number;
  p99: number;
}

export interface Cost {
  /** The main thread, and the server's other threads. */
  main: number;
  threads: number;
  database: number;
  client: number;
  cores: number;
}

export async function benchOutbound(options: {
  count: number;
  kills: number;
  seed: number;
  /** A directory for a processor profile of the server. */
  profile: string | null;
  say(line: string): void;
}): Promise<OutboundBench> {
  const { count, kills, say } = options;
  await using sink = await startSink();
  const env = { INLET_SMTP_RELAY: `smtp://127.0.0.1:${sink.port}?tls=none`, INLET_LOG_LEVEL: "warn" };
  const nodeFlags = options.profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
  await using server = await startServer({ env, nodeFlags });
  await using agent = await Agent.open(server);
  say("warming up");
  await agent.replies(Math.min(200, count));
  await untilSent(server, 60_000);
  say(`${count} replies at once`);
  const { perSecond, cost } = await measureRate(server, { agent, sink, count });
  const heardMs = await measureHearing(server, sink.stored.slice(-count));
  say(`${perSecond.toFixed(0)} a second`);
  const killed = kills === 0 ? [] : await killMeanwhile(server, { agent, sink, ...options });
  const rested = await untilSent(server, 90_000);
  const verdict = await judgeSent(server, { log: agent.log, stored: sink.stored, zone: agent.zone });
  const wrong = [
    ...sentComplaints(verdict),
    ...(rested ? [] : ["something was still to be sent after 90 s"]),
    ...(killed.length === kills ? [] : [`only ${killed.length} kills fell while replies were waiting`]),
    ...(perSecond >= mustPerSecond ? [] : [`${perSecond.toFixed(0)} a second; it must be ${mustPerSecond}`]),
  ];
  if (wrong.length > 0) say(server.log);
  const unheard = countUnheard(sink.stored, killed);
  return { count, perSecond, cost, heardMs, kills: killed.length, unheard, verdict, wrong };
}

async function measureRate(
  server: RunningServer,
  { agent, sink, count }: { agent: Agent; sink: SinkServer; count: number },
): Promise<{ perSecond: number; cost: Cost | null }> {
  await agent.replies(count, { delaySeconds: 3_600 });
  const before = sink.stored.length;
  const postmaster = (await server.postmaster()) ?? 0;
  const usedBefore = readProcessorSeconds([server.pid], postmaster);
  const ownBefore = process.cpuUsage();
  const from = performance.now();
  await server.query("update submission_queue set available_at = now()");
  await server.query("notify inlet_submissions");
  while (sink.stored.length < before + count && performance.now() - from < 120_000) await sleep(5);
  if (!(await untilSent(server, 60_000))) return { perSecond: 0, cost: null };
  const seconds = (performance.now() - from) / 1_000;
  const own = process.cpuUsage(ownBefore);
  const usedAfter = readProcessorSeconds([server.pid], postmaster);
  const perReply = (used: number) => Math.round((used / count) * 1e6);
  if (usedBefore === null || usedAfter === null) return { perSecond: count / seconds, cost: null };
  const used = difference(usedBefore, usedAfter);
  const client = (own.user + own.system) / 1e6;
  const cores = (used.main + used.threads + used.database + client) / seconds;
  const { main, threads, database } = used;
  const cost = {
    main: perReply(main),
    threads: perReply(threads),
    database: perReply(database),
    client: perReply(client),
    cores,
  };
  return { perSecond: count / seconds, cost };
}

async function measureHearing(server: RunningServer, answered: readonly StoredMail[]): Promise<Heard> {
  const rows = await server.query<{ address: string; heard: number }>(
    `select s.address, (extract(epoch from a.at) * 1000 + a.duration_ms)::float8 as heard
     from submission_attempts a join submissions s on s.workspace_id = a.workspace_id and s.id = a.submission_id
     where a.outcome = 'sent'`,
  );
  const heard = new Map(rows.map((row) => [row.address, row.heard]));
  const times = answered.map(({ to, at }) => Math.max(0, (heard.get(to) ?? Number.NaN) - (performance.timeOrigin + at)));
  const sorted = times.sort((a, b) => a - b);
  const quantile = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

async function killMeanwhile(
  server: RunningServer,
  {
    agent,
    sink,
    count,
    kills,
    seed,
    say,
  }: { agent: Agent; sink: SinkServer; count: number; kills: number; seed: number; say(line: string): void },
): Promise<number[]> {
  const random = seededRandom(seed);
  await agent.replies(count, { delaySeconds: 3_600 });
  await server.query("update submission_queue set available_at = now()");
  await server.query("notify inlet_submissions");
  const total = sink.stored.length + count;
  // Each start gets its share, so that replies are left for every kill; then it dies at a moment that has nothing to do with any of them.
  const killed: number[] = [];
  while (killed.length < kills) {
    const share = Math.max(1, Math.floor((total - sink.stored.length) / (kills - killed.length + 1)));
    const enough = sink.stored.length + random.whole(1, share);
    for (let look = 0; look < 4_000 && sink.stored.length < enough; look += 1) await sleep(5);
    if (sink.stored.length >= total) return killed;
    killed.push(await killAfter(server, random.whole(1, 60)));
    say(`kill ${killed.length}: ${sink.stored.length} copies at the relay`);
    server.launch();
  }
  await server.untilReady(60_000);
  await hurry(server);
  return killed;
}

/**
 * From another thread: the relay lives in this one, and would always have answered just before its own hand kills. Gives the moment, in
 * milliseconds since 1970.
 */
async function killAfter(server: RunningServer, milliseconds: number): Promise<number> {
  const hand = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
    setTimeout(() => {
      const at = Date.now();
      process.kill(workerData.pid, "SIGKILL");
      parentPort.postMessage(at);
    }, workerData.milliseconds);`,
    { eval: true, workerData: { pid: server.pid, milliseconds } },
  );
  const [at] = (await once(hand, "message")) as [number];
  while (server.isRunning) await sleep(1);
  return at;
}

/** Of the replies that went out again, those that the relay had answered before the kill: had Inlet heard it, they would not have. */
function countUnheard(stored: readonly StoredMail[], kills: readonly number[]): number {
  const copies = [...Map.groupBy(stored, (mail) => mail.to).values()].filter((mails) => mails.length > 1);
  const isOfTheDead = (at: number) => kills.some((kill) => at >= kill && at < kill + soonestStartMs);
  return copies.filter(([first]) => first !== undefined && !isOfTheDead(performance.timeOrigin + first.at)).length;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "1000" },
      kills: { type: "string", default: "20" },
      seed: { type: "string", default: "7" },
      profile: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const result = await benchOutbound({
    count: Number(values.count),
    kills: Number(values.kills),
    seed: Number(values.seed),
    profile: values.profile ?? null,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  const { perSecond, verdict, kills, unheard, wrong, cost, heardMs } = result;
  for (const complaint of wrong.slice(0, 50)) process.stderr.write(`WRONG: ${complaint}\n`);
  const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`;
  if (values.json) {
    const { lost, doubled, ...rest } = verdict;
    const row = {
      machine,
      count: result.count,
      perSecond,
      must: mustPerSecond,
      cost,
      heardMs,
      kills,
      unheard,
      ...rest,
      lost: lost.length,
      doubled: doubled.length,
      wrong,
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  } else {
    process.stdout.write(
      `${machine}\n${result.count} signed replies: ${perSecond.toFixed(0)} a second (must ${mustPerSecond})\n` +
        (cost === null
          ? ""
          : `processor µs a reply: main thread ${cost.main}, other threads ${cost.threads}, database ${cost.database}, client ${cost.client}; processors used ${cost.cores.toFixed(2)}\n`) +
        `the relay's answer is heard after ${heardMs.p50} ms (p50), ${heardMs.p99} ms (p99)\n` +
        `${kills} kills: sent ${verdict.sent}, lost ${verdict.lost.length}, doubled ${verdict.doubled.length}, ` +
        `sent again ${verdict.sentAgain}, of which the relay had answered before the kill ${unheard}\n`,
    );
  }
  return wrong.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
