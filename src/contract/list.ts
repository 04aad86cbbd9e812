// How every list is asked for and answered: `?limit=&cursor=` in, `{data, nextCursor}` out.
import { z } from "zod";

/** RFC 9562 text form. A path with anything else in this place leads nowhere (404), so the path schemas take any string. */
export const id = z.guid().meta({ example: "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b" });

/** RFC 3339, UTC, with milliseconds. */
export const time = z.iso.datetime().meta({ example: "2026-11-20T09:30:00.000Z" });

/** A point in time as a person or a program gives it: with any offset. */
export const timeGiven = z.iso.datetime({ offset: true });

export const pathId = z.object({ id: z.string().max(200) });

/** What every list takes. The cursor is opaque: give back what the last page named as `nextCursor`. */
export const listParameters = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
};

/** A page: `nextCursor` is null on the last one. A filtered page may be short and still have a next one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** Words of a closed set, one or several, comma-separated: `open,pending`. */
export function severalOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .string()
    .max(500)
    .transform((text) => [...new Set(text.split(",").map((word) => word.trim()))])
    .pipe(z.array(z.enum(words)).min(1))
    .meta({ description: `One or several, comma-separated: ${words.join(", ")}` });
}
