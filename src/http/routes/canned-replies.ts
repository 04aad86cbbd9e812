// /canned-replies: texts that everybody shares, with places for names and numbers.
import {
  cannedReply,
  cannedReplyListParameters,
  cannedReplyPage,
  cannedReplyParameters,
  cannedVariables as cannedVariablesAnswer,
  changeCannedReplyRequest,
  createCannedReplyRequest,
  renderedCannedReply,
} from "#contract/canned-replies.ts";
import { pathId } from "#contract/list.ts";
import { cannedVariables } from "#domain/canned-variables.ts";
import { isId } from "#domain/ids.ts";
import { changeCannedReply, createCannedReply, fillCannedReply, removeCannedReply } from "#desk/canned-replies.ts";
import { notFound } from "#desk/refusals.ts";
import { type CannedReplyRow, findCannedReply, listCannedReplies } from "#store/canned-replies.ts";
import { inWorkspace } from "#store/db.ts";
import { type Caller, callerOf } from "../caller.ts";
import { idCursor, pageFrom, readCursor, writeCursor } from "../cursors.ts";
import { type Server, answers, conflict, done, gone } from "../describe.ts";
import type { HttpOptions } from "../options.ts";

export function cannedReplyRoutes(server: Server, options: HttpOptions): void {
  listRoute(server, options);
  variablesRoute(server);
  getRoute(server, options);
  createRoute(server, options);
  changeRoute(server, options);
  deleteRoute(server, options);
}

const tags = ["Canned replies"];

function listRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/canned-replies",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "listCannedReplies",
        tags,
        summary: "List canned replies by name",
        querystring: cannedReplyListParameters,
        response: answers(200, "A page of canned replies.", cannedReplyPage),
      },
    },
    async (request) => {
      const { limit, cursor, q } = request.query;
      const page = {
        limit: limit + 1,
        after: readCursor(idCursor, cursor)?.[1] ?? null,
        q: q === undefined || q === "" ? null : q,
      };
      const rows = await inWorkspace(db, callerOf(request).workspaceId, (tx) => listCannedReplies(tx, page));
      return pageFrom(rows, limit, (last) => writeCursor(["i", last.id]), show);
    },
  );
}

function variablesRoute(server: Server): void {
  server.get(
    "/canned-replies/variables",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "listCannedVariables",
        tags,
        summary: "What can be filled in: {{requester.firstName|there}}",
        response: answers(200, "All there are.", cannedVariablesAnswer),
      },
    },
    () => ({ data: [...cannedVariables] }),
  );
}

function getRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/canned-replies/:id",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getCannedReply",
        tags,
        summary: "A canned reply, filled in for a ticket where one is named",
        params: pathId,
        querystring: cannedReplyParameters,
        response: { ...answers(200, "The canned reply.", renderedCannedReply), ...gone },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { ticket } = request.query;
      const caller = callerOf(request);
      return inWorkspace(db, caller.workspaceId, async (tx) => {
        const row = isId(id) ? await findCannedReply(tx, id) : null;
        if (row === null || (ticket !== undefined && !isId(ticket))) throw notFound();
        const on = ticket === undefined ? null : { ticketId: ticket, agentName: nameOf(caller) };
        const filled = on === null ? null : await fillCannedReply(tx, row.html, on);
        return { ...show(row), rendered: filled === null ? null : { html: filled.html, unknown: [...filled.unknown] } };
      });
    },
  );
}

function createRoute(server: Server, { db, mailHtml }: HttpOptions): void {
  server.post(
    "/canned-replies",
    {
      config: { access: "tickets:write" },
      schema: {
        operationId: "createCannedReply",
        tags,
        summary: "Write a canned reply",
        body: createCannedReplyRequest,
        response: { ...answers(201, "The canned reply.", cannedReply), ...conflict },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      const { name, html } = request.body;
      const clean = await mailHtml(html, new Map());
      return reply.status(201).send(show(await createCannedReply(db, { workspaceId, actor }, { name, html: clean.html })));
    },
  );
}

function changeRoute(server: Server, { db, mailHtml }: HttpOptions): void {
  server.patch(
    "/canned-replies/:id",
    {
      config: { access: "tickets:write" },
      schema: {
        operationId: "changeCannedReply",
        tags,
        summary: "Change a canned reply",
        params: pathId,
        body: changeCannedReplyRequest,
        response: { ...answers(200, "The canned reply.", cannedReply), ...gone, ...conflict },
      },
    },
    async (request) => {
      const { workspaceId, actor } = callerOf(request);
      const { id } = request.params;
      if (!isId(id)) throw notFound();
      const { name, html } = request.body;
      const clean = html === undefined ? undefined : (await mailHtml(html, new Map())).html;
      return show(await changeCannedReply(db, { workspaceId, actor }, { id, change: { name, html: clean } }));
    },
  );
}

function deleteRoute(server: Server, { db }: HttpOptions): void {
  server.delete(
    "/canned-replies/:id",
    {
      config: { access: "tickets:write" },
      schema: {
        operationId: "deleteCannedReply",
        tags,
        summary: "Remove a canned reply",
        params: pathId,
        response: { ...done(204, "It is gone; the audit log keeps its words."), ...gone },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      const { id } = request.params;
      if (!isId(id)) throw notFound();
      await removeCannedReply(db, { workspaceId, actor }, id);
      return reply.status(204).send(null);
    },
  );
}

function nameOf(caller: Caller): string {
  return caller.kind === "agent" ? caller.agent.name : caller.apiKey.name;
}

function show({ id, name, html, updatedAt }: CannedReplyRow) {
  return { id, name, html, text: wordsOf(html), updatedAt: updatedAt.toISOString() };
}

// For a list's second line: what is stored is clean already.
function wordsOf(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/li|\/div|\/h\d)[^<>]*>/gi, "\n")
    .replace(/<[^<>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .trim();
}
