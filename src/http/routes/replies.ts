// Answering: sending a message or keeping a note, who will read it, taking it back, and trying a copy again.
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { pathId } from "#contract/list.ts";
import {
  recipientCheck,
  recipientCheckRequest,
  sendMessageAnswer,
  sendMessageRequest,
  submissionAnswer,
  undoAnswer,
} from "#contract/replies.ts";
import { isId, type TicketId } from "#domain/ids.ts";
import { checkRecipients, type RecipientAnswer, type RecipientQuestion } from "#desk/recipients.ts";
import { notFound, refusal } from "#desk/refusals.ts";
import { type ReplyTools, sendMessage } from "#desk/reply.ts";
import { retrySubmission, takeBack } from "#desk/take-back.ts";
import { inWorkspace } from "#store/db.ts";
import { findSubmission } from "#store/submissions.ts";
import { findMessage } from "#store/ticket-page.ts";
import { callerOf } from "../caller.ts";
import { type Server, answers, conflict, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import type { PresenceBoard } from "../presence-board.ts";
import { toWire } from "../wire.ts";
import { readTicket } from "./tickets.ts";

/** A message's text and HTML at their longest, in JSON. */
const messageBodyLimit = 4 * 1024 * 1024;

export function replyRoutes(server: Server, options: HttpOptions, presence: PresenceBoard): void {
  sendMessageRoute(server, options);
  takeBackRoute(server, options);
  retryRoute(server, options);
  recipientsRoute(server, options, presence);
  checkRecipientsRoute(server, options, presence);
}

function sendMessageRoute(server: Server, options: HttpOptions): void {
  server.post(
    "/tickets/:id/messages",
    {
      config: { access: "tickets:write" },
      bodyLimit: messageBodyLimit,
      schema: {
        operationId: "sendMessage",
        tags: ["Messages"],
        summary: "Answer a ticket, or write a note on it",
        description:
          "Leave `to`, `cc` and `bcc` out to answer those whom `GET /tickets/{id}/recipients` names. With `internal` it is a note, and never leaves. Send an `Idempotency-Key` header (a fresh UUID for each message): the same request with the same key is answered with the same message, and no second mail. What is queued has not been sent: see `message.submissions`.",
        params: pathId,
        headers: z.looseObject({ "idempotency-key": z.string().max(200).optional() }),
        body: sendMessageRequest,
        response: {
          ...answers(201, "The message, and the ticket as it is now.", sendMessageAnswer),
          ...gone,
          ...conflict,
          ...impossible,
        },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      const ticketId = ticketOf(request.params.id);
      const idempotencyKey = keyOf(request);
      const sent = await sendMessage(toolsOf(options), { workspaceId, actor, ticketId, idempotencyKey }, request.body);
      const answer = await inWorkspace(options.db, workspaceId, async (tx) => {
        const message = await findMessage(tx, sent.messageId);
        if (message === null) throw notFound();
        return {
          message: toWire(message),
          ticket: await readTicket(tx, options, ticketId),
          quoted: sent.quoted,
          notQuotedFor: [...sent.notQuotedFor],
        };
      });
      if (sent.replayed) void reply.header("idempotent-replayed", "true");
      return reply.status(201).send(answer);
    },
  );
}

function takeBackRoute(server: Server, options: HttpOptions): void {
  server.delete(
    "/messages/:id",
    {
      config: { access: "tickets:write" },
      schema: {
        operationId: "takeBackMessage",
        tags: ["Messages"],
        summary: "Take a message back that has not left yet",
        description:
          "While `undoUntil` of the message is not over: the message is gone, the ticket is in its earlier state, and what was written comes back as a draft.",
        params: pathId,
        response: { ...answers(200, "What was written.", undoAnswer), ...gone, ...conflict },
      },
    },
    async (request) => {
      const { workspaceId, actor } = callerOf(request);
      const { id } = request.params;
      if (!isId(id)) throw notFound();
      const { db, submit } = toolsOf(options);
      return toWire(await takeBack({ db, submit }, { workspaceId, actor }, id));
    },
  );
}

function retryRoute(server: Server, { db }: HttpOptions): void {
  server.post(
    "/submissions/:id/retry",
    {
      config: { access: "tickets:write" },
      schema: {
        operationId: "retrySubmission",
        tags: ["Messages"],
        summary: "Try a copy now that waits, was given up, or whose end nobody knows",
        description:
          "A copy whose end is `unknown` may have arrived: then its reader gets the same message again, under the same Message-ID.",
        params: pathId,
        response: { ...answers(200, "The copy as it is now.", submissionAnswer), ...gone, ...conflict },
      },
    },
    async (request) => {
      const { workspaceId, actor } = callerOf(request);
      const { id } = request.params;
      await retrySubmission(db, { workspaceId, actor }, id);
      const row = await inWorkspace(db, workspaceId, (tx) => findSubmission(tx, id));
      if (row === null) throw notFound();
      const { messageId: _message, ticketId: _ticket, kind: _kind, ...submission } = row;
      return toWire(submission);
    },
  );
}

function recipientsRoute(server: Server, options: HttpOptions, presence: PresenceBoard): void {
  server.get(
    "/tickets/:id/recipients",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getRecipients",
        tags: ["Messages"],
        summary: "Who an answer goes to when nobody is named",
        params: pathId,
        response: { ...answers(200, "Recipients, readers and warnings.", recipientCheck), ...gone },
      },
    },
    async (request) => check(options, presence, request, { named: {}, text: "", quote: false }),
  );
}

