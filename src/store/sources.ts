// Sources: where customers write, the routes that lead there, and what was learned while they were set up.
import { sql } from "kysely";
import type { DeliveryId, MessageId, SourceId, WorkspaceId } from "#domain/ids.ts";
import type { SubmissionState } from "#domain/outbound.ts";
import type { Tx } from "./db.ts";

export interface SourceListRow {
  id: SourceId;
  kind: "forwarding";
  name: string;
  address: string;
  settings: Record<string, unknown>;
  company: { id: string; name: string } | null;
  createdAt: Date;
  pausedAt: Date | null;
  lastDeliveryAt: Date | null;
  /** A challenge ended as never arrived, or did not come back in its time, and no later one arrived. */
  challengeMissed: boolean;
}

/** A challenge that has not come back after this long never arrived, as far as its admin can tell. */
export const challengePatienceSeconds = 15 * 60;

/** In the order they were made. */
export async function listSources(
  tx: Tx,
  workspaceId: WorkspaceId,
  page: { limit: number; after: SourceId | null; only?: SourceId },
): Promise<SourceListRow[]> {
  const after = page.after === null ? sql`` : sql`and s.id > ${page.after}::uuid`;
  const only = page.only === undefined ? sql`` : sql`and s.id = ${page.only}::uuid`;
  const { rows } = await sql<SourceListRow>`
    select s.id, s.kind, s.name, s.address, s.settings, s.created_at, s.paused_at,
      case when y.id is not null then jsonb_build_object('id', y.id, 'name', y.name) end as company,
      greatest(
        (select d.received_at from outcomes o join deliveries d on d.workspace_id = o.workspace_id and d.id = o.delivery_id
          where o.workspace_id = s.workspace_id and o.source_id = s.id order by o.delivery_id desc limit 1),
        (select d.received_at from delivery_queue q join deliveries d on d.workspace_id = q.workspace_id and d.id = q.delivery_id
          where q.workspace_id = s.workspace_id and d.source_id = s.id order by q.delivery_id desc limit 1)
      ) as last_delivery_at,
      coalesce((
        select c.verdict = 'never-arrived' or (c.verdict = 'waiting' and c.created_at < now() - make_interval(secs => ${challengePatienceSeconds}))
        from source_checks c where c.workspace_id = s.workspace_id and c.source_id = s.id and c.kind = 'challenge'
        order by c.created_at desc limit 1
      ), false) as challenge_missed
    from sources s left join companies y on y.workspace_id = s.workspace_id and y.id = s.company_id
    where s.workspace_id = ${workspaceId} ${after} ${only}
    order by s.id limit ${page.limit}`.execute(tx);
  return rows;
}

export interface SourceFields {
  id: SourceId;
  kind: "forwarding";
  name: string;
  address: string;
  settings: Record<string, unknown>;
  pausedAt: Date | null;
}

export async function lockSource(tx: Tx, id: SourceId): Promise<SourceFields | null> {
  const row = await tx
    .selectFrom("sources")
    .select(["id", "kind", "name", "address", "settings", "pausedAt"])
    .where("id", "=", id)
    .forNoKeyUpdate()
    .$castTo<SourceFields>()
    .executeTakeFirst();
  return row ?? null;
}

export interface NewSource {
  workspaceId: WorkspaceId;
  id: SourceId;
  kind: "forwarding";
  name: string;
  address: string;
  settings: Record<string, unknown>;
}

/** The source and the route to it, in one. */
export async function insertSource(tx: Tx, source: NewSource): Promise<void> {
  await tx.insertInto("sources").values(source).execute();
  await tx
    .insertInto("routes")
    .values({ workspaceId: source.workspaceId, address: source.address, sourceId: source.id })
    .execute();
}

export async function updateSource(
  tx: Tx,
  id: SourceId,
  fields: { name?: string; settings?: Record<string, unknown>; pausedAt?: Date | null },
): Promise<void> {
  await tx.updateTable("sources").set(fields).where("id", "=", id).execute();
  if (fields.pausedAt === undefined) return;
  // Routes are read before the workspace is known: they carry a copy of what stops the mail at the door.
  await tx
    .updateTable("routes")
    .set({ pausedAt: fields.pausedAt })
    .where("sourceId", "=", id)
    .where("workspaceId", "=", sql<string>`current_workspace()`)
    .execute();
}

export async function sourceExists(tx: Tx, id: SourceId): Promise<boolean> {
  return (await tx.selectFrom("sources").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

export interface SourceCheckRow {
  id: string;
  kind: "challenge" | "gmail-confirmation" | "microsoft-confirmation";
  verdict: "waiting" | "arrived" | "late" | "arrived-elsewhere" | "sender-rewritten" | "never-arrived" | "shown";
  publicAddress: string | null;
  details: Record<string, unknown>;
  elsewhere: { id: string; name: string } | null;
  deliveryId: DeliveryId | null;
  createdAt: Date;
  decidedAt: Date | null;
  /** What became of a challenge on its way out; null for one that somebody sends by hand, and for what is none. */
  sending: CheckSending | null;
}

export interface CheckSending {
  state: SubmissionState;
  /** The far side's last words, and its enhanced status code. */
  reply: string | null;
  code: string | null;
  /** RFC 3339 text: it comes out of the database as JSON. */
  nextTryAt: string | null;
  sentAt: string | null;
  attempts: number;
}

/** Newest first, at most 50. Silence past the patience reads as never-arrived; a mail that comes after all still says "late". */
export async function listSourceChecks(tx: Tx, sourceId: SourceId): Promise<SourceCheckRow[]> {
  const { rows } = await sql<SourceCheckRow>`
    select c.id, c.kind,
      case when c.verdict = 'waiting' and c.created_at < now() - make_interval(secs => ${challengePatienceSeconds})
        then 'never-arrived' else c.verdict end as verdict,
      c.public_address, c.details, c.delivery_id, c.created_at, c.decided_at,
      case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name) end as elsewhere,
      case when m.id is not null then jsonb_build_object('state', m.state, 'reply', m.reply, 'code', m.code,
        'nextTryAt', m.next_try_at, 'sentAt', m.sent_at, 'attempts', (
          select count(*) from submission_attempts a where a.workspace_id = m.workspace_id and a.submission_id = m.id
        )) end as sending
    from source_checks c
      left join submissions m on m.workspace_id = c.workspace_id and m.message_id = c.message_id
      left join sources s on c.verdict = 'arrived-elsewhere' and s.workspace_id = c.workspace_id and s.id::text = c.details ->> 'arrivedAt'
    where c.source_id = ${sourceId}
    order by c.created_at desc, c.id desc limit 50`.execute(tx);
  return rows;
}

export interface NewChallenge {
  workspaceId: WorkspaceId;
  id: string;
  sourceId: SourceId;
  codeHash: Buffer;
  publicAddress: string;
}

export async function insertChallenge(tx: Tx, challenge: NewChallenge): Promise<{ createdAt: Date }> {
  return tx
    .insertInto("sourceChecks")
    .values({ ...challenge, kind: "challenge", verdict: "waiting", details: {} })
    .returning("createdAt")
    .executeTakeFirstOrThrow();
}

/** Which mail carries a challenge that was sent from here. */
export async function linkChallenge(tx: Tx, id: string, messageId: MessageId): Promise<void> {
  await tx.updateTable("sourceChecks").set({ messageId }).where("id", "=", id).execute();
}
