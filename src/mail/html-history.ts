// Takes the quoted history out of a message's HTML by the marks that mail programs leave there. Linear, without an HTML library.
import { attributeOf, scanTags, type HtmlTag } from "./html-tags.ts";
import { htmlLimits } from "./html-limits.ts";

type Extent = "element" | "rest";

/** A quick look that spares most mail the scan. */
const traces =
  /gmail_quote|gmail_attr|type=["']?cite|appendonsend|divrplyfwdmsg|moz-cite-prefix|yahoo_quoted|yahoo-quoted|zmail_extra|protonmail_quote|tutanota_quote|olk_src_body_section|mail-editor-reference-message-container|ms-outlook-mobile-reference-message/i;

/** The HTML without its history, or null when no mark is found, or nothing would be left. */
export function cutHtmlHistory(html: string): string | null {
  if (html.length > htmlLimits.characters || !traces.test(html)) return null;
  const kept: string[] = [];
  let at = 0;
  let skipping: { name: string; depth: number } | null = null;
  for (const tag of scanTags(html)) {
    if (skipping !== null) {
      if (tag.name !== skipping.name) continue;
      skipping.depth += tag.closing ? -1 : 1;
      if (skipping.depth > 0) continue;
      at = tag.end;
      skipping = null;
      continue;
    }
    const extent = tag.closing ? null : historyAt(html, tag);
    if (extent === null) continue;
    kept.push(html.slice(at, tag.start));
    if (extent === "rest") return remaining(kept);
    skipping = { name: tag.name, depth: 1 };
  }
  if (kept.length === 0) return null;
  if (skipping === null) kept.push(html.slice(at));
  return remaining(kept);
}

function remaining(kept: readonly string[]): string | null {
  const html = kept.join("");
  return hasText(html) ? html : null;
}

function historyAt(html: string, tag: HtmlTag): Extent | null {
  if (tag.name === "blockquote") return isCitation(html, tag) ? "element" : null;
  if (tag.name !== "div" && tag.name !== "span" && tag.name !== "hr") return null;
  const id = (attributeOf(html, tag, "id") ?? "").toLowerCase();
  if (id.endsWith("appendonsend") || id.endsWith("divrplyfwdmsg")) return isForwarded(html, tag) ? null : "rest";
  if (id.includes("mail-editor-reference-message-container") || id.includes("ms-outlook-mobile-reference-message"))
    return "element";
  const name = (attributeOf(html, tag, "class") ?? "").toLowerCase();
  if (
    /moz-cite-prefix|gmail_attr|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra/.test(name) ||
    id.startsWith("yahoo_quoted")
  ) {
    return isForwarded(html, tag) ? null : "element";
  }
  return null;
}

// Gmail's container also holds answers between the quotations: only the quotations themselves go.
function isCitation(html: string, tag: HtmlTag): boolean {
  const isCite = attributeOf(html, tag, "type")?.toLowerCase() === "cite";
  const isGmail = (attributeOf(html, tag, "class") ?? "").toLowerCase().includes("gmail_quote") && gmailReply.test(html);
  return (isCite || isGmail) && !isForwarded(html, tag);
}

/** Gmail marks its "quote" button's blocks like history; only a reply has the container or the attribution around them. */
const gmailReply = /<div[^>]{0,200}gmail_quote|gmail_attr|gmail_extra/i;

const forwarded =
  /forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada/i;

// What was forwarded is what the writer wants to show.
function isForwarded(html: string, tag: HtmlTag): boolean {
  return forwarded.test(html.slice(Math.max(0, tag.start - 200), tag.end + 300));
}

function hasText(html: string): boolean {
  let at = 0;
  let hidden = false;
  for (const tag of scanTags(html)) {
    if (
      !hidden &&
      html
        .slice(at, tag.start)
        .replace(/&nbsp;|&#160;/g, " ")
        .trim() !== ""
    )
      return true;
    hidden = !tag.closing && (tag.name === "style" || tag.name === "title" || tag.name === "head");
    at = tag.end;
  }
  return html.slice(at).trim() !== "";
}
