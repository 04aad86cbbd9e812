// The pipeline, whole: claimed deliveries are read and authenticated, then in one transaction a workspace decided and committed.
import { hash } from "node:crypto";
import type { Authentication } from "#domain/authentication.ts";
import { type Decision, decide } from "#domain/decide.ts";
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
import { announce, archiveOutcomes, forgetHeld, rereadMessage, writeIntakeRows } from "#store/intake-rows.ts";
import { recordCheck } from "#store/source-checks.ts";
import { Acknowledgements, type SendingMeans } from "./acknowledge.ts";
import { applyReport } from "./bounces.ts";
import { bringTogether } from "./bring-together.ts";
import { Batch, storedReading } from "./commit.ts";
import { type FreshRaws } from "./fresh-raws.ts";
import { gatherFacts } from "./facts.ts";
import type { Known, KnownSource, OwnMarks, ReadDelivery } from "./known.ts";
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
  /** Without it nothing is acknowledged. */
  sending?: SendingMeans;
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
    for (const part of partsBySize(await readJournal(context, workspaceId, claims))) await ingestPart(context, workspaceId, part);
  } catch (error) {
    context.log.warn({ errorCode: codeOf(error), error, deliveries: claims.length }, "a batch goes back to the queue");
    // Two batches in each other's way are nobody's fault.
    await giveBack(context, claims, { failed: !isDatabaseDown(error) && !isRetryable(error) });
  }
}

/** A claimed delivery before its raw bytes are here. */
interface Found {
  claim: Claim;
  entry: evidence.JournalEntry;
  /** The bytes, where they are at hand; else they lie in the blob store. */
  raw: Uint8Array | null;
  authenticate: boolean;
}

async function readJournal(context: IngestContext, workspaceId: WorkspaceId, claims: readonly Claim[]): Promise<Found[]> {
  const ids = claims.map((claim) => claim.deliveryId);
  const fresh = context.fresh.take(ids);
  const [entries, sources] = await inWorkspace(context.db, workspaceId, (tx) =>
    Promise.all([evidence.readJournal(tx, ids, [...fresh.keys()]), evidence.readSources(tx)]),
  );
  const authenticates = new Map(sources.map((source) => [source.id, parseSettings(source.settings).authenticate]));
  const claimOf = new Map(claims.map((claim) => [claim.deliveryId, claim]));
  return entries.map(({ bytes, ...entry }) => ({
    claim: claimOf.get(entry.id) as Claim,
    entry: { ...entry, bytes: null },
    raw: fresh.get(entry.id) ?? bytes,
    // Mail without an envelope is imported: its sender's server cannot be asked any more, and keys of old signatures are gone.
    authenticate: entry.envelope !== null && (authenticates.get(entry.sourceId) ?? true),
  }));
}

/** Raw bytes that are in memory for one batch at once, beyond the first message of a part. */
const mostBytesAtOnce = 4 * 1024 * 1024;

/** A batch of messages of the largest size would be gigabytes: it is worked on in parts. */
function partsBySize(found: readonly Found[]): Found[][] {
  const parts: Found[][] = [];
  let bytes = 0;
  for (const one of found) {
    bytes += one.entry.size;
    const part = parts.at(-1);
    if (part !== undefined && bytes <= mostBytesAtOnce) part.push(one);
    else {
      parts.push([one]);
      bytes = one.entry.size;
    }
  }
  return parts;
}

async function ingestPart(context: IngestContext, workspaceId: WorkspaceId, part: readonly Found[]): Promise<void> {
  const requests: (Found & ReadRequest)[] = [];
  for (const found of part) {
    try {
      const raw = found.raw ?? (await rawOf(context.blobs, workspaceId, found.entry));
      requests.push({ ...found, delivery: { ...found.entry, workspaceId, raw } });
    } catch (error) {
      const message = unreadableMessage({ ...found.entry, workspaceId, raw: Buffer.alloc(0) }, error);
      await retryOrFail(context, { ...found, message, authentication: null }, error);
    }
  }
  const read = part.every(({ claim }) => claim.attempts > mostAttempts)
    ? requests.map(giveUpOn)
    : await readAll(context, requests);
  await failpoint("worker.parsed");
  const items = requests.map(({ entry, claim }, at) => ({ entry, claim, ...(read[at] as Read) }));
  await commitOrSplit(context, workspaceId, items);
}

async function rawOf(blobs: BlobStore, workspaceId: WorkspaceId, entry: evidence.JournalEntry): Promise<Uint8Array> {
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
  if (items.length === 0) return;
  try {
    await commit(context, workspaceId, items);
  } catch (error) {
    if (isDatabaseDown(error) || isRetryable(error) || codeOf(error) === "lease-lost") throw error;
    // Each by itself: the one that fails is dealt with alone, and holds up nobody behind it.
    if (items.length > 1) for (const item of items) await commitOrSplit(context, workspaceId, [item]);
    else await retryOrFail(context, items[0] as ReadDelivery, error);
  }
}

