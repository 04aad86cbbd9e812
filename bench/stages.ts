// Runs as a process of its own: each stage of intake alone, on a database of its own, so that its cost can be read off.
//
// accept: the SMTP receiver and the journal, nothing behind them. read: parsing and sender authentication, in one thread, without
// a database. settle: claims as the server makes them, with everything read already: journal, facts, decision, commit. Together they are
// all that the server does with a message; what the whole costs beyond their sum is the price of putting them together.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultLimits } from "#channels/smtp/limits.ts";
import { startReceiver } from "#channels/smtp/receiver.ts";
import { type DeliveryId, newId, type WorkspaceId } from "#domain/ids.ts";
import { createAccept } from "#intake/accept.ts";
import { deliveriesAtOnce } from "#intake/claim.ts";
import { FreshRaws } from "#intake/fresh-raws.ts";
import { ingest, type Read } from "#intake/ingest.ts";
import { createRouteFinder } from "#intake/routes.ts";
import { authenticate } from "#mail/authenticate.ts";
import { createResolver } from "#mail/resolver.ts";
import { silentLog } from "#platform/log.ts";
import { type BlobStore, createDiskBlobs } from "#store/blobs.ts";
import { claimDeliveries } from "#store/claims.ts";
import { type Db, inRegistry, inWorkspace, openDb } from "#store/db.ts";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { readJournal } from "#store/evidence.ts";
import { ensureFirstWorkspace, migrate } from "#store/migrate.ts";
import { insertSource } from "#store/sources.ts";
import { parsers } from "../src/channels/parsers.ts";
import { readProcessorSeconds } from "./processor-time.ts";

export type StageRequest = { do: "read"; authenticate: boolean } | { do: "settle" } | { do: "end" };

export interface StagesReady {
  ready: true;
  port: number;
  recipient: string;
  /** Process ids, to read what the accept stage costs. */
  node: number;
  postmaster: number;
}

export interface StageCost {
  messages: number;
  /** Processor seconds of all messages together. */
  node: number;
  database: number;
}

interface House {
  db: Db;
  leases: Db;
  blobs: BlobStore;
  workspaceId: WorkspaceId;
  postmaster: number;
}

const dnsServers = process.argv[2] === undefined || process.argv[2] === "" ? [] : [process.argv[2]];
const results = new Map<DeliveryId, Read>();

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "inlet-stages-"));
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
  await migrate(server.connection);
  const workspaceId = await ensureFirstWorkspace(server.connection);
  const db = openDb({ connection: server.connection, max: 20, role: "inlet_app" });
  const leases = openDb({ connection: server.connection, max: 4, role: "inlet_app", forgetful: true });
  const house = { db, leases, blobs: createDiskBlobs(join(dataDir, "blobs")), workspaceId, postmaster: server.pid };
  const recipient = "stages@in.example.test";
  const source = {
    workspaceId,
    id: newId(),
    kind: "forwarding" as const,
    name: "Stages",
    address: recipient,
    settings: { authenticate: false },
  };
  await inWorkspace(db, workspaceId, (tx) => insertSource(tx, source));
  const acceptor = createAccept({ db, blobs: house.blobs, log: silentLog });
  const receiver = await startReceiver(
    {
      host: "127.0.0.1",
      port: 0,
      hostname: "in.example.test",
      tls: null,
      trustedRelays: ["127.0.0.1"],
      limits: defaultLimits,
      now: () => new Date(),
    },
    {
      accept: acceptor.accept,
      findRoute: createRouteFinder({ mailDomain: "in.example.test", db }),
      refusal: () => acceptor.refusal(),
      log: silentLog,
    },
  );
  const ready: StagesReady = { ready: true, port: receiver.port, recipient, node: process.pid, postmaster: server.pid };
  process.send?.(ready);
  process.on("message", (request: StageRequest) => void answer(house, request));
  const end = async () => {
    await receiver[Symbol.asyncDispose]();
    await acceptor[Symbol.asyncDispose]();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
    process.exit();
  };
  process.on("disconnect", () => void end());
}

async function answer(house: House, request: StageRequest): Promise<void> {
  if (request.do === "end") return process.disconnect();
  process.send?.(request.do === "read" ? await read(house, request.authenticate) : await settle(house));
}

async function read({ db, blobs, workspaceId }: House, wanted: boolean): Promise<StageCost> {
  const waiting = await inRegistry(db, (tx) => tx.selectFrom("deliveryQueue").select("deliveryId").execute());
  const resolver = createResolver({ servers: dnsServers });
  results.clear();
  let node = 0;
  for (let at = 0; at < waiting.length; at += deliveriesAtOnce) {
    const ids = waiting.slice(at, at + deliveriesAtOnce).map((row) => row.deliveryId);
    const entries = await inWorkspace(db, workspaceId, (tx) => readJournal(tx, ids, []));
    const deliveries = await Promise.all(
      entries.map(async (entry) => ({
        ...entry,
        workspaceId,
        raw: entry.bytes ?? (await blobs.get(workspaceId, entry.sha256.toString("hex"))),
      })),
    );
    const before = process.cpuUsage();
    const read = await Promise.all(
      deliveries.map(async (delivery) => {
        const message = parsers[delivery.kind](delivery);
        return {
          message,
          authentication: wanted ? await authenticate(delivery.raw, delivery.envelope, message.from, resolver) : null,
        };
      }),
    );
    node += secondsSince(before);
    deliveries.forEach((delivery, index) => results.set(delivery.id, read[index] as Read));
  }
  return { messages: waiting.length, node, database: 0 };
}

async function settle({ db, leases, blobs, workspaceId, postmaster }: House): Promise<StageCost> {
  const context = {
    db,
    blobs,
    read: async (requests: readonly { delivery: object }[]) =>
      requests.map(({ delivery }) => results.get((delivery as { id: DeliveryId }).id) as Read),
    fresh: new FreshRaws(),
    marks: { messageIdKey: Buffer.alloc(32, 1), mailDomain: "in.example.test" },
    log: silentLog,
  };
  const messages = results.size;
  const databaseBefore = readProcessorSeconds([], postmaster)?.database ?? 0;
  const before = process.cpuUsage();
  for (let round = 0; round < 100_000; round += 1) {
    const claims = await inRegistry(leases, (tx) => claimDeliveries(tx, deliveriesAtOnce, 60));
    if (claims.length === 0) break;
    await ingest(context, claims);
  }
  const node = secondsSince(before);
  const outcomes = await inWorkspace(db, workspaceId, (tx) => tx.selectFrom("deliveryQueue").select("deliveryId").execute());
  if (outcomes.length > 0) throw new Error(`${outcomes.length} deliveries were not settled`);
  results.clear();
  return { messages, node, database: (readProcessorSeconds([], postmaster)?.database ?? 0) - databaseBefore };
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

await main();
