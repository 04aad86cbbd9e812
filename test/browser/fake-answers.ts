// Answering in the desk in memory: drafts, uploads, the guard, sending, undo, canned replies, presence.
import type { RenderedCannedReply } from "#contract/canned-replies.ts";
import type { Draft, DraftContent } from "#contract/drafts.ts";
import type { Address, Message, Submission } from "#contract/messages.ts";
import type { PresentAgent } from "#contract/presence.ts";
import type { Person, RecipientCheck, RecipientCheckRequest, SendMessageRequest } from "#contract/replies.ts";
import type { Signature } from "#contract/signature.ts";
import type { Ticket } from "#contract/tickets.ts";
import type { Upload } from "#contract/uploads.ts";
import type { Desk } from "./fake-data.ts";
import { newId } from "./fake-parts.ts";
import { type Asked, no, ok, type Reply } from "./fake-reply.ts";

export interface Answers {
  drafts: Map<string, Draft>;
  uploads: Map<string, Upload>;
  uploaded: Map<string, Buffer>;
  canned: RenderedCannedReply[];
  signature: Signature;
  /** Who else is on every ticket. */
  present: PresentAgent[];
  /** What was asked to be sent, with its key. */
  sent: { key: string; body: SendMessageRequest }[];
  /** How long a message can be taken back, in milliseconds. */
  undoMs: number;
  verified: boolean;
}

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export function makeAnswers(): Answers {
  const canned = (name: string, html: string): RenderedCannedReply => ({
    id: newId(),
    name,
    html,
    text: html.replace(/<[^>]+>/g, " ").trim(),
    updatedAt: new Date().toISOString(),
    rendered: null,
  });
  return {
    drafts: new Map(),
    uploads: new Map(),
    uploaded: new Map(),
    canned: [
      canned("Ask for a log", "<p>Hello {{requester.firstName|there}},</p><p>could you send us the log of that hour?</p>"),
      canned(
        "Refund policy",
        "<p>Hello {{requester.firstName|there}},</p><p>we refund within 14 days. Your order: {{order.number}}</p>",
      ),
      canned("Thanks and goodbye", "<p>You are welcome. Write again at any time.</p>"),
    ],
    signature: { html: "<p>Mira Okafor<br>Northwind Support</p>", text: "Mira Okafor\nNorthwind Support" },
    present: [],
    sent: [],
    undoMs: 10_000,
    verified: true,
  };
}

const undone = new Map<string, { ticket: Ticket; state: Ticket["state"]; draft: DraftContent }>();

/** Null: not a path of this part. */
export function answer(desk: Desk, answers: Answers, request: Asked): Reply | null {
  const { method, path, body } = request;
  const onTicket = /^\/tickets\/([^/]+)\/(draft|messages|recipients|recipients\/check|presence)$/.exec(path);
  const ticket = desk.tickets.find((one) => one.id === onTicket?.[1]);
  if (onTicket !== null && ticket === undefined) return no(404, "not-found", "Not found", "There is no such ticket.");
  if (ticket !== undefined) {
    if (onTicket?.[2] === "presence") return ok({ agents: answers.present });
    if (onTicket?.[2] === "draft") return drafts(answers, ticket, method, body);
    if (onTicket?.[2]?.startsWith("recipients") === true) return ok(guard(answers, ticket, body as RecipientCheckRequest));
    if (onTicket?.[2] === "messages" && method === "POST")
      return send(desk, answers, ticket, body as SendMessageRequest, request.key);
    return null;
  }
  if (method === "DELETE" && path.startsWith("/messages/")) return undo(answers, path.slice("/messages/".length));
  if (path.startsWith("/submissions/")) return retry(desk, path.split("/")[2] ?? "");
  if (path === "/me/signature") {
    if (method === "PUT")
      answers.signature = {
        html: String(body["html"]),
        text: String(body["html"])
          .replace(/<br>|<\/p><p>/g, "\n")
          .replace(/<[^>]+>/g, ""),
      };
    return ok(answers.signature);
  }
  if (path === "/canned-replies/variables")
    return ok({
      data: [
        { name: "requester.firstName", about: "Ana" },
        { name: "requester.name", about: "Ana Ruiz" },
        { name: "ticket.number", about: "1042" },
        { name: "agent.firstName", about: "your first name" },
      ],
    });
  if (path.startsWith("/canned-replies")) return canned(desk, answers, request);
  return null;
}

function drafts(answers: Answers, ticket: Ticket, method: string, body: Record<string, unknown>): Reply {
  if (method === "DELETE") {
    answers.drafts.delete(ticket.id);
    return ok(null, 204);
  }
  if (method === "PUT") {
    const attachments = ((body["attachments"] as string[] | undefined) ?? []).flatMap((id) => answers.uploads.get(id) ?? []);
    answers.drafts.set(ticket.id, { ...(body as unknown as DraftContent), attachments, updatedAt: new Date().toISOString() });
  }
  return ok({ draft: answers.drafts.get(ticket.id) ?? null });
}

