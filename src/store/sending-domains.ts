// Sending domains and their DKIM keys. Private keys rest sealed, and are opened for signing alone.
import { sql } from "kysely";
import { domainOf } from "#domain/address.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Finding } from "#domain/dns-findings.ts";
import type { DkimAlgorithm, DkimKeyState, SendingDomainState } from "#domain/sending-domain.ts";
import { type Envelope, Secret } from "#platform/secrets.ts";
import type { Tx } from "./db.ts";

export interface SendingDomainRow {
  id: string;
  /** A-labels, lower case. */
  name: string;
  state: SendingDomainState;
  /** One for each record, as of `checkedAt`. */
  findings: readonly Finding[];
  checkedAt: Date | null;
  verifiedAt: Date | null;
  createdAt: Date;
}

export interface DkimKeyRow {
  id: string;
  selector: string;
  algorithm: DkimAlgorithm;
  publicKey: string;
  state: DkimKeyState;
  createdAt: Date;
  activatedAt: Date | null;
  /** For a key that is retiring: from when on its record may go. For one that is retired: since when it could. */
  retiredAt: Date | null;
}

const domainColumns = ["id", "name", "state", "findings", "checkedAt", "verifiedAt", "createdAt"] as const;
const keyColumns = ["id", "selector", "algorithm", "publicKey", "state", "createdAt", "activatedAt", "retiredAt"] as const;

/** In the order they were made. */
export async function listSendingDomains(tx: Tx, page: { limit: number; after: string | null }): Promise<SendingDomainRow[]> {
  const query = tx.selectFrom("sendingDomains").select(domainColumns).orderBy("id").limit(page.limit);
  return (page.after === null ? query : query.where("id", ">", page.after)).$castTo<SendingDomainRow>().execute();
}

export async function findSendingDomain(tx: Tx, id: string): Promise<SendingDomainRow | null> {
  const query = tx.selectFrom("sendingDomains").select(domainColumns).where("id", "=", id);
  return (await query.$castTo<SendingDomainRow>().executeTakeFirst()) ?? null;
}

export async function findSendingDomainByName(tx: Tx, name: string): Promise<SendingDomainRow | null> {
  const query = tx.selectFrom("sendingDomains").select(domainColumns).where("name", "=", name);
  return (await query.$castTo<SendingDomainRow>().executeTakeFirst()) ?? null;
}

/** Keeps it from changing until the transaction ends. */
export async function lockSendingDomain(tx: Tx, id: string): Promise<SendingDomainRow | null> {
  const query = tx.selectFrom("sendingDomains").select(domainColumns).where("id", "=", id).forUpdate();
  return (await query.$castTo<SendingDomainRow>().executeTakeFirst()) ?? null;
}

/** The sending domains that these addresses belong to: what `chooseSender` is asked with. */
export async function findSendersOf(
  tx: Tx,
  addresses: readonly string[],
): Promise<{ id: string; name: string; state: SendingDomainState }[]> {
  const names = [...new Set(addresses.map(domainOf))].filter((name) => name !== "");
  if (names.length === 0) return [];
  return tx.selectFrom("sendingDomains").select(["id", "name", "state"]).where("name", "in", names).execute();
}

