// Open event streams (server-sent events): each one bounded, authorised anew while it lasts, and ended with its session.
import type { ServerResponse } from "node:http";
import type { EventName } from "#contract/events.ts";
import { scopesOfRole } from "#contract/agents.ts";
import type { DeskEventName } from "#contract/presence.ts";
import type { AgentId, WorkspaceId } from "#domain/ids.ts";
import type { Logger } from "#platform/log.ts";
import { findAgent } from "#store/agents.ts";
import { findApiKey } from "#store/api-keys.ts";
import { credentialHolds } from "#store/credentials.ts";
import { type Db, inRegistry, inWorkspace } from "#store/db.ts";
import type { Caller } from "./caller.ts";
import type { Change, EventHub } from "./event-hub.ts";
import { TryLater } from "./problems.ts";

export interface Streams {
  /** `resumed`: it was open before, and may have missed something. */
  open(caller: Caller, response: ServerResponse, resumed: boolean): void;
  /** Throws TryLater when this caller, or everybody together, has too many open already. */
  refuseTooMany(caller: Caller): void;
  /** Tells those who may read tickets; with `only`, none but these agents. A reader that is slow misses it. */
  tellDesk(workspaceId: WorkspaceId, event: DeskEventName, data: object, only?: readonly AgentId[]): void;
  /** Workspaces of whoever hears of alarms. */
  alarmListeners(): WorkspaceId[];
  /** An alarm began or ended. A reader that is slow is told when it catches up. */
  tellAlarms(workspaceId: WorkspaceId): void;
  /** Ends the streams of a session or key that is over. */
  end(credentialId: string): void;
  endAll(): void;
  count(): number;
}

interface Stream {
  caller: Caller;
  response: ServerResponse;
  /** A change was left out because the reader is slow: it is told to read again when it catches up. */
  missed: boolean;
}

const heartbeatMs = 10_000;
const mostOfOneCaller = 20;
const mostInAll = 2_000;
/** Bytes that a slow reader may leave unread before changes are left out. */
const mostUnread = 64 * 1024;

export function createStreams(services: { db: Db; hub: EventHub; log: Logger }): Streams {
  const open = new Map<string, Set<Stream>>();
  let nextId = 1;

  const all = () => [...open.values()].flatMap((set) => [...set]);

  function send(stream: Stream, event: EventName, ids: readonly string[]): void {
    stream.response.write(`id: ${nextId++}\nevent: ${event}\ndata: ${JSON.stringify({ ids })}\n\n`);
  }

  function tell(stream: Stream, change: Change | null): void {
    if (change !== null && (stream.missed || stream.response.writableLength > mostUnread)) {
      stream.missed = true;
      return;
    }
    const { scopes } = stream.caller;
    if (scopes.includes("tickets:read") && (change === null || change.tickets.length > 0))
      send(stream, "ticket", change?.tickets ?? []);
    if (scopes.includes("deliveries:read") && (change === null || change.deliveries.length > 0))
      send(stream, "delivery", change?.deliveries ?? []);
    if (change === null && hearsAlarms(stream)) send(stream, "alarms", []);
  }

  function catchUp(stream: Stream): void {
    if (!stream.missed) return;
    stream.missed = false;
    tell(stream, null);
  }

  async function beat(stream: Stream): Promise<void> {
    if (!(await mayStillListen(services.db, stream.caller))) return void stream.response.end();
    // A reader that has taken nothing for a whole beat is gone, or as good as gone.
    if (stream.response.writableLength > mostUnread) return void stream.response.destroy();
    stream.response.write(": still here\n\n");
  }

  return {
    refuseTooMany(caller) {
      const mine = open.get(caller.credentialId)?.size ?? 0;
      if (mine < mostOfOneCaller && all().length < mostInAll) return;
      throw new TryLater(
        "too-many-requests",
        30,
        "Too many event streams are open. Close some tabs, or share one stream between them.",
      );
    },
    open(caller, response, resumed) {
      const stream: Stream = { caller, response, missed: false };
      const mine = open.get(caller.credentialId) ?? new Set();
      open.set(caller.credentialId, mine.add(stream));
      const forget = services.hub.listen(caller.workspaceId, (change) => tell(stream, change));
      const timer = setInterval(() => {
        beat(stream).catch((error: unknown) => {
          services.log.warn({ part: "http", error }, "an event stream could not be authorised again and was ended");
          response.end();
        });
      }, heartbeatMs);
      response.on("drain", () => catchUp(stream));
      response.on("close", () => {
        clearInterval(timer);
        forget();
        mine.delete(stream);
        if (mine.size === 0) open.delete(caller.credentialId);
      });
      response.write("retry: 2000\n\n");
      if (resumed) tell(stream, null);
    },
    tellDesk(workspaceId, event, data, only) {
      for (const { caller, response } of all()) {
        if (caller.workspaceId !== workspaceId || !caller.scopes.includes("tickets:read")) continue;
        if (only !== undefined && !(caller.kind === "agent" && only.includes(caller.agent.id))) continue;
        if (response.writableLength > mostUnread) continue;
        response.write(`id: ${nextId++}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      }
    },
    alarmListeners: () => [
      ...new Set(
        all()
          .filter(hearsAlarms)
          .map(({ caller }) => caller.workspaceId),
      ),
    ],
    tellAlarms(workspaceId) {
      for (const stream of all()) {
        if (stream.caller.workspaceId !== workspaceId || !hearsAlarms(stream)) continue;
        if (stream.response.writableLength > mostUnread) stream.missed = true;
        else send(stream, "alarms", []);
      }
    },
    end(credentialId) {
      for (const stream of open.get(credentialId) ?? []) stream.response.end();
    },
    endAll() {
      for (const stream of all()) stream.response.end();
    },
    count: () => all().length,
  };
}

function hearsAlarms({ caller }: Stream): boolean {
  return caller.scopes.includes("sources:read");
}

/** The credential is valid, its person still works here, and the scopes are still those that the stream was opened with. */
async function mayStillListen(db: Db, caller: Caller): Promise<boolean> {
  if (!(await inRegistry(db, (tx) => credentialHolds(tx, caller.workspaceId, caller.credentialId)))) return false;
  return inWorkspace(db, caller.workspaceId, async (tx) => {
    if (caller.kind === "api-key") return (await findApiKey(tx, caller.apiKey.id)) !== null;
    const agent = await findAgent(tx, caller.agent.id);
    return agent !== null && agent.disabledAt === null && scopesOfRole[agent.role] === caller.scopes;
  });
}
