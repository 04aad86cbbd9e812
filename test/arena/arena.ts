// The arena: three whole desks, a mail exchange between them, and a DNS in which everybody is proved. The worst place for a desk to be.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { signMail } from "#mail/dkim-sign.ts";
import { type SenderDns, startSenderDns } from "../../bench/name-server.ts";
import { type ForwardingSource, type RunningServer, startServer } from "../start-server.ts";
import { addressIn, Exchange, headerOf, type Passing } from "./exchange.ts";

export const deskNames = ["a", "b", "c"] as const;
export type DeskName = (typeof deskNames)[number];

const domainOfDesk = (name: DeskName) => `in.${name}.test`;
/** Domains of people and responders, proved as well. */
export const proved = ["person.test", "vacation.test"] as const;
/** In no DNS: nobody can be proved to be there. */
export const unproved = "victim.test";

/** Whatever is under way stands in a queue or at the exchange: both quiet for a moment is over. */
const quietMs = 300;
const mostMs = 60_000;

export interface Count {
  /** Automatic mails that each desk sent. */
  sent: Record<DeskName, number>;
  tickets: Record<DeskName, number>;
  /** Mails that passed the exchange, whoever sent them. */
  passed: number;
}

export class Arena implements AsyncDisposable {
  readonly exchange: Exchange;
  readonly desks: Readonly<Record<DeskName, RunningServer>>;
  readonly #dns: SenderDns;
  readonly table: string[] = [];
  #since = new Date();
  #sources = 0;

  private constructor(exchange: Exchange, dns: SenderDns, desks: Record<DeskName, RunningServer>) {
    this.exchange = exchange;
    this.#dns = dns;
    this.desks = desks;
  }

  static async open(): Promise<Arena> {
    const [exchange, dns] = await Promise.all([Exchange.open(), startSenderDns([...deskNames.map(domainOfDesk), ...proved])]);
    const settings = { INLET_DNS: dns.address, INLET_SMTP_RELAY: `smtp://127.0.0.1:${exchange.port}` };
    const open = async (name: DeskName) => {
      const desk = await startServer({ env: { ...settings, INLET_MAIL_DOMAIN: domainOfDesk(name) } });
      exchange.connect(domainOfDesk(name), { port: desk.smtpPort });
      return desk;
    };
    const [a, b, c] = await Promise.all([open("a"), open("b"), open("c")]);
    return new Arena(exchange, dns, { a, b, c });
  }

  /** A source that acknowledges, with an address that no earlier round has seen. Written into the database: the command takes a while. */
  async source(name: DeskName, settings: Readonly<Record<string, unknown>> = {}): Promise<ForwardingSource> {
    const acknowledgement = { enabled: true, ...(settings["acknowledgement"] as object | undefined) };
    this.#sources += 1;
    const source = { id: randomUUID(), address: `round-${this.#sources}@${domainOfDesk(name)}` };
    await this.desks[name].query(
      `with made as (
        insert into sources (workspace_id, id, kind, name, address, settings)
        select id, $1, 'forwarding', $2, $3, $4 from workspaces returning workspace_id, id, address
      ) insert into routes (workspace_id, address, source_id) select workspace_id, address, id from made`,
      [source.id, `Round ${this.#sources}`, source.address, JSON.stringify({ ...settings, acknowledgement })],
    );
    return source;
  }

  /** A new round: `change` is what the exchange does to everything that passes. It signs afterwards, so that everybody is believed. */
  begin(change: (mail: Passing) => Passing = (mail) => mail): void {
    this.exchange.clear();
    this.exchange.change = (mail) => this.#signed(change(mail));
    this.#since = new Date();
  }

  /** Waits until nothing moves any more, and counts. Throws when it does not end. */
  async end(round: string): Promise<Count> {
    const deadline = performance.now() + mostMs;
    while (!(await this.#isQuiet())) {
      if (performance.now() > deadline) throw new Error(`it goes on for ever: ${this.exchange.passed.length} mails so far`);
      await sleep(50);
    }
    const count = await this.#count();
    const sent = deskNames.map((name) => count.sent[name]);
    const tickets = deskNames.map((name) => count.tickets[name]);
    this.table.push(row(round, sent, tickets, count.passed));
    return count;
  }

  /** Who sent how many, round by round. */
  tell(): string {
    return [row("", ["sent by"], ["tickets at"], "passed"), row("round", deskNames, deskNames, "mails"), ...this.table].join(
      "\n",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.desks).map((desk) => desk.stop()));
    await this.exchange[Symbol.asyncDispose]();
    await this.#dns[Symbol.asyncDispose]();
  }

  #signed(mail: Passing): Passing {
    const from = addressIn(headerOf(mail.raw, "From"));
    const domain = from.slice(from.lastIndexOf("@") + 1);
    if (domain === unproved || domain === "") return mail;
    const key = { domain, selector: this.#dns.selector, algorithm: "rsa-sha256" as const, privateKey: this.#dns.privateKey };
    return { ...mail, raw: signMail(Buffer.from(mail.raw, "latin1"), [key], new Date()).toString("latin1") };
  }

  async #isQuiet(): Promise<boolean> {
    if (this.exchange.quietFor() < quietMs) return false;
    const waiting = await Promise.all(
      deskNames.map((name) =>
        this.desks[name].query<{ n: number }>(
          "select ((select count(*) from delivery_queue) + (select count(*) from submission_queue))::int as n",
        ),
      ),
    );
    return waiting.every(([row]) => row?.n === 0) && this.exchange.quietFor() >= quietMs;
  }

  async #count(): Promise<Count> {
    const rows = await Promise.all(
      deskNames.map((name) =>
        this.desks[name].query<{ sent: number; tickets: number }>(
          `select (select count(*) from submissions where kind = 'acknowledgement' and created_at >= $1)::int as sent,
            (select count(*) from tickets where created_at >= $1)::int as tickets`,
          [this.#since],
        ),
      ),
    );
    const each = (field: "sent" | "tickets") =>
      Object.fromEntries(deskNames.map((name, at) => [name, rows[at]?.[0]?.[field] ?? 0])) as Record<DeskName, number>;
    return { sent: each("sent"), tickets: each("tickets"), passed: this.exchange.passed.length };
  }
}

type Cells = readonly (string | number)[];

function row(round: string, sent: Cells, tickets: Cells, passed: string | number): string {
  const three = (cells: Cells) =>
    (cells.length === 1 ? String(cells[0]) : cells.map((cell) => String(cell).padStart(3)).join("")).padEnd(11);
  return `${round.padEnd(84)}${three(sent)}${three(tickets)}${String(passed).padStart(6)}`;
}
