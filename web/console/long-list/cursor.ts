// The row of a long list that one is on: moved by keys, and kept in its place when a row leaves.
import { useRef, useState } from "react";

export interface Cursor<Row> {
  current: Row | null;
  /** The row so many places on, or the last one there is; undefined in an empty list. */
  neighbour: (by: number) => Row | undefined;
  /** The row that is under the thumb once the current one has left. */
  afterCurrent: () => Row | null;
  setCursor: (id: string | null) => void;
  /** One row can always be reached by Tab: the current one, or the first. */
  isCurrent: (row: Row, place: number) => boolean;
}

/** `open` is the row that is shown beside the list; it goes before the row one has moved to. */
export function useCursor<Row extends { id: string }>(rows: readonly Row[], open: Row | null = null): Cursor<Row> {
  const [cursor, setCursor] = useState<string | null>(null);
  const current = open ?? rows.find((row) => row.id === cursor) ?? null;
  const index = current === null ? -1 : rows.indexOf(current);
  // Acting on a row that then leaves the list keeps the place: what comes next is under the thumb.
  const lastIndex = useRef(0);
  if (index >= 0) lastIndex.current = index;

  const neighbour = (by: number) => {
    const from = index >= 0 ? index : by > 0 ? Math.min(lastIndex.current, rows.length) - 1 : lastIndex.current;
    return rows[Math.max(0, Math.min(rows.length - 1, from + by))];
  };
  return {
    current,
    neighbour,
    afterCurrent: () => rows[index + 1] ?? rows[index - 1] ?? null,
    setCursor,
    isCurrent: (row, place) => row === current || (current === null && place === 0),
  };
}
