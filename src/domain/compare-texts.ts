// Compares the texts of two copies of a message line by line, past wrapping, punctuation, rewritten links and what gateways add.
//
// Linear in the longer text, and done at the first difference: nobody can make two texts expensive to compare.
import { foldLine, foldSpaces, foldWords, isSameLink } from "./folded-text.ts";

/** identical: word for word. footer, banner: one of them has words added after or before it. */
export type TextSameness = "identical" | "footer" | "banner" | "other";

type Fold = (text: string) => string;

/** Shorter texts are compared with their punctuation: "No." and "No?" are two answers. */
const shortText = 40;
/** Words (characters after folding) that one text must have before an unmarked addition is believed to be a footer or a banner. */
const enoughToRecognise = 120;
const longestFooter = 4_000;
const longestUnmarkedFooter = 600;
const longestBanner = 600;

/** How two texts are the same, or `other` when words differ. */
export function compareTexts(one: string, other: string): TextSameness {
  if (one === other) return "identical";
  const fold = Math.min(one.length, other.length) < shortText ? foldSpaces : foldWords;
  const first = lines(one);
  const second = lines(other);
  const found = compareLines(first, second, fold);
  if (found !== "other") return found;
  return startsWithBanner(first, second, fold) || startsWithBanner(second, first, fold) ? "banner" : "other";
}

const lines = (text: string): string[] => text.split(/\r\n|[\r\n\u2028\u2029]/);

/** Reads two texts side by side. Where one ends at the end of a line of the other, the rest may be a footer. */
function compareLines(one: readonly string[], other: readonly string[], fold: Fold): TextSameness {
  const first = new Reader(one, fold);
  const second = new Reader(other, fold);
  for (;;) {
    const firstGoesOn = first.fill();
    const secondGoesOn = second.fill();
    if (!firstGoesOn && !secondGoesOn) return haveSameLinks(first, second) ? "identical" : "other";
    if (!firstGoesOn) return isFooter(second, first) ? "footer" : "other";
    if (!secondGoesOn) return isFooter(first, second) ? "footer" : "other";
    if (!first.takeCommon(second)) return "other";
  }
}

/** Hands out the words of a text as one stream, and remembers where its lines end. */
class Reader {
  readonly #lines: readonly string[];
  readonly #fold: Fold;
  #next = 0;
  #buffer = "";
  #position = 0;
  /** Links of all lines that were read so far. */
  readonly links: string[] = [];
  /** How many characters of words were read. */
  length = 0;
  /** The first line of which no word was taken yet. */
  #rest = 0;

  constructor(source: readonly string[], fold: Fold) {
    this.#lines = source;
    this.#fold = fold;
  }

  /** Moves to the next line with words, unless there are words left. False at the end. */
  fill(): boolean {
    if (this.#position < this.#buffer.length) return true;
    this.#rest = this.#next;
    while (this.#next < this.#lines.length) {
      const { words, links } = foldLine(this.#lines[this.#next] ?? "", this.#fold);
      this.#next += 1;
      for (const link of links) this.links.push(link);
      this.#buffer = words;
      this.#position = 0;
      if (words !== "") return true;
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
    this.#position += count;
    this.length += count;
  }
}

/** Texts with equal words have as many links; of a longer text those of its beginning are compared. */
function haveSameLinks(one: Reader, other: Reader): boolean {
  return one.links.every((link, at) => isSameLink(link, other.links[at] ?? ""));
}

/** Whether what is left of `longer` is something added under `shorter`, and not more of the message. */
function isFooter(longer: Reader, shorter: Reader): boolean {
  const rest = longer.untouchedLines();
  if (rest === null || shorter.length === 0) return false;
  if (!haveSameLinks(shorter, longer)) return false;
  const added = wordsOf(rest, longestFooter);
  if (added === null) return false;
  if (isDrawnLine(rest.find((line) => line.trim() !== "") ?? "")) return true;
  const isParagraph = (rest[0] ?? "").trim() === "";
  if ((isParagraph || shorter.length >= shortText) && footerWords.test(rest.join("\n").slice(0, 3 * longestFooter))) return true;
  return isParagraph && shorter.length >= enoughToRecognise && added <= Math.min(longestUnmarkedFooter, shorter.length);
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

// Words of list servers, virus scanners and legal departments, in the languages they mostly write.
const footerWords =
  /unsubscribe|mailing.?list|list.?info|google.?groups|you (?:are )?receiv(?:ed|ing) this|to stop receiving|confidential|disclaimer|intended (?:only |solely )?(?:for|recipient)|virus.?free|for viruses|anti.?virus|malware|(?:scanned|checked) (?:for|by)|sent (?:via|through)|external (?:sender|e-?mail)|abmelden|abbestellen|vertraulich|virenfrei|d[ée]sabonner|d[ée]sinscri|confidentiel|confidencial|darse de baja|cancelar (?:la|su|a) |riservat|disiscri|annulla(?:re)? l.iscrizione|afmelden|uitschrijven|vertrouwelijk|avregistrera|konfidentiell|fortrolig|luottamuksell|poufn|d[ůu]věrn|отписаться|конфиденциальн|退订|取消订阅|配信停止|機密/iu;

/** Whether a text is another with one paragraph put in front, such as "CAUTION: this mail came from outside". */
function startsWithBanner(longer: readonly string[], shorter: readonly string[], fold: Fold): boolean {
  const end = endOfFirstParagraph(longer);
  if (end === null || wordsOf(longer.slice(0, end), longestBanner) === null) return false;
  if (wordsOf(shorter.slice(0, enoughToRecognise), enoughToRecognise - 1) !== null) return false;
  return compareLines(longer.slice(end), shorter, fold) !== "other";
}

function endOfFirstParagraph(text: readonly string[]): number | null {
  const start = text.findIndex((line) => line.trim() !== "");
  const end = text.slice(start, start + 30).findIndex((line) => line.trim() === "");
  return start === -1 || end === -1 ? null : start + end;
}
