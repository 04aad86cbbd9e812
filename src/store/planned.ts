// Statements that are the same text every time and run for every batch: planned once a connection, by a name, instead of each time.

/** Begins the text of a statement that is worth a plan of its own. Only on texts from a closed set: each stays planned for good. */
export const planned = "/* planned */ ";

const names = new Map<string, string>();

/** How a statement is sent: one that asks to be planned gets the name that its text always has. */
export function withPlan(text: string, values: readonly unknown[]): { text: string; values: unknown[]; name?: string } {
  const query = { text, values: values as unknown[] };
  if (!text.startsWith(planned)) return query;
  let name = names.get(text);
  if (name === undefined) {
    name = `planned-${names.size + 1}`;
    names.set(text, name);
  }
  return { ...query, name };
}
