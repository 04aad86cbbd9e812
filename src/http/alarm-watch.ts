// Watches for alarms that begin or end, for whoever has an event stream open: most of them do so by the clock, and no row changes.
import { type Alarm, sameAlarms } from "#domain/alarms.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { readAlarms } from "#desk/alarms.ts";
import { inWorkspace } from "#store/db.ts";
import type { HttpOptions } from "./options.ts";
import type { Streams } from "./streams.ts";

const everyMs = 10_000;

/** Gives what stops it. */
export function watchAlarms(options: Pick<HttpOptions, "db" | "clock" | "log" | "alarmsEveryMs">, streams: Streams): () => void {
  const { db, clock, log } = options;
  let known = new Map<WorkspaceId, Alarm[]>();
  let isLooking = false;

  async function look(): Promise<void> {
    const seen = new Map<WorkspaceId, Alarm[]>();
    for (const workspaceId of streams.alarmListeners()) {
      const alarms = await inWorkspace(db, workspaceId, (tx) => readAlarms(tx, clock.now()));
      // At the first look: one that began since its listener read them is told, and one that was read already does no harm.
      if (!sameAlarms(known.get(workspaceId) ?? [], alarms)) streams.tellAlarms(workspaceId);
      seen.set(workspaceId, alarms);
    }
    known = seen;
  }

  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: unknown) => log.warn({ part: "http", error }, "alarms could not be counted"))
      .finally(() => {
        isLooking = false;
      });
  }, options.alarmsEveryMs ?? everyMs);
  return () => clearInterval(timer);
}
