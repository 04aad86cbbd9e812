// Deliveries: every raw arrival, what became of it, and why.
import { z } from "zod";
import { id, listParameters, pageOf, severalOf, time, timeGiven } from "./list.ts";
import { searchText } from "./text.ts";
import { sourceName } from "./tickets.ts";

export const outcomeActions = ["create", "append", "discard", "quarantine", "record-report", "failed"] as const;
export type OutcomeAction = (typeof outcomeActions)[number];

export const deliveryListParameters = z.object({
  ...listParameters,
  outcome: severalOf([...outcomeActions, "pending"]).optional(),
  /** The recorded reason: `stranger-on-ticket`, `duplicate`… */
  reason: z
    .string()
    .max(100)
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  source: z.string().max(200).optional(),
  since: timeGiven.optional(),
  until: timeGiven.optional(),
  /** Part of the sender or the subject; upper and lower case are the same. Looks through 20,000 deliveries a page, newest first. */
  q: searchText.optional(),
  /** Only those dismissed (`true`) or not (`false`). */
  dismissed: z
    .enum(["true", "false"])
    .transform((word) => word === "true")
    .optional(),
});
export type DeliveryListQuery = z.input<typeof deliveryListParameters>;

export const outcome = z
  .object({
    action: z.enum(outcomeActions),
    reason: z.string().nullable().meta({ example: "stranger-on-ticket" }),
    ticket: z.object({ id, number: z.number().int(), subject: z.string() }).nullable(),
    messageId: id.nullable(),
    decidedAt: time,
    /** 1 for the first decision; replay and release add one. */
    revision: z.number().int(),
    revisedBy: z.string().nullable(),
    dismissedAt: time.nullable(),
  })
  .meta({ id: "Outcome" });
export type Outcome = z.infer<typeof outcome>;

export const deliverySummary = z
  .object({
    id,
    source: sourceName,
    receivedAt: time,
    /** Bytes. */
    size: z.number().int(),
    /** As the From field says, once it was read; before that, the envelope's sender. */
    sender: z.string().nullable(),
    subject: z.string().nullable(),
    rcptTo: z.array(z.string()),
    /** Null: pending. */
    outcome: outcome.nullable(),
    /** Waiting for its first outcome, or for a new one after replay or release. */
    queued: z.boolean(),
  })
  .meta({ id: "DeliverySummary" });
export type DeliverySummary = z.infer<typeof deliverySummary>;

export const deliveryPage = pageOf(deliverySummary).meta({ id: "DeliveryPage" });
export type DeliveryPage = z.infer<typeof deliveryPage>;

export const envelope = z
  .object({
    /** Empty for the null reverse-path of bounces. */
    mailFrom: z.string(),
    rcptTo: z.array(z.string()),
    remoteAddress: z.string().nullable(),
    helo: z.string().nullable(),
    tls: z.boolean(),
  })
  .meta({ id: "Envelope" });
export type Envelope = z.infer<typeof envelope>;

/** The decision receipt: the evidence in order, which step settled it, and what would have changed it, each with its plain words. */
export const receipt = z
  .object({
    /** The outcome in one or two plain sentences. */
    summary: z.string(),
    steps: z.array(
      z.object({
        stage: z.enum(["read", "authenticate", "screen", "identify", "match", "rule"]),
        check: z.string().meta({ example: "thread.subject-number.stranger" }),
        verdict: z.enum(["pass", "note", "settles"]),
        /** The evidence itself, for the curious and for programs. */
        found: z.unknown(),
        text: z.string(),
      }),
    ),
    /** Index into `steps`. */
    decidedBy: z.number().int(),
    otherwise: z.array(z.object({ if: z.string(), then: z.string(), reason: z.string(), text: z.string() })),
  })
  .meta({ id: "Receipt" });
export type Receipt = z.infer<typeof receipt>;

export const delivery = deliverySummary
  .extend({
    externalId: z.string(),
    envelope: envelope.nullable(),
    /** Hex SHA-256 of the raw bytes. */
    sha256: z.string(),
    /** Null while pending. */
    receipt: receipt.nullable(),
    /** Earlier outcomes, newest first. */
    history: z.array(
      z.object({
        revision: z.number().int(),
        action: z.string(),
        reason: z.string().nullable(),
        ticketId: z.string().nullable(),
        decidedAt: z.string().nullable(),
        revisedBy: z.string().nullable(),
        replacedAt: time,
      }),
    ),
    /** How often it was tried, and when next; null when it is not in the queue. */
    queue: z
      .object({ attempts: z.number().int(), availableAt: time, instruction: z.enum(["read", "replay", "release"]) })
      .nullable(),
    /** The original header section as text, at most 256 kB; null when the raw bytes cannot be read now. */
    headers: z.string().nullable(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof delivery>;

export const releaseRequest = z.strictObject({
  /** The ticket that it joins; absent or null makes a new one. */
  ticketId: id.nullable().optional(),
});
export type ReleaseRequest = z.input<typeof releaseRequest>;
