// An explanation as a person reads it in a terminal: what it says, what became of it, how, and what would have changed it.
import { shownSender } from "#domain/reading.ts";
import type { Explanation, Fate } from "./explain-mail.ts";
import { cutTo, columnsOf, type Paint, printable, wrap } from "./terminal-text.ts";

export interface TextOptions {
  paint: Paint;
  /** Columns of the terminal; never more than 98 are used. */
  columns: number;
}

const labelWidth = 14;
const mostTextLines = 8;
const mostListed = 6;

export function explanationText(explanation: Explanation, { paint, columns }: TextOptions): string {
  const page = new Page(paint, Math.max(50, Math.min(columns, 98)));
  head(page, explanation);
  decision(page, explanation);
  how(page, explanation);
  evidence(page, explanation);
  return page.toString();
}

class Page {
  readonly paint: Paint;
  readonly #columns: number;
  readonly #lines: string[] = [];

  constructor(paint: Paint, columns: number) {
    this.paint = paint;
    this.#columns = columns;
  }

  /** Room behind the label. */
  get room(): number {
    return this.#columns - labelWidth - 2;
  }

  title(text: string, about: string): void {
    const name = printable(text, this.#columns - columnsOf(about) - 2);
    this.#lines.push(`${this.paint.bold(name)}  ${this.paint.dim(about)}`, "");
  }

  /** A label and its lines, aligned. Text of strangers has to be printable() before it comes here. */
  entry(label: string, lines: readonly string[], colour: (text: string) => string = (text) => text): void {
    lines.forEach((line, at) => {
      const name = (at === 0 ? label : "").padEnd(labelWidth);
      this.#lines.push(`  ${this.paint.dim(name)}${colour(line)}`.trimEnd());
    });
  }

  gap(): void {
    if (this.#lines.at(-1) !== "") this.#lines.push("");
  }

  toString(): string {
    return `${this.#lines.join("\n").trimEnd()}\n`;
  }
}

function head(page: Page, { file, size, sha256, message, envelope }: Explanation): void {
  const { room } = page;
  page.title(file === "-" ? "standard input" : file, `${size.toLocaleString("en-US")} bytes  sha256 ${sha256.slice(0, 12)}…`);
  page.entry("From", [message.from === null ? nobody(message, room) : mailbox(message.from, room)]);
  if (message.to.length > 0) page.entry("To", listed(message.to.map((address) => mailbox(address, room))));
  if (message.cc.length > 0) page.entry("Cc", listed(message.cc.map((address) => mailbox(address, room))));
  if (envelope !== null && envelope.rcptTo.length > 0)
    page.entry(
      "Delivered to",
      envelope.rcptTo.map((address) => printable(address, room)),
    );
  page.entry("Subject", wrap(message.subject === "" ? "(none)" : printable(message.subject, room * 3), room), page.paint.bold);
  if (message.sentAt !== null) page.entry("Sent", [`${message.sentAt.toISOString().slice(0, 16).replace("T", " ")} UTC`]);
  if (message.messageId !== null) page.entry("Message-ID", [printable(message.messageId, room)]);
  if (message.attachments.length > 0)
    page.entry("Files", listed(message.attachments.map((attachment) => fileLine(attachment, room))));
  for (const [name, lines] of found(message)) page.entry(name, listed(lines.map((line) => printable(line, room))));
  if (message.defects.length > 0)
    page.entry(
      "Defects",
      listed(message.defects.map((defect) => printable(`${defect.code} (${defect.detail})`, room))),
      page.paint.amber,
    );
  const text = message.visibleText
    .split("\n")
    .map((line) => printable(line))
    .filter((line, at, all) => line !== "" || (all[at - 1] ?? "") !== "");
  if (message.visibleText.trim() !== "") {
    page.gap();
    page.entry(
      "Says",
      textLines(text, room - 2).map((line) => `│ ${line}`),
    );
  }
  page.gap();
}

function nobody(message: Explanation["message"], room: number): string {
  const written = shownSender(message);
  return written === null ? "nobody: see below" : printable(`nobody for certain: ${written}`, room);
}

/** What the reader found beside the words. */
function found(message: Explanation["message"]): [string, string[]][] {
  const { forwarded, claimedAuthors, security, calendar, autoKind, autoSubmitted, neverAnswer, report } = message;
  const lines: [string, string[]][] = [];
  if (forwarded !== null) {
    const by = forwarded.author === null ? "nobody it names" : `${forwarded.author.name} <${forwarded.author.address ?? "?"}>`;
    lines.push(["Forwards", [`${by} (${forwarded.how}, ${forwarded.confidence})`, forwarded.subject ?? ""]]);
  }
  for (const { author, by, forwarder } of claimedAuthors)
    lines.push(["Claims", [`${author.name} <${author.address}> (${by} of ${forwarder})`]]);
  if (security !== null) {
    const { signed, encrypted } = security;
    lines.push([
      "Sealed",
      [...(encrypted === null ? [] : [`encrypted, ${encrypted}`]), ...(signed === null ? [] : [`signed, ${signed}`])],
    ]);
  }
  if (calendar !== null)
    lines.push(["Calendar", [`${calendar.method}: ${calendar.summary}`, calendar.startsAt?.toISOString() ?? ""]]);
  for (const { address, action, status, reason } of report?.recipients ?? [])
    lines.push(["Reports", [`${address} ${action}${status === null ? "" : ` ${status}`} (${reason})`]]);
  // A person's mail over a list, and a person's invitation, have a kind and are not automatic.
  if (autoKind !== null) lines.push([autoSubmitted === "no" ? "Kind" : "Automatic", [autoKind]]);
  if (neverAnswer !== null) lines.push(["No auto-reply", [neverAnswer]]);
  return lines.map(([name, all]) => [name, all.filter((line) => line !== "")]);
}

function textLines(text: readonly string[], room: number): string[] {
  const lines = text.slice(0, mostTextLines * 2).flatMap((line) => wrap(cutTo(line, room * 4), room));
  while (lines.at(-1) === "") lines.pop();
  return lines.length <= mostTextLines ? lines : [...lines.slice(0, mostTextLines), `… ${text.length - 1} lines`];
}

const actionWords: Readonly<Record<string, string>> = {
  create: "new ticket",
  append: "joins a ticket",
  discard: "no ticket",
  quarantine: "set aside",
  "record-report": "report",
};

function decision(page: Page, { decision: decided, receipt, senderVerdict }: Explanation): void {
  const colour =
    { create: page.paint.tide, append: page.paint.green, quarantine: page.paint.amber }[decided.action as "create"] ??
    page.paint.bold;
  const word = `${actionWords[decided.action] ?? decided.action}${decided.reason === null ? "" : ` (${decided.reason})`}`;
  page.entry("Decision", [word], (text) => page.paint.bold(colour(text)));
  page.entry("", wrap(printable(receipt.summary), page.room));
  page.entry("Sender", [senderVerdict === "unchecked" ? "unchecked: --authenticate asks DNS" : senderVerdict]);
  page.gap();
}

const marks = { pass: "✓", note: "·", settles: "→" } as const;

function how(page: Page, { receipt }: Explanation): void {
  receipt.steps.forEach((step, at) => {
    const lines = wrap(printable(step.text), page.room - 4);
    const isLast = at === receipt.decidedBy;
    const colour = isLast ? page.paint.bold : step.verdict === "note" ? page.paint.amber : (text: string) => text;
    page.entry(
      step.stage,
      lines.map((line, row) => `${row === 0 ? marks[step.verdict] : " "} ${line}`),
      colour,
    );
  });
  page.gap();
  page.entry(
    "Otherwise",
    receipt.otherwise.flatMap(({ text }) => hanging(printable(text), page.room)),
  );
  page.gap();
}

const fateWords: Readonly<Record<Fate, string>> = { joins: "joins", "set-aside": "set aside", "new-ticket": "new ticket" };

const clueWords: Readonly<Record<string, { points: string; short: string }>> = {
  "reply-address": { points: "sent to", short: "reply address" },
  "known-id": { points: "answers", short: "Message-ID" },
  "subject-number": { points: "subject names", short: "ticket number" },
};
const clueWidth = 15;
const fateWidth = 15;

function evidence(page: Page, explanation: Explanation): void {
  const { evidence: found, wouldMatch } = explanation;
  const { room } = page;
  page.entry("Known by", wrap(identitySentence(explanation), room));
  const addresses = [found.addresses.author, ...found.addresses.recipients, ...found.addresses.forwardedFor].filter(
    (address) => address !== null,
  );
  if (addresses.length > 0) page.entry("Addresses", listed([...new Set(addresses)].map((address) => printable(address, room))));
  if (found.forwardingConfirmation !== null) {
    const { provider, code } = found.forwardingConfirmation;
    page.entry("Forwarding", [
      printable(`${provider} asks to confirm a forwarding${code === null ? "" : `; its code is ${code}`}`, room),
    ]);
  }
  if (found.challengeCodes > 0)
    page.entry("Forwarding", wrap("it carries a challenge code; only the installation that made it can tell whose", room));
  page.gap();
  if (wouldMatch.length === 0) {
    page.entry("Would match", ["nothing: it refers to no message and no ticket"]);
    return;
  }
  page.entry(
    "Would match",
    listed(
      wouldMatch.map(
        ({ clue, evidence: id }) => `${(clueWords[clue]?.points ?? clue).padEnd(clueWidth)}${printable(id, room - clueWidth)}`,
      ),
    ),
  );
  page.gap();
  const kinds = wouldMatch.filter(({ clue }, at, all) => all.findIndex((other) => other.clue === clue) === at);
  page.entry("Who joins", [
    page.paint.dim(
      `${" ".repeat(clueWidth)}${["on the ticket", "a colleague", "a stranger"].map((who) => who.padEnd(fateWidth)).join("")}`.trimEnd(),
    ),
    ...kinds.map(({ clue, participant, colleague, stranger }) => {
      const fates = [participant, colleague, stranger].map((fate) => fateWords[fate].padEnd(fateWidth));
      return `${(clueWords[clue]?.short ?? clue).padEnd(clueWidth)}${fates.join("")}`.trimEnd();
    }),
  ]);
}

function identitySentence({ evidence: { identity }, message }: Explanation): string {
  if (identity.by === "nothing") return "nothing: without Message-ID and Date, each arrival counts as a message of its own";
  if (identity.by === "author-date-subject")
    return "its author, date and subject (it has no Message-ID), if the content is the same";
  return printable(`its author and Message-ID ${message.messageId ?? ""}, if the content is the same`, 300);
}

function listed(lines: readonly string[]): string[] {
  return lines.length <= mostListed + 1 ? [...lines] : [...lines.slice(0, mostListed), `… and ${lines.length - mostListed} more`];
}

function hanging(text: string, room: number): string[] {
  return wrap(text, room - 2).map((line, at) => (at === 0 ? `· ${line}` : `  ${line}`));
}

function mailbox({ name, address }: { name: string; address: string }, room: number): string {
  return printable(name === "" ? address : `${name} <${address}>`, room);
}

function fileLine({ name, mediaType, disposition, size }: Explanation["message"]["attachments"][number], room: number): string {
  return printable(`${name}  ${mediaType}, ${sizeText(size)}${disposition === "inline" ? ", inline" : ""}`, room);
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
