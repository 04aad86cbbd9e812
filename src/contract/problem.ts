// What every refusal looks like: application/problem+json (RFC 9457), with a stable code and JSON pointers to what was wrong.
import { z } from "zod";

export const problemError = z.object({
  /** RFC 6901 pointer into what was sent: `/body/email`, `/query/limit`. */
  pointer: z.string().meta({ example: "/body/email" }),
  detail: z.string().meta({ example: "This is not an e-mail address." }),
});

export const problem = z
  .object({
    /** A page that explains the code. */
    type: z.string().meta({ example: "/docs/errors#not-found" }),
    title: z.string().meta({ example: "Not found" }),
    status: z.number().int().meta({ example: 404 }),
    /** Stable, kebab-case: what a program branches on. */
    code: z.string().meta({ example: "not-found" }),
    /** For a person: what happened and what to do. */
    detail: z.string().meta({ example: "There is nothing here, or it is not yours." }),
    errors: z.array(problemError),
    /** Also in the `x-request-id` header, and in the server's log. */
    requestId: z.string().meta({ example: "req-7f3a" }),
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof problem>;
export type ProblemError = z.infer<typeof problemError>;
