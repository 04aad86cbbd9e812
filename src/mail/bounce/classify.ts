// What a diagnostic means: why a message was not delivered, whether the address is at fault for good, and the status that says so.
import type { BounceReason } from "#domain/message.ts";
import { providerCodes, reasonOfReply, reasonOfStatus, statusOfReason } from "./codes.ts";
import { addressMoved, addressUnknown, recipientRejected, surelyUnknown } from "./phrases-address.ts";
import { contentRejected, formFault, policy, refusal, spam, virus } from "./phrases-content.ts";
import { domainUnknown, mailboxDisabled, mailboxFull } from "./phrases-mailbox.ts";
import { authenticationFailed, lowReputation, rateLimited, relayDenied, senderBlocked, senderRefused } from "./phrases-sender.ts";
import {
  expired,
  givenUp,
  localCommand,
  messageTooLarge,
  network,
  nameServiceTrouble,
  protocolError,
  serverError,
  unavailable,
} from "./phrases-transport.ts";

export type SmtpCommand = "connect" | "helo" | "mail" | "rcpt" | "data";

/** What a text names in codes. */
export interface ReplyCodes {
  status: string | null;
  /** Three-digit SMTP reply code. */
  reply: string | null;
  command: SmtpCommand | null;
}

export interface Verdict {
  reason: BounceReason;
  permanent: boolean | null;
  status: string | null;
}

const maxText = 2_000;
/** How far apart the two halves of a phrase may stand. */
const maxGap = 60;

interface Phrase {
  pieces: readonly string[];
  reason: BounceReason;
  /** It also stands in reports whose real reason is another. */
  weak: boolean;
}

export interface Finding {
  reason: BounceReason;
  weak: boolean;
}

/** The first that is found decides: what is special stands before what is general. */
const ordered: readonly (readonly [BounceReason, readonly string[], "weak"?])[] = [
  ["mailbox-full", mailboxFull],
  ["content-rejected", formFault],
  ["authentication-failed", authenticationFailed],
  ["message-too-large", messageTooLarge],
  ["mailbox-disabled", mailboxDisabled],
  ["address-moved", addressMoved],
  ["relay-denied", relayDenied],
  ["rate-limited", rateLimited],
  ["sender-refused", senderRefused],
  ["network", nameServiceTrouble],
  ["server-error", localCommand],
  ["domain-unknown", domainUnknown],
  ["address-unknown", addressUnknown],
  ["virus", virus],
  ["sender-blocked", lowReputation],
  ["spam", spam],
  ["sender-blocked", senderBlocked],
  ["content-rejected", contentRejected],
  ["expired", expired],
  ["network", network],
  ["protocol-error", protocolError],
  ["server-error", serverError],
  ["policy", policy],
  ["server-error", unavailable, "weak"],
  ["address-unknown", recipientRejected],
  ["expired", givenUp, "weak"],
  ["policy", refusal, "weak"],
];

const phrases: readonly Phrase[] = ordered.flatMap(([reason, words, weak]) =>
  words.map((word) => ({ reason, pieces: piecesOf(word), weak: weak !== undefined })),
);

const nothing: Finding = { reason: "unknown", weak: true };

/** The reason that the words of a text give; unknown where they give none. */
export function reasonOfWords(whole: string): Finding {
  const text = whole.slice(0, maxText);
  for (const [code, reason] of providerCodes) if (code.test(text)) return { reason, weak: false };
  return remembered(normalized(text));
}

/** Reports to many recipients say the same of each but for the address. */
const known = new Map<string, Finding>();
const maxKnown = 200;

function remembered(words: string): Finding {
  const before = known.get(words);
  if (before !== undefined) return before;
  const finding = phrases.find(({ pieces }) => hasPieces(words, pieces)) ?? nothing;
  if (known.size >= maxKnown) known.clear();
  known.set(words, finding);
  return finding;
}

function piecesOf(phrase: string): string[] {
  return phrase.split("…").map((piece) => piece.trim());
}

