// From the database's NOTIFY to every open event stream of the workspace: one listening connection for the whole process.
import type { Client } from "pg";
import { type WorkspaceId, isId } from "#domain/ids.ts";
import type { Logger } from "#platform/log.ts";
import { type Db, connectListener } from "#store/db.ts";

export interface Change {
  tickets: readonly string[];
  deliveries: readonly string[];
}

/** Told of each change; null: something was missed, read again what you show. */
export type Listener = (change: Change | null) => void;

export interface EventHub {
  /** Connects in the background, and again after every break. */
  start(): void;
  listen(workspaceId: WorkspaceId, listener: Listener): () => void;
  /** What agents tell each other: who is where, who was named in a note. */
  listenToDesk(listener: (payload: string) => void): void;
  /** Whether changes arrive right now. */
  isListening(): boolean;
  stop(): Promise<void>;
}

const channel = "inlet_events";
const deskChannel = "inlet_desk";

export function createEventHub(db: Db, log: Logger): EventHub {
  const listeners = new Map<WorkspaceId, Set<Listener>>();
  const deskListeners: ((payload: string) => void)[] = [];
  let client: Client | null = null;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;
  let connecting: Promise<void> = Promise.resolve();

  const everyone = () => [...listeners.values()].flatMap((set) => [...set]);

  async function connect(pauseMs: number): Promise<void> {
    let fresh: Client | undefined;
    try {
      fresh = await connectListener(db);
      const mine = fresh;
      fresh.on("notification", ({ channel: from, payload }) => {
        if (from === deskChannel) for (const listener of deskListeners) listener(payload ?? "");
        else tell(payload ?? "");
      });
      fresh.on("error", (error) => log.warn({ part: "http", error }, "the connection that hears of changes broke"));
      fresh.on("end", () => lost(mine));
      await fresh.query(`listen ${channel}; listen ${deskChannel}`);
      if (stopped) {
        await fresh.end();
        return;
      }
      client = fresh;
      for (const listener of everyone()) listener(null);
    } catch (error) {
      log.warn({ part: "http", error }, "cannot listen for changes yet");
      await fresh?.end().catch(() => {});
      again(pauseMs);
    }
  }

  function lost(broken: Client): void {
    if (client !== broken) return;
    client = null;
    again(200);
  }

  function begin(pauseMs: number): void {
    connecting = connect(pauseMs);
  }

  function again(pauseMs: number): void {
    if (stopped) return;
    retry = setTimeout(() => begin(Math.min(pauseMs * 2, 5_000)), pauseMs);
  }

  function tell(payload: string): void {
    const change = parseChange(payload);
    if (change === null) return log.warn({ part: "http" }, "a change came in a form that is not ours");
    for (const listener of listeners.get(change.workspaceId) ?? []) listener(change);
  }

  return {
    start: () => begin(200),
    listen(workspaceId, listener) {
      const set = listeners.get(workspaceId) ?? new Set();
      listeners.set(workspaceId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(workspaceId);
      };
    },
    listenToDesk: (listener) => void deskListeners.push(listener),
    isListening: () => client !== null,
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await connecting;
      const open = client;
      client = null;
      await open?.end();
    },
  };
}

function parseChange(payload: string): (Change & { workspaceId: WorkspaceId }) | null {
  try {
    const { workspaceId, tickets, deliveries } = JSON.parse(payload) as Record<string, unknown>;
    if (typeof workspaceId !== "string" || !isId(workspaceId)) return null;
    return { workspaceId, tickets: ids(tickets), deliveries: ids(deliveries) };
  } catch {
    return null;
  }
}

function ids(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string" && isId(id)) : [];
}
