// Suppressions: addresses that get no mail, with the reason, until somebody releases them.
import { z } from "zod";
import { id, listParameters, pageOf, time } from "./list.ts";
import { emailAddress, nameOf } from "./text.ts";

export const suppressionReasons = ["bounced", "complained", "by-hand"] as const;

export const suppression = z
  .object({
    address: z.string().meta({ example: "ana@example.org" }),
    reason: z.enum(suppressionReasons),
    /** What was said: a status code and the far side's words, or a note. */
    evidence: z.string(),
    /** The delivery that reported it. */
    reportedBy: id.nullable(),
    createdAt: time,
    /** Null: it holds. */
    releasedAt: time.nullable(),
    /** `agent:<id>`, `api-key:<id>`. */
    releasedBy: z.string().nullable(),
  })
  .meta({ id: "Suppression" });
export type Suppression = z.infer<typeof suppression>;

export const suppressionPage = pageOf(suppression).meta({ id: "SuppressionPage" });

export const suppressionListParameters = z.object({
  ...listParameters,
  /** Addresses that begin so. */
  q: z.string().trim().max(254).optional(),
  /** Also those that were released. */
  released: z.enum(["true", "false"]).default("false"),
});

export const addSuppressionRequest = z.strictObject({ address: emailAddress, note: nameOf(500).optional() });
export type AddSuppressionRequest = z.input<typeof addSuppressionRequest>;

export const suppressionPath = z.object({ address: z.string().max(254) });
