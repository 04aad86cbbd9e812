// /tickets/{id}/draft and /drafts: what a person has begun to write. Programs have none.
import type { FastifyRequest } from "fastify";
import { draftAnswer, draftList, saveDraftRequest } from "#contract/drafts.ts";
import { pathId } from "#contract/list.ts";
import { isId } from "#domain/ids.ts";
import { dropDraft, readDraft, writeDraft } from "#desk/drafts.ts";
import { notFound, refusal } from "#desk/refusals.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { type DraftKey, listDrafts } from "#store/drafts.ts";
import { findTicketName } from "#store/ticket-page.ts";
import { type Person, callerOf } from "../caller.ts";
import { type Server, answers, done, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";

const draftBodyLimit = 3 * 1024 * 1024;

export function draftRoutes(server: Server, { db }: HttpOptions): void {
  listDraftsRoute(server, db);
  getDraftRoute(server, db);
  saveDraftRoute(server, db);
  deleteDraftRoute(server, db);
}

function listDraftsRoute(server: Server, db: Db): void {
  server.get(
    "/drafts",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "listDrafts",
        tags: ["Messages"],
        summary: "Where your drafts are, newest first",
        response: { ...answers(200, "At most 200.", draftList), ...impossible },
      },
    },
    async (request) => {
      const { workspaceId, agent } = onlyAPerson(request);
      return { data: toWire(await inWorkspace(db, workspaceId, (tx) => listDrafts(tx, agent.id))) };
    },
  );
}

function getDraftRoute(server: Server, db: Db): void {
  server.get(
    "/tickets/:id/draft",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getDraft",
        tags: ["Messages"],
        summary: "What you have begun to write on a ticket",
        params: pathId,
        response: { ...answers(200, "The draft, or null.", draftAnswer), ...gone, ...impossible },
      },
    },
    async (request) => toWire({ draft: await readDraft(db, await keyOf(db, request, request.params.id)) }),
  );
}

function saveDraftRoute(server: Server, db: Db): void {
  server.put(
    "/tickets/:id/draft",
    {
      config: { access: "tickets:write" },
      bodyLimit: draftBodyLimit,
      schema: {
        operationId: "saveDraft",
        tags: ["Messages"],
        summary: "Keep what you have written so far",
        description: "The last writer wins: two tabs of one person overwrite each other, and `updatedAt` says when that was.",
        params: pathId,
        body: saveDraftRequest,
        response: { ...answers(200, "The draft as it is kept.", draftAnswer), ...gone, ...impossible },
      },
    },
    async (request) => {
      const key = await keyOf(db, request, request.params.id);
      return toWire({ draft: await writeDraft(db, key, request.body) });
    },
  );
}

function deleteDraftRoute(server: Server, db: Db): void {
  server.delete(
    "/tickets/:id/draft",
    {
      config: { access: "tickets:write" },
      schema: {
        operationId: "deleteDraft",
        tags: ["Messages"],
        summary: "Throw your draft away",
        params: pathId,
        response: { ...done(204, "It is gone."), ...gone, ...impossible },
      },
    },
    async (request, reply) => {
      await dropDraft(db, await keyOf(db, request, request.params.id));
      return reply.status(204).send(null);
    },
  );
}

/** Refuses programs, which neither have a desk nor sit at one. */
export function onlyAPerson(request: FastifyRequest): Person {
  const caller = callerOf(request);
  if (caller.kind === "agent") return caller;
  throw refusal("only-a-person", "This belongs to a person who is signed in; a key is nobody.");
}

// What is not there is told first: to a stranger's key as to anybody.
async function keyOf(db: Db, request: FastifyRequest, id: string): Promise<DraftKey> {
  const { workspaceId } = callerOf(request);
  const ticket = isId(id) ? await inWorkspace(db, workspaceId, (tx) => findTicketName(tx, id)) : null;
  if (ticket === null) throw notFound();
  return { workspaceId, agentId: onlyAPerson(request).agent.id, ticketId: ticket.id };
}
