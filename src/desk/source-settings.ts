// Settings as an admin sends them: whole and right, or refused with what is wrong in them.
import { AppError } from "#domain/errors.ts";
import { type ForwardingSettings, forwardingSettings } from "#domain/source-settings.ts";

/** What is left out gets its default; a setting that does not exist is refused. The ZodError in `cause` says where. */
export function readSettings(given: Record<string, unknown>): ForwardingSettings {
  const read = forwardingSettings.strict().safeParse(given);
  if (read.success) return read.data;
  throw new AppError({
    code: "invalid-settings",
    retry: "permanent",
    publicMessage: "Some settings cannot be taken. See the errors.",
    cause: read.error,
  });
}
