// Mail that proves or sets up a forwarding rather than asking for help: our challenge come back, and a provider's confirmation.
import type { Authentication } from "#domain/authentication.ts";
import type { InboundMessage, Report } from "#domain/message.ts";
import { senderVerdict } from "#domain/sender-verdict.ts";
import { findForwardingConfirmation } from "#mail/forwarding-confirmation.ts";
import type { ChallengeRow, JournalEntry, SourceRow } from "#store/evidence.ts";
import type { RecordedCheck } from "#store/source-checks.ts";
import { digest, keyOf } from "./digests.ts";

const lateAfterMs = 15 * 60_000;

/** Codes of challenges that a message carries: our word, then 26 base32 characters, in the subject or the first of the text. */
export function challengeCodes(message: InboundMessage): string[] {
  const text = `${message.subject}\n${message.report?.originalSubject ?? ""}\n${message.text.slice(0, 10_000)}`;
  return [
    ...new Set([...text.matchAll(/inlet-challenge-([a-z2-7]{20,60})/gi)].map((match) => (match[1] ?? "").toLowerCase())),
  ].slice(0, 5);
}

/** Whether this delivery is a challenge of ours or a provider's confirmation, and what it says. */
export function findForwardingCheck(
  item: { entry: JournalEntry; message: InboundMessage; authentication: Authentication | null },
  source: SourceRow,
  { challenges, isOwnId }: { challenges: ReadonlyMap<string, ChallengeRow>; isOwnId(id: string): boolean },
): RecordedCheck | null {
  for (const code of challengeCodes(item.message)) {
    const challenge = challenges.get(keyOf(digest(code)));
    if (challenge === undefined) continue;
    const { message } = item;
    if (message.report !== null) return bouncedBy(challenge, message.report);
    if (!isAnswer(message, isOwnId)) return verdictOn(challenge, item, source);
  }
  const confirmation = findForwardingConfirmation(item.message);
  if (confirmation === null || !isGenuine(item)) return null;
  return {
    kind: confirmation.provider === "gmail" ? "gmail-confirmation" : "microsoft-confirmation",
    details: { code: confirmation.code, link: confirmation.link, requestedBy: confirmation.requestedBy },
  };
}

// Whoever answers a challenge quotes its code: an absence note from the public address would look like the mail come back.
function isAnswer(message: InboundMessage, isOwnId: (id: string) => boolean): boolean {
  return message.autoSubmitted === "auto-replied" || (message.forwarded === null && message.references.some(isOwnId));
}

function bouncedBy({ id: checkId }: ChallengeRow, { recipients }: Report): RecordedCheck | null {
  const failed = recipients.find(({ action }) => action === "failed");
  if (failed === undefined) return null;
  return {
    kind: "challenge-bounced",
    checkId,
    reply: failed.diagnostic ?? "It came back as undeliverable.",
    code: failed.status,
  };
}

// Anybody can write a provider's From: a code and a link to click are only shown when the sender proved to be the provider, or
// when the admin chose not to check senders.
function isGenuine({ message, authentication }: { message: InboundMessage; authentication: Authentication | null }): boolean {
  const verdict = senderVerdict(authentication, message.from);
  return verdict === "verified" || verdict === "unchecked";
}

function verdictOn(
  challenge: ChallengeRow,
  item: { entry: JournalEntry; message: InboundMessage },
  source: SourceRow,
): RecordedCheck {
  const { entry, message } = item;
  const tookMs = entry.receivedAt.getTime() - challenge.createdAt.getTime();
  const details = {
    tookMs,
    arrivedAt: source.id,
    author: message.from?.address ?? null,
    replyTo: message.replyTo.map((address) => address.address),
    recipients: [...message.to, ...message.cc].map((address) => address.address),
  };
  const checkId = challenge.id;
  if (challenge.sourceId !== source.id) return { kind: "challenge", checkId, verdict: "arrived-elsewhere", details };
  if (isRewritten(challenge, message)) return { kind: "challenge", checkId, verdict: "sender-rewritten", details };
  return { kind: "challenge", checkId, verdict: tookMs > lateAfterMs ? "late" : "arrived", details };
}

// A group that puts its own address in From ("Anna via Support") hides who wrote: the admin has to know before customers write.
function isRewritten(challenge: ChallengeRow, message: InboundMessage): boolean {
  const author = message.from?.address.toLowerCase();
  return author !== undefined && author === challenge.publicAddress?.toLowerCase();
}
