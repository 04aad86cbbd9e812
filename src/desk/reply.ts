// Answering: a message with its copies, the ticket's state and the audit's word, all in one transaction.
import { createHash } from "node:crypto";
import { addressKey } from "#domain/address.ts";
import { AppError } from "#domain/errors.ts";
import { type AgentId, isId, type MessageId, type TicketId, type WorkspaceId } from "#domain/ids.ts";
import type { Address } from "#domain/message.ts";
import type { OutboundFile } from "#domain/outbound.ts";
import { historyHtml, historyText, htmlFromText, quotedHistory, referencesOf, replySubject } from "#domain/quote-history.ts";
import { type SubmitContext, submitMessage } from "#outbound/submit.ts";
import { findAgent, readSignature } from "#store/agents.ts";
import { writeAudit } from "#store/audit.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { deleteDraft, type StoredDraft } from "#store/drafts.ts";
import { announce } from "#store/intake-rows.ts";
import {
  type DeskRecord,
  findByKey,
  insertNote,
  keepDeskRecord,
  listParticipantKeys,
  wasTakenBack,
} from "#store/own-messages.ts";
import { lockTicket, updateTicket } from "#store/tickets.ts";
import { findUploads, type UploadRow } from "#store/uploads.ts";
import { type Actor, actorText } from "./actor.ts";
import { tellMentioned } from "./mentions.ts";
import { mentionsIn } from "./notes.ts";
import { type AnswerBasis, type NamedRecipients, readBasis, recipientsFor, refuseRecipients, senderFor } from "./recipients.ts";
import { notFound, refusal } from "./refusals.ts";
import { joinSignatures, type MailHtml, type Signature } from "./signatures.ts";
import { keepFiles, refuseTooMuch, showUpload, uploadsOf } from "./uploads.ts";

export interface ReplyTools {
  db: Db;
  mailHtml: MailHtml;
  submit: SubmitContext;
}

export interface ReplyAct {
  workspaceId: WorkspaceId;
  actor: Actor;
  ticketId: TicketId;
  /** The same key for the same request gives the same answer, and one mail. */
  idempotencyKey: string | null;
}

export interface MessageToSend extends NamedRecipients {
  text?: string | undefined;
  html?: string | undefined;
  attachments: readonly string[];
  internal: boolean;
  mentions: readonly AgentId[];
  quote: boolean;
  /** Left out: yes for people, no for programs. */
  signature?: boolean | undefined;
  state?: StoredDraft["state"] | undefined;
  /** Left out: 10 for people, 0 for programs. */
  undoSeconds?: number | undefined;
  /** For programs: in whose name. */
  agentId?: AgentId | undefined;
}

export interface Sent {
  messageId: MessageId;
  quoted: number;
  notQuotedFor: readonly Address[];
  /** This answer was given before, for the same key. */
  replayed: boolean;
}

const undoSecondsOfPeople = 10;

/** Sends an answer, or keeps a note. Throws AppError with what has to be put right; then nothing was changed. */
export async function sendMessage(tools: ReplyTools, act: ReplyAct, wanted: MessageToSend): Promise<Sent> {
  const prepared = await inWorkspace(tools.db, act.workspaceId, async (tx) => {
    const basis = await readBasis(tx, act.ticketId, tools.submit.mailDomain);
    const asked = await askedBy(tx, act, wanted);
    const before = await sentBefore(tx, act, asked);
    if (before !== null) return before;
    const writer = await writerOf(tx, act, wanted);
    const files = await uploadsOf(tx, [...wanted.attachments, ...uploadsIn(wanted.html ?? "")]);
    refuseTooMuch(files);
    return { asked, writer, files, sourceSignature: basis.settings.signature };
  });
  if ("messageId" in prepared) return prepared;
  const words = await wordsOf(tools, wanted, prepared);
  return inWorkspace(tools.db, act.workspaceId, async (tx) => {
    if ((await lockTicket(tx, act.ticketId)) === null) throw notFound();
    const before = await sentBefore(tx, act, prepared.asked);
    if (before !== null) return before;
    await keepFiles(tx, prepared.files);
    const basis = await readBasis(tx, act.ticketId, tools.submit.mailDomain);
    const letter: Writing = { ...prepared.asked, wanted, words, writer: prepared.writer };
    const sent = wanted.internal
      ? await keepNote(tx, act, { basis, letter })
      : await sendAnswer(tx, tools, act, { basis, letter });
    if (act.actor.kind === "agent") await deleteDraft(tx, { ...act, agentId: act.actor.id });
    await announce(tx, { workspaceId: act.workspaceId, tickets: [act.ticketId], deliveries: [] });
    return sent;
  });
}

