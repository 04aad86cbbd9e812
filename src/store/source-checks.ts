// What a source learned about the forwarding in front of it: challenges that came back, and providers' confirmations.
import { sql } from "kysely";
import type { DeliveryId, SourceId, WorkspaceId } from "#domain/ids.ts";
import { newId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

/** What the source's page shows: a verdict on a challenge, or a provider's code and link. */
export type RecordedCheck =
  | {
      kind: "challenge";
      checkId: string;
      verdict: "arrived" | "late" | "arrived-elsewhere" | "sender-rewritten";
      details: Record<string, unknown>;
    }
  /** The challenge that we sent never got there. */
  | { kind: "challenge-bounced"; checkId: string; reply: string; code: string | null }
  | { kind: "gmail-confirmation" | "microsoft-confirmation"; details: Record<string, unknown> };

/** Settles a waiting challenge, or keeps a confirmation for the source's page. The first arrival of a challenge decides. */
export async function recordCheck(
  tx: Tx,
  seen: { workspaceId: WorkspaceId; sourceId: SourceId; deliveryId: DeliveryId; check: RecordedCheck },
): Promise<void> {
  const { check, ...where } = seen;
  if (check.kind === "challenge-bounced") return recordBounce(tx, where.deliveryId, check);
  const details = JSON.stringify(check.details);
  if (check.kind === "challenge") {
    await tx
      .updateTable("sourceChecks")
      .set({ verdict: check.verdict, details, deliveryId: where.deliveryId, decidedAt: new Date() })
      .where("id", "=", check.checkId)
      .where("verdict", "in", ["waiting", "arrived-elsewhere"])
      .execute();
    return;
  }
  // Read again, it takes the place of what its first reading found.
  await tx
    .deleteFrom("sourceChecks")
    .where("sourceId", "=", where.sourceId)
    .where("deliveryId", "=", where.deliveryId)
    .where("kind", "=", check.kind)
    .execute();
  await tx
    .insertInto("sourceChecks")
    .values({ ...where, id: newId(), kind: check.kind, verdict: "shown", details, decidedAt: new Date() })
    .execute();
}

async function recordBounce(
  tx: Tx,
  deliveryId: DeliveryId,
  { checkId, reply, code }: Extract<RecordedCheck, { kind: "challenge-bounced" }>,
): Promise<void> {
  await sql`
    update submissions s
    set state = 'bounced', reply = ${reply}::text, code = ${code}::text, reported_by = ${deliveryId}::uuid, next_try_at = null, updated_at = now()
    from source_checks c
    where c.id = ${checkId} and s.workspace_id = c.workspace_id and s.message_id = c.message_id
      and s.state in ('queued', 'sent', 'deferred', 'unknown')`.execute(tx);
}
