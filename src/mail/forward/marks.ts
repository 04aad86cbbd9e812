// The line above somebody else's message, as mail programs write it: "Forwarded message", "Original message" and their translations.
import { authorLabels, foldLabel } from "./labels.ts";
import { endPhrases, forwardBy, forwardPhrases, forwardStems, originalPhrases } from "./mark-words.ts";

/** It says "forwarded", or only "original message", as answers have it too, or ends the original. */
export interface Mark {
  kind: "forward" | "original" | "end";
  /**
   * How much of its words is known: all of them, their beginning ("Forwarded by"), or only a word that every such phrase has.
   * The last is enough where a header block follows, and too little to set a line apart from what people write.
   */
  by: "phrase" | "beginning" | "stem";
  /** What stands behind the mark on the same line: Yahoo writes its header block there. */
  rest: string;
  /** Number of signs that the line is drawn with in front of the words. */
  dashes: number;
}

/** With which a mark begins that has no dashes: "Begin forwarded message:". */
const beginnings = [...forwardPhrases].filter((phrase) => phrase.includes(" ") || phrase.length > 3).join("|");

const longestMark = 200;
/** A line with a word that such phrases have is one while it is short. */
const maxStemWords = 7;
const dashes = "-=_*~<>+#‐‑‒–—―─━＝－ \t\u00a0";

/** Whether a line, without quote marks, stands above or below a passed-on message. */
export function readMark(line: string): Mark | null {
  const text = line.trim();
  const start = skipDashes(text, 0);
  const isDashed = start >= 2 || isBracketed(text);
  if (!isDashed && (text.length > longestMark || !/[:：]$/.test(text.slice(-2)))) return null;
  const end = isDashed ? nextDashes(text, start) : text.length;
  if (end - start > longestMark) return null;
  const known = knownWords(foldLabel(text.slice(start, end)).replace(/[\s:,.>]+$/, ""));
  if (known === null || (!isDashed && known.kind !== "forward")) return null;
  return { ...known, rest: text.slice(skipDashes(text, end)), dashes: start };
}

// `<Original Message>`, as some phones have it.
function isBracketed(text: string): boolean {
  return text.startsWith("<") && text.length < 80 && text.endsWith(">");
}

/** "Forwarded Message" without any sign around it, as text made from HTML has it: a mark where a header block follows. */
export function isBareMark(text: string): boolean {
  if (text.length > 60) return false;
  const phrase = foldLabel(text);
  return phrase.includes(" ") && forwardPhrases.has(phrase);
}

function knownWords(phrase: string): Pick<Mark, "kind" | "by"> | null {
  if (phrase.length < 2) return null;
  if (forwardPhrases.has(phrase.replace(/ [/|] .*/, ""))) return { kind: "forward", by: "phrase" };
  if (originalPhrases.has(phrase)) return { kind: "original", by: "phrase" };
  if (endPhrases.has(phrase)) return { kind: "end", by: "phrase" };
  if (startsWithPhrase(phrase, originalPhrases)) return { kind: "original", by: "beginning" };
  if (startsWithPhrase(phrase, forwardBy)) return { kind: "forward", by: "beginning" };
  if (startsWithPhrase(phrase, endPhrases)) return { kind: "end", by: "beginning" };
  const isShort = phrase.length <= 60 && phrase.split(" ").length <= maxStemWords;
  return isShort && hasStem(phrase) ? { kind: "forward", by: "stem" } : null;
}

function hasStem(phrase: string): boolean {
  return forwardStems.some((stem) => {
    const at = phrase.indexOf(stem);
    return at === 0 || (at > 0 && (phrase[at - 1] === " " || stem.charCodeAt(0) > 0x2000));
  });
}

function startsWithPhrase(text: string, list: ReadonlySet<string>): boolean {
  if (list.has(text)) return true;
  // A single word stands alone: "Original invoice attached" is the writer's own heading.
  for (let at = text.indexOf(" "); at !== -1; at = text.indexOf(" ", at + 1)) {
    const start = text.slice(0, at);
    if (list.has(start) && (start.includes(" ") || list !== originalPhrases)) return true;
  }
  return false;
}

function skipDashes(text: string, from: number): number {
  let at = from;
  while (at < text.length && dashes.includes(text[at]!)) at += 1;
  return at;
}

// The next run of two dashes or more: one alone is part of a word.
function nextDashes(text: string, from: number): number {
  const end = Math.min(text.length, from + longestMark + 1);
  for (let at = from; at < end; at += 1) {
    if (isDash(text[at]!) && (isDash(text[at + 1] ?? "") || text.slice(at + 1).trim() === "")) return at;
  }
  return end;
}

function isDash(character: string): boolean {
  return character !== "" && character !== " " && character !== "<" && character !== ">" && dashes.includes(character);
}

const authors = authorLabels.map((word) => word.replace(/[()/.|]/g, "\\$&")).join("|");
const traces = new RegExp(
  `(?:^|\\n)[> \\t*_|\\u00a0\\ufeff\\u200e\\u200f]{0,12}(?:[-=_‐–—─]{2,}[ \\t]?\\p{L}|(?:${authors})[ \\u00a0]?[*_]{0,2}[ \\u00a0]?[:：]|(?:${beginnings}))`,
  "iu",
);

/** A first quick look: most mail has neither a mark nor a line that names an author. */
export function mayForward(text: string): boolean {
  return traces.test(text);
}
