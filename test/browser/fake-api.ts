// Serves the built console with a believable desk behind it, in memory: for looking at screens and for tests of the console alone.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Ticket } from "#contract/tickets.ts";
import { type Answers, answer as answerAboutAnswers, makeAnswers, takeUpload, uploadedBytes } from "./fake-answers.ts";
import { type Desk, makeDesk } from "./fake-data.ts";
import { serveFile } from "./fake-files.ts";
import { answerAboutHouse, answerAtTheDoor, type Door } from "./fake-house.ts";
import { answerAboutIntake } from "./fake-intake.ts";
import { newId } from "./fake-parts.ts";
import { answerAboutPlaces, makePlaces, type Places } from "./fake-places.ts";
import { type Announced, type Asked, no, nothingHere, type Reply } from "./fake-reply.ts";
import { addAnswers, answerAboutSending, makeWays, type Ways } from "./fake-sending.ts";
import { answerAboutTickets } from "./fake-tickets.ts";

export interface FakeApi extends AsyncDisposable, Door {
  url: string;
  desk: Desk;
  answers: Answers;
  ways: Ways;
  places: Places;
  /** A new mail: makes a ticket and tells every stream. */
  receive(subject: string): Ticket;
  /** The next request whose path contains this text is refused. */
  refuseNext: string | null;
  announce(event: Announced, ids: string[]): void;
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
    places: makePlaces(),
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

  function announce(event: Announced, ids: string[]) {
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
      return write(no(503, "busy", "Inlet is busy", "The database did not answer in time. Nothing was changed."), response);
    }
    if (path === "/events") return api.signedIn ? openStream(response) : write(endedSession, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (path.startsWith("/uploads") && api.signedIn) return uploads(request, path, Buffer.concat(chunks), response);
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
    const method = request.method ?? "GET";
    const key = String(request.headers["idempotency-key"] ?? "");
    const asked: Asked = { method, path, query: url.searchParams, body, key };
    give(reply(asked), response);
    if (api.signedIn && method !== "GET" && /\/messages|\/submissions/.test(path)) setTimeout(() => announce("ticket", []), 20);
  }

  function reply(asked: Asked): Reply {
    const { desk } = api;
    const atTheDoor = answerAtTheDoor(api, desk, asked);
    if (atTheDoor !== null) return atTheDoor;
    if (!api.signedIn) return endedSession;
    return (
      answerAboutAnswers(desk, api.answers, asked) ??
      answerAboutSending(api.ways, asked) ??
      answerAboutPlaces(api, asked) ??
      answerAboutHouse(desk, asked) ??
      answerAboutTickets(desk, asked) ??
      answerAboutIntake(desk, asked) ??
      fileOf(asked) ??
      nothingHere()
    );
  }

  function give(found: Reply, response: ServerResponse): void {
    write(found, response);
    const announced = "announce" in found ? found.announce : undefined;
    if (announced !== undefined) setTimeout(() => announce(announced.event, announced.ids), 20);
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
}

const endedSession = no(401, "unauthenticated", "Please sign in", "Your session has ended.");

/** The sender's own formatting, and pictures. Null: not a path of this part. */
function fileOf({ path }: Asked): Reply | null {
  if (/^\/messages\/[^/]+\/html$/.test(path)) {
    return {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy":
          "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox",
      },
      text: "<!doctype html><body style='font:14px Georgia;background:#fff;color:#222'><h2 style='color:#7a1f5c'>Hello from the sender</h2><p>This is how it was meant to look.</p><table border=1 cellpadding=8><tr><td>Invoice</td><td>4471</td></tr></table></body>",
    };
  }
  if (path.startsWith("/attachments/")) {
    return {
      headers: { "content-type": "image/svg+xml" },
      text: "<svg xmlns='http://www.w3.org/2000/svg' width='320' height='180'><rect width='320' height='180' fill='#dfe7ea'/><text x='24' y='96' font-family='sans-serif'>screenshot</text></svg>",
    };
  }
  return null;
}

function write(reply: Reply, response: ServerResponse): void {
  if ("text" in reply) {
    response.writeHead(200, reply.headers);
    response.end(reply.text);
    return;
  }
  if ("code" in reply) {
    const { status, code, title, detail } = reply;
    response.writeHead(status, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ type: `/docs/errors#${code}`, title, status, code, detail, errors: [], requestId: "req-1" }));
    return;
  }
  response.writeHead(reply.status, { "content-type": "application/json" });
  response.end(reply.status === 204 ? undefined : JSON.stringify(reply.body));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const api = await startFakeApi({ port: Number(process.env["PORT"] ?? 0) });
  process.stdout.write(`${api.url}\n`);
}
