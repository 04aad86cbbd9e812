// Serves the built console with a believable desk behind it, in memory: for looking at screens and for tests of the console alone.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import type { ApiKey } from "#contract/api-keys.ts";
import type { Ticket } from "#contract/tickets.ts";
import {
  type Answers,
  answer as answerAboutAnswers,
  makeAnswers,
  type Reply,
  takeUpload,
  uploadedBytes,
} from "./fake-answers.ts";
import { type Desk, makeDesk } from "./fake-data.ts";
import { makeBooks, makeSource, newId } from "./fake-parts.ts";
import { addAnswers, answerAboutSending, makeWays, type Ways } from "./fake-sending.ts";

type Body = Record<string, unknown>;

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};
const dist = new URL("../../dist/console/", import.meta.url).pathname;
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export interface FakeApi extends AsyncDisposable {
  url: string;
  desk: Desk;
  answers: Answers;
  ways: Ways;
  signedIn: boolean;
  needsSetUp: boolean;
  /** A new mail: makes a ticket and tells every stream. */
  receive(subject: string): Ticket;
  /** The next request whose path contains this text is refused. */
  refuseNext: string | null;
  announce(event: "ticket" | "delivery" | "presence", ids: string[]): void;
  /** Breaks every event stream, as a proxy that restarts does. */
  dropStreams(): void;
}

