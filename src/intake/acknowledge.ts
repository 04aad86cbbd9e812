// Tells people that their mail arrived: who is told, is decided with the batch and stands on their receipts; the mail leaves with its rows.
import { writeAcknowledgement } from "#domain/acknowledgement.ts";
import { addressKey, domainOf } from "#domain/address.ts";
import { countedAs, domainLimit, type MayAcknowledge, mayAcknowledge, type Opened } from "#domain/automatic-mail.ts";
import type { Facts } from "#domain/facts.ts";
import type { SourceId, TicketId, WorkspaceId } from "#domain/ids.ts";
import { evidenceText, type Receipt, withRemark } from "#domain/receipt.ts";
import { chooseSender, type SenderChoice, type SenderQuestion } from "#domain/sending-domain.ts";
import { whyNeverAnswerAt } from "#mail/automatic/answers.ts";
import { verifyOwnId } from "#mail/own-id.ts";
import { findTicketNumber } from "#mail/subject.ts";
import { type SubmitContext, submitMessage } from "#outbound/submit.ts";
import type { Logger } from "#platform/log.ts";
import { type AutomaticCount, claimAutomaticMail, countAutomaticMail, readNumbersOfTickets } from "#store/automatic-mail.ts";
import type { Tx } from "#store/db.ts";
import type { IntakeRows } from "#store/intake-rows.ts";
import { relayFor } from "#store/relays.ts";
import { findSendersOf } from "#store/sending-domains.ts";
import { findSuppressed } from "#store/suppressions.ts";
import { isImported, type Known, type KnownSource, type ReadDelivery, unique } from "./known.ts";

/** What sending takes. Where a house has none, nothing is acknowledged and no receipt speaks of it. */
export interface SendingMeans {
  submit: SubmitContext;
  /** There is a relay for those who set up none: INLET_SMTP_RELAY. */
  hasDefaultRelay: boolean;
  log: Pick<Logger, "warn">;
}

/** A new ticket of a source that acknowledges. */
interface Opening {
  item: ReadDelivery;
  opened: Opened;
  facts: Facts;
  source: KnownSource;
}

interface Due extends Opening {
  sender: SenderChoice;
}

/** Of one batch. */
export class Acknowledgements {
  readonly #openings: Opening[] = [];
  readonly #workspaceId: WorkspaceId;
  readonly #known: Known;
  readonly #means: SendingMeans | undefined;
  #due: Due[] = [];

  constructor(workspaceId: WorkspaceId, known: Known, means: SendingMeans | undefined) {
    this.#workspaceId = workspaceId;
    this.#known = known;
    this.#means = means;
  }

  /** Remembers a new ticket, if its source acknowledges. */
  consider(item: ReadDelivery, opened: Opened, facts: Facts): void {
    const source = this.#known.sources.get(item.entry.sourceId);
    if (source?.settings.acknowledgement.enabled === true) this.#openings.push({ item, opened, facts, source });
  }

  /** After all decisions: takes the day of each address that is to be told, and writes on every receipt whether and why. */
  async choose(tx: Tx, rows: IntakeRows): Promise<void> {
    const means = this.#means;
    if (means === undefined || this.#openings.length === 0) return;
    const judged = await this.#judge(tx, means);
    const willing = judged.filter(({ may }) => may.yes);
    const claimed = await claimAutomaticMail(
      tx,
      this.#workspaceId,
      willing.map(({ item, opened }) => ({
        address: countedAs(opened.requester.address),
        sourceId: item.entry.sourceId,
        deliveryId: item.entry.id,
      })),
    );
    this.#due = willing.filter(({ item }) => claimed.has(item.entry.id));
    for (const { item, may, ...opening } of judged) {
      const isLate = may.yes && !claimed.has(item.entry.id);
      remark(rows, { item, ...opening }, isLate ? { yes: false, because: "answered-today" } : may);
    }
  }

  /** After the rows are written: the tickets are there, with their numbers. */
  async send(tx: Tx, rows: IntakeRows): Promise<void> {
    const means = this.#means;
    if (means === undefined || this.#due.length === 0) return;
    const ticketOf = new Map(rows.outcomes.map((row) => [row.deliveryId, row.ticketId as TicketId]));
    const numbers = await readNumbersOfTickets(tx, [...ticketOf.values()]);
    for (const due of this.#due) {
      const ticketId = ticketOf.get(due.item.entry.id) as TicketId;
      await submitAcknowledgement(tx, means.submit, { ...due, ticketId, ticketNumber: numbers.get(ticketId) ?? 0 });
    }
  }

  async #judge(tx: Tx, means: SendingMeans): Promise<(Due & { may: MayAcknowledge })[]> {
    const sources = unique(this.#openings.map(({ item }) => item.entry.sourceId));
    const [suppressed, sent, senders] = await Promise.all([
      findSuppressed(
        tx,
        this.#openings.map(({ opened }) => opened.requester.address),
      ),
      countAutomaticMail(tx, sources),
      this.#senders(tx),
    ]);
    const relays = await readRelays(tx, senders, means);
    const budget = new Budget(sent);
    return this.#openings.map((opening, at) => {
      const { sourceId } = opening.item.entry;
      const sender = senders[at] as SenderChoice;
      const domain = domainOf(opening.opened.requester.address);
      const may = mayAcknowledge(opening.item.message, opening.opened, {
        ...this.#factsOf(opening),
        hasRelay: relays.get(sender.domainId) ?? false,
        suppressed: suppressed.has(addressKey(opening.opened.requester.address)),
        // Only the database can tell, and tells whoever asks for it first.
        answeredToday: false,
        left: opening.source.settings.acknowledgement.mostPerHour - budget.spent(sourceId),
        leftOfDomain: domainLimit(domain) - budget.spent(sourceId, domain),
      });
      if (may.yes) budget.spend(sourceId, domain);
      else if (may.because === "too-many") means.log.warn({ sourceId }, "a source has used up its acknowledgements of this hour");
      return { ...opening, sender, may };
    });
  }

