// A ticket goes into another one while the rows of the batch are still being collected: what was for the one is for the other.
import type { TicketId } from "#domain/ids.ts";
import type { IntakeRows, TicketChange } from "#store/intake-rows.ts";

interface Move {
  from: TicketId;
  into: TicketId;
}

export function moveRows(rows: IntakeRows, { from, into }: Move): void {
  moveCounts(rows, { from, into });
  for (const merge of rows.merges) if (merge.into === from) merge.into = into;
  for (const ticket of rows.tickets) {
    if (ticket.possiblyRelatedTo === from) ticket.possiblyRelatedTo = ticket.id === into ? null : into;
  }
  for (const row of rows.participants) if (row.ticketId === from && row.role === "requester") row.role = "addressed";
  for (const table of [rows.messages, rows.search, rows.outcomes, rows.messageIds, rows.participants, rows.reports]) {
    for (const row of table) if (row.ticketId === from) row.ticketId = into;
  }
}

/** A ticket of this batch is not opened at all; one of the database is moved there, after the rows are written. */
function moveCounts(rows: IntakeRows, { from, into }: Move): void {
  const opened = rows.tickets.find((ticket) => ticket.id === from);
  if (opened === undefined) rows.merges.push({ from, into });
  rows.tickets = rows.tickets.filter((ticket) => ticket !== opened);
  const changed = rows.ticketChanges.get(from);
  rows.ticketChanges.delete(from);
  const count = opened?.messageCount ?? changed?.messages ?? 0;
  if (count === 0) return;
  const target = rows.tickets.find((ticket) => ticket.id === into);
  if (target !== undefined) {
    target.messageCount = (target.messageCount ?? 0) + count;
    return;
  }
  const lastMessageAt = new Date(opened?.lastMessageAt ?? changed?.lastMessageAt ?? 0);
  const before: TicketChange = rows.ticketChanges.get(into) ?? { messages: 0, lastMessageAt, preview: null, reopen: false };
  rows.ticketChanges.set(into, { ...before, messages: before.messages + count });
}
