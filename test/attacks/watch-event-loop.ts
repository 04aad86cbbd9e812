// Loaded into a server by --import: writes how long its event loop was held up, in milliseconds, to the file EVENT_LOOP_REPORT names.
//
// A turn of the loop counts with the processor time that its thread took, not with the time on the wall: on a machine that runs other
// suites beside this one, a late timer says more about those.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const file = process.env.EVENT_LOOP_REPORT;
const everyMs = 5;

if (isMainThread && file !== undefined) {
  let held: number[] = [];
  let before = { wall: performance.now(), processor: processorMs() };
  // Starting up is not what is measured: SIGUSR2 begins anew.
  process.on("SIGUSR2", () => void (held = []));
  const look = () => {
    const now = { wall: performance.now(), processor: processorMs() };
    const late = now.wall - before.wall - everyMs;
    held.push(Math.max(0, Math.min(late, now.processor - before.processor)));
    before = now;
  };
  setInterval(look, everyMs).unref();
  setInterval(
    () => writeFileSync(file, JSON.stringify({ p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) })),
    250,
  ).unref();

  function quantile(at: number): number {
    const sorted = held.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * at))] ?? 0;
  }
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
