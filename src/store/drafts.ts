// Drafts: one for each agent and ticket.
import type { AgentId, TicketId, WorkspaceId } from "#domain/ids.ts";
import { sql } from "kysely";
import type { Address } from "#domain/message.ts";
import type { Tx } from "./db.ts";

/** As it rests: files by their ids. */
export interface StoredDraft {
  html: string;
  /** Null: the ticket's own recipients, whoever they are by then. */
  to: readonly Address[] | null;
  cc: readonly Address[] | null;
  bcc: readonly Address[] | null;
  attachments: readonly string[];
  internal: boolean;
  quote: boolean;
  signature: boolean;
  state: "open" | "pending" | "on-hold" | "resolved" | null;
}

export interface DraftKey {
  workspaceId: WorkspaceId;
  agentId: AgentId;
  ticketId: TicketId;
}

export async function findDraft(
  tx: Tx,
  { agentId, ticketId }: DraftKey,
): Promise<{ content: StoredDraft; updatedAt: Date } | null> {
  const row = await tx
    .selectFrom("drafts")
    .select(["content", "updatedAt"])
    .where("agentId", "=", agentId)
    .where("ticketId", "=", ticketId)
    .$castTo<{ content: Omit<StoredDraft, "signature"> & Partial<Pick<StoredDraft, "signature">>; updatedAt: Date }>()
    .executeTakeFirst();
  // Drafts of before the choice was kept have none.
  return row === undefined ? null : { ...row, content: { ...row.content, signature: row.content.signature ?? true } };
}

/** The last writer wins. */
export async function saveDraft(tx: Tx, key: DraftKey, content: StoredDraft): Promise<Date> {
  const stored = JSON.stringify(content);
  const { updatedAt } = await tx
    .insertInto("drafts")
    .values({ ...key, content: stored })
    .onConflict((there) =>
      there.columns(["workspaceId", "agentId", "ticketId"]).doUpdateSet({ content: stored, updatedAt: sql<Date>`now()` }),
    )
    .returning("updatedAt")
    .executeTakeFirstOrThrow();
  return updatedAt;
}

export async function deleteDraft(tx: Tx, { agentId, ticketId }: DraftKey): Promise<void> {
  await tx.deleteFrom("drafts").where("agentId", "=", agentId).where("ticketId", "=", ticketId).execute();
}

/** An agent's own, newest first, at most 200. */
export async function listDrafts(
  tx: Tx,
  agentId: AgentId,
): Promise<{ ticketId: TicketId; number: number; subject: string; internal: boolean; updatedAt: Date }[]> {
  return tx
    .selectFrom("drafts as d")
    .innerJoin("tickets as t", (join) => join.onRef("t.workspaceId", "=", "d.workspaceId").onRef("t.id", "=", "d.ticketId"))
    .select([
      "d.ticketId",
      "t.number",
      "t.subject",
      "d.updatedAt",
      sql<boolean>`(d.content ->> 'internal')::boolean`.as("internal"),
    ])
    .where("d.agentId", "=", agentId)
    .orderBy("d.updatedAt", "desc")
    .limit(200)
    .execute();
}
