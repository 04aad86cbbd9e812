// The decision about one message: pure, from the message and the facts alone, with a receipt that says why.
import { addressKey, domainOf } from "./address.ts";
import type { SenderVerdict } from "./authentication.ts";
import { type FoundAuthor, resolveAuthor } from "./author.ts";
import type { Facts, KnownCopy, TicketFacts } from "./facts.ts";
import { type CopyFound, findCopy, wasReissued } from "./identify.ts";
import type { TicketId } from "./ids.ts";
import { type Admission, admissionOf, admissionOfImported, isOwnAddress, standingOn } from "./membership.ts";
import { type Address, type ClaimedAuthor, type InboundMessage, isUnreadable } from "./message.ts";
import { otherwise } from "./otherwise.ts";
import type { Outcome, Standing } from "./outcome.ts";
import { type Claimed, evidenceText, type Lead, type Receipt, Story } from "./receipt.ts";
import { autoEvidence, screen } from "./screen.ts";
import type { Proof } from "./sender-verdict.ts";
import { type Candidate, candidatesOf, reportedTicket } from "./thread.ts";

export {
  type DiscardReason,
  discardReasons,
  type MatchEvidence,
  matchEvidence,
  type QuarantineReason,
  quarantineReasons,
  type Standing,
} from "./outcome.ts";

export type Decision = Outcome & { receipt: Receipt };

/** Stands for the author of a message that a person released although nobody can tell who wrote it (RFC 2606 §2). */
export const unknownAuthor: Address = { name: "Unknown sender", address: "unknown-sender@inlet.invalid" };

/** One message on its way, with what has been found out so far. */
interface Case {
  message: InboundMessage;
  facts: Facts;
  author: Address;
  verdict: SenderVerdict;
  proof: Proof | null;
  story: Story;
}

/**
 * Decides what becomes of a message. Total and deterministic: it never throws, and the same facts give the same decision.
 * The order is the promise: nobody is matched before they are authenticated, and nobody joins before they are known.
 */
export function decide(message: InboundMessage, facts: Facts): Decision {
  const { outcome, story } = settle(message, facts);
  const { steps } = story;
  const receipt = { steps, decidedBy: steps.length - 1, otherwise: otherwise({ message, facts, outcome, steps }, settle) };
  return { ...outcome, receipt };
}

function settle(message: InboundMessage, facts: Facts): { outcome: Outcome; story: Story } {
  const story = new Story();
  if (facts.release !== null) return { story, outcome: followAgent(message, facts, story) };
  const found = readAuthor(message, facts, story);
  if ("action" in found) return { story, outcome: found };
  const { author, verdict, proof } = found;
  return { story, outcome: settleFor({ message, facts, author, verdict, proof, story }) };
}

/** Each chapter ends the story or hands it on to the next. */
function settleFor(letter: Case): Outcome {
  const outcome =
    ownChallenge(letter) ??
    authenticate(letter) ??
    screen(letter.message, letter.author, letter.facts, letter.story) ??
    identify(letter) ??
    recordReport(letter) ??
    place(letter);
  return heldAlready(letter, outcome) ?? outcome;
}

// ---- read

/** The one author: the From field, or whom a forwarder names that somebody configured (promise P8, attack A-14; see `author.ts`). */
function readAuthor(message: InboundMessage, facts: Facts, story: Story): FoundAuthor | Outcome {
  const { defects, from } = message;
  const broken = defects.find(isUnreadable);
  if (broken !== undefined) {
    const found = { defect: broken.code, detail: evidenceText(broken.detail) };
    return story.settle("read.unreadable", found, setAside("unreadable"));
  }
  const unclear = defects.find(({ code }) => code.startsWith(from === null ? "from-" : "from-ambiguous"));
  if (from === null || unclear !== undefined) {
    const found = { defect: unclear?.code ?? "from-missing", detail: evidenceText(unclear?.detail ?? "") };
    // Mail systems sign their reports as nobody ("From: MAILER-DAEMON"). A report is recorded and speaks for nobody.
    if (from === null && message.report !== null) {
      story.note("read.from-unclear", found);
      return resolveAuthor({ from: unknownAuthor, claimedAuthors: [] }, facts);
    }
    return story.settle("read.from-unclear", found, setAside("unverified-sender"));
  }
  const disagreement = otherReading(from, facts);
  if (disagreement !== null) return story.settle("read.from-disagreement", disagreement, setAside("unverified-sender"));
  if (defects.length === 0) story.pass("read.whole", null);
  else story.note("read.defects", { defects: [...new Set(defects.slice(0, 20).map(({ code }) => code))] });
  return tellAuthor(resolveAuthor({ ...message, from }, facts), story);
}

