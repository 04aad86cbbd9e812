// The balanced books: every delivery counts in exactly one column, so that seen is always the sum of the others.
import type { OutcomeAction } from "./outcome.ts";

export type BookColumn = "created" | "appended" | "duplicate" | "setAside" | "reports" | "failed";

/** How many counted in each column. */
export type BookCounts = Record<BookColumn, number>;

/** The column in which an outcome counts. Everything that a person can still look for and release counts as set aside. */
export function bookColumn(outcome: { action: OutcomeAction; reason: string | null }): BookColumn {
  switch (outcome.action) {
    case "create":
      return "created";
    case "append":
      return "appended";
    case "record-report":
      return "reports";
    case "discard":
      return outcome.reason === "duplicate" ? "duplicate" : "setAside";
    case "quarantine":
      return "setAside";
    case "failed":
      return "failed";
  }
}

/** How many have an outcome: what `seen` has to be, less those that are pending. */
export function sumOfBooks(counts: Readonly<BookCounts>): number {
  return counts.created + counts.appended + counts.duplicate + counts.setAside + counts.reports + counts.failed;
}
