// Shows of a long list only the rows near the eye: rows of one height, absolute places, the scroll position kept by name.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from "react";

const overscan = 10;
const memory = new Map<string, number>();

export interface Windowed {
  first: number;
  last: number;
  onScroll: () => void;
  /** Brings a row into view, if it is not. */
  reveal: (index: number) => void;
  toTop: () => void;
}

export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  given: { count: number; rowHeight: number; name: string },
): Windowed {
  const { count, rowHeight, name } = given;
  const [range, setRange] = useState({ first: 0, last: Math.min(count, 30) });

  const measure = useCallback(() => {
    const element = scroller.current;
    if (element === null || element.clientHeight === 0) return;
    memory.set(name, element.scrollTop);
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - overscan);
    const last = Math.min(count, Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + overscan);
    setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, [scroller, count, rowHeight, name]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const restore = () => {
      const remembered = memory.get(name) ?? 0;
      if (element.clientHeight > 0 && element.scrollTop === 0 && remembered > 0) element.scrollTop = remembered;
      measure();
    };
    restore();
    const observer = new ResizeObserver(restore);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, name, measure]);

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + element.clientHeight)
        element.scrollTop = top + rowHeight - element.clientHeight;
    },
    [scroller, rowHeight],
  );
  const toTop = useCallback(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
    memory.set(name, 0);
  }, [scroller, name]);

  return { ...range, onScroll: measure, reveal, toTop };
}

/** Asks for the next page before the eye reaches the end of what is loaded. */
export function useNextPage(
  list: { fetchNextPage: () => Promise<unknown>; hasNextPage: boolean; isFetchingNextPage: boolean },
  shown: { last: number; count: number },
): void {
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const isNearEnd = shown.last >= shown.count - 15;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isNearEnd, shown.last, shown.count, hasNextPage, isFetchingNextPage, fetchNextPage]);
}
