// Mentions: notes that name somebody who works here, until they open the ticket.
import { z } from "zod";
import { id, time } from "./list.ts";
import { ticketName } from "./tickets.ts";

export const mention = z
  .object({
    /** The note. */
    messageId: id,
    ticket: ticketName,
    /** Who wrote it, by name. */
    author: z.string(),
    /** Its beginning, in one line. */
    preview: z.string(),
    writtenAt: time,
  })
  .meta({ id: "Mention" });
export type Mention = z.infer<typeof mention>;

/** Newest first; at most 100. */
export const mentionList = z.object({ data: z.array(mention) }).meta({ id: "MentionList" });
export type MentionList = z.infer<typeof mentionList>;
