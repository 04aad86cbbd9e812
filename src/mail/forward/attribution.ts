// The line above a quotation, `On 1 May 2026 at 10:00, Ann <ann@example.com> wrote:`, and whom it names.
import { readNamed, type Named } from "./addresses.ts";
import { monthOf } from "../month-names.ts";
import { readLine } from "./lines.ts";
import { attributionOf } from "../reply/attribution.ts";
import { wroteAtEnd, wroteInside } from "../reply/words.ts";

export interface Attribution {
  /** The line it begins at. */
  at: number;
  author: Named | null;
  dateText: string | null;
}

const verbs = new Set([...wroteAtEnd, ...wroteInside]);
const maxLines = 4;
const maxLength = 600;
const clock = /\d{1,2}[:.h]\d{2}|\d{1,2}時\d{2}/;
const day = /\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b(?:19|20)\d\d\b|\d{4}年/;
/** The attribution that ends at a line, also where it was wrapped; null where none does. */
export function readAttribution(lines: readonly string[], end: number): Attribution | null {
  const last = readLine(lines[end]!);
  if (!/(?:[:：]|-{2,}|wrote)$/.test(last.text.slice(-6)) || last.text.length > maxLength) return null;
  let text = "";
  for (let at = end; at >= 0 && end - at < maxLines; at -= 1) {
    const line = readLine(lines[at]!);
    if (line.text === "" || line.depth !== last.depth) return null;
    text = text === "" ? line.text : `${line.text} ${text}`;
    if (text.length > maxLength) return null;
    if (attributionOf(text) === "certain" || namesAddressAndTime(text))
      return { at, author: authorOf(text), dateText: dateIn(text) };
  }
  return null;
}

// Whatever the language: an address in brackets, a day and a time, and a colon at the end.
function namesAddressAndTime(text: string): boolean {
  return (
    /[<([][^<>()[\]\s]{1,100}@[^<>()[\]\s]{1,100}[>)\]]/.test(text) && clock.test(text) && day.test(text) && /[:：]$/.test(text)
  );
}

function authorOf(text: string): Named | null {
  const named = readNamed(text);
  if (named === null || named.address === null) return null;
  const quoted = /["„“”«]\s?([^"„“”«»]{1,200}?)\s?["”“»]\s?\(?[<([]/.exec(text);
  return { name: quoted === null ? nameIn(named.name) : quoted[1]!.trim(), address: named.address };
}

// The date stands in front of the name, or behind the address: from the first number or month to the last number, half of the day or zone.
function dateIn(text: string): string | null {
  const at = text.indexOf("@");
  const before = at === -1 ? text : text.slice(0, at);
  const tokens = (clock.test(before) ? before : text.slice(Math.max(at, 0))).split(" ");
  const isDated = (token: string) => /\d/.test(token) && !token.includes("@");
  const first = tokens.findIndex((token) => isDated(token) || monthOf(token) !== null);
  const last = tokens.findLastIndex((token) => isDated(token) || afterClock.test(token));
  if (first === -1 || last < first) return null;
  return tokens
    .slice(first, last + 1)
    .join(" ")
    .replace(/[，、“"„«].*$|에$/, "")
    .replace(/[,:：;.)]+$/, "");
}

const afterClock = /^(?:[ap]\.?m\.?|gmt|utc|ce?s?t|e[ds]t|p[ds]t|c[ds]t|m[ds]t|uhr)[,:]?$/i;

// What stands in front of the address is the time, the word for "wrote", and the name.
function nameIn(words: string): string {
  const tokens = words.split(" ");
  const lastNumber = tokens.findLastIndex((token) => /\d/.test(token));
  const rest = tokens.slice(lastNumber + 1);
  const verb = rest.findIndex((token) => verbs.has(token.toLowerCase()));
  const name = rest.slice(verb + 1);
  while (lastNumber !== -1 && name.length > 1 && (isSmall(name[0]!) || clockWords.has(name[0]!.toLowerCase()))) name.shift();
  return name.join(" ");
}

const clockWords = new Set(["uhr", "am", "pm", "a.m.", "p.m.", "am,", "pm,", "gmt", "utc", "cet", "cest"]);

function isSmall(word: string): boolean {
  const first = word[0]!;
  return first.toLowerCase() === first && first.toUpperCase() !== first;
}
