// Finds the block of header lines that a mail program copies above the message it answers or passes on.
import { isQuoteLine, type Line } from "./lines.ts";
import { hasAddress, hasTimeOrYear, type HeaderLine, headerLine, isHeaderRun, isRuler } from "./marks.ts";

/** No block is longer, whatever its recipients. */
export const maxBlockLines = 14;
const maxWrapped = 3;

/** The line behind the block that begins at `from`; 0 where none does. */
export function endOfHeaderBlock(lines: readonly Line[], from: number): number {
  const first = headerLine(lines[from]!.text);
  if (first === null) return 0;
  if (isHeaderRun(lines[from]!.text)) return from + 1;
  const found: HeaderLine[] = [first];
  let end = from + 1;
  let wrapped = 0;
  for (let at = from + 1; at < Math.min(lines.length, from + maxBlockLines); at += 1) {
    const line = lines[at]!;
    const header = line.gap > 1 ? null : headerLine(line.text);
    if (header !== null) {
      found.push(header);
      end = at + 1;
      wrapped = 0;
    } else if (line.gap > 0 || wrapped === maxWrapped || isQuoteLine(line)) break;
    else wrapped += 1;
  }
  return isBlock(found, from > 0 && isRuler(lines[from - 1]!.text)) ? end : 0;
}

// People write "From: Berlin" and "To: Munich" too: a program's block has three of the four, with an address or a date as programs write them.
function isBlock(found: readonly HeaderLine[], belowRuler: boolean): boolean {
  const of = (header: HeaderLine["header"]) => found.find((each) => each.header === header);
  const [author, date, recipient, subject] = [of("author"), of("date"), of("recipient"), of("subject")];
  const kinds = [author, date, recipient, subject].filter((each) => each !== undefined).length;
  const isDated = date !== undefined && hasTimeOrYear(date.value);
  const isAddressed = found.some((each) => (each.header === "author" || each.header === "recipient") && hasAddress(each.value));
  const isTimed = date !== undefined && timeOfDay.test(date.value);
  if (kinds === 2) return isTimed && isDated && isAddressed && (author !== undefined || recipient !== undefined);
  // "Von: Berlin, An: Hamburg, Datum: 12.03.2026, Betreff: Umzug" is an order: a program writes an address or a time of day.
  if (kinds < 2 || !(isAddressed || isTimed || belowRuler || date?.isEveryday === false)) return false;
  const evidence = [isDated, isAddressed, subject !== undefined, date?.isEveryday === false, belowRuler, kinds === 4];
  return evidence.filter(Boolean).length >= 2;
}

/** `16:05`, `16h05`, `16.05`; the `12.03` of a date is none. */
const timeOfDay = /\d{1,2}\s?[:：h時时시]\s?\d{2}|(?<![\d.])\d{1,2}\.\d{2}(?!\.?\d)/;
