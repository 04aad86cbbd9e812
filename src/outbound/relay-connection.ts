// One SMTP session with a relay: opened, secured and signed in as its settings say, then used for one message after the other.
import { isIP } from "node:net";
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { AppError } from "#domain/errors.ts";
import { resolveRelayHost } from "#platform/link-local.ts";
import type { Secret } from "#platform/secrets.ts";

export interface RelaySettings {
  kind: "smtp" | "sink";
  host: string;
  port: number;
  /** required: STARTTLS or nothing. implicit: TLS from the first byte. optional: STARTTLS where offered. none: never. */
  tls: "required" | "implicit" | "optional" | "none";
  username: string | null;
  password: Secret | null;
  /** Open at the same time, at most. */
  connections: number;
  /** Messages a minute, at most; null: no limit. */
  perMinute: number | null;
}

/** In milliseconds. RFC 5321 §4.5.3.2 asks for patience: who hangs up too soon after the final dot sends twice. */
export interface RelayTimeouts {
  connect: number;
  greeting: number;
  /** Without a byte from the relay. */
  silence: number;
  /** One message, from MAIL FROM to its answer. */
  message: number;
}

const pieceBytes = 65_536;

export const defaultTimeouts: RelayTimeouts = { connect: 30_000, greeting: 60_000, silence: 300_000, message: 600_000 };

export interface ConnectOptions {
  relay: RelaySettings;
  /** How we introduce ourselves. */
  hostname: string;
  timeouts: RelayTimeouts;
  /** A certificate authority to trust besides the usual ones, in PEM: for tests. */
  trust?: string | undefined;
}

/** What goes into one SMTP transaction. */
export interface Parcel {
  mailFrom: string;
  to: string;
  raw: Uint8Array;
  /** Called just before the final dot goes out: from now on, and until the answer, nobody can know whether it arrived. */
  handedOver?(): void;
}

/** Thrown by `send`; says whether the message had gone out whole. */
export class HandoverError extends Error {
  readonly handedOver: boolean;
  constructor(cause: unknown, handedOver: boolean) {
    super("a message could not be handed over", { cause });
    this.handedOver = handedOver;
  }
}

export class RelayConnection {
  readonly #smtp: SMTPConnection;
  readonly #timeouts: RelayTimeouts;
  #fail: (error: Error) => void = () => {};
  #isOpen = true;
  /** Messages that were handed over on it. */
  sent = 0;

  private constructor(smtp: SMTPConnection, timeouts: RelayTimeouts) {
    this.#smtp = smtp;
    this.#timeouts = timeouts;
    smtp.on("error", (error: Error) => {
      this.#isOpen = false;
      this.#fail(error);
    });
    smtp.on("end", () => {
      this.#isOpen = false;
      this.#fail(new Error("The relay closed the connection."));
    });
  }

  /** Throws what kept it from being usable: the network, TLS, or the relay's refusal. */
  static async open(options: ConnectOptions): Promise<RelayConnection> {
    const { relay, timeouts } = options;
    const { address } = await resolveRelayHost(relay.host);
    const smtp = new SMTPConnection(settingsOf(options, address));
    const connection = new RelayConnection(smtp, timeouts);
    try {
      await connection.#until<void>((done) => smtp.connect((error) => done(error ?? null)), timeouts.connect + timeouts.greeting);
      if (relay.username !== null) await connection.#signIn(relay, address);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The relay's words to the final dot. Throws HandoverError. */
  async send(parcel: Parcel): Promise<string> {
    const { mailFrom, to, raw } = parcel;
    let handedOver = false;
    const body = Readable.from(piecesOf(raw)).once("end", () => {
      handedOver = true;
      parcel.handedOver?.();
    });
    try {
      const envelope = { from: mailFrom === "" ? (false as const) : mailFrom, to: [to], size: raw.length };
      const info = await this.#until<{ response: string }>(
        (done) => this.#smtp.send(envelope, body, (error, result) => done(error, result)),
        this.#timeouts.message,
      );
      this.sent += 1;
      return info.response;
    } catch (error) {
      throw new HandoverError(error, handedOver);
    }
  }

  /** Says goodbye, and does not wait for the answer. */
  quit(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#smtp.quit();
    setTimeout(() => this.#smtp.close(), 2_000).unref();
  }

  /** Hangs up. What is under way fails. */
  close(): void {
    this.#isOpen = false;
    this.#smtp.close();
  }

  async #signIn(relay: RelaySettings, address: string): Promise<void> {
    if (!this.#smtp.secure && !isLoopback(address)) throw notInTheClear(relay.host);
    const pass = relay.password?.reveal() ?? "";
    await this.#until<unknown>(
      (done) => this.#smtp.login({ user: relay.username ?? "", pass }, (error) => done(error)),
      this.#timeouts.greeting,
    );
  }

  /** The client forgets its callbacks when it is closed: an end of the connection and a deadline are answers, too. */
  #until<T>(begin: (done: (error: Error | null, value?: T) => void) => void, withinMs: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = (error: Error | null, value?: T) => {
        clearTimeout(timer);
        this.#fail = () => {};
        if (error === null || error === undefined) resolve(value as T);
        else reject(error);
      };
      const timer = setTimeout(() => {
        settle(new Error(`The relay took longer than ${Math.round(withinMs / 1_000)} s.`));
        this.close();
      }, withinMs);
      this.#fail = (error) => settle(error);
      begin(settle);
    });
  }
}

// Each is searched for dots in one go, and meanwhile nobody is heard.
function* piecesOf(raw: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < raw.length; at += pieceBytes) yield raw.subarray(at, at + pieceBytes);
}

function settingsOf({ relay, hostname, timeouts, trust }: ConnectOptions, address: string) {
  const { tls } = relay;
  return {
    host: address,
    port: relay.port,
    name: hostname,
    // RFC 6066 §3: a server name is never an address.
    ...(isIP(relay.host) === 0 ? { servername: relay.host } : {}),
    secure: tls === "implicit",
    requireTLS: tls === "required",
    ignoreTLS: tls === "none",
    opportunisticTLS: tls === "optional",
    connectionTimeout: timeouts.connect + timeouts.greeting,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    socketCloseTimeout: 1_000,
    tls: {
      minVersion: "TLSv1.2" as const,
      // RFC 7435: without a promise of TLS, any TLS is better than none.
      rejectUnauthorized: tls !== "optional",
      ...(trust === undefined ? {} : { ca: trust }),
    },
  };
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

function notInTheClear(host: string): AppError {
  return new AppError({
    code: "relay-without-tls",
    retry: "permanent",
    publicMessage: `${host} does not encrypt the connection, so the password was not sent. Choose TLS "required" or "implicit" for this relay.`,
  });
}
