// The list never jumps: rows keep their places until somebody asks for the news.
import { expect, it } from "vitest";
import type { TicketSummary } from "#contract/tickets.ts";
import { countNews, mapRows, type Pages, refreshRows, rowsOf, startOver } from "./list-cache.ts";

const row = (id: string, lastMessageAt: string, subject = id) => ({ id, lastMessageAt, subject }) as TicketSummary;
const pagesOf = (...pages: TicketSummary[][]): Pages => ({
  pages: pages.map((data, at) => ({ data, nextCursor: at < pages.length - 1 ? "more" : null })),
  pageParams: pages.map(() => null),
});
const shown = pagesOf([row("c", "3"), row("b", "2")], [row("a", "1")]);

it("a ticket that is on two pages shows once, at its first place", () => {
  expect(rowsOf(pagesOf([row("a", "2"), row("b", "1")], [row("b", "1"), row("c", "0")])).map((one) => one.id)).toEqual([
    "a",
    "b",
    "c",
  ]);
});

it("a new message changes its row where it stands", () => {
  const after = rowsOf(refreshRows(shown, [row("a", "9", "changed"), row("z", "8")]));
  expect(after.map((one) => one.id)).toEqual(["c", "b", "a"]);
  expect(after[2]?.subject).toBe("changed");
});

it("news are tickets not shown and tickets that moved up", () => {
  expect(countNews(rowsOf(shown), [row("z", "9"), row("a", "8"), row("c", "3"), row("b", "2")])).toBe(2);
  expect(countNews(rowsOf(shown), [row("c", "3"), row("b", "2")])).toBe(0);
  expect(countNews([], [row("c", "3")])).toBe(1);
});

it("an older ticket that slid into the first page is no news", () => {
  expect(countNews([row("c", "3")], [row("c", "3"), row("b", "2")])).toBe(0);
});

it("a row can leave, and the others stay", () => {
  expect(rowsOf(mapRows(shown, (one) => (one.id === "b" ? null : one))).map((one) => one.id)).toEqual(["c", "a"]);
});

it("starting over shows the fresh page alone", () => {
  expect(rowsOf(startOver({ data: [row("z", "9")], nextCursor: null })).map((one) => one.id)).toEqual(["z"]);
});
