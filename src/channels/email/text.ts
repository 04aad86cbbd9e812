// The text and HTML of a mail from the parts chosen for them, decoded, joined and bounded.
import { clean, cleanTo } from "#domain/clean.ts";
import type { Defect } from "#domain/message.ts";
import type { MimePart } from "#mail/mime-tree.ts";
import type { TextFile } from "#mail/text-files.ts";
import { textFromHtml } from "#mail/text-from-html.ts";
import { isHtml, type Section } from "./body.ts";
import { isEmptyHtml, isStub, says, saysTheSame } from "./stub-text.ts";
import { isUtf7, readTextPart } from "./text-part.ts";

export interface MailText {
  text: string;
  html: string | null;
  /** Files that stood in the text. */
  files: TextFile[];
  defects: Defect[];
}

/** A piece of the message, its two forms decoded; null where it has no such form of its own. */
export interface Piece {
  text: string | null;
  html: string | null;
}

const maxTextLength = 1_000_000;
const maxHtmlLength = 2_000_000;

/** `hint` is a charset to try for parts that name none. `more` are pieces that came in containers of their own. */
export function readMailText(sections: readonly Section[], hint: string | null, more: readonly Piece[] = []): MailText {
  const reading = new Reading(hint);
  const own = sections.map((section) => reading.piece(section)).filter((piece) => piece.text !== null || piece.html !== null);
  const pieces = more.map(settled).reduce(withContained, withoutRepeats(own));
  const text = joinTexts(pieces);
  return {
    text: reading.bounded(text, maxTextLength, "text-cut"),
    html: reading.boundedHtml(joinHtml(pieces)),
    files: reading.files,
    defects: reading.defects,
  };
}

class Reading {
  readonly files: TextFile[] = [];
  readonly defects: Defect[] = [];
  private readonly hint: string | null;
  private readonly decoded = new Map<MimePart, string>();

  constructor(hint: string | null) {
    this.hint = hint;
  }

  piece({ text, html }: Section): Piece {
    const isMarked = html.some((part) => isHtml(part) && !isUtf7(part));
    // Text made of the HTML's own parts is no second form, unless plain parts stand among them.
    const isOwnForm = text.some((part) => !isHtml(part)) || !isMarked;
    return {
      text: isOwnForm ? joined(text.map((part) => this.plainOf(part))) : null,
      html: isMarked ? html.map((part) => this.markedOf(part)).join("\n") : null,
    };
  }

  private markedOf(part: MimePart): string {
    return isHtml(part) && !isUtf7(part) ? this.textOf(part) : asHtml(this.plainOf(part));
  }

  private plainOf(part: MimePart): string {
    const text = this.textOf(part);
    return isHtml(part) ? textFromHtml(text) : text;
  }

  private textOf(part: MimePart): string {
    const known = this.decoded.get(part);
    if (known !== undefined) return known;
    const { text, files, defects } = readTextPart(part, this.hint);
    this.decoded.set(part, text);
    this.files.push(...files);
    for (const { code, detail } of defects) this.note(code, detail);
    return text;
  }

  bounded(text: string, max: number, code: string): string {
    if (text.length <= max) return clean(text);
    this.note(code, `${text.length} characters`);
    return cleanTo(text, max);
  }

  boundedHtml(html: string | null): string | null {
    return html === null ? null : this.bounded(html, maxHtmlLength, "html-cut");
  }

  private note(code: string, detail: string): void {
    if (!this.defects.some((defect) => defect.code === code)) this.defects.push({ code, detail });
  }
}

// The HTML in the place of a text that only says that there is HTML; HTML that shows nothing gives way to the text.
function settled({ text, html }: Piece): Piece {
  if (html === null) return { text, html };
  if (text !== null && text.trim() !== "" && isEmptyHtml(html)) return { text, html: null };
  return { text: text === null || isStub(text, () => textFromHtml(html)) ? textFromHtml(html) : text, html };
}

// Some write the two forms one after the other in a mixed body; a container may repeat what stands beside it.
function withoutRepeats(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  for (const piece of pieces.map(settled)) {
    const before = kept.at(-1);
    if (
      before !== undefined &&
      (before.html === null || piece.html === null) &&
      saysTheSame(before.text ?? "", piece.text ?? "")
    ) {
      // The later one may say a little more: it counts, where it would be seen nowhere else.
      kept[kept.length - 1] = { text: piece.html === null ? piece.text : before.text, html: before.html ?? piece.html };
    } else kept.push(piece);
  }
  return kept;
}

// What a container holds is often the message itself, of which the parts beside it are a poorer form or a part.
function withContained(pieces: readonly Piece[], contained: Piece): Piece[] {
  const text = joinTexts(pieces);
  if (text.trim() === "") return [...pieces.filter((piece) => piece.html !== null), contained];
  if (says(text, contained.text ?? ""))
    return pieces.some((piece) => piece.html !== null) ? [...pieces] : [{ text, html: contained.html }];
  return says(contained.text ?? "", text) ? [contained] : [...pieces, contained];
}

function joinTexts(pieces: readonly Piece[]): string {
  return joined(pieces.map((piece) => piece.text ?? ""));
}

function joined(texts: readonly string[]): string {
  return texts
    .map((text) => text.trimEnd())
    .filter((text) => text !== "")
    .join("\n\n");
}

// Plain pieces among the HTML are shown as written; a message without any HTML has none.
function joinHtml(pieces: readonly Piece[]): string | null {
  if (!pieces.some((piece) => piece.html !== null)) return null;
  return pieces.map((piece) => piece.html ?? asHtml(piece.text ?? "")).join("\n");
}

function asHtml(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return text.trim() === "" ? "" : `<pre style="white-space: pre-wrap">${escaped}</pre>`;
}
