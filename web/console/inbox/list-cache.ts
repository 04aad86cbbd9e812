// What happens to a loaded list when tickets change: pure, so that "the list never jumps" can be tested.
import type { InfiniteData } from "@tanstack/react-query";
import type { TicketPage, TicketSummary } from "#contract/tickets.ts";

export type Pages = InfiniteData<TicketPage, string | null>;

/** All rows in order; a ticket that moved between two page loads shows once. */
export function rowsOf(pages: Pick<Pages, "pages"> | undefined): TicketSummary[] {
  const seen = new Set<string>();
  return (pages?.pages ?? []).flatMap((page) => page.data).filter((row) => !seen.has(row.id) && seen.add(row.id));
}

/** The same rows in the same places, with what is newly known about them. */
export function refreshRows(pages: Pages, fresh: readonly TicketSummary[]): Pages {
  const known = new Map(fresh.map((row) => [row.id, row]));
  return mapRows(pages, (row) => known.get(row.id) ?? row);
}

/** Applies a change to each row; a row for which it gives null leaves the list. */
export function mapRows(pages: Pages, change: (row: TicketSummary) => TicketSummary | null): Pages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, data: page.data.map(change).filter((row) => row !== null) })) };
}

/** How many tickets of a fresh first page stand above where the shown list has them: new ones, and old ones with a new message. */
export function countNews(shown: readonly TicketSummary[], fresh: readonly TicketSummary[]): number {
  const known = new Map(shown.map((row) => [row.id, row]));
  const oldest = shown.at(-1)?.lastMessageAt ?? "";
  return fresh.filter((row) => {
    const before = known.get(row.id);
    if (before === undefined) return row.lastMessageAt > oldest || shown.length === 0;
    return row.lastMessageAt > before.lastMessageAt;
  }).length;
}

/** The list begun anew from a fresh first page. */
export function startOver(fresh: TicketPage): Pages {
  return { pages: [fresh], pageParams: [null] };
}
