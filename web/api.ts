// How the console talks to Inlet: same origin, session cookie, problem+json turned into one kind of error.
import type { Problem, ProblemError } from "#contract/problem.ts";

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface SendOptions {
  signal?: AbortSignal;
  /** Sent again under the same key, it is done once. */
  idempotencyKey?: string;
  /** Goes on when the page is closed, if its body is no larger than `outlivesPageBytes`. */
  outlivesPage?: boolean;
}

/** Fetch §4.5: all requests that outlive a page may have 64 KiB together. Some of it is left to the others. */
export const outlivesPageBytes = 60_000;

/** A refusal of the server (RFC 9457), or a request that never reached it (`code` is then `offline`). */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly ProblemError[];
  readonly requestId: string | null;

  constructor(problem: Partial<Problem> & { status: number; code: string; title: string; detail: string }) {
    super(`${problem.code}: ${problem.detail}`);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId ?? null;
  }
}

const prefix = "/api/v1";
let sessionEnded: () => void = () => {};

/** Names what happens when the server says 401 to something other than a sign-in. */
export function onSessionEnd(listener: () => void): void {
  sessionEnded = listener;
}

export function get<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
  return send<Answer>("GET", addressOf(path, query), undefined, signal === undefined ? {} : { signal });
}

export function post<Answer>(path: string, body?: unknown, options: SendOptions = {}): Promise<Answer> {
  return send<Answer>("POST", addressOf(path, {}), body, options);
}

export function put<Answer>(path: string, body: unknown, options: SendOptions = {}): Promise<Answer> {
  return send<Answer>("PUT", addressOf(path, {}), body, options);
}

export function patch<Answer>(path: string, body: unknown): Promise<Answer> {
  return send<Answer>("PATCH", addressOf(path, {}), body);
}

export function remove<Answer>(path: string, body?: unknown): Promise<Answer> {
  return send<Answer>("DELETE", addressOf(path, {}), body);
}

/** The address of something that the browser fetches by itself: an attachment, a raw mail, a frame, the event stream. */
export function addressOf(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return `${prefix}${path}${text === "" ? "" : `?${text}`}`;
}

/** What to tell a person about anything that was thrown. */
export function explain(error: unknown): { title: string; detail: string; requestId: string | null } {
  if (error instanceof ApiProblem) return { title: error.title, detail: error.detail, requestId: error.requestId };
  return {
    title: "Something in this page went wrong",
    detail: "Load the page again. Your mail is not affected.",
    requestId: null,
  };
}

async function send<Answer>(method: string, url: string, body?: unknown, options: SendOptions = {}): Promise<Answer> {
  const response = await reach(method, url, body, options);
  if (response.ok) return (await answerOf(response)) as Answer;
  const problem = await problemOf(response);
  if (problem.status === 401 && !url.startsWith(`${prefix}/auth/`)) sessionEnded();
  throw problem;
}

async function reach(method: string, url: string, body: unknown, options: SendOptions): Promise<Response> {
  const { signal } = options;
  const written = body === undefined ? undefined : JSON.stringify(body);
  // Larger, it would be refused outright; as it is, it arrives unless the page is gone before.
  const outlives = options.outlivesPage === true && new TextEncoder().encode(written).length <= outlivesPageBytes;
  try {
    return await fetch(url, {
      method,
      credentials: "same-origin",
      redirect: "error",
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(options.idempotencyKey === undefined ? {} : { "idempotency-key": options.idempotencyKey }),
      },
      keepalive: outlives,
      ...(written === undefined ? {} : { body: written }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiProblem({
      status: 0,
      code: "offline",
      title: "Inlet cannot be reached",
      detail: "Nothing was changed. Mail keeps arriving as long as the server runs; this page tries again by itself.",
    });
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return refusal(response.status, isJson ? await response.text() : "");
}

/** The problem that a refusing answer carries; one of our own words where it carries none. */
export function refusal(status: number, body: string): ApiProblem {
  const fallback = {
    status,
    code: "unexpected",
    title: "Inlet answered in a way this page does not understand",
    detail: `The server answered ${status}. Try again; if it stays so, look into the server's log.`,
  };
  try {
    return new ApiProblem({ ...fallback, ...(JSON.parse(body) as Partial<Problem>), status });
  } catch {
    return new ApiProblem(fallback);
  }
}
