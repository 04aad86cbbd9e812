// Tickets, who is on them, and what is said there.
import type { Generated } from "kysely";
import type { Json } from "./json.ts";

export interface TicketTables {
  contacts: ContactsTable;
  contactAddresses: ContactAddressesTable;
  tickets: TicketsTable;
  participants: ParticipantsTable;
  replyAddresses: ReplyAddressesTable;
  messages: MessagesTable;
  messageIds: MessageIdsTable;
  arrivals: ArrivalsTable;
  attachments: AttachmentsTable;
  messageSearch: MessageSearchTable;
  conversationTickets: ConversationTicketsTable;
  mergedTickets: MergedTicketsTable;
}

interface ContactsTable {
  workspaceId: string;
  id: string;
  name: string;
  companyId: string | null;
  createdAt: Generated<Date>;
}

interface ContactAddressesTable {
  workspaceId: string;
  address: string;
  contactId: string;
}

interface TicketsTable {
  workspaceId: string;
  id: string;
  number: number;
  subject: string;
  state: Generated<"open" | "pending" | "on-hold" | "resolved" | "spam" | "trash">;
  priority: Generated<"low" | "normal" | "high" | "urgent">;
  requesterId: string;
  assigneeId: string | null;
  sourceId: string;
  companyId: string | null;
  possiblyRelatedTo: string | null;
  preview: Generated<string>;
  messageCount: Generated<number>;
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
  lastMessageAt: Date;
}

interface ParticipantsTable {
  workspaceId: string;
  ticketId: string;
  address: string;
  role: "requester" | "author" | "addressed";
}

interface ReplyAddressesTable {
  workspaceId: string;
  tokenHash: Buffer;
  ticketId: string;
  address: string;
  revokedAt: Date | null;
}

interface MessagesTable {
  workspaceId: string;
  id: string;
  ticketId: string;
  deliveryId: string | null;
  direction: "inbound" | "outbound" | "note";
  contactId: string | null;
  agentId: string | null;
  rfcMessageId: string | null;
  identityHash: Buffer;
  author: Json;
  recipients: Json;
  subject: string;
  text: string;
  visibleText: string;
  html: string | null;
  attachmentDigests: Generated<string[]>;
  autoSubmitted: Generated<string>;
  standing: Generated<"participant" | "colleague" | "stranger">;
  senderVerdict: "verified" | "unverified" | "failed" | "unchecked";
  reading: Json | null;
  /** How it was to be sent; null for what came in. */
  sending: Json | null;
  sentAt: Date | null;
  receivedAt: Date;
}

interface MessageIdsTable {
  workspaceId: string;
  idHash: Buffer;
  ticketId: string;
  phantom: boolean;
}

interface ArrivalsTable {
  workspaceId: string;
  messageId: string;
  deliveryId: string;
  receivedAt: Date;
}

interface AttachmentsTable {
  workspaceId: string;
  id: string;
  messageId: string;
  position: number;
  name: string;
  mediaType: string;
  sniffedType: string | null;
  disposition: "attachment" | "inline";
  contentId: string | null;
  size: number;
  sha256: Buffer | null;
  refusedBecause: "too-large" | "type-not-allowed" | "quota-exceeded" | "ignored" | null;
}

interface MessageSearchTable {
  workspaceId: string;
  messageId: string;
  ticketId: string;
  receivedAt: Date;
  document: string;
}

interface ConversationTicketsTable {
  workspaceId: string;
  ticketId: string;
  conversationId: string;
}

interface MergedTicketsTable {
  workspaceId: string;
  ticketId: string;
  number: number;
  intoTicketId: string;
}
