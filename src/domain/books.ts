// The balanced books: every delivery counts in exactly one column, so that seen is always the sum of the others.
import type { Action } from "./outcome.ts";

export const bookColumns = ["created", "appended", "duplicate", "set_aside", "reports", "failed"] as const;
export type BookColumn = (typeof bookColumns)[number];

/** What an outcome is stored as: a decision's action, or `failed` when none could be reached. */
export interface BookedOutcome {
  action: Action | "failed";
  reason: string | null;
}

/** The column in which an outcome counts. Everything that a person can still look for and release counts as set aside. */
export function bookColumn(outcome: BookedOutcome): BookColumn {
  switch (outcome.action) {
    case "create":
      return "created";
    case "append":
      return "appended";
    case "record-report":
      return "reports";
    case "discard":
      return outcome.reason === "duplicate" ? "duplicate" : "set_aside";
    case "quarantine":
      return "set_aside";
    case "failed":
      return "failed";
  }
}
