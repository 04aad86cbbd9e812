// Recognises what programs, firms and gateways add to a message: phones' lines, disclaimers, virus notes, banners. Each test takes one line or paragraph.
import {
  banners,
  devices,
  disclaimerClaims,
  disclaimerSubjects,
  disclaimerTitles,
  excuses,
  getProgram,
  machineFooters,
  products,
  sentFrom,
  sentFromAfter,
  sentFromBefore,
  virusTitles,
  wholeFooters,
} from "./footer-words.ts";
import { anyOf, byInitial, startingWith } from "./word-lists.ts";

const maxFooterLength = 160;
const maxParagraphLength = 6_000;

// Names take endings in many languages: `iPhonesta`, `iPhonu`; Chinese, Japanese and Korean set no blank around them.
const product = new RegExp(
  `(?<![a-zà-ÿа-яё\\d])(?:(?:iphon|ipad|ipod|android|samsung|outlook)\\p{Ll}{0,6}|(?:${products.join("|")}))(?![a-zà-ÿа-яё\\d])`,
  "u",
);
const device = new RegExp(`(?<![\\p{L}])(?:${devices.join("|")})`, "u");
const systems = /(?<![\p{L}\p{N}])(?:ios|android|windows|mac|macos|iphone|ipad|mobile|desktop)(?![\p{L}\p{N}])/u;
const whole = new Set(wholeFooters);
const startOf = byInitial(sentFrom);
const getOf = byInitial(getProgram);
const machineOf = byInitial(machineFooters);
const virusOf = byInitial(virusTitles);
// One pattern of a hundred words is looked for eight times as fast as the words one by one.
const claim = anyOf(disclaimerClaims);
const about = anyOf(disclaimerSubjects);
const titleOf = byInitial(disclaimerTitles);
const bannerOf = byInitial(banners);

/** A line that a phone or mail program adds by itself: a known beginning, a known device or program, and nothing of the writer's behind it. */
export function isMobileFooter(line: string): boolean {
  if (line.length > maxFooterLength * 3) return false;
  const plain = footerText(line);
  const text = plain.toLowerCase();
  if (text.length < 4 || text.length > maxFooterLength || text.endsWith("?")) return false;
  return whole.has(text) || isSentFrom(text, plain) || isGetProgram(text) || isSentAtEnd(text);
}

