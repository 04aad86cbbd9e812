// Named points where a test makes the server die, stall or fail. Unless FAILPOINTS is set, every one of them does nothing.
import { setTimeout as sleep } from "node:timers/promises";

/** Every point there is, in the order a message passes them. Closed: the proof walks this list. */
const failpoints = [
  "smtp.conn",
  "smtp.mail",
  "smtp.rcpt",
  "smtp.data_start",
  "smtp.data_mid",
  "smtp.data_end",
  "blob.tmp_written",
  "blob.fsynced",
  "blob.renamed",
  "blob.dir_fsynced",
  "intake.before_insert",
  "intake.after_insert",
  "intake.after_commit_before_ack",
  "intake.after_ack",
  "worker.claimed",
  "worker.parsed",
  "worker.threaded",
  "worker.ticket_inserted",
  "worker.before_commit",
  "worker.after_commit",
  "out.claimed",
  "out.before_data",
  "out.after_data",
  "out.before_record",
  "out.after_record",
] as const;

export type Failpoint = (typeof failpoints)[number];

export const failpointActions = ["kill", "pause", "throw", "enospc", "eio", "delay"] as const;
type Action = (typeof failpointActions)[number];

/** One instruction of FAILPOINTS: `name=action[:ms][@hit]`. Without a hit it acts every time, with one on that hit only. */
interface Instruction {
  action: Action;
  ms: number;
  hit: number | null;
  hits: number;
}

export function listFailpoints(): readonly Failpoint[] {
  return failpoints;
}

/** Passes a point where waiting is possible: `await failpoint("…")`. A kill or an error strikes at once. */
export const failpoint: (name: Failpoint) => Promise<void> | undefined = armed(process.env.FAILPOINTS, passSlowly);

/** Passes a point where waiting is not possible: a pause or a delay blocks the whole thread, as a busy loop would. */
export const failpointSync: (name: Failpoint) => void = armed(process.env.FAILPOINTS, passAtOnce);

function armed<T>(
  text: string | undefined,
  pass: (name: Failpoint, instruction: Instruction) => T,
): (name: Failpoint) => T | undefined {
  if (text === undefined || text === "") return () => undefined;
  const instructions = readFailpoints(text);
  return (name) => {
    const instruction = instructions.get(name);
    if (instruction === undefined) return undefined;
    instruction.hits += 1;
    return instruction.hit === null || instruction.hits === instruction.hit ? pass(name, instruction) : undefined;
  };
}

/** Reads FAILPOINTS, for example `intake.after_insert=kill@3,smtp.mail=delay:50`. Throws what is wrong with it. */
export function readFailpoints(text: string): Map<Failpoint, Instruction> {
  const instructions = new Map<Failpoint, Instruction>();
  for (const part of text.split(",").map((piece) => piece.trim())) {
    const found = /^([a-z_.]+)=([a-z]+)(?::(\d+))?(?:@([1-9]\d*))?$/.exec(part);
    const [, name, action, ms, hit] = found ?? [];
    if (!isOneOf(failpoints, name)) throw new Error(`FAILPOINTS: "${part}" names no failpoint of ${failpoints.join(", ")}`);
    if (!isOneOf(failpointActions, action))
      throw new Error(`FAILPOINTS: "${part}" has no action of ${failpointActions.join(", ")}`);
    instructions.set(name, { action, ms: Number(ms ?? 1_000), hit: hit === undefined ? null : Number(hit), hits: 0 });
  }
  return instructions;
}

function isOneOf<T extends string>(all: readonly T[], text: string | undefined): text is T {
  return (all as readonly (string | undefined)[]).includes(text);
}

function passSlowly(name: Failpoint, { action, ms }: Instruction): Promise<void> | undefined {
  if (action === "pause" || action === "delay") return sleep(ms);
  return fail(name, action);
}

function passAtOnce(name: Failpoint, { action, ms }: Instruction): void {
  if (action === "pause" || action === "delay") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  else fail(name, action);
}

function fail(name: Failpoint, action: Exclude<Action, "pause" | "delay">): never {
  // Nothing is flushed, nothing is said: that is the point of it.
  if (action === "kill") process.kill(process.pid, "SIGKILL");
  const code = { kill: "KILLED", throw: "FAILPOINT", enospc: "ENOSPC", eio: "EIO" }[action];
  throw Object.assign(new Error(`${code}: failpoint ${name}`), { code });
}
