// What an agent changes on a ticket.
import type { AgentId, TicketId } from "#domain/ids.ts";
import type { TicketPriority, TicketState } from "#domain/ticket.ts";
import { sql } from "kysely";
import type { Tx } from "./db.ts";

export interface TicketFields {
  state: TicketState;
  priority: TicketPriority;
  assigneeId: AgentId | null;
}

/** Reads the fields and keeps them from changing until the transaction ends. */
export async function lockTicket(tx: Tx, id: TicketId): Promise<TicketFields | null> {
  const row = await tx
    .selectFrom("tickets")
    .select(["state", "priority", "assigneeId"])
    .where("id", "=", id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function updateTicket(tx: Tx, id: TicketId, fields: Partial<TicketFields>): Promise<void> {
  await tx
    .updateTable("tickets")
    .set({ ...fields, updatedAt: sql<Date>`now()` })
    .where("id", "=", id)
    .execute();
}
