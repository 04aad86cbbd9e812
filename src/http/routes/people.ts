// /me and /agents: who is asking, and who works here.
import { z } from "zod";
import { type Agent, agentPage, me } from "#contract/agents.ts";
import { listParameters } from "#contract/list.ts";
import { type AgentRow, listAgents } from "#store/agents.ts";
import { inWorkspace } from "#store/db.ts";
import { type Caller, callerOf, mayManageKeys } from "../caller.ts";
import { idCursor, pageFrom, readCursor, writeCursor } from "../cursors.ts";
import { type Server, answers } from "../describe.ts";
import type { HttpOptions } from "../options.ts";

export function peopleRoutes(server: Server, options: HttpOptions): void {
  getMeRoute(server);
  listAgentsRoute(server, options);
}

function getMeRoute(server: Server): void {
  server.get(
    "/me",
    {
      config: { access: "caller" },
      schema: {
        operationId: "getMe",
        tags: ["People"],
        summary: "Who is asking, and what they may do",
        response: answers(200, "You.", me),
      },
    },
    (request) => describeCaller(callerOf(request)),
  );
}

function listAgentsRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/agents",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "listAgents",
        tags: ["People"],
        summary: "Who works here",
        querystring: z.object(listParameters),
        response: answers(200, "A page of agents.", agentPage),
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const after = readCursor(idCursor, cursor)?.[1] ?? null;
      const rows = await inWorkspace(db, callerOf(request).workspaceId, (tx) => listAgents(tx, { limit: limit + 1, after }));
      return pageFrom(rows, limit, (last) => writeCursor(["i", last.id]), toAgent);
    },
  );
}

function toAgent({ id, name, email, role, disabledAt }: AgentRow): Agent {
  return { id, name, email, role, disabled: disabledAt !== null };
}

function describeCaller(caller: Caller): z.infer<typeof me> {
  const agent = caller.kind === "agent" ? { ...toAgent(caller.agent), totpEnabled: caller.agent.totpEnabled } : null;
  return {
    kind: caller.kind,
    agent,
    apiKey: caller.kind === "api-key" ? caller.apiKey : null,
    workspace: { id: caller.workspaceId, name: caller.workspaceName },
    scopes: [...caller.scopes],
    mayManageKeys: mayManageKeys(caller),
    expiresAt: caller.expiresAt?.toISOString() ?? null,
  };
}
