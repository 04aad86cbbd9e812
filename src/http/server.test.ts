// The server around the routes: the event stream, documents, health, the console's page, limits, and texts that bite.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Secret } from "#platform/secrets.ts";
import { inWorkspace } from "#store/db.ts";
import { announce } from "#store/intake-rows.ts";
import {
  type Caller,
  type Planted,
  type TestAgent,
  type TestDesk,
  makeAgent,
  makeKey,
  makeWorkspace,
  plant,
  testDesk,
} from "../../test/http/desk.ts";
import { listenTo } from "../../test/http/stream.ts";

// Hundreds of requests in one test: quick alone, slow on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let desk: TestDesk;
let mira: TestAgent;
let quince: Planted;

beforeAll(async () => {
  desk = await testDesk();
  mira = await makeAgent(desk.database);
  quince = await plant(desk, "quince");
});
afterAll(() => desk.close());

const listen = (as: Caller, headers?: Record<string, string>) => listenTo(desk, as, headers);
const tell = (workspaceId: string, tickets: string[], deliveries: string[]) =>
  inWorkspace(desk.options.db, workspaceId, (tx) => announce(tx, { workspaceId, tickets, deliveries }));

describe("the event stream", () => {
  test("tells of changes in its own workspace, as they are committed", async () => {
    const stream = await listen(mira.as);
    expect(stream.answer.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.answer.headers.get("x-content-type-options")).toBe("nosniff");
    const other = await makeWorkspace(desk.database, "Others");
    await tell(other, [quince.ticketId], []);
    await expect
      .poll(async () => {
        await tell(quince.workspaceId, [quince.ticketId], [quince.deliveryId]);
        return stream.heard.text;
      })
      .toContain(`event: delivery\ndata: {"ids":["${quince.deliveryId}"]}`);
    expect(stream.heard.text).toMatch(
      new RegExp(`id: \\d+\\nevent: ticket\\ndata: \\{"ids":\\["${quince.ticketId}"\\]\\}\\n\\n`),
    );
    await stream.close();
  });

  test("a key hears only what its scopes let it read", async () => {
    const stream = await listen((await makeKey(desk.database, { scopes: ["deliveries:read"] })).as);
    await tell(quince.workspaceId, [quince.ticketId], [quince.deliveryId]);
    await expect.poll(() => stream.heard.text).toContain("event: delivery");
    expect(stream.heard.text).not.toContain("event: ticket");
    await stream.close();
    const deaf = await listen((await makeKey(desk.database, { scopes: ["sources:read"] })).as);
    expect(deaf.answer.status).toBe(403);
  });

  test("begins with a word to read again, where an earlier connection broke", async () => {
    const stream = await listen(mira.as, { "last-event-id": "17" });
    await expect.poll(() => stream.heard.text).toContain('event: ticket\ndata: {"ids":[]}');
    await stream.close();
  });

  test("ends when its person signs out", async () => {
    const leaver = await makeAgent(desk.database);
    const stream = await listen(leaver.as);
    await desk.call("POST", "/auth/sign-out", { as: leaver.as });
    await expect.poll(() => stream.heard.ended).toBe(true);
  });

  test("one session cannot open more than its share", async () => {
    const someone = await makeAgent(desk.database);
    const streams = await Promise.all(Array.from({ length: 20 }, () => listen(someone.as)));
    const refused = await listen(someone.as);
    expect(refused.answer.status).toBe(429);
    await Promise.all(streams.map((stream) => stream.close()));
    await expect
      .poll(async () => {
        const again = await listen(someone.as);
        await again.close();
        return again.answer.status;
      })
      .toBe(200);
  });
});

describe("documents", () => {
  interface Operation {
    operationId?: string;
    summary?: string;
    tags?: string[];
    responses: Record<string, { description?: string; content?: Record<string, unknown> }>;
  }

  test("the OpenAPI document names every API route, with its refusals", async () => {
    const { json } = await desk.call("GET", "//openapi.json");
    expect(json.openapi).toBe("3.1.0");
    for (const { method, url } of desk.server.apiRoutes.filter((route) => route.method !== "HEAD")) {
      const operation = json.paths[url.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()] as Operation | undefined;
      expect({ call: `${method} ${url}`, documented: operation !== undefined }).toEqual({
        call: `${method} ${url}`,
        documented: true,
      });
      if (operation === undefined) continue;
      expect(operation).toMatchObject({
        operationId: expect.any(String),
        summary: expect.any(String),
        tags: [expect.any(String)],
      });
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["400", "401", "403", "429", "503"]));
      expect(Object.keys(operation.responses["401"]?.content ?? {})).toEqual(["application/problem+json"]);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(url.includes(":") ? ["404"] : []));
      for (const answer of Object.values(operation.responses)) expect(answer.description).not.toBe("Default Response");
    }
    const operationIds = Object.values(json.paths as Record<string, Record<string, Operation>>).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    );
    expect(new Set(operationIds).size).toBe(operationIds.length);
    expect(Object.keys(json.components.schemas)).toEqual(expect.arrayContaining(["Ticket", "Delivery", "Source", "Problem"]));
  });

  test("every $ref in it leads somewhere", async () => {
    const { json, text } = await desk.call("GET", "//openapi.json");
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(json.components.schemas).toHaveProperty(name ?? "");
  });

  test("the reference page loads nothing from elsewhere and allows nothing else", async () => {
    const page = await desk.call("GET", "//reference/");
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page.text).not.toMatch(/<script>/);
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    const script = await desk.call("GET", "//reference/js/scalar.js");
    expect(script.status).toBe(200);
    expect(String(script.headers["content-type"])).toContain("javascript");
  });
});

