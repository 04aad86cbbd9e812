// Writes and signs one copy of a message. It needs nothing but what it is given, so that any thread can do it.
import type { OutboundMessage } from "#domain/outbound.ts";
import { composeMail } from "#mail/compose.ts";
import { type DkimKey, signMail } from "#mail/dkim-sign.ts";
import { ownBytes } from "#platform/own-bytes.ts";

export interface LetterToWrite {
  message: OutboundMessage;
  /** The bytes of the message's files by their SHA-256. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Their private keys are open here: never to be logged. */
  keys: readonly DkimKey[];
}

/** The bytes as they leave, the same at every try. */
export async function writeLetter({ message, files, keys }: LetterToWrite): Promise<Uint8Array> {
  return ownBytes(signMail(await composeMail(message, files), keys, message.date));
}
