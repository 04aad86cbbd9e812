// Every outcome counts in exactly one column of the books.
import { expect, test } from "vitest";
import { bookColumn } from "./books.ts";
import { discardReasons, quarantineReasons } from "./outcome.ts";

test.each([
  ["create", null, "created"],
  ["append", "references", "appended"],
  ["discard", "duplicate", "duplicate"],
  ["record-report", null, "reports"],
  ["failed", null, "failed"],
] as const)("%s (%s) counts as %s", (action, reason, column) => {
  expect(bookColumn({ action, reason })).toBe(column);
});

test("everything else that makes no ticket counts as set aside", () => {
  for (const reason of discardReasons.filter((word) => word !== "duplicate")) {
    expect(bookColumn({ action: "discard", reason })).toBe("setAside");
  }
  for (const reason of quarantineReasons) expect(bookColumn({ action: "quarantine", reason })).toBe("setAside");
});
