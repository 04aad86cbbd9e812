// The pipeline, whole: claimed deliveries are read and authenticated, then in one transaction a workspace decided and committed.
import { hash } from "node:crypto";
import type { Authentication } from "#domain/authentication.ts";
import { decide } from "#domain/decide.ts";
import type { Delivery } from "#domain/delivery.ts";
import { AppError } from "#domain/errors.ts";
import type { DeliveryId, WorkspaceId } from "#domain/ids.ts";
import type { InboundMessage } from "#domain/message.ts";
import { senderVerdict } from "#domain/sender-verdict.ts";
import { parseSettings } from "#domain/source-settings.ts";
import { failpoint } from "#platform/failpoint.ts";
import type { Logger } from "#platform/log.ts";
import type { BlobStore } from "#store/blobs.ts";
import { type Claim, finishClaims, returnClaims } from "#store/claims.ts";
import { type Db, inRegistry, inWorkspace, type Tx } from "#store/db.ts";
import { isDatabaseDown, isRetryable } from "#store/sql-errors.ts";
import * as evidence from "#store/evidence.ts";
import { announce, archiveOutcomes, rereadMessage, writeIntakeRows } from "#store/intake-rows.ts";
import { recordCheck } from "#store/source-checks.ts";
import { Batch } from "./commit.ts";
import { type FreshRaws } from "./fresh-raws.ts";
import { gatherFacts, type Known, type KnownSource, type OwnMarks, type ReadDelivery } from "./facts.ts";
import { type KeptFile, keepFiles } from "./files.ts";
import { failedReceipt, unreadableMessage } from "./unreadable.ts";

export interface ReadRequest {
  delivery: Delivery;
  authenticate: boolean;
}

export interface Read {
  message: InboundMessage;
  authentication: Authentication | null;
}

/** Parses and authenticates in a worker. Rejects for the whole batch when one message takes the worker down. */
export type ReadBatch = (requests: readonly ReadRequest[]) => Promise<readonly Read[]>;

export interface IngestContext {
  db: Db;
  blobs: BlobStore;
  read: ReadBatch;
  fresh: FreshRaws;
  marks: OwnMarks;
  log: Logger;
}

/** Errors of our own after which a delivery is recorded as failed: visible, with its raw bytes, ready to be replayed. */
const mostFailures = 5;
/** From this claim on a delivery is worked on alone: the batches it was in never came to an end. */
const aloneFromAttempt = 4;
/** After this many claims without an end it is not read again: it is kept as unreadable. */
const mostAttempts = 30;

/** Works on one batch of claims until each has an outcome or is back in the queue. */
export async function ingest(context: IngestContext, claims: readonly Claim[]): Promise<void> {
  const groups = Map.groupBy(claims, (claim) => (claim.attempts < aloneFromAttempt ? claim.workspaceId : claim.deliveryId));
  await Promise.all([...groups.values()].map((group) => ingestWorkspace(context, (group[0] as Claim).workspaceId, group)));
}

async function ingestWorkspace(context: IngestContext, workspaceId: WorkspaceId, claims: readonly Claim[]): Promise<void> {
  try {
    await failpoint("worker.claimed");
    const items = await readDeliveries(context, workspaceId, claims);
    await failpoint("worker.parsed");
    await commitOrSplit(context, workspaceId, items);
  } catch (error) {
    context.log.warn({ errorCode: codeOf(error), error, deliveries: claims.length }, "a batch goes back to the queue");
    await giveBack(context, claims, { failed: !isDatabaseDown(error) });
  }
}

