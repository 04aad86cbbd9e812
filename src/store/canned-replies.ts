// Canned replies, shared by everybody of the workspace.
import { sql } from "kysely";
import type { AgentId, TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

export interface CannedReplyRow {
  id: string;
  name: string;
  html: string;
  updatedAt: Date;
}

const columns = ["id", "name", "html", "updatedAt"] as const;

/** By name. `q`: a part of it, whatever its case. */
export async function listCannedReplies(
  tx: Tx,
  page: { limit: number; after: string | null; q: string | null },
): Promise<CannedReplyRow[]> {
  let query = tx.selectFrom("cannedReplies").select(columns).orderBy("name").orderBy("id").limit(page.limit);
  if (page.q !== null) query = query.where(sql<boolean>`strpos(lower(name), lower(${page.q})) > 0`);
  if (page.after !== null)
    query = query.where(sql<boolean>`(name, id) > (select c.name, c.id from canned_replies c where c.id = ${page.after}::uuid)`);
  return query.execute();
}

export async function findCannedReply(tx: Tx, id: string): Promise<CannedReplyRow | null> {
  return (await tx.selectFrom("cannedReplies").select(columns).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Null: the name is taken. */
export async function insertCannedReply(
  tx: Tx,
  reply: { workspaceId: WorkspaceId; id: string; name: string; html: string; createdBy: AgentId | null },
): Promise<CannedReplyRow | null> {
  const row = await tx
    .insertInto("cannedReplies")
    .values(reply)
    .onConflict((there) => there.columns(["workspaceId", "name"]).doNothing())
    .returning(columns)
    .executeTakeFirst();
  return row ?? null;
}

/** Null: there is none. "taken": another one has this name. */
export async function updateCannedReply(
  tx: Tx,
  id: string,
  change: { name?: string | undefined; html?: string | undefined },
): Promise<CannedReplyRow | "taken" | null> {
  const there = await tx.selectFrom("cannedReplies").select(columns).where("id", "=", id).forUpdate().executeTakeFirst();
  if (there === undefined) return null;
  const name = change.name ?? there.name;
  const other = await tx
    .selectFrom("cannedReplies")
    .select("id")
    .where("name", "=", name)
    .where("id", "<>", id)
    .executeTakeFirst();
  if (other !== undefined) return "taken";
  return tx
    .updateTable("cannedReplies")
    .set({ name, html: change.html ?? there.html, updatedAt: sql<Date>`now()` })
    .where("id", "=", id)
    .returning(columns)
    .executeTakeFirstOrThrow();
}

export async function deleteCannedReply(tx: Tx, id: string): Promise<boolean> {
  return (await tx.deleteFrom("cannedReplies").where("id", "=", id).executeTakeFirst()).numDeletedRows > 0n;
}

/** What a canned reply can name about a ticket. */
export async function readCannedValues(
  tx: Tx,
  ticketId: TicketId,
): Promise<{
  number: number;
  subject: string;
  requester: string;
  email: string | null;
  source: string;
  company: string | null;
} | null> {
  const { rows } = await sql<{
    number: number;
    subject: string;
    requester: string;
    email: string | null;
    source: string;
    company: string | null;
  }>`
    select t.number, t.subject, r.name as requester, s.name as source, y.name as company,
      (select p.address from participants p where p.workspace_id = t.workspace_id and p.ticket_id = t.id and p.role = 'requester' limit 1) as email
    from (select * from tickets where id = ${ticketId}) t
      join contacts r on r.workspace_id = t.workspace_id and r.id = t.requester_id
      join sources s on s.workspace_id = t.workspace_id and s.id = t.source_id
      left join companies y on y.workspace_id = t.workspace_id and y.id = coalesce(t.company_id, r.company_id)`.execute(tx);
  return rows[0] ?? null;
}
