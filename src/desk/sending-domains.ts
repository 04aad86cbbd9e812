// What admins do to sending domains: add one, have its DNS checked, renew its keys, remove it; and the daily look at all of them.
import { hurrySubmissions } from "#store/submission-queue.ts";
import { newId, type WorkspaceId } from "#domain/ids.ts";
import type { DnsAnswers } from "#domain/dns-answers.ts";
import { findingsOf, stateAfter } from "#domain/dns-findings.ts";
import { keyChanges, nextSelectors, readDomainName, type SendingDomainState } from "#domain/sending-domain.ts";
import type { SendingSetup } from "#domain/sending-records.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, inWorkspace, type Tx } from "#store/db.ts";
import { relayFor } from "#store/relays.ts";
import {
  type DkimKeyRow,
  deleteSendingDomain,
  dkimKeyContext,
  findSendingDomain,
  insertDkimKeys,
  insertSendingDomain,
  listDkimKeys,
  lockSendingDomain,
  type NewDkimKey,
  type SendingDomainRow,
  updateDkimKey,
  updateSendingDomain,
} from "#store/sending-domains.ts";
import { type Actor, actorText } from "./actor.ts";
import { surveyDns } from "./dns-survey.ts";
import { notFound, refusal } from "./refusals.ts";
import type { SendingTools } from "./sending-tools.ts";

export interface SendingAct {
  workspaceId: WorkspaceId;
  actor: Actor;
  now: Date;
}

/** A domain with fresh keys, and what DNS says of it so far. Nothing is sent under it before it is verified. */
export async function addSendingDomain(db: Db, act: SendingAct, wanted: { name: string; tools: SendingTools }): Promise<string> {
  const name = readDomainName(wanted.name);
  if (name === null)
    throw refusal(
      "not-a-domain",
      "This is not the name of a domain. Write what stands behind the @ of your address, such as example.com.",
    );
  const { workspaceId } = act;
  const id = newId();
  const keys = await freshKeys({ workspaceId, domainId: id }, { taken: [], now: act.now, tools: wanted.tools });
  await inWorkspace(db, workspaceId, async (tx) => {
    if (!(await insertSendingDomain(tx, { workspaceId, id, name })))
      throw refusal("sending-domain-exists", `${name} is set up already. Check it, or remove it first.`);
    await insertDkimKeys(tx, keys);
    await audit(tx, act, { action: "sending-domain.added", id, details: { name, selectors: keys.map((key) => key.selector) } });
  });
  await checkSendingDomain(db, act, { id, tools: wanted.tools });
  return id;
}

/** Asks DNS now, and keeps what it says: findings, the state of the domain, and which keys sign. */
export async function checkSendingDomain(
  db: Db,
  act: SendingAct,
  wanted: { id: string; tools: SendingTools },
): Promise<{ before: SendingDomainState; after: SendingDomainState }> {
  const { workspaceId } = act;
  const setup = await inWorkspace(db, workspaceId, (tx) => readSetup(tx, wanted));
  // No transaction is open while DNS is asked.
  const answers = await surveyDns(setup, wanted.tools.resolver());
  return inWorkspace(db, workspaceId, (tx) => keepAnswers(tx, act, { id: wanted.id, setup, answers }));
}

/** A new pair of keys. It signs once its records are found in DNS; until then, and for mail under way, the old ones stay. */
export async function rotateKeys(db: Db, act: SendingAct, wanted: { id: string; tools: SendingTools }): Promise<void> {
  const { workspaceId } = act;
  const taken = await inWorkspace(db, workspaceId, async (tx) => (await existing(tx, wanted.id)).keys.map((key) => key.selector));
  const keys = await freshKeys({ workspaceId, domainId: wanted.id }, { taken, now: act.now, tools: wanted.tools });
  await inWorkspace(db, workspaceId, async (tx) => {
    if ((await lockSendingDomain(tx, wanted.id)) === null) throw notFound();
    const before = await listDkimKeys(tx, wanted.id);
    const waiting = before.filter(({ state }) => state === "new");
    const main = waiting.find(({ algorithm }) => algorithm === "rsa-sha256");
    if (main !== undefined || before.length !== taken.length)
      throw refusal(
        "rotation-under-way",
        `The record of the newest key${main === undefined ? "" : ` (${main.selector})`} is not found in DNS yet. Publish it and check the domain, then renew the keys again.`,
      );
    // A second algorithm that was never published is not waited for.
    for (const key of waiting) await updateDkimKey(tx, key.id, { state: "retired", retiredAt: act.now });
    await insertDkimKeys(tx, keys);
    await audit(tx, act, {
      action: "sending-domain.rotated",
      id: wanted.id,
      details: { selectors: keys.map((key) => key.selector) },
    });
  });
  await checkSendingDomain(db, act, wanted);
}

