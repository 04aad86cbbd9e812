// Relays: where mail is handed over, for the whole workspace or for one sending domain. Passwords rest sealed.
import type { WorkspaceId } from "#domain/ids.ts";
import { type Envelope, Secret } from "#platform/secrets.ts";
import { sql } from "kysely";
import type { Tx } from "./db.ts";

export interface RelayRow {
  workspaceId: WorkspaceId;
  id: string;
  /** Null: the workspace's own. */
  domainId: string | null;
  kind: "smtp" | "sink";
  host: string;
  port: number;
  tls: "required" | "implicit" | "optional" | "none";
  username: string | null;
  passwordSealed: string | null;
  /** Open at the same time, at most. */
  connections: number;
  /** Messages a minute, at most; null: no limit. */
  perMinute: number | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The relay that mail of this domain leaves through: its own, else the workspace's; null: INLET_SMTP_RELAY, if that is set. */
export async function relayFor(tx: Tx, domainId: string | null): Promise<RelayRow | null> {
  const rows = await tx
    .selectFrom("relays")
    .selectAll()
    .where((is) =>
      domainId === null ? is("domainId", "is", null) : is.or([is("domainId", "is", null), is("domainId", "=", domainId)]),
    )
    .execute();
  return rows.find((row) => row.domainId !== null) ?? rows[0] ?? null;
}

/** Exactly this domain's relay, or the workspace's own for null. */
export async function findRelay(tx: Tx, domainId: string | null): Promise<RelayRow | null> {
  const row = await tx
    .selectFrom("relays")
    .selectAll()
    .where("domainId", domainId === null ? "is" : "=", domainId)
    .executeTakeFirst();
  return row ?? null;
}

/** All of a workspace; its own last. */
export async function listRelays(tx: Tx): Promise<Pick<RelayRow, "domainId" | "host" | "port">[]> {
  return tx
    .selectFrom("relays")
    .select(["domainId", "host", "port"])
    .where("kind", "=", "smtp")
    .orderBy("domainId", sql`asc nulls last`)
    .execute();
}

/** One change at a time: two that insert at once would be two relays of one place. Held until the transaction ends. */
export async function lockRelays(tx: Tx, workspaceId: WorkspaceId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`relays:${workspaceId}`}, 0))`.execute(tx);
}

/** There is one for each domain, and one for the workspace: a second takes the place of the first. */
export async function saveRelay(tx: Tx, relay: Omit<RelayRow, "createdAt" | "updatedAt">): Promise<void> {
  const { workspaceId, id, ...fields } = relay;
  const { numUpdatedRows } = await tx
    .updateTable("relays")
    .set({ ...fields, updatedAt: sql<Date>`now()` })
    .where("id", "=", id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    await tx
      .insertInto("relays")
      .values({ workspaceId, id, ...fields })
      .execute();
}

export async function deleteRelay(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("relays").where("id", "=", id).execute();
}

/** What the sealed password is bound to: copied to another row it does not open. */
export function relayPasswordContext(relay: Pick<RelayRow, "workspaceId" | "id">): string {
  return `relay:${relay.workspaceId}:${relay.id}:password`;
}

/** Throws AppError "secret-unreadable" where it was sealed with another secret. */
export function relayPasswordOf(relay: RelayRow, envelope: Envelope): Secret | null {
  return relay.passwordSealed === null ? null : new Secret(envelope.open(relay.passwordSealed, relayPasswordContext(relay)));
}