/** An error of our own about one delivery: it is tried again later, and after too many tries shown as failed. */
async function retryOrFail(context: IngestContext, item: ReadDelivery, error: unknown): Promise<void> {
  if (isDatabaseDown(error)) throw error;
  if (item.claim.failures + 1 >= mostFailures) return fail(context, item, error);
  context.log.warn({ deliveryId: item.entry.id, errorCode: codeOf(error), error }, "a delivery goes back to the queue");
  await giveBack(context, [item.claim], { failed: true });
}

async function commit(context: IngestContext, workspaceId: WorkspaceId, items: readonly ReadDelivery[]): Promise<void> {
  await inWorkspace(context.db, workspaceId, async (tx) => {
    await finishClaims(
      tx,
      items.map((item) => item.claim),
    );
    const known = await gatherFacts(tx, items, context.marks);
    const batch = new Batch(workspaceId, known);
    const acknowledgements = new Acknowledgements(workspaceId, known, context.sending);
    for (const item of items) await settle(tx, item, { known, batch, acknowledgements });
    await acknowledgements.choose(tx, batch.rows);
    await failpoint("worker.threaded");
    await storeFiles(context.blobs, workspaceId, batch.files);
    await archiveOutcomes(tx, workspaceId, replayed(items));
    await forgetHeld(tx, replayed(items));
    await writeIntakeRows(tx, workspaceId, batch.rows);
    await acknowledgements.send(tx, batch.rows);
    await failpoint("worker.ticket_inserted");
    await announce(tx, { workspaceId, tickets: [...batch.touchedTickets], deliveries: items.map((item) => item.entry.id) });
    await failpoint("worker.before_commit");
  });
  await failpoint("worker.after_commit");
}

interface Settling {
  known: Known;
  batch: Batch;
  acknowledgements: Acknowledgements;
}

async function settle(tx: Tx, item: ReadDelivery, { known, batch, acknowledgements }: Settling): Promise<void> {
  const { facts, check } = known.factsFor(item);
  const decision = decide(item.message, facts);
  const before = known.reread.get(item.entry.id);
  if (before !== undefined) {
    await rereadMessage(tx, { ...rereadColumns(item, known), id: before.id });
    batch.reread(item, decision, before);
    return;
  }
  if (check !== null && isAboutForwarding(decision)) {
    await recordCheck(tx, {
      workspaceId: item.claim.workspaceId,
      sourceId: item.entry.sourceId,
      deliveryId: item.entry.id,
      check,
    });
  }
  if (decision.action === "append") await bringTogether(tx, item, { decision, known, batch });
  if (decision.action === "record-report")
    for (const ticketId of await applyReport(tx, item, decision)) batch.touchedTickets.add(ticketId);
  const joins = decision.action === "create" || decision.action === "append";
  batch.add(item, decision, joins ? await filesOf(tx, item, known) : []);
  if (decision.action === "create") acknowledgements.consider(item, decision, facts);
}

// A bounce of a challenge is a report like any other.
function isAboutForwarding(decision: Decision): boolean {
  return decision.action === "record-report" || (decision.action === "discard" && decision.reason === "forwarding-check");
}

async function filesOf(tx: Tx, item: ReadDelivery, known: Known): Promise<KeptFile[]> {
  if (item.message.attachments.length === 0) return [];
  const rules = (known.sources.get(item.entry.sourceId) as KnownSource).settings.attachments;
  const stored = rules.quotaBytes === null ? 0 : await evidence.readStoredBytes(tx, item.claim.workspaceId, item.entry.sourceId);
  return keepFiles(item.message.attachments, rules, stored);
}

function rereadColumns(item: ReadDelivery, known: Known) {
  const { message, authentication } = item;
  return {
    subject: message.subject,
    text: message.text,
    visibleText: message.visibleText,
    html: message.html,
    autoSubmitted: message.autoSubmitted,
    reading: storedReading(message),
    senderVerdict: known.authorOf(item)?.verdict ?? senderVerdict(authentication, null),
  };
}

async function storeFiles(blobs: BlobStore, workspaceId: WorkspaceId, files: readonly KeptFile[]): Promise<void> {
  await Promise.all(files.map((file) => blobs.put(workspaceId, file.sha256, file.content as Uint8Array)));
}

/** After too many errors of our own the delivery stops blocking: it is shown as failed, with the error, and can be replayed. */
async function fail(context: IngestContext, item: ReadDelivery, error: unknown): Promise<void> {
  const { workspaceId } = item.claim;
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
