// Who is on which ticket right now, as this process knows it from everybody's word: kept in memory, forgotten after half a minute.
import type { PresentAgent } from "#contract/presence.ts";
import { type AgentId, isId, type TicketId, type WorkspaceId } from "#domain/ids.ts";
import type { Clock } from "#platform/clock.ts";

export interface PresenceNews {
  workspaceId: WorkspaceId;
  ticketId: TicketId;
  agent: { id: AgentId; name: string };
  doing: "viewing" | "typing" | "left";
}

export interface PresenceBoard {
  note(news: PresenceNews): void;
  /** Everybody on the ticket, in the order in which they came. */
  on(workspaceId: WorkspaceId, ticketId: TicketId): PresentAgent[];
  /** Tickets that an agent had open in the last two hours, newest first, at most 20. */
  lookedAt(workspaceId: WorkspaceId, agentId: AgentId): TicketId[];
  stop(): void;
}

const forgottenAfterMs = 30_000;
const rememberedMs = 2 * 60 * 60_000;
const mostRemembered = 20;
/** More than these are no desk: the oldest are forgotten. */
const mostTickets = 20_000;

interface Present {
  name: string;
  doing: "viewing" | "typing";
  since: Date;
  timer: NodeJS.Timeout;
}

/** `changed` is called whenever somebody comes, goes, or does something else; never for the same said again. */
export function createPresenceBoard(
  clock: Clock,
  changed: (workspaceId: WorkspaceId, ticketId: TicketId, agents: PresentAgent[]) => void,
): PresenceBoard {
  const tickets = new Map<string, Map<AgentId, Present>>();
  const looks = new Map<string, Map<TicketId, number>>();

  function on(workspaceId: WorkspaceId, ticketId: TicketId): PresentAgent[] {
    const there = tickets.get(`${workspaceId} ${ticketId}`) ?? new Map<AgentId, Present>();
    return [...there].map(([id, { name, doing, since }]) => ({ id, name, doing, since: since.toISOString() }));
  }

  function forget(workspaceId: WorkspaceId, ticketId: TicketId, agentId: AgentId): void {
    const there = tickets.get(`${workspaceId} ${ticketId}`);
    const present = there?.get(agentId);
    if (there === undefined || present === undefined) return;
    clearTimeout(present.timer);
    there.delete(agentId);
    if (there.size === 0) tickets.delete(`${workspaceId} ${ticketId}`);
    changed(workspaceId, ticketId, on(workspaceId, ticketId));
  }

  function remember({ workspaceId, ticketId, agent }: PresenceNews): void {
    const now = clock.now().getTime();
    const mine = looks.get(`${workspaceId} ${agent.id}`) ?? new Map<TicketId, number>();
    mine.delete(ticketId);
    mine.set(ticketId, now);
    for (const [ticket, at] of mine) if (mine.size > mostRemembered || now - at > rememberedMs) mine.delete(ticket);
    looks.set(`${workspaceId} ${agent.id}`, mine);
  }

  return {
    on,
    note(news) {
      const { workspaceId, ticketId, agent, doing } = news;
      if (doing === "left") return forget(workspaceId, ticketId, agent.id);
      remember(news);
      if (tickets.size >= mostTickets && !tickets.has(`${workspaceId} ${ticketId}`)) return;
      const there = tickets.get(`${workspaceId} ${ticketId}`) ?? new Map<AgentId, Present>();
      const before = there.get(agent.id);
      if (before !== undefined) clearTimeout(before.timer);
      const timer = setTimeout(() => forget(workspaceId, ticketId, agent.id), forgottenAfterMs).unref();
      there.set(agent.id, { name: agent.name, doing, since: before?.doing === doing ? before.since : clock.now(), timer });
      tickets.set(`${workspaceId} ${ticketId}`, there);
      if (before?.doing !== doing) changed(workspaceId, ticketId, on(workspaceId, ticketId));
    },
    lookedAt(workspaceId, agentId) {
      return [...(looks.get(`${workspaceId} ${agentId}`)?.keys() ?? [])].toReversed();
    },
    stop() {
      for (const there of tickets.values()) for (const { timer } of there.values()) clearTimeout(timer);
      tickets.clear();
    },
  };
}

/** What another process, or this one, told through the database: `{presence}` or `{mention}`; null where it is neither. */
export function readDeskNews(
  payload: string,
): { presence: PresenceNews } | { mention: { workspaceId: WorkspaceId; ticketId: TicketId; agents: AgentId[] } } | null {
  try {
    const { presence, mention } = JSON.parse(payload) as { presence?: PresenceNews; mention?: Record<string, unknown> };
    if (presence !== undefined)
      return isId(presence.workspaceId) && isId(presence.ticketId) && isId(presence.agent.id) ? { presence } : null;
    const { workspaceId, ticketId, agents } = mention ?? {};
    if (typeof workspaceId !== "string" || typeof ticketId !== "string" || !Array.isArray(agents)) return null;
    return { mention: { workspaceId, ticketId, agents: agents.filter((id) => typeof id === "string") } };
  } catch {
    return null;
  }
}
