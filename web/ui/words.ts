// Every word that a screen says for a state, an outcome, a reason or a verdict: one place, in the second person, without jargon.
import type { OutcomeAction } from "#contract/deliveries.ts";
import type { Attachment, CalendarInvite, Message } from "#contract/messages.ts";
import type { Source, SourceCheck } from "#contract/sources.ts";
import type { TicketReport, TicketSummary } from "#contract/tickets.ts";
import type { Scope } from "#contract/agents.ts";
import type { Mark } from "./tag.tsx";

export type TicketState = TicketSummary["state"];
export type TicketPriority = TicketSummary["priority"];

export const stateMarks: Record<TicketState, Mark> = {
  open: { word: "Open", tone: "accent", shape: "ring" },
  pending: { word: "Pending", tone: "warn", shape: "half" },
  "on-hold": { word: "On hold", tone: "plain", shape: "bar" },
  resolved: { word: "Resolved", tone: "ok", shape: "check" },
  spam: { word: "Spam", tone: "bad", shape: "cross" },
  trash: { word: "Trash", tone: "plain", shape: "cross" },
};

/** What each state means, for menus. */
export const stateMeanings: Record<TicketState, string> = {
  open: "Waiting for you",
  pending: "Waiting for the customer",
  "on-hold": "Waiting for somebody else",
  resolved: "Answered and done",
  spam: "Not a customer",
  trash: "Thrown away",
};

export const priorityMarks: Record<TicketPriority, Mark> = {
  low: { word: "Low", tone: "plain", shape: "none" },
  normal: { word: "Normal", tone: "plain", shape: "none" },
  high: { word: "High", tone: "warn", shape: "dot" },
  urgent: { word: "Urgent", tone: "bad", shape: "dot" },
};

export const outcomeMarks: Record<OutcomeAction | "pending", Mark> = {
  create: { word: "New ticket", tone: "accent", shape: "dot" },
  append: { word: "Joined", tone: "ok", shape: "check" },
  discard: { word: "No new message", tone: "plain", shape: "ring" },
  quarantine: { word: "Set aside", tone: "warn", shape: "bar" },
  "record-report": { word: "Report", tone: "plain", shape: "half" },
  failed: { word: "Failed", tone: "bad", shape: "cross" },
  pending: { word: "Waiting", tone: "plain", shape: "half" },
};

/** The reasons of outcomes, each a half-sentence that can stand behind "Set aside:" or "No new message:". */
const reasonWords: Record<string, string> = {
  duplicate: "it is already here",
  "own-message": "we sent it ourselves",
  "not-a-turn": "it asks for nothing",
  "ignore-rule": "a rule of this source ignores it",
  "forwarding-check": "it was a forwarding check",
  "unverified-sender": "the sender is not who the message says",
  "loop-suspected": "it looks like a mail loop",
  "stranger-on-ticket": "a stranger wrote to somebody else's ticket",
  unreadable: "it could not be read safely",
  spam: "it looks like spam",
  "unsure-turn": "it is unclear whether it asks for something",
  automatic: "it was sent by a machine",
};

/** The reason in words, or the code itself for one this page does not know yet. */
export function reasonOf(reason: string | null): string | null {
  return reason === null ? null : (reasonWords[reason] ?? reason.replaceAll("-", " "));
}

export const senderMarks: Record<Message["senderVerdict"], Mark & { meaning: string }> = {
  verified: {
    word: "Verified",
    tone: "ok",
    shape: "check",
    meaning: "The sender's domain vouches for this address (SPF, DKIM or DMARC pass).",
  },
  unverified: {
    word: "Unverified",
    tone: "plain",
    shape: "ring",
    meaning: "Nothing proves that this address sent it, and nothing speaks against it. That is normal for many senders.",
  },
  failed: {
    word: "Not authentic",
    tone: "bad",
    shape: "cross",
    meaning: "The sender's domain says that this message is not theirs (DMARC fail). Do not trust the name or the address.",
  },
  unchecked: {
    word: "Not checked",
    tone: "plain",
    shape: "ring",
    meaning: "This source does not check senders. You can switch it on in the source's settings.",
  },
};

export const kindWords: Record<NonNullable<Message["autoKind"]>, string> = {
  "out-of-office": "Out of office",
  "auto-reply": "Automatic reply",
  "challenge-response": "Asks the sender to prove to be human",
  report: "Delivery report",
  calendar: "Sent by a calendar",
  notification: "Sent by a machine",
  list: "Sent by a mailing list",
  bulk: "Sent to many",
};

export const claimWords: Record<Message["claimedAuthors"][number]["by"], string> = {
  group: "Came through a group",
  "mailing-list": "Came through a mailing list",
  srs: "Came through a forwarder",
  "on-behalf-of": "Sent on behalf of somebody",
  "contact-form": "Came from a form",
  forwarder: "Came through a forwarder",
};

