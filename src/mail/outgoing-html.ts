// HTML of our own agents and programs, made fit to be mailed: plain elements, safe looks, links that lead somewhere, pictures it brings itself.
import sanitizeHtmlLibrary from "sanitize-html";
import { clean } from "#domain/clean.ts";
import { isHtmlWithinLimits } from "./html/limits.ts";
import { safeStyle } from "./html/safe-style.ts";
import { textFromHtml } from "./text-from-html.ts";

export interface OutgoingOptions {
  /** Upload id, lower case, to the Content-ID (without brackets) that its picture gets in this mail. */
  pictures: ReadonlyMap<string, string>;
}

export interface OutgoingHtml {
  html: string;
  /** The same as plain text. */
  text: string;
  /** Upload ids of the pictures that it shows. */
  shown: string[];
}

const elements =
  "a b blockquote br code del div em font h1 h2 h3 h4 hr i img li ol p pre s small span strike strong sub sup table tbody td tfoot th thead tr u ul".split(
    " ",
  );

const cellAttributes = ["align", "valign", "width", "height", "colspan", "rowspan", "bgcolor"];
const nonText = [
  "script",
  "style",
  "textarea",
  "option",
  "noscript",
  "title",
  "svg",
  "math",
  "template",
  "object",
  "iframe",
  "xmp",
];

/** Runs in a worker. Never throws; HTML over the limits comes back as paragraphs of its words. */
export function outgoingHtml(html: string, options: OutgoingOptions): OutgoingHtml {
  if (!isHtmlWithinLimits(html)) return plainly(html);
  const shown = new Set<string>();
  const sanitized = sanitizeHtmlLibrary(clean(html), {
    allowedTags: elements,
    disallowedTagsMode: "discard",
    allowedAttributes: {
      "*": ["style", "dir", "lang", "title", "align"],
      a: ["href"],
      img: ["src", "alt", "width", "height"],
      table: [...cellAttributes, "border", "cellpadding", "cellspacing"],
      td: cellAttributes,
      th: cellAttributes,
      tr: cellAttributes,
      font: ["color", "size", "face"],
      ol: ["start", "type"],
      blockquote: ["type"],
    },
    allowedSchemes: ["http", "https", "mailto"],
    allowedSchemesByTag: { img: ["https", "cid"] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    nonTextTags: nonText,
    nestingLimit: 100,
    transformTags: {
      "*": (tagName, attributes) => ({ tagName, attribs: withSafeStyle(attributes) }),
      a: (tagName, attributes) => ({ tagName, attribs: withLink(attributes) }),
      img: (tagName, attributes) => ({ tagName, attribs: withPicture(attributes, options, shown) }),
    },
    exclusiveFilter: (frame) => frame.tag === "img" && !frame.attribs.src,
  }).trim();
  return { html: sanitized, text: textFromHtml(sanitized), shown: [...shown] };
}

type Attributes = Record<string, string>;

function withSafeStyle(attributes: Attributes): Attributes {
  const { style, ...others } = attributes;
  const safe = style === undefined ? "" : safeStyle(style);
  return safe === "" ? others : { ...others, style: safe };
}

// A link without a scheme leads nowhere from a mail.
function withLink(attributes: Attributes): Attributes {
  const { href = "", ...others } = withSafeStyle(attributes);
  return /^(https?:\/\/|mailto:)/i.test(href.trim()) ? { ...others, href: href.trim() } : others;
}

const upload = /(?:^cid:|\/api\/v1\/uploads\/)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:@[^/]*)?$/i;

// A picture is an upload, as the editor or a program names it, or lies on the web for all to see.
function withPicture(attributes: Attributes, { pictures }: OutgoingOptions, shown: Set<string>): Attributes {
  const { src = "", ...others } = withSafeStyle(attributes);
  const source = src.trim();
  const id = upload.exec(source)?.[1]?.toLowerCase();
  const contentId = id === undefined ? undefined : pictures.get(id);
  if (id !== undefined && contentId !== undefined) {
    shown.add(id);
    return { ...others, src: `cid:${contentId}` };
  }
  return id === undefined && /^https:\/\//i.test(source) ? { ...others, src: source } : others;
}

function plainly(html: string): OutgoingHtml {
  const text = textFromHtml(html.slice(0, 4_000_000));
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return { html: `<div style="white-space: pre-wrap">${escaped}</div>`, text, shown: [] };
}