function checkRecipientsRoute(server: Server, options: HttpOptions, presence: PresenceBoard): void {
  server.post(
    "/tickets/:id/recipients/check",
    {
      config: { access: "tickets:read" },
      bodyLimit: messageBodyLimit,
      schema: {
        operationId: "checkRecipients",
        tags: ["Messages"],
        summary: "Who will read a message, and what about that may not be meant",
        description: "Changes nothing. What has the severity `stop` cannot be sent like this.",
        params: pathId,
        body: recipientCheckRequest,
        response: { ...answers(200, "Recipients, readers and warnings.", recipientCheck), ...gone },
      },
    },
    async (request) => {
      const { text, html, quote, ...named } = request.body;
      return check(options, presence, request, { named, text: text ?? wordsIn(html ?? ""), quote });
    },
  );
}

async function check(
  { db, mailDomain }: HttpOptions,
  presence: PresenceBoard,
  request: FastifyRequest,
  question: Omit<RecipientQuestion, "viewed">,
) {
  const caller = callerOf(request);
  const ticketId = ticketOf((request.params as { id: string }).id);
  const viewed = caller.kind === "agent" ? presence.lookedAt(caller.workspaceId, caller.agent.id) : [];
  const on = { workspaceId: caller.workspaceId, ticketId };
  return toWire(asCheck(await checkRecipients({ db, mailDomain }, on, { ...question, viewed })));
}

function asCheck({ to, cc, bcc, sender, summary, readers, proposals, warnings, quote }: RecipientAnswer) {
  const { notice } = sender;
  return {
    to: [...to],
    cc: [...cc],
    bcc: [...bcc],
    from: { ...sender.from, notice: notice === null ? null : { code: notice.code, text: notice.text, remedy: notice.remedy } },
    summary,
    readers,
    proposals,
    warnings,
    quote: { messages: quote.messages, notQuotedFor: [...quote.notQuotedFor] },
  };
}

// Only to be compared with other texts: what is left of a tag does no harm.
function wordsIn(html: string): string {
  return html
    .replace(/<[^<>]*>/g, " ")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

function toolsOf({ db, mailHtml, messageIdKey, mailDomain, envelope }: HttpOptions): ReplyTools {
  return { db, mailHtml, submit: { messageIdKey, mailDomain, envelope } };
}

function ticketOf(id: string): TicketId {
  if (!isId(id)) throw notFound();
  return id;
}

function keyOf(request: FastifyRequest): string | null {
  const key = request.headers["idempotency-key"];
  if (key === undefined || key === "") return null;
  if (typeof key === "string" && key.length <= 200) return key;
  throw refusal("bad-parameter", "An Idempotency-Key has at most 200 characters.");
}
