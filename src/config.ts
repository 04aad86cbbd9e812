// The environment becomes a Config here, and nowhere else. One table names, checks and describes every variable.
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { z } from "zod";
import { AppError } from "#domain/errors.ts";
import { logLevels, type LogLevel } from "#platform/log.ts";
import { Secret } from "#platform/secrets.ts";
import { type RelayAddress, readRelayUrl } from "./relay-url.ts";

export interface Config {
  /** Absolute path of the data root. */
  dataDir: string;
  /** The address that both servers listen on. */
  host: string;
  httpPort: number;
  smtpPort: number;
  /** Lower case, ASCII: the domain of generated addresses, and our own name in SMTP. */
  mailDomain: string;
  /** Where people reach the console, without a slash at the end. */
  publicUrl: string;
  /** Null: generated once, see installation-files.ts. */
  secret: Secret | null;
  /** Null: the embedded database. */
  databaseUrl: Secret | null;
  /** Null: the system's resolvers. */
  dns: { host: string; port: number } | null;
  /** The relay that answers leave through where no other is set up; null: none. */
  smtpRelay: RelayAddress | null;
  /** Bytes. */
  smtpMaxSize: number;
  /** Null: /metrics answers to this machine alone. */
  metricsToken: Secret | null;
  logLevel: LogLevel;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  /** Addresses and networks of mail relays that may hold as many SMTP sessions as they need. */
  trustedRelays: readonly string[];
  /** PEM of the SMTP server's key and certificate; null: a self-signed one is generated once. */
  tls: { key: Secret; cert: string } | null;
  unsafeNoFsync: boolean;
  /** Variables that begin with INLET_ and that nobody reads: typing errors, most likely. */
  unknown: readonly string[];
}

interface Variable<S extends z.ZodType = z.ZodType> {
  schema: S;
  /** Ends the sentence "expected …". */
  expected: string;
  /** One line for docs/configuration.md. */
  about: string;
  /** The default, as docs/configuration.md shows it. */
  otherwise: string;
  /** May also be given as NAME_FILE, a file that holds it; never shown. */
  secret?: true;
}

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((number) => number <= 65_535);
const text = z.string().min(1);
const networks = z
  .string()
  .transform((list) =>
    list
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ""),
  )
  .refine((list) => list.every(isNetwork));

