// Which elements of a message's HTML mail programs mark as quotation, attribution, history or signature, by their classes, ids and names.
import { attributeOf, type HtmlTag, isVoidElement } from "./tags.ts";

/** `rest`: from here to the end. `indent`: a quotation that only its element tells of, as people use it for anything. */
export type Role = "quote" | "indent" | "attribution" | "signature" | "rest";

/** A stretch of the text, in UTF-16 units. Stretches are in order and do not overlap. */
export interface Span {
  role: Role;
  start: number;
  end: number;
}

/** Class names, ids and `name`s (lower case; Outlook on the web puts `x_` before each) with what they hold. */
const marks: readonly (readonly [Role, RegExp])[] = [
  ["rest", /^(?:x_)*(?:appendonsend|divrplyfwdmsg|outlookmessageheader|zwchr|stopspelling)$/],
  [
    "quote",
    /^(?:x_)*(?:isreplycontent|ms-outlook-mobile-reference-message|mail-editor-reference-message-container|olk_src_body_section|(?:ydp\w{0,12})?yahoo_quoted(?:_\w{0,20})?|protonmail_quote|tutanota_quote|zmail_extra|moz-forward-container-quoted|freshdesk_quote|front-blockquote|missive_quote|messagereplysection|ntes-mailmaster-quote|mail-quote-collapse|mail-app-auto-quote|fastmail-quote\w{0,3}|cm_quote|clean_bq|history_container|quoted-content|hs_quote|hey-quote|impquote|spark_quote|sh-quoted-content|gmail_quote_container_quoted|rev_quote|skiff_quote|infomaniak_quote|mailru-blockquote|mb_quote|newton_quote|aolreplacedbody)$/,
  ],
  [
    "attribution",
    /^(?:x_)*(?:gmail_attr|moz-cite-prefix|reply-intro|protonmail_quote_attribution|fastmail-attribution|zmail_attr)$/,
  ],
  [
    "signature",
    /^(?:x_)*(?:gmail_signature|gmail_signature_prefix|moz-signature|signature|_rc_sig|applemailsignature|ms-outlook-mobile-signature|ms-outlook-mobile-body-separator-line-signature|protonmail_signature_block|tutanota_signature|ydp\w{0,12}signature|ymail_android_signature|ymail_ios_signature|composer_signature|messagesignaturesection|zm-_id_-sgn|front-signature|missive_signature|mb_sig|cm_signature|bloop_sign\w{0,30}|-x-evo-signature-wrapper|sh-signature|hs_signature|skiff_signature|spark_signature|sig\d{4,12}|email-signature|infomaniak_signature)$/,
  ],
];

/** A tag that names none of these is not looked at closer. */
const traces =
  /quot|cite|sign|\bsig|_sig|_bq|sgn|appendonsend|rplyfwd|messageheader|zwchr|stopspelling|replycontent|reference-message|src_body|zmail|freshdesk|messagereply|attr|reply-intro|history_container|divider|aolreplaced/i;

const naming = /(?:class|id|name|data-marker)\s{0,9}=/gi;
const longestNames = 2_000;
/** What is looked at closely before a document is read to the end after all. */
const mostLookedAt = 100_000;

/**
 * Whether a document may have a mark at all: most first letters have none, and need not be read for it. Only names count; a link to
 * `?campaign=signature` is none.
 */
export function mayBeMarked(html: string): boolean {
  if (/<blockquote/i.test(html)) return true;
  let lookedAt = 0;
  for (const { index, 0: found } of html.matchAll(naming)) {
    const names = namesAt(html, index + found.length);
    if (traces.test(names)) return true;
    lookedAt += names.length + found.length;
    if (lookedAt > mostLookedAt) return true;
  }
  return false;
}

// Up to the quote that closes the value, or to the end of the tag.
function namesAt(html: string, from: number): string {
  const opening = html.charCodeAt(from);
  const closing = opening === 34 || opening === 39 ? opening : 62;
  const end = html.slice(from + 1, from + longestNames).indexOf(String.fromCharCode(closing));
  return end === -1 ? html.slice(from, from + longestNames) : html.slice(from, from + 1 + end);
}

