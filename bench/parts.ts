// What each stage of intake costs alone, and what that promises for the whole.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type PreparedMail, sendAll } from "./load.ts";
import { difference, readProcessorSeconds } from "./processor-time.ts";
import type { StageCost, StageRequest, StagesReady } from "./stages.ts";

/** Processor microseconds a message. */
export interface Parts {
  accept: { node: number; database: number };
  read: { node: number };
  settle: { node: number; database: number };
  sum: number;
}

export interface Stages extends AsyncDisposable {
  measure(mails: readonly PreparedMail[], options: { authenticate: boolean; connections: number }): Promise<Parts>;
}

const longestAnswerMs = 300_000;

/** A process with each stage alone; `dns` as in INLET_DNS. */
export async function startStages(dns: string): Promise<Stages> {
  const child = fork(fileURLToPath(new URL("./stages.ts", import.meta.url)), [dns], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const answer = async <T>(request?: StageRequest): Promise<T> => {
    const replied = once(child, "message", { signal: AbortSignal.timeout(longestAnswerMs) });
    if (request !== undefined) child.send(request);
    return (await replied)[0] as T;
  };
  const ready = await answer<StagesReady>();
  return {
    async measure(mails, { authenticate, connections }) {
      const accept = await measureAccept(ready, mails, connections);
      const read = await answer<StageCost>({ do: "read", authenticate });
      if (read.messages !== mails.length) throw new Error(`${mails.length} messages were sent, and ${read.messages} are stored`);
      const settle = await answer<StageCost>({ do: "settle" });
      const each = (seconds: number) => (seconds * 1e6) / mails.length;
      const costs = {
        accept: { node: each(accept.node), database: each(accept.database) },
        read: { node: each(read.node) },
        settle: { node: each(settle.node), database: each(settle.database) },
      };
      return {
        ...costs,
        sum: costs.accept.node + costs.accept.database + costs.read.node + costs.settle.node + costs.settle.database,
      };
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.send({ do: "end" } satisfies StageRequest);
      await ended;
    },
  };
}

async function measureAccept(
  ready: StagesReady,
  mails: readonly PreparedMail[],
  connections: number,
): Promise<{ node: number; database: number }> {
  const before = readProcessorSeconds([ready.node], ready.postmaster);
  await sendAll(mails, { ports: [ready.port], recipient: ready.recipient, connections });
  const after = readProcessorSeconds([ready.node], ready.postmaster);
  if (before === null || after === null) throw new Error("the parts can be measured on Linux only: elsewhere there is no /proc");
  const used = difference(before, after);
  return { node: used.main + used.threads, database: used.database };
}

/**
 * Whole ÷ sum of its parts: the throughput measured, divided by the one that the parts promise if putting them together cost
 * nothing. They promise as many messages a second as the processors that nobody else took can pay for:
 *   cores ÷ (accept + read + settle + load client), in processor seconds a message.
 * The client is in the sum because it runs on the same processors; its cost is taken from the same run of the whole.
 */
export function wholeByParts(whole: { perSecond: number; cores: number; cost: { client: number } }, parts: Parts): number {
  const promised = (whole.cores * 1e6) / (parts.sum + whole.cost.client);
  return whole.perSecond / promised;
}
