// Ends the thread that talks to relays, where a test has it run test/outbound/mortal-relay-worker.ts.
import { BroadcastChannel } from "node:worker_threads";

export type Death = "fault" | "memory";

/** Heard by every thread of the process. */
export const fateChannel = "inlet test: relay thread";

export function killRelayThread(death: Death): void {
  const fates = new BroadcastChannel(fateChannel);
  fates.postMessage(death);
  fates.close();
}
