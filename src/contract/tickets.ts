// Tickets as lists show them, and one ticket with all that an agent needs to answer it.
import { z } from "zod";
import { bounceReasons } from "#domain/message.ts";
import { ticketPriorities, ticketStates } from "#domain/ticket.ts";
import { id, listParameters, pageOf, severalOf, time } from "./list.ts";
import { message } from "./messages.ts";
import { searchText } from "./text.ts";

export const ticketState = z.enum(ticketStates);
export const ticketPriority = z.enum(ticketPriorities);

/** What can be wrong with a copy of an answer, the worst first. */
export const deliveryStates = ["failed", "bounced", "suppressed", "unknown", "deferred", "queued"] as const;

export const ticketListParameters = z.object({
  ...listParameters,
  /** Full text; also a ticket's number, or a requester's whole address. All words must occur; the last may be a beginning. */
  q: searchText.optional(),
  state: severalOf(ticketStates).optional(),
  /** An agent's id, `me`, or `none`. */
  assignee: z.string().max(200).optional(),
  source: z.string().max(200).optional(),
  requester: z.string().max(200).optional(),
  priority: severalOf(ticketPriorities).optional(),
  /** Tickets whose newest answer has not arrived everywhere: by the worst that became of a copy. */
  delivery: severalOf(deliveryStates).optional(),
});
/** What a caller writes into the query string. */
export type TicketListQuery = z.input<typeof ticketListParameters>;

export const sourceName = z.object({ id, name: z.string(), kind: z.enum(["forwarding"]) }).meta({ id: "SourceName" });
export type SourceName = z.infer<typeof sourceName>;

export const ticketSummary = z
  .object({
    id,
    /** For people: `#1042`. */
    number: z.number().int().meta({ example: 1042 }),
    subject: z.string(),
    state: ticketState,
    priority: ticketPriority,
    /** The beginning of the newest message, in one line. */
    preview: z.string(),
    messageCount: z.number().int(),
    requester: z.object({ id, name: z.string(), email: z.string().nullable() }),
    assignee: z.object({ id, name: z.string() }).nullable(),
    source: sourceName,
    company: z.object({ id, name: z.string() }).nullable(),
    /** The worst that became of a copy of the newest answer; null where all of them are sent or written, or nothing was. */
    delivery: z.enum(deliveryStates).nullable(),
    createdAt: time,
    updatedAt: time,
    lastMessageAt: time,
  })
  .meta({ id: "TicketSummary" });
export type TicketSummary = z.infer<typeof ticketSummary>;

export const ticketPage = pageOf(ticketSummary).meta({ id: "TicketPage" });
export type TicketPage = z.infer<typeof ticketPage>;

/** A ticket named in passing. */
export const ticketName = z
  .object({ id, number: z.number().int(), subject: z.string(), state: ticketState, lastMessageAt: time })
  .meta({ id: "TicketName" });
export type TicketName = z.infer<typeof ticketName>;

/** A bounce, a delay notice, a complaint or a read receipt about something sent from this ticket. */
export const ticketReport = z
  .object({
    id,
    kind: z.enum(["delivery-status", "feedback", "disposition"]),
    recipients: z.array(
      z.object({
        address: z.string(),
        action: z.enum(["failed", "delayed", "delivered", "relayed", "expanded"]),
        status: z.string().nullable().meta({ example: "5.1.1" }),
        diagnostic: z.string().nullable(),
        reason: z.enum(bounceReasons),
        /** Trying again will not help; null where the report leaves it open. */
        permanent: z.boolean().nullable(),
      }),
    ),
    deliveryId: id,
    receivedAt: time,
  })
  .meta({ id: "TicketReport" });
export type TicketReport = z.infer<typeof ticketReport>;

export const ticket = ticketSummary
  .extend({
    requester: z.object({
      id,
      name: z.string(),
      email: z.string().nullable(),
      addresses: z.array(z.string()),
      createdAt: time,
    }),
    participants: z.array(z.object({ address: z.string(), role: z.enum(["requester", "author", "addressed"]) })),
    /** Newest last; at most the 200 newest. Earlier ones: `GET /tickets/{id}/messages`. */
    messages: z.array(message),
    hasEarlierMessages: z.boolean(),
    /** Other tickets of this requester, newest first, at most 10. */
    earlierTickets: z.array(ticketName),
    reports: z.array(ticketReport),
    /** For agents only: the subject named this ticket, but the author is not on it. */
    possiblyRelatedTo: ticketName.nullable(),
  })
  .meta({ id: "Ticket" });
export type Ticket = z.infer<typeof ticket>;

export const changeTicketRequest = z
  .strictObject({
    state: ticketState.optional(),
    priority: ticketPriority.optional(),
    /** Null takes it off everybody's desk. */
    assigneeId: id.nullable().optional(),
    /** The one who asks: known by this address, or new. Who asked before stays on the ticket. */
    requester: z.strictObject({ name: z.string().trim().max(200).default(""), address: z.email().max(254) }).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "Name at least one thing to change.");
export type ChangeTicketRequest = z.input<typeof changeTicketRequest>;
