// The list of a view: live without jumping, quick with hundreds of rows, driven by keys.
import { IconInbox } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import type { TicketSummary } from "#contract/tickets.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Bones, Empty, Trouble } from "../../ui/states.tsx";
import { agentsQuery, meQuery, sourcesQuery, ticketsQuery, useMay } from "../queries.ts";
import type { InboxSearch } from "../router.tsx";
import { pressFocused, useKeys } from "../keys.ts";
import { useCursor } from "../long-list/cursor.ts";
import longList from "../long-list/long-list.module.css";
import { News } from "../long-list/news.tsx";
import { useNextPage, useWindow } from "../long-list/window.ts";
import { BulkBar } from "./bulk.tsx";
import { rowsOf } from "./list-cache.ts";
import { ListHead } from "./list-head.tsx";
import { useLiveTickets } from "./live-list.ts";
import { Row, rowHeight } from "./row.tsx";
import { useSelection } from "./selection.ts";
import styles from "./inbox.module.css";
import { type Asked, TicketActions } from "./actions.tsx";
import { useSeen } from "./unread.ts";
import type { TicketView } from "./views.ts";
import { useRowMarks } from "./row-marks.tsx";

export function List({
  view,
  search,
  open,
  wide,
}: {
  view: TicketView;
  search: InboxSearch;
  open: string | null;
  wide: boolean;
}) {
  const filter = useMemo(
    () => ({
      ...view.filter,
      ...(search.q === undefined ? {} : { q: search.q }),
      ...(search.source === undefined ? {} : { source: search.source }),
    }),
    [view, search.q, search.source],
  );
  const tickets = useInfiniteQuery(ticketsQuery(filter));
  const me = useQuery(meQuery);
  const agents = useQuery(agentsQuery);
  const rows = useMemo(() => rowsOf(tickets.data), [tickets.data]);
  const scroller = useRef<HTMLDivElement>(null);
  const name = JSON.stringify(filter);
  const windowed = useWindow(scroller, { count: rows.length, rowHeight, name });
  const { news, showNews } = useLiveTickets(filter, {
    isAtTop: () => (scroller.current?.scrollTop ?? 0) < rowHeight / 2,
    toTop: windowed.toTop,
  });
  const seen = useSeen();
  const marksOf = useRowMarks();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked | null>(null);
  const searchBox = useRef<HTMLInputElement>(null);

  const openRow = rows.find((row) => String(row.number) === open) ?? null;
  const { current, neighbour, afterCurrent, setCursor, isCurrent } = useCursor(rows, openRow);
  const { chosen, clear, ...selection } = useSelection(rows);

  const goTo = (row: TicketSummary, replace = false) =>
    navigate({
      to: "/inbox/$number",
      params: { number: String(row.number) },
      search: (before) => ({ ...before, why: undefined }),
      replace,
    });
  const move = (by: number) => {
    const next = neighbour(by);
    if (next === undefined) return;
    setCursor(next.id);
    windowed.reveal(rows.indexOf(next));
    if (open !== null) void goTo(next, true);
    else requestAnimationFrame(() => document.getElementById(`row-${next.id}`)?.focus({ preventScroll: true }));
  };
  const toggle = (id: string, range: boolean) => {
    selection.toggle(id, range);
    setCursor(id);
  };
  const close = () => void navigate({ to: "/inbox", search });
  const targets = chosen.size > 0 ? rows.filter((row) => chosen.has(row.id)) : current === null ? [] : [current];
  const mayChange = useMay("tickets:write");
  const ask = (what: Asked) => {
    if (targets.length > 0 && mayChange) setAsked(what);
  };

  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: (event) => {
      if (!pressFocused(event) && current !== null) void goTo(current);
    },
    x: () => current !== null && toggle(current.id, false),
    "shift+x": () => current !== null && toggle(current.id, true),
    e: () => ask("resolve"),
    a: () => ask("assignee"),
    s: () => ask("state"),
    p: () => ask("priority"),
    "/": () => searchBox.current?.focus(),
    Escape: () => {
      if (chosen.size > 0) clear();
      else if (open !== null) close();
      else if (search.q !== undefined) void navigate({ to: "/inbox", search: { ...search, q: undefined } });
    },
  });

  const afterwards = (leaves: boolean) => {
    clear();
    if (!leaves || chosen.size > 0 || current === null) return;
    const next = afterCurrent();
    setCursor(next?.id ?? null);
    if (open === null) return;
    if (wide && next !== null) void goTo(next, true);
    else if (!wide) close();
  };

  useNextPage(tickets, { last: windowed.last, count: rows.length });

  return (
    <section className={styles.list} aria-label={`${view.name}: tickets`}>
      <ListHead view={view} search={search} box={searchBox} />
      <News count={news} show={showNews} place={styles.news} />
      <div className={longList.scroller} ref={scroller} onScroll={windowed.onScroll}>
        {tickets.isPending ? <Bones rows={8} height={56} /> : null}
        {tickets.isError ? <Trouble error={tickets.error} retry={() => void tickets.refetch()} /> : null}
        {tickets.isSuccess && rows.length === 0 ? <EmptyView view={view} search={search} /> : null}
        {rows.length === 0 ? null : (
          <ul className={longList.rows} style={{ height: rows.length * rowHeight }}>
            {rows.slice(windowed.first, windowed.last).map((row, at) => (
              <Row
                key={row.id}
                row={row}
                place={windowed.first + at}
                count={rows.length}
                search={search}
                seen={seen}
                marks={marksOf(row)}
                agents={agents.data ?? []}
                workspace={me.data?.workspace.name ?? ""}
                isOpen={row === openRow}
                isCurrent={isCurrent(row, windowed.first + at)}
                isChosen={chosen.has(row.id)}
                toggle={toggle}
              />
            ))}
          </ul>
        )}
      </div>
      {chosen.size === 0 || !mayChange ? null : <BulkBar count={chosen.size} ask={ask} clear={clear} />}
      {asked === null ? null : (
        <TicketActions
          asked={asked}
          targets={targets}
          close={() => setAsked(null)}
          done={(change) => afterwards(leavesList(view, change))}
        />
      )}
    </section>
  );
}

function EmptyView({ view, search }: { view: TicketView; search: InboxSearch }) {
  const sources = useQuery(sourcesQuery);
  if (search.q !== undefined) {
    return (
      <Empty title="Nothing has these words">
        Looked for “{search.q}” in {view.name.toLowerCase()}.{" "}
        <Link to="/inbox" search={{ ...search, view: "all" }}>
          Look everywhere
        </Link>
      </Empty>
    );
  }
  if (sources.data?.length === 0) {
    return (
      <Empty
        icon={<IconInbox size={28} stroke={1.5} />}
        title="No mail can arrive yet"
        action={<ButtonLink to="/welcome">Connect a source</ButtonLink>}
      >
        Tell Inlet where customers write today, and the first mail shows here.
      </Empty>
    );
  }
  return (
    <Empty icon={<IconInbox size={28} stroke={1.5} />} title="Nothing here">
      {view.empty}
    </Empty>
  );
}

function leavesList(view: TicketView, change: { state?: string; assignee?: unknown }): boolean {
  if (change.state !== undefined && view.filter.state !== undefined) return !view.filter.state.split(",").includes(change.state);
  return change.assignee !== undefined && view.filter.assignee !== undefined;
}
