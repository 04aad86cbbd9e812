// The HTTP server: API, event stream, console, documents and health, put together from small files.
import { randomBytes } from "node:crypto";
import cookie from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { watchAlarms } from "./alarm-watch.ts";
import { createAttempts } from "./attempts.ts";
import { type Access, createCallerHook } from "./caller.ts";
import { consoleRoutes } from "./console.ts";
import type { Server } from "./describe.ts";
import { describeApi, documentRoutes, guideRoutes } from "./documents.ts";
import { createEventHub } from "./event-hub.ts";
import { healthRoutes } from "./health.ts";
import { createPresenceBoard, type PresenceBoard, readDeskNews } from "./presence-board.ts";
import type { HttpOptions } from "./options.ts";
import { TryLater, createProblemMapper } from "./problems.ts";
import { alarmRoutes } from "./routes/alarms.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { authRoutes } from "./routes/auth.ts";
import { bookRoutes } from "./routes/books.ts";
import { cannedReplyRoutes } from "./routes/canned-replies.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { draftRoutes } from "./routes/drafts.ts";
import { eventRoutes } from "./routes/events.ts";
import { mentionRoutes } from "./routes/mentions.ts";
import { messageRoutes } from "./routes/messages.ts";
import { peopleRoutes } from "./routes/people.ts";
import { relayRoutes } from "./routes/relays.ts";
import { sendingDomainRoutes } from "./routes/sending-domains.ts";
import { presenceRoutes } from "./routes/presence.ts";
import { replyRoutes } from "./routes/replies.ts";
import { signatureRoutes } from "./routes/signature.ts";
import { sourceRoutes } from "./routes/sources.ts";
import { suppressionRoutes } from "./routes/suppressions.ts";
import { ticketRoutes } from "./routes/tickets.ts";
import { uploadRoutes } from "./routes/uploads.ts";
import { securityHeaders } from "./security-headers.ts";
import { type Streams, createStreams } from "./streams.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Every API route with who may call it: what the walls are tested by. */
    apiRoutes: { method: string; url: string; access: Access }[];
  }
}

export type { HttpOptions, InlineImage, Sanitize } from "./options.ts";

const bodyLimit = 256 * 1024;

/** Ready to `listen()`. `close()` ends the event streams, lets running requests finish, and stops listening for changes. */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const mapProblem = createProblemMapper(options.log);
  const server: Server = fastify({
    logger: false,
    // What goes wrong before a route is found: an address that cannot be decoded, or has too long a part.
    frameworkErrors: (error, request, reply) => mapProblem(error, request, reply),
    bodyLimit,
    // Keys in paths would be logged by proxies; ours are short.
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    requestTimeout: 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    requestIdHeader: false,
    genReqId: () => `req-${randomBytes(9).toString("base64url")}`,
  }).withTypeProvider() as unknown as Server;
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler(mapProblem);
  // JSON alone: a form of another site can send text/plain without asking the browser first.
  server.removeContentTypeParser("text/plain");
  server.decorateRequest("caller", null);
  server.decorate("apiRoutes", []);
  server.addHook("onRequest", async (request, reply) => void reply.header("x-request-id", request.id));
  logRequests(server, options);

  const hub = createEventHub(options.db, options.log);
  const streams = createStreams({ db: options.db, hub, log: options.log });
  const presence = createPresenceBoard(options.clock, (workspaceId, ticketId, agents) =>
    streams.tellDesk(workspaceId, "presence", { ids: [ticketId], agents }),
  );
  hub.listenToDesk((payload) => {
    const news = readDeskNews(payload);
    if (news !== null && "presence" in news) presence.note(news.presence);
    else if (news !== null)
      streams.tellDesk(news.mention.workspaceId, "mention", { ids: [news.mention.ticketId] }, news.mention.agents);
  });
  const stopWatching = watchAlarms(options, streams);
  server.addHook("onReady", async () => hub.start());
  server.addHook("preClose", async () => streams.endAll());
  server.addHook("onClose", async () => {
    stopWatching();
    presence.stop();
    await hub.stop();
  });

  await securityHeaders(server, options.publicUrl);
  await server.register(cookie);
  await describeApi(server, options.version);
  await limitRates(server, options);
  await server.register(async (api) => apiRoutes(api as unknown as Server, options, { streams, presence }), {
    prefix: "/api/v1",
  });
  guideRoutes(server);
  await documentRoutes(server);
  healthRoutes(server, options, { hub, streams });
  await consoleRoutes(server, options.consoleDirectory);
  return server as unknown as FastifyInstance;
}

async function apiRoutes(
  api: Server,
  options: HttpOptions,
  { streams, presence }: { streams: Streams; presence: PresenceBoard },
): Promise<void> {
  const badTokens = createAttempts(options.clock, { most: 60, windowSeconds: 60 });
  api.addHook("onRoute", (route) => {
    const access = route.config?.access;
    if (access === undefined) throw new Error(`${String(route.method)} ${route.url} does not say who may call it`);
    for (const method of [route.method].flat()) api.apiRoutes.push({ method, url: route.url, access });
  });
  api.addHook("onRequest", createCallerHook(options, badTokens));
  api.addHook("onSend", async (_request, reply) => {
    if (!reply.hasHeader("cache-control")) void reply.header("cache-control", "private, no-store");
  });
  ticketRoutes(api, options);
  messageRoutes(api, options);
  replyRoutes(api, options, presence);
  draftRoutes(api, options);
  mentionRoutes(api, options);
  uploadRoutes(api, options);
  cannedReplyRoutes(api, options);
  signatureRoutes(api, options);
  presenceRoutes(api, options, presence);
  deliveryRoutes(api, options);
  bookRoutes(api, options);
  sourceRoutes(api, options);
  sendingDomainRoutes(api, options);
  relayRoutes(api, options);
  suppressionRoutes(api, options);
  alarmRoutes(api, options);
  peopleRoutes(api, options);
  apiKeyRoutes(api, options);
  authRoutes(api, options, streams);
  eventRoutes(api, streams);
}

// By key or session where there is one, so that one busy program does not lock out its neighbours behind the same address.
async function limitRates(server: Server, options: HttpOptions): Promise<void> {
  await server.register(rateLimit, {
    global: true,
    hook: "preHandler",
    max: options.requestsPerMinute ?? 1_200,
    timeWindow: 60_000,
    cache: 20_000,
    enableDraftSpec: true,
    keyGenerator: (request) => request.caller?.credentialId ?? request.ip,
    errorResponseBuilder: (_request, context) =>
      new TryLater(
        "too-many-requests",
        Math.ceil(context.ttl / 1000),
        "Too many requests in one minute. Wait a moment, and ask less often.",
      ),
  });
}

// The pattern of the route, never the address itself: that may carry what somebody searches for, or a one-time link.
function logRequests(server: Server, { log }: HttpOptions): void {
  server.addHook("onResponse", async (request, reply) => {
    log.debug(
      {
        part: "http",
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
      },
      "answered",
    );
  });
}
