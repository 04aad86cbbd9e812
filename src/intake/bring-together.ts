// The middle of a conversation came last: parts of it that lie on tickets of their own, and that nobody has touched, become one ticket.
import { addressKey } from "#domain/address.ts";
import type { Decision } from "#domain/decide.ts";
import type { TicketId } from "#domain/ids.ts";
import type { Tx } from "#store/db.ts";
import { listFreshTickets, listImportedTickets } from "#store/merged-tickets.ts";
import type { Batch } from "./commit.ts";
import { isImported, type Known, type ReadDelivery } from "./known.ts";

interface Joining {
  decision: Extract<Decision, { action: "append" }>;
  known: Known;
  batch: Batch;
}

/**
 * Had the mail come in the order in which it was written, these parts would have joined the ticket by themselves. That holds for the
 * author's own new tickets, and in an archive for everybody's. All else is linked, and an agent decides.
 */
export async function bringTogether(tx: Tx, item: ReadDelivery, { decision, known, batch }: Joining): Promise<void> {
  const { match, together, requester } = decision;
  if (together.length === 0) return;
  const imported = isImported(item.entry);
  const asker = known.contacts.get(addressKey(requester.address))?.contactId ?? null;
  const isOurs = (id: TicketId) => imported || batch.openedHere(id)?.requesterId === asker;
  const opened = together.filter((id) => batch.openedHere(id) !== null && isOurs(id));
  const before = together.filter((id) => batch.openedHere(id) === null);
  const stored = await listMergeable(tx, before, { imported, asker });
  for (const from of [...opened, ...stored]) if (!batch.heldBeside(from)) batch.merge(from, match.ticketId);
}

async function listMergeable(
  tx: Tx,
  ids: readonly TicketId[],
  { imported, asker }: { imported: boolean; asker: string | null },
): Promise<TicketId[]> {
  if (ids.length === 0) return [];
  if (imported) return listImportedTickets(tx, ids);
  return asker === null ? [] : listFreshTickets(tx, ids, asker);
}
