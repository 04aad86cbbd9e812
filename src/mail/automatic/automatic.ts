// Who made a message: a person, or a machine (RFC 3834, and the marks that vendors use instead), with the evidence for the receipt.
import type { Envelope } from "#domain/delivery.ts";
import type { Address, AutomaticKind, AutoSubmitted, CalendarInvite, ForwardedMessage, Report } from "#domain/message.ts";
import { isConversation, isNoReplyAddress, whyNeverAnswer } from "./answers.ts";
import { evidence, type HeaderMarks, type Proof, proofSources, readEvidence, readHeaderMarks } from "./headers.ts";
import { type ListMarks, readListMarks } from "./lists.ts";
import { signOfSubject, type SubjectSign } from "./subjects.ts";
import { isBareCalendarAnswer, signsOfText, type TextSigns } from "./texts.ts";
import { isBounceSubject } from "../bounce/subjects.ts";
import { readForwardSubject } from "../forward/subject-prefixes.ts";
import type { HeaderField } from "../header-fields.ts";

export interface AutomaticInput {
  fields: readonly HeaderField[];
  envelope: Envelope | null;
  from: Address | null;
  replyTo: readonly Address[];
  subject: string;
  report: Report | null;
  /** What the message itself says, without what it quotes: who quotes an answering machine is a person. */
  visibleText: string;
  forwarded: ForwardedMessage | null;
  calendar: CalendarInvite | null;
}

export interface AutomaticVerdict {
  autoSubmitted: AutoSubmitted;
  /** The header or mark that decided it, such as `Auto-Submitted: auto-replied`; null for a person's message. */
  evidence: string | null;
  kind: AutomaticKind | null;
  /** One of `neverAnswerReasons`; see `InboundMessage.neverAnswer`. */
  neverAnswer: string | null;
  /** RFC 2919 §3; a list's message may still be a person's. */
  list: { id: string } | null;
}

/** What the checks look at, each part read once. */
interface Case {
  input: AutomaticInput;
  marks: HeaderMarks;
  lists: ListMarks;
  sign: SubjectSign | null;
  /** Of the visible text; asked for only where something else has raised the question. */
  text: () => TextSigns;
}

export function readAutomatic(input: AutomaticInput): AutomaticVerdict {
  const marks = readHeaderMarks(input.fields);
  const lists = readListMarks(input.fields);
  const letter: Case = {
    input,
    marks,
    lists,
    sign: signOfSubject(input.subject),
    text: once(() => signsOfText(input.visibleText)),
  };
  const proofs = proofsOf(letter);
  const best = proofs.length === 0 ? null : proofs.reduce(better);
  const isAutomatic = best !== null;
  const neverAnswer = whyNeverAnswer({
    ...input,
    marks,
    lists,
    isAutomatic,
    looksAutomatic: !isAutomatic && looksAutomatic(letter),
  });
  if (best === null) return { autoSubmitted: "no", evidence: null, kind: personsKind(letter), neverAnswer, list: lists.list };
  const kind = kindOf(letter, proofs, best);
  return { autoSubmitted: best.autoSubmitted, evidence: best.evidence, kind, neverAnswer, list: lists.list };
}

function once<T>(read: () => T): () => T {
  let value: T | null = null;
  return () => (value ??= read());
}

function better(one: Proof, other: Proof): Proof {
  return proofSources.indexOf(other.source) < proofSources.indexOf(one.source) ? other : one;
}

// A person's invitation, and a person's mail over a list: not automatic, and still of that kind.
function personsKind({ input, lists }: Case): AutomaticKind | null {
  if (input.calendar !== null && isConversation(input.calendar)) return "calendar";
  return lists.list !== null || lists.isDiscussion ? "list" : null;
}

// ---- proofs

function proofsOf(letter: Case): Proof[] {
  const { marks } = letter;
  const proofs = isPassedOnByRule(letter) ? marks.proofs.filter(({ source }) => source !== "declared") : [...marks.proofs];
  for (const check of [reportFound, exchangeAnswer, calendarAnswer, mailerDaemon, nullSender, bulkMail]) {
    const proof = check(letter);
    if (proof !== null) proofs.push(proof);
  }
  // What a tracker or a forge sends on may be a person's words: they say nothing about it.
  const isOpen = !marks.saysNo && proofs.every(({ source }) => source === "declared" || source === "bulk");
  const words = isOpen ? wordsFound(letter, proofs.length > 0) : null;
  if (words !== null) proofs.push(words);
  return proofs;
}

