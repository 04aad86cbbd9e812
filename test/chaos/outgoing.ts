// The outgoing half of a run that breaks things: an agent who keeps answering, a relay that keeps taking, and the judge of what left.
import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "../outbound/agent.ts";
import { hurry, judgeSent, type SentVerdict, untilSent } from "../outbound/sent-oracle.ts";
import { type SinkServer, startSink } from "../outbound/sink-server.ts";
import type { RunningServer } from "../start-server.ts";

export class Outgoing implements AsyncDisposable {
  readonly #sink: SinkServer;
  #agent: Agent | null = null;
  #writing: Promise<void> = Promise.resolve();
  #stopping = false;

  private constructor(sink: SinkServer) {
    this.#sink = sink;
  }

  /** The relay, which the server is told of before it starts. */
  static async open(): Promise<Outgoing> {
    return new Outgoing(await startSink());
  }

  /** What the server has to be started with. */
  get env(): Record<string, string> {
    return { INLET_SMTP_RELAY: `smtp://127.0.0.1:${this.#sink.port}?tls=none` };
  }

  /** Brings the agent to a server that runs. */
  async arrive(server: RunningServer): Promise<void> {
    this.#agent = await Agent.open(server);
  }

  /** Answers one after the other until `stop`, whatever happens to the server. */
  start(pauseMs: number): void {
    this.#writing = (async () => {
      while (!this.#stopping) {
        await this.#agent?.reply();
        await sleep(pauseMs);
      }
    })();
  }

  async replies(count: number): Promise<void> {
    await this.#agent?.replies(count, { atOnce: 2 });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#writing;
  }

  /** Waits until all is sent, without the minutes between tries. */
  async untilSent(server: RunningServer, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      await hurry(server);
      if (await untilSent(server, 1_000)) return true;
    }
    return false;
  }

  async judge(server: RunningServer): Promise<SentVerdict> {
    const agent = this.#agent;
    if (agent === null) throw new Error("nobody has answered anything");
    return judgeSent(server, { log: agent.log, stored: this.#sink.stored, zone: agent.zone });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent?.[Symbol.asyncDispose]();
    await this.#sink[Symbol.asyncDispose]();
  }
}
