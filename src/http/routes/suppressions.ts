// /suppressions: addresses that get no mail, why, and letting them go again.
import { z } from "zod";
import {
  addSuppressionRequest,
  suppression,
  suppressionListParameters,
  suppressionPage,
  suppressionPath,
} from "#contract/suppressions.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { notFound } from "#desk/refusals.ts";
import { release, suppressByHand } from "#desk/suppressions.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { findSuppression, listSuppressions } from "#store/suppressions.ts";
import { callerOf } from "../caller.ts";
import { pageFrom, readCursor, writeCursor } from "../cursors.ts";
import { answers, gone, type Server } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";

const addressCursor = z.tuple([z.literal("a"), z.string().max(500)]);

export function suppressionRoutes(server: Server, options: HttpOptions): void {
  listRoute(server, options);
  addRoute(server, options);
  releaseRoute(server, options);
}

function listRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/suppressions",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "listSuppressions",
        tags: ["Sending"],
        summary: "Addresses that get no mail, by address",
        querystring: suppressionListParameters,
        response: answers(200, "A page of suppressed addresses.", suppressionPage),
      },
    },
    async (request) => {
      const { limit, cursor, q, released } = request.query;
      const after = readCursor(addressCursor, cursor)?.[1] ?? null;
      const page = { limit: limit + 1, after, startsWith: q === undefined || q === "" ? null : q, released: released === "true" };
      const rows = await inWorkspace(db, callerOf(request).workspaceId, (tx) => listSuppressions(tx, page));
      return toWire(
        pageFrom(
          rows,
          limit,
          (last) => writeCursor(["a", last.address]),
          (row) => row,
        ),
      );
    },
  );
}

function addRoute(server: Server, { db }: HttpOptions): void {
  server.post(
    "/suppressions",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "addSuppression",
        tags: ["Sending"],
        summary: "Send nothing to this address any more",
        body: addSuppressionRequest,
        response: answers(201, "It holds from now on.", suppression),
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      const { address, note } = request.body;
      await suppressByHand(db, { workspaceId, actor }, { address, note: note ?? "" });
      return reply.status(201).send(await read(db, workspaceId, address));
    },
  );
}

function releaseRoute(server: Server, { db, clock }: HttpOptions): void {
  server.post(
    "/suppressions/:address/release",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "releaseSuppression",
        tags: ["Sending"],
        summary: "Let an address have mail again; the next bounce holds it anew",
        params: suppressionPath,
        response: { ...answers(200, "It is released.", suppression), ...gone },
      },
    },
    async (request) => {
      const { workspaceId, actor } = callerOf(request);
      const { address } = request.params;
      // PostgreSQL takes no NUL in a text; no address holds one.
      if (address.includes("\0")) throw notFound();
      await release(db, { workspaceId, actor }, { address, now: clock.now() });
      return read(db, workspaceId, address);
    },
  );
}

async function read(db: Db, workspaceId: WorkspaceId, address: string) {
  const row = await inWorkspace(db, workspaceId, (tx) => findSuppression(tx, address));
  if (row === null) throw notFound();
  return toWire(row);
}
