// Plain text made from HTML: for messages that have no text/plain, for search, and for finding the visible reply.
import { compile } from "html-to-text";
import { clean } from "#domain/clean.ts";
import { crudeText, isHtmlWithinLimits } from "./html-limits.ts";

const headings = ["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } }));

// Compiled once: `convert()` would do so for every message, and costs ten times as much.
const toText: (html: string) => string = compile({
  wordwrap: false,
  limits: { maxDepth: 250, maxChildNodes: 20_000, maxInputLength: 1_000_000 },
  selectors: [
    ...headings,
    { selector: "a", options: { ignoreHref: true } },
    { selector: "img", format: "skip" },
    { selector: "title", format: "skip" },
    { selector: "blockquote", format: "block", options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
  ],
});

/** Never throws; HTML over the limits gives cruder text. */
export function textFromHtml(html: string): string {
  if (html.trim() === "") return "";
  if (!isHtmlWithinLimits(html)) return clean(crudeText(html));
  try {
    return clean(toText(html)).replaceAll("\u00a0", " ").trim();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return clean(crudeText(html)); // Whatever a library trips over, the words must reach the desk.
  }
}
