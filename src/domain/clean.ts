// Text as every later floor may have it: valid Unicode without NUL, so that PostgreSQL, JSON and screens all take it.

const nul = /\0/g;

/** Well-formed UTF-16 without NUL: lone surrogates and NUL become U+FFFD. The raw bytes elsewhere stay untouched. */
export function clean(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\0") ? wellFormed.replace(nul, "\uFFFD") : wellFormed;
}

/** Cleaned, and at most `max` UTF-16 units long without cutting a character in two. */
export function cleanTo(text: string, max: number): string {
  if (text.length <= max) return clean(text);
  const splitsPair = isHighSurrogate(text.charCodeAt(max - 1));
  return clean(text.slice(0, splitsPair ? max - 1 : max));
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
