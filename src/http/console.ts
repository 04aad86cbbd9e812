// The console: built files as they are, and its one page for every address that it routes by itself.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Server } from "./describe.ts";
import { sendProblem } from "./problems.ts";

export async function consoleRoutes(server: Server, directory: string): Promise<void> {
  const page = existsSync(join(directory, "index.html")) ? readFileSync(join(directory, "index.html"), "utf8") : null;
  if (page !== null) await serveFiles(server, directory);
  server.setNotFoundHandler((request, reply) => {
    if (!isPageAddress(request))
      return sendProblem(request, reply, { status: 404, code: "not-found", detail: "There is nothing at this address." });
    return page === null ? sendPage(reply, 503, notBuilt) : sendPage(reply, 200, page);
  });
}

// Files under assets/ carry a hash of their content in their names; the page that names them is asked for each time.
async function serveFiles(server: Server, directory: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: directory,
    wildcard: false,
    index: ["index.html"],
    decorateReply: false,
    preCompressed: true,
    setHeaders(reply, path) {
      void reply.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
}

// An address with a dot in its last part names a file that is not there.
function isPageAddress(request: FastifyRequest): boolean {
  const path = request.url.split("?", 1)[0] ?? "/";
  return (request.method === "GET" || request.method === "HEAD") && !path.startsWith("/api/") && !/\.[^/]*$/.test(path);
}

function sendPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.status(status).header("cache-control", "no-cache").type("text/html; charset=utf-8").send(html);
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Inlet</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>The console is not built</h1>
<p>Mail is taken and the API answers; only these pages are missing. In the directory of Inlet, run</p>
<pre>npm run build</pre>
<p>then start it again. The API is described at <a href="/reference/">/reference</a>.</p>
`;
