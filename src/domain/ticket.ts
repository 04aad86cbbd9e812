// The unit of work and its closed sets of words.

export const ticketStates = ["open", "pending", "on-hold", "resolved", "spam", "trash"] as const;
export type TicketState = (typeof ticketStates)[number];

export const ticketPriorities = ["low", "normal", "high", "urgent"] as const;
export type TicketPriority = (typeof ticketPriorities)[number];