/**
 * Exchange Online marks whatever an inbox rule passes on as auto-generated (since September 2025), though a person wrote it. It is
 * told from Exchange's own absence notes, which also come from a rule, by their wish for no answer.
 */
function isPassedOnByRule({ input, marks }: Case): boolean {
  if (!marks.isFromRule || marks.isSuppressed) return false;
  return marks.isPassedOn || input.forwarded !== null || readForwardSubject(input.subject).kind === "forward";
}

function reportFound({ input: { report } }: Case): Proof | null {
  if (report === null) return null;
  return { source: "report", autoSubmitted: "auto-replied", kind: "report", evidence: `report: ${report.kind}` };
}

// Exchange's absence notes before it wrote Auto-Submitted, and since: sent by a rule, and no answer wanted.
function exchangeAnswer({ marks }: Case): Proof | null {
  if (!marks.isFromRule || !marks.isSuppressed || marks.isPassedOn) return null;
  const shown = "X-MS-Exchange-Inbox-Rules-Loop and X-Auto-Response-Suppress";
  return { source: "responder", autoSubmitted: "auto-replied", kind: "auto-reply", evidence: shown };
}

// RFC 5546 §3.2.3. With words of the person's own it is a letter.
function calendarAnswer({ input: { calendar, visibleText } }: Case): Proof | null {
  if (calendar?.method !== "reply" || !isBareCalendarAnswer(visibleText)) return null;
  return { source: "responder", autoSubmitted: "auto-replied", kind: "calendar", evidence: "text/calendar; method=REPLY" };
}

const daemonNames = new Set(["mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster"]);

function mailerDaemon(letter: Case): Proof | null {
  const { from, subject } = letter.input;
  const local = from?.address.slice(0, from.address.lastIndexOf("@")).toLowerCase() ?? "";
  if (!daemonNames.has(local)) return null;
  // A postmaster is also a person; a mailer-daemon is not.
  if (local === "postmaster" && !isBounceSubject(subject) && !isFromNobody(letter)) return null;
  return { source: "sender", autoSubmitted: "auto-replied", kind: "report", evidence: readEvidence("From", from?.address ?? "") };
}

// RFC 5321 §4.5.5: only reports and automatic replies have the null reverse-path.
function nullSender(letter: Case): Proof | null {
  if (!isFromNobody(letter)) return null;
  const shown = letter.input.envelope?.mailFrom === "" ? "MAIL FROM:<>" : "Return-Path: <>";
  return { source: "sender", autoSubmitted: "auto-replied", kind: "auto-reply", evidence: shown };
}

function isFromNobody({ input, marks }: Case): boolean {
  return input.envelope?.mailFrom === "" || marks.isNullReturnPath;
}

// Bulk without a list is a mailing by a machine; a list's own Precedence says nothing about who wrote the message.
function bulkMail({ marks, lists }: Case): Proof | null {
  if (lists.isDiscussion) return null;
  const bulk = { source: "bulk", autoSubmitted: "auto-generated", kind: "bulk" } as const;
  if (lists.hasOneClick) return { ...bulk, evidence: "List-Unsubscribe-Post" };
  if (marks.isCampaign && lists.hasUnsubscribe) return { ...bulk, evidence: "List-Unsubscribe of a campaign" };
  if (marks.precedence === null || marks.precedence === "list" || lists.list !== null) return null;
  return { ...bulk, evidence: evidence("Precedence", marks.precedence) };
}

// ---- subject and text

/** Words prove it where several things agree that have nothing to do with each other; none of them proves it alone. */
function wordsFound(letter: Case, hasProof: boolean): Proof | null {
  const { sign } = letter;
  const hasMark = hasProof || hasMachineMark(letter);
  if (sign !== null && subjectProves(letter, sign, hasMark)) return bySubject(letter, sign);
  return hasMark || hasWeakMark(letter) ? byText(letter, hasMark) : null;
}

