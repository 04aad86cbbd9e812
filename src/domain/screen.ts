// What never becomes a ticket by itself, whoever wrote it: our own mail, loops, forwarding checks, ignored senders, set-aside lists.
import { isNamedBy } from "./address.ts";
import type { Facts } from "./facts.ts";
import type { Address, InboundMessage } from "./message.ts";
import type { Outcome } from "./outcome.ts";
import { evidenceText, type Story } from "./receipt.ts";

/** More Received fields than any honest path has; RFC 5321 §6.3 asks for a limit of at least 100, Postfix stops at 50. */
const mostHops = 50;

/** Metadata a mail channel fills in: how many Received fields there are, and a mark that only mail sent by us carries. */
export const metadataKeys = { hops: "received-count", loopMark: "loop-mark" } as const;

/** An outcome for a message that is kept from the desk, or null when nothing speaks against it. */
export function screen(message: InboundMessage, author: Address, facts: Facts, story: Story): Outcome | null {
  return (
    screenOwnMail(message, facts, story) ??
    screenLoops(message, story) ??
    screenForwardingCheck(facts, story) ??
    screenIgnored(author, facts, story) ??
    screenLists(message, facts, story) ??
    passScreen(message, story)
  );
}

function screenOwnMail(message: InboundMessage, facts: Facts, story: Story): Outcome | null {
  if (!facts.ownMessage) return null;
  const messageId = message.messageId === null ? null : evidenceText(message.messageId);
  return story.settle("screen.own-message", { messageId }, { action: "discard", reason: "own-message", duplicateOf: null });
}

function screenLoops(message: InboundMessage, story: Story): Outcome | null {
  const suspected: Outcome = { action: "quarantine", reason: "loop-suspected", ticketId: null };
  const hops = Number(message.metadata[metadataKeys.hops] ?? 0);
  if (hops > mostHops) return story.settle("screen.too-many-hops", { hops, most: mostHops }, suspected);
  const mark = message.metadata[metadataKeys.loopMark];
  return mark ? story.settle("screen.loop-mark", { mark: evidenceText(mark) }, suspected) : null;
}

function screenForwardingCheck(facts: Facts, story: Story): Outcome | null {
  const kind = facts.forwardingCheck;
  if (kind === null) return null;
  return story.settle("screen.forwarding-check", { kind }, { action: "discard", reason: "forwarding-check", duplicateOf: null });
}

function screenIgnored(author: Address, facts: Facts, story: Story): Outcome | null {
  const rule = facts.policy.ignoreSenders.find((ignored) => isNamedBy(ignored, author));
  if (rule === undefined) return null;
  const found = { rule: evidenceText(rule), author: evidenceText(author.address) };
  return story.settle("screen.ignore-rule", found, { action: "discard", reason: "ignore-rule", duplicateOf: null });
}

function screenLists(message: InboundMessage, facts: Facts, story: Story): Outcome | null {
  if (message.list === null || !facts.policy.setAsideLists) return null;
  const found = { list: evidenceText(message.list.id) };
  return story.settle("screen.list-set-aside", found, { action: "quarantine", reason: "automatic", ticketId: null });
}

// Automatic mail is only noted here: whether it may pass depends on the ticket it belongs to.
function passScreen(message: InboundMessage, story: Story): null {
  if (message.autoSubmitted === "no") story.pass("screen.clear", null);
  else story.note("screen.automatic", { kind: message.autoSubmitted, evidence: autoEvidence(message) });
  return null;
}

export function autoEvidence(message: InboundMessage): string | null {
  return message.autoEvidence === null ? null : evidenceText(message.autoEvidence);
}
