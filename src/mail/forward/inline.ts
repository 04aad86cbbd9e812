// A message that was passed on inside the text of another: found by what mail programs write above it, told from answers' history.
import type { Address } from "#domain/message.ts";
import { readNamed, readNamedList, type Named } from "./addresses.ts";
import { readAttribution, type Attribution } from "./attribution.ts";
import { type HeaderBlock, readBlock, readField } from "./block.ts";
import { bodyBelow } from "./body.ts";
import { isDay, isFinnic } from "./labels.ts";
import { isRuledWords, isRuler, type Line, readLine, splitLines } from "./lines.ts";
import { decodeWordsInText } from "../header-text.ts";
import { isBareMark, type Mark, mayForward, readMark } from "./marks.ts";
import { readForwardSubject, type SubjectKind } from "./subject-prefixes.ts";

export interface InlineInput {
  text: string;
  subject: string;
  /** The message says which message it answers or follows (In-Reply-To, References). */
  hasParents: boolean;
  /** A header field says that the message passes another one on. */
  isDeclared: boolean;
  /** A machine sent it: what it quotes is what came back to it. */
  isMachines: boolean;
}

export interface InlineForward {
  confidence: "certain" | "likely";
  author: Named | null;
  to: readonly Address[];
  cc: readonly Address[];
  subject: string | null;
  dateText: string | null;
  messageId: string | null;
  text: string;
  note: string;
}

/** What stands above an original. */
interface Found {
  /** The line it begins at. */
  at: number;
  mark: Mark | null;
  block: HeaderBlock | null;
  attribution: Attribution | null;
  /** First line of the original's text. */
  bodyAt: number;
  depth: number;
}

/** The outermost original that the text passes on, or null. Linear in the text. */
export function readInlineForward(input: InlineInput): InlineForward | null {
  const subject = readForwardSubject(input.subject);
  const kind = input.isDeclared ? "forward" : subject.kind;
  if (kind !== "forward" && (input.isMachines || !mayForward(input.text))) return null;
  const lines = splitLines(input.text);
  const found = new Search(lines, input).first(kind);
  if (found === null) return null;
  const isVastaus = subject.isVs && isFinnic(found.block?.authorLabel ?? "");
  const confidence = confidenceOf(found, { kind: isVastaus ? "reply" : kind, hasParents: input.hasParents });
  return confidence === null
    ? null
    : toForward(lines, found, { confidence, outerSubject: kind === "forward" ? subject.rest : null });
}

// ---------- whether it is one ----------

interface Circumstances {
  kind: SubjectKind;
  hasParents: boolean;
}

// History under an answer has the same header block as a forward: only a mark, the subject, or the lack of all that an answer has
// tells them apart.
function confidenceOf(found: Found, { kind, hasParents }: Circumstances): InlineForward["confidence"] | null {
  const isNamed = authorOf(found)?.address != null;
  if (found.mark?.kind === "forward") return isNamed && kind !== "reply" ? "certain" : "likely";
  if (found.block === null) return kind === "forward" ? "likely" : null;
  if (kind === "forward") return isNamed && found.block.values.size >= 3 ? "certain" : "likely";
  if (kind === "reply" || hasParents || !isNamed) return null;
  if (found.mark?.kind === "original" && isForwardersMark(found.mark, found.block)) return "certain";
  return found.depth === 0 && isWhole(found.block) ? "likely" : null;
}

// Programs that write "original message" above forwards, and something else above answers: Roundcube, SquirrelMail and old
// Thunderbird begin with the subject; Open-Xchange has From, To, Date and Subject, Fastmail From, To, Subject and Date.
function isForwardersMark({ dashes }: Mark, { order, dateLabel, values }: HeaderBlock): boolean {
  if (order[0] === "subject") return values.has("date") && dashes >= 8;
  const main = order.filter((label) => label !== "cc").join(" ");
  return (
    isDay(dateLabel) && ((main === "from to date subject" && dashes >= 10) || (main === "from to subject date" && dashes >= 6))
  );
}

function isWhole({ values }: HeaderBlock): boolean {
  return values.has("from") && values.has("to") && values.has("date") && values.has("subject");
}

// ---------- where it begins ----------

const maxBlankLines = 4;
const maxLinesAboveBlock = 3;
/** Lines that can be looked at closely before the search ends: no mail has that many labels and dashes above what it passes on. */
const maxLooks = 3_000;

