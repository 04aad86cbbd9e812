// The balanced books: everything seen is somewhere.
import { z } from "zod";
import { id, time } from "./list.ts";

export const booksParameters = z.object({
  hours: z.coerce.number().int().min(1).max(744).default(24),
  source: z.string().max(200).optional(),
});

const counts = {
  seen: z.number().int(),
  created: z.number().int(),
  appended: z.number().int(),
  /** Copies of a message that is here already. */
  duplicate: z.number().int(),
  /** Quarantined, or left out for a reason: all that a person can still look for and release. */
  setAside: z.number().int(),
  reports: z.number().int(),
  failed: z.number().int(),
  /** Stored, and without an outcome yet. */
  pending: z.number().int(),
};

export const booksHour = z.object({ hour: time, ...counts }).meta({ id: "BooksHour" });
export type BooksHour = z.infer<typeof booksHour>;

/** seen = created + appended + duplicate + setAside + reports + failed + pending, in every line. */
export const books = z
  .object({
    since: time,
    until: time,
    sourceId: id.nullable(),
    totals: z.object(counts),
    /** One for each hour of the span, oldest first, also where nothing came. */
    hours: z.array(booksHour),
    /** Whether the sentence above holds. */
    balanced: z.boolean(),
  })
  .meta({ id: "Books" });
export type Books = z.infer<typeof books>;
