// Reads the text of a bounce that follows no standard: who failed, and what was said about each of them.
import { findAddresses, type FoundAddress } from "./addresses.ts";
import { opensAsBounce } from "./gate.ts";
import { maxReportRecipients, type DraftRecipient } from "./status-part.ts";

/** Addresses that stand in a report but are nobody who failed: the sender, the mail system itself, whom to ask. */
export type NotRecipients = ReadonlySet<string>;

const maxLines = 600;
const maxDiagnostic = 1_000;
const linesOfReason = 12;

/**
 * The recipients that a report's text names, each with what was said near it. `lines` are those above the returned message.
 * Linear: every line is looked at a fixed number of times.
 */
export function readLooseRecipients(lines: readonly string[], others: NotRecipients): DraftRecipient[] {
  const head = lines.slice(0, maxLines);
  const mentions = head.flatMap((line, at) => mentionsIn(line, at, others));
  const best = Math.min(...mentions.map(({ rank }) => rank), 9);
  const kept = mentions.filter(({ rank }) => rank === best);
  const drafts: DraftRecipient[] = [];
  const seen = new Set<string>();
  for (const [index, mention] of kept.entries()) {
    const key = mention.address.toLowerCase();
    if (seen.has(key) || drafts.length >= maxReportRecipients) continue;
    seen.add(key);
    const end = kept.slice(index + 1).find(({ at }) => at > mention.at)?.at ?? head.length;
    drafts.push({ address: mention.address, action: null, status: null, diagnostic: reasonBelow(head, mention, end) });
  }
  return withSharedReasons(drafts);
}

interface Mention {
  address: string;
  at: number;
  /** What the line says behind the address, or the whole line where the address stands inside a sentence. */
  said: string;
  /** How surely the line is about a recipient; less is surer. */
  rank: number;
}

const askFor =
  /\b(?:contact|assistance|for help|please (?:send|mail|forward)|send mail to|write to|further information|questions?|postmaster for|report (?:this|problem)|unsubscribe|reply[- ]to|bitte wenden)\b/i;
const aboutSender =
  /^\W*(?:from|sender|mail[ _]from|envelope[- ](?:from|sender)|reply-to|return-path|de|von|x-\w+-sender|cc|bcc|message-id|references|in-reply-to|reporting-mta)\s*[:：<]/i;
const namesRecipient =
  /^(?:\W*(?:in:\s+)?)(?:(?:final|original|failed|intended|actual)[- ]recipients?|recipients?(?: address)?(?:es)?|addressed to|rcpt[ _]to|(?:target )?(?:mail |email |e-mail )?address|delivery to|destination(?: address)?|empfänger|destinataires?|destinatarios?|destinatários?|received >+ rcpt to|sent <+ rcpt to|member|ontvangers?|mottagare|modtager|odbiorca|příjemce|címzett|alıcı|получател[ьи]|адресат|одержувач|宛先|送信先|收件人|收件者|받는 ?사람|수신자)\s*[:：<]|^\W*收件[人者]\s/i;
const failing =
  /\b(?:unknown user|could not be delivered to|couldn't be delivered to|not delivered to|wasn't delivered to|was not delivered|unable to deliver(?: message)? to|undeliverable to|did not reach|delivering your (?:mail|message) to|failed to deliver|delivery (?:failed|to)|deliver(?:y|ing)? .{0,30} to|is full|exceeds allowed size|userid|attempts:|unknown|rejected recipient|rejected|not found|does not exist|no such|invalid|failed|error|group you tried to contact|message to)\b|一杯|不存在|失败|できません|не (?:найден|доставлен)/i;

function mentionsIn(line: string, at: number, others: NotRecipients): Mention[] {
  if (!line.includes("@") || aboutSender.test(line)) return [];
  const all = findAddresses(line);
  const found = all.filter(({ address }) => !others.has(address.toLowerCase()));
  // A line that begins with an address is about it, even where somebody wrote to themselves.
  const first = found[0] ?? all[0];
  if (first === undefined) return [];
  const rank = rankOf(line, first);
  if (found.length === 0) return rank <= 2 ? [mention(line, first, at, rank)] : [];
  if (rank === 9) return [];
  if (rank === 1 || rank === 2)
    return found.slice(0, isList(line, found) ? found.length : 1).map((one) => mention(line, one, at, rank));
  return [mention(line, first, at, rank)];
}

function mention(line: string, found: FoundAddress, at: number, rank: number): Mention {
  return { address: found.address, at, said: rank <= 2 ? line.slice(found.end) : line, rank };
}

// `a@x, b@x` and nothing else.
function isList(line: string, found: readonly FoundAddress[]): boolean {
  return found.every(
    ({ end }, index) => index === found.length - 1 || /^[\s,;]*<?$/.test(line.slice(end, found[index + 1]!.start)),
  );
}

