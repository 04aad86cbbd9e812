// Relays: where mail is handed over for sending. A password goes in and never comes out.
import { z } from "zod";
import { time } from "./list.ts";

/** smtp: a relay. sink: files on this machine, to try things out; nobody gets them. */
export const relayKinds = ["smtp", "sink"] as const;
/** required: STARTTLS or nothing. implicit: TLS from the first byte. optional: STARTTLS where offered. none: on this machine alone. */
export const relayTlsModes = ["required", "implicit", "optional", "none"] as const;

const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(\[?[0-9a-f:.]*:[0-9a-f:.]+\]?|[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*)$/,
    "Write a host name or an IP address.",
  )
  .transform((text) => text.replace(/^\[|\]$/g, ""));

// No line break may reach an SMTP command.
const oneLine = z
  .string()
  .min(1)
  .max(500)
  // oxlint-disable-next-line no-control-regex -- that is what is refused
  .regex(/^[^\u0000-\u001F\u007F]*$/, "This holds a control character.");

const fields = {
  kind: z.enum(relayKinds).default("smtp"),
  host: z.union([z.literal(""), host]).default(""),
  port: z.int().min(1).max(65_535).default(587),
  tls: z.enum(relayTlsModes).default("required"),
  username: oneLine.nullable().default(null),
  /** Left out: the stored one stays. Null: none. It is never shown again. */
  password: oneLine.nullable().optional(),
  /** Open at the same time, at most. */
  connections: z.int().min(1).max(50).default(4),
  /** Messages a minute, at most; null: no limit. */
  perMinute: z.int().min(1).max(1_000_000).nullable().default(null),
};

export const setRelayRequest = z
  .strictObject(fields)
  .refine(({ kind, host: name }) => kind === "sink" || name !== "", { message: "Name the host of the relay.", path: ["host"] });
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
