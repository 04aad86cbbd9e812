// HTML of strangers, made fit for a sandboxed frame: an allow-list of elements, attributes and styles, and no way to the network.
import sanitizeHtmlLibrary from "sanitize-html";
import { clean } from "#domain/clean.ts";
import { isHtmlWithinLimits } from "./html/limits.ts";
import { safeStyle } from "./html/safe-style.ts";
import { textFromHtml } from "./text-from-html.ts";

export interface SanitizeOptions {
  /** Content-ID (without angle brackets) of this message's own images to where they are served. */
  images: ReadonlyMap<string, string>;
  remoteImages: "block" | "allow";
}

export interface Sanitized {
  html: string;
  blockedRemoteImages: number;
}

const elements = (
  "a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font " +
  "footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong sub sup table tbody td " +
  "tfoot th thead time tr tt u ul var wbr"
).split(" ");

const cellAttributes = ["align", "valign", "width", "height", "colspan", "rowspan", "bgcolor", "nowrap"];

const allowedAttributes = {
  "*": ["style", "dir", "lang", "title", "align"],
  a: ["href", "rel", "target"],
  img: ["src", "alt", "width", "height"],
  table: [...cellAttributes, "border", "cellpadding", "cellspacing"],
  td: cellAttributes,
  th: cellAttributes,
  tr: cellAttributes,
  col: ["width", "span"],
  font: ["color", "size", "face"],
  ol: ["start", "type"],
  li: ["value"],
};

/** Their words are no words of the message. */
const nonTextTags = "script style textarea option noscript title svg math template object iframe xmp".split(" ");

/** Runs in a worker. Never throws; HTML over the limits comes back as plain text in a `pre`. */
export function sanitizeHtml(html: string, options: SanitizeOptions): Sanitized {
  if (!isHtmlWithinLimits(html)) return { html: asText(html), blockedRemoteImages: 0 };
  let blockedRemoteImages = 0;
  const block = () => {
    blockedRemoteImages += 1;
  };
  const sanitized = sanitizeHtmlLibrary(clean(html), {
    allowedTags: elements,
    disallowedTagsMode: "discard",
    allowedAttributes,
    allowedSchemes: ["http", "https", "mailto", "tel"],
    allowedSchemesByTag: { img: ["http", "https", "data", "blob"] },
    allowProtocolRelative: false,
    // Styles are filtered below, by characters: no parser of CSS sees a stranger's text.
    parseStyleAttributes: false,
    nonTextTags,
    nestingLimit: 250,
    transformTags: {
      "*": (tagName, attributes) => ({ tagName, attribs: withSafeStyle(attributes) }),
      a: (tagName, attributes) => ({ tagName, attribs: anchorAttributes(attributes) }),
      img: (tagName, attributes) => ({ tagName, attribs: imageAttributes(attributes, { ...options, block }) }),
    },
    exclusiveFilter: (frame) => frame.tag === "img" && !frame.attribs.src,
  });
  return { html: sanitized, blockedRemoteImages };
}

type Attributes = Record<string, string>;

// A link without a scheme would lead into the console itself.
function anchorAttributes(attributes: Attributes): Attributes {
  const { href = "", ...others } = withSafeStyle(attributes);
  const link = href.trim();
  const isKnown = /^(https?:\/\/|mailto:|tel:)/i.test(link);
  return { ...others, ...(isKnown ? { href: link } : {}), rel: "noopener noreferrer nofollow", target: "_blank" };
}

function withSafeStyle(attributes: Attributes): Attributes {
  if (attributes.style === undefined) return attributes;
  const { style, ...others } = attributes;
  const safe = safeStyle(style);
  return safe === "" ? others : { ...others, style: safe };
}

// An image shows only what this message brought itself; anything else would tell the sender that it was read.
function imageAttributes(attributes: Attributes, options: SanitizeOptions & { block: () => void }): Attributes {
  const { src = "", ...others } = withSafeStyle(attributes);
  const source = src.trim();
  if (source.toLowerCase().startsWith("cid:")) {
    const own = options.images.get(decodeCid(source.slice(4)));
    return own === undefined ? others : { ...others, src: own };
  }
  if (/^data:image\/(png|gif|jpeg|webp);base64,[a-z0-9+/=\s]*$/i.test(source)) return { ...others, src: source };
  if (!/^(https?:)?\/\//i.test(source)) return others;
  if (options.remoteImages === "allow" && /^https?:\/\//i.test(source)) return { ...others, src: source };
  options.block();
  return others;
}

function decodeCid(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not percent-encoded: a Content-ID may hold any percent sign.
  }
}

function asText(html: string): string {
  const escaped = textFromHtml(html.slice(0, 4_000_000)).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<pre style="white-space: pre-wrap">${escaped}</pre>`;
}
