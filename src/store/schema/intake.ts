// What arrived and what became of it.
import type { OutcomeAction } from "#domain/outcome.ts";
import type { Generated } from "kysely";
import type { Json } from "./json.ts";

export interface IntakeTables {
  rawMessages: RawMessagesTable;
  deliveries: DeliveriesTable;
  deliveryQueue: DeliveryQueueTable;
  outcomes: OutcomesTable;
  outcomeHistory: OutcomeHistoryTable;
  reports: ReportsTable;
  heldMessages: HeldMessagesTable;
}

interface RawMessagesTable {
  workspaceId: string;
  id: string;
  sha256: Buffer;
  size: number;
  bytes: Buffer | null;
}

interface DeliveriesTable {
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

interface DeliveryQueueTable {
  workspaceId: string;
  deliveryId: string;
  availableAt: Generated<Date>;
  leaseToken: string | null;
  attempts: Generated<number>;
  failures: Generated<number>;
  instruction: Json | null;
}

interface OutcomesTable {
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

interface OutcomeHistoryTable {
  workspaceId: string;
  deliveryId: string;
  revision: number;
  outcome: Json;
  replacedAt: Generated<Date>;
}

interface ReportsTable {
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

interface HeldMessagesTable {
  workspaceId: string;
  deliveryId: string;
  identityHash: Buffer;
  reason: string;
  ticketId: string | null;
  subject: string;
  text: string;
  attachmentDigests: string[];
}
