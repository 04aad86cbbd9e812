// The whole server under load: how many messages a second get their outcome, and what each costs whom.
import pg from "pg";
import type { RunningServer } from "../test/start-server.ts";
import { type PreparedMail, sendAll } from "./load.ts";
import { difference, type ProcessorSeconds, readProcessorSeconds, residentBytes } from "./processor-time.ts";

export interface WholeRun {
  messages: number;
  /** From the first byte sent to the last outcome recorded. */
  seconds: number;
  perSecond: number;
  /** To the last 250: accepting alone is quicker than the whole. */
  acceptedPerSecond: number;
  /** Processor microseconds a message. */
  cost: { main: number; threads: number; database: number; client: number };
  /** Processors that were not taken by anybody else meanwhile. */
  cores: number;
  /** Largest resident memory of a server process, bytes. */
  largestResidentBytes: number;
}

export interface WholeOptions {
  servers: readonly RunningServer[];
  postmaster: number;
  database: pg.ClientConfig;
  recipient: string;
  mails: readonly PreparedMail[];
  connections: number;
  processors: number;
}

/** How long the queue may take to empty after the last 250. */
const longestDrainMs = 300_000;

export async function runWhole(options: WholeOptions): Promise<WholeRun> {
  const { servers, mails, postmaster } = options;
  const client = new pg.Client(options.database);
  await client.connect();
  try {
    const decidedBefore = await countOutcomes(client);
    const memory = watchMemory(servers.map((server) => server.pid));
    const before = readProcessorSeconds(
      servers.map((server) => server.pid),
      postmaster,
    );
    const clientBefore = process.cpuUsage();
    const startedAt = performance.now();
    const sendSeconds = await sendAll(mails, {
      ports: servers.map((server) => server.smtpPort),
      recipient: options.recipient,
      connections: options.connections,
    });
    await untilQueueIsEmpty(client);
    const seconds = (performance.now() - startedAt) / 1_000;
    const clientUsed = process.cpuUsage(clientBefore);
    const after = readProcessorSeconds(
      servers.map((server) => server.pid),
      postmaster,
    );
    const decided = (await countOutcomes(client)) - decidedBefore;
    if (decided !== mails.length) throw new Error(`${mails.length} messages were accepted, and ${decided} have an outcome`);
    const used = before === null || after === null ? null : difference(before, after);
    return {
      messages: mails.length,
      seconds,
      perSecond: mails.length / seconds,
      acceptedPerSecond: mails.length / sendSeconds,
      cost: costs(used, (clientUsed.user + clientUsed.system) / 1e6, mails.length),
      cores: options.processors - (used === null ? 0 : used.others / seconds),
      largestResidentBytes: memory.stop(),
    };
  } finally {
    await client.end();
  }
}

function costs(used: ProcessorSeconds | null, client: number, messages: number): WholeRun["cost"] {
  const each = (seconds: number) => (seconds * 1e6) / messages;
  return {
    main: each(used?.main ?? Number.NaN),
    threads: each(used?.threads ?? Number.NaN),
    database: each(used?.database ?? Number.NaN),
    client: each(client),
  };
}

async function countOutcomes(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>("select count(*) from outcomes");
  return Number(rows[0]?.count);
}

async function untilQueueIsEmpty(client: pg.Client): Promise<void> {
  const deadline = performance.now() + longestDrainMs;
  while (performance.now() < deadline) {
    const { rows } = await client.query<{ waiting: boolean }>("select exists (select from delivery_queue) as waiting");
    if (rows[0]?.waiting === false) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the queue did not become empty");
}

function watchMemory(pids: readonly number[]): { stop(): number } {
  let largest = 0;
  const look = () => (largest = Math.max(largest, ...pids.map(residentBytes)));
  const timer = setInterval(look, 100);
  return {
    stop() {
      look();
      clearInterval(timer);
      return largest;
    },
  };
}