function addressesOf(people: readonly Person[] | undefined): Address[] {
  return (people ?? []).map(({ name, address }) => ({ name: name ?? "", address }));
}

function guard(answers: Answers, ticket: Ticket, asked: RecipientCheckRequest): RecipientCheck {
  const requester = { name: ticket.requester.name, address: ticket.requester.email ?? "" };
  const to = asked.to === undefined ? [requester] : addressesOf(asked.to);
  const cc = addressesOf(asked.cc);
  const bcc = addressesOf(asked.bcc);
  const all = [...to, ...cc, ...bcc];
  const known = new Set(ticket.participants.filter(({ role }) => role !== "addressed").map((one) => one.address));
  const warnings: RecipientCheck["warnings"] = [];
  if (all.length === 0)
    warnings.push({ code: "no-recipients", severity: "stop", address: null, text: "Nobody would read this. Add somebody." });
  for (const one of all) {
    if (one.address.includes("bounced"))
      warnings.push({
        code: "suppressed",
        severity: "stop",
        address: one.address,
        text: `${one.address} bounced before: “550 5.1.1 no such user”. Nothing is sent there until you release it.`,
      });
    else if (!known.has(one.address))
      warnings.push({
        code: "new-recipient",
        severity: "warning",
        address: one.address,
        text: `${one.address} has not been on this ticket. They will see your answer.`,
      });
  }
  if (asked.to !== undefined && !all.some((one) => one.address === requester.address))
    warnings.push({
      code: "dropped-recipient",
      severity: "warning",
      address: requester.address,
      text: `${requester.address} asked, and would not read this.`,
    });
  return {
    to,
    cc,
    bcc,
    from: {
      name: "Northwind Support",
      address: answers.verified ? "support@northwind.example" : ticket.id.slice(0, 4) + "@in.northwind.example",
      notice: answers.verified
        ? null
        : {
            code: "sender-domain-missing",
            text: "This leaves from a generated address: northwind.example is no sending domain yet.",
            remedy: "Add it in Settings, Sending.",
          },
    },
    summary: `${requester.name} reads this.`,
    readers: all.map((one) => ({ ...one, role: "to", kind: known.has(one.address) ? "participant" : "new", lastWroteAt: null })),
    proposals: [{ name: "", address: "books@northwind.example", why: "cc-of-customer" as const }].filter(
      (one) => !all.some((other) => other.address === one.address),
    ),
    warnings,
    quote: { messages: asked.quote === true ? 2 : 0, notQuotedFor: [] },
  };
}

function send(desk: Desk, answers: Answers, ticket: Ticket, body: SendMessageRequest, key: string): Reply {
  const check = guard(answers, ticket, body as RecipientCheckRequest);
  const stop = body.internal === true ? undefined : check.warnings.find((one) => one.severity === "stop");
  if (stop !== undefined) return no(422, stop.code, "This cannot be sent", stop.text);
  answers.sent.push({ key, body });
  const now = new Date().toISOString();
  const agent = { id: desk.me.agent?.id ?? "", name: desk.me.agent?.name ?? "" };
  const like = ticket.messages[0] as Message;
  const copies = body.internal === true ? [] : [...check.to, ...check.cc, ...check.bcc];
  const message: Message = {
    ...like,
    id: newId(),
    direction: body.internal === true ? "note" : "outbound",
    author: { name: agent.name, address: body.internal === true ? (desk.me.agent?.email ?? "") : check.from.address },
    from: body.internal === true ? null : { name: check.from.name, address: check.from.address },
    to: body.internal === true ? [] : check.to,
    cc: body.internal === true ? [] : check.cc,
    bcc: body.internal === true ? [] : check.bcc,
    agent,
    subject: `Re: ${ticket.subject}`,
    visibleText: body.text ?? "",
    text: body.text ?? "",
    hasHtml: true,
    attachments: [],
    autoSubmitted: "no",
    autoKind: null,
    senderVerdict: "unchecked",
    standing: "participant",
    arrivals: [],
    deliveryId: null,
    forwarded: null,
    claimedAuthors: [],
    security: null,
    calendar: null,
    receivedAt: now,
    sentAt: now,
    undoUntil: new Date(Date.now() + answers.undoMs).toISOString(),
    submissions: copies.map((one) => makeSubmission(one.address, "queued", { name: one.name })),
  };
  const draft: DraftContent = {
    html: body.html ?? "",
    to: body.to === undefined ? null : check.to,
    cc: body.to === undefined ? null : check.cc,
    bcc: body.to === undefined ? null : check.bcc,
    attachments: (body.attachments ?? []).flatMap((id) => answers.uploads.get(id) ?? []),
    internal: body.internal ?? false,
    quote: body.quote ?? false,
    signature: body.signature ?? true,
    state: null,
  };
  undone.set(message.id, { ticket, state: ticket.state, draft });
  ticket.messages.push(message);
  ticket.messageCount += 1;
  ticket.lastMessageAt = now;
  if (body.state !== undefined) ticket.state = body.state;
  answers.drafts.delete(ticket.id);
  return ok({ message, ticket, quoted: 0, notQuotedFor: [] }, 201);
}

