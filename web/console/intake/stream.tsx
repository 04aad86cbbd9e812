// The stream of deliveries: newest first, live at the top, windowed; in the set-aside lane each row is settled by one key.
import { IconActivity, IconCheck } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { DeliveryPage, DeliverySummary } from "#contract/deliveries.ts";
import { get } from "../../api.ts";
import { Bones, Empty, Trouble } from "../../ui/states.tsx";
import { pressFocused, useKeys } from "../keys.ts";
import { useLive } from "../live.ts";
import { useCursor } from "../long-list/cursor.ts";
import longList from "../long-list/long-list.module.css";
import { News } from "../long-list/news.tsx";
import { useNextPage, useWindow } from "../long-list/window.ts";
import { type DeliveryFilter, deliveriesQuery, pageSize, useMay } from "../queries.ts";
import type { IntakeSearch } from "../router.tsx";
import { dismiss, release } from "./actions.ts";
import styles from "./intake.module.css";
import { DeliveryRow, deliveryRowHeight } from "./row.tsx";

export function Stream({ search, open }: { search: IntakeSearch; open: (id: string) => void }) {
  const aside = search.outcome === "quarantine";
  const filter = useMemo<DeliveryFilter>(
    () => ({
      ...(search.outcome === undefined ? {} : { outcome: search.outcome }),
      ...(search.reason === undefined ? {} : { reason: search.reason }),
      ...(search.source === undefined ? {} : { source: search.source }),
      ...(search.q === undefined ? {} : { q: search.q }),
      ...(aside ? { dismissed: "false" as const } : {}),
    }),
    [search.outcome, search.reason, search.source, search.q, aside],
  );
  const may = useMay("deliveries:write");
  const deliveries = useInfiniteQuery(deliveriesQuery(filter));
  const rows = useMemo(() => distinct(deliveries.data?.pages.flatMap((page) => page.data) ?? []), [deliveries.data]);
  const scroller = useRef<HTMLDivElement>(null);
  const windowed = useWindow(scroller, {
    count: rows.length,
    rowHeight: deliveryRowHeight,
    name: `intake ${JSON.stringify(filter)}`,
  });
  const { news, showNews } = useLiveDeliveries(
    filter,
    () => (scroller.current?.scrollTop ?? 0) < deliveryRowHeight / 2,
    windowed.toTop,
  );
  const { current, neighbour, afterCurrent, setCursor, isCurrent } = useCursor(rows);

  const move = (by: number) => {
    const next = neighbour(by);
    if (next === undefined) return;
    setCursor(next.id);
    windowed.reveal(rows.indexOf(next));
    requestAnimationFrame(() => document.getElementById(`delivery-${next.id}`)?.focus({ preventScroll: true }));
  };
  const settle = (act: (row: DeliverySummary) => Promise<void>) => {
    if (!may || current === null || current.outcome?.action !== "quarantine") return;
    setCursor(afterCurrent()?.id ?? null);
    void act(current);
  };
  useKeys(
    {
      j: () => move(1),
      k: () => move(-1),
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: (event) => {
        if (!pressFocused(event) && current !== null) open(current.id);
      },
      r: () => settle(release),
      d: () => settle(dismiss),
    },
    search.delivery === undefined,
  );

  useNextPage(deliveries, { last: windowed.last, count: rows.length });

  return (
    <section className={styles.stream} aria-label={aside ? "Set aside" : "Deliveries"}>
      <News count={news} show={showNews} place={styles.news} />
      {aside && rows.length > 0 ? (
        <p className={styles.lane}>
          These wait for your judgement; nothing here is deleted.{" "}
          <span className={styles.keys}>
            <kbd>r</kbd> releases the one you are on as a new ticket, <kbd>d</kbd> dismisses it.
          </span>
        </p>
      ) : null}
      <div className={longList.scroller} ref={scroller} onScroll={windowed.onScroll}>
        {deliveries.isPending ? <Bones rows={9} height={36} /> : null}
        {deliveries.isError ? <Trouble error={deliveries.error} retry={() => void deliveries.refetch()} /> : null}
        {deliveries.isSuccess && rows.length === 0 ? (
          <EmptyStream
            aside={aside}
            filtered={search.q !== undefined || search.outcome !== undefined || search.source !== undefined}
          />
        ) : null}
        {rows.length === 0 ? null : (
          <ul className={longList.rows} style={{ height: rows.length * deliveryRowHeight }}>
            {rows.slice(windowed.first, windowed.last).map((row, at) => (
              <DeliveryRow
                key={row.id}
                row={row}
                place={windowed.first + at}
                count={rows.length}
                isCurrent={isCurrent(row, windowed.first + at)}
                isOpen={row.id === search.delivery}
                actions={aside && may}
                open={open}
              />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function EmptyStream({ aside, filtered }: { aside: boolean; filtered: boolean }) {
  if (aside) {
    return (
      <Empty icon={<IconCheck size={28} stroke={1.5} />} title="Nothing waits for you">
        What Inlet is unsure of is set aside here, with the reason, until you release or dismiss it.
      </Empty>
    );
  }
  return (
    <Empty icon={<IconActivity size={28} stroke={1.5} />} title={filtered ? "No delivery fits" : "No mail has arrived yet"}>
      {filtered
        ? "Take a filter away, or look for another word."
        : "Every message that reaches a source is listed here, with what became of it and why."}
    </Empty>
  );
}

function useLiveDeliveries(
  filter: DeliveryFilter,
  isAtTop: () => boolean,
  toTop: () => void,
): { news: number; showNews: () => void } {
  const client = useQueryClient();
  const key = deliveriesQuery(filter).queryKey;
  const [news, setNews] = useState(0);
  type Pages = { pages: DeliveryPage[]; pageParams: (string | null)[] };
  const startOver = (page: DeliveryPage) => client.setQueryData<Pages>(key, { pages: [page], pageParams: [null] });

  const refresh = async () => {
    const page = await get<DeliveryPage>("/deliveries", { ...filter, limit: pageSize });
    const pages = client.getQueryData<Pages>(key);
    if (pages === undefined) return;
    const fresh = new Map(page.data.map((row) => [row.id, row]));
    const shown = new Set(pages.pages.flatMap((one) => one.data.map((row) => row.id)));
    const unseen = page.data.filter((row) => !shown.has(row.id)).length;
    if (isAtTop()) {
      startOver(page);
      setNews(0);
      return;
    }
    client.setQueryData<Pages>(key, {
      ...pages,
      pages: pages.pages.map((one) => ({ ...one, data: one.data.map((row) => fresh.get(row.id) ?? row) })),
    });
    setNews(unseen);
  };
  useLive("delivery", () => {
    void refresh().catch(() => {
      // The banner tells that the server is away; the next event tries again.
    });
  });
  const showNews = () => {
    setNews(0);
    toTop();
    void client.resetQueries({ queryKey: key });
  };
  return { news, showNews };
}

function distinct(rows: readonly DeliverySummary[]): DeliverySummary[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.id) && seen.add(row.id));
}
