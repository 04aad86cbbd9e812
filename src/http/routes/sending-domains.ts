// /sending-domains: the domains that answers leave under, their DNS records and their keys.
import { pathId } from "#contract/list.ts";
import {
  addSendingDomainRequest,
  sendingDomainDetail,
  sendingDomainListParameters,
  sendingDomainPage,
} from "#contract/sending-domains.ts";
import { alignmentOf } from "#domain/dns-findings.ts";
import { isId, type WorkspaceId } from "#domain/ids.ts";
import { notFound } from "#desk/refusals.ts";
import { addSendingDomain, checkSendingDomain, removeSendingDomain, rotateKeys } from "#desk/sending-domains.ts";
import { type Db, inWorkspace } from "#store/db.ts";
import { findSendingDomain, listDkimKeys, listSendingDomains, type SendingDomainRow } from "#store/sending-domains.ts";
import type { FastifyRequest } from "fastify";
import { callerOf } from "../caller.ts";
import { idCursor, pageFrom, readCursor, writeCursor } from "../cursors.ts";
import { answers, conflict, done, gone, impossible, type Server } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";

export function sendingDomainRoutes(server: Server, options: HttpOptions): void {
  listRoute(server, options);
  addRoute(server, options);
  getRoute(server, options);
  removeRoute(server, options);
  checkRoute(server, options);
  rotateRoute(server, options);
}

function listRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/sending-domains",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "listSendingDomains",
        tags: ["Sending"],
        summary: "Sending domains with their state, in the order they were added",
        querystring: sendingDomainListParameters,
        response: answers(200, "A page of sending domains.", sendingDomainPage),
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const after = readCursor(idCursor, cursor)?.[1] ?? null;
      const rows = await inWorkspace(db, callerOf(request).workspaceId, (tx) =>
        listSendingDomains(tx, { limit: limit + 1, after }),
      );
      return toWire(pageFrom(rows, limit, (last) => writeCursor(["i", last.id]), toSummary));
    },
  );
}

function addRoute(server: Server, { db, clock, sending }: HttpOptions): void {
  server.post(
    "/sending-domains",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "addSendingDomain",
        tags: ["Sending"],
        summary: "Add a domain: its keys are made, and the answer holds the DNS records to publish",
        body: addSendingDomainRequest,
        response: { ...answers(201, "The domain with its records.", sendingDomainDetail), ...conflict, ...impossible },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      const act = { workspaceId, actor, now: clock.now() };
      const id = await addSendingDomain(db, act, { name: request.body.name, tools: sending });
      return reply.status(201).send(await readDetail(db, workspaceId, id));
    },
  );
}

function getRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/sending-domains/:id",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "getSendingDomain",
        tags: ["Sending"],
        summary: "One domain: records with what the last check found, and keys without their private parts",
        params: pathId,
        response: { ...answers(200, "The domain.", sendingDomainDetail), ...gone },
      },
    },
    async (request) => {
      const { workspaceId, id } = wantedIn(request, request.params.id);
      return readDetail(db, workspaceId, id);
    },
  );
}

function removeRoute(server: Server, { db, clock }: HttpOptions): void {
  server.delete(
    "/sending-domains/:id",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "removeSendingDomain",
        tags: ["Sending"],
        summary: "Remove a domain with its keys: answers leave from generated addresses again",
        params: pathId,
        response: { ...done(204, "It is gone."), ...gone },
      },
    },
    async (request, reply) => {
      const { id, ...by } = wantedIn(request, request.params.id);
      await removeSendingDomain(db, { ...by, now: clock.now() }, id);
      return reply.status(204).send(null);
    },
  );
}

function checkRoute(server: Server, { db, clock, sending }: HttpOptions): void {
  server.post(
    "/sending-domains/:id/check",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "checkSendingDomain",
        tags: ["Sending"],
        summary: "Ask DNS now, and say of each record what is missing, wrong or shadowed",
        description:
          "It takes a second, at most ten. Each domain is also checked by itself every day, and every hour while it is not verified.",
        params: pathId,
        response: { ...answers(200, "The domain as it is now.", sendingDomainDetail), ...gone },
      },
    },
    async (request) => {
      const { id, ...by } = wantedIn(request, request.params.id);
      await checkSendingDomain(db, { ...by, now: clock.now() }, { id, tools: sending });
      return readDetail(db, by.workspaceId, id);
    },
  );
}

function rotateRoute(server: Server, { db, clock, sending }: HttpOptions): void {
  server.post(
    "/sending-domains/:id/rotate",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "rotateSendingKeys",
        tags: ["Sending"],
        summary: "Make new keys: they sign once their records are in DNS, and the old ones stay for a week after that",
        params: pathId,
        response: { ...answers(200, "The domain with old and new records.", sendingDomainDetail), ...gone, ...conflict },
      },
    },
    async (request) => {
      const { id, ...by } = wantedIn(request, request.params.id);
      await rotateKeys(db, { ...by, now: clock.now() }, { id, tools: sending });
      return readDetail(db, by.workspaceId, id);
    },
  );
}

function wantedIn(request: FastifyRequest, id: string) {
  const { workspaceId, actor } = callerOf(request);
  if (!isId(id)) throw notFound();
  return { workspaceId, actor, id };
}

async function readDetail(db: Db, workspaceId: WorkspaceId, id: string) {
  return inWorkspace(db, workspaceId, async (tx) => {
    const row = await findSendingDomain(tx, id);
    if (row === null) throw notFound();
    return toWire({
      ...toSummary(row),
      records: row.findings.map((finding) => ({ ...finding, found: [...finding.found], strings: copyOf(finding.strings) })),
      keys: await listDkimKeys(tx, id),
    });
  });
}

function copyOf(strings: readonly string[] | null): string[] | null {
  return strings === null ? null : [...strings];
}

function toSummary({ findings, ...row }: SendingDomainRow) {
  return { ...row, problems: findings.filter(({ state }) => state !== "ok").length, alignment: alignmentOf(findings) };
}
