// Text for a terminal: what strangers wrote cannot steer it, wide characters keep their columns, long lines wrap, colour is optional.
import { stripVTControlCharacters } from "node:util";

/** Everything that moves a cursor, changes a colour or turns the direction of reading; line ends and tabs become blanks. */
const steering =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** One line that is safe to print, at most `most` columns wide; a longer one ends in "…". */
export function printable(text: string, most = Number.POSITIVE_INFINITY): string {
  const line = stripVTControlCharacters(text.slice(0, 20_000).toWellFormed())
    .replace(/[\r\n\t]+/g, " ")
    .replace(steering, "");
  return cutTo(line, most);
}

/** Columns that a text takes: two for the wide scripts of East Asia and for emoji, none for combining marks. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

export function cutTo(text: string, most: number): string {
  if (columnsOf(text) <= most) return text;
  let columns = 0;
  let kept = "";
  for (const character of text) {
    columns += widthOf(character);
    if (columns > most - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Breaks at blanks, and within a word only where it is longer than a line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((long) => pieces(long, columns))) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (columnsOf(joined) <= columns) line = joined;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

function pieces(word: string, columns: number): string[] {
  if (columnsOf(word) <= columns) return [word];
  const parts: string[] = [];
  let part = "";
  for (const character of word) {
    if (columnsOf(part) + widthOf(character) > columns) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}

function widthOf(character: string): number {
  if (/^\p{M}/u.test(character)) return 0;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x1100) return 1;
  const isWide =
    code <= 0x115f ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return isWide ? 2 : 1;
}

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  amber(text: string): string;
  red(text: string): string;
  tide(text: string): string;
}

/** Colours, or (into a file, or with NO_COLOR) none. */
export function paint(isColoured: boolean): Paint {
  const sequence = (on: string) => (text: string) => (isColoured && text !== "" ? `\u001b[${on}m${text}\u001b[0m` : text);
  return {
    bold: sequence("1"),
    dim: sequence("2"),
    green: sequence("32"),
    amber: sequence("33"),
    red: sequence("31"),
    tide: sequence("36"),
  };
}
