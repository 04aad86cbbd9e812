// /books: everything seen is somewhere, for each hour.
import { booksParameters, books } from "#contract/books.ts";
import { sumOfBooks } from "#domain/books.ts";
import { isId } from "#domain/ids.ts";
import { notFound } from "#desk/refusals.ts";
import { type BooksLine, readBooks } from "#store/books-read.ts";
import { inWorkspace } from "#store/db.ts";
import { sourceExists } from "#store/sources.ts";
import { callerOf } from "../caller.ts";
import { type Server, answers, gone } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";

const hourMs = 3_600_000;

export function bookRoutes(server: Server, { db, clock }: HttpOptions): void {
  server.get(
    "/books",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "getBooks",
        tags: ["Deliveries"],
        summary: "The balanced books of the last hours",
        description:
          "seen = created + appended + duplicate + setAside + reports + failed + pending, in every line. The first hour is whole; the last one is going on.",
        querystring: booksParameters,
        response: { ...answers(200, "The books.", books), ...gone },
      },
    },
    async (request) => {
      const { hours, source } = request.query;
      const span = spanOf(clock.now(), hours, source ?? null);
      const lines = await inWorkspace(db, callerOf(request).workspaceId, async (tx) => {
        if (span.sourceId !== null && !(isId(span.sourceId) && (await sourceExists(tx, span.sourceId)))) throw notFound();
        return readBooks(tx, span);
      });
      const whole = everyHour(lines, span.since, hours);
      const totals = sum(whole);
      return toWire({ ...span, totals, hours: whole, balanced: [totals, ...whole].every(isBalanced) });
    },
  );
}

function spanOf(now: Date, hours: number, sourceId: string | null) {
  const thisHour = Math.floor(now.getTime() / hourMs) * hourMs;
  return { since: new Date(thisHour - (hours - 1) * hourMs), until: new Date(thisHour + hourMs), sourceId };
}

type Counts = Omit<BooksLine, "hour">;
const nothing: Counts = { seen: 0, created: 0, appended: 0, duplicate: 0, setAside: 0, reports: 0, failed: 0, pending: 0 };

function everyHour(lines: readonly BooksLine[], since: Date, hours: number): BooksLine[] {
  const known = new Map(lines.map((line) => [line.hour.getTime(), line]));
  return Array.from({ length: hours }, (_, index) => {
    const hour = new Date(since.getTime() + index * hourMs);
    return known.get(hour.getTime()) ?? { hour, ...nothing };
  });
}

function sum(lines: readonly BooksLine[]): Counts {
  const totals = { ...nothing };
  for (const line of lines) for (const column of Object.keys(totals) as (keyof Counts)[]) totals[column] += line[column];
  return totals;
}

function isBalanced(line: Counts): boolean {
  return line.seen === sumOfBooks(line) + line.pending;
}
