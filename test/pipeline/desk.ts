// A desk for tests: the real journal, queue and pipeline on a real database, without listeners. Mail goes in, outcomes come out.
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { parsers } from "../../src/channels/parsers.ts";
import { receivedAtOf } from "../../src/cli/import-identity.ts";
import { type DeliveryId, newId } from "#domain/ids.ts";
import { type Acceptor, createAccept } from "#intake/accept.ts";
import { FreshRaws } from "#intake/fresh-raws.ts";
import { type IngestContext, ingest, type ReadBatch } from "#intake/ingest.ts";
import { authenticate } from "#mail/authenticate.ts";
import { type Zone, zoneResolver } from "#mail/resolver.ts";
import { createLog, silentLog } from "#platform/log.ts";
import { createEnvelope, Secret } from "#platform/secrets.ts";
import { createDiskBlobs } from "#store/blobs.ts";
import { type Claim, claimDeliveries } from "#store/claims.ts";
import { inRegistry, inWorkspace, type Tx } from "#store/db.ts";
import { insertSource } from "#store/sources.ts";
import { type TestDatabase, testDatabase } from "../database.ts";

export interface Source {
  id: string;
  address: string;
}

export interface Outcome {
  action: string;
  reason: string | null;
  ticketId: string | null;
  messageId: string | null;
  receipt: { steps: { check: string; verdict: string }[]; decidedBy: number };
}

export interface DeskOptions {
  /** DNS of the world, for sources that authenticate. */
  zone?: Zone;
  /** Instead of reading in this thread. */
  read?: ReadBatch;
  /** Instead of a clone of the test run's template. Closed with the desk. */
  database?: TestDatabase;
  /** It can send: what is submitted waits on the queue, since nobody delivers here. */
  sends?: boolean;
}

export const mailDomain = "in.desk.example";

export class Desk implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly context: IngestContext;
  readonly messageIdKey = randomBytes(32);
  readonly blobDirectory: string;
  readonly #acceptor: Acceptor;

  private constructor(database: TestDatabase, blobDirectory: string, options: DeskOptions) {
    this.database = database;
    this.blobDirectory = blobDirectory;
    const blobs = createDiskBlobs(blobDirectory);
    this.#acceptor = createAccept({ db: database.db, blobs, log: silentLog });
    this.context = {
      db: database.db,
      blobs,
      read: options.read ?? readHere(options.zone ?? {}),
      fresh: new FreshRaws(),
      marks: { messageIdKey: this.messageIdKey, mailDomain },
      ...(options.sends === true ? { sending: this.#sending() } : {}),
      // Shown when a test fails.
      log: createLog({ level: "warn", readable: true, colour: false }),
    };
  }

  #sending(): IngestContext["sending"] & object {
    const envelope = createEnvelope(new Secret("a secret for tests that is long enough"));
    return { submit: { messageIdKey: this.messageIdKey, mailDomain, envelope }, hasDefaultRelay: true, log: silentLog };
  }

  static async open(options: DeskOptions = {}): Promise<Desk> {
    return new Desk(options.database ?? (await testDatabase()), await mkdtemp(join(tmpdir(), "inlet-desk-")), options);
  }

  /** Without authentication unless the settings ask for it. */
  async source(settings: Record<string, unknown> = {}): Promise<Source> {
    const { workspaceId } = this.database;
    const id = newId();
    const address = `desk-${id.slice(-8)}@${mailDomain}`;
    await this.inWorkspace((tx) =>
      insertSource(tx, {
        workspaceId,
        id,
        kind: "forwarding",
        name: "Desk",
        address,
        settings: { authenticate: false, ...settings },
      }),
    );
    return { id, address };
  }

  /** As the SMTP door hands it over: durable when this resolves. */
  async accept(
    raw: Buffer,
    to: Source,
    envelope: { mailFrom?: string; remoteAddress?: string; rcptTo?: string[] } = {},
  ): Promise<DeliveryId> {
    const externalId = randomUUID();
    await this.#acceptor.accept({
      workspaceId: this.database.workspaceId,
      sourceId: to.id,
      kind: "forwarding",
      externalId,
      raw,
      envelope: {
        mailFrom: envelope.mailFrom ?? "customer@customer.example",
        rcptTo: envelope.rcptTo ?? [to.address],
        remoteAddress: envelope.remoteAddress ?? "192.0.2.1",
        helo: "mx.customer.example",
        tls: false,
      },
      receivedAt: new Date(),
    });
    const [row] = await this.rows<{ id: string }>(sql`select id from deliveries where external_id = ${externalId}`);
    return row?.id as string;
  }

  /** As an import hands it over: without an envelope, received when the mail says. */
  async import(raw: Buffer, to: Source, externalId: string): Promise<void> {
    const receivedAt = receivedAtOf(raw, { fileTime: new Date(0), now: new Date() });
    const { workspaceId } = this.database;
    const kind = "forwarding";
    await this.#acceptor.accept({ workspaceId, sourceId: to.id, kind, externalId, raw, envelope: null, receivedAt });
  }

  /** Works until the queue is empty, with so many runners at once, each claiming at most `batch`. */
  async work({ runners = 1, batch = 32 }: { runners?: number; batch?: number } = {}): Promise<void> {
    const run = async () => {
      for (let round = 0; round < 1_000; round += 1) {
        const claims = await this.claim(batch);
        if (claims.length === 0) return;
        await ingest(this.context, claims);
      }
      throw new Error("the queue never became empty");
    };
    await Promise.all(Array.from({ length: runners }, run));
  }

  claim(batch = 32, leaseSeconds = 10): Promise<Claim[]> {
    return inRegistry(this.database.db, (tx) => claimDeliveries(tx, batch, leaseSeconds));
  }

  /** Accepts, works, and gives what became of it. */
  async deliver(raw: Buffer, to: Source, envelope: Parameters<Desk["accept"]>[2] = {}): Promise<Outcome> {
    const id = await this.accept(raw, to, envelope);
    await this.work();
    return this.outcome(id);
  }

  async outcome(id: DeliveryId): Promise<Outcome> {
    const [row] = await this.rows<Outcome>(
      sql`select action, reason, ticket_id, message_id, receipt from outcomes where delivery_id = ${id}`,
    );
    if (row === undefined) throw new Error(`delivery ${id} has no outcome`);
    return row;
  }

  async rows<Row>(query: ReturnType<typeof sql>): Promise<Row[]> {
    return this.inWorkspace(async (tx) => (await query.execute(tx)).rows as Row[]);
  }

  inWorkspace<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return inWorkspace(this.database.db, this.database.workspaceId, work);
  }

  async count(query: ReturnType<typeof sql>): Promise<number> {
    const [row] = await this.rows<{ count: number }>(query);
    return Number(row?.count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#acceptor[Symbol.asyncDispose]();
    await this.database.close();
    await rm(this.blobDirectory, { recursive: true, force: true });
  }
}

