// Which tickets of a batch are in one conversation, as the database knows it and as the batch has found out so far.
import type { TicketId } from "#domain/ids.ts";

export class Conversations {
  readonly #labels = new Map<TicketId, string>();
  /** Tickets that belong together and were not known to: what the batch has to write down. */
  readonly links: TicketId[][] = [];

  /** As it stands in the database. */
  remember(ticketId: TicketId, conversationId: string): void {
    this.#labels.set(ticketId, conversationId);
  }

  /** Some message names ids of all these tickets. */
  link(ticketIds: readonly TicketId[]): void {
    const labels = new Set(ticketIds.map((ticketId) => this.#labelOf(ticketId)));
    if (labels.size < 2) return;
    this.links.push([...ticketIds]);
    const label = this.#labelOf(ticketIds[0] as TicketId);
    for (const [ticketId, other] of this.#labels) if (labels.has(other)) this.#labels.set(ticketId, label);
    for (const ticketId of ticketIds) this.#labels.set(ticketId, label);
  }

  /** A ticket goes into another one. One of the database is linked there first, so that what it is linked to stays with the other. */
  merge(from: TicketId, into: TicketId, { stored }: { stored: boolean }): void {
    this.link([into, from]);
    this.#labels.delete(from);
    if (stored) return;
    for (const [at, link] of this.links.entries()) this.links[at] = link.map((ticketId) => (ticketId === from ? into : ticketId));
  }

  /** The known tickets of a ticket's conversation beside itself, the oldest first. */
  besides(ticketId: TicketId): TicketId[] {
    const label = this.#labels.get(ticketId);
    if (label === undefined) return [];
    return [...this.#labels].flatMap(([other, theirs]) => (theirs === label && other !== ticketId ? [other] : [])).sort();
  }

  // A ticket alone is a conversation of its own.
  #labelOf(ticketId: TicketId): string {
    return this.#labels.get(ticketId) ?? ticketId;
  }
}