function tellAuthor(found: FoundAuthor, story: Story): FoundAuthor {
  const { believed, disbelieved } = found;
  if (believed !== null) story.pass("read.author-from-forwarder", { ...claimText(believed.claim), proof: believed.proof });
  if (disbelieved !== null) story.note("read.claimed-author", { ...claimText(disbelieved.claim), because: disbelieved.because });
  return found;
}

function claimText({ author, by, forwarder, evidence }: ClaimedAuthor): Claimed {
  return {
    author: evidenceText(addressKey(author.address)),
    by,
    forwarder: evidenceText(forwarder),
    evidence: evidenceText(evidence),
  };
}

// Two readers of one From field that see different domains: one of them would vouch for a sender the other never saw.
function otherReading(from: Address, { policy, authentication }: Facts): { ours: string; evaluated: string } | null {
  if (!policy.authenticate || authentication === null) return null;
  const ours = domainOf(from.address);
  const evaluated = authentication.evaluatedDomain?.toLowerCase() ?? "";
  return ours === evaluated ? null : { ours: evidenceText(ours), evaluated: evidenceText(evaluated) };
}

// ---- authenticate

// A challenge that we sent, come back: its signed id and its secret code prove more than DMARC could, and a forwarder that breaks the
// signature of this one breaks those of customers as well, which is then seen on their mail.
function ownChallenge({ facts, story }: Case): Outcome | null {
  if (!facts.ownMessage || facts.forwardingCheck !== "challenge") return null;
  return story.settle(
    "screen.forwarding-check",
    { kind: "challenge" },
    { action: "discard", reason: "forwarding-check", duplicateOf: null },
  );
}

// A report comes with the empty envelope sender, which leaves SPF only the name in HELO (RFC 7208 §2.4), and is seldom signed: DMARC fails
// for honest ones. One that names a message of ours has had it, joins no ticket and speaks for nobody, whatever its From says.
function authenticate({ message, facts, author, verdict, proof, story }: Case): Outcome | null {
  const { authentication } = facts;
  const domain = evidenceText(domainOf(author.address));
  if (verdict === "unchecked" || authentication === null) {
    story.note("authenticate.unchecked", null);
    return null;
  }
  const { result, policy } = authentication.dmarc;
  if (verdict === "failed" && message.report !== null && facts.reportsOwnMessage) {
    story.note("authenticate.failed-report", { domain, policy });
    return null;
  }
  if (verdict === "failed") return story.settle("authenticate.failed", { domain, policy }, setAside("unverified-sender"));
  if (proof === null) story.note("authenticate.unverified", { domain, dmarc: result });
  else story.pass("authenticate.verified", { domain, by: proof });
  return null;
}

// ---- identify

// Words that a proved sender's copy has and an unproved one lacks were perhaps left out by whoever sent that one first.
function hidesProvedWords({ verdict }: Case, { because, known }: CopyFound<KnownCopy>): boolean {
  return because === "addition" && verdict === "verified" && known.senderVerdict === "unverified";
}

function identify(letter: Case): Outcome | null {
  const { message, facts, story } = letter;
  const copy = findCopy(message, facts.copies);
  if (copy !== null && copy.same && hidesProvedWords(letter, copy)) {
    story.note("identify.reused-id", { key: "message-id", ticket: numberOf(facts, copy.known.ticketId), because: "other-text" });
    return null;
  }
  if (copy === null || (!copy.same && wasReissued(message, copy.known))) {
    story.pass("identify.new", null);
    return null;
  }
  const { known, because } = copy;
  const isById = message.messageId !== null && !wasReissued(message, known);
  const key = isById ? ("message-id" as const) : ("sent-at" as const);
  const found = { key, ticket: numberOf(facts, known.ticketId), because };
  if (copy.same) {
    return story.settle("identify.same-message", found, { action: "discard", reason: "duplicate", duplicateOf: known.messageId });
  }
  story.note("identify.reused-id", found);
  return null;
}

