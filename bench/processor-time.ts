// Who used how much processor time: read from /proc, so that a server is measured as it is, without a probe inside.
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc: 100 on every Linux there is (getconf CLK_TCK). */
const ticksPerSecond = 100;

export interface ProcessorSeconds {
  /** The main threads of the server processes. */
  main: number;
  /** Their other threads: reading mail, garbage collection, file system. */
  threads: number;
  database: number;
  /** Everything on this machine that was neither idle nor one of us: who else took our processors. */
  others: number;
}

/** Seconds since each process began; subtract two readings. Null where there is no /proc. */
export function readProcessorSeconds(servers: readonly number[], postmaster: number): ProcessorSeconds | null {
  if (process.platform !== "linux") return null;
  const main = servers.reduce((sum, pid) => sum + threadSeconds(pid, pid), 0);
  const all = servers.reduce((sum, pid) => sum + processSeconds(pid), 0);
  const database = treeSeconds(postmaster);
  const own = process.cpuUsage();
  return { main, threads: all - main, database, others: machineSeconds() - all - database - (own.user + own.system) / 1e6 };
}

export function difference(before: ProcessorSeconds, after: ProcessorSeconds): ProcessorSeconds {
  return {
    main: after.main - before.main,
    threads: after.threads - before.threads,
    database: after.database - before.database,
    others: Math.max(0, after.others - before.others),
  };
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readProc(`${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}

// proc(5): after the last bracket come state, ppid, …; utime and stime are fields 14 and 15, cutime and cstime 16 and 17.
function fieldsOf(path: string): string[] {
  const text = readProc(path);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function threadSeconds(pid: number, thread: number): number {
  const fields = fieldsOf(`${pid}/task/${thread}/stat`);
  return seconds(fields, [11, 12]);
}

function processSeconds(pid: number): number {
  return seconds(fieldsOf(`${pid}/stat`), [11, 12]);
}

/** A process, its living children and those it has outlived. */
function treeSeconds(pid: number): number {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && fieldsOf(`${name}/stat`)[1] === String(pid));
  return (
    seconds(fieldsOf(`${pid}/stat`), [11, 12, 13, 14]) + children.reduce((sum, child) => sum + processSeconds(Number(child)), 0)
  );
}

/** user, nice and system of all processors; interrupts are left out, since they are nobody's. */
function machineSeconds(): number {
  const fields = (readProc("stat").split("\n")[0] ?? "").split(/\s+/).slice(1);
  return seconds(fields, [0, 1, 2]);
}

function seconds(fields: readonly string[], at: readonly number[]): number {
  return at.reduce((sum, index) => sum + Number(fields[index] ?? 0), 0) / ticksPerSecond;
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    // The process ended between two looks.
    return "";
  }
}
