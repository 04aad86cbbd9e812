// Splits an address field into its mailboxes as people's programs write them (RFC 5322 §3.4 with all of §4.4, and what breaks it). Linear.

/** One entry of an address field, before anybody asks whether it is an address. Encoded words are not decoded. */
export interface WrittenMailbox {
  /** Display name, or the comment that stands for one; quotes and escapes undone. May be empty. */
  name: string;
  /** What stands in the address's place, without comments and blanks around its dots and at signs. May be empty or no address. */
  spec: string;
}

interface Piece {
  text: string;
  isComment: boolean;
}

/** An entry while it is being read: what stands before `<`, between the brackets, and behind `>`. */
interface Entry {
  before: Piece[];
  /** Some of `before`, some of `angle` has an at sign: kept, so that no separator asks all of it again. */
  hasAt: boolean;
  angle: string[] | null;
  angleHasAt: boolean;
  /** What stands between the brackets begins with an at sign. */
  isRoute: boolean;
  isOpen: boolean;
  after: Piece[];
}

interface Scan {
  value: string;
  entry: Entry;
  /** A quote or parenthesis was found that never ends: from then on they are letters like others, so that nothing is read twice. */
  quotesAreText: boolean;
  parensAreText: boolean;
}

const specials = '"(<>,;:';

/** Groups are opened and their names dropped; empty entries are left out. */
export function* readMailboxes(value: string): Generator<WrittenMailbox> {
  const scan: Scan = { value, entry: emptyEntry(), quotesAreText: false, parensAreText: false };
  let at = 0;
  while (at < value.length) {
    const character = value[at]!;
    if (isSeparator(scan, character)) {
      yield* finished(scan.entry);
      scan.entry = emptyEntry();
      at += 1;
    } else if (character === "<" && holdsAddress(scan.entry)) {
      // "A <a@x.example> B <b@x.example>": the comma was forgotten, and what stood behind the first is the second one's name.
      const { after } = scan.entry;
      yield* finished({ ...scan.entry, after: [] });
      scan.entry = {
        ...emptyEntry(),
        before: after,
        hasAt: after.some(({ text, isComment }) => !isComment && text.includes("@")),
      };
    } else {
      at = readPiece(scan, at);
    }
  }
  yield* finished(scan.entry);
}

function emptyEntry(): Entry {
  return { before: [], hasAt: false, angle: null, angleHasAt: false, isRoute: false, isOpen: false, after: [] };
}

function isSeparator({ entry }: Scan, character: string): boolean {
  if (character === ";") return true;
  if (character !== ",") return false;
  // A route has commas of its own (RFC 5322 §4.4); anywhere else a comma ends an address whose bracket was never closed.
  return !entry.isOpen || (entry.angleHasAt && !entry.isRoute);
}

function holdsAddress({ angleHasAt, isOpen }: Entry): boolean {
  return angleHasAt && !isOpen;
}

// Reads the quoted string, comment, bracket or run of letters at `at` into the entry, and tells where the next one begins.
function readPiece(scan: Scan, at: number): number {
  const { value, entry } = scan;
  const character = value[at]!;
  if (character === '"' && !scan.quotesAreText) return quotedPiece(scan, at);
  if (character === "(" && !scan.parensAreText) return commentPiece(scan, at);
  if (character === "<") {
    openBracket(entry);
    return at + 1;
  }
  if (character === ">") {
    entry.isOpen = false;
    return at + 1;
  }
  if (character === ":" && entry.angle === null && !entry.hasAt) {
    entry.before = [];
    return at + 1;
  }
  let end = at + 1;
  while (end < value.length && !specials.includes(value[end]!)) end += 1;
  add(entry, value.slice(at, end));
  return end;
}

// What stood in brackets before was no address, but "<3" in a name.
function openBracket(entry: Entry): void {
  if (entry.angle !== null && entry.angle.length > 0) entry.before.push({ text: ` ${entry.angle.join("")} `, isComment: false });
  for (const piece of entry.after) entry.before.push(piece);
  entry.angle = [];
  entry.after = [];
  entry.isOpen = true;
  entry.angleHasAt = false;
  entry.isRoute = false;
}

function quotedPiece(scan: Scan, at: number): number {
  const [text, next] = readQuoted(scan.value, at);
  if (next === -1) {
    scan.quotesAreText = true;
    return at + 1;
  }
  add(scan.entry, text);
  return next;
}

