// Starts what sends: its leases on the database, the default relay of the environment, the directory of the sink, and the daily look at
// the sending domains.
import { join } from "node:path";
import type pg from "pg";
import { recheckDomains } from "#desk/recheck-domains.ts";
import type { SendingTools } from "#desk/sending-tools.ts";
import { type DeliverOptions, deliverRunners, startDelivering } from "#outbound/deliver.ts";
import type { Lifecycle } from "#platform/lifecycle.ts";
import type { Logger } from "#platform/log.ts";
import { systemClock } from "#platform/clock.ts";
import { createEnvelope, type Secret } from "#platform/secrets.ts";
import type { BlobStore } from "#store/blobs.ts";
import { closeDb, type Db, openDb } from "#store/db.ts";
import type { Config } from "./config.ts";
import { sendingTools } from "./sending-tools.ts";

export type WriteLetter = NonNullable<DeliverOptions["writeAside"]>;

export interface SendingParts {
  db: Db;
  connection: pg.PoolConfig;
  blobs: BlobStore;
  secret: Secret;
  /** In another thread. */
  writeAside: WriteLetter;
}

/** Stopped by the lifecycle: what is under way is ended, within seconds, and what is open then is tried again. */
export async function openSending(config: Config, parts: SendingParts, log: Logger, lifecycle: Lifecycle): Promise<void> {
  const { db, connection, blobs, writeAside } = parts;
  const envelope = createEnvelope(parts.secret);
  const tools = sendingTools(config, envelope);
  const leases = await lifecycle.start(
    "outgoing leases",
    () => openDb({ connection, max: deliverRunners + 1, role: "inlet_app", forgetful: true }),
    closeDb,
  );
  await lifecycle.start(
    "sending",
    () =>
      startDelivering({
        db,
        leases,
        blobs,
        envelope,
        writeAside,
        mailDomain: config.mailDomain,
        defaultRelay: tools.fallbackRelay,
        sinkDirectory: join(config.dataDir, "sink"),
        journalDirectory: join(config.dataDir, "sent"),
        log: log.child({ part: "outbound" }),
      }),
    (started) => started[Symbol.asyncDispose](),
  );
  await lifecycle.start(
    "checks of sending domains",
    () => startRechecks(db, tools, log.child({ part: "sending domains" })),
    (stop) => stop(),
  );
}

const everyMs = 3_600_000;

/** Looks every hour, a run at a time; gives what stops it. */
function startRechecks(db: Db, tools: SendingTools, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  let run: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    run = run
      .then(() => recheckDomains(db, tools, { log, now: systemClock.now(), signal: stopping.signal }))
      .catch((error: unknown) => log.warn({ error }, "sending domains could not be checked; trying again in an hour"));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await run;
  };
}
