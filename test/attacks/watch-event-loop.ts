// Loaded into a server by --import: writes how long its event loop was held up, in milliseconds, to the file EVENT_LOOP_REPORT names.
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const file = process.env.EVENT_LOOP_REPORT;
const resolutionMs = 5;

if (isMainThread && file !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  // Starting up is not what is measured: SIGUSR2 begins anew.
  process.on("SIGUSR2", () => delay.reset());
  delay.enable();
  const report = () => {
    // The timer's own period is part of what it records.
    const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    writeFileSync(file, JSON.stringify({ p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) }));
  };
  setInterval(report, 250).unref();
}
