// How the reply engine keeps its vocabulary, and looks for many words at once.

/** Words parted by bars. */
export function words(list: string): readonly string[] {
  return list.split("|");
}

/** A pattern for any of the words, wherever they stand. */
export function anyOf(words: readonly string[]): RegExp {
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"));
}

/** Words by their first letter, so that most lines are turned away at once. */
export function byInitial(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(words, (word) => word[0]!);
}

/** The longest of the words that the text begins with, or null. */
export function startingWith(starts: ReadonlyMap<string, readonly string[]>, text: string): string | null {
  let longest: string | null = null;
  for (const start of starts.get(text[0] ?? "") ?? []) {
    if (text.startsWith(start) && start.length > (longest?.length ?? 0)) longest = start;
  }
  return longest;
}
