// How phrases of mail software are written down and compared: folded, so that case, accents and typography do not matter.

/** Lower case, one Unicode form, no accents, plain dashes and apostrophes, single blanks, nothing invisible. */
export function foldPhrase(text: string): string {
  if (/^[ -_a-~]*$/.test(text)) return text.toLowerCase().replace(/ {2,}/g, " ").trim();
  return text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f\p{Cf}]+/gu, "")
    .replace(/[‐‑‒–—―−]/g, "-")
    .replace(/[‘’‚‛´`]/g, "'")
    .replace(/\s+/g, " ")
    .trim();
}

/** A table with one language per line: `en: one phrase | another`. Returns the phrases, folded. */
export function phrases(table: string): readonly string[] {
  const found: string[] = [];
  for (const line of table.trim().split("\n")) {
    for (const phrase of line.slice(line.indexOf(":") + 1).split("|")) found.push(foldPhrase(phrase));
  }
  return found;
}

/** Looks a folded text's beginning up among phrases: the length of the longest that fits, or 0. */
export type Beginnings = (folded: string) => number;

export function beginnings(all: readonly string[]): Beginnings {
  const longestFirst = all.toSorted((one, other) => other.length - one.length);
  const byStart = indexed(longestFirst, (phrase) => phrase);
  return (folded) => byStart.get(startKey(folded, 0))?.find((phrase) => folded.startsWith(phrase))?.length ?? 0;
}

/** Whether one of the folded phrases occurs in a folded text before `end`: one pass, however many phrases there are. */
export type Finder = (folded: string, end?: number) => boolean;

/** Tables are long and most mail needs none: they are read when first asked for. */
export function finder(readPhrases: () => readonly string[]): Finder {
  return finderOf(
    () => indexed(readPhrases(), (phrase) => phrase),
    (phrase, folded, at) => folded.startsWith(phrase, at),
  );
}

interface Clause {
  start: string;
  hasEnd: Finder;
}

/**
 * Clauses of two halves, one language per line: `en: i am | i'm + on leave | away`. Found where a first half is followed, with at
 * most a few words between (`I am until 3 August on leave`), by a second half of its language.
 */
export function clauseFinder(table: string): Finder {
  // A half of one letter (`я`, `i`) is a word: a blank follows it.
  const read = () => indexed(clausesOf(table), ({ start }) => (start.length === 1 ? `${start} ` : start));
  return finderOf(read, ({ start, hasEnd }, folded, at) => {
    return folded.startsWith(start, at) && hasEnd(restOfSentence(folded, at + start.length));
  });
}

function clausesOf(table: string): Clause[] {
  return table
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [starts = "", ends = ""] = line.slice(line.indexOf(":") + 1).split(" + ");
      const hasEnd = finder(() => ends.split("|").map(foldPhrase));
      return starts.split("|").map((start) => ({ start: foldPhrase(start), hasEnd }));
    });
}

/** The rest of a clause follows within so many characters. */
const longestGap = 60;

// A date's points do not end the sentence: `bis 3. August`.
function restOfSentence(folded: string, from: number): string {
  const rest = folded.slice(from, from + longestGap);
  const stop = rest.search(/[^\d][.!?;:] /);
  return stop === -1 ? rest : rest.slice(0, stop + 1);
}

type Matches<T> = (one: T, folded: string, at: number) => boolean;

function finderOf<T>(read: () => Map<number, T[]>, matches: Matches<T>): Finder {
  let byStart: Map<number, T[]> | null = null;
  return (folded, end = folded.length) => {
    byStart ??= read();
    for (let at = 0; at < end && at + 1 < folded.length; at += 1) {
      const candidates = byStart.get(startKey(folded, at));
      if (candidates === undefined || isInsideWord(folded, at)) continue;
      if (candidates.some((one) => matches(one, folded, at))) return true;
    }
    return false;
  };
}

// Latin, Greek and Cyrillic words begin after something else; other scripts join particles to them, or write no blanks.
function isInsideWord(folded: string, at: number): boolean {
  return (
    at > 0 && folded.charCodeAt(at) < 0x0530 && /[\p{L}\p{N}]/u.test(folded.charAt(at - 1)) && /\p{L}/u.test(folded.charAt(at))
  );
}

function indexed<T>(all: readonly T[], startOf: (one: T) => string): Map<number, T[]> {
  const byStart = new Map<number, T[]>();
  for (const one of all) {
    const key = startKey(startOf(one), 0);
    const same = byStart.get(key);
    if (same === undefined) byStart.set(key, [one]);
    else same.push(one);
  }
  return byStart;
}

function startKey(text: string, at: number): number {
  return text.charCodeAt(at) * 0x1_0000 + text.charCodeAt(at + 1);
}
