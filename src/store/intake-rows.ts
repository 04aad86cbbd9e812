// Every row that a batch of decisions writes, in one statement a table.
import { type Insertable, sql } from "kysely";
import type { TicketId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";
import { linkTickets } from "./conversations.ts";
import { Expression, insertRows } from "./insert-rows.ts";
import { type Merge, mergeTickets } from "./merged-tickets.ts";
import { ticketNumberSequence } from "./migrate.ts";
import type { Schema } from "./schema.ts";
import { searchable } from "./search.ts";

type NewRow<T extends keyof Schema> = Insertable<Schema[T]>;

/** How a ticket that was there before changes by the messages that joined it. */
export interface TicketChange {
  messages: number;
  lastMessageAt: Date;
  /** Null where it stays as it is. */
  preview: string | null;
  /** A human wrote: a pending, waiting or resolved ticket is open again. */
  reopen: boolean;
}

export interface SearchRow {
  workspaceId: WorkspaceId;
  messageId: string;
  ticketId: TicketId;
  receivedAt: Date;
  text: string;
}

export interface IntakeRows {
  contacts: NewRow<"contacts">[];
  contactAddresses: NewRow<"contactAddresses">[];
  tickets: Omit<NewRow<"tickets">, "number">[];
  ticketChanges: Map<TicketId, TicketChange>;
  messages: NewRow<"messages">[];
  arrivals: NewRow<"arrivals">[];
  attachments: NewRow<"attachments">[];
  messageIds: NewRow<"messageIds">[];
  participants: NewRow<"participants">[];
  reports: NewRow<"reports">[];
  search: SearchRow[];
  outcomes: NewRow<"outcomes">[];
  held: NewRow<"heldMessages">[];
  /** Tickets that turned out to be of one conversation. */
  links: readonly (readonly TicketId[])[];
  /** Tickets of the database that go into another one, in order. */
  merges: Merge[];
}

/** One statement a table, all sent at once: the connection answers them in order, in the transaction of `tx`. */
export async function writeIntakeRows(tx: Tx, workspaceId: WorkspaceId, rows: IntakeRows): Promise<void> {
  const number = new Expression(`nextval('${ticketNumberSequence(workspaceId)}')`);
  const numbered = rows.tickets.map((ticket) => ({ ...ticket, number }));
  await Promise.all([
    insertRows(tx, "contacts", rows.contacts),
    insertRows(tx, "contactAddresses", rows.contactAddresses),
    insertRows(tx, "tickets", numbered),
    changeTickets(tx, rows.ticketChanges),
    insertRows(tx, "messages", rows.messages),
    insertRows(tx, "arrivals", rows.arrivals, "on conflict do nothing"),
    insertRows(tx, "attachments", rows.attachments),
    insertRows(tx, "messageIds", inOneOrder(rows.messageIds), seenBeatsPhantom),
    insertRows(tx, "participants", rows.participants, "on conflict do nothing"),
    insertRows(tx, "reports", rows.reports, "on conflict (workspace_id, delivery_id) do nothing"),
    insertSearch(tx, rows.search),
    insertRows(tx, "outcomes", rows.outcomes, newOutcomeReplacesOld),
    insertRows(tx, "heldMessages", rows.held, "on conflict do nothing"),
  ]);
  await linkTickets(tx, workspaceId, rows.links);
  await mergeTickets(tx, workspaceId, rows.merges);
}

// Two batches may mention the same unseen id: both insert in the order of the hashes, so that neither waits for the other's next row.
function inOneOrder(rows: readonly NewRow<"messageIds">[]): NewRow<"messageIds">[] {
  return rows.toSorted((a, b) => Buffer.compare(a.idHash, b.idHash));
}

// A message that arrives after its reply turns the phantom into a seen id; a seen id never moves.
const seenBeatsPhantom = `on conflict (workspace_id, id_hash) do update
  set ticket_id = excluded.ticket_id, phantom = false
  where message_ids.phantom and not excluded.phantom`;

const newOutcomeReplacesOld = `on conflict (workspace_id, delivery_id) do update
  set action = excluded.action, reason = excluded.reason, ticket_id = excluded.ticket_id, message_id = excluded.message_id,
      receipt = excluded.receipt, sender = excluded.sender, subject = excluded.subject, decided_at = now(),
      revision = outcomes.revision + 1, revised_by = excluded.revised_by, dismissed_at = null`;

async function changeTickets(tx: Tx, changes: ReadonlyMap<TicketId, TicketChange>): Promise<void> {
  if (changes.size === 0) return;
  const rows = [...changes].map(
    ([id, change]) =>
      sql`(${id}::uuid, ${change.messages}::integer, ${change.lastMessageAt}::timestamptz, ${change.preview}::text, ${change.reopen}::boolean)`,
  );
  await sql`
    update tickets t
    set message_count = t.message_count + c.messages, updated_at = now(),
        last_message_at = greatest(t.last_message_at, c.last_message_at), preview = coalesce(c.preview, t.preview),
        state = case when c.reopen and t.state in ('pending', 'on-hold', 'resolved') then 'open' else t.state end
    from (values ${sql.join(rows)}) as c (id, messages, last_message_at, preview, reopen)
    where t.id = c.id`.execute(tx);
}

async function insertSearch(tx: Tx, rows: readonly SearchRow[]): Promise<void> {
  await insertRows(
    tx,
    "messageSearch",
    rows.map(({ text, ...row }) => ({ ...row, document: new Expression("to_tsvector('inlet', $)", searchable(text)) })),
    "on conflict do nothing",
  );
}

/** Keeps the outcomes that are about to be replaced. */
export async function archiveOutcomes(tx: Tx, workspaceId: WorkspaceId, deliveryIds: readonly string[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await sql`
    insert into outcome_history (workspace_id, delivery_id, revision, outcome)
    select workspace_id, delivery_id, revision, to_jsonb(outcomes) - 'workspace_id'
    from outcomes where workspace_id = ${workspaceId} and delivery_id = any(${[...deliveryIds]}::uuid[])
    on conflict do nothing`.execute(tx);
}

/** What is decided anew is not a copy of itself. */
export async function forgetHeld(tx: Tx, deliveryIds: readonly string[]): Promise<void> {
  if (deliveryIds.length > 0)
    await tx
      .deleteFrom("heldMessages")
      .where("deliveryId", "in", [...deliveryIds])
      .execute();
}

/** What a replay may change on a message that is on its ticket already: how it was read, never where it is. */
export interface RereadMessage {
  id: string;
  subject: string;
  text: string;
  visibleText: string;
  html: string | null;
  autoSubmitted: string;
  reading: string | null;
  senderVerdict: NewRow<"messages">["senderVerdict"];
}

export async function rereadMessage(tx: Tx, message: RereadMessage): Promise<void> {
  const { id, ...columns } = message;
  await tx.updateTable("messages").set(columns).where("id", "=", id).execute();
}

/** Tells every process what changed, at commit. Ids only: a listener reads what it may see. */
export async function announce(
  tx: Tx,
  change: { workspaceId: WorkspaceId; tickets: string[]; deliveries: string[] },
): Promise<void> {
  await sql`select pg_notify('inlet_events', ${JSON.stringify(change)})`.execute(tx);
}