describe("guides", () => {
  test("are served as text, so that the type of a problem leads somewhere", async () => {
    const { json } = await desk.call("GET", "//api/v1/tickets/not-an-id", {});
    const errors = await desk.call("GET", `/${json.type.split("#")[0]}`);
    expect(errors.status).toBe(200);
    expect(errors.text).toContain(`\`${json.code}\``);
    expect((await desk.call("GET", "//docs/..%2Fpackage.json")).status).toBe(404);
    expect((await desk.call("GET", "//docs/nothing")).status).toBe(404);
  });
});

describe("health", () => {
  test("answers for the process, and for what it needs", async () => {
    expect((await desk.call("GET", "//healthz")).json).toEqual({ status: "ok", version: "0.0.0-test" });
    const ready = await desk.call("GET", "//readyz");
    expect(ready.json).toEqual({ status: "ready", checks: { database: "ok", migrations: "ok", queue: "ok", storage: "ok" } });
  });

  test("is not ready while it stops, or without its directory", async () => {
    const stopping = await testDesk({ isDraining: () => true });
    const homeless = await testDesk({ blobDirectory: "/nowhere/at/all" });
    try {
      expect((await stopping.call("GET", "//readyz")).status).toBe(503);
      expect((await stopping.call("GET", "//healthz")).status).toBe(200);
      expect((await homeless.call("GET", "//readyz")).json).toMatchObject({
        status: "not-ready",
        checks: { database: "ok", storage: expect.stringContaining("cannot be written") },
      });
    } finally {
      await Promise.all([stopping.close(), homeless.close()]);
    }
  });

  test("metrics are for this machine, or for the token", async () => {
    const local = await desk.call("GET", "//metrics");
    expect(local.text).toContain("inlet_http_request_duration_seconds_bucket");
    expect(local.text).toContain("inlet_queue_deliveries");
    const far = await desk.server.inject({ url: "/metrics", remoteAddress: "192.0.2.7" });
    const passedOn = await desk.call("GET", "//metrics", { headers: { "x-forwarded-for": "192.0.2.7" } });
    expect([far.statusCode, passedOn.status]).toEqual([404, 404]);
    const guarded = await testDesk({ metricsToken: new Secret("metrics-token") });
    try {
      expect((await guarded.call("GET", "//metrics")).status).toBe(404);
      expect((await guarded.call("GET", "//metrics", { headers: { authorization: "Bearer wrong" } })).status).toBe(404);
      expect((await guarded.call("GET", "//metrics", { headers: { authorization: "Bearer metrics-token" } })).status).toBe(200);
    } finally {
      await guarded.close();
    }
  });
});