async function readDeliveries(
  context: IngestContext,
  workspaceId: WorkspaceId,
  claims: readonly Claim[],
): Promise<ReadDelivery[]> {
  const ids = claims.map((claim) => claim.deliveryId);
  const atHand = context.fresh.take(ids);
  const [entries, sources] = await inWorkspace(context.db, workspaceId, (tx) =>
    Promise.all([evidence.readJournal(tx, ids, [...atHand.keys()]), evidence.readSources(tx)]),
  );
  const authenticates = new Map(sources.map((source) => [source.id, parseSettings(source.settings).authenticate]));
  const claimOf = new Map(claims.map((claim) => [claim.deliveryId, claim]));
  const requests = await Promise.all(
    entries.map(async (entry) => ({
      entry,
      delivery: { ...entry, workspaceId, raw: atHand.get(entry.id) ?? (await rawOf(context.blobs, workspaceId, entry)) },
      // Mail without an envelope is imported: its sender's server cannot be asked any more, and keys of old signatures are gone.
      authenticate: entry.envelope !== null && (authenticates.get(entry.sourceId) ?? true),
    })),
  );
  const read = claims.every((claim) => claim.attempts > mostAttempts) ? requests.map(giveUpOn) : await readAll(context, requests);
  return requests.map(({ entry }, at) => ({
    entry: { ...entry, bytes: null },
    claim: claimOf.get(entry.id) as Claim,
    ...(read[at] as Read),
  }));
}

async function rawOf(blobs: BlobStore, workspaceId: WorkspaceId, entry: evidence.JournalEntry): Promise<Uint8Array> {
  if (entry.bytes !== null) return entry.bytes;
  const bytes = await blobs.get(workspaceId, entry.sha256.toString("hex"));
  if (bytes.byteLength === entry.size && hash("sha256", bytes, "buffer").equals(entry.sha256)) return bytes;
  throw new AppError({
    code: "raw-message-damaged",
    retry: "permanent",
    publicMessage:
      "The stored raw message is not what was received: its checksum differs. Restore the blob store from a backup, then replay.",
  });
}

function giveUpOn({ delivery }: ReadRequest): Read {
  return { message: unreadableMessage(delivery, new Error(`no outcome after ${mostAttempts} attempts`)), authentication: null };
}

// One message that takes the worker down must not take its neighbours with it: the batch is read again one by one, and
// the one that fails alone is kept as unreadable, with its raw bytes.
async function readAll(context: IngestContext, requests: readonly ReadRequest[]): Promise<readonly Read[]> {
  try {
    return await context.read(requests);
  } catch (error) {
    context.log.warn({ error, deliveries: requests.length }, "a batch is read one message at a time");
  }
  // Nothing to read, and still no answer: then it is not the messages, and they wait until it is mended.
  await context.read([]);
  const read: Read[] = [];
  for (const request of requests) {
    try {
      const [alone] = await context.read([request]);
      read.push(alone as Read);
    } catch (error) {
      read.push({ message: unreadableMessage(request.delivery, error), authentication: null });
    }
  }
  return read;
}

async function commitOrSplit(context: IngestContext, workspaceId: WorkspaceId, items: readonly ReadDelivery[]): Promise<void> {
  try {
    await commit(context, workspaceId, items);
  } catch (error) {
    if (codeOf(error) === "lease-lost") throw error;
    if (isDatabaseDown(error)) throw error;
    if (items.length > 1 && !isRetryable(error)) return commitEach(context, workspaceId, items);
    const [item] = items;
    if (items.length === 1 && item !== undefined && item.claim.failures + 1 >= mostFailures)
      return fail(context, workspaceId, item, error);
    throw error;
  }
}

/** Each by itself: the one that fails goes back alone, to be tried later, and holds up nobody behind it. */
async function commitEach(context: IngestContext, workspaceId: WorkspaceId, items: readonly ReadDelivery[]): Promise<void> {
  for (const item of items) {
    try {
      await commitOrSplit(context, workspaceId, [item]);
    } catch (error) {
      if (isDatabaseDown(error)) throw error;
      context.log.warn({ deliveryId: item.entry.id, errorCode: codeOf(error), error }, "a delivery goes back to the queue");
      await giveBack(context, [item.claim], { failed: codeOf(error) !== "lease-lost" });
    }
  }
}

