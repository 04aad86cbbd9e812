// What the desk writes beside a message that leaves: its own record of it, notes, what an undo puts back, and who is told.
import { sql } from "kysely";
import { type AgentId, type MessageId, newId, type TicketId, type WorkspaceId } from "#domain/ids.ts";
import type { Address } from "#domain/message.ts";
import type { TicketState } from "#domain/ticket.ts";
import type { Tx } from "./db.ts";
import { Expression, insertRows } from "./insert-rows.ts";
import { searchable } from "./search.ts";

/** What the desk keeps with a message of its own, beside how it is sent: for its key, its undo and its page. */
export interface DeskRecord {
  /** The Idempotency-Key with who gave it, hashed; null without one. */
  key: string | null;
  /** SHA-256 of the request that the key stands for. */
  request: string;
  apiKey: string | null;
  /** RFC 3339; null where there is no window. */
  undoUntil: string | null;
  quoted: number;
  notQuotedFor: readonly Address[];
  before: { state: TicketState; preview: string; lastMessageAt: string };
  after: { state: TicketState };
  /** Whom it made participants. */
  added: readonly string[];
  /** As a draft has it, to go on with after an undo. */
  draft: unknown;
}

export async function keepDeskRecord(tx: Tx, messageId: MessageId, record: DeskRecord): Promise<void> {
  await sql`
    update messages set sending = coalesce(sending, '{}') || jsonb_build_object('desk', ${JSON.stringify(record)}::jsonb)
    where id = ${messageId}`.execute(tx);
}

/** The message that this key made on this ticket. */
export async function findByKey(tx: Tx, ticketId: TicketId, key: string): Promise<{ id: MessageId; record: DeskRecord } | null> {
  const { rows } = await sql<{ id: MessageId; record: DeskRecord }>`
    select id, sending -> 'desk' as record from messages
    where ticket_id = ${ticketId} and direction <> 'inbound' and sending -> 'desk' ->> 'key' = ${key} limit 1`.execute(tx);
  return rows[0] ?? null;
}

