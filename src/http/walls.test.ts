// The walls: between workspaces, between scopes, between our pages and other people's. Every route is walked, none by hand.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Role, type Scope, roles, scopes, scopesOfRole } from "#contract/agents.ts";
import { newId } from "#domain/ids.ts";
import { inRegistry, inWorkspace } from "#store/db.ts";
import {
  type Answer,
  type Caller,
  type Planted,
  type TestDesk,
  makeAgent,
  makeKey,
  makeWorkspace,
  plant,
  testDesk,
} from "../../test/http/desk.ts";

// Hundreds of requests in one test: quick alone, slow on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let desk: TestDesk;
let mine: Planted;
let theirs: Planted;
let myKey: Caller;
let me: Awaited<ReturnType<typeof makeAgent>>;
let theirAgent: Awaited<ReturnType<typeof makeAgent>>;
let theirKeyId: string;

beforeAll(async () => {
  desk = await testDesk();
  const { database } = desk;
  const other = await makeWorkspace(database, "Foreigners canary");
  mine = await plant(desk, "mango");
  theirs = await plant(desk, "canary", other);
  me = await makeAgent(database, { role: "owner" });
  myKey = (await makeKey(database)).as;
  theirAgent = await makeAgent(database, { workspaceId: other, name: "Agent canary", email: "boss@canary.test" });
  theirKeyId = (await makeKey(database, { workspaceId: other })).id;
});
afterAll(() => desk.close());

interface Call {
  method: string;
  url: string;
  path: string;
  body: unknown;
}

/** The ids that a route's `:id` may be, by what stands before it. */
function idsFor(url: string, planted: Planted, keyId: string): string[] {
  if (url.startsWith("/api/v1/tickets/by-number")) return [String(planted.number)];
  if (url.startsWith("/api/v1/tickets")) return [planted.ticketId];
  if (url.startsWith("/api/v1/messages")) return [planted.messageId];
  if (url.startsWith("/api/v1/attachments")) return [planted.attachmentId, planted.pictureId, planted.refusedId];
  if (url.startsWith("/api/v1/deliveries")) return [planted.deliveryId, planted.quarantinedId, planted.pendingId];
  if (url.startsWith("/api/v1/sources")) return [planted.sourceId];
  if (url.startsWith("/api/v1/sending-domains")) return [planted.sendingDomainId];
  if (url.startsWith("/api/v1/suppressions")) return [planted.suppressed];
  if (url.startsWith("/api/v1/api-keys")) return [keyId];
  if (url.startsWith("/api/v1/canned-replies")) return [planted.cannedReplyId];
  if (url.startsWith("/api/v1/uploads")) return [planted.uploadId];
  if (url.startsWith("/api/v1/submissions")) return [planted.submissionId];
  throw new Error(`the walker does not know what ${url} is about: teach it`);
}

const bodies: Record<string, unknown> = {
  "PATCH /api/v1/tickets/:id": { state: "pending" },
  "POST /api/v1/tickets/:id/messages": { text: "Taken over" },
  "POST /api/v1/tickets/:id/recipients/check": { text: "Taken over" },
  "PUT /api/v1/tickets/:id/draft": { html: "Taken over" },
  "POST /api/v1/tickets/:id/presence": { doing: "viewing" },
  "POST /api/v1/canned-replies": { name: "Mine", html: "<p>Mine</p>" },
  "PATCH /api/v1/canned-replies/:id": { html: "<p>Taken over</p>" },
  "PUT /api/v1/me/signature": { html: "<p>Mine</p>" },
  "PATCH /api/v1/sources/:id": { name: "Taken over" },
  "POST /api/v1/sources": { name: "Mine" },
  "POST /api/v1/sources/:id/challenges": { publicAddress: "support@mango.test" },
  "POST /api/v1/sources/:id/challenge/send": { publicAddress: "support@mango.test" },
  "POST /api/v1/sending-domains": { name: "mine.test" },
  "PUT /api/v1/sending-domains/:id/relay": { host: "relay.mango.test", tls: "required" },
  "POST /api/v1/sending-domains/:id/relay/test": {},
  "PUT /api/v1/relay": { host: "relay.mango.test", tls: "required" },
  "POST /api/v1/relay/test": { relay: { host: "relay.mango.test" } },
  "POST /api/v1/suppressions": { address: "no@mango.test" },
  "POST /api/v1/api-keys": { name: "k", scopes: ["tickets:read"] },
  "POST /api/v1/auth/setup": { token: "x", name: "x", email: "x@x.test", password: "long enough for a floor" },
  "POST /api/v1/auth/sign-in": { email: "x@x.test", password: "x" },
  "POST /api/v1/auth/totp/confirm": { code: "000000" },
  "DELETE /api/v1/auth/totp": { password: "x" },
};