function subjectProves({ marks, text: signs }: Case, sign: SubjectSign, hasMark: boolean): boolean {
  const text = signs();
  const agrees = agreesWith(sign, text);
  if (sign.topic === "challenge") return agrees;
  // A person who writes about an answering machine wants to know something.
  if (sign.strength === "prefix") return agrees || !text.isOwnMatter;
  if (text.isOwnMatter) return false;
  if (sign.strength === "title") return agrees || hasMark;
  // Who answers keeps the subject behind `Re:`; a responder puts its own in its place (RFC 3834 §3.1.5).
  return agrees && (hasMark || marks.isReply || (sign.topic === "receipt" && text.selfDeclared));
}

function agreesWith({ topic }: SubjectSign, text: TextSigns): boolean {
  if (topic === "challenge") return text.challenge;
  if (topic === "absence") return text.absence || text.selfDeclared;
  return text.absence || text.receipt || text.selfDeclared;
}

function looksAutomatic({ sign, text }: Case): boolean {
  return sign !== null && (sign.strength === "prefix" || agreesWith(sign, text()));
}

function bySubject({ input, text }: Case, sign: SubjectSign): Proof {
  return {
    source: "words",
    autoSubmitted: "auto-replied",
    kind: kindOfWords(sign, text()),
    evidence: readEvidence("Subject", input.subject),
  };
}

function byText({ input, marks, text: signs }: Case, hasMark: boolean): Proof | null {
  const text = signs();
  if (text.isOwnMatter) return null;
  const proof = { source: "words", autoSubmitted: "auto-replied", evidence: "standard words of an answering machine" } as const;
  if (text.challenge) return { ...proof, kind: "challenge-response" };
  // Exchange asks for silence in what people write to its distribution lists, too; they seldom answer there to say they are away.
  const isAbsence = text.absence && (hasMark || (marks.isSuppressed && marks.isReply));
  const isReceipt = text.receipt && (hasMark || text.selfDeclared);
  if (isAbsence || isReceipt) return { ...proof, kind: kindOfWords(null, text) };
  // A form on a web page says so too, and a person filled it in; their address is the one to answer.
  if (!text.selfDeclared || !hasMark || input.replyTo.some(({ address }) => !isNoReplyAddress(address))) return null;
  return { ...proof, autoSubmitted: "auto-generated", kind: "notification" };
}

/** Marks that a letter may have too; none says anything alone. */
function hasWeakMark(letter: Case): boolean {
  const { marks, lists } = letter;
  if (marks.isSuppressed || marks.isFromRule || marks.isFromTicketSystem || hasMachineMark(letter)) return true;
  return marks.hasLoopMark && !lists.isDiscussion;
}

/** Of those, the ones that no mail system adds to what people write. */
function hasMachineMark({ input, marks, lists }: Case): boolean {
  if (marks.precedence !== null && !lists.isDiscussion) return true;
  return input.from !== null && isNoReplyAddress(input.from.address);
}

// ---- kinds

/** Of several, the one that says most about what to do with the message. */
const kindOrder: readonly AutomaticKind[] = [
  "report",
  "challenge-response",
  "calendar",
  "out-of-office",
  "auto-reply",
  "notification",
  "bulk",
  "list",
];

function kindOf(letter: Case, proofs: readonly Proof[], best: Proof): AutomaticKind {
  const named = kindOrder.find((kind) => proofs.some((proof) => proof.kind === kind)) ?? null;
  if (named === "auto-reply") return kindOfReply(letter);
  if (named !== null) return named;
  if (letter.input.calendar !== null && isConversation(letter.input.calendar)) return "calendar";
  return best.autoSubmitted === "auto-replied" ? kindOfReply(letter) : "notification";
}

function kindOfReply({ sign, text }: Case): AutomaticKind {
  const signs = text();
  return signs.challenge && !signs.absence ? "challenge-response" : kindOfWords(sign, signs);
}

function kindOfWords(sign: SubjectSign | null, text: TextSigns): AutomaticKind {
  if (sign?.topic === "challenge" && text.challenge) return "challenge-response";
  if (sign?.topic === "absence") return "out-of-office";
  return text.absence && sign?.topic !== "receipt" && !text.receipt ? "out-of-office" : "auto-reply";
}
