// The SMTP receiver: takes sessions, finds each recipient's source, and answers 250 only when every delivery is stored.
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { domainToASCII } from "node:url";
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerDataStream,
  type SMTPServerError,
  type SMTPServerOptions,
  type SMTPServerSession,
} from "smtp-server";
import type { SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";
import type { ListenContext, Route } from "#domain/channel.ts";
import type { Delivery, Envelope } from "#domain/delivery.ts";
import { AppError, messageOf } from "#domain/errors.ts";
import { newId, type SourceId } from "#domain/ids.ts";
import { failpoint, failpointSync } from "#platform/failpoint.ts";
import { Admission, trustedPeers } from "./admission.ts";
import { Memory } from "./body.ts";
import type { SmtpLimits } from "./limits.ts";
import {
  admissionRefused,
  bodyRefused,
  noSuchAddress,
  notStored,
  queuedAs,
  type Reply,
  routeUnknown,
  sourcePaused,
  stopping,
} from "./replies.ts";
import { type House, Session } from "./session.ts";

export interface ReceiverOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The name in the greeting and in the answer to EHLO. */
  hostname: string;
  /** PEM. Null: STARTTLS is not offered. */
  tls: { key: string; cert: string } | null;
  /** Addresses or CIDR ranges of relays that may hold as many sessions as they need. */
  trustedRelays: readonly string[];
  limits: SmtpLimits;
  /** Wall clock, for `receivedAt`. */
  now: () => Date;
}

export interface Receiver extends AsyncDisposable {
  /** The port that it listens on. */
  readonly port: number;
}

/** Listens until disposed. Rejects when the port cannot be had. */
export async function startReceiver(options: ReceiverOptions, context: ListenContext): Promise<Receiver> {
  const server = new Server(options, context);
  // A client that hangs up or fails its TLS handshake: its own affair. A port that cannot be had rejects below.
  server.on("error", (error) => context.log.info({ error: messageOf(error) }, "an SMTP session broke off"));
  server.listen(options.port, options.host);
  await once(server.server, "listening");
  const sweep = setInterval(() => server.endOverdue(), Math.min(1_000, options.limits.rateWindowMs / 6)).unref();
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      clearInterval(sweep);
      await server.drain();
    },
  };
}

type Callback = (error?: Error | null, text?: string) => void;

class Server extends SMTPServer {
  readonly #context: ListenContext;
  readonly #now: () => Date;
  readonly #house: House;
  readonly #admission: Admission;
  readonly #sessions = new WeakMap<SMTPServerSession, Session>();
  readonly #routes = new WeakMap<SMTPServerAddress, Route>();
  #draining = false;

