// A house for tests of what leaves: a real database, a ticket to answer on, and the real sender against whatever relay a test brings.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { newId } from "#domain/ids.ts";
import { type DeliverOptions, startDelivering } from "#outbound/deliver.ts";
import type { RelaySettings } from "#outbound/relay-pool.ts";
import { type NewMessage, type SubmitContext, submitMessage, type Submitted } from "#outbound/submit.ts";
import { createLog } from "#platform/log.ts";
import { createEnvelope, Secret } from "#platform/secrets.ts";
import { createDiskBlobs } from "#store/blobs.ts";
import { inWorkspace, type Tx } from "#store/db.ts";
import { listAttempts, listSubmissions, type SubmissionRow } from "#store/submissions.ts";
import { type TestDatabase, testDatabase } from "../database.ts";

export const mailDomain = "in.desk.example";

export class PostOffice implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly directory: string;
  readonly context: SubmitContext;
  readonly ticketId = newId();
  readonly sourceId = newId();

  private constructor(database: TestDatabase, directory: string) {
    this.database = database;
    this.directory = directory;
    const envelope = createEnvelope(new Secret(randomBytes(32).toString("hex")));
    this.context = { messageIdKey: randomBytes(32), mailDomain, envelope };
  }

  static async open(): Promise<PostOffice> {
    const office = new PostOffice(await testDatabase(), await mkdtemp(join(tmpdir(), "inlet-post-")));
    const { workspaceId } = office.database;
    await office.inWorkspace(async (tx) => {
      const contactId = newId();
      await sql`insert into sources (workspace_id, id, kind, name, address) values (${workspaceId}, ${office.sourceId}, 'forwarding', 'Desk', ${`desk-x@${mailDomain}`})`.execute(
        tx,
      );
      await sql`insert into contacts (workspace_id, id, name) values (${workspaceId}, ${contactId}, 'Anna')`.execute(tx);
      await sql`insert into tickets (workspace_id, id, number, subject, requester_id, source_id, message_count, last_message_at)
        values (${workspaceId}, ${office.ticketId}, 1, 'Fire', ${contactId}, ${office.sourceId}, 0, now())`.execute(tx);
    });
    return office;
  }

  get blobs() {
    return createDiskBlobs(join(this.directory, "blobs"));
  }

  /** A reply to Anna, unless told otherwise. */
  message(changes: Partial<NewMessage> = {}): NewMessage {
    return {
      workspaceId: this.database.workspaceId,
      sourceId: this.sourceId,
      ticketId: this.ticketId,
      kind: "reply",
      agentId: null,
      from: { name: "Desk", address: `desk-x@${mailDomain}` },
      mailFrom: `desk-x@${mailDomain}`,
      domainId: null,
      to: [{ name: "Anna", address: "anna@customer.example" }],
      cc: [],
      bcc: [],
      subject: "Re: Fire",
      text: "Switch it off.\n\n> It burns.\n",
      visibleText: "Switch it off.",
      html: null,
      files: [],
      references: ["first@customer.example"],
      autoSubmitted: "no",
      delaySeconds: 0,
      ...changes,
    };
  }

  submit(changes: Partial<NewMessage> = {}): Promise<Submitted> {
    return this.inWorkspace((tx) => submitMessage(tx, this.context, this.message(changes)));
  }

  /** The real sender, until disposed. */
  sender(relay: RelaySettings | null, more: Partial<DeliverOptions> = {}) {
    return startDelivering({
      db: this.database.db,
      leases: this.database.db,
      blobs: this.blobs,
      envelope: this.context.envelope,
      mailDomain,
      defaultRelay: relay,
      sinkDirectory: join(this.directory, "sink"),
      journalDirectory: join(this.directory, "sent"),
      // Shown when a test fails.
      log: createLog({ level: "warn", readable: true, colour: false }),
      runners: 2,
      ...more,
    });
  }

  /** Sends until no submission is left that was never tried, and none is under way. */
  async deliver(relay: RelaySettings | null, more: Partial<DeliverOptions> = {}): Promise<void> {
    await using _sender = this.sender(relay, more);
    await this.untilRest();
  }

  async untilRest(withinMs = 15_000): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      const [row] = await this.rows<{ busy: boolean }>(
        sql`select exists (select from submission_queue where lease_token is not null or available_at <= now()) as busy`,
      );
      if (row?.busy === false) return;
      await sleep(20);
    }
    throw new Error("the outgoing queue never came to rest");
  }

  /** Makes what waits for another try due now. */
  async hurry(): Promise<void> {
    await this.rows(sql`update submission_queue set available_at = now()`);
  }

  submissions(messageId: string): Promise<SubmissionRow[]> {
    return this.inWorkspace((tx) => listSubmissions(tx, [messageId]));
  }

  attempts(submissionId: string) {
    return this.inWorkspace((tx) => listAttempts(tx, submissionId));
  }

  async rows<Row>(query: ReturnType<typeof sql>): Promise<Row[]> {
    return this.inWorkspace(async (tx) => (await query.execute(tx)).rows as Row[]);
  }

  inWorkspace<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return inWorkspace(this.database.db, this.database.workspaceId, work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** How to reach a relay on this machine. */
export function relayAt(port: number, changes: Partial<RelaySettings> = {}): RelaySettings {
  return {
    kind: "smtp",
    host: "127.0.0.1",
    port,
    tls: "none",
    username: null,
    password: null,
    connections: 4,
    perMinute: null,
    ...changes,
  };
}
