// /relay and /sending-domains/{id}/relay: where mail is handed over, and whether that works.
import type { FastifyRequest } from "fastify";
import { pathId } from "#contract/list.ts";
import { relayAnswer, relayTest, setRelayRequest, testRelayRequest } from "#contract/relays.ts";
import { isId, type WorkspaceId } from "#domain/ids.ts";
import { notFound } from "#desk/refusals.ts";
import { relayInUse, removeRelay, setRelay, testRelay } from "#desk/relays.ts";
import { inWorkspace } from "#store/db.ts";
import { findSendingDomain } from "#store/sending-domains.ts";
import { callerOf } from "../caller.ts";
import { answers, done, gone, impossible, type Server } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";

export function relayRoutes(server: Server, options: HttpOptions): void {
  workspaceRelayRoutes(server, options);
  domainRelayRoutes(server, options);
  testRoutes(server, options);
}

const tags = ["Sending"];
const answered = answers(200, "The relay in use, without its password; null where nothing can be sent yet.", relayAnswer);

function workspaceRelayRoutes(server: Server, options: HttpOptions): void {
  const { db, sending, clock } = options;
  server.get(
    "/relay",
    {
      config: { access: "sources:read" },
      schema: { operationId: "getRelay", tags, summary: "The workspace's relay", response: answered },
    },
    async (request) => readRelay(options, callerOf(request).workspaceId, null),
  );
  server.put(
    "/relay",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "setRelay",
        tags,
        summary: "Set the workspace's relay",
        body: setRelayRequest,
        response: { ...answered, ...impossible },
      },
    },
    async (request) => {
      const { workspaceId, actor } = callerOf(request);
      await setRelay(db, { workspaceId, actor, now: clock.now() }, { domainId: null, relay: request.body, tools: sending });
      return readRelay(options, workspaceId, null);
    },
  );
  server.delete(
    "/relay",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "removeRelay",
        tags,
        summary: "Remove the workspace's relay: INLET_SMTP_RELAY counts again",
        response: { ...done(204, "It is gone."), ...gone },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      await removeRelay(db, { workspaceId, actor, now: clock.now() }, { domainId: null, tools: sending });
      return reply.status(204).send(null);
    },
  );
}

function domainRelayRoutes(server: Server, options: HttpOptions): void {
  const { db, sending, clock } = options;
  server.get(
    "/sending-domains/:id/relay",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "getDomainRelay",
        tags,
        summary: "The relay that mail of this domain leaves through: its own, or the workspace's",
        params: pathId,
        response: { ...answered, ...gone },
      },
    },
    async (request) => {
      const { workspaceId, domainId } = domainIn(request, request.params.id);
      return readRelay(options, workspaceId, domainId);
    },
  );
  server.put(
    "/sending-domains/:id/relay",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "setDomainRelay",
        tags,
        summary: "Give this domain a relay of its own",
        params: pathId,
        body: setRelayRequest,
        response: { ...answered, ...gone, ...impossible },
      },
    },
    async (request) => {
      const { workspaceId, actor, domainId } = domainIn(request, request.params.id);
      await setRelay(db, { workspaceId, actor, now: clock.now() }, { domainId, relay: request.body, tools: sending });
      return readRelay(options, workspaceId, domainId);
    },
  );
  server.delete(
    "/sending-domains/:id/relay",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "removeDomainRelay",
        tags,
        summary: "Remove this domain's own relay: the workspace's counts again",
        params: pathId,
        response: { ...done(204, "It is gone."), ...gone },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor, domainId } = domainIn(request, request.params.id);
      await removeRelay(db, { workspaceId, actor, now: clock.now() }, { domainId, tools: sending });
      return reply.status(204).send(null);
    },
  );
}

const tested = { ...answers(200, "What came of it; no mail was sent.", relayTest), ...impossible };

function testRoutes(server: Server, { db, sending }: HttpOptions): void {
  server.post(
    "/relay/test",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "testRelay",
        tags,
        summary: "Connect, say EHLO, start TLS and sign in, without sending a mail",
        body: testRelayRequest,
        response: tested,
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return testRelay(db, { workspaceId }, { domainId: null, relay: request.body.relay, tools: sending });
    },
  );
  server.post(
    "/sending-domains/:id/relay/test",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "testDomainRelay",
        tags,
        summary: "The same for the relay of one domain",
        params: pathId,
        body: testRelayRequest,
        response: { ...tested, ...gone },
      },
    },
    async (request) => {
      const { workspaceId, domainId } = domainIn(request, request.params.id);
      return testRelay(db, { workspaceId }, { domainId, relay: request.body.relay, tools: sending });
    },
  );
}

function domainIn(request: FastifyRequest, domainId: string) {
  const { workspaceId, actor } = callerOf(request);
  if (!isId(domainId)) throw notFound();
  return { workspaceId, actor, domainId };
}

async function readRelay({ db, sending }: HttpOptions, workspaceId: WorkspaceId, domainId: string | null) {
  return inWorkspace(db, workspaceId, async (tx) => {
    if (domainId !== null && (await findSendingDomain(tx, domainId)) === null) throw notFound();
    return toWire({ relay: await relayInUse(tx, domainId, sending) });
  });
}
