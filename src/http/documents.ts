// /openapi.json, made from the routes themselves, and /reference, a page that shows it without asking any other machine.
import { readFile } from "node:fs/promises";
import swagger from "@fastify/swagger";
import { fastify } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import type { Server } from "./describe.ts";
import { sendProblem } from "./problems.ts";

/** Before the routes: it listens to them being added. */
export async function describeApi(server: Server, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Inlet API",
        version,
        description: [
          "Everything that the console does, a program can do.",
          "",
          "**Keys.** `Authorization: Bearer inlet_sk_…`, from servers only: a key that comes from a browser is refused.",
          "",
          "**Lists** answer `{data, nextCursor}`. Give `nextCursor` back as `cursor` until it is null. Cursors are opaque.",
          "",
          "**Refusals** are `application/problem+json` (RFC 9457): branch on `code`, show `detail`, quote `requestId`.",
          "",
          "**Times** are RFC 3339 in UTC. **Sizes** are bytes.",
        ].join("\n"),
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/", description: "This Inlet" }],
      tags: [
        { name: "Tickets", description: "The unit of work: what customers asked for." },
        { name: "Messages", description: "The parts of a ticket, and their files." },
        { name: "Canned replies", description: "Texts written once and used often." },
        { name: "Deliveries", description: "Every raw arrival, what became of it, and why." },
        { name: "Sources", description: "Where customers write." },
        { name: "Sending", description: "How answers leave: domains, relays, and who gets no mail." },
        { name: "People", description: "Who works here." },
        { name: "API keys", description: "Keys for programs: for owners and admins, signed in." },
        { name: "Signing in", description: "Sessions and the second factor." },
        { name: "Events", description: "Changes as they happen." },
      ],
      components: {
        securitySchemes: {
          key: { type: "http", scheme: "bearer", description: "An API key: `inlet_sk_…`." },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "inlet_session",
            description: "The console's session (`__Host-inlet_session` over HTTPS).",
          },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

// Everything comes from here; `default-src 'none'` with `connect-src 'self'` makes sure of it whatever the page's script wants.
const referencePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const guides = new URL("../../docs/", import.meta.url);

/** The guides as they lie in docs/, as plain text: where the `type` of a problem leads. */
export function guideRoutes(server: Server): void {
  server.get("/docs/*", { schema: { hide: true } }, async (request, reply) => {
    const path = (request.params as { "*": string })["*"].replace(/\.md$/, "");
    const guide = /^(channels\/)?[a-z-]+$/.test(path)
      ? await readFile(new URL(`${path}.md`, guides), "utf8").catch(() => null)
      : null;
    if (guide === null) return sendProblem(request, reply, { status: 404, code: "not-found", detail: "There is no such guide." });
    return reply.header("cache-control", "max-age=3600").type("text/plain; charset=utf-8").send(guide);
  });
}

export async function documentRoutes(server: Server): Promise<void> {
  let document: string | undefined;
  server.get("/openapi.json", { schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(server.swagger());
    return reply
      .header("cache-control", "no-cache")
      .type("application/json")
      .serializer((text: unknown) => text as string)
      .send(document);
  });
  server.get("/reference", { schema: { hide: true } }, (_request, reply) => reply.redirect("/reference/"));
  server.get("/reference/", { schema: { hide: true } }, (_request, reply) =>
    reply
      .header("content-security-policy", referencePolicy)
      .header("cache-control", "no-cache")
      .type("text/html; charset=utf-8")
      .send(page),
  );
  let script: Promise<string> | undefined;
  server.get("/reference/js/scalar.js", { schema: { hide: true } }, async (_request, reply) => {
    script ??= loadScript();
    return reply
      .header("cache-control", "max-age=86400")
      .type("text/javascript; charset=utf-8")
      .send(await script);
  });
}

// The package holds its script inside its own plugin, which takes 40 MB of memory to load: it is asked for it, in a server that
// nobody reaches, when somebody first opens the page.
async function loadScript(): Promise<string> {
  const { default: reference } = await import("@scalar/fastify-api-reference");
  const unreached = fastify();
  await unreached.register(reference, { routePrefix: "/reference", configuration: { url: "/openapi.json" } });
  const { body } = await unreached.inject("/reference/js/scalar.js");
  await unreached.close();
  return body;
}

const settings = {
  url: "/openapi.json",
  proxyUrl: "",
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
};

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inlet API</title>
</head>
<body>
<script id="api-reference" type="application/json" data-url="/openapi.json" data-configuration="${JSON.stringify(settings).replaceAll('"', "&quot;")}"></script>
<script src="/reference/js/scalar.js"></script>
</body>
</html>
`;
