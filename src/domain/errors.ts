// The one error that is expected: it has a stable code, says whether trying again can help, and what a person may read.

export type Retry = "transient" | "permanent";

export interface AppErrorOptions {
  /** Stable, kebab-case, documented in docs/errors.md. */
  code: string;
  retry: Retry;
  /** One or two sentences for a person: what happened, and what to do. Never a secret, never a stack. */
  publicMessage: string;
  cause?: unknown;
}

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: string;
  readonly retry: Retry;
  readonly publicMessage: string;

  constructor(options: AppErrorOptions) {
    super(`${options.code}: ${options.publicMessage}`, { cause: options.cause });
    this.code = options.code;
    this.retry = options.retry;
    this.publicMessage = options.publicMessage;
  }
}

/** An error nobody foresaw counts as transient: the sender keeps the message and tries again. */
export function retryOf(error: unknown): Retry {
  return error instanceof AppError ? error.retry : "transient";
}

/** The text of anything thrown, for a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
