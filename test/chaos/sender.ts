// A mail server that hands messages over and never gives up: it sends the same bytes again until it hears 250.
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { base64Lines } from "../../bench/mail-parts.ts";
import { type Random, seededRandom } from "../../bench/random.ts";
import { SmtpClient } from "../smtp-client.ts";
import type { SenderLog } from "./oracle.ts";

export interface SenderOptions {
  smtpPort: number;
  recipient: string;
  connections: number;
  seed: number;
  /** Becomes part of every Message-ID. */
  prefix: string;
  /** Where tried and acknowledged ids are written, synced before they count. */
  logFile: string;
  smallest: number;
  largest: number;
  /** A reply other than a temporary refusal is a broken promise (P4); it is reported here. */
  onPermanentRefusal(line: string): void;
}

/** How long a sender waits for an answer before it hangs up and tries again, as a real one would after 10 minutes. */
const patienceMs = 20_000;

export class Sender {
  readonly #options: SenderOptions;
  readonly #tried = new Set<string>();
  readonly #acknowledged = new Set<string>();
  readonly #sizes: { bytes: number } = { bytes: 0 };
  #journal: Journal | null = null;
  #runs: Promise<void>[] = [];
  #stopping = false;
  #lastAcceptedAt = 0;
  readonly #refusals = new Map<string, number>();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  get log(): SenderLog {
    return { tried: this.#tried, acknowledged: this.#acknowledged };
  }

  /** When (performance.now()) a 250 came last. */
  get lastAcceptedAt(): number {
    return this.#lastAcceptedAt;
  }

  /** Temporary refusals so far. */
  get refusals(): number {
    return [...this.#refusals.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The same by what was answered. */
  get refusalTexts(): ReadonlyMap<string, number> {
    return this.#refusals;
  }

  get bytes(): number {
    return this.#sizes.bytes;
  }

  async start(): Promise<void> {
    this.#journal = new Journal(await open(this.#options.logFile, "a"));
    this.#runs = Array.from({ length: this.#options.connections }, (_, at) => this.#keepSending(at));
  }

  /** No new message is begun; resolves when each that was begun is acknowledged, or after `withinMs`. */
  async stop(withinMs: number): Promise<boolean> {
    this.#stopping = true;
    const done = Promise.all(this.#runs).then(() => true);
    const inTime = await Promise.race([done, sleep(withinMs, false, { ref: false })]);
    await this.#journal?.close();
    return inTime;
  }

  async #keepSending(connection: number): Promise<void> {
    const random = seededRandom(this.#options.seed * 1_000 + connection);
    let client: SmtpClient | null = null;
    for (let at = 0; !this.#stopping; at += 1) {
      const id = `${this.#options.prefix}.${connection}.${at}@chaos.example`;
      const raw = writeMail(random, id, this.#options);
      this.#tried.add(id);
      await this.#journal?.write(`tried ${id}\n`);
      client = await this.#sendUntilTaken(client, raw, random);
      await this.#journal?.write(`acknowledged ${id}\n`);
      this.#acknowledged.add(id);
      this.#sizes.bytes += raw.length;
    }
    client?.destroy();
  }

  async #sendUntilTaken(given: SmtpClient | null, raw: Buffer, random: Random): Promise<SmtpClient> {
    let client = given;
    for (;;) {
      try {
        client ??= await SmtpClient.open({ port: this.#options.smtpPort });
        if (await this.#trySending(client, raw)) return client;
      } catch {
        // It hung up, or does not listen: it may have been killed this moment.
        client?.destroy();
        client = null;
      }
      await sleep(random.whole(20, 150));
    }
  }

  async #trySending(client: SmtpClient, raw: Buffer): Promise<boolean> {
    const patience = setTimeout(() => client.destroy(), patienceMs);
    try {
      const reply = await client.send({ from: "customer@chaos.example", to: [this.#options.recipient], raw });
      if (reply.code === 250) {
        this.#lastAcceptedAt = performance.now();
        return true;
      }
      const line = reply.lines.join(" / ");
      this.#refusals.set(line, (this.#refusals.get(line) ?? 0) + 1);
      if (reply.code >= 500) this.#options.onPermanentRefusal(line);
      if (reply.code === 421) throw new Error("the server ends this session");
      return false;
    } finally {
      clearTimeout(patience);
    }
  }
}

/** A log on disk: what is written has been synced when write() resolves. Writers that come together share one sync. */
class Journal {
  readonly #file: FileHandle;
  #waiting = "";
  #next: Promise<void> | null = null;
  #current: Promise<void> = Promise.resolve();

  constructor(file: FileHandle) {
    this.#file = file;
  }

  write(line: string): Promise<void> {
    this.#waiting += line;
    this.#next ??= this.#current.then(() => this.#flush());
    return this.#next;
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#current);
    await this.#file.close();
  }

  #flush(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = "";
    this.#next = null;
    this.#current = this.#file.appendFile(lines).then(() => this.#file.datasync());
    return this.#current;
  }
}

/** Between the smallest and the largest size, small ones as likely as large ones on a logarithmic scale; large ones carry a file. */
function writeMail(random: Random, id: string, { smallest, largest }: SenderOptions): Buffer {
  const size = Math.floor(Math.exp(Math.log(smallest) + random.fraction() ** 3 * Math.log(largest / smallest)));
  const boundary = `=_${random.hex(16)}`;
  const head =
    `From: Customer <customer@chaos.example>\r\nTo: support@desk.example\r\nSubject: Case ${id.slice(0, id.indexOf("@"))}\r\n` +
    `Date: ${new Date().toUTCString()}\r\nMessage-ID: <${id}>\r\nMIME-Version: 1.0\r\n`;
  if (size < 20_000) {
    const lines = Array.from({ length: Math.ceil(size / 74) }, () => random.hex(72));
    return Buffer.from(`${head}Content-Type: text/plain\r\n\r\n${lines.join("\r\n")}\r\n`);
  }
  return Buffer.concat([
    Buffer.from(
      `${head}Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\nContent-Type: text/plain\r\n\r\nSee the file of ${id}.\r\n` +
        `--${boundary}\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="case.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
    ),
    base64Lines(random.bytes(Math.floor(size * 0.73))),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}