/** Every variable, in the order of the page. */
export const variables = {
  INLET_DATA_DIR: {
    schema: text.transform((path) => resolve(path)),
    expected: "a path",
    about: "Data root: the embedded database, large messages and attachments, generated keys. Back this up.",
    otherwise: "`/var/lib/inlet` for root, `./data` otherwise",
  },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }),
    expected: "a URL such as postgres://user:password@host:5432/inlet",
    about:
      "An external PostgreSQL, version 16 or newer, instead of the embedded one. Its user owns the database and may create the role `inlet_app`.",
    otherwise: "the embedded database",
    secret: true,
  },
  INLET_HOST: {
    schema: z.string().refine((host) => isIP(host) !== 0 || host === "localhost"),
    expected: "an IP address to listen on, such as 0.0.0.0",
    about:
      "Address that the web and mail servers listen on. Put a TLS-terminating proxy before the web server before you open it to others.",
    otherwise: "`127.0.0.1`",
  },
  INLET_HTTP_PORT: {
    schema: port,
    expected: "a port from 0 to 65535",
    about: "Port of the console and the API. 0 takes any free one.",
    otherwise: "`3000`",
  },
  INLET_SMTP_PORT: {
    schema: port,
    expected: "a port from 0 to 65535",
    about: "Port of the mail receiver. 0 takes any free one.",
    otherwise: "`2525`",
  },
  INLET_MAIL_DOMAIN: {
    schema: z
      .string()
      .toLowerCase()
      .max(200)
      .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
    expected: "a domain name such as in.example.com (an international one in its xn-- form)",
    about:
      "Domain of the generated addresses. Its MX record must lead to the mail receiver. Use a domain of its own, where nobody has an identity.",
    otherwise: "`inlet.localhost`",
  },
  INLET_PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
    expected: "an http or https URL such as https://desk.example.com",
    about: "Where people reach the console. With https, cookies are for https only.",
    otherwise: "`http://<INLET_HOST>:<INLET_HTTP_PORT>`",
  },
  INLET_SECRET: {
    schema: z.string().min(32),
    expected: "at least 32 characters",
    about: "Encrypts stored secrets and signs reply addresses. Keep it: without it they are lost.",
    otherwise: "generated once into `<data root>/secret`",
    secret: true,
  },
  INLET_DNS: {
    schema: z.string().transform((given, context) => readAddress(given) ?? fail(context)),
    expected: "an address and a port, such as 127.0.0.1:53",
    about: "DNS server for sender authentication and for checking sending domains.",
    otherwise: "the system's",
  },
  INLET_SMTP_RELAY: {
    schema: z.string().transform((given, context) => {
      const relay = readRelayUrl(given);
      return typeof relay === "string" ? fail(context, relay) : relay;
    }),
    expected: "a URL such as smtp://user:password@relay.example.com:587, or smtps://… for TLS from the first byte",
    about:
      "Relay that answers leave through, where none is set up in the console. With a password, `smtp://` insists on STARTTLS unless the relay is on this machine; `?tls=required`, `optional` or `none` says it outright.",
    otherwise: "none: answers wait until there is one",
    secret: true,
  },
  INLET_SMTP_MAX_SIZE: {
    schema: z
      .string()
      .transform((given, context) => readSize(given) ?? fail(context))
      .refine((size) => size >= 64_000 && size <= 200_000_000),
    expected: "a size from 64 kB to 200 MB, such as 35 MB",
    about: "Largest message that the mail receiver takes.",
    otherwise: "`35 MB`",
  },
  INLET_TLS_KEY_FILE: {
    schema: text,
    expected: "the path of a readable PEM private key",
    about: "Private key of the mail receiver (STARTTLS). Together with INLET_TLS_CERT_FILE.",
    otherwise: "a self-signed key, generated once into the data root",
  },
  INLET_TLS_CERT_FILE: {
    schema: text,
    expected: "the path of a readable PEM certificate that belongs to the key",
    about: "Certificate chain of the mail receiver.",
    otherwise: "see INLET_TLS_KEY_FILE",
  },
  INLET_TRUSTED_PROXIES: {
    schema: networks,
    expected: "addresses or networks between commas, such as 127.0.0.1, 10.0.0.0/8",
    about: "Proxies whose X-Forwarded-For is believed, for rate limits and logs.",
    otherwise: "none",
  },
  INLET_SMTP_TRUSTED_RELAYS: {
    schema: networks,
    expected: "addresses or networks between commas, such as 192.0.2.10, 2001:db8::/32",
    about: "Mail relays in front of Inlet: no limit on how many sessions each may hold. This machine is always one.",
    otherwise: "none",
  },
  INLET_METRICS_TOKEN: {
    schema: z.string().min(16),
    expected: "at least 16 characters",
    about: "Bearer token that opens /metrics to other machines.",
    otherwise: "/metrics answers to this machine alone",
    secret: true,
  },
  INLET_LOG_LEVEL: {
    schema: z.enum(logLevels),
    expected: `one of ${logLevels.join(", ")}`,
    about: "How much is logged, to standard error.",
    otherwise: "`info`",
  },
  INLET_UNSAFE_NO_FSYNC: {
    schema: z.enum(["0", "1"]).transform((given) => given === "1"),
    expected: "0 or 1",
    about:
      "Start although the database could lose confirmed mail in a crash (fsync, full_page_writes or synchronous_commit off). For throw-away data.",
    otherwise: "`0`",
  },
} satisfies Record<string, Variable>;

type Name = keyof typeof variables;
type Values = { [N in Name]?: z.infer<(typeof variables)[N]["schema"]> };

/** Variables that belong to tests and tools. */
const foreign = new Set(["INLET_CHROMIUM"]);

