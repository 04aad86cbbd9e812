// The one mapper from anything thrown to application/problem+json (RFC 9457). No stack, no SQL, no value of a row leaves here.
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { ZodError } from "zod";
import type { Problem, ProblemError } from "#contract/problem.ts";
import { AppError } from "#domain/errors.ts";
import type { Logger } from "#platform/log.ts";
import { isDatabaseDown, isRetryable } from "#store/sql-errors.ts";

interface Refusal {
  status: number;
  code: string;
  detail: string;
  errors?: ProblemError[];
  retryAfterSeconds?: number;
}

// Codes of AppError that are not the usual 422 (permanent) or 503 (transient).
const statusOfCode: Readonly<Record<string, number>> = {
  "not-found": 404,
  "bad-cursor": 400,
  "bad-parameter": 400,
  "invalid-request": 400,
  "invalid-settings": 400,
  "not-signed-in": 401,
  "sign-in-failed": 401,
  "totp-required": 401,
  "totp-wrong": 401,
  "setup-link-ended": 401,
  "password-wrong": 403,
  "not-allowed": 403,
  "key-in-browser": 403,
  "foreign-origin": 403,
  "already-queued": 409,
  "delivery-pending": 409,
  "not-quarantined": 409,
  "totp-on-already": 409,
  "totp-not-begun": 409,
  "already-leaving": 409,
  "undo-over": 409,
  "not-retryable": 409,
  "idempotency-key-reused": 409,
  "message-taken-back": 409,
  "name-taken": 409,
  "sending-domain-exists": 409,
  "rotation-under-way": 409,
  "too-many-requests": 429,
  "too-many-attempts": 429,
  "blob-missing": 404,
  "attachment-refused": 404,
};

const titles: Readonly<Record<number, string>> = {
  400: "The request cannot be understood",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Not allowed here",
  409: "Not now",
  413: "Too large",
  415: "Not JSON",
  422: "The request cannot be carried out",
  429: "Too many requests",
  500: "Something went wrong here",
  503: "Not available right now",
};

/** An expected refusal that says when to come back. */
export class TryLater extends AppError {
  readonly retryAfterSeconds: number;
  constructor(code: "too-many-requests" | "too-many-attempts", retryAfterSeconds: number, publicMessage: string) {
    super({ code, retry: "transient", publicMessage });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function createProblemMapper(log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) {
      log.error(
        { part: "http", error, requestId: request.id, route: request.routeOptions?.url ?? null, method: request.method },
        "a request failed",
      );
    }
    sendProblem(request, reply, refusal);
  };
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): void {
  const body: Problem = {
    type: `/docs/errors#${refusal.code}`,
    title: titles[refusal.status] ?? "Refused",
    status: refusal.status,
    code: refusal.code,
    detail: refusal.detail,
    errors: refusal.errors ?? [],
    requestId: request.id,
  };
  if (refusal.retryAfterSeconds !== undefined) reply.header("retry-after", String(refusal.retryAfterSeconds));
  if (refusal.status === 401) reply.header("www-authenticate", 'Bearer realm="Inlet"');
  void reply
    .status(refusal.status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send(body);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof TryLater)
    return { status: 429, code: error.code, detail: error.publicMessage, retryAfterSeconds: error.retryAfterSeconds };
  if (error instanceof AppError) return refusalOfAppError(error);
  if (hasZodFastifySchemaValidationErrors(error)) return refusalOfValidation(error);
  if (isDatabaseDown(error) || isRetryable(error)) {
    return {
      status: 503,
      code: "database-unavailable",
      detail: "The database does not answer right now. Try again in a few seconds.",
      retryAfterSeconds: 2,
    };
  }
  const status = (error as Partial<FastifyError> | null)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) return refusalOfFastify(error as FastifyError, status);
  return { status: 500, code: "internal", detail: "This is a fault of ours. It is in the server's log under the request id." };
}

function refusalOfAppError(error: AppError): Refusal {
  const status = statusOfCode[error.code] ?? (error.retry === "transient" ? 503 : 422);
  const errors =
    error.code === "invalid-settings" && error.cause instanceof ZodError ? errorsIn(error.cause, "/body/settings") : [];
  return { status, code: error.code, detail: error.publicMessage, errors, ...(status === 503 ? { retryAfterSeconds: 5 } : {}) };
}

function refusalOfValidation(error: {
  validation: { instancePath: string; message?: string }[];
  validationContext?: string | undefined;
}): Refusal {
  const place = error.validationContext === "querystring" ? "query" : (error.validationContext ?? "body");
  const errors = error.validation.slice(0, 20).map(({ instancePath, message }) => ({
    pointer: `/${place}${instancePath}`.replace(/\/$/, ""),
    detail: message ?? "This is not right.",
  }));
  return { status: 400, code: "invalid-request", detail: "Some of what was sent cannot be taken. See the errors.", errors };
}

// RFC 6901 §3: ~ and / within a name are written ~0 and ~1.
function errorsIn(error: ZodError, under: string): ProblemError[] {
  return error.issues.slice(0, 20).map(({ path, message }) => ({
    pointer: [under, ...path.map((name) => String(name).replaceAll("~", "~0").replaceAll("/", "~1"))].join("/"),
    detail: message,
  }));
}

const fastifyCodes: Readonly<Record<number, { code: string; detail: string }>> = {
  400: { code: "invalid-request", detail: "The request cannot be read. Send JSON in UTF-8." },
  414: { code: "address-too-long", detail: "A part of this address is longer than any of ours." },
  413: { code: "too-large", detail: "The request is larger than we take." },
  415: { code: "not-json", detail: "Send application/json." },
};

function refusalOfFastify(error: FastifyError, status: number): Refusal {
  const known = fastifyCodes[status] ?? { code: "invalid-request", detail: error.message };
  return { status, ...known };
}
