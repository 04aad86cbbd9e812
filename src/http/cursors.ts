// Cursors: where a page ended, as text that callers hand back and need not understand.
import { z } from "zod";
import { isId } from "#domain/ids.ts";
import { refusal } from "#desk/refusals.ts";

const id = z.string().refine(isId);
/** Microseconds since 1970. */
const moment = z.number().int().min(-62_135_596_800_000_000).max(Number.MAX_SAFE_INTEGER);

export const idCursor = z.tuple([z.literal("i"), id]);
export const momentCursor = z.tuple([z.literal("m"), moment, id]);
export const searchCursor = z.tuple([z.literal("s"), moment, z.number().int().min(0).max(10_000)]);

export function writeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** The position in a cursor that we made for this kind of list; anything else is the caller's mistake. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (!parsed.success) throw refusal("bad-cursor", "This cursor is not from this list. Start again without one.");
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Cuts a list that was read one longer than the page, and says where the next page begins. */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
  toItem: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { data: shown.map(toItem), nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