// ---------------------------------------------------------------- the same request again

interface Asked {
  key: string | null;
  request: string;
}

// The same files are the same request, though a script that runs again brings them again.
async function askedBy(tx: Tx, act: ReplyAct, wanted: MessageToSend): Promise<Asked> {
  const files = new Map(
    (await findUploads(tx, wanted.attachments)).map((file) => [file.id, `${file.name} ${file.sha256.toString("hex")}`]),
  );
  const attachments = wanted.attachments.map((id) => files.get(id) ?? id);
  const request = createHash("sha256")
    .update(JSON.stringify({ ...wanted, attachments }))
    .digest("hex");
  return { key: act.idempotencyKey === null ? null : keyHash(act, act.idempotencyKey), request };
}

// A key is its giver's own: nobody can meet, or guess at, another one's.
function keyHash({ actor }: ReplyAct, key: string): string {
  return createHash("sha256")
    .update(`${actorText(actor)}\n${key}`)
    .digest("hex");
}

async function sentBefore(tx: Tx, { ticketId }: ReplyAct, { key, request }: Asked): Promise<Sent | null> {
  if (key === null) return null;
  const found = await findByKey(tx, ticketId, key);
  if (found !== null) {
    if (found.record.request !== request)
      throw refusal(
        "idempotency-key-reused",
        "This Idempotency-Key was used for another message on this ticket. Use a new one for each message.",
      );
    return { messageId: found.id, quoted: found.record.quoted, notQuotedFor: found.record.notQuotedFor, replayed: true };
  }
  if (await wasTakenBack(tx, ticketId, key))
    throw refusal(
      "message-taken-back",
      "The message of this Idempotency-Key was taken back. Use a new key to send it after all.",
    );
  return null;
}

// ---------------------------------------------------------------- who writes, and what

interface Writer {
  agent: { id: AgentId; name: string } | null;
  /** As customers read it. */
  name: string;
  apiKey: string | null;
  isPerson: boolean;
  signature: string;
}

async function writerOf(tx: Tx, { actor }: ReplyAct, { agentId, signature }: MessageToSend): Promise<Writer> {
  if (actor.kind === "agent" && agentId !== undefined && agentId !== actor.id)
    throw refusal("bad-parameter", "People write in their own name: leave `agentId` out.");
  const id = actor.kind === "agent" ? actor.id : agentId;
  const agent = id === undefined ? null : isId(id) ? await findAgent(tx, id) : null;
  if (id !== undefined && (agent === null || agent.disabledAt !== null))
    throw refusal("unknown-agent", "Nobody who works here has this id. Choose somebody from the list of agents.");
  const isPerson = actor.kind === "agent";
  const keyName = actor.kind === "api-key" ? actor.name : null;
  return {
    agent: agent === null ? null : { id: agent.id, name: agent.name },
    name: agent?.name ?? keyName ?? "",
    apiKey: keyName,
    isPerson,
    signature: (signature ?? isPerson) && agent !== null ? await readSignature(tx, agent.id) : "",
  };
}

interface Words {
  text: string;
  html: string;
  signature: Signature;
  files: FileToSend[];
}

/** `sniffedType`: what it is by our own look at its bytes. */
type FileToSend = OutboundFile & { sniffedType: string | null };