  constructor(options: ReceiverOptions, context: ListenContext) {
    super(libraryOptions(options));
    const isTrusted = trustedPeers(options.trustedRelays);
    this.#context = context;
    this.#now = options.now;
    this.#admission = new Admission(options.limits, isTrusted);
    this.#house = {
      limits: options.limits,
      memory: new Memory(options.limits.maxBytesInFlight),
      refusal: () => context.refusal(),
      isTrusted,
      isDraining: () => this.#draining,
    };
  }

  override connect(socket: Socket | TLSSocket, socketOptions?: SMTPConnectionOptions | null): void {
    if (!passes("smtp.conn")) return turnAway(socket, stopping);
    const session = new Session(this.#house, this, socket, socketOptions);
    const refusal = this.#admission.enter(session.remoteAddress);
    if (refusal !== null) return turnAway(socket, admissionRefused(refusal));
    this.#sessions.set(session.session, session);
    this.connections.add(session);
    session.on("error", (error) => this._onError(error));
    session.init();
  }

  override onConnect(_session: SMTPServerSession, callback: () => void): void {
    callback();
  }

  // Once for each session that was let in, whichever way it ended; listeners on the socket do not survive STARTTLS.
  override onClose(session: SMTPServerSession): void {
    this.#admission.leave(this.#session(session).remoteAddress);
  }

  override onMailFrom(_address: SMTPServerAddress, _session: SMTPServerSession, callback: Callback): void {
    settle(failpoint("smtp.mail"), callback, () => callback(asError(notStored)));
  }

  override onRcptTo(address: SMTPServerAddress, session: SMTPServerSession, callback: Callback): void {
    this.#routeOf(address).then(
      (route) => {
        if (route === null) return callback(asError(noSuchAddress));
        this.#routes.set(address, route);
        this.#session(session).recipientTaken();
        callback();
      },
      (error: unknown) => {
        // An admin's wish, and no fault.
        if (error instanceof AppError && error.code === "source-paused") return callback(asError(sourcePaused));
        this.#context.log.error({ error }, "a recipient could not be looked up");
        callback(asError(routeUnknown));
      },
    );
  }

  override onData(stream: SMTPServerDataStream, session: SMTPServerSession, callback: Callback): void {
    const connection = this.#session(session);
    const body = connection.bodyBegins();
    const answer = (reply: Reply | null, text?: string) => {
      callback(reply === null ? null : asError(reply), text);
      connection.bodyAnswered(reply === null);
    };
    stream.on("data", (chunk: Buffer) => {
      connection.bodyReceived(chunk.length);
      if (passes("smtp.data_mid")) body.add(chunk);
      else body.fail();
      if (body.isEndless()) connection.end(bodyRefused("too-large", this.#house.limits.maxSizeBytes));
    });
    // The client hung up in the middle: nothing was promised, nothing is kept.
    stream.on("error", () => body.release());
    stream.on("end", () => {
      connection.bodyEnds();
      const result = body.finish();
      if ("fault" in result) return answer(bodyRefused(result.fault, this.#house.limits.maxSizeBytes));
      const id = newId();
      this.#accept(id, result.raw, session).then(
        () => answer(null, queuedAs(id)),
        (error: unknown) => {
          this.#context.log.error({ error, externalId: id }, "a message could not be stored; the sender was told to try again");
          answer(notStored);
        },
      );
    });
  }

  endOverdue(): void {
    const now = performance.now();
    const crowded = this.#admission.isCrowded();
    for (const connection of this.connections) (connection as Session).check(now, crowded);
  }

  /** Takes no new session, ends the idle ones, and gives messages that are under way until the drain limit. */
  async drain(): Promise<void> {
    this.#draining = true;
    const sockets = new Set([...this.connections].map((connection) => connection._socket));
    const closed = new Promise<void>((resolve) => this.close(resolve));
    for (const connection of this.connections) {
      if (!(connection as Session).isReceiving()) (connection as Session).end(stopping);
    }
    await closed;
    for (const socket of sockets) socket.destroySoon();
  }

  // One delivery for each source. Two addresses that lead to the same source are one delivery with both in its
  // envelope: a delivery is "one message, for one source", and a second one could only be found a duplicate of the first.
  // All share one buffer, so the journal stores the body once. SMTP has no id of its own, so the transaction gets a fresh
  // one; a message that is sent again after a lost 250 is a new delivery, and its identity shows that it is the same message.
  async #accept(id: string, raw: Buffer, session: SMTPServerSession): Promise<void> {
    const receivedAt = this.#now();
    await failpoint("smtp.data_end");
    const deliveries = this.#bySource(session).map(
      ({ route, rcptTo }): Delivery => ({
        workspaceId: route.workspaceId,
        sourceId: route.sourceId,
        kind: "forwarding",
        externalId: id,
        raw,
        envelope: envelopeOf(session, rcptTo),
        receivedAt,
      }),
    );
    await Promise.all(deliveries.map((delivery) => this.#context.accept(delivery)));
  }

  async #routeOf(address: SMTPServerAddress): Promise<Route | null> {
    await failpoint("smtp.rcpt");
    return this.#context.findRoute(withAsciiDomain(address.address));
  }

  #bySource(session: SMTPServerSession): { route: Route; rcptTo: string[] }[] {
    const found = new Map<SourceId, { route: Route; rcptTo: string[] }>();
    for (const recipient of session.envelope.rcptTo) {
      const route = this.#routes.get(recipient);
      if (route === undefined) throw new Error("a recipient was taken without a route");
      const entry = found.get(route.sourceId);
      if (entry === undefined) found.set(route.sourceId, { route, rcptTo: [withAsciiDomain(recipient.address)] });
      else entry.rcptTo.push(withAsciiDomain(recipient.address));
    }
    return [...found.values()];
  }

  #session(session: SMTPServerSession): Session {
    const found = this.#sessions.get(session);
    if (found === undefined) throw new Error("a session that was never opened");
    return found;
  }
}

