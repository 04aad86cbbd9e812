// Reports about mail that somebody sent earlier: bounces and delays (RFC 3464 and free form), complaints (RFC 5965), receipts (RFC 8098).
import type { Report, ReportRecipient } from "#domain/message.ts";
import { findAddresses } from "./addresses.ts";
import { classify, codesOf, mentions, reasonOfWords } from "./classify.ts";
import { readDisposition, readFeedback, readOwnFeedback } from "./feedback.ts";
import { mayBeLooseBounce, opensAsBounce, readSigns, writerOf, type Signs } from "./gate.ts";
import { readJsonNotice } from "./json.ts";
import { delaySentences } from "./openings.ts";
import { isReturnedPart, readOriginal, splitReport, type OriginalMessage, type ReportText } from "./original.ts";
import { maxReportRecipients, readStatusLines, readStatusPart, type DraftRecipient } from "./status-part.ts";
import { firstValue } from "../header-fields.ts";
import { rawHeaderText } from "../header-text.ts";
import { readerOfSaid, readLooseRecipients } from "./loose.ts";
import { splitIds } from "../message-id.ts";
import type { MimePart } from "../mime-tree.ts";

/**
 * The report that a message is, or null. `text` is its text, for bounces of servers that know no report format.
 * A message that has neither a report's part nor a mail system's name costs a few comparisons.
 */
export function readReport(root: MimePart, text: string): Report | null {
  const parts = leaves(root);
  const part = parts.find(isReportPart);
  if (part === undefined) return readUnmarked(root, parts, text);
  const signs = readSigns(root);
  if (!isReportItself(root, signs)) return null;
  if (part.contentType.value === "message/feedback-report") return readFeedback(part, parts, text);
  if (part.contentType.value.endsWith("disposition-notification")) return readDisposition(part, parts, text);
  return readDelivery({ parts, text, signs, root });
}

function readUnmarked(root: MimePart, parts: readonly MimePart[], text: string): Report | null {
  const own = readOwnFeedback(root, parts, text) ?? readJsonNotice(text);
  if (own !== null || writerOf(root) === null) return own;
  const signs = readSigns(root);
  return mayBeLooseBounce(signs, text) ? readLoose({ parts, text, signs, root }) : null;
}

// Shops write under no-reply that something could not be delivered, postmasters write as people, and mail systems send statistics:
// a bounce says what it is, or only mail comes back with a reply code or its own header.
function readLoose(reading: Reading): Report | null {
  const { signs, text } = reading;
  const report = readDelivery(reading);
  const opens = opensAsBounce(text);
  const isNamed = report.recipients.length > 0;
  if (signs.writer === "daemon") return signs.bounceSubject || (isNamed && (opens || isAboutMail(reading))) ? report : null;
  if (signs.writer === "machine") return isNamed && isAboutMail(reading) ? report : null;
  if (!isNamed) return opens && signs.bounceSubject ? report : null;
  return opens || isAboutMail(reading) ? report : null;
}

function isAboutMail({ root, parts, text }: Reading): boolean {
  if (firstValue(root.fields, "x-failed-recipients") !== null || parts.some(isReturnedPart)) return true;
  const { head, returned } = splitReport(text);
  return returned.length > 0 || codesOf(head.join(" ")).reply !== null;
}

interface Reading {
  root: MimePart;
  parts: readonly MimePart[];
  text: string;
  signs: Signs;
}

const reportTypes = new Set([
  "message/delivery-status",
  "message/global-delivery-status",
  "message/feedback-report",
  "message/disposition-notification",
  "message/global-disposition-notification",
]);

function isReportPart({ contentType }: MimePart): boolean {
  return reportTypes.has(contentType.value);
}

function isDeliveryStatus({ contentType: { value } }: MimePart): boolean {
  return value === "message/delivery-status" || value === "message/global-delivery-status";
}

// Somebody who forwards a bounce writes a message about it: only a message that is the report counts.
function isReportItself(root: MimePart, { writer, bounceSubject, automatic, personal }: Signs): boolean {
  if (root.contentType.value === "multipart/report" || isReportPart(root) || writer === "daemon") return true;
  return !personal && (bounceSubject || automatic || writer !== null || root.children.some(isReportPart));
}

function readDelivery({ root, parts, text, signs }: Reading): Report {
  const split = innermost(splitReport(text));
  const original = readOriginal(parts, split);
  const structured = parts.filter(isDeliveryStatus).flatMap(readStatusPart);
  const drafts = structured.length > 0 ? structured : readStatusLines(split.head);
  const context: Context = {
    head: split.head,
    saidAbout: readerOfSaid(split.head),
    isDelay: isDelay(split, signs),
    hasStatusPart: drafts.some(({ address }) => address !== ""),
  };
  const named = nameRecipients(drafts, { root, original, head: split.head });
  return {
    kind: "delivery-status",
    recipients: named.slice(0, maxReportRecipients).map((draft) => conclude(draft, named.length === 1, context)),
    originalMessageId: original.messageId ?? answeredId(root),
    originalSubject: original.subject,
    feedbackType: null,
  };
}

// A postmaster's software passes a bounce on below a text of its own: then the report is what was returned.
function innermost(split: ReportText): ReportText {
  const { head, returned } = split;
  if (!returned.some((line) => /^final-recipient\s*:/i.test(line)) || head.some(isRecipientLine)) return split;
  const body = returned.findIndex((line) => line.trim() === "");
  return body === -1 ? split : splitReport(returned.slice(body + 1).join("\n"));
}

