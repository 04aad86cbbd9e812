// What the receiver answers, in one list: reply code, enhanced status code (RFC 3463), and a text that says what to do.
import type { AppError } from "#domain/errors.ts";
import type { BodyFault } from "./body.ts";
import type { Overdue } from "./pace.ts";
import type { Refusal } from "./admission.ts";

export interface Reply {
  code: number;
  /** Begins with the enhanced status code. */
  text: string;
}

export const noSuchAddress: Reply = {
  code: 550,
  text: "5.1.1 There is no such address here; check it letter by letter, or copy it anew from the source's page",
};
export const routeUnknown: Reply = { code: 451, text: "4.3.0 The address cannot be looked up right now, please try again later" };
export const sourcePaused: Reply = { code: 451, text: "4.2.1 This address takes no mail at present, please try again later" };
export const notStored: Reply = { code: 451, text: "4.3.0 The message could not be stored, please send it again later" };
export const memoryFull: Reply = { code: 452, text: "4.3.1 Too many large messages at once, please try again later" };
export const tooManyCommands: Reply = { code: 421, text: "4.7.0 Too many commands without a message" };
export const tooManyErrors: Reply = { code: 421, text: "4.7.0 Too many errors" };
export const stopping: Reply = { code: 421, text: "4.3.2 The server is restarting, please try again in a minute" };

export function queuedAs(id: string): string {
  return `2.6.0 queued as ${id}`;
}

/** Why nothing is accepted now: always something that passes, so the sender keeps the message and comes again. */
export function refusedBecause(refusal: AppError): Reply {
  if (refusal.code === "shutting-down") return stopping;
  if (refusal.code === "disk-low" || refusal.code === "queue-full") return { code: 452, text: `4.3.1 ${refusal.publicMessage}` };
  return { code: 451, text: `4.3.0 ${refusal.publicMessage}` };
}

export function bodyRefused(fault: BodyFault, maxSizeBytes: number): Reply {
  if (fault === "memory-full") return memoryFull;
  if (fault === "broken") return notStored;
  if (fault === "too-large") return { code: 552, text: `5.3.4 The message is larger than ${maxSizeBytes} bytes` };
  return { code: 550, text: "5.5.2 The message has a CR or LF that stands alone; lines have to end in CRLF (RFC 5321 2.3.8)" };
}

export function overdueReply(overdue: Overdue): Reply {
  if (overdue === "too-slow") return { code: 421, text: "4.4.2 The message comes too slowly" };
  if (overdue === "data") return { code: 421, text: "4.4.2 The message took too long" };
  return { code: 421, text: "4.4.2 No message for too long" };
}

export function admissionRefused(refusal: Refusal): Reply {
  if (refusal === "server-full") return { code: 421, text: "4.3.2 Too many connections, please try again in a moment" };
  return { code: 421, text: "4.7.0 Too many connections from your network, please try again in a moment" };
}
