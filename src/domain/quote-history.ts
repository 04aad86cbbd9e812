// What stands below an answer: earlier messages, as far as every reader of the answer was on them already, and never a note.
import { addressKey } from "./address.ts";
import type { Address } from "./message.ts";
import type { Recipients, ThreadMessage } from "./reply-recipients.ts";
import { markPattern, replyWords } from "./subject-words.ts";

export interface QuotedHistory {
  /** Newest first. */
  messages: readonly ThreadMessage[];
  /** Readers because of whom something was left out. */
  notQuotedFor: readonly Address[];
}

const mostMessages = 20;
const mostCharacters = 50_000;

/**
 * Research A-08: whoever is new gets nothing that was sent before. A message is quoted only where each reader wrote it or had it, so
 * that one copy for all of them cannot tell one of them what only another was told.
 */
export function quotedHistory(messages: readonly ThreadMessage[], recipients: Recipients): QuotedHistory {
  const readers = [...recipients.to, ...recipients.cc, ...recipients.bcc];
  const leftOutFor = new Map<string, Address>();
  const quoted: ThreadMessage[] = [];
  let characters = 0;
  for (const message of messages) {
    if (message.direction === "note" || message.standing === "stranger" || message.visibleText.trim() === "") continue;
    const on = peopleOn(message);
    const outside = readers.filter(({ address }) => !on.has(addressKey(address)));
    for (const reader of outside) leftOutFor.set(addressKey(reader.address), reader);
    if (outside.length > 0 || quoted.length === mostMessages) continue;
    characters += message.visibleText.length;
    if (characters > mostCharacters) break;
    quoted.push(message);
  }
  return { messages: quoted, notQuotedFor: [...leftOutFor.values()] };
}

function peopleOn(message: ThreadMessage): Set<string> {
  return new Set([message.author, ...message.to, ...message.cc, ...message.bcc].map(({ address }) => addressKey(address)));
}

/** The history as plain text: a line that says who wrote, then the words behind `>`. Empty when there is none. */
export function historyText(messages: readonly ThreadMessage[]): string {
  return messages.map((message) => `${attribution(message)}\n${quoteMarks(message.visibleText)}`).join("\n\n");
}

/** The same for HTML. Only words are quoted, never somebody's markup. */
export function historyHtml(messages: readonly ThreadMessage[]): string {
  return messages
    .map(
      (message) =>
        `<div>${escapeHtml(attribution(message))}</div><blockquote type="cite" style="margin: 0 0 0 0.8ex; border-left: 1px solid #ccc; padding-left: 1ex">${linesAsHtml(message.visibleText)}</blockquote>`,
    )
    .join("<br>");
}

// In the form that mail programs write, so that every reader of replies (ours among them) knows it for history when it comes back.
function attribution({ at, author }: ThreadMessage): string {
  const who = author.name === "" ? author.address : `${author.name} <${author.address}>`;
  return `On ${dateText(at)}, ${who} wrote:`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function dateText(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${days[at.getUTCDay()]}, ${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${day} at ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`;
}

function quoteMarks(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line.startsWith(">") ? `>${line}` : `> ${line}`.trimEnd()))
    .join("\n");
}

/** Plain words as HTML: paragraphs at empty lines, breaks at others, and links that can be clicked. */
export function htmlFromText(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${linesAsHtml(paragraph)}</p>`)
    .join("");
}

function linesAsHtml(text: string): string {
  return text.trim().split("\n").map(withLinks).join("<br>");
}

const link = /\bhttps?:\/\/[^\s<>"]{1,2000}[^\s<>".,;:!?)\]}']/g;

function withLinks(line: string): string {
  let html = "";
  let from = 0;
  for (const match of line.matchAll(link)) {
    const address = escapeHtml(match[0]);
    html += `${escapeHtml(line.slice(from, match.index))}<a href="${address}">${address}</a>`;
    from = match.index + match[0].length;
  }
  return html + escapeHtml(line.slice(from));
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** One "Re: " before the subject as it was without any; the ticket's tag at its end where the source asks for it. */
export function replySubject(subject: string, tag: number | null): string {
  let base = subject.replace(/\s+/g, " ").trim();
  for (;;) {
    const shorter = base.replace(replyPrefix, "");
    if (shorter === base) break;
    base = shorter;
  }
  const plain = base.replace(/\s*\[Ticket #\d{1,10}\]/gi, "").trim();
  const shown = plain === "" ? "(no subject)" : plain;
  return tag === null ? `Re: ${shown}` : `Re: ${shown} [Ticket #${tag}]`;
}

const replyPrefix = new RegExp(String.raw`^${markPattern(replyWords, "vs")}\s*`, "iu");

const mostReferences = 20;

/**
 * RFC 5322 §3.6.4: the ids of the conversation, oldest first, the one that is answered last. Research A-29: an id is repeated only
 * where it can do no harm in a header.
 */
export function referencesOf(ids: readonly (string | null)[], parent: string | null): string[] {
  const usable = [...new Set(ids.filter((id) => id !== null && id !== parent && isPlainId(id)))] as string[];
  const kept = usable.length > mostReferences - 1 ? [usable[0]!, ...usable.slice(-(mostReferences - 2))] : usable;
  return parent !== null && isPlainId(parent) ? [...kept, parent] : kept;
}

function isPlainId(id: string): boolean {
  return id.length <= 250 && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.:;-]+@[A-Za-z0-9.:[\]_-]+$/.test(id);
}
