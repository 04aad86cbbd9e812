// What may be answered automatically and what never (RFC 3834 §2): one reason, the one that holds the longest, as a stable code.
import type { Envelope } from "#domain/delivery.ts";
import type { Address, CalendarInvite, InboundMessage, Report } from "#domain/message.ts";
import type { HeaderMarks } from "./headers.ts";
import type { ListMarks } from "./lists.ts";
import { firstValue, allValues, type HeaderField } from "../header-fields.ts";

/** In the order in which they are told; `list` is the last, so that nothing else speaks against a message that has it. */
export const neverAnswerReasons = [
  "null-sender",
  "report",
  "auto-submitted",
  "automatic",
  "calendar",
  "looks-automatic",
  "suppressed",
  "loop",
  "precedence",
  "bulk",
  "ticket-system",
  "no-author",
  "no-reply-address",
  "bounce-address",
  "to-itself",
  "own-message-id",
  "list",
] as const;
export type NeverAnswerReason = (typeof neverAnswerReasons)[number];

export interface AnswerInput {
  fields: readonly HeaderField[];
  envelope: Envelope | null;
  from: Address | null;
  replyTo: readonly Address[];
  report: Report | null;
  calendar: CalendarInvite | null;
  marks: HeaderMarks;
  lists: ListMarks;
  isAutomatic: boolean;
  /** Its words are a machine's, though nothing proves one: it reaches people as a letter, and no machine answers it. */
  looksAutomatic: boolean;
}

export function whyNeverAnswer(input: AnswerInput): NeverAnswerReason | null {
  return ofNature(input) ?? ofHeaders(input.marks, input.lists) ?? ofAddresses(input) ?? ofList(input.lists);
}

type AnswerableMessage = Pick<InboundMessage, "messageId" | "neverAnswer">;

/**
 * The same where the desk's own domains are known: mail under a Message-ID of ours that we did not sign is a program of this
 * house, or a copy of our own mail that somebody changed. `domains` in lower case.
 */
export function whyNeverAnswerAt(message: AnswerableMessage, domains: readonly string[]): NeverAnswerReason | null {
  const domain = message.messageId?.slice(message.messageId.lastIndexOf("@") + 1).toLowerCase();
  if (domain !== undefined && domains.includes(domain)) return "own-message-id";
  return message.neverAnswer as NeverAnswerReason | null;
}

/**
 * RFC 3834 §2 leaves List-* to the responder. A person who writes to a list does not write to this desk: each desk on the list would
 * answer, and the list would carry the answers on. Where the list is a group in front of the desk, its owner may lift this one reason.
 */
function ofList({ list, isDiscussion }: ListMarks): NeverAnswerReason | null {
  return list !== null || isDiscussion ? "list" : null;
}

function ofNature({ envelope, report, marks, calendar, isAutomatic, looksAutomatic }: AnswerInput): NeverAnswerReason | null {
  // §2: there is nobody to answer; RFC 5321 §4.5.5.
  if (envelope?.mailFrom === "" || marks.isNullReturnPath) return "null-sender";
  if (report !== null) return "report";
  if (marks.isDeclared) return "auto-submitted";
  if (isAutomatic) return "automatic";
  if (calendar !== null && isConversation(calendar)) return "calendar";
  return looksAutomatic ? "looks-automatic" : null;
}

/** RFC 5546: an object that is itself a turn between calendars; a published one is only shown. */
export function isConversation({ method }: CalendarInvite): boolean {
  return method === "request" || method === "reply" || method === "cancel" || method === "counter";
}

function ofHeaders(marks: HeaderMarks, lists: ListMarks): NeverAnswerReason | null {
  if (marks.isSuppressed) return "suppressed";
  // List software writes X-Loop for itself.
  if (marks.hasLoopMark && !lists.isDiscussion) return "loop";
  if (marks.precedence !== null && lists.list === null) return "precedence";
  if (!lists.isDiscussion && (lists.hasOneClick || lists.hasUnsubscribe)) return "bulk";
  return marks.isFromTicketSystem ? "ticket-system" : null;
}

function ofAddresses({ from, replyTo, envelope, fields, lists }: AnswerInput): NeverAnswerReason | null {
  if (from === null) return "no-author";
  if (isNoReplyAddress(from.address) || replyTo.some(({ address }) => isNoReplyAddress(address))) return "no-reply-address";
  // A list takes its own bounces.
  const path = lists.isDiscussion ? "" : (envelope?.mailFrom ?? firstValue(fields, "return-path") ?? "");
  if (isBounceAddress(path)) return "bounce-address";
  return returnsHere(from.address, envelope, fields) ? "to-itself" : null;
}

