// A linear scanner over the tags of hostile HTML, for what must be known before any HTML library sees it.

export interface HtmlTag {
  /** Lower case, without slash. Comments, doctypes and the like are not reported. */
  name: string;
  closing: boolean;
  start: number;
  /** Behind the `>`. */
  end: number;
}

/** HTML elements without content (HTML Standard §13.1.2). */
const voidElements = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));
/** Their content is text in which `<` begins no tag, unless it is their own end. */
const rawElements = new Set(["script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe"]);

export function isVoidElement(name: string): boolean {
  return voidElements.has(name);
}

/** The tags in order. Each byte is looked at a bounded number of times, whatever the input. */
export function* scanTags(html: string): Generator<HtmlTag> {
  let at = 0;
  let raw = "";
  while (at < html.length) {
    const start = html.indexOf("<", at);
    if (start === -1) return;
    if (raw === "" && html.startsWith("<!--", start)) {
      const end = html.indexOf("-->", start + 4);
      if (end === -1) return;
      at = end + 3;
      continue;
    }
    const closing = html[start + 1] === "/";
    const nameStart = closing ? start + 2 : start + 1;
    if (!isLetter(html.charCodeAt(nameStart))) {
      at = start + 1;
      continue;
    }
    const nameStop = nameEnd(html, nameStart);
    const name = html.slice(nameStart, nameStop).toLowerCase();
    if (raw !== "" && !(closing && name === raw)) {
      at = start + 1;
      continue;
    }
    const end = tagEnd(html, nameStop);
    yield { name, closing, start, end };
    raw = !closing && rawElements.has(name) ? name : "";
    at = end;
  }
}

/** The value of an attribute of the tag, with its quotes undone; null when it has none. `html` is the text the tag was found in. */
export function attributeOf(html: string, tag: HtmlTag, attribute: string): string | null {
  const text = html.slice(tag.start, Math.min(tag.end, tag.start + 4_000));
  const lower = text.toLowerCase();
  let at = lower.indexOf(attribute);
  while (at !== -1) {
    const before = lower[at - 1] ?? "";
    let after = at + attribute.length;
    while (lower[after] === " ") after += 1;
    if (isBlankOrQuote(before) && lower[after] === "=") return attributeValue(text, after + 1);
    at = lower.indexOf(attribute, at + 1);
  }
  return null;
}

function attributeValue(text: string, from: number): string {
  let at = from;
  while (text[at] === " ") at += 1;
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, at + 1);
    return text.slice(at + 1, end === -1 ? text.length : end);
  }
  let end = at;
  while (end < text.length && !/[\s>]/.test(text[end]!)) end += 1;
  return text.slice(at, end);
}

function isBlankOrQuote(character: string): boolean {
  return character === '"' || character === "'" || character === "/" || /\s/.test(character);
}

function nameEnd(html: string, from: number): number {
  let at = from;
  const last = Math.min(html.length, from + 60);
  while (at < last && !isNameEnd(html.charCodeAt(at))) at += 1;
  return at;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isNameEnd(code: number): boolean {
  return code === 62 || code === 47 || code === 32 || (code >= 9 && code <= 13);
}

// A `>` inside a quoted attribute value does not end the tag.
function tagEnd(html: string, from: number): number {
  let quote = 0;
  for (let at = from; at < html.length; at += 1) {
    const code = html.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 62) return at + 1;
    else if ((code === 34 || code === 39) && html[at - 1] === "=") quote = code;
  }
  // An unclosed quote or tag: the first `>` ends it after all, as readers would show the rest.
  const fallback = html.indexOf(">", from);
  return fallback === -1 ? html.length : fallback + 1;
}
