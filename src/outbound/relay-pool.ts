// Hands messages to relays: a session to each, more to a slow one, kept while there is work; no more messages a minute than it allows.
import { createHash } from "node:crypto";
import { systemClock } from "#platform/clock.ts";
import { type Handover, resultOf, sentWith } from "./answers.ts";
import {
  defaultTimeouts,
  HandoverError,
  type Parcel,
  RelayConnection,
  type RelaySettings,
  type RelayTimeouts,
} from "./relay-connection.ts";
import { writeToSink } from "./sink.ts";

export type { RelaySettings, RelayTimeouts } from "./relay-connection.ts";

export interface RelayPoolOptions {
  /** How we introduce ourselves to relays. */
  hostname: string;
  /** Where relays of kind "sink" write what they are given. */
  sinkDirectory: string;
  timeouts?: Partial<RelayTimeouts> | undefined;
  /** A certificate authority to trust besides the usual ones, in PEM: for tests. */
  trust?: string | undefined;
}

export interface Letter extends Parcel {
  submissionId: string;
}

/** Not tried: the relay's rate is used up for now, or all its sessions are busy. */
export interface TooSoon {
  status: "too-soon";
  afterSeconds: number;
}

export interface RelayPool {
  /** Never throws: what went wrong is in the answer. */
  send(relay: RelaySettings, letter: Letter): Promise<Handover | TooSoon>;
  /** Hangs up on every relay: what is under way ends at once, as deferred or unknown; what waits has not been tried. */
  close(): void;
}

/** A session is closed after so many messages: some relays take no more, and none should serve only one client. */
const mostPerSession = 100;
const idleMs = 15_000;
/** Who waits longer for a session goes back to the queue: a relay that takes its time must not hold up the mail of others. */
const patienceMs = 5_000;
/**
 * Who has waited so long opens a session beside the busy ones, one session in this time. A relay that answers at once needs one: more would
 * send no faster, and each may have a message on its way that nobody can tell of when Inlet is killed.
 */
export const anotherAfterMs = 200;
/** After a relay could not be reached, nobody knocks again for so long. */
const restMs = 10_000;

export function createRelayPool(options: RelayPoolOptions): RelayPool {
  const relays = new Map<string, Relay>();
  return {
    async send(settings, letter) {
      if (settings.kind === "sink") return writeToSink(options.sinkDirectory, letter);
      const key = keyOf(settings);
      let relay = relays.get(key);
      if (relay === undefined) {
        relay = new Relay(settings, options);
        relays.set(key, relay);
      }
      return relay.send(letter);
    },
    close() {
      for (const relay of relays.values()) relay.close();
    },
  };
}

/** A letter that waits for a session. */
interface Waiting {
  sinceMs: number;
  enter(): void;
}

class Relay {
  readonly #settings: RelaySettings;
  readonly #options: RelayPoolOptions;
  readonly #timeouts: RelayTimeouts;
  readonly #rate: Rate | null;
  readonly #idle: { connection: RelayConnection; timer: NodeJS.Timeout }[] = [];
  readonly #open = new Set<RelayConnection>();
  #busy = 0;
  readonly #waiting: Waiting[] = [];
  /** When the number of sessions last grew, and the timer that will look whether it has to again. */
  #grownAtMs = Number.NEGATIVE_INFINITY;
  #growth: NodeJS.Timeout | null = null;
  #rest: { untilMs: number; error: unknown } | null = null;
  #isClosed = false;

  constructor(settings: RelaySettings, options: RelayPoolOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
    this.#rate = settings.perMinute === null ? null : new Rate(settings.perMinute);
  }

