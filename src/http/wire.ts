// From rows to JSON: every Date becomes RFC 3339 text, nothing else changes.

export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;

/** A time that JSON readers cannot take (before year 0 or after 9999) is null: it can only be a sender's claim. */
export function toWire<T>(value: T): Wire<T> {
  return convert(value) as Wire<T>;
}

function convert(value: unknown): unknown {
  if (value instanceof Date) return timeText(value);
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, convert(inner)]));
}

function timeText(time: Date): string | null {
  if (Number.isNaN(time.getTime())) return null;
  const text = time.toISOString();
  return text.length === 24 ? text : null;
}
