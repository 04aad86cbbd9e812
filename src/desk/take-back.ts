// After sending: taking a message back that has not left yet, and trying a copy again that did not get through.
import { createHash } from "node:crypto";
import { isId, type MessageId, type TicketId } from "#domain/ids.ts";
import { cancelSubmissions, retrySubmission as submitAgain } from "#outbound/submit.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { saveDraft, type StoredDraft } from "#store/drafts.ts";
import { announce } from "#store/intake-rows.ts";
import { deleteOwnMessage, findOwnMessage } from "#store/own-messages.ts";
import { findSubmission } from "#store/submissions.ts";
import { lockTicket } from "#store/tickets.ts";
import { type ShownDraft, showDraft } from "./drafts.ts";
import { notFound, refusal } from "./refusals.ts";
import { auditOnTicket, type ReplyAct, type ReplyTools } from "./reply.ts";

/** Within its window: the message is gone, the ticket is as it was, and what was written is a draft again. */
export async function takeBack(
  { db, submit }: Pick<ReplyTools, "db" | "submit">,
  act: Omit<ReplyAct, "ticketId" | "idempotencyKey">,
  id: MessageId,
): Promise<{ ticketId: TicketId; draft: ShownDraft }> {
  return inWorkspace(db, act.workspaceId, async (tx) => {
    const there = await findOwnMessage(tx, id);
    if (there === null) throw notFound();
    if (there === "inbound") throw undoOver("Only what was written here can be taken back.");
    await lockTicket(tx, there.ticketId);
    // Read again behind the lock: two may want to take it back.
    const message = await findOwnMessage(tx, id);
    if (message === null || message === "inbound") throw notFound();
    const { record } = message;
    if (record?.undoUntil == null) throw undoOver("This message was sent without time to take it back.");
    if (Date.parse(record.undoUntil) <= Date.now()) throw undoOver("The time to take it back is over.");
    if (message.direction === "outbound") await cancelSubmissions(tx, submit, id);
    const idHash = message.rfcMessageId === null ? null : createHash("sha256").update(message.rfcMessageId).digest();
    await deleteOwnMessage(tx, message, record, idHash);
    const content = record.draft as StoredDraft;
    const where = { workspaceId: act.workspaceId, ticketId: message.ticketId };
    if (act.actor.kind === "agent") await saveDraft(tx, { ...where, agentId: act.actor.id }, content);
    await auditOnTicket(tx, { ...act, ticketId: message.ticketId }, "message.taken-back", { messageId: id, key: record.key });
    await announce(tx, { workspaceId: act.workspaceId, tickets: [message.ticketId], deliveries: [] });
    return { ticketId: message.ticketId, draft: await showDraft(tx, content) };
  });
}

function undoOver(why: string) {
  return refusal("undo-over", `${why} Write to the recipients again instead.`);
}

/** Tries a copy now that waits, was given up, was only written to a file, or whose end nobody knows. */
export async function retrySubmission(db: Db, act: Omit<ReplyAct, "ticketId" | "idempotencyKey">, id: string): Promise<void> {
  await inWorkspace(db, act.workspaceId, async (tx) => {
    const submission = isId(id) ? await findSubmission(tx, id) : null;
    if (submission === null) throw notFound();
    if (!(await submitAgain(tx, act.workspaceId, id))) {
      const words = `Only a copy that waits, was given up, or was written to a file can be tried again. This one is ${submission.state}, or is being tried right now.`;
      throw refusal("not-retryable", words);
    }
    const { ticketId } = submission;
    if (ticketId === null) return;
    await auditOnTicket(tx, { ...act, ticketId }, "submission.retried", { submissionId: id, address: submission.address });
    await announce(tx, { workspaceId: act.workspaceId, tickets: [ticketId], deliveries: [] });
  });
}