/** Its keys are gone for good: answers leave from generated addresses again, and its DNS records may be removed after a week. */
export async function removeSendingDomain(db: Db, act: SendingAct, id: string): Promise<void> {
  await inWorkspace(db, act.workspaceId, async (tx) => {
    const domain = await lockSendingDomain(tx, id);
    if (domain === null) throw notFound();
    await deleteSendingDomain(tx, id);
    await audit(tx, act, { action: "sending-domain.removed", id, details: { name: domain.name } });
  });
}

// ---------------------------------------------------------------- parts

async function existing(tx: Tx, id: string): Promise<{ domain: SendingDomainRow; keys: DkimKeyRow[] }> {
  const domain = await findSendingDomain(tx, id);
  if (domain === null) throw notFound();
  return { domain, keys: await listDkimKeys(tx, id) };
}

async function readSetup(tx: Tx, { id, tools }: { id: string; tools: SendingTools }): Promise<SendingSetup> {
  const { domain, keys } = await existing(tx, id);
  const relay = (await relayFor(tx, id)) ?? tools.fallbackRelay;
  return {
    domain: domain.name,
    mailDomain: tools.mailDomain,
    ourHosts: tools.ourHosts,
    relayHost: relay?.kind === "smtp" ? relay.host : null,
    keys,
  };
}

async function freshKeys(
  where: { workspaceId: WorkspaceId; domainId: string },
  { taken, now, tools }: { taken: readonly string[]; now: Date; tools: SendingTools },
): Promise<NewDkimKey[]> {
  const selectors = nextSelectors(taken, now.getUTCFullYear());
  return (await tools.makeKeys()).map(({ algorithm, publicKey, privateKey }) => {
    const key = { ...where, id: newId() };
    return {
      ...key,
      selector: selectors[algorithm],
      algorithm,
      publicKey,
      privateKeySealed: tools.envelope.seal(privateKey, dkimKeyContext(key)),
    };
  });
}

async function keepAnswers(
  tx: Tx,
  act: SendingAct,
  { id, setup, answers }: { id: string; setup: SendingSetup; answers: DnsAnswers },
): Promise<{ before: SendingDomainState; after: SendingDomainState }> {
  const domain = await lockSendingDomain(tx, id);
  if (domain === null) throw notFound();
  const right = findingsOf(setup, answers).findings.flatMap(({ use, state, selector }) =>
    use === "dkim" && state === "ok" && selector !== null ? [selector] : [],
  );
  const changes = keyChanges(await listDkimKeys(tx, id), new Set(right), act.now);
  for (const { id: keyId, ...fields } of changes) await updateDkimKey(tx, keyId, fields);
  // The same answers, as they look with the keys that sign from now on.
  const { findings } = findingsOf({ ...setup, keys: await listDkimKeys(tx, id) }, answers);
  const after = stateAfter(domain.state, findings);
  await updateSendingDomain(tx, id, {
    state: after,
    findings,
    checkedAt: act.now,
    verifiedAt: after === "verified" ? (domain.state === "verified" ? domain.verifiedAt : act.now) : domain.verifiedAt,
  });
  if (after === "verified" && domain.state !== "verified") await hurrySubmissions(tx, act.workspaceId);
  if (after !== domain.state) {
    const problems = findings.flatMap(({ name, code, state }) => (state === "ok" || code === null ? [] : [{ name, code }]));
    await audit(tx, act, {
      action: `sending-domain.${after}`,
      id,
      details: { name: domain.name, before: domain.state, problems },
    });
  }
  return { before: domain.state, after };
}

async function audit(
  tx: Tx,
  act: SendingAct,
  entry: { action: string; id: string; details: Record<string, unknown> },
): Promise<void> {
  const { action, id, details } = entry;
  await writeAudit(tx, {
    workspaceId: act.workspaceId,
    actor: actorText(act.actor),
    action,
    subject: `sending-domain:${id}`,
    details,
  });
}
