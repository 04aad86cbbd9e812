// An agent for proofs and benchmarks: writes signed replies on a running installation's tickets, each to a customer of its own, and remembers which were stored.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { newId } from "#domain/ids.ts";
import { submitMessage, type SubmitContext } from "#outbound/submit.ts";
import { createEnvelope, deriveKey, Secret } from "#platform/secrets.ts";
import { closeDb, type Db, inWorkspace, openDb, type Tx } from "#store/db.ts";
import { dkimKeyContext } from "#store/sending-domains.ts";
import type { RunningServer } from "../start-server.ts";
import { dkimKeys } from "./letters.ts";

/** A reply that was stored: it has to arrive. */
export interface Intent {
  address: string;
  messageId: string;
}

export interface AgentLog {
  stored: ReadonlyMap<string, Intent>;
  /** Addresses whose submission ended in an error: it may have been stored or not. */
  doubtful: ReadonlySet<string>;
}

const domain = "desk.example";
const mailDomain = "in.example.test";
const tickets = 16;

export class Agent implements AsyncDisposable {
  readonly #db: Db;
  readonly #context: SubmitContext;
  readonly #workspaceId: string;
  readonly #sourceId: string;
  readonly #domainId: string;
  readonly #ticketIds: readonly string[];
  readonly #stored = new Map<string, Intent>();
  readonly #doubtful = new Set<string>();
  /** The public keys, as DNS would have them. */
  readonly zone: Record<string, string>;
  #count = 0;

  private constructor(found: {
    db: Db;
    context: SubmitContext;
    workspaceId: string;
    sourceId: string;
    zone: Record<string, string>;
  }) {
    this.#db = found.db;
    this.#context = found.context;
    this.#workspaceId = found.workspaceId;
    this.#sourceId = found.sourceId;
    this.zone = found.zone;
    this.#domainId = newId();
    this.#ticketIds = Array.from({ length: tickets }, newId);
  }

  /** Brings a verified sending domain and some tickets with it. The server runs, and has made its secret. */
  static async open(server: RunningServer): Promise<Agent> {
    const source = await server.createSource("Answers", { authenticate: false });
    const [row] = await server.query<{ id: string }>("select id from workspaces limit 1");
    const secret = new Secret((await readFile(join(server.dataDir, "secret"), "utf8")).trim());
    const db = openDb({ connection: await server.databaseConnection(), max: 8, role: "inlet_app" });
    const context = { messageIdKey: deriveKey(secret, "message-id"), mailDomain, envelope: createEnvelope(secret) };
    const { keys, zone } = dkimKeys(domain);
    const agent = new Agent({ db, context, workspaceId: row?.id ?? "", sourceId: source.id, zone });
    await agent.#inWorkspace((tx) => agent.#arrange(tx, keys));
    // No ticket is without a message.
    await agent.replies(tickets);
    return agent;
  }

  get log(): AgentLog {
    return { stored: this.#stored, doubtful: this.#doubtful };
  }

  /** Stores one reply; false when the database did not take it, or may have. */
  async reply(delaySeconds = 0): Promise<boolean> {
    this.#count += 1;
    const number = this.#count;
    const address = `customer-${number}@customers.example`;
    try {
      const { rfcMessageId } = await this.#inWorkspace((tx) =>
        submitMessage(tx, this.#context, this.#message(number, address, delaySeconds)),
      );
      this.#stored.set(address, { address, messageId: rfcMessageId });
      return true;
    } catch {
      this.#doubtful.add(address);
      return false;
    }
  }

  async replies(count: number, { delaySeconds = 0, atOnce = 8 }: { delaySeconds?: number; atOnce?: number } = {}): Promise<void> {
    let left = count;
    const write = async () => {
      while (left > 0) {
        left -= 1;
        await this.reply(delaySeconds);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, write));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeDb(this.#db);
  }

  #inWorkspace<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return inWorkspace(this.#db, this.#workspaceId, work);
  }

  #message(number: number, address: string, delaySeconds: number) {
    return {
      workspaceId: this.#workspaceId,
      sourceId: this.#sourceId,
      ticketId: this.#ticketIds[number % tickets] as string,
      kind: "reply" as const,
      agentId: null,
      from: { name: "Desk", address: `support@${domain}` },
      mailFrom: `desk@${mailDomain}`,
      domainId: this.#domainId,
      to: [{ name: `Customer ${number}`, address }],
      cc: [],
      bcc: [],
      subject: `Re: Order ${number}`,
      text: `Dear customer,\r\n\r\nyour order ${number} has left our house.\r\n\r\nThe desk\r\n\r\n${"> What you wrote before, line after line.\r\n".repeat(20)}`,
      visibleText: `Dear customer, your order ${number} has left our house. The desk`,
      html: `<p>Dear customer,</p><p>your order <b>${number}</b> has left our house.</p><p>The desk</p>`,
      files: [],
      references: [`order-${number}@customers.example`],
      autoSubmitted: "no" as const,
      delaySeconds,
    };
  }

  async #arrange(tx: Tx, keys: ReturnType<typeof dkimKeys>["keys"]): Promise<void> {
    const workspaceId = this.#workspaceId;
    const domainId = this.#domainId;
    await sql`insert into sending_domains (workspace_id, id, name, state, verified_at) values (${workspaceId}, ${domainId}, ${domain}, 'verified', now())`.execute(
      tx,
    );
    for (const key of keys) {
      const id = newId();
      const sealed = this.#context.envelope.seal(key.privateKey as string, dkimKeyContext({ workspaceId, domainId, id }));
      await sql`insert into dkim_keys (workspace_id, id, domain_id, selector, algorithm, private_key_sealed, public_key, state)
        values (${workspaceId}, ${id}, ${domainId}, ${key.selector}, ${key.algorithm}, ${sealed}, '', 'active')`.execute(tx);
    }
    const contactId = newId();
    await sql`insert into contacts (workspace_id, id, name) values (${workspaceId}, ${contactId}, 'A customer')`.execute(tx);
    for (const [at, id] of this.#ticketIds.entries())
      await sql`insert into tickets (workspace_id, id, number, subject, requester_id, source_id, message_count, last_message_at)
        values (${workspaceId}, ${id}, ${1_000_000 + at}, 'Orders', ${contactId}, ${this.#sourceId}, 0, now())`.execute(tx);
  }
}
