// The audit log: what agents and admins did, in the transaction that did it.
import { newId, type WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

export interface AuditEntry {
  workspaceId: WorkspaceId;
  /** `agent:<id>`, `api-key:<id>`, or `command-line`. */
  actor: string;
  /** Object and verb: `ticket.changed`. */
  action: string;
  /** What it was done to: `ticket:<id>`. */
  subject: string;
  /** Never a secret. */
  details: Readonly<Record<string, unknown>>;
}

export async function writeAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto("audit")
    .values({ ...entry, id: newId() })
    .execute();
}