  #factsOf({ item, facts }: Opening) {
    const { message, entry, claim } = item;
    const { marks, ownAddresses } = this.#known;
    return {
      imported: isImported(entry),
      released: claim.instruction?.kind === "release",
      ageMs: Date.now() - entry.receivedAt.getTime(),
      neverAnswer: whyNeverAnswerAt(message, [marks.mailDomain]),
      verdict: this.#known.authorOf(item)?.verdict ?? ("unverified" as const),
      ownAddresses,
      mailDomain: marks.mailDomain,
      answersUs:
        facts.replyAddress !== null ||
        findTicketNumber(message.subject) !== null ||
        message.references.some((id) => verifyOwnId(id, marks.messageIdKey)),
    };
  }

  async #senders(tx: Tx): Promise<SenderChoice[]> {
    const questions = this.#openings.map(senderQuestion);
    const domains = await findSendersOf(
      tx,
      unique(questions.flatMap(({ source }) => [source.address, ...source.publicAddresses])),
    );
    return questions.map((question) => chooseSender({ ...question, domains }));
  }
}

/** What sources have sent in this hour: before this batch, and in it. Batches that run beside each other may exceed a limit by a few. */
class Budget {
  readonly #spent = new Map<string, number>();

  constructor(sent: readonly AutomaticCount[]) {
    for (const { sourceId, domain, sent: count } of sent) this.spend(sourceId, domain, count);
  }

  spent(sourceId: SourceId, domain = ""): number {
    return this.#spent.get(`${sourceId} ${domain}`) ?? 0;
  }

  spend(sourceId: SourceId, domain: string, count = 1): void {
    for (const part of ["", domain]) this.#spent.set(`${sourceId} ${part}`, this.spent(sourceId, part) + count);
  }
}

function senderQuestion({ item, source }: Opening): Omit<SenderQuestion, "domains"> {
  const { message, entry } = item;
  const { name, address } = source.row;
  return {
    source: { name, address, publicAddresses: source.settings.publicAddresses },
    writtenTo: [...(entry.envelope?.rcptTo ?? []), ...[...message.to, ...message.cc].map((recipient) => recipient.address)],
  };
}

async function readRelays(tx: Tx, senders: readonly SenderChoice[], means: SendingMeans): Promise<Map<string | null, boolean>> {
  const domains = unique(senders.map(({ domainId }) => domainId));
  const has = async (id: string | null) => means.hasDefaultRelay || (await relayFor(tx, id)) !== null;
  return new Map(await Promise.all(domains.map(async (id) => [id, await has(id)] as const)));
}

function remark(rows: IntakeRows, { item, opened }: Opening, may: MayAcknowledge): void {
  const row = rows.outcomes.find(({ deliveryId }) => deliveryId === item.entry.id);
  if (row === undefined) return;
  const receipt = JSON.parse(row.receipt as string) as Receipt;
  const author = evidenceText(addressKey(opened.requester.address));
  const mark = may.yes || may.because !== "never-answer" ? null : (item.message.neverAnswer ?? "own-message-id");
  row.receipt = JSON.stringify(
    may.yes
      ? withRemark(receipt, "rule.acknowledged", { author })
      : withRemark(receipt, "rule.not-acknowledged", { because: may.because, mark }),
  );
}

/**
 * To the address that was proved and to no other: Reply-To is typed by whoever likes to. Without a name, which was typed as well. The
 * envelope has no sender, unless the relay refuses that: whatever knows no other mark of a machine answers the envelope, and there finds
 * nobody (RFC 3834 §3.3). The price is that a bounce of it comes back to nobody.
 */
async function submitAcknowledgement(
  tx: Tx,
  context: SubmitContext,
  { item, opened, source, sender, ticketId, ticketNumber }: Due & { ticketId: TicketId; ticketNumber: number },
): Promise<void> {
  const { entry, message, claim } = item;
  const { settings, row } = source;
  const { subject, text } = writeAcknowledgement({ settings, ticketNumber, sourceName: row.name, at: new Date() });
  await submitMessage(tx, context, {
    workspaceId: claim.workspaceId,
    sourceId: entry.sourceId,
    ticketId,
    kind: "acknowledgement",
    agentId: null,
    from: sender.from,
    mailFrom: settings.acknowledgement.emptyReturnPath ? "" : sender.mailFrom,
    domainId: sender.domainId,
    to: [{ name: "", address: opened.requester.address }],
    cc: [],
    bcc: [],
    subject,
    text,
    visibleText: text,
    html: null,
    files: [],
    references: message.messageId === null ? [] : [message.messageId],
    autoSubmitted: "auto-replied",
    delaySeconds: 0,
  });
}
