// The refusals that more than one act of an agent can meet.
import { AppError } from "#domain/errors.ts";

/** What is not there and what is somebody else's are told in the same words. */
export function notFound(): AppError {
  return refusal("not-found", "There is nothing here, or it is not yours.");
}

export function refusal(code: string, publicMessage: string): AppError {
  return new AppError({ code, retry: "permanent", publicMessage });
}