async function wordsOf(
  { mailHtml, submit }: ReplyTools,
  wanted: MessageToSend,
  { writer, files, sourceSignature }: { writer: Writer; files: readonly UploadRow[]; sourceSignature: string },
): Promise<Words> {
  const contentIds = new Map(files.map((file) => [file.id, `${file.id}@${submit.mailDomain}`]));
  const made = await mailHtml(wanted.html ?? htmlFromText(wanted.text ?? ""), contentIds).catch((cause: unknown) => {
    const publicMessage =
      "This message's HTML is too large or too deep to be made into mail. Make it simpler, or send it as text.";
    throw new AppError({ code: "html-not-sendable", retry: "permanent", publicMessage, cause });
  });
  const text = (wanted.text ?? made.text).replaceAll("\r\n", "\n").trim();
  if (text === "" && made.shown.length === 0 && files.length === 0)
    throw refusal("empty-message", "There is nothing in this message. Write something, or attach a file.");
  const withSignature = !wanted.internal && (wanted.signature ?? writer.isPerson);
  const signature = withSignature
    ? await joinSignatures(mailHtml, { agent: writer.signature, source: sourceSignature })
    : { html: "", text: "" };
  const shown = new Set(made.shown);
  const sent = files.map((file): FileToSend => {
    const isShown = shown.has(file.id);
    return {
      name: file.name,
      mediaType: file.mediaType,
      sniffedType: showUpload(file).sniffedType,
      disposition: isShown ? "inline" : "attachment",
      contentId: isShown ? (contentIds.get(file.id) ?? null) : null,
      sha256: file.sha256.toString("hex"),
      size: file.size,
    };
  });
  return { text, html: made.html, signature, files: sent };
}

/** The uploads that HTML shows as pictures. */
function uploadsIn(html: string): string[] {
  const named = html.matchAll(/(?:cid:|\/api\/v1\/uploads\/)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/gi);
  return [...new Set(Array.from(named, ([, id = ""]) => id.toLowerCase()))];
}

// ---------------------------------------------------------------- sending

interface Writing extends Asked {
  wanted: MessageToSend;
  words: Words;
  writer: Writer;
}

async function sendAnswer(
  tx: Tx,
  { submit }: ReplyTools,
  act: ReplyAct,
  { basis, letter }: { basis: AnswerBasis; letter: Writing },
): Promise<Sent> {
  const { ticket, thread, settings } = basis;
  const { wanted, words, writer } = letter;
  if (ticket.state === "spam" || ticket.state === "trash")
    throw refusal("ticket-set-aside", `This ticket is in ${ticket.state}. Take it out first: change its state to open.`);
  const recipients = recipientsFor(thread, wanted);
  await refuseRecipients(tx, basis, recipients);
  const sender = await senderFor(tx, basis);
  const history = wanted.quote ? quotedHistory(thread.messages, recipients) : { messages: [], notQuotedFor: [] };
  const onTicket = await listParticipantKeys(tx, ticket.id);
  const submitted = await submitMessage(tx, submit, {
    workspaceId: act.workspaceId,
    sourceId: ticket.source.id,
    ticketId: ticket.id,
    kind: "reply",
    agentId: writer.agent?.id ?? null,
    author: { name: writer.name === "" ? ticket.source.name : writer.name, address: sender.from.address },
    from: { name: fromName(writer.name, ticket.source.name), address: sender.from.address },
    mailFrom: sender.mailFrom,
    domainId: sender.domainId,
    ...recipients,
    subject: replySubject(ticket.subject, settings.ticketTag ? ticket.number : null),
    text: wholeText(words, historyText(history.messages)),
    visibleText: words.text === "" ? words.files.map((file) => file.name).join(", ") : words.text,
    html: wholeHtml(words, historyHtml(history.messages)),
    files: words.files,
    references: conversationIds(basis),
    autoSubmitted: "no",
    delaySeconds: wanted.undoSeconds ?? (writer.isPerson ? undoSecondsOfPeople : 0),
  });
  const people = [...recipients.to, ...recipients.cc, ...recipients.bcc].map(({ address }) => addressKey(address));
  await keepDeskRecord(
    tx,
    submitted.messageId,
    recordOf(basis, letter, {
      undoUntil: submitted.undoUntil,
      quoted: history.messages.length,
      notQuotedFor: history.notQuotedFor,
      added: people.filter((address) => !onTicket.has(address)),
    }),
  );
  await changeState(tx, basis, wanted);
  await auditOnTicket(tx, act, "message.sent", {
    messageId: submitted.messageId,
    ...Object.fromEntries(Object.entries(recipients).map(([role, list]) => [role, list.map(({ address }: Address) => address)])),
    ...(wanted.state == null ? {} : { state: wanted.state }),
  });
  return { messageId: submitted.messageId, quoted: history.messages.length, notQuotedFor: history.notQuotedFor, replayed: false };
}

