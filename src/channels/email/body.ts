// Which parts of a message are its text, its HTML and its attachments: the algorithm of JMAP (RFC 8621 §4.1.4) on the tree of parts.
import { clean } from "#domain/clean.ts";
import type { MimePart } from "#mail/mime-tree.ts";

export interface BodyParts {
  text: MimePart[];
  html: MimePart[];
  attachments: MimePart[];
}

type Kind = "mixed" | "alternative" | "related";

/** Every leaf ends in at least one of the three lists: nothing of a message is lost. */
export function chooseBody(root: MimePart): BodyParts {
  const body: BodyParts = { text: [], html: [], attachments: [] };
  collect([root], "mixed", { body, textOpen: true, htmlOpen: true });
  return body;
}

interface Collecting {
  body: BodyParts;
  /** Inside an alternative the half that was found is closed for the other's parts. */
  textOpen: boolean;
  htmlOpen: boolean;
}

function collect(parts: readonly MimePart[], kind: Kind, state: Collecting): void {
  const textBefore = state.body.text.length;
  const htmlBefore = state.body.html.length;
  const inAlternative = kind === "alternative";
  parts.forEach((part, index) => {
    const type = mediaTypeOf(part);
    if (type.startsWith("multipart/") && part.children.length > 0) {
      collect(orderedChildren(part, type), kindOf(type), inAlternative ? { ...state } : state);
      return;
    }
    if (!isBodyText(part, type, index, kind) && !isInlineMedia(part, type)) {
      state.body.attachments.push(part);
      return;
    }
    if (inAlternative) collectAlternative(part, type, state.body);
    else collectInOrder(part, type, state);
  });
  if (inAlternative) fillMissingHalf(state.body, textBefore, htmlBefore);
}

function collectAlternative(part: MimePart, type: string, body: BodyParts): void {
  if (type === "text/html") body.html.push(part);
  else if (type.startsWith("text/")) body.text.push(part);
  else body.attachments.push(part);
}

function collectInOrder(part: MimePart, type: string, state: Collecting): void {
  if (isInlineMedia(part, type)) {
    state.body.attachments.push(part);
    return;
  }
  state.body.text.push(part);
  state.body.html.push(part);
}

// An alternative that has only one of the two serves as both.
function fillMissingHalf(body: BodyParts, textBefore: number, htmlBefore: number): void {
  if (body.text.length === textBefore) body.text.push(...body.html.slice(htmlBefore));
  if (body.html.length === htmlBefore) body.html.push(...body.text.slice(textBefore));
}

function isBodyText(part: MimePart, type: string, index: number, kind: Kind): boolean {
  if (part.disposition?.value === "attachment") return false;
  if (type !== "text/plain" && type !== "text/html") return false;
  return index === 0 || (kind !== "related" && !hasName(part));
}

function isInlineMedia(part: MimePart, type: string): boolean {
  return part.disposition?.value === "inline" && type.startsWith("image/");
}

function hasName(part: MimePart): boolean {
  const names = [...part.contentType.parameters.keys(), ...(part.disposition?.parameters.keys() ?? [])];
  return names.some((name) => /^(file)?name(\*|$)/.test(name));
}

/** Lower case; what is no media type counts as text (RFC 2045 §5.2). */
export function mediaTypeOf(part: MimePart): string {
  const type = part.contentType.value;
  if (type === "text" || type === "") return "text/plain";
  if (type.startsWith("multipart/") && part.children.length === 0) return "text/plain";
  return mediaTypePattern.test(type) ? type : "application/octet-stream";
}

// RFC 2045 §5.1: two tokens, so neither control characters nor spaces nor anything beyond ASCII.
const mediaTypePattern = /^[!-.0-~]{1,99}\/[!-~]{1,99}$/;

function kindOf(type: string): Kind {
  if (type === "multipart/alternative") return "alternative";
  return type === "multipart/related" ? "related" : "mixed";
}

// RFC 2387 §3.2: `start` names the root part of a related body.
function orderedChildren(part: MimePart, type: string): MimePart[] {
  const start = type === "multipart/related" ? part.contentType.parameters.get("start") : undefined;
  const root = start === undefined ? undefined : part.children.find((child) => contentIdOf(child) === start.replace(/[<>]/g, ""));
  return root === undefined ? part.children : [root, ...part.children.filter((child) => child !== root)];
}

/** Content-ID without angle brackets, or null. */
export function contentIdOf(part: MimePart): string | null {
  const value = part.fields.find((field) => field.name === "content-id")?.value.trim() ?? "";
  const id = clean(value.replace(/[<>\s]/g, ""));
  return id === "" || id.length > 998 ? null : id;
}