function callsAbout(planted: Planted, keyId: string): Call[] {
  return (
    desk.server.apiRoutes
      .filter(({ method, url }) => method !== "HEAD" && /:\w+/.test(url))
      .flatMap(({ method, url }) =>
        idsFor(url, planted, keyId).map((id) => ({
          method,
          url,
          path: url.replace("/api/v1", "").replace(/:\w+/, id),
          body: bodies[`${method} ${url}`],
        })),
      )
      // What is taken away goes last: the others still have to find it.
      .toSorted((a, b) => Number(a.method === "DELETE") - Number(b.method === "DELETE"))
  );
}

const leaked = (answer: Answer) => `${answer.text}${JSON.stringify(answer.headers)}`.includes("canary");

describe("between workspaces", () => {
  test("every route about one thing answers 404 to a stranger, in the same words as for nothing at all", async () => {
    const calls = callsAbout(theirs, theirKeyId);
    expect(calls.length).toBeGreaterThan(20);
    for (const as of [me.as, myKey]) {
      for (const { method, url, path, body } of calls) {
        const answer = await desk.call(method, path, { as, body });
        const isForPeople = "key" in as && url.startsWith("/api/v1/api-keys");
        expect({ call: `${method} ${path}`, status: answer.status }).toEqual({
          call: `${method} ${path}`,
          status: isForPeople ? 403 : 404,
        });
        expect(leaked(answer)).toBe(false);
        const nothing = await desk.call(method, path.replace(/[0-9a-f-]{36}|\d{4}/, newId()), { as, body });
        expect({ ...nothing.json, requestId: "" }).toEqual({ ...answer.json, requestId: "" });
      }
    }
  });

  test("and none of them changed anything there", async () => {
    const { workspaceId } = theirs;
    const found = await inWorkspace(desk.database.db, workspaceId, async (tx) => ({
      ticket: await tx.selectFrom("tickets").select("state").where("id", "=", theirs.ticketId).executeTakeFirst(),
      source: await tx.selectFrom("sources").select("name").where("id", "=", theirs.sourceId).executeTakeFirst(),
      audit: await tx.selectFrom("audit").select("action").execute(),
      queued: await tx.selectFrom("deliveryQueue").select("deliveryId").where("workspaceId", "=", workspaceId).execute(),
    }));
    expect(found.ticket?.state).toBe("open");
    expect(found.source?.name).toBe("Source canary");
    expect(found.audit.map((row) => row.action)).toEqual(["api-key.created"]);
    expect(found.queued).toEqual([{ deliveryId: theirs.pendingId }]);
  });

  test("the same routes answer their own people", async () => {
    for (const { method, path, body } of callsAbout(mine, (await makeKey(desk.database)).id)) {
      const answer = await desk.call(method, path, { as: me.as, body });
      expect({ call: `${method} ${path}`, ok: answer.status < 500 && answer.status !== 403 }).toEqual({
        call: `${method} ${path}`,
        ok: true,
      });
      const isThere = method === "GET" && !path.includes(mine.refusedId);
      expect({ path, missing: isThere && answer.status !== 200 }).toEqual({ path, missing: false });
    }
  });

  test("no list, search, filter or count shows a stranger's row", async () => {
    const filters = [
      ...["canary", "ana@canary.test", `#${theirs.number}`, "printer"].map((q) => `/tickets?q=${encodeURIComponent(q)}`),
      `/tickets?source=${theirs.sourceId}`,
      `/tickets?requester=${theirs.contactId}`,
      `/tickets?assignee=${theirAgent.id}`,
      `/deliveries?source=${theirs.sourceId}`,
      "/deliveries?q=canary",
      "/deliveries?outcome=pending",
    ];
    const lists = desk.server.apiRoutes.filter(
      ({ method, url }) => method === "GET" && !url.includes(":") && !url.endsWith("/events"),
    );
    for (const path of [...filters, ...lists.map(({ url }) => url.replace("/api/v1", ""))]) {
      const answer = await desk.call("GET", path, { as: me.as });
      expect({ path, status: answer.status, leaked: leaked(answer) }).toEqual({ path, status: 200, leaked: false });
    }
    const books = await desk.call("GET", "/books", { as: me.as });
    expect(books.json.totals.seen).toBe(3);
    expect((await desk.call("GET", `/books?source=${theirs.sourceId}`, { as: me.as })).status).toBe(404);
  });

  test("nothing of mine can be tied to what is theirs", async () => {
    const assigned = await desk.call("PATCH", `/tickets/${mine.ticketId}`, { as: me.as, body: { assigneeId: theirAgent.id } });
    expect(assigned.json.code).toBe("unknown-agent");
    const fresh = await plant(desk, "melon");
    const released = await desk.call("POST", `/deliveries/${fresh.quarantinedId}/release`, {
      as: me.as,
      body: { ticketId: theirs.ticketId },
    });
    expect(released.json.code).toBe("unknown-ticket");
  });

  test("an id that cannot be one is nothing, and nothing else", async () => {
    for (const id of ["x", "1", "..%2F..", "%00", "'", "a".repeat(190), "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2g", "%F0%9F%99%82"]) {
      for (const { method, url, body } of callsAbout(mine, theirKeyId)) {
        const answer = await desk.call(method, url.replace("/api/v1", "").replace(/:\w+/, id), { as: me.as, body });
        expect({ call: `${method} ${url} ${id}`, known: [400, 404].includes(answer.status) }).toEqual({
          call: `${method} ${url} ${id}`,
          known: true,
        });
      }
    }
  });

  test("every table with a workspace is behind forced row-level security, or in the short list of those that cannot be", async () => {
    const open = await inRegistry(desk.database.owner, async (tx) => {
      const { rows } = await sql<{ name: string }>`
        select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
          and not (c.relrowsecurity and c.relforcerowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid))
        order by 1`.execute(tx);
      return rows.map((row) => row.name);
    });
    expect(open).toEqual(["credentials", "delivery_queue", "message_search", "routes", "submission_queue"]);
  });

  test("the app can read the search table by its one function only, and cannot change it", async () => {
    for (const statement of [
      "select * from message_search",
      "delete from message_search",
      "update message_search set ticket_id = ticket_id",
    ]) {
      await expect(inWorkspace(desk.database.db, mine.workspaceId, (tx) => sql.raw(statement).execute(tx))).rejects.toThrow(
        /permission denied/,
      );
    }
  });
});