/** 1: the line begins with it; 2: behind a label; 3: in a reply line; 4: in a sentence about failing; 5: told as the original's To; 9: not about a recipient. */
function rankOf(line: string, first: FoundAddress): number {
  const before = line.slice(0, first.start).trim();
  if (askFor.test(line) && !/^[*<>\s-]*$/.test(before)) return 9;
  if (/^(?:[*•·>\-–\s"'|(]*|\d{1,2}[.)])$/.test(before)) return 1;
  if (/^[\w.+=-]{1,64}:\d+:$/.test(before)) return 1; // SendGrid: `user:000:<user@host> : …`.
  if (/^(?:>>>|[45]\d\d)/.test(before))
    return /^(?:[45]\d\d(?:[ -][45]\.\d{1,3}\.\d{1,3})?|>>> ?rcpt to:)$/i.test(before) ? 3 : 9;
  if (namesRecipient.test(line)) return 2;
  if (/^\[status: error, address:$/i.test(before)) return 3;
  if (before.startsWith("<<<")) return 9;
  if (failing.test(line) || opensAsBounce(line)) return 4;
  return /^to\s*[:：]/i.test(before) ? 5 : 9;
}

// The reason stands behind the address, or in the lines below it up to the next recipient.
function reasonBelow(lines: readonly string[], { at, said, rank }: Mention, end: number): string {
  const below: string[] = [];
  for (let next = at + 1; next < Math.min(end, at + 1 + linesOfReason); next += 1) {
    const line = lines[next]!.trim();
    if (/^-{3,}.*-{3,}$|^[-=_*#]{5,}$/.test(line) && below.length > 0) break;
    if (rank === 3 && /^(?:[2-5]\d\d |<<<|>>>|(?:\.\.\. )?while talking)/i.test(line)) break;
    if (line !== "") below.push(line);
  }
  return [said.replace(/^[>\s:;.\-"')]+/, ""), ...below].join(" ").replace(/\s+/g, " ").trim().slice(0, maxDiagnostic);
}

// A list of addresses with one reason under the last: it is said of all of them.
function withSharedReasons(drafts: readonly DraftRecipient[]): DraftRecipient[] {
  const last = drafts.at(-1)?.diagnostic ?? "";
  return drafts.map((draft) => (draft.diagnostic === "" ? { ...draft, diagnostic: last } : draft));
}

/**
 * What a report's text says about an address: the lines that name it, with what goes on below them and, in a transcript, the
 * conversation above them.
 */
export function readerOfSaid(lines: readonly string[]): (address: string) => string {
  const bounded = lines.slice(0, maxLines).map((line) => line.slice(0, maxSaidLine));
  const lower = bounded.map((line) => line.toLowerCase());
  return (address) => saidAbout({ lines: bounded, lower }, address.toLowerCase());
}

const maxSaidLine = 600;

interface Lines {
  lines: readonly string[];
  lower: readonly string[];
}

function saidAbout({ lines, lower }: Lines, key: string): string {
  const said: string[] = [];
  for (let at = 0; at < lines.length && said.length < 40; at += 1) {
    if (!lower[at]!.includes(key) || statusField.test(lines[at]!)) continue;
    said.push(...conversationAbove(lines, at), lines[at]!.trim());
    for (let below = at + 1; below < Math.min(lines.length, at + 8) && goesOn(lines[below]!); below += 1) {
      said.push(lines[below]!.trim());
    }
  }
  return said.join(" ").replace(/\s+/g, " ").slice(0, maxDiagnostic);
}

const statusField = /^(?:final|original)-recipient\s*:/i;

// Sendmail tells what it asked and was answered in front of the recipient it concerns.
function conversationAbove(lines: readonly string[], at: number): string[] {
  if (!/^\s*(?:[45]\d\d |<[^>]*>\.\.\. )/.test(lines[at]!)) return [];
  const above: string[] = [];
  for (let line = at - 1; line >= Math.max(0, at - 5); line -= 1) {
    const text = lines[line]!.trim();
    if (text === "" || /^(?:\.\.\. )?while talking/i.test(text) || /^[45]\d\d [^ ]*</.test(text)) break;
    if (/^(?:<<<|>>>)/.test(text)) above.unshift(text);
  }
  return above;
}

// Up to an empty line, a rule, the next reply or the next recipient.
function goesOn(line: string): boolean {
  const text = line.trim();
  if (text === "" || /^[-=_*#]{4,}/.test(text) || /^[2-5]\d\d[ -]|^(?:\.\.\. )?while talking/i.test(line)) return false;
  const first = line.includes("@") ? findAddresses(line)[0] : undefined;
  return first === undefined || /[\p{L}\p{N}]/u.test(line.slice(0, first.start));
}
