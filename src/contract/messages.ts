// One message of a ticket, with its attachments and every way it arrived.
import { z } from "zod";
import { automaticKinds, claimKinds } from "#domain/message.ts";
import { submissionStates } from "#domain/outbound.ts";
import { id, pageOf, time } from "./list.ts";

export const address = z
  .object({ name: z.string().meta({ example: "Ana Ruiz" }), address: z.string().meta({ example: "ana@example.com" }) })
  .meta({ id: "Address" });
export type Address = z.infer<typeof address>;

export const attachment = z
  .object({
    id,
    name: z.string().meta({ example: "invoice.pdf" }),
    /** What the sender called it. */
    mediaType: z.string(),
    /** What it is by our own look at the bytes, where that is known. */
    sniffedType: z.string().nullable(),
    disposition: z.enum(["attachment", "inline"]),
    size: z.number().int(),
    /** Why it was not kept; then there is nothing to download. */
    refusedBecause: z.enum(["too-large", "type-not-allowed", "quota-exceeded", "ignored"]).nullable(),
    /** PNG, JPEG, GIF or WebP by its bytes: `GET /attachments/{id}` may be shown as a picture. */
    isImage: z.boolean(),
  })
  .meta({ id: "Attachment" });
export type Attachment = z.infer<typeof attachment>;

/** One way the message came: other recipients, other sources, a re-send. */
export const arrival = z
  .object({
    deliveryId: id,
    source: z.object({ id, name: z.string() }),
    /** Which of our addresses this copy was for (SMTP envelope); a private one is shown as the source's own. */
    rcptTo: z.array(z.string()),
    receivedAt: time,
  })
  .meta({ id: "Arrival" });
export type Arrival = z.infer<typeof arrival>;

/** The original that a message passes on. All of it is its forwarder's word. */
export const forwardedOriginal = z
  .object({
    how: z.enum(["attached", "inline"]),
    /** certain: attached, or under a mail program's header block that names an address. */
    confidence: z.enum(["certain", "likely"]),
    author: z.object({ name: z.string(), address: z.string().nullable() }).nullable(),
    to: z.array(address),
    cc: z.array(address),
    subject: z.string().nullable(),
    sentAt: time.nullable(),
    /** The date in the forwarder's words, where `sentAt` is null. */
    dateText: z.string().nullable(),
    /** An attached original's text; an inline one stands in the message's own text. */
    text: z.string().nullable(),
  })
  .meta({ id: "ForwardedOriginal" });
export type ForwardedOriginal = z.infer<typeof forwardedOriginal>;

/** Somebody whom the mail names as its author beside the From field, because a list, a group or a form stands between. */
export const claimedAuthor = z
  .object({ author: address, by: z.enum(claimKinds), forwarder: z.string() })
  .meta({ id: "ClaimedAuthor" });

/** RFC 5546: the invitation that a message carries. */
export const calendarInvite = z
  .object({
    method: z.enum(["request", "reply", "cancel", "counter", "publish", "other"]),
    summary: z.string(),
    location: z.string(),
    organizer: z.string(),
    startsAt: time.nullable(),
    endsAt: time.nullable(),
    allDay: z.boolean(),
  })
  .meta({ id: "CalendarInvite" });
export type CalendarInvite = z.infer<typeof calendarInvite>;

/**
 * One copy of an answer, for one recipient. `sent` means that the far side said so, with a 2xx and in its own words. `written` means that
 * the relay is set to try things out (kind `sink`): the copy is a file on the server, and nobody was handed it. Never call that sent.
 */
export const submission = z
  .object({
    id,
    address: z.string(),
    name: z.string(),
    role: z.enum(["to", "cc", "bcc"]),
    state: z.enum(submissionStates),
    /** The far side's last words; ours where it has not been asked yet, and where the copy is `written`. */
    reply: z.string().nullable().meta({ example: "250 2.0.0 Ok: queued as 4XyZ" }),
    /** Its enhanced status code (RFC 3463), where it named one. */
    code: z.string().nullable().meta({ example: "5.1.1" }),
    nextTryAt: time.nullable(),
    sentAt: time.nullable(),
    /** Tries so far. */
    attempts: z.number().int(),
  })
  .meta({ id: "Submission" });
export type Submission = z.infer<typeof submission>;

export const message = z
  .object({
    id,
    ticketId: id,
    direction: z.enum(["inbound", "outbound", "note"]),
    author: address,
    /** As an answer leaves, or left; null for what came in and for notes. */
    from: address.nullable(),
    /** The private address that an answer of ours asked to write to is shown as the source's own; the raw mail has it. */
    to: z.array(address),
    cc: z.array(address),
    /** Blind copies of an answer: for agents to see. */
    bcc: z.array(address),
    /** Who wrote it here. */
    agent: z.object({ id, name: z.string() }).nullable(),
    /** The name of the key that sent it; null where a person did. */
    apiKey: z.string().nullable(),
    /** Whom a note is meant for. */
    mentions: z.array(z.object({ id, name: z.string() })),
    /** Until then `DELETE /messages/{id}` takes it back; null where that is over. */
    undoUntil: time.nullable(),
    /** What became of each copy. Empty for what came in and for notes. */
    submissions: z.array(submission),
    subject: z.string(),
    /** What this message adds: without quoted history and signature. */
    visibleText: z.string(),
    /** The whole text; at most its first 100,000 characters, see `textCut`. */
    text: z.string(),
    textCut: z.boolean(),
    /** `GET /messages/{id}/html` has the sender's own look. */
    hasHtml: z.boolean(),
    attachments: z.array(attachment),
    /** RFC 3834: anything but `no` was made by a machine. */
    autoSubmitted: z.enum(["no", "auto-generated", "auto-replied", "auto-notified"]),
    /** What kind of machine's mail it is; null for a person's. */
    autoKind: z.enum(automaticKinds).nullable(),
    forwarded: forwardedOriginal.nullable(),
    claimedAuthors: z.array(claimedAuthor),
    /** What of it is signed or encrypted. Inlet tells; it verifies no signature and opens nothing. */
    security: z
      .object({ signed: z.enum(["pgp", "smime"]).nullable(), encrypted: z.enum(["pgp", "smime"]).nullable() })
      .nullable(),
    calendar: calendarInvite.nullable(),
    /** verified: an aligned pass of SPF, DKIM or DMARC. unverified: nothing proved, nothing contradicted. */
    senderVerdict: z.enum(["verified", "unverified", "failed", "unchecked"]),
    /** How the author stands to the ticket. */
    standing: z.enum(["participant", "colleague", "stranger"]),
    /** Every delivery of this message, the first one first. */
    arrivals: z.array(arrival),
    /** The delivery that made it: "why is this here?". Null for what was written in Inlet. */
    deliveryId: id.nullable(),
    /** The Date field; never used for order. */
    sentAt: time.nullable(),
    receivedAt: time,
  })
  .meta({ id: "Message" });
export type Message = z.infer<typeof message>;

export const messagePage = pageOf(message).meta({ id: "MessagePage" });
export type MessagePage = z.infer<typeof messagePage>;

export const messageHtmlParameters = z.object({
  /** `show` keeps the addresses of remote pictures in the document; the answer's CSP then lets them load. Off until asked. */
  remoteImages: z.enum(["show", "block"]).default("block"),
});