describe("between scopes", () => {
  test("every route opens to the scope that it names and to no other", async () => {
    const keys = new Map<Scope, Caller>();
    for (const scope of scopes) keys.set(scope, (await makeKey(desk.database, { scopes: [scope] })).as);
    for (const { method, url, access } of desk.server.apiRoutes.filter(
      (route) => route.method !== "HEAD" && !route.url.endsWith("/events"),
    )) {
      for (const [scope, as] of keys) {
        const path = url.replace("/api/v1", "").replace(/:\w+/, newId());
        const answer = await desk.call(method, path, { as, body: bodies[`${method} ${url}`] });
        const opens = access === scope || access === "caller" || access === "anyone";
        expect({ call: `${method} ${url} with ${scope}`, refused: answer.status === 403 }).toEqual({
          call: `${method} ${url} with ${scope}`,
          refused: !opens,
        });
      }
    }
  });

  test("every role may do what its scopes say, and only owners and admins manage keys", async () => {
    for (const role of roles) {
      const { as } = await makeAgent(desk.database, { role: role as Role });
      for (const { method, url, access } of desk.server.apiRoutes.filter(
        (route) => route.method !== "HEAD" && !route.url.endsWith("/events") && !route.url.includes("/auth/"),
      )) {
        const answer = await desk.call(method, url.replace("/api/v1", "").replace(/:\w+/, newId()), {
          as,
          body: bodies[`${method} ${url}`],
        });
        const manages = role === "owner" || role === "admin";
        const opens = access === "caller" || (access === "key-manager" ? manages : scopesOfRole[role].includes(access as Scope));
        expect({ call: `${method} ${url} as ${role}`, refused: answer.status === 403 }).toEqual({
          call: `${method} ${url} as ${role}`,
          refused: !opens,
        });
      }
    }
  });

  test("nobody gets nothing but what is meant for anyone", async () => {
    for (const { method, url, access } of desk.server.apiRoutes) {
      if (access === "anyone" || method === "HEAD") continue;
      const answer = await desk.call(method, url.replace("/api/v1", "").replace(/:\w+/, newId()), {
        body: bodies[`${method} ${url}`],
      });
      expect({ call: `${method} ${url}`, status: answer.status }).toEqual({ call: `${method} ${url}`, status: 401 });
    }
  });

  test.each([["revoked"], ["nonsense"], ["a session's token"]])("a key that is %s opens nothing", async (kind) => {
    const { id, as } = await makeKey(desk.database);
    if (kind === "revoked") await desk.call("DELETE", `/api-keys/${id}`, { as: me.as });
    const key = kind === "nonsense" ? "inlet_sk_nonsense" : kind === "a session's token" ? me.as.session : as.key;
    expect((await desk.call("GET", "/me", { as: { key } })).status).toBe(401);
  });

  test("a key that has expired opens nothing", async () => {
    const { as } = await makeKey(desk.database, { expiresAt: new Date(Date.now() + 100) });
    await expect.poll(async () => (await desk.call("GET", "/me", { as })).status).toBe(401);
  });

  test("a dump of the database holds no usable key and no usable session", async () => {
    const { as } = await makeKey(desk.database);
    const rows = await inRegistry(desk.database.owner, (tx) =>
      sql`select to_jsonb(c) as row from credentials c union all select to_jsonb(k) from api_keys k`.execute(tx),
    );
    const dump = JSON.stringify(rows.rows);
    expect(dump).not.toContain(as.key);
    expect(dump).not.toContain(Buffer.from(as.key).toString("hex"));
    expect(dump).not.toContain(me.as.session);
  });
});

