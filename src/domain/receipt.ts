// The decision receipt: which evidence decided what became of a delivery, and what would have changed it.
import type { Disbelief } from "./author.ts";
import type { Silence } from "./automatic-mail.ts";
import { clean, cleanTo } from "./clean.ts";
import type { Proof } from "./sender-verdict.ts";
import type { Sameness } from "./identify.ts";
import type { AutoSubmitted, ClaimedAuthor } from "./message.ts";
import type { Action, QuarantineReason } from "./outcome.ts";
import type { Clue } from "./membership.ts";

export type Stage = "read" | "authenticate" | "screen" | "identify" | "match" | "rule";

export interface Step {
  stage: Stage;
  /** Stable code with a sentence in the message catalogue (`receipt-texts.ts`); it starts with its stage. */
  check: string;
  /** The evidence: which header, which id. Never a secret. */
  found: unknown;
  verdict: "pass" | "note" | "settles";
}

export interface Otherwise {
  /** Stable code of a condition, with a sentence in the catalogue. */
  if: string;
  then: Action;
  /** The reason that would have been recorded; empty where the action has none. */
  reason: string;
}

export interface Receipt {
  steps: readonly Step[];
  /** Index into `steps` of the one that settled it. */
  decidedBy: number;
  /** What would have changed it: computed by deciding again under the changed fact, not guessed. At most four. */
  otherwise: readonly Otherwise[];
}

/** A clue that led to a ticket, and whose it was. `ticket` is 0 for one that was opened in the same moment. */
export interface Lead {
  clue: Clue;
  evidence: string | null;
  ticket: number;
  author: string;
}

/** A message that is already here and was found under the same key. */
export interface Twin {
  key: "message-id" | "sent-at";
  ticket: number;
  because: Sameness["because"];
}

/** Somebody whom the mail names as its author beside the From field. */
export interface Claimed {
  author: string;
  by: ClaimedAuthor["by"];
  forwarder: string;
  /** The header that says so. */
  evidence: string;
}

/** Every check there is, and what it writes down when it speaks. */
export interface Checks {
  "read.whole": null;
  "read.defects": { defects: readonly string[] };
  "read.unreadable": { defect: string; detail: string };
  "read.from-unclear": { defect: string; detail: string };
  "read.from-disagreement": { ours: string; evaluated: string };
  "read.author-from-forwarder": Claimed & { proof: Proof };
  "read.claimed-author": Claimed & { because: Disbelief };
  /** Written by intake when an error of our own kept a delivery from being decided at all. */
  "read.failed": { code: string; message: string };

  "authenticate.verified": { domain: string; by: Proof };
  "authenticate.unverified": { domain: string; dmarc: string };
  "authenticate.unchecked": null;
  "authenticate.failed": { domain: string; policy: string | null };
  "authenticate.failed-report": { domain: string; policy: string | null };

  "screen.clear": null;
  "screen.automatic": { kind: AutoSubmitted; evidence: string | null };
  "screen.own-message": { messageId: string | null };
  "screen.too-many-hops": { hops: number; most: number };
  "screen.loop-mark": { mark: string };
  "screen.forwarding-check": { kind: "confirmation" | "challenge" };
  "screen.ignore-rule": { rule: string; author: string };
  "screen.list-set-aside": { list: string };

  "identify.new": null;
  "identify.reused-id": Twin;
  "identify.same-message": Twin;
  "identify.held-already": { delivery: string; reason: QuarantineReason; because: Twin["because"] };

  "match.report": { kind: string; original: string | null; ticket: number };
  "match.report-of-unknown": { kind: string; original: string | null };
  "match.none": null;
  "match.apart": Lead;
  "match.elsewhere": { tickets: readonly number[] };
  "match.participant": Lead;
  "match.colleague": Lead;
  "match.imported": Lead;
  "match.unproved-colleague": Lead;
  "match.stranger": Lead;
  "match.own-address": Lead;

  "rule.automatic-reply": { evidence: string | null };
  "rule.new-ticket": { author: string };
  "rule.forwarded-ticket": { agent: string; author: string };
  "rule.forward-suggested": { author: string };
  "rule.related-ticket": { author: string; ticket: number };
  "rule.released": { by: string };
  "rule.released-to-ticket": { by: string; ticket: number };
  "rule.released-to-missing-ticket": { by: string };
  /** Both written by intake, where the source acknowledges new tickets: an address is taken for its day in the same transaction. */
  "rule.acknowledged": { author: string };
  "rule.not-acknowledged": {
    because: Silence /** For `never-answer`: which mark of the message forbids it. */;
    mark: string | null;
  };
}

export type Check = keyof Checks;

/** Longer evidence says nothing more to a person, and receipts are kept for every message. */
const longestEvidence = 200;

/** A receipt while it is being written: one line per check, in the order in which they spoke. */
export class Story {
  readonly steps: Step[] = [];

  pass<C extends Check>(check: C, found: Checks[C]): void {
    this.#write(check, found, "pass");
  }

  note<C extends Check>(check: C, found: Checks[C]): void {
    this.#write(check, found, "note");
  }

  /** The last line: hands the outcome through, so that deciding and saying why are one expression. */
  settle<C extends Check, O>(check: C, found: Checks[C], outcome: O): O {
    this.#write(check, found, "settles");
    return outcome;
  }

  /** What settled it so far becomes a remark: this has the last word. */
  overrule<C extends Check, O>(check: C, found: Checks[C], outcome: O): O {
    const settled = this.steps.pop();
    if (settled !== undefined) this.steps.push({ ...settled, verdict: "note" });
    return this.settle(check, found, outcome);
  }

  #write(check: Check, found: unknown, verdict: Step["verdict"]): void {
    const stage = check.slice(0, check.indexOf(".")) as Stage;
    this.steps.push({ stage, check, found, verdict });
  }
}

/** What became known after the decision: a remark at the end, which settled nothing. */
export function withRemark<C extends Check>(receipt: Receipt, check: C, found: Checks[C]): Receipt {
  const story = new Story();
  story.note(check, found);
  return { ...receipt, steps: [...receipt.steps, ...story.steps] };
}

/** Evidence as it goes on a receipt: something that the database and JSON take, and at most 200 characters of it. */
export function evidenceText(text: string): string {
  return text.length <= longestEvidence ? clean(text) : `${cleanTo(text, longestEvidence)}…`;
}
