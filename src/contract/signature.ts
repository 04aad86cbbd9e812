// What stands below an agent's answers.
import { z } from "zod";

export const signature = z
  .object({
    /** Empty: none. */
    html: z.string(),
    text: z.string(),
  })
  .meta({ id: "Signature" });
export type Signature = z.infer<typeof signature>;

export const changeSignatureRequest = z.strictObject({ html: z.string().max(20_000) });
export type ChangeSignatureRequest = z.input<typeof changeSignatureRequest>;
