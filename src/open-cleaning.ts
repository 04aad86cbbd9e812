// Starts what cleans up: a quarter of an hour after the start, and then every hour.
import { cleanUp } from "#desk/clean-up.ts";
import { systemClock } from "#platform/clock.ts";
import type { Lifecycle } from "#platform/lifecycle.ts";
import type { Logger } from "#platform/log.ts";
import type { BlobStore } from "#store/blobs.ts";
import type { Db } from "#store/db.ts";

const firstMs = 15 * 60_000;
const everyMs = 3_600_000;

/** Stopped by the lifecycle, between two batches. */
export async function openCleaning(parts: { db: Db; blobs: BlobStore }, log: Logger, lifecycle: Lifecycle): Promise<void> {
  await lifecycle.start(
    "cleaning",
    () => startCleaning(parts, log.child({ part: "cleaning" })),
    (stop) => stop(),
  );
}

function startCleaning(parts: { db: Db; blobs: BlobStore }, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  let run: Promise<void> = Promise.resolve();
  let timer = setTimeout(begin, firstMs);

  function begin(): void {
    run = clean().finally(() => {
      if (!stopping.signal.aborted) timer = setTimeout(begin, everyMs);
    });
  }

  async function clean(): Promise<void> {
    try {
      const done = await cleanUp(parts, { now: systemClock.now(), signal: stopping.signal });
      if (Object.values(done).some((count) => count > 0)) log.info({ ...done }, "took away what nobody needs any more");
    } catch (error) {
      log.warn({ error }, "could not clean up; trying again in an hour");
    }
  }

  return async () => {
    clearTimeout(timer);
    stopping.abort();
    await run;
  };
}
