// Whether a subject says that its message was passed on or answers another, by what stands in front of it.
import { forwardWords, replyWords, unsureReplyWords } from "#domain/subject-words.ts";
import { foldLabel, phraseSet } from "./labels.ts";

export type SubjectKind = "forward" | "reply" | "none";

export interface ForwardSubject {
  kind: SubjectKind;
  /** The subject without the marks of a forward and the tags in front of them. */
  rest: string;
  /** `VS:` is a forward in Danish and Norwegian, and an answer in Finnish and Estonian. */
  isVs: boolean;
}

const tag = /^\[[^[\]]{1,40}\]\s*/;
const prefix = /^([\p{L}\p{M}.^2 ]{1,24})(?:\s?[[(]\d{1,3}[\])])?\s?[:：]\s*/u;
const maxPrefixes = 8;
const forwardPrefixes = phraseSet(forwardWords);
const replyPrefixes = phraseSet(`${replyWords}|${unsureReplyWords}`);

/** What the outermost mark of a subject says: `Fwd: Re: x` was passed on, `Re: Fwd: x` answers. */
export function readForwardSubject(subject: string): ForwardSubject {
  const text = subject.slice(0, 1_000).trim();
  const found: ForwardSubject = { kind: "none", rest: text, isVs: false };
  for (let round = 0; round < maxPrefixes; round += 1) {
    const next = withoutPrefix(found.rest);
    if (next.kind === "reply" && found.kind === "none") found.kind = "reply";
    if (next.kind !== "forward") return found;
    found.isVs ||= found.kind === "none" && next.isVs;
    found.kind = "forward";
    found.rest = next.rest;
  }
  return found;
}

function withoutPrefix(text: string): ForwardSubject {
  // "[Fwd: x]" of Netscape's descendants, "x (fwd)" of Pine.
  const wrapped = /^\[(?:fwd|fw|wg|tr)\s?:\s?/i.exec(text);
  if (wrapped !== null) return { kind: "forward", rest: text.slice(wrapped[0].length).replace(/\]$/, "").trim(), isVs: false };
  if (/\(fwd\)$/i.test(text)) return { kind: "forward", rest: text.slice(0, -5).trim(), isVs: false };
  let rest = text;
  for (let round = 0; round < 4 && tag.test(rest); round += 1) rest = rest.replace(tag, "");
  const found = prefix.exec(rest);
  const word = found === null ? "" : foldLabel(found[1]!);
  if (replyPrefixes.has(word)) return { kind: "reply", rest: text, isVs: false };
  if (!forwardPrefixes.has(word)) return { kind: "none", rest: text, isVs: false };
  return { kind: "forward", rest: rest.slice(found![0].length), isVs: word === "vs" };
}
