// Tickets that go into another one because they are parts of one conversation whose middle came last (docs/decisions/0013).
import { sql } from "kysely";
import type { ContactId, TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import { insertRows } from "./insert-rows.ts";

export interface Merge {
  from: TicketId;
  into: TicketId;
}

/** A ticket that was opened longer ago may have been read: it is linked, and an agent decides. */
const freshMinutes = 10;

const untouched = sql`t.state = 'open' and t.priority = 'normal' and t.assignee_id is null
  and not exists (select from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id and m.direction <> 'inbound')
  and not exists (select from participants p where p.workspace_id = t.workspace_id and p.ticket_id = t.id and p.role = 'author')
  and not exists (select from reply_addresses r where r.workspace_id = t.workspace_id and r.ticket_id = t.id)
  and not exists (select from drafts d where d.workspace_id = t.workspace_id and d.ticket_id = t.id)
  and not exists (select from submissions s where s.workspace_id = t.workspace_id and s.ticket_id = t.id)
  and not exists (select from audit a where a.workspace_id = t.workspace_id and a.subject = 'ticket:' || t.id)
  and not exists (select from held_messages h where h.workspace_id = t.workspace_id and h.ticket_id = t.id)`;

/** Of these tickets, those that were opened just now, that this contact asks on, and that no agent has touched. */
export async function listFreshTickets(tx: Tx, ids: readonly TicketId[], requesterId: ContactId): Promise<TicketId[]> {
  const { rows } = await sql<{ id: TicketId }>`
    select t.id from tickets t where t.id = any(${[...ids]}::uuid[]) and t.requester_id = ${requesterId}
      and t.created_at > now() - make_interval(mins => ${freshMinutes}) and ${untouched}`.execute(tx);
  return rows.map((row) => row.id);
}

/** Of these tickets, those whose messages were all imported, and that no agent has touched. */
export async function listImportedTickets(tx: Tx, ids: readonly TicketId[]): Promise<TicketId[]> {
  const { rows } = await sql<{ id: TicketId }>`
    select t.id from tickets t where t.id = any(${[...ids]}::uuid[]) and ${untouched}
      and not exists (
        select from messages m join deliveries d on d.workspace_id = m.workspace_id and d.id = m.delivery_id
        where m.workspace_id = t.workspace_id and m.ticket_id = t.id and d.envelope is not null
      )`.execute(tx);
  return rows.map((row) => row.id);
}

/** Moves everything from each ticket to the other. Both rows are locked by the caller; what refers to them waits, and then looks again. */
export async function mergeTickets(tx: Tx, workspaceId: WorkspaceId, merges: readonly Merge[]): Promise<void> {
  for (const { from, into } of merges) {
    await moveMessages(tx, from, into);
    await movePeople(tx, from, into);
    await sql`
      update tickets t set message_count = t.message_count + f.message_count, updated_at = now(),
        last_message_at = greatest(t.last_message_at, f.last_message_at)
      from tickets f where f.id = ${from} and t.id = ${into}`.execute(tx);
    await sql`
      update tickets set possibly_related_to = ${into} where possibly_related_to = ${from} and id in (
        select c.ticket_id from conversation_tickets c
        where c.conversation_id = (select conversation_id from conversation_tickets where ticket_id = ${from})
      )`.execute(tx);
    await sql`update tickets set possibly_related_to = null where id = ${into} and possibly_related_to = ${into}`.execute(tx);
    await tx.deleteFrom("conversationTickets").where("ticketId", "=", from).execute();
    const gone = await tx.deleteFrom("tickets").where("id", "=", from).returning("number").executeTakeFirstOrThrow();
    await tx.updateTable("mergedTickets").set({ intoTicketId: into }).where("intoTicketId", "=", from).execute();
    await insertRows(tx, "mergedTickets", [{ workspaceId, ticketId: from, number: gone.number, intoTicketId: into }]);
  }
}

async function moveMessages(tx: Tx, from: TicketId, into: TicketId): Promise<void> {
  await sql`
    update outcomes o set ticket_id = ${into}
    from messages m join arrivals a on a.workspace_id = m.workspace_id and a.message_id = m.id
    where m.ticket_id = ${from} and o.workspace_id = a.workspace_id and o.delivery_id = a.delivery_id`.execute(tx);
  await sql`
    update outcomes o set ticket_id = ${into} from reports r
    where r.ticket_id = ${from} and o.workspace_id = r.workspace_id and o.delivery_id = r.delivery_id`.execute(tx);
  await tx.updateTable("reports").set({ ticketId: into }).where("ticketId", "=", from).execute();
  const { rows } = await sql<{
    id: string;
  }>`update messages set ticket_id = ${into} where ticket_id = ${from} returning id`.execute(tx);
  await sql`select move_in_search(${rows.map((row) => row.id)}::uuid[], ${into})`.execute(tx);
}

// Who asked on the one that goes is somebody addressed on the other.
async function movePeople(tx: Tx, from: TicketId, into: TicketId): Promise<void> {
  await sql`
    insert into participants (workspace_id, ticket_id, address, role)
    select workspace_id, ${into}, address, case role when 'requester' then 'addressed' else role end
    from participants where ticket_id = ${from} on conflict do nothing`.execute(tx);
  await tx.deleteFrom("participants").where("ticketId", "=", from).execute();
}