function isRecipientLine(line: string): boolean {
  const text = line.trim();
  return text.startsWith("<") && text.includes("@") && text.includes(">:");
}

function isDelay({ head }: ReportText, signs: Signs): boolean {
  const text = head.slice(0, 60).join(" ").toLowerCase().replace(/\s+/g, " ");
  return signs.delay || delaySentences.some((sentence) => text.includes(sentence));
}

// Mail systems that give no Message-ID back at least answer the message.
function answeredId(root: MimePart): string | null {
  return splitIds(rawHeaderText(firstValue(root.fields, "in-reply-to") ?? ""), 1).ids[0] ?? null;
}

interface Naming {
  root: MimePart;
  original: OriginalMessage;
  head: readonly string[];
}

/** Who failed: the status part says it, else the text, else a header of the report, else whom the original was addressed to. */
function nameRecipients(drafts: readonly DraftRecipient[], { root, original, head }: Naming): DraftRecipient[] {
  const loose = () => readLooseRecipients(head, othersOf(root, original));
  if (drafts.some(({ address }) => address !== "")) return unique(drafts.filter(({ address }) => address !== ""));
  const failed = firstValue(root.fields, "x-failed-recipients");
  const shape = drafts[0] ?? { action: null, status: null, diagnostic: "", address: "" };
  const inText = loose();
  if (failed !== null) {
    const addresses = findAddresses(rawHeaderText(failed.slice(0, 20_000))).map(({ address }) => address);
    return unique(
      addresses.map(
        (address) => inText.find((one) => one.address.toLowerCase() === address.toLowerCase()) ?? { ...shape, address },
      ),
    );
  }
  if (inText.length > 0) return inText.map((one) => ({ ...one, action: one.action ?? shape.action, status: shape.status }));
  const addressed = originalRecipient(original);
  return addressed === null ? [] : [{ ...shape, address: addressed }];
}

function unique(drafts: readonly DraftRecipient[]): DraftRecipient[] {
  const byAddress = new Map<string, DraftRecipient>();
  for (const draft of drafts) if (!byAddress.has(draft.address.toLowerCase())) byAddress.set(draft.address.toLowerCase(), draft);
  return [...byAddress.values()];
}

function othersOf(root: MimePart, original: OriginalMessage): ReadonlySet<string> {
  const own = ["from", "sender", "reply-to"].map((name) => firstValue(root.fields, name) ?? "");
  const theirs = ["from", "return-path"].map((name) => firstValue(original.fields, name) ?? "");
  const to = firstValue(original.fields, "to") ?? "";
  const addresses = [...own, ...theirs].flatMap((value) => findAddresses(rawHeaderText(value.slice(0, 2_000))));
  return new Set(addresses.map(({ address }) => address.toLowerCase()).filter((address) => !to.toLowerCase().includes(address)));
}

function originalRecipient({ fields }: OriginalMessage): string | null {
  for (const name of ["x-envelope-to", "x-original-to", "delivered-to", "to"]) {
    const found = findAddresses(rawHeaderText((firstValue(fields, name) ?? "").slice(0, 2_000)));
    if (found.length === 1) return found[0]!.address;
  }
  return null;
}

interface Context {
  head: readonly string[];
  saidAbout: (address: string) => string;
  isDelay: boolean;
  hasStatusPart: boolean;
}

/** From what a report says about a recipient to what it means. */
function conclude(
  draft: DraftRecipient,
  isOnly: boolean,
  { head, saidAbout, isDelay: delayed, hasStatusPart }: Context,
): ReportRecipient {
  const action = actionOf(draft, delayed && !hasStatusPart);
  const about = saidAbout(draft.address);
  const whole = isOnly ? head.join(" ").replace(/\s+/g, " ").slice(0, 1_500) : "";
  const verdict = classify({
    diagnostic: draft.diagnostic,
    words: draft.action === "expired" ? "expired" : tellingText([draft.diagnostic, about, whole]),
    about,
    status: draft.status,
    command: codesOf(about).command ?? codesOf(whole).command,
    namesAddress: hasStatusPart && draft.diagnostic.toLowerCase().includes(draft.address.toLowerCase()),
    isDelay: action === "delayed",
  });
  const isFailure = action === "failed" || action === "delayed";
  const isOpen = draft.chosen === true || (isOnly && mentions(whole, "mailbox-full"));
  return {
    address: draft.address.slice(0, 320),
    action,
    status: verdict.status,
    diagnostic: (draft.diagnostic || about || whole).slice(0, 1_000).toWellFormed() || null,
    reason: isFailure ? verdict.reason : "unknown",
    permanent: !isFailure ? false : verdict.permanent === true && isOpen ? null : verdict.permanent,
  };
}

// Its own diagnostic, then what the text says about it, then all that the text says: the first that gives a good reason.
function tellingText(layers: readonly string[]): string {
  const texts = layers.filter((layer) => layer !== "");
  const findings = texts.map(reasonOfWords);
  const strong = findings.findIndex(({ weak }) => !weak);
  const best = strong === -1 ? findings.findIndex(({ reason }) => reason !== "unknown") : strong;
  return texts[best] ?? texts[0] ?? "";
}

function actionOf({ action, status }: DraftRecipient, isDelayed: boolean): ReportRecipient["action"] {
  if (action === "expired") return "failed";
  if (action !== null) return action;
  if (status?.startsWith("2")) return "delivered";
  return isDelayed ? "delayed" : "failed";
}

function leaves(root: MimePart): MimePart[] {
  return root.children.length === 0 || isReturnedPart(root) ? [root] : root.children.flatMap(leaves);
}
