// How routes describe themselves, for validation, for the OpenAPI document and for the types of their handlers at once.
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { problem } from "#contract/problem.ts";

export type Server = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const problemTexts = {
  400: "Something sent cannot be taken: `errors` points at it.",
  401: "Nobody is signed in, or the key is not valid.",
  403: "The key or the role may not do this.",
  404: "There is nothing here, or it belongs to another workspace.",
  409: "It cannot be done in the state that it is in.",
  422: "It was understood and cannot be carried out.",
  429: "Too many requests: `Retry-After` says when to come back.",
  503: "The database does not answer right now: `Retry-After` says when to come back.",
} as const;

type ProblemStatus = keyof typeof problemTexts;

function problemAnswer(status: ProblemStatus) {
  return { description: problemTexts[status], content: { "application/problem+json": { schema: problem } } };
}

/** What every route can answer besides its own: 400, 401, 403, 429, 503. */
const always = {
  400: problemAnswer(400),
  401: problemAnswer(401),
  403: problemAnswer(403),
  429: problemAnswer(429),
  503: problemAnswer(503),
};

/** 200 with JSON, and the refusals that every route has. */
export function answers<const Status extends 200 | 201, Schema extends z.ZodType>(
  status: Status,
  description: string,
  schema: Schema,
) {
  return { [status]: { description, content: { "application/json": { schema } } }, ...always } as {
    [K in Status]: { description: string; content: { "application/json": { schema: Schema } } };
  } & typeof always;
}

/** No content (204, or 202 where the work goes on), and the refusals that every route has. */
export function done<const Status extends 202 | 204>(status: Status, description: string) {
  return { [status]: z.null().describe(description), ...always } as { [K in Status]: z.ZodNull } & typeof always;
}

export const gone = { 404: problemAnswer(404) };
export const conflict = { 409: problemAnswer(409) };
export const impossible = { 422: problemAnswer(422) };