function commentPiece(scan: Scan, at: number): number {
  const [text, next] = readComment(scan.value, at);
  if (next === -1) {
    scan.parensAreText = true;
    return at + 1;
  }
  const { entry } = scan;
  // Inside the brackets a comment is a remark about a part of the address.
  if (!entry.isOpen) (entry.angle === null ? entry.before : entry.after).push({ text, isComment: true });
  return next;
}

function add(entry: Entry, text: string): void {
  const hasAt = text.includes("@");
  if (entry.isOpen) {
    entry.isRoute ||= !entry.angleHasAt && text.trimStart().startsWith("@") && entry.angle!.every((piece) => piece.trim() === "");
    entry.angleHasAt ||= hasAt;
    entry.angle!.push(text);
  } else if (entry.angle === null) {
    entry.hasAt ||= hasAt;
    entry.before.push({ text, isComment: false });
  } else entry.after.push({ text, isComment: false });
}

function* finished({ before, angle, after }: Entry): Generator<WrittenMailbox> {
  const spec = angle === null ? "" : tight(angle.join(""));
  const found = spec === "" ? bareMailbox(before) : { name: nameOf(before) || nameOf(after), spec };
  if (found.name !== "" || found.spec !== "") yield found;
}

// A comment beside a name is shown with it, as mail programs do ("Ann (Example Ltd)"); alone it is the name.
function nameOf(pieces: readonly Piece[]): string {
  const hasText = pieces.some(({ text, isComment }) => !isComment && text.trim() !== "");
  const texts = pieces.map(({ text, isComment }) => (isComment && hasText ? `(${text})` : text));
  return texts.join(hasText ? "" : " ").trim();
}

// No brackets: `ann@x.example (Ann)`, `Ann ann@x.example`, `Ann (ann@x.example)`, `ann (Ann)`, or a name alone.
function bareMailbox(pieces: readonly Piece[]): WrittenMailbox {
  const words = wordsOf(textOf(pieces, false));
  const comment = textOf(pieces, true).trim();
  const place = words.findLastIndex((word) => word.includes("@"));
  if (place !== -1) {
    const [start, end] = spread(words, place);
    const rest = [...words.slice(0, start), ...words.slice(end)].join(" ");
    return { spec: words.slice(start, end).join(""), name: comment || rest };
  }
  const hidden = wordsOf(comment).findLast((word) => word.includes("@"));
  if (hidden !== undefined) return { name: words.join(" "), spec: hidden };
  return words.length === 1 && comment !== ""
    ? { name: comment, spec: words[0]! }
    : { name: words.join(" ") || comment, spec: "" };
}

function textOf(pieces: readonly Piece[], isComment: boolean): string {
  const texts = pieces.filter((piece) => piece.isComment === isComment).map(({ text }) => text);
  return texts.join(isComment ? " " : "");
}

// The words that make up the address around an at sign: RFC 5322 §4.4 allows blanks beside its dots and its at sign.
function spread(words: readonly string[], place: number): [number, number] {
  let start = place;
  let end = place + 1;
  while (start > 0 && /^[.@]/.test(words[start]!)) start -= 1;
  while (end < words.length && (/^[.@]/.test(words[end]!) || words[end - 1] === "." || words[end - 1]!.endsWith("@"))) end += 1;
  return [start, end];
}

function tight(text: string): string {
  const out: string[] = [];
  for (const word of wordsOf(text)) {
    const isGlued = out.length === 0 || /^[.@]/.test(word) || /[.@]$/.test(out.at(-1)!);
    out.push(isGlued ? word : ` ${word}`);
  }
  return out.join("");
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** A quoted string that begins at `at`: its text without escapes, and the position behind it (-1: it does not end). */
export function readQuoted(text: string, at: number): [string, number] {
  const out: string[] = [];
  let from = at + 1;
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 34) {
      out.push(text.slice(from, index));
      return [out.join(""), index + 1];
    }
    if (code !== 92) continue;
    out.push(text.slice(from, index));
    index += 1;
    from = index;
  }
  return ["", -1];
}

// RFC 5322 §3.2.2: comments nest, and may escape a parenthesis.
function readComment(text: string, at: number): [string, number] {
  const out: string[] = [];
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    const character = text[index]!;
    if (character === "\\" && index + 1 < text.length) index += 1;
    else if (character === "(") {
      depth += 1;
      if (depth === 1) continue;
    } else if (character === ")") {
      depth -= 1;
      if (depth === 0) return [out.join(""), index + 1];
    }
    out.push(text[index]!);
  }
  return ["", -1];
}
