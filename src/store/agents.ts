// The people who work here: who they are, and what proves it.
import { sql } from "kysely";
import type { AgentId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

export interface AgentRow {
  id: AgentId;
  name: string;
  email: string;
  role: "owner" | "admin" | "agent" | "viewer";
  disabledAt: Date | null;
}

/** With what only signing in may see. */
export interface AgentSecrets extends AgentRow {
  passwordHash: string | null;
  totpSecret: string | null;
  totpPending: string | null;
  totpLastStep: number | null;
}

const columns = ["id", "name", "email", "role", "disabledAt"] as const;
const secretColumns = [...columns, "passwordHash", "totpSecret", "totpPending", "totpLastStep"] as const;

export async function listAgents(tx: Tx, page: { limit: number; after: AgentId | null }): Promise<AgentRow[]> {
  let query = tx.selectFrom("agents").select(columns).orderBy("id").limit(page.limit);
  if (page.after !== null) query = query.where("id", ">", page.after);
  return query.execute();
}

export async function findAgent(tx: Tx, id: AgentId): Promise<(AgentRow & { totpEnabled: boolean }) | null> {
  const row = await tx
    .selectFrom("agents")
    .select([...columns, sql<boolean>`totp_secret is not null`.as("totpEnabled")])
    .where("id", "=", id)
    .executeTakeFirst();
  return row ?? null;
}

export async function findAgentSecretsByEmail(tx: Tx, email: string): Promise<AgentSecrets | null> {
  return (await tx.selectFrom("agents").select(secretColumns).where("email", "=", email).executeTakeFirst()) ?? null;
}

/** Locks the row: two requests with one code are decided one after the other. */
export async function lockAgentSecrets(tx: Tx, id: AgentId): Promise<AgentSecrets | null> {
  return (await tx.selectFrom("agents").select(secretColumns).where("id", "=", id).forUpdate().executeTakeFirst()) ?? null;
}

export async function anyAgent(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom("agents").select("id").limit(1).executeTakeFirst()) !== undefined;
}

export interface NewAgent {
  workspaceId: WorkspaceId;
  id: AgentId;
  email: string;
  name: string;
  role: AgentRow["role"];
  passwordHash: string;
}

export async function insertAgent(tx: Tx, agent: NewAgent): Promise<void> {
  await tx.insertInto("agents").values(agent).execute();
}

export async function updateTotp(
  tx: Tx,
  id: AgentId,
  totp: { totpSecret?: string | null; totpPending?: string | null; totpLastStep?: number | null },
): Promise<void> {
  await tx.updateTable("agents").set(totp).where("id", "=", id).execute();
}

/** As HTML; empty for an agent that nobody knows. */
export async function readSignature(tx: Tx, id: AgentId): Promise<string> {
  return (await tx.selectFrom("agents").select("signature").where("id", "=", id).executeTakeFirst())?.signature ?? "";
}

export async function updateSignature(tx: Tx, id: AgentId, signature: string): Promise<void> {
  await tx.updateTable("agents").set({ signature }).where("id", "=", id).execute();
}
