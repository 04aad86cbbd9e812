// /deliveries: every raw arrival, what became of it and why, and what agents do about it.
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { delivery, deliveryListParameters, deliveryPage, releaseRequest } from "#contract/deliveries.ts";
import { pathId } from "#contract/list.ts";
import { AppError } from "#domain/errors.ts";
import { type DeliveryId, type WorkspaceId, isId } from "#domain/ids.ts";
import { explainReceipt } from "#domain/receipt-texts.ts";
import { dismissDelivery, releaseDelivery, replayDelivery } from "#desk/deliveries.ts";
import { notFound } from "#desk/refusals.ts";
import { inWorkspace } from "#store/db.ts";
import { type DeliveryFilter, findDeliverySummary, listDeliveries } from "#store/delivery-lists.ts";
import { type DeliveryPartsRow, type RawRow, findRaw, listOutcomeHistory, readDeliveryParts } from "#store/delivery-page.ts";
import { callerOf } from "../caller.ts";
import { idCursor, pageFrom, readCursor, writeCursor } from "../cursors.ts";
import { type Server, answers, conflict, done, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { headerText } from "../raw-headers.ts";
import { toWire } from "../wire.ts";
import { fileHeaders, sendAsIs } from "./messages.ts";

export function deliveryRoutes(server: Server, options: HttpOptions): void {
  listDeliveriesRoute(server, options);
  getDeliveryRoute(server, options);
  getRawDeliveryRoute(server, options);
  replayDeliveryRoute(server, options);
  releaseDeliveryRoute(server, options);
  dismissRoute(server, options, {
    verb: "dismiss",
    dismissed: true,
    summary: "Take it out of what is to be looked at; it stays in the journal",
  });
  dismissRoute(server, options, { verb: "undismiss", dismissed: false, summary: "Put it back into what is to be looked at" });
}

function listDeliveriesRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/deliveries",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "listDeliveries",
        tags: ["Deliveries"],
        summary: "Every raw arrival, newest first, pending ones among them",
        description:
          "`since` and `until` are about when it was taken into the journal. A page of a search by `q` may be short, or empty, and still have a next one.",
        querystring: deliveryListParameters,
        response: answers(200, "A page of deliveries.", deliveryPage),
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const filter = filterOf(request.query);
      if (filter === null) return { data: [], nextCursor: null };
      const after = readCursor(idCursor, cursor)?.[1] ?? null;
      const { rows, lookedDownTo } = await inWorkspace(db, workspaceId, (tx) =>
        listDeliveries(tx, workspaceId, filter, { limit: limit + 1, after }),
      );
      const page = pageFrom(
        rows,
        limit,
        (last) => writeCursor(["i", last.id]),
        (row) => row,
      );
      const nextCursor = page.nextCursor ?? (lookedDownTo === null ? null : writeCursor(["i", lookedDownTo]));
      return toWire({ ...page, nextCursor });
    },
  );
}

function getDeliveryRoute(server: Server, options: HttpOptions): void {
  server.get(
    "/deliveries/:id",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "getDelivery",
        tags: ["Deliveries"],
        summary: "One delivery with its receipt, in plain words",
        params: pathId,
        response: { ...answers(200, "The delivery.", delivery), ...gone },
      },
    },
    (request) => readDelivery(options, callerOf(request).workspaceId, request.params.id),
  );
}

function getRawDeliveryRoute(server: Server, options: HttpOptions): void {
  const { db } = options;
  server.get(
    "/deliveries/:id/raw",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "getRawDelivery",
        tags: ["Deliveries"],
        summary: "The raw bytes, exactly as they were received",
        params: pathId,
        response: { ...answers(200, "The message (message/rfc822).", z.string()), ...gone },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { workspaceId } = callerOf(request);
      const raw = isId(id) ? await inWorkspace(db, workspaceId, (tx) => findRaw(tx, id)) : null;
      if (raw === null) throw notFound();
      const bytes = raw.bytes ?? (await options.blobs.stream(workspaceId, raw.sha256.toString("hex")));
      fileHeaders(reply);
      return sendAsIs(
        reply
          .header("content-disposition", `attachment; filename="${id}.eml"`)
          .header("content-length", String(raw.size))
          .header("cache-control", "private, no-store")
          .type("message/rfc822"),
        bytes,
      );
    },
  );
}

