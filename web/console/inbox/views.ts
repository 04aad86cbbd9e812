// The inbox's views: what each is called, what it shows, and whether a ticket belongs to it.
import type { TicketSummary } from "#contract/tickets.ts";
import type { TicketFilter } from "../queries.ts";

interface Named {
  id: string;
  name: string;
  /** What an empty view teaches. */
  empty: string;
}

/** A list of tickets. */
export interface TicketView extends Named {
  filter: TicketFilter;
}

/** A list of what is one's own: drafts, and notes that name one. */
export interface OwnView extends Named {
  own: "drafts" | "mentions";
}

export type View = TicketView | OwnView;

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
    id: "mentions",
    name: "Mentions",
    own: "mentions",
    empty: "No note waits for you. One that names you with @ stands here until you open its ticket.",
  },
  {
    id: "drafts",
    name: "Drafts",
    own: "drafts",
    empty: "Nothing is half written. What you begin and do not send waits here, on every device.",
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
    id: "not-delivered",
    name: "Not delivered",
    filter: { delivery: "failed,bounced,suppressed,unknown,deferred" },
    empty: "Every answer has reached the far side. One that was refused, bounced or waits for another try shows here.",
  },
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

/** Whether there is anything to search in, and to act on. */
export function isOwn(view: View): view is OwnView {
  return "own" in view;
}

/** Whether a ticket belongs to a list with this filter, as far as the browser can tell (search text it cannot). */
export function belongs(
  ticket: Pick<TicketSummary, "state" | "assignee" | "delivery">,
  filter: TicketFilter,
  myId: string | null,
): boolean {
  if (filter.state !== undefined && !filter.state.split(",").includes(ticket.state)) return false;
  if (filter.delivery !== undefined && !filter.delivery.split(",").includes(ticket.delivery ?? "")) return false;
  if (filter.assignee === "none") return ticket.assignee === null;
  if (filter.assignee === "me") return ticket.assignee !== null && ticket.assignee.id === myId;
  if (filter.assignee !== undefined) return ticket.assignee?.id === filter.assignee;
  return true;
}