function libraryOptions(options: ReceiverOptions): SMTPServerOptions {
  const { limits, tls } = options;
  return {
    name: options.hostname,
    banner: "Inlet",
    heloResponse: "%s",
    size: limits.maxSizeBytes,
    rejectOversized: true,
    maxRecipients: limits.maxRecipients,
    maxCommandLength: limits.maxCommandBytes,
    socketTimeout: limits.idleMs,
    closeTimeout: limits.drainMs,
    hideENHANCEDSTATUSCODES: false,
    // A name in DNS proves nothing, and looking it up would make each greeting wait for somebody else's server.
    disableReverseLookup: true,
    // Senders in the field break the address grammar (`user.@host`); what counts here is the recipient, and that is looked up.
    lenientAddressParsing: true,
    // Nobody signs in here, and the library's jokes and proxy commands are no business of strangers.
    disabledCommands: ["AUTH", "XCLIENT", "XFORWARD", "WIZ", "SHELL", "KILL", ...(tls === null ? ["STARTTLS"] : [])],
    logger: false,
    // Without a key of ours the library would show its own, which is public; then STARTTLS is off (above).
    ...(tls === null ? {} : { key: tls.key, cert: tls.cert, minVersion: "TLSv1.2" }),
  };
}

// RFC 5321 §4.4 asks a receiver to add a Received field. The raw message is kept byte for byte as it came, since DKIM and
// every later reading depend on it; what the field would say is kept beside it, here and in `receivedAt`.
function envelopeOf(session: SMTPServerSession, rcptTo: readonly string[]): Envelope {
  const { mailFrom } = session.envelope;
  return {
    mailFrom: mailFrom === false ? "" : withAsciiDomain(mailFrom.address),
    rcptTo,
    remoteAddress: session.remoteAddress,
    helo: session.hostNameAppearsAs || null,
    tls: session.secure,
  };
}

// The library shows domains in Unicode; routes and sender authentication know them in A-label form (RFC 5890 §2.3.2.1).
function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf("@");
  if (at === -1) return address;
  const domain = address.slice(at + 1);
  if (/^[\w.-]*$/.test(domain)) return `${address.slice(0, at)}@${domain.toLowerCase()}`;
  return `${address.slice(0, at)}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

function asError(reply: Reply): SMTPServerError {
  return Object.assign(new Error(reply.text), { responseCode: reply.code });
}

// A planted fault stands for one of our own, so it is answered like one.
function passes(name: "smtp.conn" | "smtp.data_mid"): boolean {
  try {
    failpointSync(name);
    return true;
  } catch {
    return false;
  }
}

function settle(pending: Promise<void> | undefined, done: () => void, failed: () => void): void {
  if (pending === undefined) done();
  else pending.then(done, failed);
}

function turnAway(socket: Socket | TLSSocket, reply: Reply): void {
  socket.on("error", () => socket.destroy());
  socket.end(`${reply.code} ${reply.text}\r\n`);
  setTimeout(() => socket.destroy(), 1_000).unref();
}
