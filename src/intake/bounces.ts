// What a report changes about our own mail: the copy that did not arrive says so, and an address that is no good is not tried again.
import type { Decision } from "#domain/decide.ts";
import type { TicketId } from "#domain/ids.ts";
import type { ReportRecipient } from "#domain/message.ts";
import { listCopies, markBounced } from "#store/submissions.ts";
import { suppress } from "#store/suppressions.ts";
import type { Tx } from "#store/db.ts";
import { digest } from "./digests.ts";
import type { ReadDelivery } from "./known.ts";

type RecordReport = Extract<Decision, { action: "record-report" }>;

/**
 * Gives the tickets whose messages it touched. Only a report that names a Message-ID of ours says anything here, and our ids cannot be
 * guessed: whoever forges one has had the message, and harms at most the copies of that message.
 */
export async function applyReport(tx: Tx, { entry, claim }: ReadDelivery, { report }: RecordReport): Promise<TicketId[]> {
  if (report.originalMessageId === null) return [];
  const { workspaceId } = claim;
  const idHash = digest(report.originalMessageId);
  if (report.kind === "feedback") {
    for (const { address } of await listCopies(tx, idHash)) {
      if (!report.recipients.some((recipient) => isTo(recipient, address))) continue;
      const evidence = `${report.feedbackType ?? "abuse"}: the recipient complained`;
      await suppress(tx, { workspaceId, address, reason: "complained", evidence, reportedBy: entry.id });
    }
    return [];
  }
  const bounced = await markBounced(tx, { workspaceId, deliveryId: entry.id, idHash, recipients: report.recipients });
  for (const { address, recipient } of bounced) {
    if (recipient.permanent !== true) continue;
    const evidence = recipient.diagnostic ?? recipient.reason;
    await suppress(tx, { workspaceId, address, reason: "bounced", evidence, reportedBy: entry.id });
  }
  return bounced.flatMap(({ ticketId }) => ticketId ?? []);
}

const isTo = (recipient: ReportRecipient, address: string): boolean => recipient.address.toLowerCase() === address.toLowerCase();