const marked = new Set(["div", "span", "p", "hr", "td", "table", "section", "blockquote", "includetail", "br"]);

/** Follows the tags of one document, and gives the stretches of its text that are marked. Marks inside a marked element count no more. */
export class HistoryMarks {
  private readonly html: string;
  private readonly found: Span[] = [];
  private gmailReply: boolean | null = null;
  private open: { role: Role; name: string; depth: number; start: number } | null = null;

  constructor(html: string) {
    this.html = html;
  }

  see(tag: HtmlTag, writer: { readonly position: number; readonly length: number }): void {
    if (this.open !== null) {
      if (tag.name === this.open.name) this.nest(tag, writer.length);
      return;
    }
    if (tag.closing || !marked.has(tag.name)) return;
    const role = tag.name === "blockquote" ? this.citationOf(tag) : roleOf(this.html, tag);
    if (role === null) return;
    const isWhole = role === "rest" || !isVoidElement(tag.name);
    if (isWhole) this.open = { role, name: role === "rest" ? "" : tag.name, depth: 1, start: writer.position };
  }

  // Gmail's container also holds answers between the quotations: only the quotations themselves are marked.
  private citationOf(tag: HtmlTag): Role | null {
    if (tag.end - tag.start < 13) return "indent";
    const { html } = this;
    if (attributeOf(html, tag, "type")?.toLowerCase() === "cite" || attributeOf(html, tag, "cite") !== null) return "quote";
    const name = (attributeOf(html, tag, "class") ?? "").toLowerCase();
    // Gmail marks its "quote" button's blocks like history; only a reply has the container or the attribution around them.
    if (name.includes("gmail_quote")) return this.isGmailReply() ? "quote" : null;
    const role = roleOf(html, tag);
    if (role !== null) return role;
    const style = (attributeOf(html, tag, "style") ?? "").toLowerCase().replace(/\s+/g, "");
    return indented.test(style) ? null : "indent";
  }

  // Looked for once: a hostile document has a great many of these.
  private isGmailReply(): boolean {
    this.gmailReply ??= gmailReply.test(this.html);
    return this.gmailReply;
  }

  private nest(tag: HtmlTag, length: number): void {
    const open = this.open!;
    open.depth += tag.closing ? -1 : 1;
    if (open.depth > 0) return;
    this.found.push({ role: open.role, start: open.start, end: length });
    this.open = null;
  }

  spans(length: number): readonly Span[] {
    if (this.open !== null) this.found.push({ role: this.open.role, start: this.open.start, end: length });
    return this.found.filter(({ start, end }) => start < end);
  }
}

function roleOf(html: string, tag: HtmlTag): Role | null {
  if (tag.end - tag.start < 12 || !traces.test(html.slice(tag.start, Math.min(tag.end, tag.start + 2_000)))) return null;
  const names = [
    attributeOf(html, tag, "class"),
    attributeOf(html, tag, "id"),
    attributeOf(html, tag, "name"),
    attributeOf(html, tag, "data-marker"),
  ];
  for (const name of names.flatMap((each) => (each === null ? [] : each.toLowerCase().split(/\s+/, 12)))) {
    if (name === "__divider__") return "rest";
    if (name === "quote" && tag.name === "div") return "quote"; // GMX and Web.de name the element so.
    const role = marks.find(([, pattern]) => pattern.test(name))?.[0];
    if (role !== undefined) return role;
  }
  return null;
}

const gmailReply = /<div[^>]{0,200}gmail_quote|gmail_attr|gmail_extra/i;
/** What the buttons that indent write, as Outlook on the web and Gmail have them. */
const indented = /border(?:-style)?:(?:none|0)|margin:0(?:px)?0(?:px)?0(?:px)?40px|margin-left:40px/;
