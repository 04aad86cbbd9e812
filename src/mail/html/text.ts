// Makes plain text of a stranger's HTML in one linear pass, and keeps which stretches of it mail programs marked as history or signature.
import { clean } from "#domain/clean.ts";
import { decodeEntities } from "./entities.ts";
import { HistoryMarks, type Span } from "./history.ts";
import { attributeOf, type HtmlTag, scanTags } from "./tags.ts";

export interface HtmlText {
  text: string;
  spans: readonly Span[];
}

/** Line ends that an element asks for around itself: 1 begins a line, 2 leaves a blank one. */
const breaks: ReadonlyMap<string, number> = new Map(
  Object.entries({
    1: "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hgroup hr legend li main menu nav ol option section summary table tbody tfoot thead tr ul",
    2: "h1 h2 h3 h4 h5 h6 p pre",
  }).flatMap(([count, names]) => names.split(" ").map((name) => [name, Number(count)] as const)),
);
/** Their content is not for readers. */
const unseen = new Set(["script", "style", "title", "template", "noembed", "noframes", "iframe"]);
const ruler = "-".repeat(40);

/** The last document, which the body's text and the visible reply both ask for. */
let last: { html: string; read: HtmlText } | null = null;
const longestKept = 200_000;

/** Total and linear. Links keep their words, pictures and hidden elements give nothing, cells are parted by a blank. */
export function readHtml(html: string): HtmlText {
  if (last?.html === html) return last.read;
  const read = readWhole(html);
  last = html.length <= longestKept ? { html, read } : null;
  return read;
}

function readWhole(html: string): HtmlText {
  const writer = new Writer();
  const marks = new HistoryMarks(html);
  let at = 0;
  let hidden = "";
  for (const tag of scanTags(html)) {
    if (hidden === "" && tag.start > at) writer.write(html.slice(at, tag.start));
    at = tag.end;
    if (hidden !== "") {
      if (tag.closing && tag.name === hidden) hidden = "";
    } else if (unseen.has(tag.name)) {
      if (!tag.closing && html.charCodeAt(tag.end - 2) !== 47) hidden = tag.name;
    } else {
      writeTag(writer, html, tag);
      marks.see(tag, writer);
    }
  }
  if (hidden === "") writer.write(html.slice(at));
  return writer.finish(marks.spans(writer.length));
}

function writeTag(writer: Writer, html: string, tag: HtmlTag): void {
  const { name, closing } = tag;
  const count = breaks.get(name);
  if (count !== undefined) {
    writer.break(count);
    if (name === "li" && !closing) writer.item();
    else if (name === "hr" && !closing) writer.writeLine(ruler);
    else if (name === "pre") writer.setPreserved(!closing);
    else if (name === "ol" || name === "ul") writer.list(closing ? null : name === "ol" ? firstNumber(html, tag) : 0);
    return;
  }
  if (name === "br") writer.lineBreak();
  else if (name === "td" || name === "th") writer.blank();
}

function firstNumber(html: string, tag: HtmlTag): number {
  const start = Number(attributeOf(html, tag, "start") ?? "1");
  return Number.isInteger(start) && Math.abs(start) < 1_000_000 ? start : 1;
}

/** Longest run of blank lines that is kept as it was. */
const maxBlankLines = 1_000_000;
const maxListDepth = 50;

/** Lines of text under HTML's rules for blanks. */
class Writer {
  private readonly out: string[] = [];
  /** Line ends asked for before the next text. */
  private pending = 0;
  private endsBlank = true;
  private preserved = 0;
  private prefix = "";
  /** The next number of each open list; 0 for lists without. */
  private readonly lists: number[] = [];
  length = 0;

  write(raw: string): void {
    const text = decodeEntities(raw.includes("<") ? withoutDeclarations(raw) : raw);
    if (text === "") return;
    if (this.preserved > 0) return this.writePreserved(text);
    const folded = text.replace(/[ \t\r\n\f]+/g, " ");
    if (folded === " ") {
      if (!this.endsBlank && this.pending === 0) this.put(" ");
      return;
    }
    const isFirst = this.pending > 0 || this.endsBlank;
    this.put(isFirst && folded.startsWith(" ") ? folded.slice(1) : folded);
  }

  writeLine(text: string): void {
    this.put(text);
    this.break(1);
  }

  private writePreserved(text: string): void {
    const lines = text.replace(/\r\n?/g, "\n").split("\n");
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.lineBreak();
      if (line !== "") this.put(line);
    }
  }

  private put(text: string): void {
    if (this.pending > 0) {
      const ends = this.length === 0 ? "" : "\n".repeat(this.pending);
      this.push(ends + this.prefix);
      this.pending = 0;
      this.prefix = "";
    } else if (this.prefix !== "") {
      this.push(this.prefix);
      this.prefix = "";
    }
    this.push(text);
    this.endsBlank = text.endsWith(" ");
  }

  private push(text: string): void {
    if (text === "") return;
    this.out.push(text);
    this.length += text.length;
  }

  /** What comes next begins a line of its own. */
  break(count: number): void {
    if (this.length > 0) this.pending = Math.max(this.pending, count);
    this.endsBlank = true;
  }

  /** Ends this line; on an empty one it makes a blank line. */
  lineBreak(): void {
    if (this.length > 0 && this.pending < maxBlankLines) this.pending += 1;
    this.endsBlank = true;
  }

  /** Parts what stands on one line, as a table's cells. */
  blank(): void {
    if (!this.endsBlank && this.pending === 0) this.put(" ");
  }

  setPreserved(on: boolean): void {
    this.preserved = Math.max(0, this.preserved + (on ? 1 : -1));
  }

  list(first: number | null): void {
    if (first === null) this.lists.pop();
    else if (this.lists.length < maxListDepth) this.lists.push(first);
  }

  item(): void {
    const next = this.lists.at(-1) ?? 0;
    if (next !== 0) this.lists[this.lists.length - 1] = next + 1;
    this.prefix = `${" ".repeat(Math.max(1, this.lists.length * 2 - 1))}${next === 0 ? "*" : `${next}.`} `;
  }

  /** Where text written next will begin. */
  get position(): number {
    return this.length + (this.length === 0 ? 0 : this.pending);
  }

  finish(spans: readonly Span[]): HtmlText {
    const text = clean(this.out.join("")).replaceAll("\u00a0", " ");
    const before = text.length - text.trimStart().length;
    return {
      text: text.trim(),
      spans: before === 0 ? spans : spans.map(({ role, start, end }) => ({ role, start: start - before, end: end - before })),
    };
  }
}

// Comments, conditional sections and declarations, which the scanner reports as no tag.
function withoutDeclarations(text: string): string {
  let kept = "";
  let at = 0;
  for (let start = nextDeclaration(text, 0); start !== -1; start = nextDeclaration(text, at)) {
    kept += text.slice(at, start);
    const isComment = text.startsWith("<!--", start);
    const end = text.indexOf(isComment ? "-->" : ">", start + 2);
    if (end === -1) return kept;
    at = end + (isComment ? 3 : 1);
  }
  return kept + text.slice(at);
}

function nextDeclaration(text: string, from: number): number {
  for (let at = text.indexOf("<", from); at !== -1; at = text.indexOf("<", at + 1)) {
    const code = text.charCodeAt(at + 1);
    if (code === 33 || code === 63) return at;
  }
  return -1;
}