class Search {
  private readonly lines: string[];
  private readonly outerSubject: string;
  private readonly hasParents: boolean;
  /** The last line with words, and whether the one being looked at is in the same quotation. */
  private above: Line = { depth: 0, text: "" };

  constructor(lines: string[], { subject, hasParents }: InlineInput) {
    this.lines = lines;
    this.outerSubject = subject;
    this.hasParents = hasParents;
  }

  /** The first line that stands above somebody else's words decides; below it all is theirs. */
  first(kind: SubjectKind): Found | null {
    let looks = 0;
    for (let at = 0; at < this.lines.length && looks < maxLooks; at += 1) {
      const raw = this.lines[at]!;
      if (!mayStandAbove(raw)) {
        if (raw !== "") this.remember(readLine(raw));
        continue;
      }
      const line = readLine(raw);
      // A mark or an attribution may stand there, for which more lines are looked at.
      looks += /[:：=-]$/.test(line.text) ? 10 : 1;
      const block = this.blockAt(at, line);
      const found = block === null || !isHistory(block, kind) ? this.markOrAttribution(at, line) : this.foundBlock(at, block);
      if (found !== null && !this.isPartOfNote(found, kind)) return this.decide(found, kind === "forward");
      if (block !== null) {
        looks += block.end - at;
        at = Math.max(at, block.end - 1);
      }
      this.remember(readLine(this.lines[at]!));
    }
    return null;
  }

  // Quoted marks and blocks belong to what is quoted, unless the quotation begins with them, as Apple's forwards do.
  private decide(found: Found, isForward: boolean): Found | null {
    if (found.attribution !== null && found.mark === null) return isForward && found.depth === 0 ? found : null;
    const { mark } = found;
    if (found.depth === 0) return found;
    if (this.above.depth > 0) return null;
    return mark !== null || isForward ? found : null;
  }

  // "Ann wrote this at 10:30:" above a mark introduces it, unless the message is an answer to a forward.
  private isPartOfNote({ attribution, mark, bodyAt }: Found, kind: SubjectKind): boolean {
    if (attribution === null || mark !== null || kind === "reply" || this.hasParents) return false;
    const next = this.lines
      .slice(bodyAt, bodyAt + maxBlankLines)
      .map(readLine)
      .find((line) => line.text !== "");
    return next?.depth === 0 && readMark(next.text)?.kind === "forward";
  }

  private remember(line: Line): void {
    if (line.text !== "") this.above = line;
  }

  private blockAt(at: number, { text }: Line): HeaderBlock | null {
    const field = readField(text);
    return field === null || field.label === "other" ? null : readBlock(this.lines, at, this.outerSubject);
  }

  private foundBlock(at: number, block: HeaderBlock): Found {
    const mark: Mark | null = isBareMark(this.above.text) ? { kind: "forward", by: "phrase", rest: "", dashes: 0 } : null;
    return { at, mark, block, attribution: null, bodyAt: block.end, depth: block.depth };
  }

  private markOrAttribution(at: number, line: Line): Found | null {
    const mark = readMark(line.text);
    if (mark !== null) return mark.kind === "end" ? null : this.below(at, mark, line.depth);
    const attribution = readAttribution(this.lines, at);
    if (attribution === null) return null;
    return { at: attribution.at, mark: null, block: null, attribution, bodyAt: at + 1, depth: line.depth };
  }

  // Below a mark stands a header block, or, as Yandex has it, an attribution; Notes puts its own lines between.
  private below(at: number, mark: Mark, depth: number): Found | null {
    if (mark.rest !== "") this.lines[at] = mark.rest;
    let blanks = 0;
    let others = 0;
    for (let next = mark.rest === "" ? at + 1 : at; next < this.lines.length && blanks <= maxBlankLines; next += 1) {
      const line = readLine(this.lines[next]!);
      if (line.text === "") {
        blanks += 1;
        continue;
      }
      const block = this.blockAt(next, line);
      if (block !== null && isOriginal(block))
        return { at, mark, block, attribution: null, bodyAt: block.end, depth: block.depth };
      const attribution = block === null ? readAttribution(this.lines, next) : this.authorAbove(next, block);
      if (attribution !== null) {
        return { at, mark, block, attribution, bodyAt: block?.end ?? next + 1, depth: Math.max(depth, line.depth) };
      }
      const strange = block === null && mark.kind === "forward" ? readStrangeBlock(this.lines, next) : null;
      if (strange !== null) return { at, mark, block, attribution: strange, bodyAt: strange.end, depth: line.depth };
      others += 1;
      if (others > maxLinesAboveBlock) return null;
    }
    return null;
  }

