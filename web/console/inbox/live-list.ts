// Keeps a shown list true: rows change where they stand; what is new waits behind a pill unless one is at the top.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Ticket, TicketPage } from "#contract/tickets.ts";
import { get } from "../../api.ts";
import { useLive } from "../live.ts";
import { firstTickets, type TicketFilter, ticketsQuery } from "../queries.ts";
import { countNews, type Pages, refreshRows, rowsOf, startOver } from "./list-cache.ts";

// Older rows that changed are asked for one by one, up to this many; beyond, they are true again at the next load.
const mostSingles = 10;

export function useLiveTickets(
  filter: TicketFilter,
  place: { isAtTop: () => boolean; toTop: () => void },
): { news: number; showNews: () => void } {
  const client = useQueryClient();
  const key = ticketsQuery(filter).queryKey;
  const [news, setNews] = useState(0);
  const waiting = useRef<TicketPage | null>(null);

  useLive("ticket", (ids) => {
    void refresh(ids).catch(() => {
      // The banner tells that the server is away; the next event or the reconnect tries again.
    });
  });

  const refresh = async (ids: readonly string[]) => {
    const pages = client.getQueryData<Pages>(key);
    if (pages === undefined) return;
    const fresh = await firstTickets(filter, null);
    const singles = await changedElsewhere(pages, fresh, ids);
    const count = countNews(rowsOf(pages), fresh.data);
    if (count > 0 && place.isAtTop()) {
      client.setQueryData<Pages>(key, startOver(fresh));
      waiting.current = null;
      setNews(0);
      return;
    }
    // What moves a row upwards waits: only then may the order change.
    client.setQueryData<Pages>(key, (now) =>
      now === undefined ? now : refreshRows(now, [...(count === 0 ? fresh.data : keepAge(now, fresh)), ...singles]),
    );
    waiting.current = count > 0 ? fresh : null;
    setNews(count);
  };

  const showNews = () => {
    if (waiting.current !== null) client.setQueryData<Pages>(key, startOver(waiting.current));
    waiting.current = null;
    setNews(0);
    place.toTop();
  };
  return { news, showNews };
}

// A row with a new message keeps its old age here, so that it still counts as news at the next look.
function keepAge(pages: Pages, fresh: TicketPage) {
  const shown = new Map(rowsOf(pages).map((row) => [row.id, row]));
  return fresh.data.map((row) => ({ ...row, lastMessageAt: shown.get(row.id)?.lastMessageAt ?? row.lastMessageAt }));
}

async function changedElsewhere(pages: Pages, fresh: TicketPage, ids: readonly string[]): Promise<Ticket[]> {
  const onFirstPage = new Set(fresh.data.map((row) => row.id));
  const shown = new Set(rowsOf(pages).map((row) => row.id));
  const asked = ids.filter((id) => shown.has(id) && !onFirstPage.has(id)).slice(0, mostSingles);
  const answers = await Promise.allSettled(asked.map((id) => get<Ticket>(`/tickets/${id}`)));
  return answers.filter((answer) => answer.status === "fulfilled").map((answer) => answer.value);
}
