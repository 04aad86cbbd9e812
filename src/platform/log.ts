// What the server says about itself: one JSON object a line in production, one readable line on a terminal. Never a secret.
import { inspect } from "node:util";
import { pino } from "pino";

/** Words that every log line spells the same. Other fields are welcome; these are the ones that people search for. */
export interface LogFields {
  /** Which part speaks: "smtp", "intake", "http", "postgres", … */
  part?: string;
  error?: unknown;
  requestId?: string;
  workspaceId?: string;
  sourceId?: string;
  deliveryId?: string;
  ticketId?: string;
  durationMs?: number;
  [field: string]: unknown;
}

export interface Logger {
  debug(fields: LogFields, text: string): void;
  info(fields: LogFields, text: string): void;
  warn(fields: LogFields, text: string): void;
  error(fields: LogFields, text: string): void;
  /** A log whose lines all carry these fields. */
  child(fields: LogFields): Logger;
}

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

// Names under which a secret could slip into a line, at the top and one level down.
const secretNames = [
  "password",
  "secret",
  "token",
  "apiKey",
  "key",
  "authorization",
  "cookie",
  "totp",
  "challengeCode",
  "connectionString",
];
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`]);

export interface LogOptions {
  level: LogLevel;
  /** Where lines go; default: standard error, so that a command's own answer on standard output stays clean. */
  write?: (line: string) => void;
  /** One readable line instead of JSON; default: when standard error is a terminal. */
  readable?: boolean;
  colour?: boolean;
}

export function createLog(options: LogOptions): Logger {
  const readable = options.readable ?? process.stderr.isTTY === true;
  const colour = options.colour ?? (readable && !process.env.NO_COLOR);
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    errorKey: "error",
    messageKey: "text",
    serializers: { error: describeError },
    redact: { paths: secretPaths, censor: "[secret]" },
  };
  return pino(settings, { write: readable ? (line) => write(`${toReadable(line, colour)}\n`) : write });
}

/** A log that says nothing, for tests and for commands whose answer is their output. */
export const silentLog: Logger = createLog({ level: "silent" });

/** An error as a log may show it: no query parameters and no row values (PostgreSQL puts those into `detail`). */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === "object" ? inspect(error, { depth: 1 }) : error;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

const colours: Record<string, string> = { debug: "\u001b[2m", info: "\u001b[36m", warn: "\u001b[33m", error: "\u001b[31m" };

function toReadable(line: string, colour: boolean): string {
  const { level, time, text, part, error, ...rest } = JSON.parse(line) as LogFields & Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const mark = String(level).padEnd(5);
  const fields = Object.entries(rest).map(
    ([name, value]) => ` ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const head = colour ? `${colours[String(level)] ?? ""}${mark}\u001b[0m` : mark;
  const trouble = error === undefined ? "" : `\n  ${readableError(error).replaceAll("\n", "\n  ")}`;
  return `${clock} ${head} ${part === undefined ? "" : `${String(part)}: `}${String(text)}${fields.join("")}${trouble}`;
}

function readableError(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { stack, message, cause } = error as { stack?: string; message?: string; cause?: unknown };
  return `${stack ?? message ?? inspect(error)}${cause === undefined ? "" : `\ncaused by ${readableError(cause)}`}`;
}
