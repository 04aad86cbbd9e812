// The tables as TypeScript sees them: one interface a table, one line a column, in the order of the migrations.
import type { RecipientRole, SubmissionKind, SubmissionState } from "#domain/outbound.ts";
import type { ColumnType, Generated } from "kysely";
import type { OutcomeAction } from "#domain/outcome.ts";

/** jsonb: objects in, objects out. The driver sends an array as a SQL array and a string as it is, so stringify those first. */
export type Json = ColumnType<unknown, unknown, unknown>;

export interface Schema {
  workspaces: WorkspacesTable;
  routes: RoutesTable;
  deliveryQueue: DeliveryQueueTable;
  credentials: CredentialsTable;
  agents: AgentsTable;
  apiKeys: ApiKeysTable;
  companies: CompaniesTable;
  companyDomains: CompanyDomainsTable;
  sources: SourcesTable;
  sourceChecks: SourceChecksTable;
  contacts: ContactsTable;
  contactAddresses: ContactAddressesTable;
  rawMessages: RawMessagesTable;
  deliveries: DeliveriesTable;
  outcomes: OutcomesTable;
  outcomeHistory: OutcomeHistoryTable;
  tickets: TicketsTable;
  messages: MessagesTable;
  arrivals: ArrivalsTable;
  attachments: AttachmentsTable;
  messageIds: MessageIdsTable;
  participants: ParticipantsTable;
  replyAddresses: ReplyAddressesTable;
  reports: ReportsTable;
  audit: AuditTable;
  messageSearch: MessageSearchTable;
  conversationTickets: ConversationTicketsTable;
  mergedTickets: MergedTicketsTable;
  heldMessages: HeldMessagesTable;
  relays: RelaysTable;
  sendingDomains: SendingDomainsTable;
  dkimKeys: DkimKeysTable;
  submissions: SubmissionsTable;
  submissionAttempts: SubmissionAttemptsTable;
  submissionQueue: SubmissionQueueTable;
  suppressions: SuppressionsTable;
  automaticMail: AutomaticMailTable;
  drafts: DraftsTable;
  cannedReplies: CannedRepliesTable;
  uploads: UploadsTable;
}

export interface WorkspacesTable {
  id: string;
  name: string;
  createdAt: Generated<Date>;
}

export interface RoutesTable {
  workspaceId: string;
  address: string;
  sourceId: string;
  pausedAt: Date | null;
}

export interface DeliveryQueueTable {
  workspaceId: string;
  deliveryId: string;
  availableAt: Generated<Date>;
  leaseToken: string | null;
  attempts: Generated<number>;
  failures: Generated<number>;
  instruction: Json | null;
}

