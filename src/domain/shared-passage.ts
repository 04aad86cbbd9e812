// Whether one text holds a passage of another: several words in a row, whatever stands between them.

/** Words in a row that are no accident. Shorter texts count whole, from the fewest on. */
const passageWords = 8;
const fewestWords = 4;
const longestLooked = 100_000;
const longestShown = 80;

/**
 * The first passage of `secret` that stands in `text` too, cut to one line; null where there is none, or where one of `known` has it as
 * well. Writing that puts no space between words is compared by the letter. Linear.
 */
export function sharedPassage(text: string, secret: string, known: readonly string[]): string | null {
  const wanted = wordsOf(secret);
  const length = Math.min(passageWords, wanted.length);
  if (length < fewestWords) return null;
  const written = wordsOf(text);
  const runs = new Map<string, Word>();
  for (let at = 0; at + length <= written.length; at += 1) runs.set(runAt(written, at, length), written[at] as Word);
  if (runs.size === 0) return null;
  const common = new Set<string>();
  for (let at = 0; at + length <= wanted.length; at += 1) {
    const run = runAt(wanted, at, length);
    if (runs.has(run)) common.add(run);
  }
  if (common.size === 0) return null;
  for (const harmless of known.map(wordsOf))
    for (let at = 0; at + length <= harmless.length; at += 1) common.delete(runAt(harmless, at, length));
  const [first] = common;
  const from = first === undefined ? undefined : runs.get(first);
  return from === undefined ? null : oneLine(text.slice(from.at, from.at + 400));
}

interface Word {
  key: string;
  at: number;
}

// Ideographs and kana stand for a word each: their texts have no spaces.
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+/gu;

function wordsOf(text: string): Word[] {
  return Array.from(text.slice(0, longestLooked).matchAll(word), (match) => ({
    key: match[0].normalize("NFKC").toLowerCase(),
    at: match.index,
  }));
}

function runAt(words: readonly Word[], at: number, length: number): string {
  let run = "";
  for (let index = at; index < at + length; index += 1) run += ` ${words[index]?.key ?? ""}`;
  return run;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= longestShown
    ? line
    : `${line
        .slice(0, longestShown - 1)
        .toWellFormed()
        .trimEnd()}…`;
}