describe("the console's page", () => {
  test("says plainly that it is not built", async () => {
    const answer = await desk.call("GET", "//tickets/1042");
    expect(answer.status).toBe(503);
    expect(answer.text).toContain("npm run build");
  });

  test("answers every address of its own, and none of the API's", async () => {
    const directory = await mkdtemp(join(tmpdir(), "inlet-console-"));
    await mkdir(join(directory, "assets"));
    await writeFile(join(directory, "index.html"), "<!doctype html><title>Inlet</title>");
    await writeFile(join(directory, "assets", "app-1a2b.js"), "1");
    const built = await testDesk({ consoleDirectory: directory });
    try {
      for (const path of ["//", "//inbox", "//tickets/1042", "//setup?token=x"]) {
        const answer = await built.call("GET", path);
        expect({ path, status: answer.status, text: answer.text }).toEqual({
          path,
          status: 200,
          text: "<!doctype html><title>Inlet</title>",
        });
        expect(String(answer.headers["content-security-policy"])).toMatch(
          /default-src 'none';.*script-src 'self';.*frame-ancestors 'none'/,
        );
        expect(answer.headers["cache-control"]).toBe("no-cache");
      }
      const asset = await built.call("GET", "//assets/app-1a2b.js");
      expect(asset.headers["cache-control"]).toContain("immutable");
      for (const path of ["//assets/gone.js", "//api/v1/nothing", "//api/v2/tickets", "//favicon.ico"])
        expect((await built.call("GET", path)).json).toMatchObject({ status: 404, code: "not-found" });
      for (const path of ["//..%2f..%2fpackage.json", "//assets/..%2f..%2fpackage.json"])
        expect((await built.call("GET", path)).text).not.toContain("devDependencies");
      expect((await built.call("POST", "//inbox")).status).toBe(404);
    } finally {
      await built.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

test("a caller that asks too often is told when to come back, and its neighbours are not", async () => {
  const busy = await testDesk({ requestsPerMinute: 5 });
  try {
    const [one, two] = [(await makeKey(busy.database)).as, (await makeKey(busy.database)).as];
    const answers = [];
    for (let request = 0; request < 6; request += 1) answers.push(await busy.call("GET", "/me", { as: one }));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[5]?.json).toMatchObject({ code: "too-many-requests" });
    expect(Number(answers[5]?.headers["retry-after"])).toBeGreaterThan(0);
    expect((await busy.call("GET", "/me", { as: two })).status).toBe(200);
  } finally {
    await busy.close();
  }
});

describe("texts that bite", () => {
  const texts = [
    "\0",
    "\ud800",
    "a\udfffb",
    "\u202eevil",
    "\u200b",
    "\u2028",
    "\ufeff",
    "🙂".repeat(60),
    "x".repeat(250_000),
    "word ".repeat(50_000),
    "'; drop table tickets; --",
    "${7*7}",
    "<script>",
    "\u0007\u001b[31m",
    "%",
    "\\",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "constructor",
    "__proto__",
  ];

  test("in any field of any request end in an answer, never in a fault of ours", async () => {
    const agent = mira.as;
    for (const text of texts) {
      const field = encodeURIComponent(text.toWellFormed().slice(0, 3_000));
      const calls: [string, string, unknown?][] = [
        ...["q", "state", "assignee", "source", "requester", "priority", "cursor", "limit"].map((name): [string, string] => [
          "GET",
          `/tickets?${name}=${field}`,
        ]),
        ...["q", "outcome", "reason", "source", "since", "until", "cursor", "dismissed"].map((name): [string, string] => [
          "GET",
          `/deliveries?${name}=${field}`,
        ]),
        ["GET", `/books?hours=${field}`],
        ["GET", `/books?source=${field}`],
        ["GET", `/tickets/by-number/${field}`],
        ["GET", `/messages/${quince.messageId}/html?remoteImages=${field}`],
        ["PATCH", `/tickets/${quince.ticketId}`, { state: text }],
        ["PATCH", `/tickets/${quince.ticketId}`, { assigneeId: text }],
        ["POST", "/sources", { name: text }],
        ["POST", "/sources", { name: "x", settings: { publicAddresses: [text], [text]: text } }],
        ["POST", `/sources/${quince.sourceId}/challenges`, { publicAddress: `${text}@example.com` }],
        ["POST", `/deliveries/${quince.quarantinedId}/release`, { ticketId: text }],
        ["POST", "/api-keys", { name: text, scopes: ["tickets:read"] }],
        ["POST", "/api-keys", { name: "x", scopes: [text], expiresAt: text }],
        ["POST", "/auth/sign-in", { email: `${text}@example.com`, password: text, code: text }],
        ["POST", "/auth/setup", { token: text, name: text, email: `${text}@x.test`, password: `${text} and twelve more` }],
        ["DELETE", "/auth/totp", { password: text }],
        ["POST", "/auth/totp/confirm", { code: text }],
      ];
      for (const [method, path, body] of calls) {
        const answer = await desk.call(method, path, { as: agent, body });
        const call = `${method} ${path.slice(0, 60)} ${JSON.stringify(text.slice(0, 12))}`;
        expect({ call, fault: answer.status >= 500 }).toEqual({ call, fault: false });
        const isProblem = answer.headers["content-type"] === "application/problem+json";
        expect({ call, untold: answer.status >= 400 && !isProblem }).toEqual({ call, untold: false });
        desk.clock.advance(120_000);
      }
    }
  });

  test("names are kept without what deceives the eye", async () => {
    const { json } = await desk.call("POST", "/sources", { as: mira.as, body: { name: " Sup\u202eport\u200b \u2028 desk\0 " } });
    expect(json.name).toBe("Support desk");
  });

  test.each([
    ["{"],
    ['{"a":'],
    ["[]"],
    ["null"],
    ["1"],
    ['{"__proto__":{"x":1}}'],
    ['{"constructor":{"prototype":{"x":1}}}'],
    [`${"[".repeat(10_000)}`],
    ["\ufeff{}"],
  ])("a body of %.20s is refused as what it is", async (payload) => {
    const answer = await desk.server.inject({
      method: "POST",
      url: "/api/v1/sources",
      headers: {
        host: "desk.test",
        origin: "http://desk.test",
        cookie: `inlet_session=${mira.as.session}`,
        "content-type": "application/json",
      },
      payload,
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: "invalid-request" });
  });

  test("a body that is too large is refused", async () => {
    const answer = await desk.call("POST", "/sources", { as: mira.as, body: { name: "x".repeat(300_000) } });
    expect(answer.json).toMatchObject({ status: 413, code: "too-large" });
  });
});
