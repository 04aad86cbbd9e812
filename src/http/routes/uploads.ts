// /uploads: files for an answer, as raw bytes with their name and type beside them.
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { pathId } from "#contract/list.ts";
import { upload, uploadParameters } from "#contract/uploads.ts";
import { isId } from "#domain/ids.ts";
import { notFound } from "#desk/refusals.ts";
import { keepUpload, mostFileBytes, removeUpload, showUpload } from "#desk/uploads.ts";
import { inWorkspace } from "#store/db.ts";
import { findUploads } from "#store/uploads.ts";
import { callerOf } from "../caller.ts";
import { contentDisposition } from "../content-disposition.ts";
import { type Server, answers, done, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";
import { fileHeaders, sendAsIs } from "./messages.ts";

/** In a scope of its own: bytes of any type are taken here and nowhere else. */
export function uploadRoutes(server: Server, options: HttpOptions): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: mostFileBytes }, (_request, bytes, taken) =>
      taken(null, bytes),
    );
    createUploadRoute(scope as unknown as Server, options);
  });
  getUploadRoute(server, options);
  deleteUploadRoute(server, options);
}

function createUploadRoute(server: Server, options: HttpOptions): void {
  server.post(
    "/uploads",
    {
      config: { access: "tickets:write" },
      bodyLimit: mostFileBytes,
      schema: {
        operationId: "createUpload",
        tags: ["Messages"],
        summary: "Bring a file for an answer",
        description:
          "The body is the file itself, `Content-Type` its type, and `X-File-Name` its name in percent-encoded UTF-8 (or `?name=`). At most 20 MB. Name its id in `attachments` of a message within seven days.",
        querystring: uploadParameters,
        response: { ...answers(201, "The file.", upload), ...impossible },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const agentId = caller.kind === "agent" ? caller.agent.id : null;
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const file = { name: nameOf(request, request.query.name), mediaType: request.headers["content-type"] ?? "", bytes };
      const made = await keepUpload(options, { workspaceId: caller.workspaceId, agentId }, file);
      return reply.status(201).send(toWire(made));
    },
  );
}

function getUploadRoute(server: Server, { db, blobs }: HttpOptions): void {
  server.get(
    "/uploads/:id",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getUpload",
        tags: ["Messages"],
        summary: "A file that was brought and not sent yet",
        description: "Pictures (by their bytes) may be shown; everything else is a download of unknown type.",
        params: pathId,
        response: { ...answers(200, "The file.", z.string()), ...gone },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { workspaceId } = callerOf(request);
      const [row] = isId(id) ? await inWorkspace(db, workspaceId, (tx) => findUploads(tx, [id])) : [];
      if (row === undefined) throw notFound();
      const { isImage, mediaType } = showUpload(row);
      const bytes = await blobs.stream(workspaceId, row.sha256.toString("hex"));
      fileHeaders(reply);
      return sendAsIs(
        reply
          .header("content-disposition", contentDisposition(isImage ? "inline" : "attachment", row.name))
          .header("content-length", String(row.size))
          .type(isImage ? mediaType : "application/octet-stream"),
        bytes,
      );
    },
  );
}

function deleteUploadRoute(server: Server, { db }: HttpOptions): void {
  server.delete(
    "/uploads/:id",
    {
      config: { access: "tickets:write" },
      schema: {
        operationId: "deleteUpload",
        tags: ["Messages"],
        summary: "Forget a file that was brought",
        params: pathId,
        response: { ...done(204, "It is forgotten."), ...gone },
      },
    },
    async (request, reply) => {
      await removeUpload(db, callerOf(request), request.params.id);
      return reply.status(204).send(null);
    },
  );
}

function nameOf(request: FastifyRequest, asked: string | undefined): string {
  const header = request.headers["x-file-name"];
  if (typeof header !== "string") return asked ?? "";
  try {
    return decodeURIComponent(header.slice(0, 3_000));
  } catch {
    return header.slice(0, 1_000);
  }
}
