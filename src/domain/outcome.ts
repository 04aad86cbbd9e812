// What can become of a message: the closed sets of actions and reasons, the same in SQL, JSON, screens and docs.
import type { DeliveryId, TicketId } from "./ids.ts";
import type { Address, Report } from "./message.ts";

export const discardReasons = ["duplicate", "own-message", "not-a-turn", "ignore-rule", "forwarding-check"] as const;
export const quarantineReasons = [
  "unverified-sender",
  "loop-suspected",
  "stranger-on-ticket",
  "unreadable",
  "spam",
  "unsure-turn",
  "automatic",
] as const;
/** `agent`: a person released it from quarantine and named the ticket. */
export const matchEvidence = [
  "reply-address",
  "own-message-id",
  "references",
  "thread-key",
  "subject-number",
  "turn",
  "agent",
] as const;

export type DiscardReason = (typeof discardReasons)[number];
export type QuarantineReason = (typeof quarantineReasons)[number];
export type MatchEvidence = (typeof matchEvidence)[number];

/** How the author stands to the ticket that the message joins. */
export type Standing = "participant" | "colleague" | "stranger";

export type Outcome =
  | {
      action: "discard";
      reason: DiscardReason /** For a duplicate: the message that is already here. */;
      duplicateOf: string | null;
      /** For a copy of what was set aside: where that is. */
      held?: { deliveryId: DeliveryId; ticketId: TicketId | null };
    }
  | { action: "quarantine"; reason: QuarantineReason /** The ticket it seemed to belong to. */; ticketId: TicketId | null }
  | { action: "record-report"; submissionId: string | null; ticketId: TicketId | null; report: Report }
  | {
      action: "append";
      requester: Address;
      standing: Standing;
      match: { ticketId: TicketId; by: MatchEvidence };
      /** Other tickets that the message leads its author onto: they are parts of one conversation whose middle came last. */
      together: readonly TicketId[];
    }
  | {
      action: "create";
      requester: Address;
      /** For agents only: something typeable pointed at this ticket, but the author is not on it. */
      possiblyRelatedTo: TicketId | null;
      /** The agent who passed on what the requester wrote; null where the requester wrote it to us. */
      forwardedBy: Address | null;
    };

export type Action = Outcome["action"];

/** What is stored as the outcome: a decision's action, or `failed` when our own errors kept it from being decided. */
export type OutcomeAction = Action | "failed";

/** The word beside the action, as it is stored with an outcome: why it was set aside, or what led to the ticket. */
export function reasonOf(outcome: Outcome): string | null {
  switch (outcome.action) {
    case "discard":
    case "quarantine":
      return outcome.reason;
    case "append":
      return outcome.match.by;
    case "record-report":
    case "create":
      return null;
  }
}

/** The ticket an outcome points at, or null where there is none (yet). */
export function ticketOf(outcome: Outcome): TicketId | null {
  switch (outcome.action) {
    case "discard":
      return null;
    case "quarantine":
    case "record-report":
      return outcome.ticketId;
    case "append":
      return outcome.match.ticketId;
    case "create":
      return outcome.possiblyRelatedTo;
  }
}
