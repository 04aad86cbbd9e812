// One SMTP session: the library's protocol machine with the bounds that it lacks (commands, errors, deadlines, refusals before DATA).
import type { TLSSocket } from "node:tls";
import type { Socket } from "node:net";
import { SMTPConnection, type SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";
import type { SMTPServer } from "smtp-server";
import type { AppError } from "#domain/errors.ts";
import { failpointSync } from "#platform/failpoint.ts";
import { Body, type Memory } from "./body.ts";
import type { SmtpLimits } from "./limits.ts";
import { Pace } from "./pace.ts";
import { memoryFull, overdueReply, refusedBecause, type Reply, stopping, tooManyCommands, tooManyErrors } from "./replies.ts";

/** What all sessions of one receiver share. */
export interface House {
  limits: SmtpLimits;
  memory: Memory;
  refusal(): AppError | null;
  /** No pause before the greeting. */
  isTrusted(address: string): boolean;
  isDraining(): boolean;
}

type Done = () => void;

// A client with more recipients than we take in one transaction is told so for each of them (452, RFC 5321 §4.5.3.1.10),
// and may not even know in advance; ten times as many is not a mistake any more.
const recipientTriesPerPlace = 10;

/**
 * Overrides members that the library declares but does not document, so its version is pinned; the attack suite speaks to
 * the whole on raw sockets and fails when one of them changes its meaning.
 */
export class Session extends SMTPConnection {
  readonly #house: House;
  readonly #pace: Pace;
  #commands = 0;
  #errors = 0;
  #recipientTries = 0;
  #body: Body | null = null;
  /** The command under way may be followed by others before the client waits for replies. */
  #inGroup = false;
  /** The socket while it is corked. */
  #held: Socket | TLSSocket | null = null;

  constructor(house: House, server: SMTPServer, socket: Socket | TLSSocket, options?: SMTPConnectionOptions | null) {
    super(server, socket, options);
    this.#house = house;
    this.#pace = new Pace(house.limits, performance.now());
  }

  override init(): void {
    const pauseMs = this.#house.isTrusted(this.remoteAddress) ? 0 : this.#house.limits.greetingPauseMs;
    this._setListeners(() => {
      if (pauseMs === 0) this.connectionReady();
      else setTimeout(() => this.connectionReady(), pauseMs).unref();
    });
  }

  override _onCommand(command: Buffer, done?: Done): void {
    if (this._upgrading) return super._onCommand(command, done);
    const excess = this.#excess(command);
    this.#inGroup = excess === null && /^(mail|rcpt) /i.test(command.toString("latin1", 0, 5));
    if (excess !== null) return this.#say(excess);
    super._onCommand(command, done);
  }

  override handler_MAIL(command: Buffer, done: Done): void {
    this.#recipientTries = 0;
    const refusal = this.#house.refusal();
    if (refusal === null) return super.handler_MAIL(command, done);
    this.#say(refusedBecause(refusal));
    done();
  }

  override handler_DATA(command: Buffer, done: Done): void {
    if (this.session.envelope.rcptTo.length > 0) failpointSync("smtp.data_start");
    const reply = this.#refusalOfData();
    if (reply === null) return super.handler_DATA(command, done);
    this.#say(reply);
    done();
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (code >= 500) this.#errors += 1;
    this.#hold();
    // Our own texts bring their status code with them; the library's table knows only one for each reply code.
    const hasStatus = typeof data === "string" && /^\d\.\d+\.\d+ /.test(data);
    super.send(code, data, hasStatus ? false : context);
    if (!this.#inGroup) this.#flush();
  }

  /** A recipient that is taken belongs to a message, so it does not count as talk. */
  recipientTaken(): void {
    this.#commands = Math.max(0, this.#commands - 1);
  }

  bodyBegins(): Body {
    this.#body = new Body(this.#house.memory, this.#house.limits);
    this.#pace.dataBegins(performance.now());
    return this.#body;
  }

  bodyReceived(bytes: number): void {
    this.#pace.received(bytes);
  }

  bodyEnds(): void {
    this.#pace.dataEnds();
  }

  bodyAnswered(stored: boolean): void {
    this.#body?.release();
    this.#body = null;
    this.#pace.answered(stored, performance.now());
    if (stored) this.#commands = this.#errors = 0;
    // The answer goes out in this same turn of the event loop, after which nothing more is expected here.
    if (this.#house.isDraining()) setImmediate(() => this.end(stopping));
  }

  /** Ends the session if it is slower than it may be. */
  check(now: number, crowded: boolean): void {
    const overdue = this.#pace.overdue(now, crowded);
    if (overdue !== null) this.end(overdueReply(overdue));
  }

  isReceiving(): boolean {
    return this.#body !== null;
  }

  /** Says a last word and hangs up. A client that leaves its side open loses the socket as soon as the word is out. */
  end(reply: Reply): void {
    this.#body?.release();
    this.#body = null;
    if (this._upgrading) return void this._socket.destroy();
    this.#say(reply);
    this.close();
    this._socket.destroySoon();
  }

  #excess(command: Buffer): Reply | null {
    const isRecipient = /^rcpt /i.test(command.toString("latin1", 0, 5));
    if (isRecipient) this.#recipientTries += 1;
    const { limits } = this.#house;
    const isBeyondRecipients = isRecipient && (this.session.envelope?.rcptTo.length ?? 0) >= limits.maxRecipients;
    if (!isBeyondRecipients) this.#commands += 1;
    if (this.#errors >= limits.maxErrors) return tooManyErrors;
    if (this.#recipientTries > limits.maxRecipients * recipientTriesPerPlace) return tooManyCommands;
    return this.#commands > limits.maxCommandsWithoutMail ? tooManyCommands : null;
  }

  #refusalOfData(): Reply | null {
    const refusal = this.#house.refusal();
    if (refusal !== null) return refusedBecause(refusal);
    const { mailFrom } = this.session.envelope;
    const declared = mailFrom === false || !mailFrom.args ? 0 : Number(mailFrom.args.SIZE ?? 0);
    return this.#house.memory.fits(declared) ? null : memoryFull;
  }

  // RFC 2920 §3.2: the replies to a group of MAIL and RCPT go out together, with the reply to the command that ends the group.
  #hold(): void {
    if (this.#held !== null) return;
    this.#held = this._socket;
    this.#held.cork();
    if (this.#inGroup) setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#held?.uncork();
    this.#held = null;
  }

  #say(reply: Reply): void {
    this.send(reply.code, reply.text);
  }
}
