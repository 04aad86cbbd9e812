// Kills the server and its database at random moments, brings the server back each time, and measures how long that takes.
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../bench/random.ts";
import type { RunningServer } from "../start-server.ts";
import type { Sender } from "./sender.ts";

export interface KillFigures {
  kills: { server: number; database: number; connection: number };
  /** From the start of the process to the first 250, the longest. */
  slowestAcceptSeconds: number;
  /** From the start of the process until the slowest delivery that a killed one had claimed was claimed again. */
  slowestResumeSeconds: number;
  /** Starts after which nothing was accepted for `longestWaitMs`. */
  neverAccepted: number;
}

export type Target = keyof KillFigures["kills"];

const longestWaitMs = 30_000;

export interface KillOptions {
  kills: number;
  random: Random;
  onKill?(count: number, target: Target, seconds: number | null): void;
  /** Ends the load. */
  afterKills(): Promise<void>;
}

export async function killAtRandom(server: RunningServer, sender: Sender, options: KillOptions): Promise<KillFigures> {
  const { random } = options;
  const figures: KillFigures = {
    kills: { server: 0, database: 0, connection: 0 },
    slowestAcceptSeconds: 0,
    slowestResumeSeconds: 0,
    neverAccepted: 0,
  };
  const orphans = new Orphans(server);
  for (let count = 1; count <= options.kills; count += 1) {
    await sleep(random.whole(50, 700));
    const target = pickTarget(random);
    const killed = { target, postmaster: await server.postmaster() };
    await kill(server, target, orphans);
    figures.kills[target] += 1;
    // Some starts are hit themselves, before the server takes its first message; those are not measured.
    const isLast = count === options.kills;
    const isHitAgain = !isLast && target === "server" && random.chance(0.15);
    const seconds = isHitAgain ? null : await secondsToAccept(server, sender, killed);
    options.onKill?.(count, target, seconds);
    if (isHitAgain) continue;
    if (seconds === null) figures.neverAccepted += 1;
    else if (target !== "connection") figures.slowestAcceptSeconds = Math.max(figures.slowestAcceptSeconds, seconds);
  }
  // Nothing more is sent from here on, as after a real accident: the rest of the load is not what delays the work.
  await options.afterKills();
  figures.slowestResumeSeconds = await orphans.slowestSeconds();
  return figures;
}

const pickTarget = (random: Random): Target => {
  const draw = random.fraction();
  if (draw < 0.7) return "server";
  return draw < 0.88 ? "database" : "connection";
};

async function kill(server: RunningServer, target: Target, orphans: Orphans): Promise<void> {
  if (target === "server") {
    await server.kill();
    await orphans.look();
    server.launch();
    orphans.serverStarted();
    return;
  }
  if (target === "database") {
    const postmaster = await server.postmaster();
    if (postmaster !== null) process.kill(postmaster, "SIGKILL");
    return;
  }
  // One backend: PostgreSQL then ends all others and recovers, as after a crash.
  const backends = await server
    .query<{ pid: number }>(
      "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() order by random() limit 1",
    )
    .catch(() => []);
  for (const { pid } of backends) process.kill(pid, "SIGKILL");
}

/**
 * From now until the next 250 of any connection; null when none comes. After a kill of the database only a 250 counts that the
 * new one stands behind. A server that gave up starting is started again, as its host would.
 */
async function secondsToAccept(
  server: RunningServer,
  sender: Sender,
  killed: { target: Target; postmaster: number | null },
): Promise<number | null> {
  const from = performance.now();
  let after = from;
  if (killed.target === "database") {
    const isUp = async () => ![null, killed.postmaster].includes(await server.postmaster());
    while (!(await isUp()) && performance.now() - from < longestWaitMs) await sleep(5);
    after = performance.now();
  }
  while (performance.now() - from < longestWaitMs) {
    if (sender.lastAcceptedAt > after) return (sender.lastAcceptedAt - from) / 1_000;
    if (!server.isRunning) server.launch();
    await sleep(5);
  }
  return null;
}

/** Deliveries that a killed process had claimed: how long until somebody claims them again? */
class Orphans {
  readonly #server: RunningServer;
  readonly #since = new Map<string, { attempts: number; startedAt: number }>();
  #slowestMs = 0;
  #polling: Promise<void>;
  #stopped = false;

  constructor(server: RunningServer) {
    this.#server = server;
    this.#polling = this.#poll();
  }

  /** Called between a kill and the next start. */
  async look(): Promise<void> {
    for (const row of (await this.#claimed()) ?? []) {
      const known = this.#since.get(row.id);
      if (known === undefined || known.attempts < row.attempts) this.#since.set(row.id, { attempts: row.attempts, startedAt: 0 });
    }
  }

  serverStarted(): void {
    for (const orphan of this.#since.values()) if (orphan.startedAt === 0) orphan.startedAt = performance.now();
  }

  /** Waits for those that are left, at most a minute. */
  async slowestSeconds(): Promise<number> {
    for (let look = 0; look < 240 && this.#since.size > 0; look += 1) await sleep(250);
    this.#stopped = true;
    await this.#polling;
    return this.#since.size > 0 ? Number.POSITIVE_INFINITY : this.#slowestMs / 1_000;
  }

  async #poll(): Promise<void> {
    while (!this.#stopped) {
      await sleep(200);
      if (this.#since.size === 0) continue;
      const rows = await this.#claimed();
      if (rows !== null) this.#settle(new Map(rows.map((row) => [row.id, row.attempts])));
    }
  }

  #settle(claimed: ReadonlyMap<string, number>): void {
    for (const [id, { attempts, startedAt }] of this.#since) {
      const isResumed = startedAt > 0 && (claimed.get(id) ?? Number.POSITIVE_INFINITY) > attempts;
      if (!isResumed) continue;
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - startedAt);
      this.#since.delete(id);
    }
  }

  /** Null while the database is down. */
  #claimed(): Promise<{ id: string; attempts: number }[] | null> {
    return this.#server
      .query<{ id: string; attempts: number }>(
        "select delivery_id as id, attempts from delivery_queue where lease_token is not null",
      )
      .catch(() => null);
  }
}
