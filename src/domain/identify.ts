// Whether two arrivals are one message: the same author, the same Message-ID and the same content, whatever the way here added.
//
// A duplicate is not shown again, so it may be called one only if a person would miss nothing: every word and every file of it is
// already here. What gateways and lists add (footers, banners, subject tags, rewritten links, new wrapping) is looked past; in all
// other doubt it is another message. A Message-ID alone proves nothing: anybody can copy one (promise P2, attack A-16).
import { addressKey } from "./address.ts";
import { compareTexts, type TextSameness } from "./compare-texts.ts";
import type { Comparable } from "./facts.ts";
import { baseSubject, foldLetters, foldWords, looksDamaged } from "./folded-text.ts";
import { journaledMessage, journalsFiles } from "./journal-report.ts";
import type { InboundMessage } from "./message.ts";

export type Sameness =
  | { same: true; because: Exclude<TextSameness, "other"> }
  | { same: false; because: "other-subject" | "other-text" | "other-id" | "new-attachment" | "too-much-to-compare" };

export type CopyFound<Copy> = Sameness & { known: Copy };

/** Copies with one author and Message-ID are one or two; more are somebody's game, and cost no more than this many characters. */
const mostCompared = 2_000_000;

/** More than so many claims of authorship are nobody's. */
const mostClaims = 3;

/**
 * Texts under whose hashes copies of a message are looked for; the first is the one to store it under. Without a Message-ID it is
 * author, Date and subject that lead to candidates. None where nothing tells a message from the next one like it (no Message-ID
 * and no Date): two "disk full" notices are two messages, and one too many can be seen while one too few cannot.
 *
 * A list or a group that puts itself into the From field names the author elsewhere. Such a copy is found behind the author's own, and
 * never the other way round: what claims to be somebody's must not hide what is theirs.
 */
export function identityKeys(message: InboundMessage): string[] {
  const original = journaledMessage(message);
  const keys = keysOf(message);
  // Behind its own, for the same reason.
  return original === null || keys.length === 0 ? keys : [...keys, ...keysOf(original)];
}

function keysOf(message: InboundMessage): string[] {
  const author = message.from === null ? "" : addressKey(message.from.address);
  if (message.messageId !== null) {
    const claimed = message.claimedAuthors.slice(0, mostClaims).map((claim) => addressKey(claim.author.address));
    return [...new Set([author, ...claimed])].map((address) => `message-id\n${address}\n${message.messageId}`);
  }
  const sentAt = message.sentAt?.getTime() ?? Number.NaN;
  if (Number.isNaN(sentAt)) return [];
  return [`sent-at\n${author}\n${sentAt}\n${foldWords(baseSubject(message.subject))}`];
}

/** Longer texts are not looked for: each candidate has to be fetched and compared, and anybody can send many of one second. */
export const longestReissued = 100_000;

/**
 * Author and Date, under which a copy is looked for that was given a new Message-ID on its way (Exchange, Amazon SES, relays that
 * add a missing one). Null where a second message of the same second proves nothing: without a Date, and for automatic mail.
 */
export function momentOf(message: InboundMessage): { address: string; at: number } | null {
  const at = message.sentAt?.getTime() ?? Number.NaN;
  if (message.from === null || message.autoSubmitted !== "no" || Number.isNaN(at)) return null;
  if (message.text.length > longestReissued) return null;
  return { address: addressKey(message.from.address), at };
}

/** Whether it, or what it is a journal report of, is here already. */
function isCopyOf(message: InboundMessage, copy: Comparable): Sameness {
  const sameness = isSameMessage(message, copy);
  if (sameness.same) return sameness;
  const original = journaledMessage(message);
  if (original === null || wasReissued(original, copy)) return sameness;
  const journaled = isSameMessage(original, copy);
  const isWhole = copy.attachmentDigests.length > 0 || !journalsFiles(message);
  return journaled.same && !isWhole ? { same: false, because: "new-attachment" } : journaled;
}

