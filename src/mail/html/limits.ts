// Size and nesting of HTML, checked in linear time before a library may parse it.
import { isVoidElement, scanTags } from "./tags.ts";

const htmlLimits = { characters: 512 * 1024, depth: 200, tags: 50_000 } as const;

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