async function commit(context: IngestContext, workspaceId: WorkspaceId, items: readonly ReadDelivery[]): Promise<void> {
  await inWorkspace(context.db, workspaceId, async (tx) => {
    await finishClaims(
      tx,
      items.map((item) => item.claim),
    );
    const known = await gatherFacts(tx, items, context.marks);
    const batch = new Batch(workspaceId, known);
    for (const item of items) await settle(tx, item, known, batch);
    await failpoint("worker.threaded");
    await storeFiles(context.blobs, workspaceId, batch.files);
    await archiveOutcomes(tx, workspaceId, replayed(items));
    await writeIntakeRows(tx, workspaceId, batch.rows);
    await failpoint("worker.ticket_inserted");
    await announce(tx, { workspaceId, tickets: [...batch.touchedTickets], deliveries: items.map((item) => item.entry.id) });
    await failpoint("worker.before_commit");
  });
  await failpoint("worker.after_commit");
}

async function settle(tx: Tx, item: ReadDelivery, known: Known, batch: Batch): Promise<void> {
  const { facts, check } = known.factsFor(item);
  const decision = decide(item.message, facts);
  const before = known.reread.get(item.entry.id);
  if (before !== undefined) {
    await rereadMessage(tx, { ...rereadColumns(item), id: before.id });
    batch.reread(item, decision.receipt, before);
    return;
  }
  if (check !== null && decision.action === "discard" && decision.reason === "forwarding-check") {
    await recordCheck(tx, {
      workspaceId: item.claim.workspaceId,
      sourceId: item.entry.sourceId,
      deliveryId: item.entry.id,
      check,
    });
  }
  const joins = decision.action === "create" || decision.action === "append";
  batch.add(item, decision, joins ? await filesOf(tx, item, known) : []);
}

async function filesOf(tx: Tx, item: ReadDelivery, known: Known): Promise<KeptFile[]> {
  if (item.message.attachments.length === 0) return [];
  const rules = (known.sources.get(item.entry.sourceId) as KnownSource).settings.attachments;
  const stored = rules.quotaBytes === null ? 0 : await evidence.readStoredBytes(tx, item.claim.workspaceId, item.entry.sourceId);
  return keepFiles(item.message.attachments, rules, stored);
}

function rereadColumns({ message, authentication }: ReadDelivery) {
  return {
    subject: message.subject,
    text: message.text,
    visibleText: message.visibleText,
    html: message.html,
    autoSubmitted: message.autoSubmitted,
    senderVerdict: senderVerdict(authentication, message.from),
  };
}

async function storeFiles(blobs: BlobStore, workspaceId: WorkspaceId, files: readonly KeptFile[]): Promise<void> {
  await Promise.all(files.map((file) => blobs.put(workspaceId, file.sha256, file.content as Uint8Array)));
}

/** After too many errors of our own the delivery stops blocking: it is shown as failed, with the error, and can be replayed. */
async function fail(context: IngestContext, workspaceId: WorkspaceId, item: ReadDelivery, error: unknown): Promise<void> {
  context.log.error({ deliveryId: item.entry.id, errorCode: codeOf(error), error }, "a delivery failed and is shown as failed");
  await inWorkspace(context.db, workspaceId, async (tx) => {
    await finishClaims(tx, [item.claim]);
    const known = await gatherFacts(tx, [], context.marks);
    const batch = new Batch(workspaceId, known);
    batch.fail(item, failedReceipt(error));
    await archiveOutcomes(tx, workspaceId, replayed([item]));
    await writeIntakeRows(tx, workspaceId, batch.rows);
    await announce(tx, { workspaceId, tickets: [], deliveries: [item.entry.id] });
  });
}

/** Back to the queue, later each time; the lease would bring them back anyway, this is sooner. */
async function giveBack(context: IngestContext, claims: readonly Claim[], { failed }: { failed: boolean }): Promise<void> {
  const most = Math.max(...claims.map((claim) => (failed ? claim.failures : claim.attempts)));
  const delaySeconds = Math.min(2 ** Math.min(most, 10), 300) * 0.5;
  try {
    await inRegistry(context.db, (tx) => returnClaims(tx, claims, { delaySeconds, failed }));
  } catch (error) {
    context.log.warn({ error }, "claims are left to their lease");
  }
}

const replayed = (items: readonly ReadDelivery[]): DeliveryId[] =>
  items.filter((item) => item.claim.instruction !== null).map((item) => item.entry.id);

const codeOf = (error: unknown): string =>
  error instanceof AppError ? error.code : ((error as { code?: string }).code ?? "unknown");