export async function startFakeApi(options: { port?: number; tickets?: number; signedIn?: boolean } = {}): Promise<FakeApi> {
  const streams = new Set<ServerResponse>();
  const api: FakeApi = {
    url: "",
    desk: addAnswers(makeDesk(Date.now(), options.tickets ?? 320)),
    answers: makeAnswers(),
    ways: makeWays(),
    signedIn: options.signedIn ?? true,
    needsSetUp: false,
    refuseNext: null,
    receive,
    announce,
    dropStreams: () => {
      for (const stream of streams) stream.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const address = server.address();
  api.url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return api;

  function announce(event: "ticket" | "delivery" | "presence", ids: string[]) {
    const data = { ids, ...(event === "presence" ? { agents: api.answers.present } : {}) };
    for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  function receive(subject: string): Ticket {
    const like = structuredClone(api.desk.tickets[0] as Ticket);
    const now = new Date().toISOString();
    const number = Math.max(...api.desk.tickets.map((ticket) => ticket.number)) + 1;
    const ticket: Ticket = {
      ...like,
      id: newId(),
      number,
      subject,
      state: "open",
      assignee: null,
      createdAt: now,
      updatedAt: now,
      lastMessageAt: now,
    };
    api.desk.tickets.unshift(ticket);
    announce("ticket", [ticket.id]);
    announce("delivery", []);
    return ticket;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fake");
    if (!url.pathname.startsWith("/api/")) return serveFile(url.pathname, response);
    const path = url.pathname.slice("/api/v1".length);
    if (api.refuseNext !== null && path.includes(api.refuseNext)) {
      api.refuseNext = null;
      return refuse(response, 503, "busy", "Inlet is busy", "The database did not answer in time. Nothing was changed.");
    }
    if (path === "/events")
      return api.signedIn
        ? openStream(response)
        : refuse(response, 401, "unauthenticated", "Please sign in", "Your session has ended.");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (path.startsWith("/uploads") && api.signedIn) return uploads(request, path, Buffer.concat(chunks), response);
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
    const method = request.method ?? "GET";
    const key = String(request.headers["idempotency-key"] ?? "");
    const asked = { method, path, query: url.searchParams, body, key };
    const own = api.signedIn ? (answerAboutAnswers(api.desk, api.answers, asked) ?? answerAboutSending(api.ways, asked)) : null;
    if (own === null) return route(method, path, url.searchParams, body, response);
    give(own, response);
    if (method !== "GET" && /\/messages|\/submissions/.test(path)) setTimeout(() => announce("ticket", []), 20);
  }

  function uploads(request: IncomingMessage, path: string, bytes: Buffer, response: ServerResponse): void {
    if (request.method === "POST") {
      const name = decodeURIComponent(String(request.headers["x-file-name"] ?? ""));
      return give(takeUpload(api.answers, name, request.headers["content-type"] ?? "", bytes), response);
    }
    const found = uploadedBytes(api.answers, path.slice("/uploads/".length));
    response.writeHead(200, { "content-type": found.mediaType });
    response.end(found.bytes);
  }

  function openStream(response: ServerResponse) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": hello\n\n");
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  function route(method: string, path: string, query: URLSearchParams, body: Body, response: ServerResponse): void {
    const desk = api.desk;
    if (path === "/auth/status") return json(response, { needsSetUp: api.needsSetUp });
    if (path === "/auth/sign-in") {
      if (body["password"] === "wrong")
        return refuse(response, 401, "sign-in-failed", "That did not work", "The e-mail address or the password is not right.");
      if (body["password"] === "needs-code" && body["code"] === undefined)
        return refuse(response, 401, "totp-required", "One more step", "Type the code of your authenticator app.");
      api.signedIn = true;
      return json(response, desk.me);
    }
    if (path === "/auth/setup") {
      api.signedIn = true;
      api.needsSetUp = false;
      return json(response, desk.me);
    }
    if (path === "/auth/sign-out") {
      api.signedIn = false;
      return json(response, null, 204);
    }
    if (!api.signedIn) return refuse(response, 401, "unauthenticated", "Please sign in", "Your session has ended.");
    if (path === "/auth/totp" && method === "POST")
      return json(response, {
        secret: "JBSWY3DPEHPK3PXP",
        otpauthUri: "otpauth://totp/Inlet:mira@northwind.example?secret=JBSWY3DPEHPK3PXP&issuer=Inlet",
      });
    if (path === "/auth/totp/confirm") {
      if (desk.me.agent !== null) desk.me.agent.totpEnabled = true;
      return json(response, null, 204);
    }
    if (path === "/auth/totp" && method === "DELETE") {
      if (desk.me.agent !== null) desk.me.agent.totpEnabled = false;
      return json(response, null, 204);
    }
    if (path === "/me") return json(response, desk.me);
    if (path === "/agents") return json(response, { data: desk.agents, nextCursor: null });
    if (path === "/books") return json(response, makeBooks());
    if (path.startsWith("/api-keys")) return keys(method, path, body, response);
    if (path.startsWith("/tickets")) return tickets(method, path, query, body, response);
    if (path.startsWith("/deliveries")) return deliveries(method, path, query, response);
    if (path.startsWith("/sources")) return sources(method, path, body, response);
    if (/^\/messages\/[^/]+\/html$/.test(path)) {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy":
          "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox",
      });
      response.end(
        "<!doctype html><body style='font:14px Georgia;background:#fff;color:#222'><h2 style='color:#7a1f5c'>Hello from the sender</h2><p>This is how it was meant to look.</p><table border=1 cellpadding=8><tr><td>Invoice</td><td>4471</td></tr></table></body>",
      );
      return;
    }
    if (path.startsWith("/attachments/")) {
      response.writeHead(200, { "content-type": "image/svg+xml" });
      response.end(
        "<svg xmlns='http://www.w3.org/2000/svg' width='320' height='180'><rect width='320' height='180' fill='#dfe7ea'/><text x='24' y='96' font-family='sans-serif'>screenshot</text></svg>",
      );
      return;
    }
    refuse(response, 404, "not-found", "Not found", "There is nothing here, or it is not yours.");
  }

  function tickets(method: string, path: string, query: URLSearchParams, body: Body, response: ServerResponse): void {
    const desk = api.desk;
    if (path === "/tickets") {
      const wanted = desk.tickets.filter((ticket) => {
        const assignee = query.get("assignee");
        if (query.has("state") && !(query.get("state") ?? "").split(",").includes(ticket.state)) return false;
        if (assignee === "none" && ticket.assignee !== null) return false;
        if (assignee === "me" && ticket.assignee?.id !== desk.me.agent?.id) return false;
        const text = (query.get("q") ?? "").toLowerCase();
        return `${ticket.number} ${ticket.subject} ${ticket.requester.email} ${ticket.preview}`.toLowerCase().includes(text);
      });
      return page(
        wanted.sort((a, b) => b.lastMessageAt.localeCompare(a.lastMessageAt)),
        query,
        response,
      );
    }
    const byNumber = /^\/tickets\/by-number\/(\d+)$/.exec(path);
    const ticket = desk.tickets.find((one) =>
      byNumber === null ? path === `/tickets/${one.id}` : String(one.number) === byNumber[1],
    );
    if (ticket === undefined) return refuse(response, 404, "not-found", "Not found", "There is no ticket with this number.");
    if (method === "PATCH") {
      const { assigneeId, ...rest } = body;
      Object.assign(ticket, rest, { updatedAt: new Date().toISOString() });
      if (assigneeId !== undefined) ticket.assignee = desk.agents.find((agent) => agent.id === assigneeId) ?? null;
      setTimeout(() => announce("ticket", [ticket.id]), 20);
    }
    json(response, ticket);
  }

  function deliveries(method: string, path: string, query: URLSearchParams, response: ServerResponse): void {
    const desk = api.desk;
    if (path === "/deliveries") {
      const outcomes = query.get("outcome")?.split(",") ?? null;
      const text = (query.get("q") ?? "").toLowerCase();
      return page(
        desk.deliveries.filter(
          (one) =>
            (outcomes === null || outcomes.includes(one.outcome?.action ?? "pending")) &&
            (query.get("dismissed") !== "false" || one.outcome?.dismissedAt == null) &&
            `${one.sender} ${one.subject}`.toLowerCase().includes(text),
        ),
        query,
        response,
      );
    }
    const delivery = desk.deliveries.find((one) => path.startsWith(`/deliveries/${one.id}`));
    if (delivery === undefined)
      return refuse(response, 404, "not-found", "Not found", "There is nothing here, or it is not yours.");
    if (path.endsWith("/raw")) {
      response.writeHead(200, { "content-type": "text/plain" });
      response.end(delivery.headers ?? "");
      return;
    }
    if (method === "POST" && delivery.outcome !== null) {
      if (path.endsWith("/dismiss")) delivery.outcome.dismissedAt = new Date().toISOString();
      if (path.endsWith("/undismiss")) delivery.outcome.dismissedAt = null;
      if (path.endsWith("/release")) {
        delivery.outcome.action = "create";
        delivery.outcome.reason = null;
        delivery.outcome.revision += 1;
      }
      setTimeout(() => announce("delivery", [delivery.id]), 20);
    }
    json(response, delivery);
  }

  function sources(method: string, path: string, body: Body, response: ServerResponse): void {
    const desk = api.desk;
    if (path === "/sources" && method === "POST") {
      const made = makeSource(body["name"] as string, "new", (minutes) => new Date(Date.now() - minutes * 60_000).toISOString());
      desk.sources.push(made);
      return json(response, made, 201);
    }
    if (path === "/sources") return json(response, { data: desk.sources, nextCursor: null });
    const source = desk.sources.find((one) => path.startsWith(`/sources/${one.id}`));
    if (source === undefined) return refuse(response, 404, "not-found", "Not found", "There is no such source.");
    if (path.endsWith("/challenge/send") || path.endsWith("/challenges")) {
      const publicAddress = body["publicAddress"] as string;
      const now = Date.now();
      const expiresAt = new Date(now + 3_600_000).toISOString();
      source.checks.unshift({
        id: newId(),
        kind: "challenge",
        verdict: "waiting",
        publicAddress: publicAddress,
        code: null,
        link: null,
        address: null,
        arrivedAt: null,
        deliveryId: null,
        createdAt: new Date(now).toISOString(),
        decidedAt: null,
        expiresAt,
        sending: path.endsWith("/send")
          ? { state: "queued", reply: null, code: null, nextTryAt: null, sentAt: null, attempts: 0 }
          : null,
      });
      if (path.endsWith("/send")) return json(response, source.checks[0], 201);
      const code = "inlet-challenge-k3v9q2m7x4ahc5dpw8t6yb2n4q";
      return json(
        response,
        {
          id: newId(),
          code,
          mail: {
            to: publicAddress,
            subject: `Forwarding check ${code}`,
            text: `This mail checks that ${publicAddress} reaches Inlet.\n\n${code}\n`,
          },
          expiresAt,
        },
        201,
      );
    }
    if (method === "PATCH") {
      if (body["name"] !== undefined) source.name = body["name"] as string;
      if (body["settings"] !== undefined) Object.assign(source.settings, body["settings"]);
      if (body["paused"] !== undefined) {
        source.status = body["paused"] ? "paused" : "connected";
        source.pausedAt = body["paused"] ? new Date().toISOString() : null;
      }
    }
    json(response, source);
  }

  function keys(method: string, path: string, body: Body, response: ServerResponse): void {
    if (method === "POST") {
      const made = {
        id: newId(),
        name: body["name"] as string,
        scopes: body["scopes"] as ApiKey["scopes"],
        hint: "eTqM",
        createdAt: new Date().toISOString(),
        expiresAt: (body["expiresAt"] as string | null | undefined) ?? null,
        lastUsedAt: null,
        revokedAt: null,
      };
      api.desk.keys.unshift(made);
      return json(response, { ...made, key: "inlet_sk_example_4Vd0cQm1nGxk9b2ZrY8tUwE5" }, 201);
    }
    if (method === "DELETE") {
      api.desk.keys = api.desk.keys.filter((key) => path !== `/api-keys/${key.id}`);
      return json(response, null, 204);
    }
    json(response, { data: api.desk.keys, nextCursor: null });
  }
}

function page(items: readonly unknown[], query: URLSearchParams, response: ServerResponse): void {
  const from = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 50);
  json(response, {
    data: items.slice(from, from + limit),
    nextCursor: from + limit < items.length ? String(from + limit) : null,
  });
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(status === 204 ? undefined : JSON.stringify(value));
}

function give(reply: Reply, response: ServerResponse): void {
  if ("code" in reply) refuse(response, reply.status, reply.code, reply.title, reply.detail);
  else json(response, reply.body, reply.status);
}

function refuse(response: ServerResponse, status: number, code: string, title: string, detail: string): void {
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type: `/docs/errors#${code}`, title, status, code, detail, errors: [], requestId: "req-1" }));
}

function serveFile(path: string, response: ServerResponse): void {
  const file = join(dist, normalize(path));
  const found = file.startsWith(dist) && existsSync(file) && statSync(file).isFile() ? file : join(dist, "index.html");
  response.writeHead(200, {
    "content-type": types[extname(found)] ?? "application/octet-stream",
    "content-security-policy": policy,
  });
  createReadStream(found).pipe(response);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const api = await startFakeApi({ port: Number(process.env["PORT"] ?? 0) });
  process.stdout.write(`${api.url}\n`);
}