async function keepNote(tx: Tx, act: ReplyAct, { basis, letter }: { basis: AnswerBasis; letter: Writing }): Promise<Sent> {
  const { ticket } = basis;
  const { wanted, words, writer } = letter;
  const mentions = await mentionsIn(tx, words.text, wanted.mentions);
  const now = new Date();
  const seconds = wanted.undoSeconds ?? (writer.isPerson ? undoSecondsOfPeople : 0);
  const messageId = await insertNote(tx, {
    workspaceId: act.workspaceId,
    ticketId: ticket.id,
    agentId: writer.agent?.id ?? null,
    author: { name: writer.name === "" ? "Command line" : writer.name, address: "" },
    subject: ticket.subject,
    text: words.text,
    html: words.html,
    mentions,
    files: words.files,
    at: now,
  });
  const undoUntil = seconds > 0 ? new Date(now.getTime() + seconds * 1_000) : null;
  await keepDeskRecord(tx, messageId, recordOf(basis, letter, { undoUntil, quoted: 0, notQuotedFor: [], added: [] }));
  await changeState(tx, basis, wanted);
  await auditOnTicket(tx, act, "note.written", { messageId, mentions: mentions.map(({ id }) => id) });
  await tellMentioned(tx, act, { ticketId: ticket.id, messageId, agents: mentions.map(({ id }) => id) });
  return { messageId, quoted: 0, notQuotedFor: [], replayed: false };
}

// "Mira Okafor (Support)": who writes, and where it comes from, as the customer knows it.
function fromName(writer: string, source: string): string {
  return writer === "" || writer === source ? source : `${writer} (${source})`;
}

// RFC 3676 §4.3: two dashes and a blank stand above a signature.
function wholeText({ text, signature }: Words, history: string): string {
  return [text, signature.text === "" ? "" : `-- \n${signature.text}`, history].filter((part) => part !== "").join("\n\n");
}

function wholeHtml({ html, signature }: Words, history: string): string {
  const parts = [
    html,
    signature.html === "" ? "" : `<div>-- <br>${signature.html}</div>`,
    history === "" ? "" : `<br>${history}`,
  ];
  return `<!doctype html><html><head><meta charset="utf-8"></head><body>${parts.join("")}</body></html>`;
}

/** What is answered is the newest message of a person outside; where there is none, the newest that left. */
function conversationIds({ thread }: AnswerBasis): string[] {
  const mails = thread.messages.filter((message) => message.direction !== "note");
  const known = mails.filter((message) => message.standing !== "stranger" && message.rfcMessageId !== null);
  const parent =
    known.find((message) => message.direction === "inbound" && message.autoSubmitted === "no") ??
    known.find((message) => message.direction === "inbound") ??
    known[0];
  return referencesOf(known.map((message) => message.rfcMessageId).toReversed(), parent?.rfcMessageId ?? null);
}

async function changeState(tx: Tx, { ticket }: AnswerBasis, { state }: MessageToSend): Promise<void> {
  if (state != null && state !== ticket.state) await updateTicket(tx, ticket.id, { state });
}

function recordOf(
  { ticket }: AnswerBasis,
  { key, request, wanted, writer }: Writing,
  made: { undoUntil: Date | null; quoted: number; notQuotedFor: readonly Address[]; added: readonly string[] },
): DeskRecord {
  const draft: StoredDraft = {
    html: wanted.html ?? htmlFromText(wanted.text ?? ""),
    to: wanted.to ?? null,
    cc: wanted.cc ?? null,
    bcc: wanted.bcc ?? null,
    attachments: wanted.attachments,
    internal: wanted.internal,
    quote: wanted.quote,
    signature: wanted.signature ?? writer.isPerson,
    state: wanted.state ?? null,
  };
  return {
    key,
    request,
    apiKey: writer.apiKey,
    ...made,
    undoUntil: made.undoUntil?.toISOString() ?? null,
    before: { state: ticket.state, preview: ticket.preview, lastMessageAt: ticket.lastMessageAt.toISOString() },
    after: { state: wanted.state ?? ticket.state },
    // Without a window there is nothing to go back to.
    draft: made.undoUntil === null ? null : draft,
  };
}

export async function auditOnTicket(
  tx: Tx,
  { workspaceId, actor, ticketId }: Omit<ReplyAct, "idempotencyKey">,
  action: string,
  details: Record<string, unknown>,
): Promise<void> {
  await writeAudit(tx, { workspaceId, actor: actorText(actor), action, subject: `ticket:${ticketId}`, details });
}
