// /alarms: what keeps mail from leaving as it should, right now.
import { alarmList } from "#contract/alarms.ts";
import { readAlarms } from "#desk/alarms.ts";
import { inWorkspace } from "#store/db.ts";
import { callerOf } from "../caller.ts";
import { answers, type Server } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";

export function alarmRoutes(server: Server, { db, clock }: HttpOptions): void {
  server.get(
    "/alarms",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "listAlarms",
        tags: ["Sending"],
        summary: "What keeps mail from leaving as it should: broken domains, relays, spent acknowledgements",
        description: "They begin and end with what they tell of. The event `alarms` of the stream says that one did.",
        response: answers(200, "Errors first, then the oldest.", alarmList),
      },
    },
    async (request) => {
      const data = await inWorkspace(db, callerOf(request).workspaceId, (tx) => readAlarms(tx, clock.now()));
      return toWire({ data });
    },
  );
}
