// Which tickets have something one has not seen: remembered in this browser alone.
import { useSyncExternalStore } from "react";
import type { TicketSummary } from "#contract/tickets.ts";

const key = "inlet-seen";
const most = 3_000;

interface Seen {
  /** What is older than this counts as seen: a new browser does not begin with a wall of dots. */
  since: string;
  tickets: Record<string, string>;
}

const watchers = new Set<() => void>();
let seen: Seen = load();

export function useSeen(): Seen {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => seen,
  );
}

export function isUnread(ticket: Pick<TicketSummary, "id" | "lastMessageAt">, known: Seen): boolean {
  return ticket.lastMessageAt > (known.tickets[ticket.id] ?? known.since);
}

export function markSeen(ticket: Pick<TicketSummary, "id" | "lastMessageAt">): void {
  if ((seen.tickets[ticket.id] ?? "") >= ticket.lastMessageAt) return;
  const newest = Object.entries({ ...seen.tickets, [ticket.id]: ticket.lastMessageAt }).sort(([, a], [, b]) =>
    b.localeCompare(a),
  );
  seen = { ...seen, tickets: Object.fromEntries(newest.slice(0, most)) };
  store();
  for (const watcher of watchers) watcher();
}

function load(): Seen {
  const fresh: Seen = { since: new Date().toISOString(), tickets: {} };
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? "null") as Partial<Seen> | null;
    if (typeof stored?.since === "string" && typeof stored.tickets === "object")
      return { since: stored.since, tickets: { ...stored.tickets } };
    localStorage.setItem(key, JSON.stringify(fresh));
  } catch {
    // Storage is switched off or holds something else: dots then last as long as the page.
  }
  return fresh;
}

function store(): void {
  try {
    localStorage.setItem(key, JSON.stringify(seen));
  } catch {
    // As above: a full storage costs the dots, nothing else.
  }
}
