// Text reduced to what survives the way through other people's mail servers: words without their wrapping, links by their target.
import { forwardWords, markPattern, replyWords, unsureReplyWords } from "./subject-words.ts";

/** One line: its words run together, with a sign where each link stood, and the links as they were written. */
export interface FoldedLine {
  words: string;
  links: readonly string[];
}

// Letters, marks, digits, currency signs and pictures. Spaces, wraps, quote marks and all other punctuation are what gateways change.
const notWords = /[^\p{L}\p{M}\p{N}\p{Sc}\p{So}]+/gu;
const link = /\bhttps?:\/\/[^\s<>"]+/gi;

/** Words without case, spaces or punctuation, in one Unicode form (NFKC): equal for texts that say the same. */
export function foldWords(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(notWords, "");
}

/** For texts so short that punctuation is half of what they say: only spaces go, and typographic signs become plain ones. */
export function foldSpaces(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{Cf}]+/gu, "")
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[“”„‟]/g, '"')
    .replace(/[‐‑‒–—−]/g, "-");
}

const linkSign = "\uE000";
const noWords: FoldedLine = { words: "", links: [] };

/** A line with a sign in place of each link: gateways rewrite links, and people read past them. */
export function foldLine(line: string, fold: (text: string) => string): FoldedLine {
  if (line === "") return noWords;
  if (!/https?:/i.test(line)) return { words: fold(line), links: noWords.links };
  const links: string[] = [];
  const between: string[] = [];
  let from = 0;
  for (const { 0: found, index } of line.matchAll(link)) {
    links.push(withoutPunctuation(found));
    between.push(fold(line.slice(from, index)));
    from = index + found.length;
  }
  return { words: [...between, fold(line.slice(from))].join(linkSign), links };
}

// What stands for a picture or repeats an address in a text that was made from HTML, each program in its own way.
const standIn =
  /\[(?:cid|image|bild|imagen|immagine|afbeelding|画像|图片)(?::[^[\]\n]{0,200})?\]|<(?:mailto|cid|tel):[^<>\n]{0,300}>|\b(?:mailto|cid):[^\s<>\]]{1,300}/giu;

/** A line without its links and what stands for pictures: one copy shows them, the other was made from HTML and does not. */
export function foldBareLine(line: string, fold: (text: string) => string): FoldedLine {
  if (line === "") return noWords;
  const bare = line.replace(standIn, " ");
  if (!/https?:/i.test(bare)) return { words: fold(bare), links: noWords.links };
  const links = [...bare.matchAll(link)].map(([found]) => withoutPunctuation(found));
  return { words: fold(bare.replace(link, " ")), links };
}

/** Letters and digits of ASCII alone: what is left of a text whose charset was mistaken on the way. */
export function foldLetters(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "");
}

// A replacement sign; UTF-8 read as Latin-1 or Windows-1252; question marks inside words.
const damage = /\uFFFD|[ÃÂÐÑ][\u0080-\u00BF\u2018-\u203A€ŠŒŽšœžŸƒˆ˜™…†‡•]|â€|\p{L}\?+\p{L}/u;

/** Whether letters beyond ASCII seem to have been lost. */
export function looksDamaged(text: string): boolean {
  return damage.test(text);
}

function withoutPunctuation(found: string): string {
  let end = found.length;
  while (end > 0 && ".,;:!?)]}'*_".includes(found.charAt(end - 1))) end -= 1;
  return found.slice(0, end);
}

// Gateways whose rewritten links do not show where they lead.
const opaqueGateways = [
  "mimecast.com",
  "mimecastprotect.com",
  "sophos.com",
  "fireeye.com",
  "trendmicro.com",
  "checkpoint.com",
  "cudasvc.com",
  "ppe-hosted.com",
  "urldefense.us",
  "emailprotection.link",
  "messagelabs.com",
  "symantec.com",
  "hornetsecurity.com",
  "vadesecure.com",
  "trustwave.com",
  "edgepilot.com",
  "egress.com",
  "darktrace.com",
  "ironport.com",
  "esvalabs.com",
  "spamtitan.com",
  "perception-point.io",
  "inkyphishfence.com",
  "postoffice.net",
  "mailguard.com.au",
  "heimdalsecurity.com",
  "fortimailcloud.com",
];
// A target inside another link: plain, percent-encoded once or twice, or in Proofpoint's spelling (https-3A__).
const innerTarget = /https?(?::|%(?:25)?3a|-3a)(?:\/|%(?:25)?2f|_){2}([a-z0-9.-]+)/gi;
// Mimecast and others name at least the host.
const namedDomain = /[?&](?:domain|d)=([a-z0-9.-]+\.[a-z]{2,})(?:&|$)/i;
const longestLink = 4_000;

/** Whether two links lead to one place: the same link, or one of them rewritten by a gateway that checks clicks. */
export function isSameLink(one: string, other: string): boolean {
  if (one === other) return true;
  const first = targetOf(one);
  const second = targetOf(other);
  if (first.opaque || second.opaque) return true;
  return (first.rewritten || second.rewritten) && first.host === second.host;
}

function targetOf(text: string): { host: string; rewritten: boolean; opaque: boolean } {
  const hosts = [...text.slice(0, longestLink).matchAll(innerTarget)].map((match) => (match[1] ?? "").toLowerCase());
  const host = hosts.at(-1) ?? "";
  if (hosts.length > 1) return { host, rewritten: true, opaque: false };
  const isGateway = opaqueGateways.some((gateway) => host === gateway || host.endsWith(`.${gateway}`));
  const named = isGateway ? namedDomain.exec(text.slice(0, longestLink))?.[1]?.toLowerCase() : undefined;
  return { host: named ?? host, rewritten: named !== undefined, opaque: isGateway && named === undefined };
}

// Marks that clients and gateways put around a subject: answer and forward words, [list] and [EXT] tags, {Spam?}, *** SPAM ***.
const gatewayWords =
  "ref|external|ext|extern|externe|externo|esterno|spam|spam?|suspected spam|suspicious|bulk|newsletter|caution|warning|virus|encrypted|secure|unverified sender|untrusted";
const subjectMark = new RegExp(
  String.raw`^\s*(?:${markPattern(replyWords, unsureReplyWords, forwardWords, gatewayWords)}|\[[^\[\]]{0,80}\]|\{[^{}]{0,40}\}|<(?:ext|extern|external)>|\((?:ext|extern|external)\)|\*{2,}[^*]{1,40}\*{2,})`,
  "iu",
);
const longestTag = 80;
const longestSubject = 1_000;

/** A subject without the marks piled around it, spaces collapsed. Idempotent. */
export function baseSubject(subject: string): string {
  let rest = subject
    .slice(0, 4 * longestSubject)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, longestSubject);
  for (let mark = subjectMark.exec(rest); mark !== null; mark = subjectMark.exec(rest)) rest = rest.slice(mark[0].length);
  for (let tag = tagAtEnd(rest); tag !== null; tag = tagAtEnd(rest)) rest = rest.slice(0, tag).trimEnd();
  return rest.trim();
}

/** Where a [tag] at the end begins, or null. */
function tagAtEnd(subject: string): number | null {
  const trimmed = subject.trimEnd();
  const from = trimmed.endsWith("]") ? trimmed.lastIndexOf("[") : -1;
  return from === -1 || trimmed.length - from > longestTag ? null : from;
}
