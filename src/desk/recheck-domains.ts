// The daily look at every sending domain: one that breaks is noticed by us, before customers notice that mail does not arrive.
import { setTimeout as pause } from "node:timers/promises";
import type { WorkspaceId } from "#domain/ids.ts";
import { AppError } from "#domain/errors.ts";
import type { Logger } from "#platform/log.ts";
import { type Db, inRegistry, inWorkspace } from "#store/db.ts";
import { findSendingDomain, listDueDomains } from "#store/sending-domains.ts";
import { listWorkspaceIds } from "#store/workspaces.ts";
import { checkSendingDomain } from "./sending-domains.ts";
import type { SendingTools } from "./sending-tools.ts";

const hourMs = 3_600_000;
/** In one run, of all workspaces together: the next run goes on where this one stopped. */
const mostInOneRun = 50;

export interface Recheck {
  log: Logger;
  now: Date;
  /** Ends the run between two domains. */
  signal?: AbortSignal;
  /** From 0 to 1. */
  random?: () => number;
}

export interface RecheckResult {
  checked: number;
  verified: number;
  broken: number;
}

/**
 * Checks what is due: verified domains a day after their last check (sooner or later by up to two hours, so that not all of them ask
 * at once), others after an hour. To be called every hour; never rejects because of DNS.
 */
export async function recheckDomains(db: Db, tools: SendingTools, run: Recheck): Promise<RecheckResult> {
  const result: RecheckResult = { checked: 0, verified: 0, broken: 0 };
  const random = run.random ?? Math.random;
  const due = {
    verifiedBefore: new Date(run.now.getTime() - (22 + 4 * random()) * hourMs),
    othersBefore: new Date(run.now.getTime() - hourMs * 0.9),
  };
  for (const workspaceId of await inRegistry(db, listWorkspaceIds)) {
    const limit = mostInOneRun - result.checked;
    if (limit <= 0) break;
    for (const { id } of await inWorkspace(db, workspaceId, (tx) => listDueDomains(tx, { ...due, limit }))) {
      if (run.signal?.aborted === true) return result;
      if (result.checked > 0) await pause(random() * 500);
      await recheck(db, tools, { run, workspaceId, id, result });
    }
  }
  return result;
}

async function recheck(
  db: Db,
  tools: SendingTools,
  { run, workspaceId, id, result }: { run: Recheck; workspaceId: WorkspaceId; id: string; result: RecheckResult },
): Promise<void> {
  try {
    const { before, after } = await checkSendingDomain(
      db,
      { workspaceId, actor: { kind: "schedule" }, now: run.now },
      { id, tools },
    );
    result.checked += 1;
    if (before === after) return;
    if (after === "verified") result.verified += 1;
    if (after === "broken") result.broken += 1;
    await tell(db, run.log, { workspaceId, id });
  } catch (error) {
    // Removed since the list was read.
    if (!(error instanceof AppError && error.code === "not-found")) throw error;
  }
}

async function tell(db: Db, log: Logger, { workspaceId, id }: { workspaceId: WorkspaceId; id: string }): Promise<void> {
  const domain = await inWorkspace(db, workspaceId, (tx) => findSendingDomain(tx, id));
  if (domain === null) return;
  const problems = domain.findings.filter(({ state }) => state !== "ok").map(({ name, code }) => `${name}: ${code ?? ""}`);
  const fields = { part: "sending", workspaceId, domain: domain.name, problems };
  if (domain.state === "broken")
    log.error(fields, "a sending domain is broken: answers leave from generated addresses until its DNS records are right again");
  else log.info(fields, `a sending domain is ${domain.state}`);
}
