// A list of what is one's own, newest first: short, whole, driven by the same keys as every other list.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { Age } from "../../ui/clock.tsx";
import { Bones, Empty, Trouble } from "../../ui/states.tsx";
import { pressFocused, useKeys } from "../keys.ts";
import { useCursor } from "../long-list/cursor.ts";
import longList from "../long-list/long-list.module.css";
import styles from "./inbox.module.css";
import { ViewName } from "./list-head.tsx";
import type { OwnView } from "./views.ts";

export interface OwnRow {
  id: string;
  number: number;
  subject: string;
  /** Above the subject: what it is, or by whom. */
  head: ReactNode;
  /** Below it, in one line. */
  line: ReactNode;
  at: string;
  /** Done with: it stays for now. */
  isQuiet?: boolean;
}

interface Given {
  view: OwnView;
  /** Null as long as they are not known. */
  rows: readonly OwnRow[] | null;
  error: Error | null;
  retry: () => void;
  open: string | null;
  icon: ReactNode;
  /** Before the ticket opens. */
  opening?: (row: OwnRow) => void;
}

export function OwnList({ view, rows: known, error, retry, open, icon, opening }: Given) {
  const rows = known ?? [];
  const search = useSearch({ from: "/app/inbox" });
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const openRow = rows.find((row) => String(row.number) === open) ?? null;
  const { current, neighbour, setCursor, isCurrent } = useCursor(rows, openRow);
  const go = (row: OwnRow, replace = false) => {
    opening?.(row);
    void navigate({ to: "/inbox/$number", params: { number: String(row.number) }, search, replace });
  };
  const move = (by: number) => {
    const next = neighbour(by);
    if (next === undefined) return;
    setCursor(next.id);
    if (open !== null) go(next, true);
    else list.current?.querySelectorAll<HTMLElement>("a")[rows.indexOf(next)]?.focus();
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: (event) => {
      if (!pressFocused(event) && current !== null) go(current);
    },
    Escape: () => open !== null && void navigate({ to: "/inbox", search }),
  });
  return (
    <section className={styles.list} aria-label={view.name}>
      <header className={styles.head}>
        <ViewName view={view} />
      </header>
      <div className={longList.scroller}>
        {known === null && error === null ? <Bones rows={3} height={56} /> : null}
        {error === null ? null : <Trouble error={error} retry={retry} />}
        {known?.length === 0 ? (
          <Empty icon={icon} title="Nothing here">
            {view.empty}
          </Empty>
        ) : null}
        <ul className={styles.own} ref={list} hidden={rows.length === 0}>
          {rows.map((row, at) => (
            <li
              key={row.id}
              className={styles.ownRow}
              data-open={row === openRow || undefined}
              data-unread={row.isQuiet === false || undefined}
            >
              <Link
                className={styles.open}
                to="/inbox/$number"
                params={{ number: String(row.number) }}
                search={search}
                tabIndex={isCurrent(row, at) ? 0 : -1}
                aria-current={row === openRow ? "true" : undefined}
                preload={false}
                onClick={() => opening?.(row)}
              >
                <span className={styles.line}>
                  {row.head}
                  <span className={styles.age}>
                    <Age at={row.at} />
                  </span>
                </span>
                <span className={`${styles.subject} clip`}>{row.subject === "" ? "(no subject)" : row.subject}</span>
                <span className={styles.line}>
                  <span className={`${styles.preview} clip`}>{row.line}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
