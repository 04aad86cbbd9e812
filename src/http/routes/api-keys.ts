// /api-keys: what owners and admins see and change about keys.
import { z } from "zod";
import { scopes } from "#contract/agents.ts";
import { apiKeyPage, createApiKeyRequest, createdApiKey } from "#contract/api-keys.ts";
import { listParameters, pathId } from "#contract/list.ts";
import { isId } from "#domain/ids.ts";
import { createApiKey, revokeApiKey } from "#desk/api-keys.ts";
import { notFound } from "#desk/refusals.ts";
import { type ApiKeyRow, listApiKeys } from "#store/api-keys.ts";
import { inWorkspace } from "#store/db.ts";
import { callerOf } from "../caller.ts";
import { idCursor, pageFrom, readCursor, writeCursor } from "../cursors.ts";
import { type Server, answers, done, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";

export function apiKeyRoutes(server: Server, options: HttpOptions): void {
  listApiKeysRoute(server, options);
  createApiKeyRoute(server, options);
  revokeApiKeyRoute(server, options);
}

function listApiKeysRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/api-keys",
    {
      config: { access: "key-manager" },
      schema: {
        operationId: "listApiKeys",
        tags: ["API keys"],
        summary: "Keys, newest first, revoked ones among them",
        querystring: z.object(listParameters),
        response: answers(200, "A page of keys.", apiKeyPage),
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const { workspaceId } = callerOf(request);
      const after = readCursor(idCursor, cursor)?.[1] ?? null;
      const rows = await inWorkspace(db, workspaceId, (tx) => listApiKeys(tx, workspaceId, { limit: limit + 1, after }));
      return toWire(pageFrom(rows, limit, (last) => writeCursor(["i", last.id]), withKnownScopes));
    },
  );
}

function createApiKeyRoute(server: Server, { db }: HttpOptions): void {
  server.post(
    "/api-keys",
    {
      config: { access: "key-manager" },
      schema: {
        operationId: "createApiKey",
        tags: ["API keys"],
        summary: "Make a key; the answer is the only place where it is shown",
        body: createApiKeyRequest,
        response: { ...answers(201, "The key.", createdApiKey), ...impossible },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      const { name, scopes, expiresAt } = request.body;
      const made = await createApiKey(
        db,
        { workspaceId, actor },
        { name, scopes, expiresAt: expiresAt == null ? null : new Date(expiresAt) },
      );
      const rows = await inWorkspace(db, workspaceId, (tx) =>
        listApiKeys(tx, workspaceId, { limit: 1, after: null, only: made.id }),
      );
      const row = rows[0];
      if (row === undefined) throw notFound();
      return reply
        .status(201)
        .header("cache-control", "no-store")
        .send({ ...toWire(withKnownScopes(row)), key: made.key });
    },
  );
}

function revokeApiKeyRoute(server: Server, { db }: HttpOptions): void {
  server.delete(
    "/api-keys/:id",
    {
      config: { access: "key-manager" },
      schema: {
        operationId: "revokeApiKey",
        tags: ["API keys"],
        summary: "Revoke a key, from its next request on",
        params: pathId,
        response: { ...done(204, "It is revoked."), ...gone },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { workspaceId, actor } = callerOf(request);
      if (!isId(id)) throw notFound();
      await revokeApiKey(db, { workspaceId, actor }, id);
      return reply.status(204).send(null);
    },
  );
}

// A scope of a newer version, after a downgrade, is nothing that this version can grant.
function withKnownScopes(row: ApiKeyRow) {
  return { ...row, scopes: scopes.filter((scope) => row.scopes.includes(scope)) };
}
