// The inbox's views: what each is called, what it asks for, and whether a ticket belongs to it.
import type { TicketSummary } from "#contract/tickets.ts";
import type { TicketFilter } from "../queries.ts";

export interface View {
  id: string;
  name: string;
  filter: TicketFilter;
  /** What an empty view teaches. */
  empty: string;
}

const unfinished = "open,pending,on-hold";

export const views: readonly View[] = [
  {
    id: "open",
    name: "All open",
    filter: { state: "open" },
    empty: "Every question is answered. New mail appears here by itself.",
  },
  {
    id: "mine",
    name: "Mine",
    filter: { state: unfinished, assignee: "me" },
    empty: "Nothing is on your desk. Press a on a ticket to take it.",
  },
  {
    id: "unassigned",
    name: "Unassigned",
    filter: { state: unfinished, assignee: "none" },
    empty: "Somebody looks after every ticket.",
  },
  {
    id: "pending",
    name: "Pending",
    filter: { state: "pending" },
    empty: "No ticket waits for a customer. Set one to pending when it is their turn.",
  },
  { id: "on-hold", name: "On hold", filter: { state: "on-hold" }, empty: "No ticket waits for somebody else." },
  {
    id: "resolved",
    name: "Resolved",
    filter: { state: "resolved" },
    empty: "Nothing resolved yet. Press e on a ticket when it is done.",
  },
  {
    id: "spam",
    name: "Spam",
    filter: { state: "spam,trash" },
    empty: "No spam. What looks like spam on arrival waits in Intake, set aside.",
  },
  { id: "all", name: "Everything", filter: {}, empty: "No ticket yet. Connect a source, and the first mail to it shows here." },
];

export function viewOf(id: string | undefined): View {
  return views.find((view) => view.id === id) ?? (views[0] as View);
}

/** Whether a ticket belongs to a list with this filter, as far as the browser can tell (search text it cannot). */
export function belongs(ticket: Pick<TicketSummary, "state" | "assignee">, filter: TicketFilter, myId: string | null): boolean {
  if (filter.state !== undefined && !filter.state.split(",").includes(ticket.state)) return false;
  if (filter.assignee === "none") return ticket.assignee === null;
  if (filter.assignee === "me") return ticket.assignee !== null && ticket.assignee.id === myId;
  if (filter.assignee !== undefined) return ticket.assignee?.id === filter.assignee;
  return true;
}
