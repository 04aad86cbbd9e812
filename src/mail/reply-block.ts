// Finds the block of header lines that a mail program copies above the message it answers or passes on.
import { isQuoteLine, type Line } from "./reply-lines.ts";
import { hasAddress, hasTimeOrYear, type HeaderLine, headerLine, isHeaderRun, isRuler } from "./reply-marks.ts";

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
  if (kinds === 2)
    return isDated && isAddressed && (author !== undefined || recipient !== undefined) && /\d{1,2}[:.h]\d{2}/.test(date.value);
  if (kinds < 2) return false;
  const evidence = [isDated, isAddressed, subject !== undefined, date?.isEveryday === false, belowRuler, kinds === 4];
  return evidence.filter(Boolean).length >= 2;
}