/** Reads the environment. Throws one AppError "configuration" that lists everything that is wrong with it. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const errors: string[] = [];
  const values = Object.fromEntries(
    Object.keys(variables).map((name) => [name, readVariable(name as Name, env, errors)]),
  ) as Values;
  const tls = readTls(values, errors);
  if (errors.length > 0) {
    throw new AppError({
      code: "configuration",
      retry: "permanent",
      publicMessage: `The configuration is wrong in ${errors.length === 1 ? "one place" : `${errors.length} places`}:\n${errors.map((error) => `  ${error}`).join("\n")}`,
    });
  }
  const host = values.INLET_HOST ?? "127.0.0.1";
  const httpPort = values.INLET_HTTP_PORT ?? 3000;
  return {
    dataDir: values.INLET_DATA_DIR ?? (process.getuid?.() === 0 ? "/var/lib/inlet" : resolve("data")),
    host,
    httpPort,
    smtpPort: values.INLET_SMTP_PORT ?? 2525,
    mailDomain: values.INLET_MAIL_DOMAIN ?? "inlet.localhost",
    publicUrl: values.INLET_PUBLIC_URL ?? `http://${reachable(host)}:${httpPort}`,
    secret: secretOf(values.INLET_SECRET),
    databaseUrl: secretOf(values.DATABASE_URL),
    dns: values.INLET_DNS ?? null,
    smtpRelay: values.INLET_SMTP_RELAY ?? null,
    smtpMaxSize: values.INLET_SMTP_MAX_SIZE ?? 35_000_000,
    metricsToken: secretOf(values.INLET_METRICS_TOKEN),
    logLevel: values.INLET_LOG_LEVEL ?? "info",
    trustedProxies: values.INLET_TRUSTED_PROXIES ?? [],
    trustedRelays: values.INLET_SMTP_TRUSTED_RELAYS ?? [],
    tls,
    unsafeNoFsync: values.INLET_UNSAFE_NO_FSYNC ?? false,
    unknown: Object.keys(env).filter((name) => name.startsWith("INLET_") && !foreign.has(name) && !isKnown(name)),
  };
}

function readVariable(name: Name, env: NodeJS.ProcessEnv, errors: string[]): unknown {
  const variable: Variable = variables[name];
  let given = env[name];
  const file = variable.secret === true ? env[`${name}_FILE`] : undefined;
  if (isSet(file)) {
    if (isSet(given)) {
      errors.push(`${name} and ${name}_FILE are both set; expected one of them`);
      return undefined;
    }
    const content = readText(file);
    if (content === null) {
      errors.push(`${name}_FILE: "${file}" cannot be read; expected the path of a readable file`);
      return undefined;
    }
    given = content.replace(/\r?\n$/, "");
  } else if (!isSet(given)) {
    // An empty variable counts as unset: that is what a compose file makes of a missing one.
    return undefined;
  }
  const result = variable.schema.safeParse(given);
  if (result.success) return result.data;
  const what = variable.secret === true ? `${given?.length ?? 0} characters were` : `"${given ?? ""}" was`;
  errors.push(`${name}: ${reasonOf(result.error) ?? `${what} given`}; expected ${variable.expected}`);
  return undefined;
}

function readTls(values: Values, errors: string[]): Config["tls"] {
  const { INLET_TLS_KEY_FILE: keyFile, INLET_TLS_CERT_FILE: certFile } = values;
  if (keyFile === undefined && certFile === undefined) return null;
  const key = readOrComplain("INLET_TLS_KEY_FILE", keyFile, errors);
  const cert = readOrComplain("INLET_TLS_CERT_FILE", certFile, errors);
  if (key === null || cert === null) return null;
  try {
    createSecureContext({ key, cert });
  } catch {
    errors.push(`INLET_TLS_CERT_FILE: "${certFile ?? ""}" was given; expected ${variables.INLET_TLS_CERT_FILE.expected}`);
  }
  return { key: new Secret(key), cert };
}

function readOrComplain(
  name: "INLET_TLS_KEY_FILE" | "INLET_TLS_CERT_FILE",
  path: string | undefined,
  errors: string[],
): string | null {
  const content = path === undefined ? null : readText(path);
  if (content === null)
    errors.push(`${name}: ${path === undefined ? "nothing" : `"${path}"`} was given; expected ${variables[name].expected}`);
  return content;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Missing, a directory, no permission: the person who set it reads the same sentence.
    return null;
  }
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

function isKnown(name: string): boolean {
  return (
    name in variables || (name.endsWith("_FILE") && (variables as Record<string, Variable>)[name.slice(0, -5)]?.secret === true)
  );
}

function secretOf(value: string | undefined): Secret | null {
  return value === undefined ? null : new Secret(value);
}

/** The host of a URL for people: an address that listens everywhere is not one to go to. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return isIP(host) === 6 ? `[${host}]` : host;
}

function readAddress(given: string): { host: string; port: number } | null {
  const [, host, digits] = /^\[?([0-9a-fA-F:.]+?)\]?:(\d{1,5})$/.exec(given) ?? [];
  const number = Number(digits);
  return host !== undefined && isIP(host) !== 0 && number >= 1 && number <= 65_535 ? { host, port: number } : null;
}

function readSize(given: string): number | null {
  const [, digits, unit = ""] = /^(\d{1,12})\s*([kmg]?)b?$/i.exec(given.trim()) ?? [];
  if (digits === undefined) return null;
  return Number(digits) * ({ k: 1e3, m: 1e6, g: 1e9 }[unit.toLowerCase()] ?? 1);
}

function isNetwork(entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** `reason`: in words of our own, and without what was given. */
function fail(context: z.RefinementCtx, reason?: string): never {
  context.addIssue({ code: "custom", params: { reason } });
  return z.NEVER;
}

function reasonOf({ issues: [issue] }: z.ZodError): string | null {
  const reason: unknown = issue?.code === "custom" ? issue.params?.["reason"] : undefined;
  return typeof reason === "string" ? reason : null;
}
