// A wire-level SMTP client: says exactly what it is told, byte for byte. For tests, the benchmark and the chaos run.
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";

export interface SmtpReply {
  code: number;
  /** The last line without its code. */
  text: string;
  /** Every line as it came. */
  lines: readonly string[];
}

export interface SmtpMail {
  from: string;
  to: readonly string[];
  /** The message as it is, with CRLF line ends; dots are stuffed here. */
  raw: Uint8Array;
}

export interface SmtpClientOptions {
  port: number;
  host?: string;
  /** Another loopback address makes another peer of us (Linux). */
  localAddress?: string;
}

export class SmtpClient {
  #socket: Socket | TLSSocket;
  #unread = "";
  #lines: string[] = [];
  readonly #replies: SmtpReply[] = [];
  readonly #waiting: { resolve: (reply: SmtpReply) => void; reject: (error: Error) => void }[] = [];
  #ended: Error | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  /** Connects without waiting for the greeting, which is the first reply. */
  static async connect(options: SmtpClientOptions): Promise<SmtpClient> {
    const { port, host = "127.0.0.1", localAddress } = options;
    const socket = connectTcp({ port, host, noDelay: true, ...(localAddress === undefined ? {} : { localAddress }) });
    // Heard before the connection stands: a server that refuses may greet and hang up within one packet.
    const client = new SmtpClient(socket);
    if (socket.connecting) await once(socket, "connect");
    return client;
  }

  /** Connects, waits for the greeting and says EHLO. */
  static async open(options: SmtpClientOptions): Promise<SmtpClient> {
    const client = await SmtpClient.connect(options);
    const greeting = await client.reply();
    if (greeting.code !== 220) throw new Error(`no greeting but ${greeting.lines.join(" / ")}`);
    await client.command("EHLO client.example.com");
    return client;
  }

  /** The next reply, whole. Rejects when the connection ends before it. */
  reply(): Promise<SmtpReply> {
    const ready = this.#replies.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  write(bytes: string | Uint8Array): void {
    this.#socket.write(typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes);
  }

  command(line: string): Promise<SmtpReply> {
    this.write(`${line}\r\n`);
    return this.reply();
  }

  /**
   * One message over this session, with MAIL, RCPT and DATA in one packet (RFC 2920). The reply is the one to the message,
   * or the first that refuses it: a refusal of one recipient among several does not end it, as for a real client.
   */
  async send(mail: SmtpMail): Promise<SmtpReply> {
    const refusal = await this.begin(mail);
    if (refusal !== null) return refusal;
    return this.finish(mail.raw);
  }

  /** Everything up to 354; gives the refusal, if there is one. */
  async begin(mail: Omit<SmtpMail, "raw">): Promise<SmtpReply | null> {
    const recipients = mail.to.map((address) => `RCPT TO:<${address}>\r\n`).join("");
    this.write(`MAIL FROM:<${mail.from}>\r\n${recipients}DATA\r\n`);
    const replies: SmtpReply[] = [];
    for (let count = 0; count < mail.to.length + 2; count += 1) replies.push(await this.reply());
    const data = replies.at(-1) as SmtpReply;
    if (data.code === 354) return null;
    if (data.code !== 421) await this.command("RSET");
    return replies.find((reply) => reply.code >= 400) ?? data;
  }

  finish(raw: Uint8Array): Promise<SmtpReply> {
    this.#socket.cork();
    this.#socket.write(stuffDots(raw));
    this.#socket.write(endsInCrlf(raw) ? ".\r\n" : "\r\n.\r\n");
    this.#socket.uncork();
    return this.reply();
  }

  /** STARTTLS and the handshake. `alsoSent` goes out in the same packet as the command, in the clear. */
  async startTls(alsoSent = ""): Promise<TLSSocket> {
    this.write(`STARTTLS\r\n${alsoSent}`);
    const reply = await this.reply();
    if (reply.code !== 220) throw new Error(`STARTTLS: ${reply.lines.join(" / ")}`);
    this.#socket.removeAllListeners("data");
    this.#socket.removeAllListeners("close");
    const secure = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    this.#socket = secure;
    this.#listen(secure);
    await once(secure, "secureConnect");
    return secure;
  }

  /** Resolves when the server has hung up. */
  async closed(): Promise<void> {
    if (!this.#socket.destroyed) await once(this.#socket, "close");
  }

  /** How many replies have come and were not asked for. */
  get unreadReplies(): number {
    return this.#replies.length;
  }

  async quit(): Promise<void> {
    await this.command("QUIT");
    this.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket | TLSSocket): void {
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end(new Error("the server hung up")));
  }

  #read(chunk: Buffer): void {
    this.#unread += chunk.toString("latin1");
    for (let end = this.#unread.indexOf("\r\n"); end !== -1; end = this.#unread.indexOf("\r\n")) {
      this.#line(this.#unread.slice(0, end));
      this.#unread = this.#unread.slice(end + 2);
    }
  }

  #line(line: string): void {
    this.#lines.push(line);
    if (line[3] === "-") return;
    const reply = { code: Number(line.slice(0, 3)), text: line.slice(4), lines: this.#lines };
    this.#lines = [];
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#replies.push(reply);
    else waiting.resolve(reply);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
  }
}

/** RFC 5321 §4.5.2: a line that begins with a dot gets another one in front. */
export function stuffDots(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (bytes[0] !== 0x2e && !bytes.includes("\r\n.")) return bytes;
  return Buffer.from(bytes.toString("latin1").replace(/^\./gm, ".."), "latin1");
}

function endsInCrlf(raw: Uint8Array): boolean {
  return raw.at(-2) === 0x0d && raw.at(-1) === 0x0a;
}
