// /events: the live stream. It says which tickets and deliveries changed, that an alarm did, and nothing about them.
import { z } from "zod";
import { callerOf } from "../caller.ts";
import { type Server, answers } from "../describe.ts";
import { refusal } from "#desk/refusals.ts";
import type { Streams } from "../streams.ts";

export function eventRoutes(server: Server, streams: Streams): void {
  server.get(
    "/events",
    {
      config: { access: "caller" },
      exposeHeadRoute: false,
      schema: {
        operationId: "listenForEvents",
        tags: ["Events"],
        summary: "Hear of changes as they happen (server-sent events)",
        description:
          'Events `ticket` (needs tickets:read), `delivery` (needs deliveries:read) and `alarms` (needs sources:read; without ids), each with `data: {"ids": […]}`. An empty list says that changes were missed: read again what you show. The stream ends with the session or key that opened it.',
        produces: ["text/event-stream"],
        response: answers(200, "The stream.", z.string()),
      },
    },
    (request, reply) => {
      const caller = callerOf(request);
      if (!caller.scopes.includes("tickets:read") && !caller.scopes.includes("deliveries:read")) {
        throw refusal("not-allowed", "This key needs the scope tickets:read or deliveries:read. Make one that has it.");
      }
      streams.refuseTooMany(caller);
      const resumed = request.headers["last-event-id"] !== undefined;
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
      reply.raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      streams.open(caller, reply.raw, resumed);
    },
  );
}
