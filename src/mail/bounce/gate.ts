// Whether a message is a mail system's report at all: cheap outer signs first, then how its text opens.
import { bounceOpenings, delayWords } from "./openings.ts";
import { isBounceSubject } from "./subjects.ts";
import { signOfSubject } from "../automatic/subjects.ts";
import { readForwardSubject } from "../forward/subject-prefixes.ts";
import { firstValue, type HeaderField } from "../header-fields.ts";
import { decodeHeaderText } from "../header-text.ts";
import type { MimePart } from "../mime-tree.ts";

/**
 * Who writes, as far as the name tells. daemon: nobody but a mail system. postmaster: mail systems, and seldom people; also nobody at
 * all. machine: many machines (no-reply, bounces, list-admin…).
 */
export type Writer = "daemon" | "postmaster" | "machine";

export interface Signs {
  writer: Writer | null;
  /** Null reverse-path, an Auto-Submitted field or a report's media type. */
  automatic: boolean;
  /** The subject is one that mail systems give their reports. */
  bounceSubject: boolean;
  /** A forward, an answer or an absence, as people and their responders write them. */
  personal: boolean;
  /** The subject tells of waiting, not of failing. */
  delay: boolean;
}

const daemonLocal = /^(?:mail(?:er)?[-_.]?d(?:ae|ea)mon|mdaemon|bounce[-_.]?notif\w*|mail[-_.]?delivery\w*)$/;
const daemonName =
  /^["'\s]*(?:mail(?:er)?[-_ ]?d(?:ae|ea)mon|mail deliver[yi]?\w* (?:sub)?system|mail delivery (?:service|agent|subsystem)|internet mail delivery|delivery (?:subsystem|notification))/i;
const postmasterLocal = /^(?:post[-_.]?master|poost?master|mailadmin|mailgate\w*|mta|smtp|microsoftexchange\w*)$/;
const machineLocal =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|admin(?:istrator)?|root|system|mail|bounces?|notifications?|listserv|mailman|.*-(?:admin|bounces?|owner|request))$/;

/** Two comparisons for nearly every message. */
export function writerOf({ fields }: MimePart): Writer | null {
  if (firstValue(fields, "x-failed-recipients") !== null) return "daemon";
  const value = (firstValue(fields, "from") ?? "").slice(0, 500);
  const from = value.includes("=?") ? decodeHeaderText(value) : value;
  const local = localPartOf(from);
  if (daemonLocal.test(local) || daemonName.test(from)) return "daemon";
  if (local === "" || postmasterLocal.test(local)) return "postmaster";
  return machineLocal.test(local) ? "machine" : null;
}

/** What a mail server sends about a message that it could not deliver holds that message, and passes nothing on. */
export function isMailSystem(root: MimePart): boolean {
  const writer = firstValue(root.fields, "from") === null ? null : writerOf(root);
  return writer === "daemon" || writer === "postmaster" || isAutomatic(root.fields);
}

export function readSigns(root: MimePart): Signs {
  const { fields } = root;
  const subject = decodeHeaderText((firstValue(fields, "subject") ?? "").slice(0, 1_000));
  const lower = subject.toLowerCase();
  return {
    writer: writerOf(root),
    automatic: isAutomatic(fields) || root.contentType.value === "multipart/report",
    bounceSubject: isBounceSubject(subject),
    personal: isAnswer(subject),
    delay: delayWords.some((word) => lower.includes(word)),
  };
}

// Responders, too, write with the null reverse-path, and some as the mail system.
function isAnswer(subject: string): boolean {
  const topic = signOfSubject(subject)?.topic;
  return topic === "reply" || topic === "absence" || readForwardSubject(subject).kind !== "none";
}

// `MAILER-DAEMON` alone, `<MAILER-DAEMON@host>`, `MAILER-DAEMON (Mail Delivery System)`, `<>`.
function localPartOf(from: string): string {
  const at = from.lastIndexOf("@");
  const before = at === -1 ? from.replace(/[<>]/g, "").trim() : from.slice(0, at);
  const start = Math.max(
    before.lastIndexOf("<"),
    before.lastIndexOf(" "),
    before.lastIndexOf('"'),
    at === -1 ? -1 : before.lastIndexOf("("),
  );
  const word = at === -1 ? (before.split(/[\s(]/)[0] ?? "") : before.slice(start + 1);
  return word.replace(/["'<>]/g, "").toLowerCase();
}

function isAutomatic(fields: readonly HeaderField[]): boolean {
  if (firstValue(fields, "return-path")?.replace(/\s/g, "") === "<>") return true;
  const submitted = firstValue(fields, "auto-submitted");
  return submitted !== null && !/^\s*no\b/i.test(submitted);
}

/** Whether free text may be read as a bounce. */
export function mayBeLooseBounce({ writer, automatic, bounceSubject, personal }: Signs, text: string): boolean {
  if (writer === "daemon") return !personal || automatic || opensAsBounce(text);
  if (writer === "postmaster") return (bounceSubject && (automatic || !personal)) || opensAsBounce(text);
  return writer === "machine" && (bounceSubject || automatic) && opensAsBounce(text);
}

/** A piece of an SMTP conversation. */
const dialogue = /(?:<<<|>>>) (?:rcpt to:|mail from:|data\b)[^<>]{0,40}(?:<[^<>]{0,320}> )?(?:received )?(?:<<<|>>>) [45]\d\d/;

/** Whether one of the first lines is a sentence that mail systems open their reports with. */
export function opensAsBounce(text: string): boolean {
  const opening = text.slice(0, 1_500).toLowerCase().replace(/\s+/g, " ").replace(/’/g, "'");
  return bounceOpenings.some((sentence) => opening.includes(sentence)) || dialogue.test(opening);
}
