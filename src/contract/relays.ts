// Relays: where mail is handed over for sending. A password goes in and never comes out.
import { z } from "zod";
import { time } from "./list.ts";

/** smtp: a relay. sink: files on this machine, to try things out; nobody gets them. */
export const relayKinds = ["smtp", "sink"] as const;
/** required: STARTTLS or nothing. implicit: TLS from the first byte. optional: STARTTLS where offered. none: on this machine alone. */
export const relayTlsModes = ["required", "implicit", "optional", "none"] as const;

const hostName = /^(\[?[0-9a-f:.]*:[0-9a-f:.]+\]?|[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*)$/;

// Empty for a sink, which has none.
const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, "A host name has at most 253 characters.")
  .refine((text) => text === "" || hostName.test(text), "Write a host name or an IP address, without port and without https://.")
  .transform((text) => text.replace(/^\[|\]$/g, ""));

// No line break may reach an SMTP command.
const oneLine = z
  .string()
  .min(1, "This is empty. Leave it out, or write null for none.")
  .max(500, "This has at most 500 characters.")
  // oxlint-disable-next-line no-control-regex -- that is what is refused
  .regex(/^[^\u0000-\u001F\u007F]*$/, "This holds a line break or another control character.");

const wholeNumber = "Write a whole number.";
const portRange = "A port is from 1 to 65535.";

const fields = {
  kind: z.enum(relayKinds).default("smtp"),
  host: host.default(""),
  port: z.int(wholeNumber).min(1, portRange).max(65_535, portRange).default(587),
  tls: z.enum(relayTlsModes).default("required"),
  username: oneLine.nullable().default(null),
  /** Left out: the stored one stays. Null: none. It is never shown again. */
  password: oneLine.nullable().optional(),
  /** Open at the same time, at most. */
  connections: z.int(wholeNumber).min(1, "At least one.").max(50, "At most 50.").default(4),
  /** Messages a minute, at most; null: no limit. */
  perMinute: z
    .int(wholeNumber)
    .min(1, "At least one; null for no limit.")
    .max(1_000_000, "At most 1,000,000.")
    .nullable()
    .default(null),
};

export const setRelayRequest = z
  .strictObject(fields)
  .refine(({ kind, host: name }) => kind === "sink" || name !== "", { message: "Name the host of the relay.", path: ["host"] })
  .refine(({ username, password }) => username !== null || password == null, {
    message: "There is a password and no user. Name the user whom it belongs to.",
    path: ["username"],
  });
export type SetRelayRequest = z.input<typeof setRelayRequest>;

export const relay = z
  .object({
    /** Who set it: for the domain alone, for the workspace, or INLET_SMTP_RELAY. */
    origin: z.enum(["domain", "workspace", "environment"]),
    kind: z.enum(relayKinds),
    host: z.string().meta({ example: "smtp.example.net" }),
    port: z.number().int(),
    tls: z.enum(relayTlsModes),
    username: z.string().nullable(),
    hasPassword: z.boolean(),
    connections: z.number().int(),
    perMinute: z.number().int().nullable(),
    updatedAt: time.nullable(),
  })
  .meta({ id: "Relay" });
export type Relay = z.infer<typeof relay>;

/** Null: there is none, and nothing can be sent. */
export const relayAnswer = z.object({ relay: relay.nullable() }).meta({ id: "RelayAnswer" });
export type RelayAnswer = z.infer<typeof relayAnswer>;

/** Settings to try before they are stored; without them, those in use. */
export const testRelayRequest = z.strictObject({ relay: setRelayRequest.nullable().default(null) });
export type TestRelayRequest = z.input<typeof testRelayRequest>;

export const relayTest = z
  .object({
    works: z.boolean(),
    /** Stable; null where it works: `relay-auth-failed`, `relay-tls-missing`, … */
    code: z.string().nullable(),
    detail: z.string(),
    durationMs: z.number().int(),
  })
  .meta({ id: "RelayTest" });
export type RelayTest = z.infer<typeof relayTest>;