/** `no` and `do not` with `reply`, in the spellings of many houses; behind a letter it may be the end of a name. */
const noReply =
  /(?:^|[^a-z])(?:(?:no|do[._-]?not|dont|never|not?)[._-]?(?:reply|replay|repley|responder?|respond[ae]?|response|answer)|non[._-]?rispondere|ne[._-]?pas[._-]?repondre|ne[._-]?repond(?:ez|re)[._-]?pas|pas[._-]?de[._-]?reponse|sans[._-]?reponse|no[._-]?(?:contestar|conteste|respuesta)|nao[._-]?respond(?:a|er)|(?:bitte[._-]?)?nicht[._-]?antworten|keine[._-]?antwort|antworten[._-]?nicht|niet[._-]?(?:be)?antwoorden|geen[._-]?antwoord|svara[._-]?(?:ej|inte)|ej[._-]?svar|ikke[._-]?svar|svar[._-]?ikke|ala[._-]?vastaa|ei[._-]?vastausta|nie[._-]?odpowiada[cj]|nie[._-]?odpisuj|neodpovid(?:at|ejte)|neodpovedaj?(?:t|te)|ne[._-]?valaszoljon|nu[._-]?raspunde(?:ti)?|(?:cevap|yanit)lamay[ai]n(?:iz)?|ne[._-]?otvecha(?:t|y|ite)|jangan[._-]?balas)/;

/** Local parts behind which no person reads. `postmaster` is one (RFC 5321 §4.5.1), but also the author of most old bounces. */
const machineName =
  /^(?:mailer[._-]?daemon|mail[._-]?daemon|mdaemon|postmaster|mail[._-]?delivery[._-]?(?:sub)?system|mail(?:er)?[._-]?system|bounces?|bounced|listserv|majordomo|mailman|sympa|lyris|listproc|ecartis|nobody|noone|www|www[._-]?data|www[._-]?run|apache2?|httpd?|nginx|daemon|cron|crond|cron[._-]?daemon|uucp|nagios|icinga2?|zabbix|checkmk|monit|monitoring|munin|logwatch|fail2ban|devnull|dev[._-]?null|null|blackhole|auto[._-]?(?:reply|responder|respond|answer|confirm|mailer|mail|message|generated)|automated|automailer|autobot|mailbot|mail[._-]?robot|robot|notifications?|notify|notifier|alerts?|newsletters?|system[._-]?generated)(?:[+._=-]|\d|$)/;

export function isNoReplyAddress(address: string): boolean {
  const local = localPart(address);
  return machineName.test(local) || noReply.test(local) || isBounceLocal(local);
}

/** Where bounces are counted, one address for each recipient (VERP). SRS and BATV carry a person's own address and are none. */
function isBounceAddress(path: string): boolean {
  const address = path.replace(/[<>\s]/g, "");
  if (!address.includes("@")) return false;
  const local = localPart(address);
  return isBounceLocal(local) || machineName.test(local) || noReply.test(local);
}

function isBounceLocal(local: string): boolean {
  if (/^(?:srs[01]|prvs)[=+-]/.test(local)) return false;
  return /(?:^|[._+=-])bounces?(?:[._+=-]|\d|$)|^(?:owner|verp|msprvs\d*|b?return|returns)[-+=]|[-+]owner$/.test(local);
}

function localPart(address: string): string {
  const at = address.lastIndexOf("@");
  return (at === -1 ? address : address.slice(0, at)).slice(-200).toLowerCase();
}

/** Fields in which mail systems write whose mailbox a message went through. */
const deliveryFields = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];

// What went through its author's own mailbox on the way here would bring our answer back the same way.
function returnsHere(author: string, envelope: Envelope | null, fields: readonly HeaderField[]): boolean {
  const own = author.toLowerCase();
  if (envelope?.rcptTo.some((address) => address.toLowerCase() === own)) return true;
  return deliveryFields.some((name) =>
    allValues(fields, name).some(
      (value) =>
        value
          .slice(0, 500)
          .replace(/[<>\s]/g, "")
          .toLowerCase() === own,
    ),
  );
}
