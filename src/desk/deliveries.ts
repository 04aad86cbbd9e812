// What agents do to a delivery: have it read again, let it out of quarantine, dismiss it.
import { type DeliveryId, type TicketId, type WorkspaceId, isId } from "#domain/ids.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import {
  type QueueInstruction,
  deliveryExists,
  hastenPending,
  lockOutcome,
  requeue,
  setDismissed,
  wakeClaimers,
} from "#store/delivery-page.ts";
import { announce } from "#store/intake-rows.ts";
import { findTicketName } from "#store/ticket-page.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound, refusal } from "./refusals.ts";

export interface DeliveryAct {
  workspaceId: WorkspaceId;
  actor: Actor;
  deliveryId: DeliveryId;
}

/** Reads the raw bytes again with today's rules. The outcome stays until the new one replaces it. */
export async function replayDelivery(db: Db, act: DeliveryAct): Promise<void> {
  await inWorkspace(db, act.workspaceId, async (tx) => {
    if (!(await deliveryExists(tx, act.deliveryId))) throw notFound();
    if ((await lockOutcome(tx, act.deliveryId)) === null) {
      await hastenPending(tx, act.workspaceId, act.deliveryId);
      return wakeClaimers(tx);
    }
    await instruct(tx, act, { kind: "replay", by: actorText(act.actor), ticketId: null });
  });
}

/** Lets a quarantined delivery in: into the ticket named, or as a new one. */
export async function releaseDelivery(db: Db, act: DeliveryAct & { ticketId: TicketId | null }): Promise<void> {
  await inWorkspace(db, act.workspaceId, async (tx) => {
    const outcome = await outcomeOf(tx, act.deliveryId);
    if (outcome.action !== "quarantine") {
      throw refusal(
        "not-quarantined",
        "Only a delivery that is set aside can be released. Look at its outcome: it may have been released already.",
      );
    }
    if (act.ticketId !== null && (!isId(act.ticketId) || (await findTicketName(tx, act.ticketId)) === null)) {
      throw refusal(
        "unknown-ticket",
        "There is no ticket with this id. Choose another one, or release without a ticket to make a new one.",
      );
    }
    await instruct(tx, act, { kind: "release", by: actorText(act.actor), ticketId: act.ticketId });
  });
}

/** Takes it out of the lane of what is to be looked at, or puts it back. It stays in the journal either way. */
export async function dismissDelivery(db: Db, act: DeliveryAct & { dismissed: boolean }): Promise<void> {
  await inWorkspace(db, act.workspaceId, async (tx) => {
    const outcome = await outcomeOf(tx, act.deliveryId);
    if ((outcome.dismissedAt !== null) === act.dismissed) return;
    await setDismissed(tx, act.deliveryId, act.dismissed);
    await record(tx, act, act.dismissed ? "delivery.dismissed" : "delivery.undismissed", {});
    await announce(tx, { workspaceId: act.workspaceId, tickets: [], deliveries: [act.deliveryId] });
  });
}

async function outcomeOf(tx: Tx, deliveryId: DeliveryId) {
  if (!(await deliveryExists(tx, deliveryId))) throw notFound();
  const outcome = await lockOutcome(tx, deliveryId);
  if (outcome === null)
    throw refusal("delivery-pending", "This delivery is still waiting for its outcome. Try again in a moment.");
  return outcome;
}

async function instruct(tx: Tx, act: DeliveryAct, instruction: QueueInstruction): Promise<void> {
  const queued = await requeue(tx, act.workspaceId, act.deliveryId, instruction);
  if (!queued)
    throw refusal("already-queued", "This delivery is being read again already. Its new outcome will be here in a moment.");
  await record(tx, act, instruction.kind === "replay" ? "delivery.replayed" : "delivery.released", {
    ticketId: instruction.ticketId,
  });
  await announce(tx, { workspaceId: act.workspaceId, tickets: [], deliveries: [act.deliveryId] });
  await wakeClaimers(tx);
}

async function record(tx: Tx, act: DeliveryAct, action: string, details: Record<string, unknown>): Promise<void> {
  await writeAudit(tx, {
    workspaceId: act.workspaceId,
    actor: actorText(act.actor),
    action,
    subject: `delivery:${act.deliveryId}`,
    details,
  });
}