describe("between our pages and others", () => {
  test("a key that comes from a browser is refused, whatever the page", async () => {
    for (const origin of ["https://evil.example", "http://desk.test", "null"]) {
      const answer = await desk.call("GET", "/me", { as: myKey, headers: { origin } });
      expect(answer.json).toMatchObject({ status: 403, code: "key-in-browser" });
    }
  });

  test.each([
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ origin: "http://desk.test.evil.example" }, 403],
    [{ origin: "http://desk.test", "sec-fetch-site": "cross-site" }, 403],
    [{ origin: "http://desk.test", "sec-fetch-site": "same-site" }, 403],
    [{ origin: "http://desk.test", "sec-fetch-site": "same-origin" }, 200],
    [{ origin: "http://desk.test" }, 200],
  ])("a change with a session and %j answers %i", async (headers, status) => {
    const answer = await desk.call("PATCH", `/tickets/${mine.ticketId}`, {
      as: me.as,
      body: { priority: "high" },
      headers: headers as Record<string, string>,
    });
    expect(answer.status).toBe(status);
  });

  test("a change with a session and no word of where it comes from is refused", async () => {
    const answer = await desk.server.inject({
      method: "PATCH",
      url: `/api/v1/tickets/${mine.ticketId}`,
      headers: { host: "desk.test", cookie: `inlet_session=${me.as.session}` },
      payload: { priority: "low" },
    });
    expect(answer.json()).toMatchObject({ status: 403, code: "foreign-origin" });
  });

  test("signing in from another site's page is refused", async () => {
    const body = { email: me.email, password: "x" };
    expect((await desk.call("POST", "/auth/sign-in", { body, headers: { origin: "https://evil.example" } })).json.code).toBe(
      "foreign-origin",
    );
  });

  test("a form's content types are not taken", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/json, text/plain",
      "application/jsonx",
    ]) {
      const answer = await desk.server.inject({
        method: "PATCH",
        url: `/api/v1/tickets/${mine.ticketId}`,
        headers: {
          host: "desk.test",
          origin: "http://desk.test",
          cookie: `inlet_session=${me.as.session}`,
          "content-type": type,
        },
        payload: '{"priority":"urgent"}',
      });
      expect({ type, status: answer.statusCode }).toEqual({ type, status: 415 });
    }
  });

  test("no answer lets another site read it", async () => {
    for (const path of ["/me", "/tickets", "//openapi.json", "//healthz"]) {
      const answer = await desk.call("GET", path, { as: me.as, headers: { origin: "https://evil.example" } });
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      expect(String(answer.headers["content-security-policy"])).toContain("default-src 'none'");
    }
  });
});
