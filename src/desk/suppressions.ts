// What admins do about addresses that get no mail: hold one by hand, let one go again.
import type { WorkspaceId } from "#domain/ids.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { releaseSuppression, suppress } from "#store/suppressions.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound } from "./refusals.ts";

export interface SuppressionAct {
  workspaceId: WorkspaceId;
  actor: Actor;
}

/** Nothing is sent to this address any more, until it is released. */
export async function suppressByHand(db: Db, act: SuppressionAct, wanted: { address: string; note: string }): Promise<void> {
  const { workspaceId } = act;
  const { address, note } = wanted;
  await inWorkspace(db, workspaceId, async (tx) => {
    await suppress(tx, { workspaceId, address, reason: "by-hand", evidence: note, reportedBy: null });
    await writeAudit(tx, {
      workspaceId,
      actor: actorText(act.actor),
      action: "suppression.added",
      subject: `address:${address}`,
      details: { note },
    });
  });
}

/** Mail to this address is tried again from now on; what was not sent meanwhile stays unsent. */
export async function release(db: Db, act: SuppressionAct, wanted: { address: string; now: Date }): Promise<void> {
  const { workspaceId } = act;
  await inWorkspace(db, workspaceId, async (tx) => {
    const by = actorText(act.actor);
    if (!(await releaseSuppression(tx, { address: wanted.address, by, at: wanted.now }))) throw notFound();
    await writeAudit(tx, {
      workspaceId,
      actor: by,
      action: "suppression.released",
      subject: `address:${wanted.address}`,
      details: {},
    });
  });
}
