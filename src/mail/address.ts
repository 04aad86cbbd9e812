// Addresses (RFC 5322 §3.4): one strict reader for the author, which contacts and DMARC both rely on, and one lenient reader for lists.
import { domainToASCII } from "node:url";
import { clean } from "#domain/clean.ts";
import type { Address, WrittenAddress } from "#domain/message.ts";
import { decodeWordsInText } from "./header-text.ts";
import { readMailboxes, readQuoted } from "./mailboxes.ts";

export type AuthorRefusal =
  | "missing"
  | "several-fields"
  | "several-mailboxes"
  | "group"
  | "source-route"
  | "misplaced-comment"
  | "several-at-signs"
  | "lookalike-at-sign"
  | "text-after-address"
  | "not-an-address";

export type Author = { address: Address } | { ambiguous: AuthorRefusal };

const maxAddressLength = 320;
const maxNameLength = 500;
/** Full-width and small commercial at, which a reader takes for the real one. */
const lookalikeAt = /[\uff20\ufe6b]/;
const controls = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * The one author of a message, from the values of all its From fields (text, encoded words not yet decoded).
 * Anything that two readers could understand differently is refused: mail is then set aside, not guessed at.
 */
export function parseFrom(values: readonly string[]): Author {
  if (values.every((value) => value.trim() === "")) return { ambiguous: "missing" };
  if (values.length > 1) return { ambiguous: "several-fields" };
  return parseAuthor(values[0]!.trim());
}

function parseAuthor(value: string): Author {
  if (value.length > 2_000 || controls.test(value)) return { ambiguous: "not-an-address" };
  const open = firstOutsideQuotes(value, "<");
  return open === -1 ? parseBareAuthor(value) : parseAngleAuthor(value, open);
}

