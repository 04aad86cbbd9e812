// Sources: where customers write, whether their mail reaches us, and what a source learned while it was set up.
import { z } from "zod";
import { submissionStates } from "#domain/outbound.ts";
import { type ForwardingSettings, forwardingSettings, mailProviders } from "#domain/source-settings.ts";
import { id, listParameters, pageOf, time } from "./list.ts";
import { emailAddress, nameOf } from "./text.ts";

export const sourceKind = z.enum(["forwarding"]);
export type SourceKind = z.infer<typeof sourceKind>;

/** What can be set, with defaults, limits and a description of each: for the form that changes them. */
export { forwardingSettings, mailProviders, type ForwardingSettings };

/** Some settings by name; validated as a whole with those that stay. */
export const someSettings = z
  .record(z.string().max(100), z.unknown())
  .meta({ example: { publicAddresses: ["support@example.com"], setAsideLists: true } });

export const source = z
  .object({
    id,
    kind: sourceKind,
    name: z.string().meta({ example: "Support" }),
    /** Forward customers' mail to this address. */
    address: z.string().meta({ example: "support-k3v9q2m7x4ahc5dp@mail.example.com" }),
    settings: forwardingSettings,
    company: z.object({ id, name: z.string() }).nullable(),
    createdAt: time,
    pausedAt: time.nullable(),
    /**
     * In one word: new (nothing arrived yet), connected, failing (something of the last 24 hours ended as failed, or a
     * challenge did not arrive and no mail came since), paused.
     */
    status: z.enum(["new", "connected", "failing", "paused"]),
    /** The last 24 hours. */
    lastDay: z.object({
      seen: z.number().int(),
      setAside: z.number().int(),
      failed: z.number().int(),
      /** What was seen in each of the 24 hours, oldest first: a sparkline. */
      hours: z.array(z.number().int()),
    }),
    lastDeliveryAt: time.nullable(),
  })
  .meta({ id: "Source" });
export type Source = z.infer<typeof source>;

export const sourcePage = pageOf(source).meta({ id: "SourcePage" });
export const sourceListParameters = z.object(listParameters);

export const challengeVerdicts = [
  "waiting",
  "arrived",
  "late",
  "arrived-elsewhere",
  "sender-rewritten",
  "never-arrived",
] as const;

/** A challenge sent by hand, or a provider's forwarding confirmation that was caught. */
export const sourceCheck = z
  .object({
    id,
    kind: z.enum(["challenge", "gmail-confirmation", "microsoft-confirmation"]),
    /** `shown` is for confirmations; the others for challenges. */
    verdict: z.enum([...challengeVerdicts, "shown"]),
    /** The public address that the challenge was to be sent to. */
    publicAddress: z.string().nullable(),
    /** For a confirmation: the code to type in at the provider, and the link to open. */
    code: z.string().nullable(),
    link: z.string().nullable(),
    /** For a confirmation: the mailbox that asked to be forwarded. For `sender-rewritten`: the sender as it arrived. */
    address: z.string().nullable(),
    /** For `arrived-elsewhere`: the source where it came in. */
    arrivedAt: z.object({ id, name: z.string() }).nullable(),
    deliveryId: id.nullable(),
    createdAt: time,
    /** When the verdict was found; null while waiting. */
    decidedAt: time.nullable(),
    /** For a challenge: after this, silence means `never-arrived`. */
    expiresAt: time.nullable(),
    /** What became of the challenge's mail on its way out; null where somebody sends it by hand, and for a confirmation. */
    sending: z
      .object({
        state: z.enum(submissionStates),
        /** The last words of whoever was to take it, and the enhanced status code in them. */
        reply: z.string().nullable(),
        code: z.string().nullable(),
        nextTryAt: time.nullable(),
        sentAt: time.nullable(),
        attempts: z.number().int(),
      })
      .nullable(),
  })
  .meta({ id: "SourceCheck" });
export type SourceCheck = z.infer<typeof sourceCheck>;

export const sourceDetail = source
  .extend({
    /** Newest first, at most 50. */
    checks: z.array(sourceCheck),
  })
  .meta({ id: "SourceDetail" });
export type SourceDetail = z.infer<typeof sourceDetail>;

export const createSourceRequest = z.strictObject({
  kind: sourceKind.default("forwarding"),
  name: nameOf(100),
  settings: someSettings.optional(),
});
export type CreateSourceRequest = z.input<typeof createSourceRequest>;

export const changeSourceRequest = z
  .strictObject({
    name: nameOf(100).optional(),
    /** Only the settings named are changed. */
    settings: someSettings.optional(),
    paused: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "Name at least one thing to change.");
export type ChangeSourceRequest = z.input<typeof changeSourceRequest>;

export const createChallengeRequest = z.strictObject({ publicAddress: emailAddress });
export type CreateChallengeRequest = z.input<typeof createChallengeRequest>;

/** Shown once: send this mail from any mailbox; it has to come back here by way of the public address. */
export const createdChallenge = z
  .object({
    id,
    code: z.string().meta({ example: "inlet-challenge-k3v9q2m7x4ahc5dpw8t6yb2n4q" }),
    mail: z.object({ to: z.string(), subject: z.string(), text: z.string() }),
    expiresAt: time,
  })
  .meta({ id: "CreatedChallenge" });
export type CreatedChallenge = z.infer<typeof createdChallenge>;