function readHere(zone: Zone): ReadBatch {
  const resolve = zoneResolver(zone);
  return (requests) =>
    Promise.all(
      requests.map(async ({ delivery, authenticate: wanted }) => {
        const message = parsers[delivery.kind](delivery);
        const authentication = wanted ? await authenticate(delivery.raw, delivery.envelope, message.from, resolve) : null;
        return { message, authentication };
      }),
    );
}

export interface Letter {
  from?: string;
  to?: string;
  cc?: string;
  subject?: string;
  /** Without brackets; null leaves the field out. */
  id?: string | null;
  references?: readonly string[];
  text?: string;
  /** Whole lines, without line ends. */
  headers?: readonly string[];
  attachments?: readonly { name: string; type: string; content: Buffer | string }[];
}

/** A mail as a customer's program writes it. */
export function mail(letter: Letter = {}): Buffer {
  const id = letter.id === undefined ? `${randomUUID()}@customer.example` : letter.id;
  const references = letter.references ?? [];
  const head = [
    `From: ${letter.from ?? "Anna <anna@customer.example>"}`,
    `To: ${letter.to ?? "Support <support@desk.example>"}`,
    ...(letter.cc === undefined ? [] : [`Cc: ${letter.cc}`]),
    `Subject: ${letter.subject ?? "The printer is on fire"}`,
    "Date: Fri, 20 Nov 2026 09:00:00 +0000",
    ...(id === null ? [] : [`Message-ID: <${id}>`]),
    ...(references.length === 0
      ? []
      : [`In-Reply-To: <${references.at(-1)}>`, `References: ${references.map((each) => `<${each}>`).join(" ")}`]),
    ...(letter.headers ?? []),
    "MIME-Version: 1.0",
  ];
  const text = letter.text ?? "Please help, it is still burning.";
  if (letter.attachments === undefined)
    return Buffer.from(`${head.join("\r\n")}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`);
  const parts = letter.attachments.map(
    ({ name, type, content }) =>
      `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content as string).toString("base64")}\r\n`,
  );
  return Buffer.from(
    `${head.join("\r\n")}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n${parts.join("")}--b--\r\n`,
  );
}
