// Sends the demo's mails through the SMTP door, like the provider that forwards them would, and follows each to its outcome.
import { setTimeout as sleep } from "node:timers/promises";
import { createTransport } from "nodemailer";
import { AppError, messageOf } from "#domain/errors.ts";
import type { SourceId, WorkspaceId } from "#domain/ids.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { type ImportedRow, readImported } from "#store/imported.ts";
import { compose, type ComposedMail, type Place } from "./demo-compose.ts";
import { demoMails } from "./demo-mails.ts";

export interface DemoTarget {
  db: Db;
  workspaceId: WorkspaceId;
  sources: Readonly<Record<Place, { id: SourceId; address: string }>>;
  smtp: { host: string; port: number };
}

export interface DemoOptions {
  now: Date;
  /** Between two mails. */
  paceMs: number;
  onSent(sent: number, all: number): void;
  /** How long the pipeline may take for the last of them. */
  patienceMs?: number;
}

export interface DemoResult {
  mails: number;
  /** One for each mail and source. */
  deliveries: readonly (ImportedRow & { key: string })[];
  pending: number;
}

/** Resolves when every mail has an outcome, or when patience ends. Rejects with "server-not-running" where nobody listens. */
export async function runDemo(target: DemoTarget, options: DemoOptions): Promise<DemoResult> {
  const sent = await sendAll(target, options);
  const rows = await waitForOutcomes(target, sent, options.patienceMs ?? 60_000);
  return { mails: demoMails.length, deliveries: rows, pending: rows.filter((row) => row.action === null).length };
}

interface Sent {
  key: string;
  to: readonly Place[];
  /** What the receiver answered: the external id of its deliveries. */
  externalId: string;
}

async function sendAll(target: DemoTarget, { now, paceMs, onSent }: DemoOptions): Promise<Sent[]> {
  // The receiver's certificate is its own; what goes over this connection stays on this machine.
  const transport = createTransport({
    ...target.smtp,
    pool: true,
    maxConnections: 1,
    maxMessages: Number.POSITIVE_INFINITY,
    tls: { rejectUnauthorized: false },
  });
  const sent: Sent[] = [];
  try {
    for (const mail of demoMails) {
      const composed = await compose(mail, { now, all: demoMails });
      sent.push({ key: mail.key, to: mail.to, externalId: await send(transport, composed, target) });
      onSent(sent.length, demoMails.length);
      if (paceMs > 0) await sleep(paceMs);
    }
  } finally {
    transport.close();
  }
  return sent;
}

async function send(transport: ReturnType<typeof createTransport>, mail: ComposedMail, target: DemoTarget): Promise<string> {
  const envelope = { from: mail.mailFrom, to: mail.to.map((place) => target.sources[place].address) };
  try {
    const { response } = (await transport.sendMail({ envelope, raw: mail.raw })) as { response: string };
    return /queued as (\S+)/.exec(response)?.[1] ?? "";
  } catch (error) {
    throw (error as { code?: string }).code === "ESOCKET" || (error as { code?: string }).code === "ECONNECTION"
      ? notRunning(target, error)
      : error;
  }
}

function notRunning({ smtp }: DemoTarget, cause: unknown): AppError {
  return new AppError({
    code: "server-not-running",
    retry: "permanent",
    publicMessage: `No mail receiver answers on ${smtp.host}:${smtp.port} (${messageOf(cause)}). Start the server first, with the same environment: npm start`,
    cause,
  });
}

async function waitForOutcomes(
  target: DemoTarget,
  sent: readonly Sent[],
  patienceMs: number,
): Promise<(ImportedRow & { key: string })[]> {
  const endsAt = performance.now() + patienceMs;
  for (;;) {
    const rows = await readOutcomes(target, sent);
    if (rows.every((row) => row.action !== null) || performance.now() > endsAt) return rows;
    await sleep(100);
  }
}

async function readOutcomes(
  { db, workspaceId, sources }: DemoTarget,
  sent: readonly Sent[],
): Promise<(ImportedRow & { key: string })[]> {
  const keys = new Map(sent.map(({ externalId, key }) => [externalId, key]));
  const rows = await inWorkspace(db, workspaceId, async (tx) => [
    ...(await readImported(tx, sources.support.id, [...keys.keys()])),
    ...(await readImported(tx, sources.billing.id, [...keys.keys()])),
  ]);
  return rows.map((row) => ({ ...row, key: keys.get(row.externalId) ?? "" }));
}
