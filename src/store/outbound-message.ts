// The rows of a message that we send: like those of one that came in, and no mail that comes back can be taken for another.
import { sql } from "kysely";
import { type AgentId, type MessageId, newId, type TicketId, type WorkspaceId } from "#domain/ids.ts";
import type { Address } from "#domain/message.ts";
import type { OutboundFile } from "#domain/outbound.ts";
import { previewOf } from "#domain/ticket.ts";
import type { Tx } from "./db.ts";
import { Expression, insertRows } from "./insert-rows.ts";
import { searchable } from "./search.ts";
import type { Letter } from "./submissions.ts";

export interface OutboundRow {
  workspaceId: WorkspaceId;
  id: MessageId;
  ticketId: TicketId;
  agentId: AgentId | null;
  author: Address;
  letter: Letter;
  /** SHA-256 of its Message-ID: under this it is found when a report or an answer names it. */
  idHash: Buffer;
  visibleText: string;
  files: readonly StoredFile[];
  /** Keys of addresses that are on the ticket from now on. */
  participants: readonly string[];
  at: Date;
}

type StoredFile = OutboundFile & { sniffedType?: string | null };

const searchedCharacters = 64_000;

export async function insertOutboundMessage(tx: Tx, row: OutboundRow): Promise<void> {
  const { workspaceId, ticketId, id, letter, at } = row;
  await Promise.all([
    insertRows(tx, "messages", [messageRow(row)]),
    insertRows(tx, "messageIds", [{ workspaceId, idHash: row.idHash, ticketId, phantom: false }]),
    insertRows(
      tx,
      "attachments",
      row.files.map((file, position) => attachmentRow(row, file, position)),
    ),
    insertRows(
      tx,
      "participants",
      row.participants.map((address) => ({ workspaceId, ticketId, address, role: "addressed" as const })),
      "on conflict do nothing",
    ),
    insertRows(tx, "messageSearch", [
      {
        workspaceId,
        messageId: id,
        ticketId,
        receivedAt: at,
        document: new Expression("to_tsvector('inlet', $)", searchText(row)),
      },
    ]),
    countOn(tx, ticketId, { at, preview: previewOf(row.visibleText), letter }),
  ]);
}

function messageRow({ workspaceId, id, ticketId, agentId, author, letter, idHash, visibleText, files, at }: OutboundRow) {
  return {
    workspaceId,
    id,
    ticketId,
    deliveryId: null,
    direction: "outbound" as const,
    contactId: null,
    agentId,
    rfcMessageId: letter.rfcMessageId,
    // Of our own: no message that came in is compared with it.
    identityHash: idHash,
    author: JSON.stringify(author),
    recipients: JSON.stringify({ to: letter.to, cc: letter.cc, replyTo: [], sender: null }),
    subject: letter.subject,
    text: letter.text,
    visibleText,
    html: letter.html,
    attachmentDigests: files.map((file) => file.sha256),
    autoSubmitted: letter.sending.autoSubmitted,
    standing: "participant" as const,
    senderVerdict: "verified" as const,
    reading: null,
    sending: JSON.stringify(letter.sending),
    sentAt: at,
    receivedAt: at,
  };
}

function attachmentRow({ workspaceId, id }: OutboundRow, file: StoredFile, position: number) {
  return {
    workspaceId,
    id: newId(),
    messageId: id,
    position,
    name: file.name,
    mediaType: file.mediaType,
    sniffedType: file.sniffedType ?? null,
    disposition: file.disposition,
    contentId: file.contentId,
    size: file.size,
    sha256: Buffer.from(file.sha256, "hex"),
    refusedBecause: null,
  };
}

function searchText({ letter, author, files, visibleText }: OutboundRow): string {
  const people = [author, ...letter.to, ...letter.cc].map(({ name, address }) => `${name} ${address}`).join(" ");
  const names = files.map((file) => file.name).join(" ");
  return searchable(`${letter.subject}\n${people}\n${names}\n${visibleText}`.slice(0, searchedCharacters));
}

// An automatic answer is not what a ticket is about: its preview stays.
async function countOn(
  tx: Tx,
  ticketId: TicketId,
  { at, preview, letter }: { at: Date; preview: string; letter: Letter },
): Promise<void> {
  const automatic = letter.sending.autoSubmitted !== "no";
  await sql`
    update tickets set message_count = message_count + 1, updated_at = now(), last_message_at = greatest(last_message_at, ${at}),
      preview = case when ${automatic}::boolean then preview else ${preview} end
    where id = ${ticketId}`.execute(tx);
}
