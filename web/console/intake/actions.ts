// What an agent does to a delivery: release, dismiss, read again; each with its toast, and undo where there is one.
import type { Delivery, DeliverySummary, ReleaseRequest } from "#contract/deliveries.ts";
import { post } from "../../api.ts";
import { queryClient } from "../queries.ts";
import { refused, told, untold } from "../toast.tsx";

type Named = Pick<DeliverySummary, "id" | "sender">;

/** From quarantine onto a ticket: a new one, or the one named by its id. */
export async function release(delivery: Named, ticket: { id: string; number: number } | null = null): Promise<void> {
  await act(delivery, "release", ticket === null ? "Released: it becomes a ticket" : `Released onto #${ticket.number}`, null, {
    ticketId: ticket?.id ?? null,
  } satisfies ReleaseRequest);
}

export async function dismiss(delivery: Named): Promise<void> {
  await act(
    delivery,
    "dismiss",
    `Dismissed: ${delivery.sender ?? "no sender"}`,
    () => void act(delivery, "undismiss", "Back in the set-aside lane", null),
  );
}

export async function undismiss(delivery: Named): Promise<void> {
  await act(delivery, "undismiss", "Back in the set-aside lane", null);
}

/** Decides again from the raw bytes, with what is known today. */
export async function replay(delivery: Named): Promise<void> {
  await act(delivery, "replay", "It is being read again", null);
}

async function act(delivery: Named, verb: string, words: string, undo: (() => void) | null, body?: unknown): Promise<void> {
  const lane = queryClient.getQueriesData<Pages>({ queryKey: ["deliveries"] });
  if (verb === "dismiss" || verb === "release") hideFromLanes(delivery.id);
  const sending = post<Delivery>(`/deliveries/${delivery.id}/${verb}`, body);
  // Said at once, so that undo is there at once; it waits its turn, and does nothing where the act itself was refused.
  const toast = told(words, undo === null ? undefined : () => void sending.then(undo, () => {}));
  try {
    await sending;
  } catch (error) {
    untold(toast);
    for (const [key, pages] of lane) queryClient.setQueryData(key, pages);
    refused(error);
  }
  void queryClient.invalidateQueries({ queryKey: ["delivery", delivery.id] });
  void queryClient.invalidateQueries({ queryKey: ["deliveries"] });
  void queryClient.invalidateQueries({ queryKey: ["books"] });
}

interface Pages {
  pages: { data: DeliverySummary[]; nextCursor: string | null }[];
  pageParams: (string | null)[];
}

// The row leaves the set-aside lane at once; the whole stream keeps it.
function hideFromLanes(id: string): void {
  for (const [key, pages] of queryClient.getQueriesData<Pages>({ queryKey: ["deliveries"] })) {
    const filter = key[1] as { dismissed?: string } | undefined;
    if (pages === undefined || filter?.dismissed !== "false") continue;
    queryClient.setQueryData<Pages>(key, {
      ...pages,
      pages: pages.pages.map((page) => ({ ...page, data: page.data.filter((row) => row.id !== id) })),
    });
  }
}
