// Changing tickets: shown at once, rolled back with the reason if refused, undone by one key.
import type { ChangeTicketRequest, Ticket, TicketSummary } from "#contract/tickets.ts";
import { patch } from "../../api.ts";
import { queryClient, meQuery, type TicketFilter } from "../queries.ts";
import { refused, told, untold } from "../toast.tsx";
import { mapRows, type Pages } from "./list-cache.ts";
import { belongs } from "./views.ts";

export interface Change {
  state?: TicketSummary["state"];
  priority?: TicketSummary["priority"];
  assignee?: TicketSummary["assignee"];
}

type Target = Pick<TicketSummary, "id" | "number" | "state" | "priority" | "assignee">;

const atOnce = 6;

/** Applies one change to one or many tickets; `words` names what was done, for the toast. */
export async function changeTickets(targets: readonly Target[], change: Change, words: string): Promise<void> {
  const before = targets.map(({ id, number, state, priority, assignee }) => ({ id, number, state, priority, assignee }));
  await queryClient.cancelQueries({ queryKey: ["tickets"] });
  const lists = queryClient.getQueriesData<Pages>({ queryKey: ["tickets"] });
  showAtOnce(new Map(before.map((target) => [target.id, change])));

  const sending = sendAll(before, () => requestOf(change));
  // Said at once, so that undo is there at once; it waits its turn behind the change itself.
  const toast = told(words, () => void sending.then(() => undo(before, change)));
  const failures = await sending;
  if (failures.length > 0) {
    for (const [key, pages] of lists) queryClient.setQueryData(key, pages);
    void queryClient.invalidateQueries({ queryKey: ["tickets"] });
    refreshTickets(before);
    refused(failures[0]);
  }
  // Lists that are not on screen are asked anew when somebody looks at them.
  void queryClient.invalidateQueries({ queryKey: ["tickets"], refetchType: "none" });
  if (failures.length === before.length) untold(toast);
}

async function undo(before: readonly Target[], change: Change): Promise<void> {
  const back = (target: Target): Change => ({
    ...(change.state === undefined ? {} : { state: target.state }),
    ...(change.priority === undefined ? {} : { priority: target.priority }),
    ...(change.assignee === undefined ? {} : { assignee: target.assignee }),
  });
  showAtOnce(new Map(before.map((target) => [target.id, back(target)])));
  const failures = await sendAll(before, (target) => requestOf(back(target)));
  await queryClient.invalidateQueries({ queryKey: ["tickets"] });
  refreshTickets(before);
  if (failures.length > 0) refused(failures[0]);
}

function showAtOnce(changes: ReadonlyMap<string, Change>): void {
  const myId = queryClient.getQueryData(meQuery.queryKey)?.agent?.id ?? null;
  for (const [key, pages] of queryClient.getQueriesData<Pages>({ queryKey: ["tickets"] })) {
    if (pages === undefined) continue;
    const filter = key[1] as TicketFilter;
    const changed = mapRows(pages, (row) => {
      const change = changes.get(row.id);
      if (change === undefined) return row;
      const after = { ...row, ...change };
      return belongs(after, filter, myId) ? after : null;
    });
    queryClient.setQueryData(key, changed);
  }
  queryClient.setQueriesData<Ticket>({ queryKey: ["ticket"] }, (ticket) =>
    ticket !== undefined && changes.has(ticket.id) ? { ...ticket, ...changes.get(ticket.id) } : ticket,
  );
}

function refreshTickets(targets: readonly Target[]): void {
  for (const target of targets) void queryClient.invalidateQueries({ queryKey: ["ticket", String(target.number)] });
}

function requestOf({ assignee, ...rest }: Change): ChangeTicketRequest {
  return { ...rest, ...(assignee === undefined ? {} : { assigneeId: assignee?.id ?? null }) };
}

/** Sends one request for each ticket, a few at once; gives what was refused. */
async function sendAll(targets: readonly Target[], request: (target: Target) => ChangeTicketRequest): Promise<unknown[]> {
  const waiting = [...targets];
  const failures: unknown[] = [];
  const worker = async () => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      try {
        await patch(`/tickets/${target.id}`, request(target));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, targets.length) }, worker));
  return failures;
}
