// The ticket number that a subject carries: how our own mail writes it, and how it is found again.

/** The number of `[Ticket #123]` in a subject, or null. Only our own exact form counts; the last one is the ticket's own. */
export function findTicketNumber(subject: string): number | null {
  let found: number | null = null;
  for (const match of subject.slice(0, 2_000).matchAll(/\[Ticket #([1-9]\d{0,9})\]/gi)) {
    const number = Number(match[1]);
    if (number <= 2_147_483_647) found = number;
  }
  return found;
}

/** The tag that our mail carries in its subject. */
export function ticketTag(number: number): string {
  return `[Ticket #${number}]`;
}
