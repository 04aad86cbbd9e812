// The receipt in plain words: one sentence for every check, every "what if" and every outcome. Console, API and command line show these.
import type { Disbelief } from "./author.ts";
import type { Silence } from "./automatic-mail.ts";
import type { ClaimedAuthor } from "./message.ts";
import type { Outcome } from "./outcome.ts";
import type { Condition } from "./otherwise.ts";
import type { Check, Checks, Lead, Otherwise, Receipt, Step } from "./receipt.ts";

export interface ReceiptTexts {
  /** One sentence for each step of the receipt, in the same order. */
  steps: string[];
  /** What became of the message, and why. */
  summary: string;
  /** What would have changed it, one sentence each; may be empty. */
  otherwise: string[];
}

/** An outcome as it is stored; a whole Decision fits. */
export interface ToldOutcome {
  action: Outcome["action"] | "failed";
  reason?: string | null;
}

/** Tells a receipt. A check that this version does not know any more is told by its code. */
export function explainReceipt(receipt: Receipt, outcome: ToldOutcome): ReceiptTexts {
  const steps = receipt.steps.map(sentenceOf);
  const why = steps[receipt.decidedBy] ?? "";
  return {
    steps,
    summary: [became(outcome), why].filter((part) => part !== "").join(" "),
    otherwise: receipt.otherwise.map(tellOtherwise),
  };
}

/** The sentence of one step, with its evidence filled in. */
function sentenceOf(step: Step): string {
  const tell = Object.hasOwn(sentences, step.check) ? (sentences[step.check as Check] as (found: unknown) => string) : null;
  return tell === null ? `Checked: ${step.check}.` : tell(step.found);
}

/** The sentence of one "would have been different if…". */
export function tellOtherwise(otherwise: Otherwise): string {
  const condition = Object.hasOwn(ifs, otherwise.if) ? ifs[otherwise.if as Condition] : otherwise.if;
  return `${condition}, ${wouldHave(otherwise)}.`;
}

