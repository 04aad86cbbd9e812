// How the reply engine keeps its vocabulary, and looks for many words at once.

/** Words parted by bars. */
export function words(list: string): readonly string[] {
  return list.split("|");
}

/** A pattern for any of the words, wherever they stand. */
export function anyOf(words: readonly string[]): RegExp {
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"));
}

/** Words by the code units of their first two letters, the longest first: most lines are turned away at once. */
export type Starts = ReadonlyMap<number, readonly string[]>;

export function byInitial(words: readonly string[]): Starts {
  const longestFirst = words.toSorted((one, other) => other.length - one.length);
  return Map.groupBy(longestFirst, (word) => initialsOf(word, word.length));
}

/** The longest of the words that the text begins with, or null. */
export function startingWith(starts: Starts, text: string): string | null {
  if (text === "") return null;
  const longest = starts.get(initialsOf(text, 2))?.find((start) => text.startsWith(start));
  return longest ?? starts.get(initialsOf(text, 1))?.[0] ?? null;
}

function initialsOf(text: string, length: number): number {
  return text.charCodeAt(0) * 0x1_0000 + (length > 1 ? text.charCodeAt(1) || 0 : 0);
}
