// What is being typed after "/" or "@": where it begins and which words follow. The list itself is drawn by suggestion-list.tsx.
import type { Editor } from "@tiptap/core";

export interface Asked {
  sign: "/" | "@";
  query: string;
  /** Positions in the document: the sign, and behind the last letter. */
  from: number;
  to: number;
}

/** Null where nothing is asked for: the sign has to begin the line or follow a space, so that addresses and paths stay text. */
export function askedIn(textBefore: string, signs: string): { sign: "/" | "@"; query: string; length: number } | null {
  const found = /(?:^|\s)([/@])([\p{L}\p{N}._'-]*(?: [\p{L}\p{N}._'-]+)?)$/u.exec(textBefore);
  const sign = found?.[1];
  if (found === null || sign === undefined || !signs.includes(sign)) return null;
  const query = found[2] ?? "";
  return { sign: sign as "/" | "@", query, length: query.length + 1 };
}

export function askedAtCursor(editor: Editor, signs: string): Asked | null {
  const { selection } = editor.state;
  const { $from } = selection;
  if (!selection.empty || $from.parent.type.name === "codeBlock") return null;
  const before = $from.parent.textBetween(0, $from.parentOffset, "\n", "\uFFFC");
  const asked = askedIn(before, signs);
  return asked === null ? null : { sign: asked.sign, query: asked.query, from: $from.pos - asked.length, to: $from.pos };
}