export const inviteWords: Record<CalendarInvite["method"], string> = {
  request: "Invitation",
  reply: "Answer to an invitation",
  cancel: "Invitation cancelled",
  counter: "Proposes another time",
  publish: "Calendar entry",
  other: "Calendar entry",
};

export const securityWords = { pgp: "PGP", smime: "S/MIME" } as const;

export const bounceWords: Record<TicketReport["recipients"][number]["reason"], string> = {
  "address-unknown": "there is no such address",
  "address-moved": "the address has moved",
  "domain-unknown": "there is no such domain",
  "mailbox-full": "the mailbox is full",
  "mailbox-disabled": "the mailbox is switched off",
  "message-too-large": "the message is too large",
  "content-rejected": "the content was refused",
  spam: "it was taken for spam",
  virus: "it was taken for a virus",
  "sender-blocked": "our server is on their block list",
  "sender-refused": "they refuse mail from this sender",
  "authentication-failed": "SPF, DKIM or DMARC failed there",
  policy: "a rule of theirs refused it",
  "relay-denied": "their server does not take mail for this address",
  "rate-limited": "too much mail at once",
  expired: "their server could not be reached for too long",
  network: "their server could not be reached",
  "server-error": "their server had an error",
  "protocol-error": "the servers did not understand each other",
  unknown: "it does not say why",
};

export const standingWords: Record<Message["standing"], string | null> = {
  participant: null,
  colleague: "Colleague of the requester",
  stranger: "Was not on this ticket",
};

export const refusedWords: Record<NonNullable<Attachment["refusedBecause"]>, string> = {
  "too-large": "Not kept: larger than this source allows",
  "type-not-allowed": "Not kept: this type of file is not allowed here",
  "quota-exceeded": "Not kept: the storage of this source is full",
  ignored: "Not kept: this source ignores attachments",
};

export const sourceMarks: Record<Source["status"], Mark> = {
  new: { word: "Nothing arrived yet", tone: "plain", shape: "ring" },
  connected: { word: "Connected", tone: "ok", shape: "dot" },
  failing: { word: "Needs you", tone: "bad", shape: "cross" },
  paused: { word: "Paused", tone: "warn", shape: "bar" },
};

export interface Verdict {
  mark: Mark;
  meaning: string;
  toDo: string;
}

export const checkVerdicts: Record<SourceCheck["verdict"], Verdict> = {
  waiting: {
    mark: { word: "Waiting for the mail", tone: "accent", shape: "half" },
    meaning: "The code has not come back yet.",
    toDo: "Send the mail from any mailbox. It usually comes back within a minute.",
  },
  arrived: {
    mark: { word: "Arrived", tone: "ok", shape: "check" },
    meaning: "Mail to your public address reaches Inlet.",
    toDo: "Nothing to do. Leave the forwarding as it is.",
  },
  late: {
    mark: { word: "Arrived late", tone: "warn", shape: "half" },
    meaning: "The mail came back, but it took long on the way.",
    toDo: "Customers' mail will be late too. Look for a queue or a greylisting rule at your provider, then check again.",
  },
  "arrived-elsewhere": {
    mark: { word: "Arrived elsewhere", tone: "warn", shape: "ring" },
    meaning: "The mail came back through another source of yours.",
    toDo: "Your public address forwards to another address of Inlet. Change the forwarding to this source's address, or keep the other source.",
  },
  "sender-rewritten": {
    mark: { word: "Sender rewritten", tone: "warn", shape: "bar" },
    meaning: "The mail came back, but the forwarder put another sender on it. Tickets would carry the wrong requester.",
    toDo: "Forward by a redirect or a routing rule rather than by a mailing list or group that rewrites the From field.",
  },
  "never-arrived": {
    mark: { word: "Never arrived", tone: "bad", shape: "cross" },
    meaning: "The code did not come back in time.",
    toDo: "Check that the forwarding is switched on and confirmed, look into the provider's spam folder and message log, then check again.",
  },
  shown: {
    mark: { word: "Caught", tone: "ok", shape: "check" },
    meaning: "Your provider asks you to confirm the forwarding.",
    toDo: "Open the link, or type the code in at the provider.",
  },
};

export const checkKinds: Record<SourceCheck["kind"], string> = {
  challenge: "Forwarding check",
  "gmail-confirmation": "Gmail asks you to confirm",
  "microsoft-confirmation": "Microsoft asks you to confirm",
};

export const scopeWords: Record<Scope, string> = {
  "tickets:read": "Read tickets and messages",
  "tickets:write": "Change tickets",
  "deliveries:read": "Read the intake log and raw mail",
  "deliveries:write": "Release, dismiss and replay deliveries",
  "sources:read": "See sources",
  "sources:write": "Create and change sources",
};

export const stageWords: Record<string, string> = {
  read: "Read",
  authenticate: "Authenticated",
  screen: "Screened",
  identify: "Identified",
  match: "Matched",
  rule: "Decided",
};