// `user@host` or, in the old style, `user@host (Name)`.
function parseBareAuthor(value: string): Author {
  const whole = wholeWord(value);
  if (whole !== null) return { address: whole };
  const blank = value.search(/[\s(]/);
  const spec = blank === -1 ? value : value.slice(0, blank);
  const rest = blank === -1 ? "" : value.slice(blank).trim();
  const structure = structureOf(spec);
  if (structure !== null) return { ambiguous: structure };
  const address = readAddress(spec);
  if (address === null) return { ambiguous: refusalOf(value) };
  if (rest === "") return { address: { name: "", address } };
  const comment = simpleComment(rest);
  if (comment === null) return { ambiguous: afterAddress(rest) };
  return { address: { name: displayName(comment), address } };
}

// `"user@host"`, and `Name user@host` of programs that know no brackets: one at sign, no structure, the address stands last.
function wholeWord(value: string): Address | null {
  if (!hasOneAt(value)) return null;
  const [quoted, next] = value.startsWith('"') ? readQuoted(value, 0) : ["", -1];
  const address = next === value.length ? readAddress(quoted) : null;
  if (address !== null) return { name: "", address };
  const blank = Math.max(value.lastIndexOf(" "), value.lastIndexOf("\t"));
  if (blank === -1 || /[()<>,;:"\\[\]]/.test(value)) return null;
  const last = readAddress(value.slice(blank + 1));
  return last === null ? null : { name: displayName(value.slice(0, blank)), address: last };
}

// `Name <user@host>`, with at most one simple comment after the name or after the address.
function parseAngleAuthor(value: string, open: number): Author {
  const close = value.indexOf(">", open);
  if (close === -1) return { ambiguous: "not-an-address" };
  const spec = value.slice(open + 1, close).trim();
  if (spec.startsWith("@")) return { ambiguous: "source-route" };
  if (lookalikeAt.test(spec)) return { ambiguous: "lookalike-at-sign" };
  const address = readAddress(spec);
  if (address === null) return { ambiguous: refusalOf(spec) };
  const phrase = value.slice(0, open).trim();
  const after = value.slice(close + 1).trim();
  if (hasOneAt(value) && isHarmless(after)) {
    return isClosed(phrase) ? { address: { name: nameBefore(phrase), address } } : { ambiguous: "not-an-address" };
  }
  if (after !== "" && simpleComment(after) === null) return { ambiguous: afterAddress(after) };
  const name = readPhrase(phrase, spec);
  return typeof name === "string" ? { address: { name, address } } : { ambiguous: name.refused };
}

// With one at sign in all of the field, whatever stands around the brackets, every reader finds the address in them or none.
function hasOneAt(value: string): boolean {
  return countAt(value) === 1 && !lookalikeAt.test(value);
}

// Behind the address: brackets closed twice, a separator without a second entry, remarks.
function isHarmless(after: string): boolean {
  return /^[>,;\s]*$/.test(after) || (after.startsWith("(") && after.endsWith(")"));
}

function isClosed(phrase: string): boolean {
  let at = phrase.indexOf('"');
  while (at !== -1) {
    const next = readQuoted(phrase, at)[1];
    if (next === -1) return false;
    at = phrase.indexOf('"', next);
  }
  return true;
}

function nameBefore(phrase: string): string {
  return displayName(simpleComment(phrase) ?? phrase);
}

// The words in front of `<`: quoted strings, atoms and encoded words; commas are forgiven, since no second address can follow.
function readPhrase(phrase: string, spec: string): string | { refused: AuthorRefusal } {
  // Outlook puts the address in apostrophes where it knows no name.
  const bare = /^'.*'$/.test(phrase) ? phrase.slice(1, -1) : phrase;
  if (bare.toLowerCase() === spec.toLowerCase()) return displayName(bare);
  const words: string[] = [];
  let at = 0;
  let comments = 0;
  while (at < phrase.length) {
    const character = phrase[at]!;
    if (character === '"') {
      const [text, next] = readQuoted(phrase, at);
      if (next === -1) return { refused: "not-an-address" };
      words.push(text);
      at = next;
    } else if (character === "(") {
      const end = phrase.indexOf(")", at);
      comments += 1;
      if (words.length === 0 || comments > 1 || end === -1 || simpleComment(phrase.slice(at, end + 1)) === null) {
        return { refused: "misplaced-comment" };
      }
      words.push(phrase.slice(at, end + 1));
      at = end + 1;
    } else {
      const word = character === "=" ? encodedWord.exec(phrase.slice(at, at + 2_100)) : null;
      const refused = word === null ? structureOf(character) : null;
      if (refused !== null) return { refused };
      const next = word === null ? nextSpecial(phrase, at) : at + word[0].length;
      words.push(phrase.slice(at, next));
      at = next;
    }
  }
  return nameText(words.join(""));
}

/** Mailers leave `:` and `)` in encoded words, though RFC 2047 §5 forbids it there; no address can hide in one. */
const encodedWord = /^=\?[^\s?<>@"]{1,60}\?[bq]\?[^\s?<>@"]{0,2000}\?=/i;

function nextSpecial(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && !'"():;@<>='.includes(text[at]!) && !lookalikeAt.test(text[at]!)) at += 1;
  return at;
}

// Why a character or word that stands outside quotes cannot be part of a name or bare address.
function structureOf(text: string): AuthorRefusal | null {
  if (lookalikeAt.test(text)) return "lookalike-at-sign";
  if (text.includes(":") || text.includes(";")) return "group";
  if (text.length === 1 && text === "@") return "several-at-signs";
  if (text.length === 1 && (text === ")" || text === ">")) return "not-an-address";
  return null;
}

function refusalOf(spec: string): AuthorRefusal {
  if (lookalikeAt.test(spec)) return "lookalike-at-sign";
  if (spec.startsWith("(") || spec.includes("(")) return "misplaced-comment";
  if (/[,;]/.test(spec)) return "several-mailboxes";
  return countAt(spec) > 1 ? "several-at-signs" : "not-an-address";
}

function afterAddress(rest: string): AuthorRefusal {
  if (rest.startsWith(",") || rest.startsWith(";")) return "several-mailboxes";
  return rest.startsWith("(") ? "misplaced-comment" : "text-after-address";
}

function countAt(text: string): number {
  return text.split("@").length - 1;
}

// A comment that no reader can take for anything else: not nested, nothing after it, no address inside.
function simpleComment(text: string): string | null {
  if (!text.startsWith("(") || !text.endsWith(")") || text.length < 2) return null;
  const inside = text.slice(1, -1);
  return /[()<>@\\]/.test(inside) || lookalikeAt.test(inside) ? null : inside;
}

/**
 * A complete addr-spec (RFC 5322 §3.4.1) as it is compared and stored: local part as written, domain in lower case and A-label form.
 * Null for anything else, routes, comments, blanks, domain literals and local parts that hide an `@` included.
 */
export function readAddress(spec: string): string | null {
  if (spec.length > maxAddressLength) return null;
  const at = spec.lastIndexOf("@");
  if (at <= 0) return null;
  const local = spec.slice(0, at);
  const domain = readDomain(spec.slice(at + 1));
  return domain === null || !isLocalPart(local) ? null : clean(`${local}@${domain}`);
}

function isLocalPart(local: string): boolean {
  if (local.includes("@") || lookalikeAt.test(local) || local.includes("=?")) return false;
  if (local.startsWith('"')) return /^"[^"\\\u0000-\u001f<>(),:;]*"$/.test(local);
  // Dots at the end or in a row are forbidden by the RFC, but some providers gave out such addresses.
  return !/[\s"(),:;<>[\]\\\u0000-\u001f\u007f]/.test(local);
}

function readDomain(written: string): string | null {
  // A dot at the end names the root, and so the same domain.
  const domain = written.endsWith(".") ? written.slice(0, -1) : written;
  if (domain === "" || domain.length > 255) return null;
  if (/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(domain)) return domain.toLowerCase();
  if (isAscii(domain)) return null;
  const ascii = domainToASCII(domain);
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(ascii) ? ascii : null;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 126) return false;
  return true;
}

export interface AddressList {
  addresses: Address[];
  /** There were more than `max`; the rest was not read. */
  cut: boolean;
}

/** To, Cc, Reply-To as mailers write them: groups are opened, what is no address is left out, repeats are kept once. Linear. */
export function parseAddressList(values: readonly string[], max = 200): AddressList {
  const addresses: Address[] = [];
  const seen = new Set<string>();
  for (const value of values) {
    for (const { name, spec } of readMailboxes(value)) {
      const address = readLenient(spec);
      if (address === null || seen.has(address.toLowerCase())) continue;
      if (addresses.length >= max) return { addresses, cut: true };
      seen.add(address.toLowerCase());
      addresses.push({ name: nameText(name), address });
    }
  }
  return { addresses, cut: false };
}

const mostWritten = 10;

/**
 * The author's field as it reads to people, where it names nobody for certain: to be shown beside a warning, never to be compared or
 * answered. `address` is then whatever stands in its place and may be no address (`nsb`) or empty. At most ten entries.
 */
export function readAsWritten(values: readonly string[]): WrittenAddress[] {
  const written: WrittenAddress[] = [];
  for (const value of values) {
    for (const { name, spec } of readMailboxes(value.slice(0, 10_000))) {
      if (written.length >= mostWritten) return written;
      written.push({
        name: nameText(name),
        address: readLenient(spec) ?? nameText(spec).slice(0, maxAddressLength).toWellFormed(),
      });
    }
  }
  return written;
}

// A route in front is dropped, `mailto:` and stray brackets or quotes around are forgiven.
function readLenient(spec: string): string | null {
  let bare = spec.trim();
  if (bare.startsWith("@") && bare.includes(":")) bare = bare.slice(bare.indexOf(":") + 1);
  if (bare.toLowerCase().startsWith("mailto:")) bare = bare.slice(7).split("?", 1)[0]!;
  if (bare.endsWith(".")) bare = bare.slice(0, -1);
  return readAddress(bare) ?? readAddress(stripQuotes(bare));
}

function stripQuotes(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && `'"<[`.includes(text[start]!)) start += 1;
  while (end > start && `'">]`.includes(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

/** A name for people: quotes and escapes undone, encoded words decoded, bounded. */
function displayName(text: string): string {
  return nameText(unquote(text.trim()));
}

function nameText(text: string): string {
  const name = decodeWordsInText(text.slice(0, maxNameLength * 8))
    .replace(/\s+/g, " ")
    .trim();
  const bare = name.length > 1 && name.startsWith("'") && name.endsWith("'") ? name.slice(1, -1) : name;
  return bare.slice(0, maxNameLength).toWellFormed();
}

function unquote(text: string): string {
  if (!text.includes('"')) return text;
  const out: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    if (quote === -1) break;
    out.push(text.slice(at, quote));
    const [inside, next] = readQuoted(text, quote);
    out.push(next === -1 ? text.slice(quote + 1) : inside);
    at = next === -1 ? text.length : next;
  }
  out.push(text.slice(at));
  return out.join("");
}

function firstOutsideQuotes(text: string, wanted: string): number {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === wanted) return at;
    if (text[at] === '"') {
      const end = readQuoted(text, at)[1];
      if (end === -1) return text.indexOf(wanted, at);
      at = end - 1;
    }
  }
  return -1;
}
