// Which parts of a mail are its text, its HTML and its attachments: the choice of RFC 8621 §4.1.4, made tolerant of disorder.
import { clean } from "#domain/clean.ts";
import type { MimePart } from "#mail/mime-tree.ts";

/** A piece of the message in its two forms. The same parts stand in both where there is only one form. */
export interface Section {
  text: MimePart[];
  html: MimePart[];
}

export interface BodyParts {
  sections: Section[];
  attachments: MimePart[];
}

type Kind = "mixed" | "alternative" | "related";

/** Every leaf ends in a section or in the attachments: nothing of a message is lost. */
export function chooseBody(root: MimePart): BodyParts {
  const attachments: MimePart[] = [];
  return { sections: sectionsOf(root, { index: 0, kind: "mixed", attachments }), attachments };
}

interface Place {
  index: number;
  kind: Kind;
  attachments: MimePart[];
}

function sectionsOf(part: MimePart, place: Place): Section[] {
  const type = mediaTypeOf(part);
  if (part.children.length > 0) return sectionsOfContainer(part, type, place.attachments);
  if (isBodyText(part, type, place)) return [{ text: [part], html: [part] }];
  place.attachments.push(part);
  return [];
}

function sectionsOfContainer(part: MimePart, type: string, attachments: MimePart[]): Section[] {
  // A signed message that was opened: the object around it stays, for whoever verifies it.
  if (!type.startsWith("multipart/")) attachments.push(part);
  const kind = kindOf(part, type);
  const children = orderedChildren(part, type).map((child, index) => sectionsOf(child, { index, kind, attachments }));
  return kind === "alternative" ? alternative(children, attachments) : children.flat();
}

// The forms of one thing. A child of several parts stands for the HTML if it has any, else for the text.
function alternative(children: readonly Section[][], attachments: MimePart[]): Section[] {
  const whole: Section = { text: [], html: [] };
  const spare: MimePart[] = [];
  for (const sections of children) {
    const html = sections.flatMap((section) => section.html);
    const text = sections.flatMap((section) => section.text);
    if (!html.some(isHtml)) whole.text.push(...text);
    else {
      whole.html.push(...html);
      spare.push(...text);
    }
  }
  // A text inside of what stands for the HTML has no place of its own where there is another: it is kept as a file.
  if (whole.text.length === 0) whole.text.push(...spare);
  else attachments.push(...spare.filter((part) => !whole.html.includes(part)));
  if (whole.html.length === 0) whole.html.push(...whole.text);
  return whole.text.length === 0 ? [] : [whole];
}

export function isHtml(part: MimePart): boolean {
  return mediaTypeOf(part) === "text/html";
}

function isBodyText(part: MimePart, type: string, { index, kind }: Place): boolean {
  if (part.disposition?.value === "attachment") return false;
  if (type !== "text/plain" && type !== "text/html") return false;
  return index === 0 || (kind !== "related" && !hasName(part));
}

function hasName(part: MimePart): boolean {
  const names = [...part.contentType.parameters.keys(), ...(part.disposition?.parameters.keys() ?? [])];
  return names.some((name) => /^(file)?name(\*|$)/.test(name));
}

/** Names that mailers write for the two types of text. */
const textTypes: Readonly<Record<string, string>> = {
  "": "text/plain",
  text: "text/plain",
  plain: "text/plain",
  html: "text/html",
  "text/htm": "text/html",
  "text/x-html": "text/html",
  "text/plain:": "text/plain",
};

/** Lower case; what is no media type counts as text (RFC 2045 §5.2). */
export function mediaTypeOf(part: MimePart): string {
  const type = part.contentType.value;
  const known = textTypes[type];
  if (known !== undefined) return known;
  if (type.startsWith("multipart/") && part.children.length === 0) return "text/plain";
  return mediaTypePattern.test(type) ? type : "application/octet-stream";
}

// RFC 2045 §5.1: two tokens, so neither control characters nor spaces nor anything beyond ASCII.
const mediaTypePattern = /^[!-.0-~]{1,99}\/[!-~]{1,99}$/;

function kindOf(part: MimePart, type: string): Kind {
  if (type === "multipart/alternative") return "alternative";
  if (type !== "multipart/related") return "mixed";
  // Text and HTML side by side in a related body are two forms of one thing, whatever it is called.
  const [first, second] = part.children;
  const isMisnamed =
    first !== undefined && second !== undefined && isPlainForm(first, "text/plain") && isPlainForm(second, "text/html");
  return isMisnamed ? "alternative" : "related";
}

function isPlainForm(part: MimePart, type: string): boolean {
  return mediaTypeOf(part) === type && part.disposition?.value !== "attachment" && !hasName(part) && contentIdOf(part) === null;
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
