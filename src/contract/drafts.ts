// Drafts: what somebody has begun to write on a ticket, kept until it is sent.
import { z } from "zod";
import { id, time } from "./list.ts";
import { address } from "./messages.ts";
import { emailAddress, oneLine } from "./text.ts";
import { upload } from "./uploads.ts";

const person = z.strictObject({
  name: z.string().max(1_000).transform(oneLine).pipe(z.string().max(200)).default(""),
  address: emailAddress,
});
const people = z.array(person).max(100);

/** Null where the ticket's own recipients are meant, whoever they are by then. */
const recipients = people.nullable().default(null);

export const saveDraftRequest = z.strictObject({
  html: z.string().max(500_000).default(""),
  to: recipients,
  cc: recipients,
  bcc: recipients,
  /** Ids of uploads. */
  attachments: z.array(id).max(100).default([]),
  internal: z.boolean().default(false),
  quote: z.boolean().default(false),
  /** Whether the signatures stand below it. */
  signature: z.boolean().default(true),
  state: z.enum(["open", "pending", "on-hold", "resolved"]).nullable().default(null),
});
export type SaveDraftRequest = z.input<typeof saveDraftRequest>;

export const draftContent = z
  .object({
    html: z.string(),
    to: z.array(address).nullable(),
    cc: z.array(address).nullable(),
    bcc: z.array(address).nullable(),
    /** Those that are still there. */
    attachments: z.array(upload),
    internal: z.boolean(),
    quote: z.boolean(),
    signature: z.boolean(),
    state: z.enum(["open", "pending", "on-hold", "resolved"]).nullable(),
  })
  .meta({ id: "DraftContent" });
export type DraftContent = z.infer<typeof draftContent>;

export const draft = draftContent.extend({ updatedAt: time }).meta({ id: "Draft" });
export type Draft = z.infer<typeof draft>;

export const draftAnswer = z.object({ draft: draft.nullable() }).meta({ id: "DraftAnswer" });
export type DraftAnswer = z.infer<typeof draftAnswer>;

/** Where somebody's drafts are, newest first; at most 200. */
export const draftList = z
  .object({
    data: z.array(
      z.object({ ticketId: id, number: z.number().int(), subject: z.string(), internal: z.boolean(), updatedAt: time }),
    ),
  })
  .meta({ id: "DraftList" });
export type DraftList = z.infer<typeof draftList>;
