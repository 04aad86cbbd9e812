// What an answer depends on: its ticket with everybody on it, the thread, what did not get through, and texts that must not slip in.
import { sql } from "kysely";
import type { SourceId, TicketId } from "#domain/ids.ts";
import type { Address } from "#domain/message.ts";
import type { ThreadMessage } from "#domain/reply-recipients.ts";
import type { TicketState } from "#domain/ticket.ts";
import type { Tx } from "./db.ts";

export interface AnsweredTicket {
  id: TicketId;
  number: number;
  subject: string;
  state: TicketState;
  preview: string;
  lastMessageAt: Date;
  requester: Address;
  source: { id: SourceId; name: string; address: string; settings: unknown };
  company: { name: string; domains: string[] } | null;
  participants: { address: string; role: "requester" | "author" | "addressed" }[];
}

export async function readAnsweredTicket(tx: Tx, id: TicketId): Promise<AnsweredTicket | null> {
  const { rows } = await sql<AnsweredTicket>`
    select t.id, t.number, t.subject, t.state, t.preview, t.last_message_at,
      jsonb_build_object('name', r.name, 'address', coalesce(
        (select p.address from participants p where p.workspace_id = t.workspace_id and p.ticket_id = t.id and p.role = 'requester' limit 1),
        (select a.address from contact_addresses a where a.workspace_id = t.workspace_id and a.contact_id = t.requester_id limit 1),
        ''
      )) as requester,
      jsonb_build_object('id', s.id, 'name', s.name, 'address', s.address, 'settings', s.settings) as source,
      case when y.id is not null then jsonb_build_object('name', y.name, 'domains', array(
        select d.domain from company_domains d where d.workspace_id = y.workspace_id and d.company_id = y.id limit 500
      )) end as company,
      coalesce((
        select jsonb_agg(jsonb_build_object('address', p.address, 'role', p.role) order by p.address)
        from (select * from participants p where p.workspace_id = t.workspace_id and p.ticket_id = t.id limit 500) p
      ), '[]') as participants
    from (select * from tickets where id = ${id}) t
      join contacts r on r.workspace_id = t.workspace_id and r.id = t.requester_id
      join sources s on s.workspace_id = t.workspace_id and s.id = t.source_id
      left join companies y on y.workspace_id = t.workspace_id and y.id = coalesce(t.company_id, r.company_id)`.execute(tx);
  return rows[0] ?? null;
}

export interface ThreadRow extends ThreadMessage {
  rfcMessageId: string | null;
  /** Addresses of ours that its copies were for (SMTP envelope). */
  rcptTo: string[];
}

const mostThread = 100;
const longestQuoted = 20_000;

/** The messages and notes of a ticket, newest first, at most 100: what an answer may quote, and who was on them. */
export async function readThread(tx: Tx, ticketId: TicketId): Promise<ThreadRow[]> {
  const { rows } = await sql<Omit<ThreadRow, "at"> & { at: Date }>`
    select m.id, m.direction, coalesce(m.author, '{"name": "", "address": ""}') as author, coalesce(m.recipients -> 'to', '[]') as to,
      coalesce(m.recipients -> 'cc', '[]') as cc, coalesce(m.sending -> 'bcc', '[]') as bcc,
      coalesce(m.recipients -> 'replyTo', '[]') as reply_to, m.standing, m.auto_submitted,
      left(m.visible_text, ${longestQuoted}) as visible_text, m.received_at as at, m.rfc_message_id,
      array(
        select distinct jsonb_array_elements_text(coalesce(d.envelope -> 'rcptTo', '[]'))
        from arrivals a join deliveries d on d.workspace_id = a.workspace_id and d.id = a.delivery_id
        where a.workspace_id = m.workspace_id and a.message_id = m.id
      ) as rcpt_to
    from messages m where m.ticket_id = ${ticketId}
    order by m.received_at desc, m.id desc limit ${mostThread}`.execute(tx);
  return rows.map((row) => ({ ...row, author: withAddress(row.author) }));
}

// jsonb null where the From field named nobody.
function withAddress(author: Address | null): Address {
  return { name: author?.name ?? "", address: author?.address ?? "" };
}

/** Addresses that a copy from this ticket did not reach. */
export async function readBouncedOf(tx: Tx, ticketId: TicketId): Promise<Set<string>> {
  const rows = await tx
    .selectFrom("submissions")
    .select("address")
    .distinct()
    .where("ticketId", "=", ticketId)
    .where("state", "in", ["bounced", "failed"])
    .limit(500)
    .execute();
  return new Set(rows.map((row) => row.address.toLowerCase()));
}

/** What people wrote to these tickets from outside, and the notes about them; tickets of `exceptRequester` left out. */
export async function readTextsOf(
  tx: Tx,
  ticketIds: readonly TicketId[],
  except: { ticketId: TicketId; requester: string },
): Promise<{ number: number; requester: string; text: string }[]> {
  const ids = ticketIds.filter((id) => id !== except.ticketId);
  if (ids.length === 0) return [];
  const { rows } = await sql<{ number: number; requester: string; text: string }>`
    select t.number, c.name as requester, left(m.visible_text, ${longestQuoted}) as text
    from tickets t join contacts c on c.workspace_id = t.workspace_id and c.id = t.requester_id
    cross join lateral (
      select m.visible_text from messages m
      where m.workspace_id = t.workspace_id and m.ticket_id = t.id and m.direction in ('inbound', 'note')
      order by m.received_at desc limit 20
    ) m
    where t.id = any(${[...ids]}::uuid[]) and not exists (
      select 1 from participants p where p.workspace_id = t.workspace_id and p.ticket_id = t.id and p.role = 'requester'
        and p.address = ${except.requester}
    )
    limit 200`.execute(tx);
  return rows;
}
