// Compares the texts of two copies of a message line by line, past wrapping, punctuation, rewritten links and what gateways add.
//
// Linear in the longer text, and done at the first difference: nobody can make two texts expensive to compare.
import { footerWords, startsLikeBanner } from "./added-words.ts";
import {
  type FoldedLine,
  foldBareLine,
  foldLetters,
  foldLine,
  foldSpaces,
  foldWords,
  isSameLink,
  looksDamaged,
} from "./folded-text.ts";

/**
 * identical: word for word. footer, banner: one of them, or both, have words after or before it that are known to be added on the way.
 * addition: such words without a mark, believed for their place and their size. converted: the words are the same, but what shows
 * links and pictures is not (one copy was made from HTML). damaged: letters beyond ASCII were lost in one of them.
 */
export type TextSameness = "identical" | "footer" | "banner" | "addition" | "converted" | "damaged" | "other";

/** What two copies tell about each other beside their texts. */
export interface Circumstances {
  /** Both carry the same Date field: two mails of one sender that only use one Message-ID do not. */
  sameDate: boolean;
  /** At least one of them is an HTML mail, whose text need not show every link. */
  html: boolean;
}

interface View {
  fold: (line: string) => FoldedLine;
  /** In their place, or only looked for. */
  linksInPlace: boolean;
  result: "converted" | "damaged" | null;
}

/** Shorter texts are compared with their punctuation: "No." and "No?" are two answers. */
const shortText = 40;
/** Words (characters after folding) that one text must have before an unmarked addition is believed to be a footer or a banner. */
const enoughToRecognise = 120;
const longestFooter = 4_000;
const longestUnmarkedFooter = 600;
/** Where both end differently. */
const longestUnmarkedEnd = 200;
const longestBanner = 600;
/** Lines whose words are counted where they need not be compared. */
const mostCounted = 200;

/** How two texts are the same, or `other` when words differ. */
export function compareTexts(one: string, other: string, given: Circumstances = { sameDate: false, html: false }): TextSameness {
  if (one === other) return "identical";
  const first = lines(one);
  const second = lines(other);
  for (const view of viewsOf(one, other, given)) {
    const found = compareIn(view, first, second, given);
    if (found !== "other") return view.result ?? found;
  }
  return "other";
}

function viewsOf(one: string, other: string, { html }: Circumstances): View[] {
  const isShort = Math.min(one.length, other.length) < shortText;
  const fold = isShort ? foldSpaces : foldWords;
  const views: View[] = [{ fold: (line) => foldLine(line, fold), linksInPlace: true, result: null }];
  if (isShort) return views;
  if (html) views.push({ fold: (line) => foldBareLine(line, foldWords), linksInPlace: false, result: "converted" });
  if (looksDamaged(one) !== looksDamaged(other))
    views.push({ fold: (line) => foldBareLine(line, foldLetters), linksInPlace: false, result: "damaged" });
  return views;
}

// One empty line says as much as a thousand.
const lines = (text: string): string[] =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .split("\n");

function compareIn(view: View, first: readonly string[], second: readonly string[], given: Circumstances): TextSameness {
  const found = compareLines(first, second, view, given);
  if (found !== "other") return found;
  const [firstStart, secondStart] = [startsLikeBanner(first), startsLikeBanner(second)];
  if (firstStart + secondStart > 0) {
    const rest = compareLines(first.slice(firstStart), second.slice(secondStart), view, given);
    if (rest !== "other") return rest === "addition" ? "addition" : "banner";
  }
  const isBelieved = startsWithAddition(first, second, view, given) || startsWithAddition(second, first, view, given);
  return isBelieved ? "addition" : "other";
}

/** Reads two texts side by side. Where one ends at the end of a line of the other, the rest may be a footer. */
function compareLines(one: readonly string[], other: readonly string[], view: View, given: Circumstances): TextSameness {
  const start = sameLines(one, other);
  const first = new Reader(one, view.fold, start);
  const second = new Reader(other, view.fold, start);
  const areLinksSame = view.linksInPlace ? haveSameLinks : haveLinksInCommon;
  for (;;) {
    const firstGoesOn = first.fill();
    const secondGoesOn = second.fill();
    if (!firstGoesOn && !secondGoesOn) return areLinksSame(first, second) ? "identical" : "other";
    if (firstGoesOn && secondGoesOn && first.takeCommon(second)) continue;
    if (first.length === 0 || !areLinksSame(first, second)) return "other";
    if (!firstGoesOn) return endKind(second, first.length);
    if (!secondGoesOn) return endKind(first, second.length);
    return endsKind(first, second, given);
  }
}

/** How many lines at the beginning are the same as they stand, but for the empty ones in front of the difference. */
function sameLines(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < one.length && one[count] === other[count]) count += 1;
  while (count > 0 && foldWords((one[count - 1] ?? "").slice(0, 200)) === "") count -= 1;
  return count;
}

/** Hands out the words of a text as one stream, and remembers where its lines end. */
class Reader {
  readonly #lines: readonly string[];
  readonly #fold: View["fold"];
  #next = 0;
  #buffer = "";
  #position = 0;
  /** Links of all lines of which words were taken, or that had none. */
  readonly links: string[] = [];
  /** Links of the line that words are about to be taken of. */
  #linksAhead: readonly string[] = [];
  /** How many characters of words were read. */
  length = 0;
  /** The first line of which no word was taken yet. */
  #rest = 0;

  /** `start` lines are known to be the same in the other text. */
  constructor(source: readonly string[], fold: View["fold"], start: number) {
    this.#lines = source;
    this.#fold = fold;
    this.#next = start;
    // How much was recognised counts up to a few hundred characters.
    for (const line of source.slice(0, Math.min(start, mostCounted))) this.length += foldWords(line.slice(0, 200)).length;
  }

