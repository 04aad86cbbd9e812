// Automatic mail that was sent: nobody gets a second one within 24 hours, and each source has only so many an hour.
import { sql } from "kysely";
import type { DeliveryId, SourceId, TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import { planned } from "./planned.ts";

const plan = sql.raw(planned);

export interface AutomaticClaim {
  /** As `countedAs` writes it. */
  address: string;
  sourceId: SourceId;
  /** The mail that is to be answered. */
  deliveryId: DeliveryId;
}

/**
 * Claims the day of each address, and gives the deliveries that may be answered: of two that race for one address, in this batch or in
 * another process, one. What is claimed here and not sent in the same transaction is as if it had never been.
 */
export async function claimAutomaticMail(
  tx: Tx,
  workspaceId: WorkspaceId,
  claims: readonly AutomaticClaim[],
): Promise<Set<DeliveryId>> {
  if (claims.length === 0) return new Set();
  // In the order of the addresses, so that two batches do not wait for each other in a circle.
  const { rows } = await sql<{ deliveryId: DeliveryId }>`${plan}
    insert into automatic_mail (workspace_id, address, day, delivery_id, source_id)
    select ${workspaceId}::uuid, c.address, (now() at time zone 'utc')::date, c.delivery_id, c.source_id
    from unnest(${claims.map(({ address }) => address)}::text[], ${claims.map(({ deliveryId }) => deliveryId)}::uuid[],
      ${claims.map(({ sourceId }) => sourceId)}::uuid[]) c (address, delivery_id, source_id)
    where not exists (select from automatic_mail m where m.address = c.address and m.at > now() - interval '24 hours')
    order by c.address, c.delivery_id
    on conflict do nothing
    returning delivery_id`.execute(tx);
  return new Set(rows.map((row) => row.deliveryId));
}

export interface AutomaticCount {
  sourceId: SourceId;
  domain: string;
  sent: number;
}

/** What these sources sent in the last hour, by the domain that it went to. */
export async function countAutomaticMail(tx: Tx, sourceIds: readonly SourceId[]): Promise<AutomaticCount[]> {
  if (sourceIds.length === 0) return [];
  const { rows } = await sql<AutomaticCount>`${plan}
    select source_id, substring(address from '[^@]*$') as domain, count(*)::int as sent from automatic_mail
    where source_id = any(${[...sourceIds]}::uuid[]) and at > now() - interval '1 hour'
    group by 1, 2`.execute(tx);
  return rows;
}

export async function readNumbersOfTickets(tx: Tx, ids: readonly TicketId[]): Promise<Map<TicketId, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: TicketId; number: number }>`${plan}
    select id, number from tickets where id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.number]));
}
