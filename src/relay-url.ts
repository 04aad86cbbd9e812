// A relay as one URL, for INLET_SMTP_RELAY: what it says, or what is wrong with it. By the same rules as a relay that is set over the API.
import { setRelayRequest } from "#contract/relays.ts";
import { isLinkLocal, isThisMachine } from "#platform/link-local.ts";
import { Secret } from "#platform/secrets.ts";

/** Where and how to hand over mail (RFC 6409). */
export interface RelayAddress {
  host: string;
  port: number;
  /** implicit: TLS from the first byte (RFC 8314). required: STARTTLS or nothing. optional: STARTTLS where it is offered. */
  tls: "implicit" | "required" | "optional" | "none";
  username: string | null;
  password: Secret | null;
}

const startTlsModes = ["required", "optional", "none"] as const;
type StartTlsMode = (typeof startTlsModes)[number];

/** The relay, or in a few words what is wrong: never with what was given, which may be a password. */
export function readRelayUrl(given: string): RelayAddress | string {
  const url = URL.parse(given.trim());
  if (url === null) return "this is no URL (write special characters of user and password as %23, %2F, %40 …)";
  const { protocol, searchParams } = url;
  if (protocol !== "smtp:" && protocol !== "smtps:") return "it does not begin with smtp:// or smtps://";
  // What follows an unescaped # / or ? of a password would be taken for this, and its beginning for the port.
  if (!["", "/"].includes(url.pathname) || url.hash !== "" || given.includes("#"))
    return "something follows host and port (write # / ? in user and password as %23 %2F %3F)";
  const stray = [...searchParams.keys()].filter((key) => key !== "tls");
  if (stray.length > 0 || searchParams.getAll("tls").length > 1)
    return "behind the ? only tls=required, tls=optional or tls=none may stand";
  const signIn = signInOf(url);
  if (typeof signIn === "string") return signIn;
  const tls = tlsOf(url, signIn.password !== null);
  if (tls === null)
    return protocol === "smtps:" ? "smtps:// is TLS from the first byte: leave ?tls= out" : wrongMode(searchParams.get("tls"));
  const port = url.port === "" ? (protocol === "smtps:" ? 465 : 587) : Number(url.port);
  return checked({ host: url.hostname, port, tls, ...signIn });
}

// Percent-encoding is what lets a password hold any character; what does not decode would be sent as something else.
function signInOf({ username, password }: URL): { username: string | null; password: string | null } | string {
  try {
    if (username === "" && password !== "") return "there is a password and no user";
    return {
      username: username === "" ? null : decodeURIComponent(username),
      password: password === "" ? null : decodeURIComponent(password),
    };
  } catch {
    return "user or password hold a % that is no escape (write it as %25)";
  }
}

function tlsOf({ protocol, hostname, searchParams }: URL, hasPassword: boolean): RelayAddress["tls"] | null {
  const wanted = searchParams.get("tls");
  if (protocol === "smtps:") return wanted === null ? "implicit" : null;
  if (wanted === null) return hasPassword && !isThisMachine(hostname) ? "required" : "optional";
  return (startTlsModes as readonly string[]).includes(wanted) ? (wanted as StartTlsMode) : null;
}

function wrongMode(wanted: string | null): string {
  return wanted === "implicit"
    ? "for TLS from the first byte write smtps:// and leave ?tls= out"
    : "?tls= is none of required, optional and none";
}

const wrongParts: Readonly<Record<string, string>> = {
  host: "the host is no name or address of a machine",
  port: "the port is none from 1 to 65535",
  username: "the user is longer than 500 characters, or holds a line break or another control character",
  password: "the password is longer than 500 characters, or holds a line break or another control character",
};

function checked(relay: Omit<RelayAddress, "password"> & { password: string | null }): RelayAddress | string {
  const { success, data, error } = setRelayRequest.safeParse(relay);
  if (!success) return wrongParts[String(error.issues[0]?.path[0])] ?? "it is no relay";
  const { host, port, tls, username } = data;
  if (isLinkLocal(host)) return "the host is a link-local address, where no mail relay is";
  if (tls === "none" && !isThisMachine(host))
    return "tls=none is for a relay on this machine alone: use tls=optional where the relay offers no STARTTLS";
  return { host, port, tls, username, password: relay.password === null ? null : new Secret(relay.password) };
}