/** Whether a text names one reason, whatever others it names besides. */
export function mentions(text: string, reason: BounceReason): boolean {
  const words = normalized(text);
  return phrases.some((phrase) => phrase.reason === reason && hasPieces(words, phrase.pieces));
}

// Addresses are nobody's words: `no-spam@…` is no reason.
function normalized(text: string): string {
  return text
    .slice(0, maxText)
    .toLowerCase()
    .replace(/[^\s<>()[\]"',;]+/g, (word) => (word.includes("@") ? " * " : word))
    .replace(/[’‘`]/g, "'")
    .replace(/[\s<>"()]+/g, " ");
}

function hasPieces(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0]!;
  let from = text.indexOf(first);
  for (let tries = 0; from !== -1 && tries < 6; tries += 1) {
    if (isWord(text, from, first) && hasRest(text, pieces, from + first.length)) return true;
    from = text.indexOf(first, from + 1);
  }
  return false;
}

function hasRest(text: string, pieces: readonly string[], start: number): boolean {
  let end = start;
  for (const piece of pieces.slice(1)) {
    const next = text.slice(end, end + maxGap + piece.length).indexOf(piece);
    if (next === -1) return false;
    end += next + piece.length;
  }
  return true;
}

// "ip" is no part of "recipient", and "uce" none of "reduce": a phrase begins a word, and a short one is a word.
function isWord(text: string, start: number, phrase: string): boolean {
  if (isLetter(phrase.charCodeAt(0)) && isLetter(text.charCodeAt(start - 1))) return false;
  return phrase.length > 4 || !isLetter(text.charCodeAt(start + phrase.length));
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

const enhanced = /(?:^|[\s#([<:;\-='"])([245]\.\d{1,2}\.\d{1,3})(?![\d.]|-\d)/g;
const reply = /(?:^|[\s#([<:;"'=>])([45]\d\d)(?=[\s\-:;#,.<\])"']|$)/g;

/** The codes in a text: the most telling enhanced code, the first reply code, and the command that was answered. */
export function codesOf(text: string): ReplyCodes {
  const cut = text.slice(0, maxText);
  const statuses = [...cut.matchAll(enhanced)].map((found) => found[1]!).filter((status) => !status.startsWith("2"));
  return { status: mostTelling(statuses), reply: firstReply(cut), command: commandOf(cut) };
}

/** Of several codes the one that says most; of equals the first. */
function mostTelling(statuses: readonly (string | null)[]): string | null {
  let best: string | null = null;
  for (const status of statuses) if (status !== null && tellingness(status) > tellingness(best)) best = status;
  return best;
}

// x.0.0 says nothing, x.1.0 and x.5.0 are filled in for a bare reply, and 4.4.7 says only that somebody gave up.
function tellingness(status: string | null): number {
  if (status === null) return -1;
  if (/^\d\.0\.\d+$/.test(status)) return 0;
  if (/^\d\.[15]\.0$/.test(status)) return 1;
  if (/^\d\.\d\.0$/.test(status)) return 2;
  return /^[45]\.4\.7$/.test(status) ? 3 : 4;
}

// A year, a port or a part of an IP address has three digits as well: a code is followed by words or another code.
function firstReply(text: string): string | null {
  for (const found of text.matchAll(reply)) {
    const code = Number(found[1]);
    if (code < 560 && (code < 460 || code >= 500)) return found[1]!;
  }
  return null;
}

const commands: readonly (readonly [SmtpCommand, RegExp])[] = [
  [
    "data",
    /\b(?:repl(?:y|ied) to|after|following|response to|in|on|for) (?:the )?(?:end of )?(?:data|text|message body)\b|end of data|data command|failed after i sent|>>> ?(?:data|\.)(?:\s|$)/i,
  ],
  [
    "rcpt",
    /\b(?:reply to|after|following|response to|in|on|for|during) rcpt\b|does not like recipient|\brcpt(?: to)? (?:command|response)|\[rcpt_to\]|smtp:rcpt\b|did not like our rcpt|(?:>>>|<<<) ?rcpt to/i,
  ],
  [
    "mail",
    /\b(?:reply to|after|following|response to|in|on|for|during) mail\b|sender was rejected|mail from command|>>> ?mail from/i,
  ],
  ["helo", /\b(?:helo|ehlo) command|my name was rejected|>>> ?(?:helo|ehlo)/i],
];

function commandOf(text: string): SmtpCommand | null {
  for (const [command, pattern] of commands) if (pattern.test(text)) return command;
  return null;
}

/** What a report says about one recipient. */
export interface Said {
  /** What the far side or the mail system said of it, and nothing else; may be empty. */
  diagnostic: string;
  /** The words that tell the reason: the diagnostic, or what stands around it. */
  words: string;
  /** All that the report says of this recipient. */
  about: string;
  /** The status that the report names. */
  status: string | null;
  /** The command that was answered, where the text around it tells. */
  command: SmtpCommand | null;
  /** The reply names the address: it is about the recipient and not about the message. */
  namesAddress: boolean;
  /** It is still being tried. */
  isDelay: boolean;
}

export function classify(said: Said): Verdict {
  const own = codesOf(said.diagnostic || said.about);
  const near = codesOf(said.about);
  const around = codesOf(said.words);
  const named = mostTelling([own.status, said.status]);
  const isOpen = tellingness(named) === 3 || (own.status === null && tellingness(named) < 1);
  const status = isOpen ? mostTelling([named, near.status, around.status]) : named;
  const reply = own.reply ?? near.reply ?? around.reply;
  const reason = chooseReason(said.words, status, reply);
  const isTransient = said.isDelay || (reply?.startsWith("4") ?? false) || isPassing.has(reason);
  return {
    reason,
    permanent: said.isDelay
      ? null
      : isPermanent(reason, { ...said, named: said.status, status, reply, command: own.command ?? said.command }),
    status: status ?? (reason === "unknown" && reply === null ? null : statusOfReason(reason, isTransient)),
  };
}

interface Known extends Said, ReplyCodes {
  /** The status that the report names, before anything was concluded. */
  named: string | null;
}

const isPassing: ReadonlySet<BounceReason> = new Set(["expired", "network", "rate-limited", "mailbox-full"]);

// Words say more than codes, which many fill in without thought; but words that fit anything do not.
function chooseReason(text: string, status: string | null, reply: string | null): BounceReason {
  const { reason, weak } = reasonOfWords(text);
  const byStatus = status === null ? "unknown" : reasonOfStatus(status);
  if (!weak) return reason;
  if (byStatus !== "unknown" && byStatus !== "policy") return byStatus;
  const byReply = reply === null ? "unknown" : reasonOfReply(reply);
  if (byReply === "address-unknown") return byReply;
  if (reason !== "unknown") return reason;
  return byStatus === "unknown" ? byReply : byStatus;
}

// Only what is wrong with the address itself is for good. A full mailbox, a filter or a list of senders says nothing about tomorrow.
function isPermanent(reason: BounceReason, said: Known): boolean | null {
  if (reason === "address-moved") return true;
  if (reason === "address-unknown") return isSureOfAddress(said);
  if (reason === "domain-unknown") return said.status?.startsWith("4") ? null : true;
  return reason === "unknown" ? null : false;
}

// "User unknown" in answer to the content, or beside a code for something else, is what filters say as well.
function isSureOfAddress({ words, named, status, reply, command, namesAddress }: Known): true | null {
  if (status !== null && /^[45]\.1\.\d+$/.test(status)) return true;
  if (command === "rcpt" || isSurelyUnknown(words)) return true;
  if (command !== null || tellingness(status) >= 2) return null;
  return namesAddress || (reply === null && named === null) ? true : null;
}

const sure = surelyUnknown.map(piecesOf);

function isSurelyUnknown(text: string): boolean {
  const words = normalized(text);
  return sure.some((pieces) => hasPieces(words, pieces)) || hotmailUnknown.test(text);
}

/** How Hotmail refuses an address it does not have: with three numbers behind the standard's sentence. */
const hotmailUnknown = /mailbox unavailable \(-?\d+:\d+:-?\d+\)/;
