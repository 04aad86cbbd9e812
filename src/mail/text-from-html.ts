// Plain text made from HTML: for messages that have no text/plain, for search, and for finding the visible reply.
import { readHtml } from "./html/text.ts";

/** Never throws, and linear: whatever the HTML, its words reach the desk. */
export function textFromHtml(html: string): string {
  return html.trim() === "" ? "" : readHtml(html).text.trim();
}
