// Canned replies: texts that are written once and used often, with places for names and numbers.
import { z } from "zod";
import { id, listParameters, pageOf, time } from "./list.ts";
import { nameOf, searchText } from "./text.ts";

export const cannedReplyListParameters = z.object({
  ...listParameters,
  /** A part of the name. */
  q: searchText.optional(),
});

export const cannedReply = z
  .object({
    id,
    name: z.string().meta({ example: "Ask for a log" }),
    html: z.string().meta({ example: "<p>Hello {{requester.firstName|there}},</p>" }),
    text: z.string(),
    updatedAt: time,
  })
  .meta({ id: "CannedReply" });
export type CannedReply = z.infer<typeof cannedReply>;

export const cannedReplyPage = pageOf(cannedReply).meta({ id: "CannedReplyPage" });
export type CannedReplyPage = z.infer<typeof cannedReplyPage>;

export const cannedReplyParameters = z.object({
  /** The ticket whose names and numbers are filled in. */
  ticket: z.string().max(200).optional(),
});

export const renderedCannedReply = cannedReply
  .extend({
    /** Null where no ticket was named. */
    rendered: z
      .object({
        html: z.string(),
        /** Variables that nothing is known for: they stand in the text as they were typed. */
        unknown: z.array(z.string()),
      })
      .nullable(),
  })
  .meta({ id: "RenderedCannedReply" });
export type RenderedCannedReply = z.infer<typeof renderedCannedReply>;

const html = z.string().min(1).max(100_000);

export const createCannedReplyRequest = z.strictObject({ name: nameOf(200), html });
export type CreateCannedReplyRequest = z.input<typeof createCannedReplyRequest>;

export const changeCannedReplyRequest = z
  .strictObject({ name: nameOf(200).optional(), html: html.optional() })
  .refine((change) => Object.keys(change).length > 0, "Name at least one thing to change.");
export type ChangeCannedReplyRequest = z.input<typeof changeCannedReplyRequest>;

export const cannedVariables = z
  .object({ data: z.array(z.object({ name: z.string().meta({ example: "requester.firstName" }), about: z.string() })) })
  .meta({ id: "CannedVariables" });
export type CannedVariables = z.infer<typeof cannedVariables>;
