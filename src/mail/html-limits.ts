// Size and nesting of HTML, checked in linear time before a library may parse it, and a crude way to its text when it is over them.
import { decodeEntities } from "./html-entities.ts";
import { isVoidElement, scanTags } from "./html-tags.ts";

export const htmlLimits = { characters: 512 * 1024, depth: 200, tags: 50_000 } as const;

export function isHtmlWithinLimits(html: string): boolean {
  if (html.length > htmlLimits.characters) return false;
  let depth = 0;
  let tags = 0;
  for (const tag of scanTags(html)) {
    tags += 1;
    if (tags > htmlLimits.tags) return false;
    if (isVoidElement(tag.name)) continue;
    depth = tag.closing ? Math.max(0, depth - 1) : depth + 1;
    if (depth > htmlLimits.depth) return false;
  }
  return true;
}

const breaking = new Set(
  "p div br tr li ul ol table h1 h2 h3 h4 h5 h6 blockquote pre hr section article header footer".split(" "),
);
const unseen = new Set(["script", "style", "title", "head", "template", "noscript"]);

/** Text without tags: lines where blocks begin or end. For HTML that is too large or too deep for better; linear. */
export function crudeText(html: string): string {
  const out: string[] = [];
  let at = 0;
  let hidden = "";
  let lastBreak = true;
  for (const tag of scanTags(html)) {
    const text = hidden === "" ? html.slice(at, tag.start) : "";
    if (text.trim() !== "") {
      out.push(text.replace(/[ \t\r\n]+/g, " "));
      lastBreak = false;
    }
    at = tag.end;
    if (hidden === "" && !tag.closing && unseen.has(tag.name)) hidden = tag.name;
    else if (hidden === tag.name && tag.closing) hidden = "";
    if (breaking.has(tag.name) && !lastBreak) {
      out.push("\n");
      lastBreak = true;
    }
  }
  if (hidden === "") out.push(html.slice(at).replace(/[ \t\r\n]+/g, " "));
  return decodeEntities(out.join("")).trim();
}
