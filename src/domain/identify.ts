// Whether two arrivals are one message: the same author, the same Message-ID and the same content, whatever the way here added.
//
// A duplicate is not shown again, so it may be called one only if a person would miss nothing: every word and every file of it is
// already here. What gateways and lists add (footers, banners, subject tags, rewritten links, new wrapping) is looked past; in all
// other doubt it is another message. A Message-ID alone proves nothing: anybody can copy one (promise P2, attack A-16).
import { addressKey } from "./address.ts";
import { compareTexts, type TextSameness } from "./compare-texts.ts";
import type { KnownCopy } from "./facts.ts";
import { baseSubject, foldWords } from "./folded-text.ts";
import type { InboundMessage } from "./message.ts";

export type Sameness =
  | { same: true; because: Exclude<TextSameness, "other"> }
  | { same: false; because: "other-subject" | "other-text" | "new-attachment" | "too-much-to-compare" };

export type CopyFound = Sameness & { known: KnownCopy };

/** Copies with one author and Message-ID are one or two; more are somebody's game, and cost no more than this many characters. */
const mostCompared = 2_000_000;

/**
 * Texts under whose hashes copies of a message are looked for; the first is the one to store it under. Without a Message-ID it is
 * author, Date and subject that lead to candidates. None where nothing tells a message from the next one like it (no Message-ID
 * and no Date): two "disk full" notices are two messages, and one too many can be seen while one too few cannot.
 */
export function identityKeys(message: InboundMessage): string[] {
  const author = message.from === null ? "" : addressKey(message.from.address);
  if (message.messageId !== null) return [`message-id\n${author}\n${message.messageId}`];
  const sentAt = message.sentAt?.getTime() ?? Number.NaN;
  if (Number.isNaN(sentAt)) return [];
  return [`sent-at\n${author}\n${sentAt}\n${foldWords(baseSubject(message.subject))}`];
}

/** Whether a message is one that is already here. The two are known to share author and Message-ID (or author, Date and subject). */
export function isSameMessage(message: InboundMessage, copy: KnownCopy): Sameness {
  if (!isSameSubject(message.subject, copy.subject)) return { same: false, because: "other-subject" };
  if (bringsNewFile(message, copy)) return { same: false, because: "new-attachment" };
  const text = compareTexts(message.text, copy.text);
  return text === "other" ? { same: false, because: "other-text" } : { same: true, because: text };
}

/** The copy that a message is the same as; else one it only shares its id with; null where there is none at all. */
export function findCopy(message: InboundMessage, copies: readonly KnownCopy[]): CopyFound | null {
  let other: CopyFound | null = null;
  let compared = 0;
  for (const known of copies) {
    compared += message.text.length + known.text.length;
    if (compared > mostCompared && other !== null) return { ...other, same: false, because: "too-much-to-compare" };
    const sameness = isSameMessage(message, known);
    if (sameness.same) return { ...sameness, known };
    other ??= { ...sameness, known };
  }
  return other;
}

// A gateway may write its mark before the subject without brackets ("EXTERN Invoice"): then one ends with the other.
function isSameSubject(one: string, other: string): boolean {
  if (one === other) return true;
  const first = foldWords(baseSubject(one));
  const second = foldWords(baseSubject(other));
  if (first === second) return true;
  const [short, long] = first.length < second.length ? [first, second] : [second, first];
  return short.length >= 6 && long.length - short.length <= 20 && long.endsWith(short);
}

const signatureTypes = new Set(["application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"]);

/**
 * Gateways take files out (and the fuller copy may have come first), which hides nothing. A file that is not here yet would be
 * hidden, so it makes another message; a detached signature is about the way, not for a person.
 */
function bringsNewFile(message: InboundMessage, copy: KnownCopy): boolean {
  if (message.attachments.length === 0) return false;
  const here = new Set(copy.attachmentDigests);
  return message.attachments.some(({ sha256, mediaType }) => !here.has(sha256) && !signatureTypes.has(mediaType));
}