export const sentences: { readonly [C in Check]: (found: Checks[C]) => string } = {
  "read.whole": () => "The message could be read in full.",
  "read.defects": ({ defects }) =>
    `The message could be read, though parts of it are not as they should be (${defects.join(", ")}).`,
  "read.unreadable": ({ defect, detail }) =>
    `Reading it was stopped before it could do harm (${because(defect, detail)}). The raw message is kept: you can download it, and release it if you know it.`,
  "read.from-unclear": ({ defect, detail }) =>
    `Its From field does not name exactly one sender (${because(defect, detail)}), so nobody can say who wrote it.`,
  "read.from-disagreement": ({ ours, evaluated }) =>
    evaluated === ""
      ? `Sender authentication found no sender in the From field where we read ${ours}. A message that two readers read differently may be a forgery.`
      : `We read the sender's domain as ${ours}, sender authentication as ${evaluated}. A message that two readers read differently may be a forgery.`,
  "read.author-from-forwarder": ({ author, by, forwarder, evidence, proof }) =>
    `${author} wrote it: ${betweens[by]} ${forwarder} put its own address into the From field and names them (${evidence}). You trust ${forwarder} here, and it is proved (${proofs[proof]}).`,
  "read.claimed-author": ({ author, by, forwarder, evidence, because: reason }) =>
    `${author} is named as author by ${betweens[by]} ${forwarder} (${evidence}); ${disbeliefs[reason]}`,
  "read.failed": ({ code, message }) =>
    `An error of our own kept it from being read (${code}). ${message === "" ? "" : `${message} `}The raw message is kept, and you can replay it.`,

  "authenticate.verified": ({ domain, by }) => `The sender is proved: ${domain} vouches for it (${proofs[by]}).`,
  "authenticate.unverified": ({ domain, dmarc }) =>
    dmarc === "temperror"
      ? `The sender is not proved: the policy of ${domain} could not be looked up just then.`
      : `The sender is not proved: nothing in the message shows that ${domain} sent it. That is common, and no reason to hold it back.`,
  "authenticate.unchecked": () => "The sender was not checked, because sender authentication is off here.",
  "authenticate.failed": ({ domain, policy }) =>
    `${domain} says that this message is not from it (DMARC fail${policy === null ? "" : `, policy ${policy}`}). It may be forged, or a forwarder on the way changed it.`,
  "authenticate.failed-report": ({ domain, policy }) =>
    `${domain} does not vouch for it (DMARC fail${policy === null ? "" : `, policy ${policy}`}), as is common with reports of mail servers. It names a message that only you can have sent, so what it says of that one counts.`,

  "screen.clear": () => "It is not a loop, not our own mail, and no rule of yours holds it back.",
  "screen.automatic": ({ kind, evidence }) =>
    `A machine wrote it (${kind}${evidence === null ? "" : `, seen by ${evidence}`}), so it will never be answered automatically.`,
  "screen.own-message": ({ messageId }) =>
    `It is a message that you sent from here, come back${messageId === null ? "" : ` (${messageId})`}.`,
  "screen.too-many-hops": ({ hops, most }) =>
    `It went through ${hops} mail servers, more than the ${most} that any honest way takes: it seems to go in circles.`,
  "screen.loop-mark": ({ mark }) => `It carries a mark that only mail sent from here has (${mark}): it seems to go in circles.`,
  "screen.forwarding-check": ({ kind }) =>
    kind === "challenge"
      ? "It is your forwarding challenge come back. You find what it showed on the page of the source."
      : "It is your mail provider's request to confirm the forwarding. You find its code and link on the page of the source.",
  "screen.ignore-rule": ({ rule, author }) => `This source ignores ${author}, by its rule “${rule}”.`,
  "screen.list-set-aside": ({ list }) => `It came over the mailing list ${list}, and this source sets mailing lists aside.`,

  "identify.new": () => "It has not been here before.",
  "identify.reused-id": ({ key, ticket, because: difference }) =>
    `${ticket === 0 ? "A message that is already here" : `A message on ticket #${ticket}`} has the same ${keys[key]}, but this is another message: ${differences[difference]}.`,
  "identify.same-message": ({ key, ticket, because: sameness }) =>
    `It is the same message that is already ${ticket === 0 ? "here" : `on ticket #${ticket}`}: same ${keys[key]}, ${differences[sameness]}. This arrival is listed there.`,
  "identify.held-already": ({ because: sameness }) =>
    `The same message was set aside already for this reason: ${differences[sameness]}. One of them is enough to decide on.`,

  "match.report": ({ kind, original, ticket }) =>
    `It is ${reportKind(kind)} about a message on ${ticketName(ticket)}${named(original)}.`,
  "match.report-of-unknown": ({ kind, original }) =>
    `It is ${reportKind(kind)} about ${original === null ? "a message that it does not name" : `a message that is not here${named(original)}`}.`,
  "match.none": () => "Nothing in it leads to a ticket that is here.",
  "match.apart": (lead) =>
    `${capital(clueOf(lead))}, but ${lead.author} is not on that ticket, and anybody could have written that: it does not count.`,
  "match.elsewhere": ({ tickets }) => `It points at ${tickets.map(ticketName).join(", ")} too, but less directly.`,
  "match.participant": (lead) => `${capital(clueOf(lead))}, and ${lead.author} is on that ticket.`,
  "match.colleague": (lead) => `${capital(clueOf(lead))}, and ${lead.author} is from the requester's company.`,
  "match.imported": (lead) =>
    `${capital(clueOf(lead))}. It is old mail that was imported: its conversation is kept whole, though ${lead.author} is not on that ticket.`,
  "match.unproved-colleague": (lead) =>
    `${capital(clueOf(lead))}. ${lead.author} seems to be from the requester's company but is not on the ticket, and ${lead.clue === "subject-number" ? "anybody could have typed that number" : "has not been proved to be the sender"}.`,
  "match.stranger": (lead) =>
    `${capital(clueOf(lead))}, but ${lead.author} is not on that ticket and not from the requester's company.`,
  "match.own-address": (lead) =>
    `${capital(clueOf(lead))}, but ${lead.author} is an address of yours. Mail that claims to come from one joins no ticket.`,

  "rule.automatic-reply": ({ evidence }) =>
    `It is an automatic reply${evidence === null ? "" : ` (seen by ${evidence})`} that answers nothing on a ticket.`,
  "rule.new-ticket": ({ author }) => `${author} starts something new.`,
  "rule.forwarded-ticket": ({ agent, author }) =>
    `${agent} works here and passed on a message by ${author}, who is therefore the requester.`,
  "rule.forward-suggested": ({ author }) =>
    `It passes on a message that it says is by ${author}. Only forwards of your own agents, proved to be theirs, change the requester by themselves; you can do it on the ticket.`,
  "rule.related-ticket": ({ author, ticket }) =>
    `${author} is not on ${ticketName(ticket)}; only agents see that the two may be related.`,
  "rule.released": ({ by }) => `${by || "An agent"} released it as a new ticket.`,
  "rule.released-to-ticket": ({ by, ticket }) => `${by || "An agent"} released it to ${ticketName(ticket)}.`,
  "rule.released-to-missing-ticket": ({ by }) =>
    `${by || "An agent"} released it to a ticket that is not here any more, so it has one of its own.`,
  "rule.acknowledged": ({ author }) => `${author} was told that it arrived.`,
  "rule.not-acknowledged": ({ because: silence, mark }) =>
    `Nobody was told that it arrived: ${silence === "never-answer" ? neverAnswered(mark) : silenceTexts[silence]}.`,
};