// Links and decoration are no part of the words.
function footerText(line: string): string {
  return line
    .replace(/[<([]{1,2}\s?(?:https?:|mailto:|www\.)[^>\])]*[>\])]{0,2}|https?:\/\/\S+/gi, " ")
    .replace(/[*_"«»„“”\u200e\u200f]/g, "")
    .replace(/\s+/g, " ")
    .replace(/^[\s\-–—•>|]+|[\s.!。❤]+$/g, "");
}

function isSentFrom(text: string, plain: string): boolean {
  const start = startingWith(startOf, text);
  if (start === null) return false;
  const rest = text.slice(start.length);
  if (/^\p{L}/u.test(rest) && /[a-zà-ÿа-яё]$/.test(start)) return false;
  const words = rest.trim();
  // "Sent from the warehouse": no program speaks of itself so.
  if (/^(?:the|der|den|das|la|el|il|lo|os|as|our|unser)\s/.test(words) && !/^(?:der|la|el|il) .{0,24}app/.test(words))
    return false;
  const named = product.exec(words) ?? (ownWord.test(words) ? device.exec(words) : null);
  if (named === null && ownWord.test(words)) return anyMake.test(plain.slice(-words.length));
  return named !== null && isNear(words.slice(0, named.index)) && endsThere(words.slice(named.index + named[0].length));
}

const ownWord =
  /^(?:my|mein|mon|ma|mi|meu|minha|mio|mia|mijn|min|mitt|mojego|mojej|mého|mé|můj|môjho|mojho|mog|moje|моего|моей|мого|мого|моя|telefonul meu|de pe|een|a|an|un|une|uma|ett|en|het)\s|我的|^(?:mijn|minun)/;
/** Behind "my", a make that stands in no list, as in `Wiko RIDGE FAB 4G`: every word has a capital or a digit. */
const anyMake = /^\S+(?: (?:[\p{Lu}\d][\p{L}\p{N}-]*)){1,5}$/u;

// "Sent from my desk, is much easier than my phone" names a phone too late.
function isNear(before: string): boolean {
  return (
    before.length <= 40 &&
    before.split(" ").length <= 5 &&
    !/[,;.](?!$)|\b(?:is|are|was|ist|est|es|where|which)\s/.test(before.trimEnd().replace(/,$/, ""))
  );
}

// Five words of model or carrier, or an excuse; more are the writer's.
function endsThere(rest: string): boolean {
  const text = rest.trim();
  return text.split(" ").length <= 5
    ? !/^(?:app to|and i|and we|but|because|weil|aber|und ich|mais|pero|ma|maar)(?:\s|$)/.test(text)
    : excuses.some((each) => text.includes(each)) && text.length < 110 && !/\b(?:to all|and (?:i|we)|because)\b/.test(text);
}

function isGetProgram(text: string): boolean {
  if (getAtEnd.test(text) && text.split(" ").length <= 6) return true;
  const start = startingWith(getOf, text);
  if (start === null || text.split(" ").length > 9) return false;
  const named = product.exec(text);
  return (
    named !== null &&
    named.index <= start.length + 12 &&
    (systems.test(text.slice(named.index + named[0].length)) || text.length <= start.length + named[0].length + 6)
  );
}

/** German and Japanese put the verb behind: `Outlook für iOS beziehen`. */
const getAtEnd =
  /^(?:die |hent |)(?:[\p{L}-]{2,12} ){0,1}(?:outlook|yahoo mail|gmail|spark)(?:-app)? (?:für|for|voor|til) \p{L}{3,9}\s?(?:beziehen|herunterladen|holen|installieren|abrufen|laden|をダウンロード|を入手|の入手|の取得|downloaden|ophalen)$/u;

function isSentAtEnd(text: string): boolean {
  if (text.length > 80 || !sentFromAfter.some((each) => text.endsWith(each))) return false;
  if (!product.test(text) && !device.test(text)) return false;
  return sentFromBefore.some((each) => text.startsWith(each)) || (product.exec(text) ?? device.exec(text))!.index <= 2;
}

/** A paragraph of a firm's lawyers: it speaks of this message, and of whom it is meant for. */
export function isDisclaimer(paragraph: string): boolean {
  if (paragraph.length < 20 || paragraph.length > maxParagraphLength) return false;
  const start = paragraph.slice(0, 100).replace(/^[*_=\s]+/, "");
  if (startingWith(titleOf, start.toLowerCase()) !== null) return true;
  if (paragraph.length < 80 || !claim.test(paragraph.toLowerCase())) return false;
  const text = folded(paragraph);
  if (firstPerson.test(text)) return false;
  const claims = countOf(disclaimerClaims, text, 3);
  const isAbout = about.test(text);
  return isAbout ? claims >= (text.length > 250 ? 1 : 2) : claims >= 3;
}

function folded(paragraph: string): string {
  return paragraph
    .replace(/[*_=\s]+/g, " ")
    .trim()
    .toLowerCase();
}

/** Lawyers speak of "we" and of "you"; who says "I" writes a letter. */
const firstPerson =
  /(?<![\p{L}'’])(?:i (?:am|was|have|had|got|did|do|don't|think|want|need|would|will|can|cannot|never|just|also|ask)|i['’](?:m|ve|d|ll)|ich|mich|mir|meine?[mnrs]?|je (?:suis|ne|n['’]|vous|souhaite|voudrais)|j['’]ai|yo|necesito|quiero|sono io|ik (?:ben|heb|wil)|jag|jeg|я)(?![\p{L}'’])/u;

/** A line of a virus scanner, of a printer's friend or of list software. */
export function isMachineFooter(line: string): boolean {
  if (line.length > 500) return false;
  const text = line.replace(/^[\s\-–—*_>[(]+/, "").toLowerCase();
  if (startingWith(machineOf, text) !== null) return true;
  const title = startingWith(virusOf, text);
  // "Virus-free. www.avast.com"; with other words behind it a person speaks.
  return title !== null && /^[\s.!:,]*(?:$|[<[(]|www\.|https?:|avast|avg)/.test(text.slice(title.length));
}

/** A line that a gateway puts above mail from outside. */
export function isBanner(line: string): boolean {
  if (line.length > 600) return false;
  return startingWith(bannerOf, line.replace(/^(?:[\s*_!]|\u26a0|\ufe0f)+/, "").toLowerCase()) !== null;
}

function countOf(words: readonly string[], text: string, enough: number): number {
  let count = 0;
  for (const word of words) {
    if (text.includes(word)) count += 1;
    if (count === enough) return count;
  }
  return count;
}
