// /healthz (this process answers), /readyz (everything it needs answers) and /metrics.
import type { IncomingHttpHeaders } from "node:http";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { Gauge, Histogram, collectDefaultMetrics } from "prom-client";
import { isSame } from "#platform/secrets.ts";
import { readQueueState } from "#store/books-read.ts";
import { inRegistry } from "#store/db.ts";
import { missingMigrations } from "#store/readiness.ts";
import { notFound } from "#desk/refusals.ts";
import type { Server } from "./describe.ts";
import type { EventHub } from "./event-hub.ts";
import type { HttpOptions } from "./options.ts";
import type { Streams } from "./streams.ts";

/** A delivery that has been due for this long says that nobody works. */
const stuckSeconds = 300;
const checkMs = 3_000;

export function healthRoutes(server: Server, options: HttpOptions, live: { hub: EventHub; streams: Streams }): void {
  measureRequests(server, options);
  measureQueue(options, live.streams);

  server.get("/healthz", { schema: { hide: true } }, (_request, reply) =>
    reply.header("cache-control", "no-store").send({ status: "ok", version: options.version }),
  );

  server.get("/readyz", { schema: { hide: true } }, async (_request, reply) => {
    const checks = await readChecks(options);
    const ready = Object.values(checks).every((said) => said === "ok");
    return reply
      .status(ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status: ready ? "ready" : "not-ready", checks });
  });

  server.get("/metrics", { schema: { hide: true } }, async (request, reply) => {
    if (!mayRead(options, request.ip, request.headers)) throw notFound();
    return reply.type(options.metrics.contentType).send(await options.metrics.metrics());
  });
}

async function readChecks(options: HttpOptions): Promise<Record<string, string>> {
  if (options.isDraining()) return { draining: "The server is stopping." };
  const [database, storage] = await Promise.all([
    checkDatabase(options),
    said(() => access(options.blobDirectory, constants.W_OK), "The data directory cannot be written to."),
  ]);
  return { ...database, storage };
}

async function checkDatabase({ db }: HttpOptions): Promise<{ database: string; migrations: string; queue: string }> {
  try {
    const { missing, queue } = await within(
      checkMs,
      inRegistry(db, async (tx) => ({ missing: await missingMigrations(tx), queue: await readQueueState(tx) })),
    );
    return {
      database: "ok",
      migrations: missing.length === 0 ? "ok" : `Not applied: ${missing.join(", ")}.`,
      queue:
        queue.oldestDueSeconds > stuckSeconds ? `A delivery has been waiting for ${Math.round(queue.oldestDueSeconds)} s.` : "ok",
    };
  } catch {
    // The reason is in the log of whoever failed on it; the world is told that it is not there.
    return { database: "The database does not answer.", migrations: "unknown", queue: "unknown" };
  }
}

async function said(work: () => Promise<void>, trouble: string): Promise<string> {
  return work().then(
    () => "ok",
    () => trouble,
  );
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), ms);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

// Behind a proxy every request comes from this machine: one that was passed on is not local.
function mayRead(options: HttpOptions, ip: string, headers: IncomingHttpHeaders): boolean {
  const { metricsToken } = options;
  const given = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (metricsToken !== null) return given !== undefined && isSame(given, metricsToken.reveal());
  const passedOn = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  return !passedOn && headers.origin === undefined && (ip === "::1" || /^(::ffff:)?127\./.test(ip));
}

function measureRequests(server: Server, { metrics }: HttpOptions): void {
  if (metrics.getSingleMetric("process_cpu_user_seconds_total") === undefined) collectDefaultMetrics({ register: metrics });
  const durations = new Histogram({
    name: "inlet_http_request_duration_seconds",
    help: "How long requests took, by route.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  });
  server.addHook("onResponse", async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? "none", status: String(reply.statusCode) };
    durations.observe(labels, reply.elapsedTime / 1000);
  });
}

function measureQueue({ db, metrics }: HttpOptions, streams: Streams): void {
  const oldest = new Gauge({
    name: "inlet_queue_oldest_due_seconds",
    help: "How long the oldest due delivery has been waiting.",
    registers: [metrics],
  });
  new Gauge({
    name: "inlet_queue_deliveries",
    help: "Deliveries without an outcome, or waiting for a new one.",
    registers: [metrics],
    async collect() {
      const state = await inRegistry(db, readQueueState);
      this.set(state.waiting);
      oldest.set(state.oldestDueSeconds);
    },
  });
  new Gauge({
    name: "inlet_event_streams",
    help: "Open event streams.",
    registers: [metrics],
    collect() {
      this.set(streams.count());
    },
  });
}
