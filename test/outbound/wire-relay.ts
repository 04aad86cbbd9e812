// A relay at the level of bytes: what it offers and answers is a test's to say, and what it hears in the clear and under TLS is kept apart.
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { KeyAndCertificate } from "#platform/self-signed.ts";

export interface WireOptions {
  certificate: KeyAndCertificate;
  /** TLS from the first byte. */
  implicit?: boolean;
  /** What EHLO says before and under TLS; default: STARTTLS, then nothing. */
  offers?: { clear?: readonly string[]; secured?: readonly string[] };
  /** What it says instead of going on, by verb: `{ STARTTLS: "454 4.7.0 not now" }`. */
  answers?: Readonly<Record<string, string>>;
  /** Stands in the same packet behind the go-ahead for TLS, in the clear: what somebody on the way would put there. */
  slippedIn?: string;
  user?: { name: string; password: string };
}

export interface WireRelay extends AsyncDisposable {
  port: number;
  /** All that came in the clear: as somebody on the way reads it. */
  clear(): string;
  /** Commands that came under TLS, a line each. */
  secured: string[];
  /** Whole messages, and whether they came under TLS. */
  mails: { raw: string; secured: boolean }[];
  /** TLS sessions that came about. */
  handshakes: number;
}

/** On a free port of the loopback address until disposed. */
export async function startWireRelay(options: WireOptions): Promise<WireRelay> {
  const sockets = new Set<Socket>();
  const heard: Buffer[] = [];
  const context = createSecureContext(options.certificate);
  const relay: WireRelay = {
    port: 0,
    clear: () => Buffer.concat(heard).toString("latin1"),
    secured: [],
    mails: [],
    handshakes: 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  const secure = (socket: Socket, greet: boolean) => {
    const secured = new TLSSocket(socket, { isServer: true, secureContext: context });
    // Where its certificate is refused, the client hangs up: that is the test's subject, and no error here.
    secured.on("error", () => {});
    secured.once("secure", () => {
      relay.handshakes += 1;
    });
    new Talk(secured, { options, relay, isSecured: true, startTls: () => {} }).begin(greet);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    if (options.implicit === true) return secure(socket, true);
    const listen = (bytes: Buffer) => void heard.push(bytes);
    socket.on("data", listen);
    const startTls = () => {
      socket.removeAllListeners("data");
      secure(socket, false);
    };
    new Talk(socket, { options, relay, isSecured: false, startTls }).begin(true);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  relay.port = (server.address() as AddressInfo).port;
  return relay;
}

interface Part {
  options: WireOptions;
  relay: WireRelay;
  isSecured: boolean;
  startTls: () => void;
}

/** One side of a session, in the clear or under TLS. */
class Talk {
  readonly #socket: Socket;
  readonly #part: Part;
  #text = "";
  /** Answers to AUTH LOGIN so far, or the lines of a message. */
  #login: string[] | null = null;
  #inData = false;

  constructor(socket: Socket, part: Part) {
    this.#socket = socket;
    this.#part = part;
  }

  begin(greet: boolean): void {
    this.#socket.on("data", (bytes: Buffer) => this.#take(bytes.toString("latin1")));
    if (greet) this.#say("220 wire.example ESMTP");
  }

  #say(...lines: string[]): void {
    this.#socket.write(lines.map((line) => `${line}\r\n`).join(""));
  }

  #take(text: string): void {
    this.#text += text;
    for (;;) {
      const end = this.#inData ? this.#text.indexOf("\r\n.\r\n") : this.#text.indexOf("\r\n");
      if (end < 0) return;
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + (this.#inData ? 5 : 2));
      if (this.#inData) this.#store(line);
      else this.#command(line);
    }
  }

  #store(raw: string): void {
    this.#inData = false;
    const { relay, isSecured } = this.#part;
    relay.mails.push({ raw, secured: isSecured });
    this.#say("250 2.0.0 kept");
  }

  #command(line: string): void {
    const { options, relay, isSecured } = this.#part;
    if (isSecured) relay.secured.push(line);
    if (this.#login !== null) return this.#signIn(line);
    const verb = (/^[A-Z]+/i.exec(line)?.[0] ?? "").toUpperCase();
    const said = options.answers?.[verb];
    if (said !== undefined) return this.#say(said);
    if (verb === "EHLO") return this.#offer();
    if (verb === "STARTTLS" && !isSecured) {
      this.#socket.write(`220 2.0.0 go ahead\r\n${options.slippedIn ?? ""}`);
      return this.#part.startTls();
    }
    if (verb === "AUTH") return this.#begin(line);
    if (verb === "DATA") {
      this.#inData = true;
      return this.#say("354 go on");
    }
    if (verb === "QUIT") {
      this.#say("221 2.0.0 bye");
      return void this.#socket.end();
    }
    this.#say(["MAIL", "RCPT", "RSET", "NOOP"].includes(verb) ? "250 2.0.0 well" : "502 5.5.1 what?");
  }

  #offer(): void {
    const { options, isSecured } = this.#part;
    const words = (isSecured ? options.offers?.secured : (options.offers?.clear ?? ["STARTTLS"])) ?? [];
    this.#say(...["wire.example", ...words].map((word, at, all) => `250${at === all.length - 1 ? " " : "-"}${word}`));
  }

  #begin(line: string): void {
    const [, mechanism, initial] = line.split(" ");
    if (mechanism === "LOGIN") {
      this.#login = [];
      return this.#say("334 VXNlcm5hbWU6");
    }
    const [, name, password] = decoded(initial ?? "").split("\0");
    this.#judge(name, password);
  }

  #signIn(line: string): void {
    this.#login?.push(decoded(line));
    if (this.#login?.length === 1) return this.#say("334 UGFzc3dvcmQ6");
    const [name, password] = this.#login ?? [];
    this.#login = null;
    this.#judge(name, password);
  }

  #judge(name = "", password = ""): void {
    const { user } = this.#part.options;
    const isRight = user !== undefined && name === user.name && password === user.password;
    this.#say(isRight ? "235 2.7.0 welcome" : "535 5.7.8 these credentials are not known here");
  }
}

function decoded(text: string): string {
  return Buffer.from(text, "base64").toString();
}
