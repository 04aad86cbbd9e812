// What an admin may set on a forwarding source: validated here, drawn as a form from here, and read by the decision as its policy.
import { z } from "zod";
import { acknowledgementSettings, businessHoursSettings } from "./acknowledgement.ts";
import { addressKey } from "./address.ts";
import type { SourcePolicy } from "./facts.ts";

const megabyte = 1024 * 1024;

const address = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An address has at most 254 characters.")
  .regex(/^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/, "Write one address, such as support@example.com.");

const senderRule = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "A rule has at most 254 characters.")
  .regex(
    /^[^\s@<>(),;:"[\]\\]*@[^\s@<>(),;:"[\]\\]+$/,
    "Write an address (robot@example.com) or a domain with an @ in front (@example.com).",
  );

const forwarderRule = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "A forwarder has at most 254 characters.")
  .regex(
    /^([^\s@<>(),;:"[\]\\]+@)?[^\s@<>(),;:"[\]\\.]+(\.[^\s@<>(),;:"[\]\\.]+)+$/,
    "Write a domain (googlegroups.com) or an address (group@example.com).",
  );

const mediaType = z
  .string()
  .trim()
  .toLowerCase()
  .max(127, "A type has at most 127 characters.")
  .regex(/^[a-z0-9!#$&^_.+-]+\/([a-z0-9!#$&^_.+-]+|\*)$/, "Write a type such as application/pdf, or image/* for all images.");

const attachmentSettings = z.object({
  mode: z
    .enum(["save", "ignore"])
    .default("save")
    .describe(
      "Keep attached files, or leave them out of tickets. Either way the ticket names them, and the raw message keeps them.",
    ),
  maxSize: z
    .int()
    .min(0)
    .max(1024 * megabyte)
    .default(25 * megabyte)
    .describe("Largest file to keep, in bytes. A larger one is named on the ticket, with the reason."),
  allowedTypes: z
    .array(mediaType)
    .max(200)
    .nullable()
    .default(null)
    .describe("Kinds of files to keep, such as application/pdf or image/*. Leave empty for all kinds."),
  quotaBytes: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe("Room for all files of this source together, in bytes. Leave empty for no limit."),
});

export const mailProviders = ["google-workspace", "gmail", "microsoft-365", "cpanel", "group", "other"] as const;

export const forwardingSettings = z.object({
  provider: z.enum(mailProviders).default("other").describe("Where your mail lives today. It decides which steps you are shown."),
  publicAddresses: z
    .array(address)
    .max(100)
    .default([])
    .describe("Addresses your customers write to, and that forward to this source."),
  authenticate: z
    .boolean()
    .default(true)
    .describe("Check that senders are who they say they are (SPF, DKIM, DMARC). Forged mail is set aside."),
  ignoreSenders: z
    .array(senderRule)
    .max(1_000)
    .default([])
    .describe(
      "Senders that never make tickets: an address (robot@example.com) or a whole domain (@example.com). You still find their mail under Intake.",
    ),
  setAsideLists: z
    .boolean()
    .default(false)
    .describe("Set mailing-list mail aside. Leave this off when your customers write through a group or list."),
  trustedForwarders: z
    .array(forwarderRule)
    .max(100)
    .default([])
    .describe(
      "Groups, lists and contact forms that send other people's mail on under their own address: a domain (googlegroups.com) or an address (group@example.com). Whom they name as the author is believed when their mail is proved to be theirs. Trust only those that check senders themselves.",
    ),
  attachments: attachmentSettings.prefault({}).describe("What happens to attached files."),
  acknowledgement: acknowledgementSettings.prefault({}).describe("What customers are told as soon as their message arrived."),
  businessHours: businessHoursSettings.prefault({}).describe("When somebody is there, for the words of the acknowledgement."),
  signature: z
    .string()
    .max(10_000, "A signature has at most 10,000 characters.")
    .default("")
    .describe("Stands below every answer, after the agent's own signature: your company's name and address, say. Text, or HTML."),
  // Off: answers find their way by reply address and Message-ID, and a changed subject breaks conversations apart in Gmail.
  ticketTag: z
    .boolean()
    .default(false)
    .describe("Write the ticket's number into the subject of answers: [Ticket #1042]. Answers find their ticket without it."),
});

export type ForwardingSettings = z.infer<typeof forwardingSettings>;
export type AttachmentSettings = z.infer<typeof attachmentSettings>;

/** Settings as they are stored, with what was never set filled in. Throws a ZodError when they cannot be settings at all. */
export function parseSettings(stored: unknown): ForwardingSettings {
  return forwardingSettings.parse(stored ?? {});
}

/** What the decision may know of a source. `generated` is the address that Inlet made for it. */
export function policyOf(settings: ForwardingSettings, generated: string): SourcePolicy {
  return {
    authenticate: settings.authenticate,
    ownAddresses: [...new Set([generated, ...settings.publicAddresses].map(addressKey))],
    ignoreSenders: settings.ignoreSenders,
    setAsideLists: settings.setAsideLists,
    trustedForwarders: settings.trustedForwarders,
  };
}