function replayDeliveryRoute(server: Server, { db }: HttpOptions): void {
  server.post(
    "/deliveries/:id/replay",
    {
      config: { access: "deliveries:write" },
      schema: {
        operationId: "replayDelivery",
        tags: ["Deliveries"],
        summary: "Read it again with today's rules; the old outcome stays until the new one is there",
        params: pathId,
        response: { ...done(202, "It is in the queue."), ...gone, ...conflict },
      },
    },
    async (request, reply) => {
      await replayDelivery(db, actOf(request));
      return accepted(reply);
    },
  );
}

function releaseDeliveryRoute(server: Server, { db }: HttpOptions): void {
  server.post(
    "/deliveries/:id/release",
    {
      config: { access: "deliveries:write" },
      schema: {
        operationId: "releaseDelivery",
        tags: ["Deliveries"],
        summary: "Let it out of quarantine, into a ticket or as a new one",
        params: pathId,
        body: releaseRequest.nullish(),
        response: { ...done(202, "It is in the queue."), ...gone, ...conflict, ...impossible },
      },
    },
    async (request, reply) => {
      await releaseDelivery(db, { ...actOf(request), ticketId: request.body?.ticketId ?? null });
      return accepted(reply);
    },
  );
}

function dismissRoute(
  server: Server,
  { db }: HttpOptions,
  { verb, dismissed, summary }: { verb: "dismiss" | "undismiss"; dismissed: boolean; summary: string },
): void {
  server.post(
    `/deliveries/:id/${verb}`,
    {
      config: { access: "deliveries:write" },
      schema: {
        operationId: `${verb}Delivery`,
        tags: ["Deliveries"],
        summary,
        params: pathId,
        response: { ...done(204, "It is so."), ...gone, ...conflict },
      },
    },
    async (request, reply) => {
      await dismissDelivery(db, { ...actOf(request), dismissed });
      return reply.status(204).send(null);
    },
  );
}

function actOf(request: FastifyRequest<{ Params: { id: string } }>) {
  const { workspaceId, actor } = callerOf(request);
  if (!isId(request.params.id)) throw notFound();
  return { workspaceId, actor, deliveryId: request.params.id };
}

function accepted(reply: FastifyReply): FastifyReply {
  return reply.status(202).send(null);
}

/** Null: what was asked for cannot be on any delivery. */
function filterOf(query: z.output<typeof deliveryListParameters>): DeliveryFilter | null {
  if (query.source !== undefined && !isId(query.source)) return null;
  return {
    outcomes: query.outcome ?? null,
    reason: query.reason ?? null,
    sourceId: query.source ?? null,
    since: query.since === undefined ? null : new Date(query.since),
    until: query.until === undefined ? null : new Date(query.until),
    text: query.q ?? "",
    dismissed: query.dismissed ?? null,
  };
}

async function readDelivery(options: HttpOptions, workspaceId: WorkspaceId, id: DeliveryId) {
  const found = await inWorkspace(options.db, workspaceId, async (tx) => {
    const summary = isId(id) ? await findDeliverySummary(tx, id) : null;
    const parts = summary === null ? null : await readDeliveryParts(tx, id);
    if (summary === null || parts === null) throw notFound();
    return { summary, parts, history: await listOutcomeHistory(tx, id), raw: await findRaw(tx, id) };
  });
  const { summary, parts, history, raw } = found;
  const told = parts.receipt === null || summary.outcome === null ? null : tell(parts.receipt, summary.outcome);
  return toWire({ ...summary, ...parts, receipt: told, history, headers: await readHeaders(options, workspaceId, raw) });
}

function tell(receipt: NonNullable<DeliveryPartsRow["receipt"]>, outcome: Parameters<typeof explainReceipt>[1]) {
  const { steps, otherwise, decidedBy } = receipt;
  const texts = explainReceipt(receipt, outcome);
  return {
    summary: texts.summary,
    decidedBy,
    steps: steps.map((step, index) => ({ ...step, text: texts.steps[index] ?? step.check })),
    otherwise: otherwise.map((other, index) => ({ ...other, text: texts.otherwise[index] ?? other.if })),
  };
}

/** Null where the bytes are missing from the blob store: the rest of the delivery is worth showing all the same. */
async function readHeaders(options: HttpOptions, workspaceId: WorkspaceId, raw: RawRow | null): Promise<string | null> {
  if (raw === null) return null;
  if (raw.bytes !== null) return headerText(raw.bytes);
  try {
    return headerText(await options.blobs.get(workspaceId, raw.sha256.toString("hex")));
  } catch (error) {
    if (error instanceof AppError && error.code === "blob-missing") return null;
    throw error;
  }
}