// What would be set aside is a copy of what was, where that is for the same reason and beside the same ticket: nothing that would have
// been seen on a ticket is ever given up for something that waits for a person.
function heldAlready({ message, facts, story }: Case, outcome: Outcome): Outcome | null {
  if (outcome.action !== "quarantine" || facts.heldCopies.length === 0) return null;
  const alike = facts.heldCopies.filter(({ reason, ticketId }) => reason === outcome.reason && ticketId === outcome.ticketId);
  const copy = findCopy(message, alike);
  if (copy === null || !copy.same) return null;
  const { deliveryId, reason, ticketId } = copy.known;
  const held = { deliveryId, ticketId };
  return story.overrule(
    "identify.held-already",
    { delivery: deliveryId, reason, because: copy.because },
    { action: "discard", reason: "duplicate", duplicateOf: null, held },
  );
}

// ---- reports

function recordReport({ message, facts, story }: Case): Outcome | null {
  const { report } = message;
  if (report === null) return null;
  const ticketId = reportedTicket(message, facts);
  const original = report.originalMessageId === null ? null : evidenceText(report.originalMessageId);
  const outcome: Outcome = { action: "record-report", submissionId: null, ticketId, report };
  if (ticketId === null) return story.settle("match.report-of-unknown", { kind: report.kind, original }, outcome);
  return story.settle("match.report", { kind: report.kind, original, ticket: numberOf(facts, ticketId) }, outcome);
}

// ---- match

/** Receipts list at most this many clues that did not count. */
const mostCluesApart = 3;

/**
 * The best clue that counts decides, for or against: a better one is never passed over for a ticket that would let the author in.
 * Clues that do not count are noted, and the first of them becomes a hint for agents on the new ticket.
 */
function place(letter: Case): Outcome {
  const { message, facts, author, story } = letter;
  const candidates = candidatesOf(message, facts);
  if (candidates.length === 0) story.pass("match.none", null);
  const apart = new Set<TicketId>();
  for (const candidate of candidates) {
    const ticket = ticketWith(facts, candidate.ticketId);
    const standing = standingOn(ticket, author, facts);
    const admission = admissionFor(letter, candidate);
    if (admission !== "apart") {
      noteElsewhere(letter, candidates, candidate.ticketId);
      const lead = leadOf(letter, candidate);
      return admission === "append"
        ? join(letter, { candidate, standing, lead, together: alsoOpenTo(letter, candidates, candidate.ticketId) })
        : holdBack(letter, { candidate, standing, lead });
    }
    if (apart.has(candidate.ticketId)) continue;
    if (apart.size < mostCluesApart) story.note("match.apart", leadOf(letter, candidate));
    apart.add(candidate.ticketId);
  }
  return open(letter, [...apart].map((id) => ticketWith(facts, id)).find((ticket) => ticket !== undefined) ?? null);
}

function admissionFor({ message, facts, author, verdict }: Case, { clue, ticketId }: Candidate): Admission {
  const ticket = ticketWith(facts, ticketId);
  const admission = admissionOf(clue, standingOn(ticket, author, facts), verdict);
  return admission === "append" || !facts.imported ? admission : admissionOfImported(clue, ticket, message);
}

// By Message-IDs alone: an address or a number says where this message belongs, and nothing of what else belongs there.
function alsoOpenTo(letter: Case, candidates: readonly Candidate[], chosen: TicketId): TicketId[] {
  const open = candidates.filter(
    (candidate) => candidate.by === "references" && candidate.ticketId !== chosen && admissionFor(letter, candidate) === "append",
  );
  return [...new Set(open.map(({ ticketId }) => ticketId))];
}

interface Match {
  candidate: Candidate;
  standing: Standing;
  lead: Lead;
}

function join({ author, story }: Case, { candidate, standing, lead, together }: Match & { together: TicketId[] }): Outcome {
  const { ticketId, by } = candidate;
  const outcome: Outcome = { action: "append", requester: author, standing, match: { ticketId, by }, together };
  if (standing === "participant") return story.settle("match.participant", lead, outcome);
  return story.settle(standing === "colleague" ? "match.colleague" : "match.imported", lead, outcome);
}

