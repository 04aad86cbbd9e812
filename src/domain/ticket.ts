// The unit of work and its closed sets of words.

export const ticketStates = ["open", "pending", "on-hold", "resolved", "spam", "trash"] as const;
export type TicketState = (typeof ticketStates)[number];

export const ticketPriorities = ["low", "normal", "high", "urgent"] as const;
export type TicketPriority = (typeof ticketPriorities)[number];

const previewLength = 200;
/** Blanks are joined in so much of the beginning alone: a message may be a million characters long. */
const previewedLength = 2_000;

/** What a list shows of a ticket's last message: one line of at most 200 characters. */
export function previewOf(visibleText: string): string {
  return visibleText.slice(0, previewedLength).replace(/\s+/g, " ").trim().slice(0, previewLength);
}
