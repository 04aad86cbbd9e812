// /mentions: the notes that name whoever is signed in, until they have seen them.
import { mentionList } from "#contract/mentions.ts";
import { pathId } from "#contract/list.ts";
import { isId } from "#domain/ids.ts";
import { seeMentions } from "#desk/mentions.ts";
import { notFound } from "#desk/refusals.ts";
import { inWorkspace } from "#store/db.ts";
import { listUnseenMentions } from "#store/mentions.ts";
import { findTicketName } from "#store/ticket-page.ts";
import { callerOf } from "../caller.ts";
import { type Server, answers, done, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";
import { onlyAPerson } from "./drafts.ts";

export function mentionRoutes(server: Server, { db }: HttpOptions): void {
  server.get(
    "/mentions",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "listMentions",
        tags: ["Messages"],
        summary: "Notes that name you and that you have not seen",
        description: "Of the last 90 days, newest first. The event `mention` says that this list has changed.",
        response: { ...answers(200, "At most 100.", mentionList), ...impossible },
      },
    },
    async (request) => {
      const { workspaceId, agent } = onlyAPerson(request);
      return { data: toWire(await inWorkspace(db, workspaceId, (tx) => listUnseenMentions(tx, agent.id))) };
    },
  );
  server.post(
    "/tickets/:id/mentions/seen",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "seeMentions",
        tags: ["Messages"],
        summary: "Say that you have seen the notes of a ticket that name you",
        params: pathId,
        response: { ...done(204, "None of them waits for you any longer."), ...gone, ...impossible },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { workspaceId } = callerOf(request);
      // What is not there is told first: to a stranger's key as to anybody.
      if (!isId(id) || (await inWorkspace(db, workspaceId, (tx) => findTicketName(tx, id))) === null) throw notFound();
      await seeMentions(db, { workspaceId, agentId: onlyAPerson(request).agent.id, ticketId: id });
      return reply.status(204).send(null);
    },
  );
}
