// What is being written: the words, the readers, the files, and the choices that go with them.
import { useRef, useState } from "react";
import type { DraftContent } from "#contract/drafts.ts";
import type { Written } from "./editor.tsx";
import { type Files, useFiles } from "./files.tsx";
import type { Mode, Recipients } from "./wire.ts";

export interface Choices {
  written: Written;
  internal: boolean;
  /** Null: the ticket's own readers, whoever they are by then. */
  given: Recipients | null;
  quote: boolean;
  signature: boolean;
}

export interface Answer extends Choices {
  files: Files;
  /** All of it, as a draft is kept. */
  content: DraftContent;
  /** The same for the same content. */
  fingerprint: string;
  /** Somebody changed it here. */
  change(what: Partial<Choices>): void;
  /** It was opened for this: nobody has changed anything. */
  turnTo(mode: Mode): void;
  isTouched(): boolean;
}

export function useAnswer(initial: DraftContent, mode: Mode | null): Answer {
  const [choices, setChoices] = useState<Choices>(() => ({
    written: { html: initial.html, text: "", mentions: [] },
    internal: mode === null ? initial.internal : mode === "note",
    given: recipientsOf(initial),
    quote: initial.quote,
    signature: initial.signature,
  }));
  const touched = useRef(false);
  const files = useFiles(initial.attachments, () => (touched.current = true));
  const { written, internal, given, quote, signature } = choices;
  const content: DraftContent = {
    html: written.html,
    to: given?.to ?? null,
    cc: given?.cc ?? null,
    bcc: given?.bcc ?? null,
    attachments: files.uploads,
    internal,
    quote,
    signature,
    state: null,
  };
  return {
    ...choices,
    files,
    content,
    fingerprint: JSON.stringify([written.html, given, files.uploads.map(({ id }) => id), internal, quote, signature]),
    change: (what) => {
      touched.current = true;
      setChoices((before) => ({ ...before, ...what }));
    },
    turnTo: (next) => setChoices((before) => ({ ...before, internal: next === "note" })),
    isTouched: () => touched.current,
  };
}

function recipientsOf(draft: DraftContent): Recipients | null {
  if (draft.to === null && draft.cc === null && draft.bcc === null) return null;
  return { to: draft.to ?? [], cc: draft.cc ?? [], bcc: draft.bcc ?? [] };
}
