// What admins do to relays: set one for the workspace or for one domain, remove it, and try it out without sending a mail.
import { hurrySubmissions } from "#store/submission-queue.ts";
import { newId, type WorkspaceId } from "#domain/ids.ts";
import { AppError } from "#domain/errors.ts";
import { forbiddenRelay, isLinkLocal, isThisMachine } from "#platform/link-local.ts";
import { Secret } from "#platform/secrets.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, inWorkspace, type Tx } from "#store/db.ts";
import {
  deleteRelay,
  findRelay,
  lockRelays,
  relayFor,
  type RelayRow,
  relayPasswordContext,
  relayPasswordOf,
  saveRelay,
} from "#store/relays.ts";
import { findSendingDomain, markServedDomains } from "#store/sending-domains.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound, refusal } from "./refusals.ts";
import { checkSendingDomain } from "./sending-domains.ts";
import type { RelaySettings, SendingTools } from "./sending-tools.ts";

export interface RelayAct {
  workspaceId: WorkspaceId;
  actor: Actor;
  now: Date;
}

/** `password`: a text is the new one, null takes it away, undefined keeps the one that is stored. */
export interface WantedRelay extends Omit<RelaySettings, "password"> {
  password?: string | null | undefined;
}

export type RelayOrigin = "domain" | "workspace" | "environment" | "none";

/** The relay that mail leaves through, and who set it. Never its password. */
export interface RelayInUse extends Omit<RelaySettings, "password"> {
  origin: Exclude<RelayOrigin, "none">;
  hasPassword: boolean;
  updatedAt: Date | null;
}

/** For a domain, or for the workspace with null. Null: nothing can be sent yet. */
export async function relayInUse(tx: Tx, domainId: string | null, tools: SendingTools): Promise<RelayInUse | null> {
  const row = await relayFor(tx, domainId);
  if (row === null) {
    if (tools.fallbackRelay === null) return null;
    const { password, ...shown } = tools.fallbackRelay;
    return { ...shown, origin: "environment", hasPassword: password !== null, updatedAt: null };
  }
  const { kind, host, port, tls, username, connections, perMinute, updatedAt } = row;
  const origin = row.domainId === null ? "workspace" : "domain";
  return { kind, host, port, tls, username, connections, perMinute, updatedAt, origin, hasPassword: row.passwordSealed !== null };
}

export async function setRelay(
  db: Db,
  act: RelayAct,
  wanted: { domainId: string | null; relay: WantedRelay; tools: SendingTools },
): Promise<void> {
  const { workspaceId } = act;
  const { domainId, relay, tools } = wanted;
  refuseUnsafe(relay);
  const served = await inWorkspace(db, workspaceId, async (tx) => {
    await lockRelays(tx, workspaceId);
    await mustExist(tx, domainId);
    const before = await findRelay(tx, domainId);
    const id = before?.id ?? newId();
    const { password, ...fields } = relay;
    await saveRelay(tx, {
      ...fields,
      workspaceId,
      id,
      domainId,
      passwordSealed:
        password === undefined
          ? keptPassword(before, relay)
          : password === null
            ? null
            : tools.envelope.seal(password, relayPasswordContext({ workspaceId, id })),
    });
    await auditRelay(tx, act, {
      action: "relay.changed",
      domainId,
      details: { ...fields, passwordChanged: password !== undefined },
    });
    // What waited for the relay's next try need not wait for its next turn.
    await hurrySubmissions(tx, workspaceId);
    const isAnother = before === null || before.kind !== relay.kind || before.host !== relay.host;
    return isAnother ? markServedDomains(tx, domainId, mostAtOnce) : [];
  });
  await checkServed(db, act, { served, tools });
}

/** From now on mail leaves by the workspace's relay, or by that of the environment. */
export async function removeRelay(
  db: Db,
  act: RelayAct,
  wanted: { domainId: string | null; tools: SendingTools },
): Promise<void> {
  const { domainId, tools } = wanted;
  const served = await inWorkspace(db, act.workspaceId, async (tx) => {
    await mustExist(tx, domainId);
    const row = await findRelay(tx, domainId);
    if (row === null) throw notFound();
    await deleteRelay(tx, row.id);
    await auditRelay(tx, act, { action: "relay.removed", domainId, details: { host: row.host } });
    await hurrySubmissions(tx, act.workspaceId);
    return markServedDomains(tx, domainId, mostAtOnce);
  });
  await checkServed(db, act, { served, tools });
}

