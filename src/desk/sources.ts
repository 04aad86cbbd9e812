// What admins do to sources: make one, change it, and prove that its forwarding works.
import { newId, type SourceId, type WorkspaceId } from "#domain/ids.ts";
import { hashToken, randomBase32 } from "#platform/secrets.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { challengePatienceSeconds, insertChallenge, insertSource, lockSource, updateSource } from "#store/sources.ts";
import { type Actor, actorText } from "./actor.ts";
import { notFound, refusal } from "./refusals.ts";
import { readSettings } from "./source-settings.ts";

export interface SourceAct {
  workspaceId: WorkspaceId;
  actor: Actor;
}

export interface NewForwardingSource {
  kind: "forwarding";
  name: string;
  /** What is left out keeps its default. */
  settings?: Record<string, unknown> | undefined;
}

/** A source and its generated address: from this moment mail to it is taken. */
export async function createSource(
  db: Db,
  act: SourceAct & { mailDomain: string },
  wanted: NewForwardingSource,
): Promise<{ id: SourceId; kind: "forwarding"; name: string; address: string }> {
  const id = newId();
  const { workspaceId } = act;
  const address = sourceAddress(wanted.name, act.mailDomain);
  const settings = readSettings(wanted.settings ?? {});
  await inWorkspace(db, workspaceId, async (tx) => {
    await insertSource(tx, { workspaceId, id, kind: wanted.kind, name: wanted.name, address, settings });
    await writeAudit(tx, {
      workspaceId,
      actor: actorText(act.actor),
      action: "source.created",
      subject: `source:${id}`,
      details: { name: wanted.name, address },
    });
  });
  return { id, kind: wanted.kind, name: wanted.name, address };
}

export interface SourceChange {
  name?: string | undefined;
  settings?: Record<string, unknown> | undefined;
  paused?: boolean | undefined;
}

export async function changeSource(
  db: Db,
  act: SourceAct,
  wanted: { id: SourceId; change: SourceChange; now: Date },
): Promise<void> {
  const { workspaceId } = act;
  const { change } = wanted;
  await inWorkspace(db, workspaceId, async (tx) => {
    const source = await lockSource(tx, wanted.id);
    if (source === null) throw notFound();
    await updateSource(tx, wanted.id, {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.settings === undefined ? {} : { settings: readSettings({ ...source.settings, ...change.settings }) }),
      ...(change.paused === undefined ? {} : { pausedAt: change.paused ? (source.pausedAt ?? wanted.now) : null }),
    });
    await writeAudit(tx, {
      workspaceId,
      actor: actorText(act.actor),
      action: "source.changed",
      subject: `source:${wanted.id}`,
      details: { before: { name: source.name, settings: source.settings, paused: source.pausedAt !== null }, after: change },
    });
  });
}

export interface Challenge {
  id: string;
  /** `inlet-challenge-` and 130 random bits: shown now and never again. */
  code: string;
  mail: { to: string; subject: string; text: string };
  expiresAt: Date;
}

/** A mail to send from anywhere to the public address: it has to come back to this source within 15 minutes. */
export async function createChallenge(
  db: Db,
  act: SourceAct,
  wanted: { sourceId: SourceId; publicAddress: string },
): Promise<Challenge> {
  const { workspaceId } = act;
  const secret = randomBase32(26);
  const code = `inlet-challenge-${secret}`;
  const id = newId();
  const { createdAt, name } = await inWorkspace(db, workspaceId, async (tx) => {
    const source = await lockSource(tx, wanted.sourceId);
    if (source === null) throw notFound();
    if (source.address === wanted.publicAddress) {
      throw refusal("not-a-public-address", "This is the address to forward to. Name the address that your customers write to.");
    }
    // Intake looks for the part after the last dash.
    const made = await insertChallenge(tx, {
      workspaceId,
      id,
      sourceId: wanted.sourceId,
      codeHash: hashToken(secret),
      publicAddress: wanted.publicAddress,
    });
    await writeAudit(tx, {
      workspaceId,
      actor: actorText(act.actor),
      action: "source.challenged",
      subject: `source:${wanted.sourceId}`,
      details: { publicAddress: wanted.publicAddress },
    });
    return { createdAt: made.createdAt, name: source.name };
  });
  return {
    id,
    code,
    mail: {
      to: wanted.publicAddress,
      subject: `Forwarding check ${code}`,
      text: `This mail checks that ${wanted.publicAddress} forwards to ${name} in Inlet.\nIt makes no ticket. Please leave the code as it is: ${code}\n`,
    },
    expiresAt: new Date(createdAt.getTime() + challengePatienceSeconds * 1000),
  };
}

/** `<slug>-<token>@<domain>`: the token's 80 random bits keep strangers from guessing where to write. */
function sourceAddress(name: string, mailDomain: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 24)
    .replace(/^-+|-+$/g, "");
  return `${slug === "" ? "support" : slug}-${randomBase32(16)}@${mailDomain.toLowerCase()}`;
}
