// Mentions: which notes name an agent who has not seen them. The audit leads to the note; the note knows who has seen it.
import { sql } from "kysely";
import type { AgentId, MessageId, TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import type { TicketNameRow } from "./ticket-page.ts";

/** What an agent's audit says of a note that names them. */
export const mentionedAction = "agent.mentioned";

export interface MentionRow {
  messageId: MessageId;
  ticket: TicketNameRow;
  author: string;
  preview: string;
  writtenAt: Date;
}

/** Notes of the last 90 days that name this agent, and that they have not seen: newest first, at most 100. */
export async function listUnseenMentions(tx: Tx, agentId: AgentId): Promise<MentionRow[]> {
  const { rows } = await sql<MentionRow>`
    select m.id as message_id, m.author ->> 'name' as author, m.received_at as written_at,
      btrim(regexp_replace(left(m.visible_text, 300), '\\s+', ' ', 'g')) as preview,
      jsonb_build_object('id', t.id, 'number', t.number, 'subject', t.subject, 'state', t.state, 'lastMessageAt', t.last_message_at) as ticket
    from (
      select distinct a.workspace_id, (a.details ->> 'messageId')::uuid as message_id from audit a
      where a.subject = ${`agent:${agentId}`} and a.action = ${mentionedAction} and a.at > now() - interval '90 days'
    ) named
      join messages m on m.workspace_id = named.workspace_id and m.id = named.message_id
      join tickets t on t.workspace_id = m.workspace_id and t.id = m.ticket_id
    where ${isUnseen(agentId)}
    order by m.received_at desc, m.id desc limit 100`.execute(tx);
  return rows.map((row) => ({ ...row, ticket: { ...row.ticket, lastMessageAt: new Date(row.ticket.lastMessageAt) } }));
}

/** Gives how many notes of the ticket the agent sees for the first time. */
export async function markMentionsSeen(tx: Tx, ticketId: TicketId, agentId: AgentId): Promise<number> {
  const { numAffectedRows } = await sql`
    update messages m set recipients = jsonb_set(m.recipients, '{mentions}', (
      select jsonb_agg(case when one ->> 'id' = ${agentId} then one || jsonb_build_object('seenAt', now()) else one end order by place)
      from jsonb_array_elements(m.recipients -> 'mentions') with ordinality as named (one, place)
    ))
    where m.ticket_id = ${ticketId} and m.direction = 'note' and ${isUnseen(agentId)}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Tells agents, at commit, that their mentions have changed. */
export async function announceMentions(
  tx: Tx,
  mention: { workspaceId: WorkspaceId; ticketId: TicketId; agents: readonly AgentId[] },
): Promise<void> {
  if (mention.agents.length > 0) await sql`select pg_notify('inlet_desk', ${JSON.stringify({ mention })})`.execute(tx);
}

function isUnseen(agentId: AgentId) {
  return sql`exists (
    select 1 from jsonb_array_elements(m.recipients -> 'mentions') as named (one)
    where named.one ->> 'id' = ${agentId} and named.one ->> 'seenAt' is null
  )`;
}
