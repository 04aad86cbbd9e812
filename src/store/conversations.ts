// Conversations: which tickets hang together by Message-IDs, although membership keeps them apart (docs/decisions/0013).
import { sql } from "kysely";
import type { TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import { insertRows } from "./insert-rows.ts";
import { planned } from "./planned.ts";

const plan = sql.raw(planned);

export interface ConversationRow {
  ticketId: TicketId;
  conversationId: string;
}

/** Of these tickets, those that share a conversation with another one. */
export async function readConversations(tx: Tx, ticketIds: readonly TicketId[]): Promise<ConversationRow[]> {
  if (ticketIds.length === 0) return [];
  const { rows } = await sql<ConversationRow>`${plan}
    select ticket_id, conversation_id from conversation_tickets where ticket_id = any(${[...ticketIds]}::uuid[])`.execute(tx);
  return rows;
}

/** Everybody who answers one newsletter is in one conversation: only its newest tickets are looked at. */
const mostLookedAt = 50;

/** The newest tickets of these conversations on which one of these addresses takes part; null is everybody. */
export async function readTicketsOfPeople(
  tx: Tx,
  conversationIds: readonly string[],
  addresses: readonly string[] | null,
): Promise<ConversationRow[]> {
  if (conversationIds.length === 0) return [];
  const { rows } = await sql<ConversationRow>`${plan}
    select c.ticket_id, c.conversation_id from unnest(${[...conversationIds]}::uuid[]) wanted (conversation_id)
    cross join lateral (
      select workspace_id, ticket_id, conversation_id from conversation_tickets
      where conversation_id = wanted.conversation_id order by ticket_id desc limit ${mostLookedAt}
    ) c
    where ${addresses}::text[] is null or exists (
      select from participants p
      where p.workspace_id = c.workspace_id and p.ticket_id = c.ticket_id and p.address = any(${addresses}::text[])
    )`.execute(tx);
  return rows;
}

/** A conversation of more tickets is a crowd: it takes in single tickets, and no other crowd. */
const crowd = 1_000;

/**
 * Makes one conversation of each group of tickets, and of the conversations they are in already. All links of a workspace are
 * made one after the other, so that two that meet at one ticket both count: call it last, it holds a lock until the commit.
 */
export async function linkTickets(tx: Tx, workspaceId: WorkspaceId, groups: readonly (readonly TicketId[])[]): Promise<void> {
  const several = groups.map((group) => [...new Set(group)]).filter((group) => group.length > 1);
  if (several.length === 0) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`conversations of ${workspaceId}`}, 0))`.execute(tx);
  const before = new Map(
    (await readConversations(tx, [...new Set(several.flat())])).map((row) => [row.ticketId, row.conversationId]),
  );
  const sizes = await readSizes(tx, [...new Set(before.values())]);
  const merged = new Labels(sizes);
  for (const group of several) merged.join(group.map((ticketId) => before.get(ticketId) ?? ticketId));
  const added = [...new Set(several.flat())].filter((ticketId) => !before.has(ticketId));
  await insertRows(
    tx,
    "conversationTickets",
    added.map((ticketId) => ({ workspaceId, ticketId, conversationId: merged.labelOf(ticketId) })),
    "on conflict do nothing",
  );
  const renamed = [...sizes.keys()].filter((label) => merged.labelOf(label) !== label);
  if (renamed.length === 0) return;
  await sql`
    update conversation_tickets c set conversation_id = renamed.new
    from unnest(${renamed}::uuid[], ${renamed.map((label) => merged.labelOf(label))}::uuid[]) renamed (old, new)
    where c.conversation_id = renamed.old`.execute(tx);
}

async function readSizes(tx: Tx, conversationIds: readonly string[]): Promise<Map<string, number>> {
  if (conversationIds.length === 0) return new Map();
  const { rows } = await sql<{ conversationId: string; size: number }>`
    select conversation_id, count(*)::integer as size from conversation_tickets
    where conversation_id = any(${[...conversationIds]}::uuid[]) group by conversation_id`.execute(tx);
  return new Map(rows.map((row) => [row.conversationId, row.size]));
}

/** Names of conversations that became one: the largest gives its name to the others, so that few rows change. */
class Labels {
  readonly #sizes: Map<string, number>;
  readonly #parents = new Map<string, string>();

  constructor(sizes: ReadonlyMap<string, number>) {
    this.#sizes = new Map(sizes);
  }

  labelOf(label: string): string {
    let found = label;
    for (let next = this.#parents.get(found); next !== undefined; next = this.#parents.get(found)) found = next;
    return found;
  }

  join(labels: readonly string[]): void {
    for (const label of labels) this.#pair(this.labelOf(labels[0] as string), this.labelOf(label));
  }

  #pair(one: string, other: string): void {
    if (one === other) return;
    const [small, large] = this.#isSmaller(one, other) ? [one, other] : [other, one];
    if (this.#sizeOf(small) > crowd) return;
    this.#parents.set(small, large);
    this.#sizes.set(large, this.#sizeOf(small) + this.#sizeOf(large));
  }

  #isSmaller(one: string, other: string): boolean {
    const difference = this.#sizeOf(one) - this.#sizeOf(other);
    return difference === 0 ? one > other : difference < 0;
  }

  // A ticket that is in no conversation yet is one by itself.
  #sizeOf(label: string): number {
    return this.#sizes.get(label) ?? 1;
  }
}
