// Whether a relay takes our mail, tried without sending any: connect, EHLO, TLS, sign in. What fails has a stable code.
import { AppError, messageOf } from "#domain/errors.ts";
import { RelayConnection, type RelaySettings, type RelayTimeouts } from "./relay-connection.ts";

/** Somebody waits for it. */
const timeouts: RelayTimeouts = { connect: 8_000, greeting: 8_000, silence: 10_000, message: 10_000 };

export interface ProbeOptions {
  /** How we introduce ourselves. */
  hostname: string;
  timeouts?: Partial<RelayTimeouts>;
  /** A certificate authority to trust besides the usual ones, in PEM: for tests. */
  trust?: string;
}

/** Null: it works. Never rejects. A relay of kind "sink" always works. */
export async function probeRelay(relay: RelaySettings, options: ProbeOptions): Promise<AppError | null> {
  if (relay.kind === "sink") return null;
  const within = { ...timeouts, ...options.timeouts };
  try {
    const connection = await RelayConnection.open({ relay, hostname: options.hostname, timeouts: within, trust: options.trust });
    connection.quit();
    return null;
  } catch (error) {
    return error instanceof AppError ? error : explain(error as SmtpError, relay);
  }
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

function explain(error: SmtpError, relay: RelaySettings): AppError {
  const place = `${relay.host}:${relay.port}`;
  const said = wordsOf(error);
  // RFC 4954 §6, RFC 3207 §4: it asks for encryption first.
  if (error.responseCode === 538 || (error.responseCode === 530 && /STARTTLS/i.test(said)))
    return failure("relay-wants-tls", `${place} wants an encrypted connection (${said}). Choose TLS "required".`, error);
  if (error.code === "EAUTH" || error.command?.startsWith("AUTH") === true) return explainSignIn(error, place, said);
  // A relay that asks who we are before it says anything else (RFC 4954 §6).
  if (error.responseCode === 530 && error.code !== "ETLS")
    return failure("relay-auth-failed", `${place} wants a user and a password (${said}).`, error);
  if (isAboutTls(error)) return explainTls(error, relay, said);
  if (error.responseCode !== undefined && error.responseCode >= 400)
    return failure("relay-refused", `${place} answers, and refuses to talk to this machine: ${said}`, error);
  if (error.code === "EPROTOCOL")
    return failure("relay-no-smtp", `What answers at ${place} is no mail relay (${said}). Check host and port.`, error);
  return failure(
    "relay-unreachable",
    `${place} cannot be reached (${said}). Check host and port, and whether the network lets this machine out: many providers close port 25, 587 mostly works.`,
    error,
  );
}

function explainSignIn(error: SmtpError, place: string, said: string): AppError {
  // RFC 5321 §4.2.4: the command is not known here.
  const isUnknown = error.responseCode === undefined || [500, 502, 503, 504].includes(error.responseCode);
  return isUnknown
    ? failure(
        "relay-auth-missing",
        `${place} offers no way to sign in that Inlet knows (${said}). Leave user and password empty, or use its submission port 587.`,
        error,
      )
    : failure("relay-auth-failed", `${place} does not accept the user and password (${said}).`, error);
}

function explainTls(error: SmtpError, relay: RelaySettings, said: string): AppError {
  const place = `${relay.host}:${relay.port}`;
  if (error.responseCode !== undefined)
    return failure(
      "relay-tls-missing",
      `${place} does not offer STARTTLS (${said}). Use its port 587 or 465, or choose TLS "optional" if the way there is yours.`,
      error,
    );
  if (/wrong version number|packet length too long|unknown protocol/i.test(said))
    return failure(
      "relay-tls-failed",
      `${place} does not speak TLS from the first byte. Choose "required" (STARTTLS), or port 465.`,
      error,
    );
  return failure(
    "relay-tls-failed",
    `The encrypted connection to ${place} failed: ${said}. Name the host as its certificate does.`,
    error,
  );
}

function isAboutTls(error: SmtpError): boolean {
  return (
    error.code === "ETLS" ||
    error.command === "STARTTLS" ||
    /certificate|altnames|self.signed|\bSSL\b|\bTLS\b|wrong version number/i.test(error.message) ||
    /required STARTTLS/.test(error.message)
  );
}

function wordsOf(error: SmtpError): string {
  const words = error.response ?? messageOf(error);
  return words
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 300)
    .toWellFormed();
}

function failure(code: string, publicMessage: string, cause: unknown): AppError {
  return new AppError({ code, retry: "transient", publicMessage, cause });
}
