// From what a person typed to what PostgreSQL searches for: never a syntax error, whatever the text.
import { type RawBuilder, sql } from "kysely";

export interface SearchTerms {
  /** For to_tsquery: every word must occur, the last may be a beginning. Empty when there is no word. */
  words: string;
  /** The text is a ticket's number: `1042`, `#1042`, `[Ticket #1042]`. */
  number: number | null;
  /** The text is a whole e-mail address, in lower case. */
  address: string | null;
}

const mostWords = 16;
const longestWord = 100;

export function parseSearch(text: string): SearchTerms {
  const typed = text.trim();
  return { words: tsqueryText(typed), number: ticketNumber(typed), address: wholeAddress(typed) };
}

/** The query as SQL: quoted words are plain data to to_tsquery, so only its own operators between them are syntax. */
export function tsquery(words: string): RawBuilder<unknown> {
  return sql`to_tsquery('inlet', ${words})`;
}

/**
 * Text as it is to be indexed and searched: what is neither ASCII nor part of a word becomes a space. PostgreSQL's parser
 * takes every character beyond ASCII for a letter, so “apple” in curly quotes or after a no-break space would hide.
 */
export function searchable(text: string): string {
  return text.toWellFormed().replace(/[^\p{L}\p{M}\p{N}\x01-\x7f]+/gu, " ");
}

function tsqueryText(text: string): string {
  const typed = searchable(text).trim();
  const words = (typed.match(/[\p{L}\p{N}][^\s]*/gu) ?? [])
    .slice(0, mostWords)
    .map((word) => word.slice(0, longestWord).toWellFormed());
  const startsWord = /[\p{L}\p{N}]$/u.test(typed);
  return words.map((word, index) => `${quote(word)}${startsWord && index === words.length - 1 ? ":*" : ""}`).join(" & ");
}

// Within quotes only ' and \ mean anything to to_tsquery, and doubling makes both plain.
function quote(word: string): string {
  return `'${word.replaceAll("\\", " ").replaceAll("'", " ").trim()}'`;
}

function ticketNumber(typed: string): number | null {
  const digits = /^(?:\[?ticket\s*)?#?(\d{1,15})\]?$/i.exec(typed)?.[1];
  return digits === undefined ? null : Number(digits);
}

function wholeAddress(typed: string): string | null {
  return /^[^\s@]{1,200}@[^\s@]{1,250}$/.test(typed) ? typed.toLowerCase() : null;
}
