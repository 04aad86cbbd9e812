// A relay that misbehaves as told: it takes, defers, refuses, dies before or after storing, goes slow, or breaks TLS.
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { simpleHeader } from "./read-mail.ts";

/** What the server does with a message; one word for each message, and `accept` when the list is used up. */
export type Behaviour =
  | "accept"
  /** Hangs up in the middle of the message. */
  | "die-in-data"
  /** Reads it whole and hangs up, having stored nothing. */
  | "die-before-250"
  /** Stores it and hangs up: the case in which nobody can know. */
  | "die-after-storing"
  | "defer"
  | "defer-recipient"
  | "refuse"
  | "refuse-recipient"
  /** Stores it, and never answers. */
  | "silent-after-storing"
  /** Never answers RCPT. */
  | "silent";

export interface StoredMail {
  messageId: string;
  from: string;
  to: string;
  raw: Buffer;
  /** Whether a 250 was given for it. */
  answered: boolean;
  at: number;
}

export interface SinkOptions {
  behaviours?: readonly Behaviour[];
  tls?: { key: string; cert: string } | null;
  /** Offers STARTTLS, and hangs up when it begins. */
  dropTls?: boolean;
  users?: Record<string, string>;
  /** Milliseconds until a message is answered. */
  delayMs?: number;
  port?: number;
}

export interface SinkServer extends AsyncDisposable {
  port: number;
  stored: StoredMail[];
  /** Sessions so far. */
  sessions: number;
  /** Transactions that reached RCPT. */
  tries: number;
  /** Sessions that are open now, the most at one time. */
  mostSessions: number;
  next(...behaviours: Behaviour[]): void;
  /** Hangs up on everybody, and goes on listening. */
  dropSessions(): Promise<void>;
}

export async function startSink(options: SinkOptions = {}): Promise<SinkServer> {
  const waiting: Behaviour[] = [...(options.behaviours ?? [])];
  const sockets = new Set<Socket>();
  const sink: SinkServer = {
    port: 0,
    stored: [],
    sessions: 0,
    tries: 0,
    mostSessions: 0,
    next: (...more) => void waiting.push(...more),
    async dropSessions() {
      const closed = [...sockets].map((socket) => once(socket, "close"));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  const current = new Map<string, Behaviour>();
  const hangUpOn = (id: string) => {
    const session = [...server.connections].find((each) => (each as { id?: string }).id === id);
    (session as unknown as { _socket: Socket })._socket.destroy();
  };
  const server = new SMTPServer({
    ...secured(options),
    authOptional: options.users === undefined,
    disabledCommands: [...(options.tls || options.dropTls ? [] : ["STARTTLS"]), ...(options.users ? [] : ["AUTH"])],
    allowInsecureAuth: true,
    closeTimeout: 200,
    onAuth: ({ username = "", password }, _session, done) =>
      options.users?.[username] === password ? done(null, { user: username }) : done(coded(535, "5.7.8 wrong password")),
    onRcptTo(_address, session, done) {
      sink.tries += 1;
      const behaviour = waiting.shift() ?? "accept";
      current.set(session.id, behaviour);
      if (behaviour === "silent") return;
      if (behaviour === "defer-recipient") return done(coded(450, "4.2.0 greylisted, come again"));
      if (behaviour === "refuse-recipient") return done(coded(550, "5.1.1 no such mailbox"));
      done();
    },
    onData(stream, session, done) {
      const behaviour = current.get(session.id) ?? "accept";
      const chunks: Buffer[] = [];
      const hangUp = () => hangUpOn(session.id);
      stream.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (behaviour === "die-in-data") hangUp();
      });
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        const store = (answered: boolean) =>
          sink.stored.push({
            messageId: simpleHeader(raw, "message-id").replace(/[<>]/g, ""),
            from: mailFrom === false ? "" : mailFrom.address,
            to: rcptTo[0]?.address ?? "",
            raw,
            answered,
            at: performance.now(),
          });
        if (behaviour === "die-in-data") return;
        if (behaviour === "die-before-250") return hangUp();
        if (behaviour === "defer") return done(coded(451, "4.3.0 try again later"));
        if (behaviour === "refuse") return done(coded(554, "5.7.1 spam"));
        if (behaviour === "die-after-storing") {
          store(false);
          return hangUp();
        }
        if (behaviour === "silent-after-storing") return void store(false);
        setTimeout(() => {
          store(true);
          done(null, "2.0.0 taken");
        }, options.delayMs ?? 0);
      });
    },
    logger: false,
  } satisfies SMTPServerOptions);
  server.on("error", () => {});
  server.server.on("connection", (socket: Socket) => {
    sink.sessions += 1;
    sockets.add(socket);
    sink.mostSessions = Math.max(sink.mostSessions, sockets.size);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    if (options.dropTls) {
      socket.on("data", (bytes: Buffer) => {
        if (/^STARTTLS/i.test(bytes.toString())) socket.destroy();
      });
    }
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server.server, "listening");
  sink.port = (server.server.address() as AddressInfo).port;
  return sink;
}

function secured({ tls }: SinkOptions): SMTPServerOptions {
  return tls ? { key: tls.key, cert: tls.cert, secure: false } : { secure: false };
}

function coded(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