const silenceTexts: { readonly [S in Exclude<Silence, "never-answer">]: string } = {
  imported: "it is old mail that was imported",
  released: "somebody here has looked at it already",
  late: "it waited for more than a day",
  unproved: "its sender is not proved, and might be somebody who never wrote",
  "passed-on": "its author did not write to us, somebody passed it on",
  "own-address": "its author is an address of yours",
  "answers-us": "it answers an earlier mail or names a ticket",
  "not-addressed":
    "none of your addresses stands in its To or Cc. If customers write to another one, add it to the public addresses of this source",
  "no-relay": "there is no relay to send through yet",
  suppressed: "mail to its author's address is suppressed, because it bounced, complained, or somebody here said so",
  "answered-today": "its author was told so within the last 24 hours",
  "domain-too-many": "its author's domain has been told of as many mails in this hour as one domain may",
  "too-many": "this source has sent as many acknowledgements in an hour as its settings allow",
};

/** The marks of `mail/automatic/answers.ts`. */
const markTexts: Readonly<Record<string, string>> = {
  "null-sender": "it has no return address",
  report: "it is a report about other mail",
  "auto-submitted": "it says that a machine sent it",
  automatic: "a machine sent it",
  calendar: "it is part of a calendar's conversation",
  "looks-automatic": "it is worded as a machine words it",
  suppressed: "it asks for no automatic answer",
  loop: "it carries a mark of a machine that fears mail loops",
  precedence: "it is one mail of many",
  bulk: "it is one mail of many",
  "ticket-system": "another desk's software sent it",
  "no-author": "it names nobody to answer",
  "no-reply-address": "nobody reads its author's address",
  "bounce-address": "answers to it would go to an address that counts bounces",
  "to-itself": "it came through its author's own mailbox",
  "own-message-id": "it has a Message-ID of ours that we did not make",
  list: "it came over a mailing list",
};

function neverAnswered(mark: string | null): string {
  const text = mark !== null && Object.hasOwn(markTexts, mark) ? markTexts[mark] : undefined;
  return text ?? `it must not be answered automatically${mark === null ? "" : ` (${mark})`}`;
}

const proofs = {
  dmarc: "DMARC pass",
  dkim: "a DKIM signature of its own",
  spf: "a mail server of its own, by SPF",
  arc: "an ARC seal of a forwarder that you trust",
} as const;

const betweens: { readonly [B in ClaimedAuthor["by"]]: string } = {
  group: "the group at",
  "mailing-list": "the mailing list at",
  srs: "the forwarding server of",
  "on-behalf-of": "a sender on their behalf at",
  "contact-form": "the contact form of",
  forwarder: "the forwarder",
};

const disbeliefs: { readonly [D in Disbelief]: string } = {
  "not-configured": "the forwarder is not configured. If it is yours, add it to the trusted forwarders of this source.",
  "not-proved": "nothing in the message proves that the forwarder sent it, so it is not believed.",
  contradicted: "the message names somebody else as well, so neither is believed.",
};

const keys = { "message-id": "sender and Message-ID", "sent-at": "sender, date and subject" } as const;

const differences: { readonly [D in Checks["identify.same-message"]["because"]]: string } = {
  identical: "same words",
  footer: "same words but for a footer that was added on the way",
  banner: "same words but for a notice that was put in front on the way",
  addition: "same words but for a paragraph that was added on the way",
  converted: "same words, though links and pictures show in only one of them",
  damaged: "same words, though one of them lost letters on the way",
  "other-subject": "its subject is different",
  "other-text": "its text is different",
  "other-id": "it has a Message-ID of its own",
  "new-attachment": "it brings a file that is not there",
  "too-much-to-compare": "too many messages use this Message-ID to compare them all",
};

const ifs: Readonly<Record<Condition, string>> = {
  "sender-proved": "If the sender had been proved (DMARC pass)",
  "sender-disowned": "If the sender's domain had disowned it (DMARC fail)",
  "author-on-ticket": "If its author were on that ticket",
  "led-nowhere": "If nothing in it had led to a ticket",
  "no-copy-here": "If it had not been here already",
  "same-content": "If its content were the same as that of the message with its Message-ID",
  "not-own-message": "If it were not your own message",
  "no-loop": "If it did not seem to go in circles",
  "no-forwarding-check": "If it were not about setting up the forwarding",
  "sender-not-ignored": "If this source did not ignore the sender",
  "lists-welcome": "If this source did not set mailing lists aside",
  "lists-set-aside": "If this source set mailing lists aside",
  "written-by-a-person": "If a person had written it",
  "not-a-report": "If it were not a report about other mail",
  "not-released": "If it had not been released",
};

