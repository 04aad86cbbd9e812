// The mail exchange in the middle of the arena: a real SMTP server that every desk hands its mail to, and that passes it on by domain. It
// counts who sent what, and can lose or rewrite headers on the way as the worst gateways do.
import { once } from "node:events";
import { createServer } from "node:net";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { SmtpClient } from "../smtp-client.ts";

export interface Passing {
  mailFrom: string;
  to: string;
  raw: string;
}

/** Where mail for a domain goes: an SMTP port of this machine, or a responder that may answer with mail of its own. */
export type Party = { port: number } | { answer(mail: Passing): Passing | null };

export class Exchange implements AsyncDisposable {
  readonly port: number;
  readonly #server: SMTPServer;
  readonly #parties = new Map<string, Party>();
  /** Everything that passed, as it was handed in. */
  passed: Passing[] = [];
  /** What could not be passed on, with the reason. */
  refused: string[] = [];
  /** Rewrites what passes. */
  change: (mail: Passing) => Passing = (mail) => mail;
  #underWay = 0;
  #lastAt = performance.now();

  private constructor(port: number) {
    this.port = port;
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["AUTH", "STARTTLS"],
      disableReverseLookup: true,
      logger: false,
      onData: (stream, session, done) => void this.#receive(stream, session).then(() => done(), done),
    });
    this.#server.on("error", () => {});
  }

  static async open(): Promise<Exchange> {
    const exchange = new Exchange(await freePort());
    await new Promise<void>((resolve) => exchange.#server.listen(exchange.port, "127.0.0.1", resolve));
    return exchange;
  }

  connect(domain: string, party: Party): void {
    this.#parties.set(domain, party);
  }

  /** Forgets what passed, and rewrites nothing any more. */
  clear(): void {
    this.passed = [];
    this.refused = [];
    this.change = (mail) => mail;
  }

  /** Milliseconds since something last passed; zero while something does. */
  quietFor(): number {
    return this.#underWay > 0 ? 0 : performance.now() - this.#lastAt;
  }

  /** Hands a mail in, as a customer's server would. */
  async submit(mail: Passing): Promise<void> {
    await this.#pass(mail);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }

  async #receive(stream: AsyncIterable<Buffer>, session: SMTPServerSession): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part);
    const { mailFrom, rcptTo } = session.envelope;
    const from = mailFrom === false ? "" : mailFrom.address;
    const raw = Buffer.concat(parts).toString("latin1");
    for (const { address } of rcptTo) {
      const mail = { mailFrom: from, to: address, raw };
      this.passed.push(mail);
      this.#touch();
      // As every exchange does: taken first, passed on afterwards.
      void this.#pass(mail);
    }
  }

  async #pass(given: Passing): Promise<void> {
    this.#underWay += 1;
    try {
      const mail = this.change(given);
      const domain = mail.to.slice(mail.to.lastIndexOf("@") + 1).toLowerCase();
      const party = this.#parties.get(domain);
      if (party === undefined) throw new Error(`nobody is at ${domain}`);
      if ("port" in party) return await deliver(party.port, mail);
      const answer = party.answer(mail);
      if (answer === null) return;
      this.passed.push(answer);
      await this.#pass(answer);
    } catch (error) {
      this.refused.push(`${given.mailFrom || "<>"} to ${given.to}: ${String(error)}`);
    } finally {
      this.#underWay -= 1;
      this.#touch();
    }
  }

  #touch(): void {
    this.#lastAt = performance.now();
  }
}

async function deliver(port: number, { mailFrom, to, raw }: Passing): Promise<void> {
  const client = await SmtpClient.open({ port });
  try {
    const reply = await client.send({ from: mailFrom, to: [to], raw: Buffer.from(raw, "latin1") });
    if (reply.code !== 250) throw new Error(`${reply.code} ${reply.text}`);
  } finally {
    client.destroy();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

// ---- mail as text

/** The first value of a header field, unfolded; empty where there is none. */
export function headerOf(raw: string, name: string): string {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n") + 2).replace(/\r\n[ \t]+/g, " ");
  return new RegExp(`^${name}:[ \\t]*(.*)\\r?$`, "im").exec(head)?.[1]?.trim() ?? "";
}

/** The address in a header field. */
export function addressIn(value: string): string {
  return /<([^>]*)>/.exec(value)?.[1] ?? value.trim();
}

/** Without these fields. */
export function without(raw: string, names: readonly string[]): string {
  const end = raw.indexOf("\r\n\r\n") + 2;
  const fields = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const lost = names.map((name) => `${name.toLowerCase()}:`);
  const kept = fields.filter((field) => !lost.some((name) => field.toLowerCase().startsWith(name)));
  return kept.join("\r\n") + raw.slice(end);
}

/** With this field in the place of every one of its name. */
export function withField(raw: string, name: string, value: string): string {
  return `${name}: ${value}\r\n${without(raw, [name])}`;
}

/** A plain letter, as a person's program writes it. */
export function letter(fields: { from: string; to: string; subject: string; text: string; headers?: readonly string[] }): string {
  const id = `${Math.random().toString(36).slice(2)}@${fields.from.slice(fields.from.lastIndexOf("@") + 1)}`;
  return [
    `From: ${fields.from}`,
    `To: ${fields.to}`,
    `Subject: ${fields.subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${id}>`,
    ...(fields.headers ?? []),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    fields.text,
    "",
  ].join("\r\n");
}