function undo(answers: Answers, id: string): Reply {
  const kept = undone.get(id);
  if (kept === undefined) return no(404, "not-found", "Not found", "There is no such message.");
  const message = kept.ticket.messages.find((one) => one.id === id);
  if (message === undefined || Date.parse(message.undoUntil ?? "") < Date.now())
    return no(409, "undo-over", "It has left already", "The time to take it back is over: the mail is on its way.");
  kept.ticket.messages = kept.ticket.messages.filter((one) => one.id !== id);
  kept.ticket.state = kept.state;
  answers.drafts.set(kept.ticket.id, { ...kept.draft, updatedAt: new Date().toISOString() });
  return ok({ ticketId: kept.ticket.id, draft: kept.draft });
}

function retry(desk: Desk, id: string): Reply {
  for (const submission of desk.tickets.flatMap((ticket) => ticket.messages).flatMap((message) => message.submissions)) {
    if (submission.id !== id) continue;
    Object.assign(submission, { state: "queued", nextTryAt: new Date().toISOString() });
    return ok(submission);
  }
  return no(404, "not-found", "Not found", "There is no such copy.");
}

function canned(
  desk: Desk,
  answers: Answers,
  request: { method: string; path: string; query: URLSearchParams; body: Record<string, unknown> },
): Reply {
  const { method, path, body, query } = request;
  if (path === "/canned-replies") {
    if (method !== "POST") return ok({ data: answers.canned, nextCursor: null });
    if (answers.canned.some((one) => one.name === body["name"]))
      return no(409, "name-taken", "This name is taken", "Another canned reply has this name. Choose another one.");
    const html = String(body["html"]);
    const made = {
      id: newId(),
      name: String(body["name"]),
      html,
      text: html.replace(/<[^>]+>/g, " "),
      updatedAt: new Date().toISOString(),
      rendered: null,
    };
    answers.canned.push(made);
    return ok(made, 201);
  }
  const one = answers.canned.find((reply) => path === `/canned-replies/${reply.id}`);
  if (one === undefined) return no(404, "not-found", "Not found", "There is no such canned reply.");
  if (method === "DELETE") {
    answers.canned = answers.canned.filter((reply) => reply !== one);
    return ok(null, 204);
  }
  if (method === "PATCH") Object.assign(one, body);
  const ticket = desk.tickets.find((other) => other.id === query.get("ticket"));
  const unknown: string[] = [];
  const html = one.html.replace(/\{\{([\w.]+)(?:\|([^}]*))?\}\}/g, (whole, name: string) => {
    if (name === "requester.firstName") return ticket?.requester.name.split(" ")[0] ?? "there";
    unknown.push(name);
    return whole;
  });
  return ok({ ...one, rendered: ticket === undefined ? null : { html, unknown } });
}

export function takeUpload(answers: Answers, name: string, mediaType: string, bytes: Buffer): Reply {
  if (name.startsWith("refused"))
    return no(413, "too-large", "This file is too large", "A file may have 20 MB. Share it by a link instead.");
  const upload: Upload = {
    id: newId(),
    name,
    mediaType,
    sniffedType: mediaType.startsWith("image/") ? mediaType : null,
    isImage: mediaType.startsWith("image/"),
    size: bytes.length,
    createdAt: new Date().toISOString(),
  };
  answers.uploads.set(upload.id, upload);
  answers.uploaded.set(upload.id, bytes);
  return ok(upload, 201);
}

export function uploadedBytes(answers: Answers, id: string): { mediaType: string; bytes: Buffer } {
  return { mediaType: answers.uploads.get(id)?.mediaType ?? "image/png", bytes: answers.uploaded.get(id) ?? pixel };
}

export function makeSubmission(address: string, state: Submission["state"], more: Partial<Submission> = {}): Submission {
  return {
    id: newId(),
    address,
    name: "",
    role: "to",
    state,
    reply: null,
    code: null,
    nextTryAt: null,
    sentAt: null,
    attempts: 0,
    ...more,
  };
}