/** How an outcome is told, by action and reason. `became` for what happened, `wouldHave` for what would have. */
const outcomes: Readonly<Record<string, { became: string; wouldHave: string }>> = {
  create: { became: "This became a new ticket.", wouldHave: "it would have become a new ticket" },
  append: { became: "This joined a ticket.", wouldHave: "it would have joined the ticket" },
  "record-report": { became: "This was recorded as a report.", wouldHave: "it would have been recorded as a report" },
  failed: { became: "This waits for you.", wouldHave: "it would have failed" },
  discard: { became: "This made no ticket.", wouldHave: "it would have made no ticket" },
  "discard duplicate": {
    became: "This made no second ticket.",
    wouldHave: "it would have been listed as one more arrival of a message that is already here",
  },
  "discard own-message": { became: "This made no ticket.", wouldHave: "it would have been put away as your own mail" },
  "discard not-a-turn": { became: "This made no ticket.", wouldHave: "it would have stayed out of the tickets" },
  "discard ignore-rule": { became: "This made no ticket.", wouldHave: "it would have been ignored by your rule" },
  "discard forwarding-check": { became: "This made no ticket.", wouldHave: "it would have been shown on the page of the source" },
  quarantine: { became: "Set aside.", wouldHave: "it would have been set aside" },
  "quarantine unverified-sender": {
    became: "Set aside because its sender may be forged.",
    wouldHave: "it would have been set aside because its sender may be forged",
  },
  "quarantine loop-suspected": {
    became: "Set aside because it looks like a mail loop.",
    wouldHave: "it would have been set aside as a mail loop",
  },
  "quarantine stranger-on-ticket": {
    became: "Set aside because its author is not on the ticket it belongs to.",
    wouldHave: "it would have been set aside because its author is not on the ticket",
  },
  "quarantine unreadable": {
    became: "Set aside because it could not be read.",
    wouldHave: "it would have been set aside as unreadable",
  },
  "quarantine spam": { became: "Set aside because it looks like spam.", wouldHave: "it would have been set aside as spam" },
  "quarantine unsure-turn": {
    became: "Set aside because it is unclear whether it asks for help.",
    wouldHave: "it would have been set aside because it is unclear whether it asks for help",
  },
  "quarantine automatic": {
    became: "Set aside because it is automatic mail.",
    wouldHave: "it would have been set aside as automatic mail",
  },
};

function toldAs(action: string, reason: string | null | undefined): { became: string; wouldHave: string } | undefined {
  return outcomes[`${action} ${reason ?? ""}`] ?? outcomes[action];
}

function became({ action, reason }: ToldOutcome): string {
  return toldAs(action, reason)?.became ?? "";
}

function wouldHave({ then, reason }: Otherwise): string {
  return toldAs(then, reason)?.wouldHave ?? "it would have gone another way";
}

// ---- parts of sentences

function clueOf({ clue, evidence, ticket }: Lead): string {
  switch (clue) {
    case "reply-address":
      return `it was sent to a private reply address of ${ticketName(ticket)}`;
    case "own-message-id":
      return `it answers a message that you sent on ${ticketName(ticket)}${named(evidence)}`;
    case "known-id":
      return `it answers a message on ${ticketName(ticket)}${named(evidence)}`;
    case "mentioned-id":
      return `it answers a message that has not been here, and so does ${ticketName(ticket)}${named(evidence)}`;
    case "answered-before":
      return `a message on ${ticketName(ticket)} answers it and came first${named(evidence)}`;
    case "thread-key":
      return `your mail provider keeps it in one thread with ${ticketName(ticket)}`;
    case "subject-number":
      return `its subject names ${ticketName(ticket)}`;
  }
}

function ticketName(number: number): string {
  return number === 0 ? "a ticket opened at the same moment" : `ticket #${number}`;
}

function named(evidence: string | null): string {
  return evidence === null ? "" : ` (<${evidence}>)`;
}

function reportKind(kind: string): string {
  if (kind === "feedback") return "a complaint";
  return kind === "disposition" ? "a read receipt" : "a delivery report";
}

function because(code: string, detail: string): string {
  return detail === "" ? code : `${code}: ${detail}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
