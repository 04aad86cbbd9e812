// The house itself: workspaces, people and programs, the ways in, and what was done by whom.
import type { Generated } from "kysely";
import type { Json } from "./json.ts";

export interface HouseTables {
  workspaces: WorkspacesTable;
  credentials: CredentialsTable;
  agents: AgentsTable;
  apiKeys: ApiKeysTable;
  companies: CompaniesTable;
  companyDomains: CompanyDomainsTable;
  sources: SourcesTable;
  routes: RoutesTable;
  sourceChecks: SourceChecksTable;
  audit: AuditTable;
}

interface WorkspacesTable {
  id: string;
  name: string;
  createdAt: Generated<Date>;
}

interface CredentialsTable {
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

interface AgentsTable {
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

interface ApiKeysTable {
  workspaceId: string;
  id: string;
  name: string;
  scopes: string[];
  hint: string;
  createdAt: Generated<Date>;
}

interface CompaniesTable {
  workspaceId: string;
  id: string;
  name: string;
  createdAt: Generated<Date>;
}

interface CompanyDomainsTable {
  workspaceId: string;
  domain: string;
  companyId: string;
}

interface SourcesTable {
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

interface RoutesTable {
  workspaceId: string;
  address: string;
  sourceId: string;
  pausedAt: Date | null;
}

interface SourceChecksTable {
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

interface AuditTable {
  workspaceId: string;
  id: string;
  at: Generated<Date>;
  actor: string;
  action: string;
  subject: string;
  details: Json;
}
