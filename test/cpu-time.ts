// How long something works, whatever else the machine is busy with.

/** Milliseconds of CPU that this thread spends on `work`. */
export function cpuMsOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
