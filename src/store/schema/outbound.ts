// What agents write, and how it leaves.
import type { AttemptOutcome, RecipientRole, SubmissionKind, SubmissionState } from "#domain/outbound.ts";
import type { Generated } from "kysely";
import type { Json } from "./json.ts";

export interface OutboundTables {
  drafts: DraftsTable;
  cannedReplies: CannedRepliesTable;
  uploads: UploadsTable;
  relays: RelaysTable;
  sendingDomains: SendingDomainsTable;
  dkimKeys: DkimKeysTable;
  submissions: SubmissionsTable;
  submissionAttempts: SubmissionAttemptsTable;
  submissionQueue: SubmissionQueueTable;
  suppressions: SuppressionsTable;
  automaticMail: AutomaticMailTable;
}

interface DraftsTable {
  workspaceId: string;
  agentId: string;
  ticketId: string;
  content: Json;
  updatedAt: Generated<Date>;
}

interface CannedRepliesTable {
  workspaceId: string;
  id: string;
  name: string;
  html: string;
  createdBy: string | null;
  updatedAt: Generated<Date>;
}

interface UploadsTable {
  workspaceId: string;
  id: string;
  agentId: string | null;
  name: string;
  mediaType: string;
  size: number;
  sha256: Buffer;
  createdAt: Generated<Date>;
  wantedAt: Generated<Date>;
}

interface RelaysTable {
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

interface SendingDomainsTable {
  workspaceId: string;
  id: string;
  name: string;
  state: Generated<"pending" | "verified" | "broken">;
  findings: Json;
  checkedAt: Date | null;
  verifiedAt: Date | null;
  createdAt: Generated<Date>;
}

interface DkimKeysTable {
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

interface SubmissionsTable {
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
  heldBy: string | null;
  heldSince: Date | null;
}

interface SubmissionAttemptsTable {
  workspaceId: string;
  submissionId: string;
  number: number;
  at: Date;
  outcome: AttemptOutcome;
  code: string | null;
  reply: string | null;
  relay: string;
  durationMs: number;
}

interface SubmissionQueueTable {
  workspaceId: string;
  submissionId: string;
  availableAt: Generated<Date>;
  leaseToken: string | null;
  attempts: Generated<number>;
}

interface SuppressionsTable {
  workspaceId: string;
  address: string;
  reason: "bounced" | "complained" | "by-hand";
  evidence: Generated<string>;
  reportedBy: string | null;
  createdAt: Generated<Date>;
  releasedAt: Date | null;
  releasedBy: string | null;
}

interface AutomaticMailTable {
  workspaceId: string;
  address: string;
  day: string;
  deliveryId: string;
  sourceId: string;
  at: Generated<Date>;
}