/** Whether a message is one that is already here. The two are known to share their author, and Message-ID or Date. */
export function isSameMessage(message: InboundMessage, copy: Comparable): Sameness {
  if (wasReissued(message, copy) && !tellsEnough(message, copy)) return { same: false, because: "other-id" };
  if (!isSameSubject(message.subject, copy.subject)) return { same: false, because: "other-subject" };
  const sameDate = message.sentAt !== null && message.sentAt.getTime() === copy.sentAt?.getTime();
  const html = message.html !== null || copy.hasHtml === true;
  const text = compareTexts(message.text, copy.text, { sameDate, html });
  if (text === "other") return { same: false, because: "other-text" };
  if (bringsNewFile(message, copy, sameDate)) return { same: false, because: "new-attachment" };
  return { same: true, because: text };
}

/** The copy that a message is the same as; else one it only shares its id with; null where there is none at all. */
export function findCopy<Copy extends Comparable>(message: InboundMessage, copies: readonly Copy[]): CopyFound<Copy> | null {
  let other: CopyFound<Copy> | null = null;
  let compared = 0;
  for (const known of copies) {
    compared += message.text.length + known.text.length;
    if (compared > mostCompared && other !== null) return { ...other, same: false, because: "too-much-to-compare" };
    const sameness = isCopyOf(message, known);
    if (sameness.same) return { ...sameness, known };
    other ??= { ...sameness, known };
  }
  return other;
}

/** Words (characters after folding) that a message has at least, for nobody to write it twice in one second. */
const enoughToTell = 40;

/** Whether they have different Message-IDs, or only one of them has any. */
export function wasReissued(message: InboundMessage, copy: Comparable): boolean {
  return copy.rfcMessageId !== undefined && copy.rfcMessageId !== message.messageId;
}

/** Two alarms of one second are two; two letters are one. */
function tellsEnough(message: InboundMessage, copy: Comparable): boolean {
  const shorter = message.text.length < copy.text.length ? message.text : copy.text;
  return message.autoSubmitted === "no" && foldWords(shorter.slice(0, 20 * enoughToTell)).length >= enoughToTell;
}

/** What is left of a subject that lost letters on its way or was cut. */
const enoughOfSubject = 12;

// A gateway may write its mark before the subject without brackets ("EXTERN Invoice"): then one ends with the other.
function isSameSubject(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [baseSubject(one), baseSubject(other)];
  const [short, long] = byLength(foldWords(first), foldWords(second));
  if (short === long) return true;
  if (short.length >= 6 && long.length - short.length <= 20 && long.endsWith(short)) return true;
  if (looksDamaged(one) === looksDamaged(other)) return false;
  const letters = foldLetters(first);
  return letters.length >= enoughOfSubject && letters === foldLetters(second);
}

const byLength = (one: string, other: string): [string, string] => (one.length < other.length ? [one, other] : [other, one]);

const signatureTypes = new Set(["application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"]);

/**
 * Gateways take files out (and the fuller copy may have come first), which hides nothing. A file that is not here yet would be
 * hidden, so it makes another message; a detached signature is about the way, not for a person.
 */
function bringsNewFile(message: InboundMessage, copy: Comparable, sameDate: boolean): boolean {
  if (message.attachments.length === 0) return false;
  const here = new Set(copy.attachmentDigests);
  const added = message.attachments.filter(({ sha256, mediaType }) => !here.has(sha256) && !signatureTypes.has(mediaType));
  if (added.length === 0) return false;
  return !(sameDate && tellsEnough(message, copy) && added.every(isPictureInText) && added.length <= replaceable(message, copy));
}

// Some gateways write the pictures inside a text anew: smaller, or as another type. There are as many as before.
const isPictureInText = ({ mediaType, contentId }: InboundMessage["attachments"][number]): boolean =>
  contentId !== null && mediaType.startsWith("image/");

function replaceable(message: InboundMessage, copy: Comparable): number {
  const arrived = new Set(message.attachments.map(({ sha256 }) => sha256));
  return copy.attachmentDigests.filter((digest) => !arrived.has(digest)).length;
}
