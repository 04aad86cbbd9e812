// Contacts by their addresses, and who of them asks on a ticket.
import { sql } from "kysely";
import { type ContactId, newId, type TicketId, type WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

/** The contact of an address, made if nobody has it yet. `address` as `addressKey` writes it. */
export async function ensureContact(
  tx: Tx,
  workspaceId: WorkspaceId,
  { name, address }: { name: string; address: string },
): Promise<ContactId> {
  const contactId = newId();
  const { rows } = await sql<{ contactId: ContactId }>`
    insert into contact_addresses (workspace_id, address, contact_id) values (${workspaceId}, ${address}, ${contactId})
    on conflict (workspace_id, address) do update set address = excluded.address
    returning contact_id`.execute(tx);
  const found = rows[0]?.contactId ?? contactId;
  if (found === contactId)
    await tx.insertInto("contacts").values({ workspaceId, id: contactId, name, companyId: null }).execute();
  return found;
}

export interface RequesterRow {
  contactId: ContactId;
  address: string;
}

/** Who asks on a ticket; the ticket's row is locked until the transaction ends. */
export async function lockRequester(tx: Tx, ticketId: TicketId): Promise<RequesterRow | null> {
  const { rows } = await sql<RequesterRow>`
    select t.requester_id as contact_id, coalesce(
      (select p.address from participants p where p.workspace_id = t.workspace_id and p.ticket_id = t.id and p.role = 'requester' limit 1),
      ''
    ) as address
    from tickets t where t.id = ${ticketId} for no key update`.execute(tx);
  return rows[0] ?? null;
}

/** Another contact asks from now on. Whoever asked before stays on the ticket, as somebody who wrote. */
export async function changeRequester(
  tx: Tx,
  ticket: { workspaceId: WorkspaceId; id: TicketId },
  to: RequesterRow,
): Promise<void> {
  const { workspaceId, id } = ticket;
  await tx
    .updateTable("participants")
    .set({ role: "author" })
    .where("ticketId", "=", id)
    .where("role", "=", "requester")
    .execute();
  await sql`
    insert into participants (workspace_id, ticket_id, address, role) values (${workspaceId}, ${id}, ${to.address}, 'requester')
    on conflict (workspace_id, ticket_id, address) do update set role = 'requester'`.execute(tx);
  await sql`
    update tickets t set requester_id = ${to.contactId}, updated_at = now(),
      company_id = coalesce(t.company_id, (select company_id from contacts c where c.workspace_id = t.workspace_id and c.id = ${to.contactId}))
    where t.id = ${id}`.execute(tx);
}
