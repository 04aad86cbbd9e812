// Who else is on a ticket: those who wrote or were answered there, and those who were only ever named in a copy.
import type { Ticket } from "#contract/tickets.ts";

/** The same line that the guard draws: whom nobody has let into an answer, and who never wrote, is not spoken of as being in it. */
export function othersOn(ticket: Pick<Ticket, "participants" | "messages">): { inIt: string[]; copied: string[] } {
  const active = new Set<string>();
  for (const { direction, autoSubmitted, author, to, cc, bcc } of ticket.messages) {
    if (direction === "inbound") active.add(author.address.toLowerCase());
    if (direction === "outbound" && autoSubmitted === "no")
      for (const { address } of [...to, ...cc, ...bcc]) active.add(address.toLowerCase());
  }
  const others = ticket.participants.filter(({ role }) => role !== "requester");
  const isIn = ({ address, role }: (typeof others)[number]) => role === "author" || active.has(address);
  return {
    inIt: others.filter(isIn).map(({ address }) => address),
    copied: others.filter((one) => !isIn(one)).map(({ address }) => address),
  };
}