  async send(letter: Letter): Promise<Handover | TooSoon> {
    if (!(await this.#place())) return { status: "too-soon", afterSeconds: 2 + Math.random() * 8 };
    if (this.#isClosed) {
      this.#leave();
      return { status: "too-soon", afterSeconds: 0 };
    }
    const afterSeconds = this.#rate?.take() ?? 0;
    if (afterSeconds > 0) {
      this.#leave();
      return { status: "too-soon", afterSeconds };
    }
    const relay = placeOf(this.#settings);
    try {
      return sentWith(await this.#handOver(letter), relay);
    } catch (error) {
      const handedOver = error instanceof HandoverError && error.handedOver;
      return resultOf(error instanceof HandoverError ? error.cause : error, { relay, handedOver });
    } finally {
      this.#leave();
    }
  }

  close(): void {
    this.#isClosed = true;
    if (this.#growth !== null) clearTimeout(this.#growth);
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    for (const connection of this.#open) connection.close();
    this.#open.clear();
  }

  // A session that lay idle may have been closed by the relay without our knowing: then, and only if nothing was handed over, once more.
  async #handOver(letter: Letter): Promise<string> {
    const kept = this.#takeIdle();
    if (kept !== null) {
      try {
        return await this.#sendOn(kept, letter);
      } catch (error) {
        const answered = (((error as HandoverError).cause ?? {}) as { responseCode?: number }).responseCode;
        if (!(error instanceof HandoverError) || error.handedOver || (answered !== undefined && answered !== 421)) throw error;
      }
    }
    return this.#sendOn(await this.#connect(), letter);
  }

  async #sendOn(connection: RelayConnection, letter: Letter): Promise<string> {
    try {
      const reply = await connection.send(letter);
      this.#keep(connection);
      return reply;
    } catch (error) {
      this.#open.delete(connection);
      connection.quit();
      throw error;
    }
  }

  async #connect(): Promise<RelayConnection> {
    if (this.#rest !== null && this.#rest.untilMs > systemClock.elapsedMs()) throw this.#rest.error;
    const { hostname, trust } = this.#options;
    try {
      const connection = await RelayConnection.open({ relay: this.#settings, hostname, timeouts: this.#timeouts, trust });
      if (this.#isClosed) {
        connection.close();
        throw new Error("Inlet is stopping.");
      }
      this.#rest = null;
      this.#open.add(connection);
      return connection;
    } catch (error) {
      this.#rest = { untilMs: systemClock.elapsedMs() + restMs, error };
      throw error;
    }
  }

  /** True: there is a place among its sessions. */
  async #place(): Promise<boolean> {
    if (this.#busy === 0) {
      this.#busy += 1;
      return true;
    }
    return new Promise<boolean>((resolve) => {
      const one: Waiting = {
        sinceMs: systemClock.elapsedMs(),
        enter() {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        resolve(false);
      }, patienceMs);
      this.#waiting.push(one);
      this.#planGrowth();
    });
  }

  /** Looks again when whoever has waited longest has waited long enough, and the last session is as old. */
  #planGrowth(): void {
    const [longest] = this.#waiting;
    if (longest === undefined || this.#growth !== null || this.#busy >= this.#settings.connections) return;
    const dueMs = Math.max(longest.sinceMs, this.#grownAtMs) + anotherAfterMs;
    const grow = () => {
      this.#growth = null;
      if (systemClock.elapsedMs() >= dueMs && this.#waiting[0] === longest) {
        this.#waiting.shift();
        this.#grownAtMs = systemClock.elapsedMs();
        this.#busy += 1;
        longest.enter();
      }
      this.#planGrowth();
    };
    this.#growth = setTimeout(grow, Math.ceil(dueMs - systemClock.elapsedMs()));
  }

  // Its place is handed on, not given up: nobody can come in between.
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next.enter();
  }

  #takeIdle(): RelayConnection | null {
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      clearTimeout(kept.timer);
      if (kept.connection.isOpen) return kept.connection;
      this.#open.delete(kept.connection);
    }
    return null;
  }

  #keep(connection: RelayConnection): void {
    if (!connection.isOpen || connection.sent >= mostPerSession) {
      this.#open.delete(connection);
      connection.quit();
      return;
    }
    const timer = setTimeout(() => {
      this.#idle.splice(
        this.#idle.findIndex((kept) => kept.connection === connection),
        1,
      );
      this.#open.delete(connection);
      connection.quit();
    }, idleMs);
    timer.unref();
    this.#idle.push({ connection, timer });
  }
}

/** A bucket that holds one minute's messages and fills up evenly. */
class Rate {
  readonly #perMinute: number;
  #left: number;
  #at = systemClock.elapsedMs();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
  }

  /** 0: go on. Else seconds to wait, spread so that those who wait do not all come back at once. */
  take(): number {
    const now = systemClock.elapsedMs();
    this.#left = Math.min(this.#perMinute, this.#left + ((now - this.#at) / 60_000) * this.#perMinute);
    this.#at = now;
    if (this.#left >= 1) {
      this.#left -= 1;
      return 0;
    }
    return Math.max(1, (60 / this.#perMinute) * (1 + Math.random() * 4));
  }
}

/** As it stands in an answer. */
export function placeOf({ kind, host, port }: Pick<RelaySettings, "kind" | "host" | "port">): string {
  return kind === "sink" ? "sink" : `${host}:${port}`;
}

/** The same settings share sessions; changed ones get their own. The password stands in it as a hash alone. */
function keyOf({ password, ...open }: RelaySettings): string {
  return createHash("sha256")
    .update(JSON.stringify([open, password?.reveal() ?? null]))
    .digest("base64");
}