export interface CredentialsTable {
  workspaceId: string;
  id: string;
  kind: "api-key" | "session" | "setup-link";
  tokenHash: Buffer;
  subjectId: string | null;
  createdAt: Generated<Date>;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export interface AgentsTable {
  workspaceId: string;
  id: string;
  email: string;
  name: string;
  role: "owner" | "admin" | "agent" | "viewer";
  passwordHash: string | null;
  totpSecret: string | null;
  totpPending: string | null;
  totpLastStep: number | null;
  createdAt: Generated<Date>;
  disabledAt: Date | null;
  /** What stands below their answers, as HTML. */
  signature: Generated<string>;
}

export interface ApiKeysTable {
  workspaceId: string;
  id: string;
  name: string;
  scopes: string[];
  hint: string;
  createdAt: Generated<Date>;
}

export interface CompaniesTable {
  workspaceId: string;
  id: string;
  name: string;
  createdAt: Generated<Date>;
}

export interface CompanyDomainsTable {
  workspaceId: string;
  domain: string;
  companyId: string;
}

export interface SourcesTable {
  workspaceId: string;
  id: string;
  kind: "forwarding";
  name: string;
  address: string;
  settings: Json;
  companyId: string | null;
  createdAt: Generated<Date>;
  pausedAt: Date | null;
}

export interface SourceChecksTable {
  workspaceId: string;
  id: string;
  sourceId: string;
  kind: "challenge" | "gmail-confirmation" | "microsoft-confirmation";
  codeHash: Buffer | null;
  publicAddress: string | null;
  verdict: "waiting" | "arrived" | "late" | "arrived-elsewhere" | "sender-rewritten" | "never-arrived" | "shown";
  details: Json;
  deliveryId: string | null;
  createdAt: Generated<Date>;
  decidedAt: Date | null;
  /** Of the mail that was sent as a challenge; null where somebody sends it by hand. */
  messageId: string | null;
}

export interface ContactsTable {
  workspaceId: string;
  id: string;
  name: string;
  companyId: string | null;
  createdAt: Generated<Date>;
}

export interface ContactAddressesTable {
  workspaceId: string;
  address: string;
  contactId: string;
}

export interface RawMessagesTable {
  workspaceId: string;
  id: string;
  sha256: Buffer;
  size: number;
  bytes: Buffer | null;
}

export interface DeliveriesTable {
  workspaceId: string;
  id: string;
  sourceId: string;
  kind: string;
  externalId: string;
  rawId: string;
  size: number;
  envelope: Json | null;
  receivedAt: Date;
}

export interface OutcomesTable {
  workspaceId: string;
  deliveryId: string;
  sourceId: string;
  action: OutcomeAction;
  reason: string | null;
  ticketId: string | null;
  messageId: string | null;
  receipt: Json;
  sender: string | null;
  subject: string | null;
  decidedAt: Generated<Date>;
  revision: Generated<number>;
  revisedBy: string | null;
  dismissedAt: Date | null;
}

export interface OutcomeHistoryTable {
  workspaceId: string;
  deliveryId: string;
  revision: number;
  outcome: Json;
  replacedAt: Generated<Date>;
}

export interface TicketsTable {
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

export interface MessagesTable {
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

export interface ArrivalsTable {
  workspaceId: string;
  messageId: string;
  deliveryId: string;
  receivedAt: Date;
}

export interface AttachmentsTable {
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

export interface MessageIdsTable {
  workspaceId: string;
  idHash: Buffer;
  ticketId: string;
  phantom: boolean;
}

export interface ParticipantsTable {
  workspaceId: string;
  ticketId: string;
  address: string;
  role: "requester" | "author" | "addressed";
}

export interface ReplyAddressesTable {
  workspaceId: string;
  tokenHash: Buffer;
  ticketId: string;
  address: string;
  revokedAt: Date | null;
}

export interface ReportsTable {
  workspaceId: string;
  id: string;
  deliveryId: string;
  kind: "delivery-status" | "feedback" | "disposition";
  recipients: Json;
  originalMessageId: string | null;
  originalSubject: string | null;
  feedbackType: string | null;
  ticketId: string | null;
  receivedAt: Date;
}

export interface AuditTable {
  workspaceId: string;
  id: string;
  at: Generated<Date>;
  actor: string;
  action: string;
  subject: string;
  details: Json;
}

export interface MessageSearchTable {
  workspaceId: string;
  messageId: string;
  ticketId: string;
  receivedAt: Date;
  document: string;
}

export interface ConversationTicketsTable {
  workspaceId: string;
  ticketId: string;
  conversationId: string;
}

export interface MergedTicketsTable {
  workspaceId: string;
  ticketId: string;
  number: number;
  intoTicketId: string;
}

export interface HeldMessagesTable {
  workspaceId: string;
  deliveryId: string;
  identityHash: Buffer;
  reason: string;
  ticketId: string | null;
  subject: string;
  text: string;
  attachmentDigests: string[];
}

export interface RelaysTable {
  workspaceId: string;
  id: string;
  /** Null: the workspace's own. */
  domainId: string | null;
  kind: "smtp" | "sink";
  host: Generated<string>;
  port: Generated<number>;
  tls: Generated<"required" | "implicit" | "optional" | "none">;
  username: string | null;
  passwordSealed: string | null;
  connections: Generated<number>;
  perMinute: number | null;
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
}

export interface SendingDomainsTable {
  workspaceId: string;
  id: string;
  name: string;
  state: Generated<"pending" | "verified" | "broken">;
  findings: Json;
  checkedAt: Date | null;
  verifiedAt: Date | null;
  createdAt: Generated<Date>;
}

export interface DkimKeysTable {
  workspaceId: string;
  id: string;
  domainId: string;
  selector: string;
  algorithm: "rsa-sha256" | "ed25519-sha256";
  privateKeySealed: string;
  publicKey: string;
  state: Generated<"new" | "active" | "retiring" | "retired">;
  createdAt: Generated<Date>;
  activatedAt: Date | null;
  retiredAt: Date | null;
}

export interface SubmissionsTable {
  workspaceId: string;
  id: string;
  messageId: string;
  ticketId: string | null;
  sourceId: string;
  kind: SubmissionKind;
  address: string;
  name: Generated<string>;
  role: RecipientRole;
  state: Generated<SubmissionState>;
  reply: string | null;
  code: string | null;
  nextTryAt: Date | null;
  sentAt: Date | null;
  reportedBy: string | null;
  replyTokenSealed: string | null;
  letterSealed: string | null;
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
}

export interface SubmissionAttemptsTable {
  workspaceId: string;
  submissionId: string;
  number: number;
  at: Date;
  outcome: "sent" | "deferred" | "failed" | "unknown";
  code: string | null;
  reply: string | null;
  relay: string;
  durationMs: number;
}

export interface SubmissionQueueTable {
  workspaceId: string;
  submissionId: string;
  availableAt: Generated<Date>;
  leaseToken: string | null;
  attempts: Generated<number>;
}

export interface SuppressionsTable {
  workspaceId: string;
  address: string;
  reason: "bounced" | "complained" | "by-hand";
  evidence: Generated<string>;
  reportedBy: string | null;
  createdAt: Generated<Date>;
  releasedAt: Date | null;
  releasedBy: string | null;
}

export interface AutomaticMailTable {
  workspaceId: string;
  address: string;
  day: string;
  deliveryId: string;
  sourceId: string;
  at: Generated<Date>;
}

export interface DraftsTable {
  workspaceId: string;
  agentId: string;
  ticketId: string;
  content: Json;
  updatedAt: Generated<Date>;
}

export interface CannedRepliesTable {
  workspaceId: string;
  id: string;
  name: string;
  html: string;
  createdBy: string | null;
  updatedAt: Generated<Date>;
}

export interface UploadsTable {
  workspaceId: string;
  id: string;
  agentId: string | null;
  name: string;
  mediaType: string;
  size: number;
  sha256: Buffer;
  createdAt: Generated<Date>;
}