/** The rest is due, and its turn comes within the hour. */
const mostAtOnce = 10;

// SPF has to name the relay: what was right for the one before may be wrong for this one.
async function checkServed(
  db: Db,
  act: RelayAct,
  { served, tools }: { served: readonly string[]; tools: SendingTools },
): Promise<void> {
  await Promise.all(served.map((id) => checkSendingDomain(db, act, { id, tools }).catch(unlessGone)));
}

function unlessGone(error: unknown): void {
  if (!(error instanceof AppError && error.code === "not-found")) throw error;
}

export interface RelayTest {
  works: boolean;
  /** Null where it works. */
  code: string | null;
  detail: string;
  durationMs: number;
}

/** Tries settings before they are stored, or with null those in use. No mail is sent. */
export async function testRelay(
  db: Db,
  act: Pick<RelayAct, "workspaceId">,
  wanted: { domainId: string | null; relay: WantedRelay | null; tools: SendingTools },
): Promise<RelayTest> {
  const settings = await inWorkspace(db, act.workspaceId, async (tx) => {
    await mustExist(tx, wanted.domainId);
    return settingsToTry(tx, wanted);
  });
  if (settings.kind === "sink")
    return { works: true, code: null, detail: "Mail is written into files here, and leaves for nobody.", durationMs: 0 };
  const began = performance.now();
  const error = await wanted.tools.probeRelay(settings);
  const durationMs = Math.round(performance.now() - began);
  if (error !== null) return { works: false, code: error.code, detail: error.publicMessage, durationMs };
  const signedIn = settings.username === null ? "it takes mail without signing in" : `signed in as ${settings.username}`;
  return { works: true, code: null, detail: `${settings.host}:${settings.port} answers, ${signedIn}.`, durationMs };
}

// ---------------------------------------------------------------- parts

async function settingsToTry(
  tx: Tx,
  { domainId, relay, tools }: { domainId: string | null; relay: WantedRelay | null; tools: SendingTools },
): Promise<RelaySettings> {
  if (relay === null) {
    const row = await relayFor(tx, domainId);
    if (row !== null) return { ...row, password: relayPasswordOf(row, tools.envelope) };
    if (tools.fallbackRelay !== null) return tools.fallbackRelay;
    throw refusal("no-relay", "There is no relay to try. Name one, or set INLET_SMTP_RELAY.");
  }
  refuseUnsafe(relay);
  const { password, ...fields } = relay;
  if (password !== undefined) return { ...fields, password: password === null ? null : new Secret(password) };
  const stored = await findRelay(tx, domainId);
  const kept = keptPassword(stored, relay) !== null && stored !== null ? relayPasswordOf(stored, tools.envelope) : null;
  return { ...fields, password: kept };
}

// A stored password goes to the machine and the user that it was given for, and never in clearer form.
function keptPassword(before: RelayRow | null, wanted: WantedRelay): string | null {
  const sealed = before?.passwordSealed ?? null;
  if (before === null || sealed === null || wanted.username === null || wanted.kind === "sink") return null;
  const same =
    before.host === wanted.host &&
    before.port === wanted.port &&
    before.username === wanted.username &&
    (before.tls === wanted.tls || wanted.tls === "required" || wanted.tls === "implicit");
  if (same) return sealed;
  throw refusal(
    "relay-password-needed",
    "Host, port, user or encryption changed. Give the password again: a stored one is not sent to another place.",
  );
}

function refuseUnsafe({ kind, host, tls, username }: WantedRelay): void {
  if (kind === "sink") return;
  if (isLinkLocal(host)) throw forbiddenRelay(host);
  if (tls !== "none" || isThisMachine(host)) return;
  throw new AppError({
    code: "relay-needs-tls",
    retry: "permanent",
    publicMessage: `Without TLS ${username === null ? "mail" : "the password and mail"} can be read on the way to ${host}. Choose STARTTLS; "optional" serves where the relay offers none.`,
  });
}

async function mustExist(tx: Tx, domainId: string | null): Promise<void> {
  if (domainId !== null && (await findSendingDomain(tx, domainId)) === null) throw notFound();
}

async function auditRelay(
  tx: Tx,
  act: RelayAct,
  entry: { action: string; domainId: string | null; details: Record<string, unknown> },
): Promise<void> {
  const { action, domainId, details } = entry;
  await writeAudit(tx, {
    workspaceId: act.workspaceId,
    actor: actorText(act.actor),
    action,
    subject: domainId === null ? "relay:workspace" : `relay:${domainId}`,
    details,
  });
}
