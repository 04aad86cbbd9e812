// Which tickets of the list are chosen, one by one or from one to another.
import { useState } from "react";

export interface Selection {
  chosen: ReadonlySet<string>;
  /** `range` chooses everything from the last one to this one. */
  toggle: (id: string, range: boolean) => void;
  clear: () => void;
}

export function useSelection(rows: readonly { id: string }[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const toggle = (id: string, range: boolean) => {
    const from = rows.findIndex((row) => row.id === anchor);
    const to = rows.findIndex((row) => row.id === id);
    const ids =
      range && from >= 0 && to >= 0 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id) : [id];
    setChosen((before) => withToggled(before, ids, range));
    setAnchor(id);
  };
  return { chosen, toggle, clear: () => setChosen(new Set()) };
}

function withToggled(before: ReadonlySet<string>, ids: readonly string[], onlyAdd: boolean): ReadonlySet<string> {
  const after = new Set(before);
  for (const id of ids) {
    if (!onlyAdd && after.has(id)) after.delete(id);
    else after.add(id);
  }
  return after;
}