  /** Moves to the next line with words, unless there are words left. False at the end. */
  fill(): boolean {
    if (this.#position < this.#buffer.length) return true;
    this.#rest = this.#next;
    while (this.#next < this.#lines.length) {
      const { words, links } = this.#fold(this.#lines[this.#next] ?? "");
      this.#next += 1;
      this.#buffer = words;
      this.#position = 0;
      this.#linksAhead = links;
      if (words !== "") return true;
      this.#passLinks();
    }
    this.#buffer = "";
    this.#position = 0;
    return false;
  }

  /** Takes what both have in front of them off both; false where the words differ. */
  takeCommon(other: Reader): boolean {
    const count = Math.min(this.#buffer.length - this.#position, other.#buffer.length - other.#position);
    const mine = this.#buffer.slice(this.#position, this.#position + count);
    if (!other.#buffer.startsWith(mine, other.#position)) return false;
    this.#advance(count);
    other.#advance(count);
    return true;
  }

  /** The lines that nothing was taken from, or null in the middle of a line. */
  untouchedLines(): readonly string[] | null {
    return this.#position === 0 ? this.#lines.slice(this.#rest) : null;
  }

  #advance(count: number): void {
    if (this.#position === 0) this.#passLinks();
    this.#position += count;
    this.length += count;
  }

  #passLinks(): void {
    for (const link of this.#linksAhead) this.links.push(link);
    this.#linksAhead = [];
  }
}

/** Texts with equal words have as many links, but that one may be further on in its line than the other. */
function haveSameLinks(one: Reader, other: Reader): boolean {
  const count = Math.min(one.links.length, other.links.length);
  for (let at = 0; at < count; at += 1) if (!isSameLink(one.links[at] ?? "", other.links[at] ?? "")) return false;
  return true;
}

/** A text made from HTML shows some of the links: those stand in the other one too, in the same order. */
function haveLinksInCommon(one: Reader, other: Reader): boolean {
  const [few, many] = one.links.length <= other.links.length ? [one.links, other.links] : [other.links, one.links];
  let at = 0;
  for (const link of few) {
    while (at < many.length && !isSameLink(link, many[at] ?? "")) at += 1;
    if (at === many.length) return false;
    at += 1;
  }
  return true;
}

/** What is left of the longer one: something added under `recognised` characters of words, or more of the message. */
function endKind(longer: Reader, recognised: number): TextSameness {
  const rest = longer.untouchedLines();
  if (rest === null) return "other";
  const added = wordsOf(rest, longestFooter);
  if (added === null) return "other";
  if (isMarkedFooter(rest, recognised)) return "footer";
  const isParagraph = (rest[0] ?? "").trim() === "";
  if (!isParagraph || recognised < enoughToRecognise) return "other";
  return added <= Math.min(longestUnmarkedFooter, recognised) ? "addition" : "other";
}

/** Each way put its own footer under the message. */
function endsKind(one: Reader, other: Reader, { sameDate }: Circumstances): TextSameness {
  const [first, second] = [one.untouchedLines(), other.untouchedLines()];
  if (first === null || second === null || one.length < shortText) return "other";
  const [firstAdded, secondAdded] = [wordsOf(first, longestFooter), wordsOf(second, longestFooter)];
  if (firstAdded === null || secondAdded === null) return "other";
  if (isMarkedFooter(first, one.length) && isMarkedFooter(second, one.length)) return "footer";
  const most = Math.min(longestUnmarkedEnd, one.length / 4);
  const areSmall = firstAdded <= most && secondAdded <= most;
  return sameDate && areSmall && startsParagraph(first) && startsParagraph(second) && one.length >= enoughToRecognise
    ? "addition"
    : "other";
}

const startsParagraph = (rest: readonly string[]): boolean => (rest[0] ?? "").trim() === "";

function isMarkedFooter(rest: readonly string[], recognised: number): boolean {
  if (isDrawnLine(rest.find((line) => line.trim() !== "") ?? "")) return true;
  const mayFollow = startsParagraph(rest) || recognised >= shortText;
  return mayFollow && footerWords.test(rest.join("\n").slice(0, 3 * longestFooter));
}

/** How many characters of words there are, or null when more than `most`. */
function wordsOf(rest: readonly string[], most: number): number | null {
  let count = 0;
  for (const line of rest) {
    count += foldWords(line.slice(0, 10 * most)).length;
    if (count > most) return null;
  }
  return count;
}

/** A line drawn by a list server or a client: "-- ", "____", "- - -". */
function isDrawnLine(line: string): boolean {
  return line.length < 200 && /^[-_=*~#–—\s>]*$/.test(line) && line.replace(/[\s>]/g, "").length >= 2;
}

/** Whether a text is another with one paragraph put in front, in words that we do not know. */
function startsWithAddition(longer: readonly string[], shorter: readonly string[], view: View, given: Circumstances): boolean {
  const end = endOfFirstParagraph(longer);
  if (end === null || wordsOf(longer.slice(0, end), longestBanner) === null) return false;
  if (wordsOf(shorter.slice(0, enoughToRecognise), enoughToRecognise - 1) !== null) return false;
  return compareLines(longer.slice(end), shorter, view, given) !== "other";
}

function endOfFirstParagraph(text: readonly string[]): number | null {
  const start = text.findIndex((line) => line.trim() !== "");
  const end = text.slice(start, start + 30).findIndex((line) => line.trim() === "");
  return start === -1 || end === -1 ? null : start + end;
}
