// What the far side's answer, or its silence, means for a message: sent, to be tried again, refused, or unknown.
import { AppError, messageOf } from "#domain/errors.ts";
import type { SendResult } from "#domain/outbound.ts";

/** The answer to one try, and through which relay it went. */
export type Handover = SendResult & {
  /** host:port; "sink" where it was written to a file; empty where it did not come to that. */
  relay: string;
  /** The relay itself could not be used: this says nothing about the message, and it is tried again sooner. */
  relayTrouble: boolean;
};

/** What an SMTP client throws. */
interface SmtpError extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

const longestReply = 1_000;

export function sentWith(reply: string, relay: string): Handover {
  return { status: "sent", reply: oneLine(reply), code: enhancedCode(reply), relay, relayTrouble: false };
}

/** Into a file, which is no far side: never "sent". */
export function writtenTo(path: string): Handover {
  const reply = `Written to ${path}, and handed to nobody: the relay is set to try things out.`;
  return { status: "written", reply, code: null, relay: "sink", relayTrouble: false };
}

/**
 * What an error means. `handedOver`: the whole message with its final dot had gone out, so that whether it arrived is open.
 * RFC 5321 §4.2.1: 4yz may pass, 5yz does not. What the relay says before it knows of any message is our trouble, not the message's.
 */
export function resultOf(thrown: unknown, { relay, handedOver }: { relay: string; handedOver: boolean }): Handover {
  const error = thrown as SmtpError;
  const { responseCode = 0 } = error;
  if (responseCode !== 0) {
    const reply = oneLine(error.response ?? error.message);
    const ours = isAboutTheRelay(error);
    const status = responseCode >= 500 && !ours ? "failed" : "deferred";
    return { status, reply, code: enhancedCode(reply), relay, relayTrouble: ours };
  }
  if (error.code === "EENVELOPE") return never("The address cannot be written in an SMTP command.", "5.1.3", relay);
  if (error.code === "EMESSAGE") return never("The message is larger than the relay takes.", "5.3.4", relay);
  if (handedOver) {
    const reply = `The connection broke before the relay answered whether it took the message: ${wordsOf(thrown)}`;
    return { status: "unknown", reply: oneLine(reply), code: null, relay, relayTrouble: false };
  }
  return { status: "deferred", reply: oneLine(wordsOf(thrown)), code: null, relay, relayTrouble: true };
}

/** RFC 3463, where the answer names one behind its number. */
export function enhancedCode(reply: string): string | null {
  return /^[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? null;
}

function never(reply: string, code: string, relay: string): Handover {
  return { status: "failed", reply, code, relay, relayTrouble: false };
}

// RFC 4954 §6: 530, 534, 535 and 538 are about who we are. 421: it closes, whatever was asked.
function isAboutTheRelay({ command, responseCode = 0 }: SmtpError): boolean {
  return [421, 530, 534, 535, 538].includes(responseCode) || /^(CONN|EHLO|HELO|STARTTLS|AUTH|API)/.test(command ?? "");
}

function wordsOf(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.publicMessage;
  return messageOf(thrown);
}

function oneLine(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, longestReply)
    .toWellFormed();
}
