// Subjects: what stays when reply and forward marks are taken away (RFC 5256 §2.1, with the marks of other languages), and ticket numbers.

/** Reply and forward marks of mail programs around the world; each stands in front of a colon. */
const marks = new Set(
  (
    "re aw wg fw fwd sv vs vb antw antwort ref rif r i tr rv enc res odp pd vá továbbítás ynt ilt doorst vl bls atb απ σχετ πρθ " +
    "回复 回覆 转发 轉寄 答复 答覆 返信 転送 회신 전달 hal ts rép transf reenv въ отг ответ на пересл fs nv trs"
  ).split(" "),
);
const maxMarkLength = 24;

/**
 * The subject without any pile of `Re:`, `Fwd: AW[2]:` and without the blanks between its words doubled.
 * Doing it twice changes nothing more.
 */
export function baseSubject(subject: string): string {
  let text = subject.replace(/\s+/gu, " ").trim();
  for (let end = markEnd(text); end > 0; end = markEnd(text)) text = text.slice(end).trimStart();
  return text.toLowerCase() === "(no subject)" ? "" : text;
}

// Where a mark at the beginning ends (behind its colon), or 0. `Re[2]:` and `Re^3:` count their own depth.
function markEnd(text: string): number {
  const head = text.slice(0, maxMarkLength);
  const colon = head.search(/[:：]/);
  if (colon <= 0) return 0;
  const word = head
    .slice(0, colon)
    .replace(/\s*(\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3}|\*\d{1,3})?\s*$/, "")
    .toLowerCase();
  return marks.has(word) ? colon + 1 : 0;
}

/** The number of `[Ticket #123]` in a subject, or null. Only our own exact form counts; the last one is the ticket's own. */
export function findTicketNumber(subject: string): number | null {
  let found: number | null = null;
  for (const match of subject.slice(0, 2_000).matchAll(/\[Ticket #([1-9]\d{0,9})\]/gi)) {
    const number = Number(match[1]);
    if (number <= 2_147_483_647) found = number;
  }
  return found;
}

/** The tag that our mail carries in its subject. */
export function ticketTag(number: number): string {
  return `[Ticket #${number}]`;
}
