// Texts that people type: cleaned once, at the door, of what PostgreSQL refuses and of what deceives a reader's eye.
import { z } from "zod";
import { clean } from "#domain/clean.ts";

/** One line for display: no control, bidirectional or zero-width characters, no space around. */
export function oneLine(text: string): string {
  return clean(text)
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\p{Cf}\uFFFD]/gu, "")
    .trim();
}

/** A name of something or somebody: 1 to `most` characters once it is cleaned. */
export function nameOf(most: number) {
  return z.string().max(10_000).transform(oneLine).pipe(z.string().min(1).max(most));
}

/** An e-mail address as a person types it: trimmed, in lower case. */
export const emailAddress = z
  .string()
  .max(1_000)
  .transform((text) => oneLine(text).toLowerCase())
  .pipe(
    z
      .string()
      .max(254)
      .regex(/^[^\s@"<>(),;:\\]+@[^\s@"<>(),;:\\]+$/, "This is not an e-mail address."),
  );

/** What somebody searches for. */
export const searchText = z
  .string()
  .max(1_000)
  .transform((text) => clean(text).trim());
