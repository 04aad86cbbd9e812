// Reads what strace -f -ttt -T -y wrote: which call of which process began and ended when.

export interface TracedCall {
  process: number;
  name: string;
  /** Seconds. */
  begins: number;
  ends: number;
  /** Arguments as strace shows them, file descriptors with their paths. */
  text: string;
}

/** Calls in the order they began. One that was interrupted by another's line is put together again. */
export function readTrace(trace: string): TracedCall[] {
  const calls: TracedCall[] = [];
  const unfinished = new Map<number, { name: string; begins: number; text: string }>();
  for (const line of trace.split("\n")) {
    const found = /^(\d+)\s+(\d+\.\d+) (.*)$/.exec(line);
    if (found === null) continue;
    const [, pid, time, rest] = found as unknown as [string, string, string, string];
    const process = Number(pid);
    const at = Number(time);
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(rest);
    const called = /^(\w+)\((.*)$/.exec(rest);
    if (resumed !== null) {
      const start = unfinished.get(process);
      unfinished.delete(process);
      if (start !== undefined)
        calls.push({ process, name: start.name, begins: start.begins, ends: at, text: start.text + resumed[2] });
    } else if (called !== null && rest.endsWith("<unfinished ...>")) {
      unfinished.set(process, { name: called[1] as string, begins: at, text: called[2] as string });
    } else if (called !== null) {
      const lasted = Number(/<(\d+\.\d+)>$/.exec(rest)?.[1] ?? 0);
      calls.push({ process, name: called[1] as string, begins: at, ends: at + lasted, text: called[2] as string });
    }
  }
  return calls.sort((a, b) => a.begins - b.begins);
}

/** How many syncs of a write-ahead log file began and ended within this time. */
export function syncsBetween(calls: readonly TracedCall[], from: number, to: number): number {
  return calls.filter(
    (call) => /^f(data)?sync$/.test(call.name) && call.text.includes("/pg_wal/") && call.begins >= from && call.ends <= to,
  ).length;
}