/** Whether a message of this key was taken back. */
export async function wasTakenBack(tx: Tx, ticketId: TicketId, key: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from audit where subject = ${`ticket:${ticketId}`} and action = 'message.taken-back' and details ->> 'key' = ${key}
    limit 1`.execute(tx);
  return rows.length > 0;
}

export interface NewNote {
  workspaceId: WorkspaceId;
  ticketId: TicketId;
  agentId: AgentId | null;
  author: Address;
  subject: string;
  text: string;
  html: string | null;
  mentions: readonly { id: AgentId; name: string }[];
  files: readonly {
    name: string;
    mediaType: string;
    sniffedType: string | null;
    disposition: "attachment" | "inline";
    contentId: string | null;
    size: number;
    sha256: string;
  }[];
  at: Date;
}

/** A note changes neither the ticket's preview nor its place in the list: nobody outside wrote or was written to. */
export async function insertNote(tx: Tx, note: NewNote): Promise<MessageId> {
  const { workspaceId, ticketId, at, files } = note;
  const id = newId();
  await Promise.all([
    insertRows(tx, "messages", [
      {
        workspaceId,
        id,
        ticketId,
        deliveryId: null,
        direction: "note" as const,
        contactId: null,
        agentId: note.agentId,
        rfcMessageId: null,
        // Of its own: nothing that came in is compared with it.
        identityHash: Buffer.from(id.replaceAll("-", ""), "hex"),
        author: JSON.stringify(note.author),
        recipients: JSON.stringify({ to: [], cc: [], mentions: note.mentions }),
        subject: note.subject,
        text: note.text,
        visibleText: note.text,
        html: note.html,
        attachmentDigests: files.map((file) => file.sha256),
        autoSubmitted: "no",
        standing: "participant" as const,
        senderVerdict: "verified" as const,
        reading: null,
        sending: null,
        sentAt: null,
        receivedAt: at,
      },
    ]),
    insertRows(
      tx,
      "attachments",
      files.map((file, position) => ({
        workspaceId,
        id: newId(),
        messageId: id,
        position,
        name: file.name,
        mediaType: file.mediaType,
        sniffedType: file.sniffedType,
        disposition: file.disposition,
        contentId: file.contentId,
        size: file.size,
        sha256: Buffer.from(file.sha256, "hex"),
        refusedBecause: null,
      })),
    ),
    insertRows(tx, "messageSearch", [
      {
        workspaceId,
        messageId: id,
        ticketId,
        receivedAt: at,
        document: new Expression("to_tsvector('inlet', $)", searchable(`${note.author.name}\n${note.text}`.slice(0, 64_000))),
      },
    ]),
    sql`update tickets set message_count = message_count + 1, updated_at = now() where id = ${ticketId}`.execute(tx),
  ]);
  return id;
}

// ---------------------------------------------------------------- what is taken back

export interface OwnMessage {
  id: MessageId;
  ticketId: TicketId;
  direction: "outbound" | "note";
  agentId: AgentId | null;
  rfcMessageId: string | null;
  record: DeskRecord | null;
}

/** A message that was written here; null where there is none, or it came in. */
export async function findOwnMessage(tx: Tx, id: MessageId): Promise<OwnMessage | "inbound" | null> {
  const { rows } = await sql<Omit<OwnMessage, "direction"> & { direction: OwnMessage["direction"] | "inbound" }>`
    select id, ticket_id, direction, agent_id, rfc_message_id, sending -> 'desk' as record from messages where id = ${id}`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return null;
  return row.direction === "inbound" ? "inbound" : { ...row, direction: row.direction };
}

/** Nothing of it stays on the ticket but the audit's word; its cancelled copies stay in the books. */
export async function deleteOwnMessage(tx: Tx, message: OwnMessage, record: DeskRecord, idHash: Buffer | null): Promise<void> {
  const { id, ticketId } = message;
  await tx.deleteFrom("attachments").where("messageId", "=", id).execute();
  await tx.deleteFrom("messages").where("id", "=", id).execute();
  if (idHash !== null) await tx.deleteFrom("messageIds").where("idHash", "=", idHash).where("ticketId", "=", ticketId).execute();
  await sql`select forget_in_search(${[id]}::uuid[])`.execute(tx);
  await removeAdded(tx, ticketId, record.added);
  await sql`
    update tickets t set message_count = greatest(t.message_count - 1, 0), updated_at = now(),
      state = case when t.state = ${record.after.state} then ${record.before.state} else t.state end,
      last_message_at = coalesce((
        select max(m.received_at) from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id and m.direction <> 'note'
      ), t.last_message_at),
      preview = case when exists (
        select 1 from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id and m.direction <> 'note'
          and m.received_at > ${record.before.lastMessageAt}::timestamptz + interval '1 millisecond'
      ) then t.preview else ${record.before.preview} end
    where t.id = ${ticketId}`.execute(tx);
}

// Whoever wrote meanwhile, or was written to by somebody else, is on the ticket by that.
async function removeAdded(tx: Tx, ticketId: TicketId, added: readonly string[]): Promise<void> {
  if (added.length === 0) return;
  await sql`
    delete from participants p
    where p.ticket_id = ${ticketId} and p.role = 'addressed' and p.address = any(${[...added]}::text[]) and not exists (
      select from messages m
        cross join lateral jsonb_path_query(
          jsonb_build_array(m.author, m.recipients -> 'to', m.recipients -> 'cc', m.sending -> 'bcc'), '$.**.address'
        ) as named
      where m.workspace_id = p.workspace_id and m.ticket_id = p.ticket_id and m.direction <> 'note' and m.standing = 'participant'
        and lower(named #>> '{}') = p.address
    )`.execute(tx);
}

/** Who is on a ticket right now, lower case. */
export async function listParticipantKeys(tx: Tx, ticketId: TicketId): Promise<Set<string>> {
  const rows = await tx.selectFrom("participants").select("address").where("ticketId", "=", ticketId).execute();
  return new Set(rows.map((row) => row.address));
}

/** Tells every process who is on a ticket, and what they do there. Nothing is stored. */
export async function announcePresence(
  tx: Tx,
  presence: {
    workspaceId: WorkspaceId;
    ticketId: TicketId;
    agent: { id: AgentId; name: string };
    doing: "viewing" | "typing" | "left";
  },
): Promise<void> {
  await sql`select pg_notify('inlet_desk', ${JSON.stringify({ presence })})`.execute(tx);
}
