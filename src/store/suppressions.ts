// Suppressions: addresses that get no mail from us, because they bounced, complained, or somebody said so; until released.
import { sql } from "kysely";
import { addressKey } from "#domain/address.ts";
import type { DeliveryId, WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

export type SuppressionReason = "bounced" | "complained" | "by-hand";

export interface SuppressionRow {
  address: string;
  reason: SuppressionReason;
  /** What was said: a status code and words of the far side, or a note of whoever added it. */
  evidence: string;
  /** The delivery that reported it. */
  reportedBy: DeliveryId | null;
  createdAt: Date;
  releasedAt: Date | null;
  releasedBy: string | null;
}

export interface NewSuppression {
  workspaceId: WorkspaceId;
  address: string;
  reason: SuppressionReason;
  evidence: string;
  reportedBy: DeliveryId | null;
}

/** Holds from now on. An address that was released before is held again, with the newer reason. */
export async function suppress(tx: Tx, wanted: NewSuppression): Promise<void> {
  const row = { ...wanted, address: addressKey(wanted.address) };
  await tx
    .insertInto("suppressions")
    .values(row)
    .onConflict((there) =>
      there.columns(["workspaceId", "address"]).doUpdateSet({
        reason: row.reason,
        evidence: row.evidence,
        reportedBy: row.reportedBy,
        createdAt: sql<Date>`now()`,
        releasedAt: null,
        releasedBy: null,
      }),
    )
    .execute();
}

/** Which of these addresses get no mail right now, and why. */
export async function findSuppressed(tx: Tx, addresses: readonly string[]): Promise<Map<string, SuppressionReason>> {
  if (addresses.length === 0) return new Map();
  const rows = await tx
    .selectFrom("suppressions")
    .select(["address", "reason"])
    .where("address", "in", [...new Set(addresses.map(addressKey))])
    .where("releasedAt", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.address, row.reason]));
}

/** False where the address was not suppressed. */
export async function releaseSuppression(tx: Tx, wanted: { address: string; by: string; at: Date }): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("suppressions")
    .set({ releasedAt: wanted.at, releasedBy: wanted.by })
    .where("address", "=", addressKey(wanted.address))
    .where("releasedAt", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export interface SuppressionPage {
  limit: number;
  /** The last address of the page before. */
  after: string | null;
  /** Only what is held now, or also what was released. */
  released: boolean;
  /** Addresses that begin so. */
  startsWith: string | null;
}

/** By address. */
export async function listSuppressions(tx: Tx, page: SuppressionPage): Promise<SuppressionRow[]> {
  let query = tx
    .selectFrom("suppressions")
    .select(["address", "reason", "evidence", "reportedBy", "createdAt", "releasedAt", "releasedBy"])
    .orderBy("address")
    .limit(page.limit);
  if (!page.released) query = query.where("releasedAt", "is", null);
  if (page.after !== null) query = query.where("address", ">", page.after);
  if (page.startsWith !== null) query = query.where(sql<boolean>`starts_with(address, ${addressKey(page.startsWith)})`);
  return query.execute();
}

export async function findSuppression(tx: Tx, address: string): Promise<SuppressionRow | null> {
  const row = await tx
    .selectFrom("suppressions")
    .select(["address", "reason", "evidence", "reportedBy", "createdAt", "releasedAt", "releasedBy"])
    .where("address", "=", addressKey(address))
    .executeTakeFirst();
  return row ?? null;
}