  // A block without a known word for the author: Notes writes `Ann Lee <ann@example.com> on 01/10/2000 08:35:25 AM` above it.
  private authorAbove(at: number, block: HeaderBlock): Attribution | null {
    if (!block.values.has("to") && !block.values.has("subject")) return null;
    for (let above = at - 1; above >= 0 && at - above <= maxBlankLines; above -= 1) {
      const { text } = readLine(this.lines[above]!);
      if (readMark(text) !== null) return null;
      const on = /\s(?:on|am|le|el|il)\s\d/.exec(text.slice(0, 300));
      if (on !== null)
        return { at: above, author: readNamed(text.slice(0, on.index)), dateText: text.slice(on.index).replace(/^\s\S+\s/, "") };
      const strange = strangeField(text);
      if (strange !== null && strange.includes("@")) return { at: above, author: readNamed(strange), dateText: null };
    }
    return null;
  }
}

/** The value of a line that looks like a header in a language that we do not know. */
function strangeField(text: string): string | null {
  return /^[\p{L}\p{M}][\p{L}\p{M} .'’()/-]{0,30}[:：]\s?(\S.{0,2000})$/u.exec(text)?.[1] ?? null;
}

// Under a forward's mark, lines that look like headers are its block in whatever language: the first with an address names the author.
function readStrangeBlock(lines: readonly string[], at: number): (Attribution & { end: number }) | null {
  let end = at;
  let author: Named | null = null;
  for (; end < lines.length && end - at < 12; end += 1) {
    const { text } = readLine(lines[end]!);
    const value = strangeField(text);
    if (value === null) break;
    if (readField(text) !== null) return null;
    author ??= value.includes("@") ? readNamed(value) : null;
  }
  return author === null || end - at < 3 ? null : { at, author, dateText: null, end };
}

function isOriginal({ values }: HeaderBlock): boolean {
  const from = values.get("from");
  return from !== undefined && (values.size >= 2 || from.includes("@"));
}

// Without a mark, lines such as "From: Berlin" and "To: Paris" are the writer's own words.
function isHistory(block: HeaderBlock, kind: SubjectKind): boolean {
  const { values } = block;
  const hasMore = values.has("to") || values.has("subject");
  if (kind !== "forward" && !(values.has("date") && hasMore)) return false;
  if (!isOriginal(block) || values.size < 2) return false;
  return values.get("from")!.includes("@") || (values.has("subject") && (values.has("date") || values.has("to")));
}

/** What can stand above an original has a colon or dashes. */
function mayStandAbove(raw: string): boolean {
  return raw.includes(":") || raw.includes("：") || /[-=_*~‐‑‒–—―─━]{2}/.test(raw.slice(0, 100));
}

// ---------- what it says ----------

function toForward(
  lines: readonly string[],
  found: Found,
  told: { confidence: InlineForward["confidence"]; outerSubject: string | null },
): InlineForward {
  const values = found.block?.values;
  const { body, after } = bodyBelow(lines, found);
  const date = values?.get("date") ?? found.attribution?.dateText ?? "";
  const subject = decodeWordsInText(values?.get("subject") ?? (found.block === null ? told.outerSubject : null) ?? "");
  return {
    confidence: told.confidence,
    author: authorOf(found),
    to: readNamedList(values?.get("to") ?? ""),
    cc: readNamedList(values?.get("cc") ?? ""),
    subject: subject.trim() === "" ? null : subject.slice(0, 1_000).trim().toWellFormed(),
    dateText: date.trim() === "" ? null : date.slice(0, 200).trim().toWellFormed(),
    messageId: values?.get("message-id") ?? null,
    text: body,
    note: [noteAbove(lines, found.at), after].filter((part) => part !== "").join("\n\n"),
  };
}

function authorOf({ block, attribution }: Found): Named | null {
  const from = block?.values.get("from");
  return from === undefined || from === "" ? (attribution?.author ?? null) : readNamed(from);
}

// Outlook draws a line above its header block; a bare mark stands above it without any, and one in an unknown language with dashes.
function noteAbove(lines: readonly string[], at: number): string {
  let end = at;
  while (end > 0) {
    const { text } = readLine(lines[end - 1]!);
    if (text !== "" && !isRuler(text) && !isRuledWords(text) && !isBareMark(text)) break;
    end -= 1;
  }
  return lines
    .slice(0, end)
    .join("\n")
    .replace(/^\ufeff/, "")
    .trim();
}
