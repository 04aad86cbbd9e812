// /tickets/{id}/presence: I am looking at this, or writing on it; who else is?
import { pathId } from "#contract/list.ts";
import { presenceAnswer, presenceRequest } from "#contract/presence.ts";
import { isId } from "#domain/ids.ts";
import { tellPresence } from "#desk/presence.ts";
import { notFound } from "#desk/refusals.ts";
import { inWorkspace } from "#store/db.ts";
import { findTicketName } from "#store/ticket-page.ts";
import { callerOf } from "../caller.ts";
import { type Server, answers, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import type { PresenceBoard } from "../presence-board.ts";
import { onlyAPerson } from "./drafts.ts";

export function presenceRoutes(server: Server, { db }: HttpOptions, presence: PresenceBoard): void {
  server.post(
    "/tickets/:id/presence",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "tellPresence",
        tags: ["Tickets"],
        summary: "Say that you look at a ticket or write on it, and hear who else does",
        description:
          "Say it again every 15 seconds: after 30 it is forgotten. Everybody who listens hears of each change as the event `presence`.",
        params: pathId,
        body: presenceRequest,
        response: { ...answers(200, "The others.", presenceAnswer), ...gone, ...impossible },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { workspaceId } = callerOf(request);
      if (!isId(id) || (await inWorkspace(db, workspaceId, (tx) => findTicketName(tx, id))) === null) throw notFound();
      const { agent } = onlyAPerson(request);
      const { doing } = request.body;
      await tellPresence(db, { workspaceId, ticketId: id, agent: { id: agent.id, name: agent.name }, doing });
      return { agents: presence.on(workspaceId, id).filter((present) => present.id !== agent.id) };
    },
  );
}
