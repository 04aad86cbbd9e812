// The thread that talks to relays, which a test can make die: of a fault, or for want of memory.
import { BroadcastChannel } from "node:worker_threads";
import "../../src/outbound/relay-worker.ts";
import { type Death, fateChannel } from "./kill-relay-thread.ts";

const fates = new BroadcastChannel(fateChannel);
fates.onmessage = (event) => die((event as { data: Death }).data);
fates.unref();

function die(death: Death): void {
  if (death === "fault") throw new Error("a fault for a test");
  const kept: string[][] = [];
  for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => `${index}`));
}
