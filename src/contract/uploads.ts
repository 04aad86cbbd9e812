// Files that were chosen for an answer and have not been sent yet.
import { z } from "zod";
import { id, time } from "./list.ts";

export const upload = z
  .object({
    id,
    name: z.string().meta({ example: "invoice.pdf" }),
    mediaType: z.string(),
    /** By our own look at the bytes; null for all but pictures that a browser may show. */
    sniffedType: z.string().nullable(),
    isImage: z.boolean(),
    /** Bytes. */
    size: z.number().int(),
    createdAt: time,
  })
  .meta({ id: "Upload" });
export type Upload = z.infer<typeof upload>;

export const uploadParameters = z.object({
  /** The file's name, where the header `X-File-Name` (percent-encoded UTF-8) does not say it. */
  name: z.string().max(1_000).optional(),
});