function holdBack({ facts, author, story }: Case, { candidate, standing, lead }: Match): Outcome {
  const stranger = isOwnAddress(author, facts) ? "match.own-address" : "match.stranger";
  const check = standing === "colleague" ? "match.unproved-colleague" : stranger;
  return story.settle(check, lead, setAside("stranger-on-ticket", candidate.ticketId));
}

function noteElsewhere({ facts, story }: Case, candidates: readonly Candidate[], chosen: TicketId): void {
  const others = new Set<TicketId>();
  for (const { ticketId } of candidates) if (ticketId !== chosen) others.add(ticketId);
  if (others.size === 0) return;
  story.note("match.elsewhere", { tickets: [...others].slice(0, 10).map((id) => numberOf(facts, id)) });
}

function leadOf({ facts, author }: Case, { clue, evidence, ticketId }: Candidate): Lead {
  return {
    clue,
    evidence: evidence === null ? null : evidenceText(evidence),
    ticket: numberOf(facts, ticketId),
    author: evidenceText(addressKey(author.address)),
  };
}

// ---- rule

// An answering machine that answers nothing here has no question. A machine's own news (auto-generated, auto-notified) may be one.
function open(letter: Case, related: TicketFacts | null): Outcome {
  const { message, author, story } = letter;
  // In an archive it is part of a conversation whose other mails may follow.
  if (message.autoSubmitted === "auto-replied" && !letter.facts.imported) {
    return story.settle("rule.automatic-reply", { evidence: autoEvidence(message) }, setAside("automatic", related?.id ?? null));
  }
  const original = forwardedAuthor(letter);
  const outcome = { action: "create" as const, requester: author, possiblyRelatedTo: related?.id ?? null, forwardedBy: null };
  const found = { author: evidenceText(addressKey(author.address)) };
  if (original !== null && letter.facts.authorIsAgent && letter.verdict === "verified") {
    const passedOn = { agent: found.author, author: evidenceText(addressKey(original.address)) };
    return story.settle("rule.forwarded-ticket", passedOn, { ...outcome, requester: original, forwardedBy: author });
  }
  if (original !== null) story.note("rule.forward-suggested", { author: evidenceText(addressKey(original.address)) });
  if (related === null) return story.settle("rule.new-ticket", found, outcome);
  return story.settle("rule.related-ticket", { ...found, ticket: related.number }, outcome);
}

// Whose message was passed on, where the forward shows it beyond doubt and it is neither ours nor the forwarder's own.
function forwardedAuthor({ message, author, facts }: Case): Address | null {
  const { forwarded } = message;
  if (forwarded === null || forwarded.confidence !== "certain") return null;
  const address = forwarded.author?.address ?? null;
  if (address === null || addressKey(address) === addressKey(author.address)) return null;
  const original = { name: forwarded.author?.name ?? "", address };
  return isOwnAddress(original, facts) ? null : original;
}

// A person looked at it and decided: no guard has a say any more, and the receipt names them.
function followAgent(message: InboundMessage, facts: Facts, story: Story): Outcome {
  const requester = resolveAuthor(message, facts)?.author ?? unknownAuthor;
  const by = evidenceText(facts.release?.by ?? "");
  const named = facts.release?.ticketId ?? null;
  const ticket = named === null ? undefined : ticketWith(facts, named);
  if (ticket !== undefined) {
    const standing = standingOn(ticket, requester, facts);
    const match = { ticketId: ticket.id, by: "agent" as const };
    return story.settle(
      "rule.released-to-ticket",
      { by, ticket: ticket.number },
      { action: "append", requester, standing, match, together: [] },
    );
  }
  const check = named === null ? "rule.released" : "rule.released-to-missing-ticket";
  return story.settle(check, { by }, { action: "create", requester, possiblyRelatedTo: null, forwardedBy: null });
}

// ---- words for all chapters

function setAside(reason: Extract<Outcome, { action: "quarantine" }>["reason"], ticketId: TicketId | null = null): Outcome {
  return { action: "quarantine", reason, ticketId };
}

function ticketWith(facts: Facts, id: TicketId): TicketFacts | undefined {
  return facts.tickets.find((ticket) => ticket.id === id);
}

function numberOf(facts: Facts, id: TicketId): number {
  return ticketWith(facts, id)?.number ?? 0;
}