/** False where the name is taken already. */
export async function insertSendingDomain(
  tx: Tx,
  domain: { workspaceId: WorkspaceId; id: string; name: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("sendingDomains")
    .values({ ...domain, findings: "[]" })
    .onConflict((there) => there.columns(["workspaceId", "name"]).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export interface CheckedDomain {
  state: SendingDomainState;
  findings: readonly Finding[];
  checkedAt: Date;
  verifiedAt: Date | null;
}

export async function updateSendingDomain(tx: Tx, id: string, checked: CheckedDomain): Promise<void> {
  await tx
    .updateTable("sendingDomains")
    .set({ ...checked, findings: JSON.stringify(checked.findings) })
    .where("id", "=", id)
    .execute();
}

/**
 * Marks as never checked the domains whose mail leaves by this relay: a domain's own, or with null the workspace's, which serves all that
 * have none. Gives the first of them.
 */
export async function markServedDomains(tx: Tx, relayOf: string | null, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update sending_domains d set checked_at = null
    where case when ${relayOf}::uuid is not null then d.id = ${relayOf}::uuid
      else not exists (select from relays r where r.workspace_id = d.workspace_id and r.domain_id = d.id) end
    returning d.id`.execute(tx);
  return rows
    .map(({ id }) => id)
    .sort()
    .slice(0, limit);
}

/** With its keys, which nothing can open afterwards, and its relay. */
export async function deleteSendingDomain(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("dkimKeys").where("domainId", "=", id).execute();
  await tx.deleteFrom("relays").where("domainId", "=", id).execute();
  await tx.deleteFrom("sendingDomains").where("id", "=", id).execute();
}

// ---------------------------------------------------------------- keys

/** Oldest first; retired ones among them. */
export async function listDkimKeys(tx: Tx, domainId: string): Promise<DkimKeyRow[]> {
  return tx
    .selectFrom("dkimKeys")
    .select(keyColumns)
    .where("domainId", "=", domainId)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
}

export interface NewDkimKey {
  workspaceId: WorkspaceId;
  id: string;
  domainId: string;
  selector: string;
  algorithm: DkimAlgorithm;
  privateKeySealed: string;
  publicKey: string;
}

export async function insertDkimKeys(tx: Tx, keys: readonly NewDkimKey[]): Promise<void> {
  await tx
    .insertInto("dkimKeys")
    .values([...keys])
    .execute();
}

/** A key that is retired can sign nothing any more: its private part is erased. */
export async function updateDkimKey(
  tx: Tx,
  id: string,
  fields: { state: DkimKeyState; activatedAt?: Date; retiredAt?: Date },
): Promise<void> {
  await tx
    .updateTable("dkimKeys")
    .set({ ...fields, ...(fields.state === "retired" ? { privateKeySealed: "" } : {}) })
    .where("id", "=", id)
    .execute();
}

/** What a sealed private key is bound to: workspace, domain and key. */
export function dkimKeyContext(key: { workspaceId: WorkspaceId; domainId: string; id: string }): string {
  return `dkim:${key.workspaceId}:${key.domainId}:${key.id}`;
}

export interface SigningKey {
  /** The d= of the signature. */
  domain: string;
  selector: string;
  algorithm: DkimAlgorithm;
  /** PKCS #8, PEM. */
  privateKey: Secret;
}

/**
 * The keys that sign for a domain, RSA first; none where the domain is gone or has published nothing yet.
 * Throws AppError "secret-unreadable" where they were sealed with another secret.
 */
export async function activeKeysOf(tx: Tx, domainId: string, envelope: Envelope): Promise<SigningKey[]> {
  const rows = await tx
    .selectFrom("dkimKeys as k")
    .innerJoin("sendingDomains as d", (join) =>
      join.onRef("d.workspaceId", "=", "k.workspaceId").onRef("d.id", "=", "k.domainId"),
    )
    .select(["k.workspaceId", "k.id", "k.domainId", "d.name", "k.selector", "k.algorithm", "k.privateKeySealed"])
    .where("k.domainId", "=", domainId)
    .where("k.state", "=", "active")
    .orderBy("k.algorithm", "desc")
    .execute();
  return rows.map((row) => ({
    domain: row.name,
    selector: row.selector,
    algorithm: row.algorithm,
    privateKey: new Secret(envelope.open(row.privateKeySealed, dkimKeyContext(row))),
  }));
}

// ---------------------------------------------------------------- what is due for a check

/**
 * Domains of this workspace that were not looked at since the times given, those that wait longest first. What is not verified
 * is looked at sooner: somebody may just have mended it.
 */
export async function listDueDomains(
  tx: Tx,
  due: { verifiedBefore: Date; othersBefore: Date; limit: number },
): Promise<{ id: string }[]> {
  return tx
    .selectFrom("sendingDomains")
    .select("id")
    .where((is) =>
      is.or([
        is("checkedAt", "is", null),
        is("checkedAt", "<", due.verifiedBefore),
        is.and([is("state", "!=", "verified"), is("checkedAt", "<", due.othersBefore)]),
      ]),
    )
    .orderBy(sql`checked_at nulls first`)
    .limit(due.limit)
    .execute();
}
