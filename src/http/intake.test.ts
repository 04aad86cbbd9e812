// Deliveries, books, sources and files, over HTTP.
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#domain/ids.ts";
import { bookColumn } from "#domain/books.ts";
import { connectListener, inRegistry, inWorkspace } from "#store/db.ts";
import { type Planted, type TestAgent, type TestDesk, makeAgent, plant, testDesk } from "../../test/http/desk.ts";

let desk: TestDesk;
let mira: TestAgent;
let fig: Planted;
let lime: Planted;

beforeAll(async () => {
  desk = await testDesk();
  mira = await makeAgent(desk.database);
  fig = await plant(desk, "fig");
  lime = await plant(desk, "lime");
});
afterAll(() => desk.close());

const get = (path: string) => desk.call("GET", path, { as: mira.as });
const post = (path: string, body?: unknown) => desk.call("POST", path, { as: mira.as, body });
const ids = (answer: { json: { data: { id: string }[] } }) => answer.json.data.map((row) => row.id);

describe("deliveries", () => {
  test("are listed newest first with pending ones among them, page by page", async () => {
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await get(`/deliveries?limit=2${cursor}`);
      expect(page.json.data.length).toBeLessThanOrEqual(2);
      seen.push(...ids(page));
      cursor = page.json.nextCursor === null ? "" : `&cursor=${page.json.nextCursor}`;
    } while (cursor !== "");
    expect(seen).toEqual([lime.pendingId, lime.quarantinedId, lime.deliveryId, fig.pendingId, fig.quarantinedId, fig.deliveryId]);
  });

  test.each<[string, () => string[]]>([
    ["outcome=quarantine", () => [lime.quarantinedId, fig.quarantinedId]],
    ["outcome=create,pending", () => [lime.pendingId, lime.deliveryId, fig.pendingId, fig.deliveryId]],
    ["outcome=pending", () => [lime.pendingId, fig.pendingId]],
    ["reason=stranger-on-ticket", () => [lime.quarantinedId, fig.quarantinedId]],
    ["q=FIG", () => [fig.pendingId, fig.quarantinedId, fig.deliveryId]],
    ["q=100%25", () => []],
    ["dismissed=true", () => []],
    ["since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z", () => []],
    ["since=2020-01-01T00:00:00%2B02:00&outcome=create", () => [lime.deliveryId, fig.deliveryId]],
  ])("are filtered by %s", async (query, expected) => {
    expect(ids(await get(`/deliveries?${query}`))).toEqual(expected());
  });

  test("are filtered by source", async () => {
    expect(ids(await get(`/deliveries?source=${fig.sourceId}&outcome=create`))).toEqual([fig.deliveryId]);
  });

  test("tell everything: envelope, receipt in plain words, headers", async () => {
    const { json } = await get(`/deliveries/${fig.deliveryId}`);
    expect(json).toMatchObject({
      envelope: { mailFrom: "ana@fig.test" },
      outcome: { action: "create", ticket: { number: fig.number } },
      queue: null,
      history: [],
    });
    expect(json.headers).toBe("From: ana@fig.test\nSubject: fig\nX-Note: fig");
    expect(json.receipt.steps[0].text).toBe("The message could be read in full.");
    expect(json.receipt.summary.length).toBeGreaterThan(10);
    const pending = await get(`/deliveries/${fig.pendingId}`);
    expect(pending.json).toMatchObject({
      outcome: null,
      receipt: null,
      queued: true,
      queue: { attempts: 0, instruction: "read" },
    });
  });

  test("give their raw bytes back, also from the blob store, as a download that runs nothing", async () => {
    const before = await get(`/deliveries/${fig.deliveryId}/raw`);
    expect(before.text).toBe("From: ana@fig.test\r\nSubject: fig\r\nX-Note: fig\r\n\r\nHello fig\r\n");
    expect(before.headers).toMatchObject({
      "content-type": "message/rfc822",
      "content-disposition": `attachment; filename="${fig.deliveryId}.eml"`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    await inRegistry(desk.database.owner, (tx) =>
      sql`update raw_messages set bytes = null where workspace_id = ${fig.workspaceId}`.execute(tx),
    );
    expect((await get(`/deliveries/${fig.deliveryId}/raw`)).text).toBe(before.text);
    expect((await get(`/deliveries/${fig.deliveryId}`)).json.headers).toContain("X-Note: fig");
  });

  test("can be read again: the instruction is queued once, the claimers wake, the old outcome stays", async () => {
    const listener = await connectListener(desk.options.db);
    const heard: string[] = [];
    listener.on("notification", ({ channel }) => heard.push(channel));
    await listener.query("listen inlet_deliveries");
    await listener.query("listen inlet_events");
    expect((await post(`/deliveries/${lime.deliveryId}/replay`)).status).toBe(202);
    expect((await post(`/deliveries/${lime.deliveryId}/replay`)).json.code).toBe("already-queued");
    await expect.poll(() => [...heard].sort()).toEqual(["inlet_deliveries", "inlet_events"]);
    await listener.end();
    const { json } = await get(`/deliveries/${lime.deliveryId}`);
    expect(json).toMatchObject({ outcome: { action: "create" }, queued: true, queue: { instruction: "replay" } });
    expect(ids(await get("/deliveries?outcome=pending"))).not.toContain(lime.deliveryId);
  });

  test("a replay of a pending one hastens it and leaves its place in the queue alone", async () => {
    expect((await post(`/deliveries/${lime.pendingId}/replay`)).status).toBe(202);
    const { json } = await get(`/deliveries/${lime.pendingId}`);
    expect(json.queue).toMatchObject({ attempts: 0, instruction: "read" });
  });

  test("only quarantined ones can be released, into a ticket that is there", async () => {
    expect((await post(`/deliveries/${fig.deliveryId}/release`, {})).json.code).toBe("not-quarantined");
    expect((await post(`/deliveries/${fig.pendingId}/release`, {})).json.code).toBe("delivery-pending");
    expect((await post(`/deliveries/${fig.quarantinedId}/release`, { ticketId: newId() })).json.code).toBe("unknown-ticket");
    expect((await post(`/deliveries/${fig.quarantinedId}/release`, { ticketId: fig.ticketId })).status).toBe(202);
    const queued = await inWorkspace(desk.options.db, fig.workspaceId, (tx) =>
      tx.selectFrom("deliveryQueue").select("instruction").where("deliveryId", "=", fig.quarantinedId).executeTakeFirst(),
    );
    expect(queued?.instruction).toEqual({ kind: "release", by: `agent:${mira.id}`, ticketId: fig.ticketId });
    expect((await post(`/deliveries/${lime.quarantinedId}/release`)).status).toBe(202);
  });

  test("are dismissed and brought back", async () => {
    const other = await plant(desk, "plum");
    expect((await post(`/deliveries/${other.quarantinedId}/dismiss`)).status).toBe(204);
    expect(ids(await get("/deliveries?dismissed=true"))).toEqual([other.quarantinedId]);
    expect(ids(await get("/deliveries?outcome=quarantine&dismissed=false"))).not.toContain(other.quarantinedId);
    expect((await post(`/deliveries/${other.quarantinedId}/undismiss`)).status).toBe(204);
    expect(ids(await get("/deliveries?dismissed=true"))).toEqual([]);
  });

  test("show earlier outcomes", async () => {
    const old = { action: "quarantine", reason: "spam", ticket_id: null, decided_at: "2026-01-01T00:00:00Z", revised_by: null };
    await inWorkspace(desk.options.db, fig.workspaceId, (tx) =>
      tx
        .insertInto("outcomeHistory")
        .values({ workspaceId: fig.workspaceId, deliveryId: fig.deliveryId, revision: 1, outcome: old })
        .execute(),
    );
    expect((await get(`/deliveries/${fig.deliveryId}`)).json.history).toMatchObject([
      { revision: 1, action: "quarantine", reason: "spam", ticketId: null },
    ]);
  });
});

describe("the books", () => {
  test("balance, count every outcome in the column that the domain names, and leave no hour out", async () => {
    const grape = await plant(desk, "grape");
    const outcomes = [
      ["create", null],
      ["append", "references"],
      ["discard", "duplicate"],
      ["discard", "own-message"],
      ["quarantine", "spam"],
      ["record-report", null],
      ["failed", null],
    ] as const;
    const expected = { created: 1, appended: 0, duplicate: 0, setAside: 1, reports: 0, failed: 0 };
    await inWorkspace(desk.options.db, grape.workspaceId, async (tx) => {
      const raw = await tx.selectFrom("deliveries").select("rawId").where("id", "=", grape.deliveryId).executeTakeFirstOrThrow();
      for (const [action, reason] of outcomes) {
        expected[bookColumn({ action, reason })] += 1;
        const id = newId();
        const common = { workspaceId: grape.workspaceId, sourceId: grape.sourceId };
        await tx
          .insertInto("deliveries")
          .values({ ...common, id, kind: "forwarding", externalId: id, rawId: raw.rawId, size: 1, receivedAt: new Date() })
          .execute();
        await tx
          .insertInto("outcomes")
          .values({ ...common, deliveryId: id, action, reason, receipt: {} })
          .execute();
      }
    });
    const { json } = await get(`/books?hours=24&source=${grape.sourceId}`);
    expect(json.totals).toEqual({ ...expected, pending: 1, seen: 10 });
    expect(json).toMatchObject({ balanced: true, sourceId: grape.sourceId });
    expect(json.hours).toHaveLength(24);
    expect(new Set(json.hours.map((line: { hour: string }) => line.hour.slice(13))).size).toBe(1);
  });

  test.each([["0"], ["745"], ["x"], ["1.5"]])("refuse a span of %s hours", async (hours) => {
    expect((await get(`/books?hours=${hours}`)).json).toMatchObject({ status: 400, errors: [{ pointer: "/query/hours" }] });
  });
});

describe("sources", () => {
  test("are made with an address of their own and a route to it", async () => {
    const { status, json } = await post("/sources", {
      name: "Støtte & Hilfe",
      settings: { publicAddresses: ["Help@Example.com"] },
    });
    expect(status).toBe(201);
    expect(json.address).toMatch(/^st-tte-hilfe-[a-z2-7]{16}@mail\.test$/);
    expect(json).toMatchObject({
      status: "new",
      settings: { publicAddresses: ["help@example.com"], authenticate: true },
      checks: [],
      lastDeliveryAt: null,
    });
    const route = await inRegistry(desk.options.db, (tx) =>
      tx.selectFrom("routes").select("sourceId").where("address", "=", json.address).executeTakeFirst(),
    );
    expect(route?.sourceId).toBe(json.id);
  });

  test("are renamed, set and paused, each by itself", async () => {
    const { json } = await post("/sources", { name: "Sales" });
    const change = (body: unknown) => desk.call("PATCH", `/sources/${json.id}`, { as: mira.as, body });
    expect((await change({ settings: { setAsideLists: true } })).json).toMatchObject({
      name: "Sales",
      settings: { setAsideLists: true },
    });
    expect((await change({ settings: { authenticate: false } })).json.settings).toMatchObject({
      setAsideLists: true,
      authenticate: false,
    });
    expect((await change({ paused: true })).json.status).toBe("paused");
    expect((await change({ paused: false, name: "Selling" })).json).toMatchObject({
      status: "new",
      name: "Selling",
      pausedAt: null,
    });
  });

  test.each([
    [{ settings: { publicAddresses: ["nonsense"] } }, "/body/settings/publicAddresses/0"],
    [{ settings: { attachments: { maxSize: -1 } } }, "/body/settings/attachments/maxSize"],
    [{ settings: { unheard: 1 } }, "/body/settings"],
    [{ name: "" }, "/body/name"],
    [{ name: "x", workspaceId: newId() }, "/body"],
    [{ name: "x", address: "a@b.test" }, "/body"],
  ])("refuse %j and point at it", async (body, pointer) => {
    const answer = await post("/sources", { name: "x", ...body });
    expect(answer.json).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  test("say how they are: counts of the day, the last delivery, what failed", async () => {
    const all = await get("/sources");
    const row = all.json.data.find((source: { id: string }) => source.id === fig.sourceId);
    expect(row).toMatchObject({ status: "connected", lastDay: { seen: 3, setAside: 1, failed: 0 } });
    expect(row.lastDay.hours).toHaveLength(24);
    expect(row.lastDay.hours.reduce((sum: number, count: number) => sum + count, 0)).toBe(3);
    expect(Date.now() - Date.parse(row.lastDeliveryAt)).toBeLessThan(120_000);
  });

  test("a challenge is shown once, kept as a hash, and has its verdict", async () => {
    const { json: source } = await post("/sources", { name: "Challenged" });
    const { status, json } = await post(`/sources/${source.id}/challenges`, { publicAddress: "Support@Example.com" });
    expect(status).toBe(201);
    expect(json.code).toMatch(/^inlet-challenge-[a-z2-7]{26}$/);
    expect(json.mail).toMatchObject({ to: "support@example.com", subject: expect.stringContaining(json.code) });
    const [row] = await inWorkspace(desk.options.db, desk.options.workspaceId, (tx) =>
      tx.selectFrom("sourceChecks").selectAll().where("id", "=", json.id).execute(),
    );
    expect(row?.codeHash).toEqual(createHash("sha256").update(json.code.replace("inlet-challenge-", "")).digest());
    expect(JSON.stringify(row)).not.toContain(json.code);
    const check = async () => (await get(`/sources/${source.id}`)).json;
    expect((await check()).checks).toMatchObject([
      { verdict: "waiting", publicAddress: "support@example.com", expiresAt: json.expiresAt },
    ]);
    await inRegistry(desk.database.owner, (tx) =>
      sql`update source_checks set created_at = now() - interval '16 minutes' where id = ${json.id}`.execute(tx),
    );
    expect(await check()).toMatchObject({ status: "failing", checks: [{ verdict: "never-arrived" }] });
    await inRegistry(desk.database.owner, (tx) =>
      sql`update source_checks set verdict = 'arrived-elsewhere', details = ${JSON.stringify({ arrivedAt: fig.sourceId })} where id = ${json.id}`.execute(
        tx,
      ),
    );
    expect((await check()).checks).toMatchObject([
      { verdict: "arrived-elsewhere", arrivedAt: { id: fig.sourceId, name: "Source fig" } },
    ]);
    expect((await post(`/sources/${source.id}/challenges`, { publicAddress: source.address })).json.code).toBe(
      "not-a-public-address",
    );
  });

  test("show a provider's confirmation with its code and link", async () => {
    const details = { code: "123456", link: "https://mail.google.com/x", requestedBy: "support@example.com" };
    await inWorkspace(desk.options.db, fig.workspaceId, (tx) =>
      tx
        .insertInto("sourceChecks")
        .values({
          workspaceId: fig.workspaceId,
          id: newId(),
          sourceId: fig.sourceId,
          kind: "gmail-confirmation",
          verdict: "shown",
          details,
        })
        .execute(),
    );
    expect((await get(`/sources/${fig.sourceId}`)).json.checks).toMatchObject([
      { kind: "gmail-confirmation", code: "123456", link: "https://mail.google.com/x", address: "support@example.com" },
    ]);
  });
});

describe("what strangers sent", () => {
  test("HTML comes sanitized, in a sandbox without network", async () => {
    const answer = await get(`/messages/${lime.messageId}/html`);
    expect(answer.text).toBe("<!doctype html><p>Hello lime</p>");
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).toMatch(/^default-src 'none'; img-src data:; style-src 'unsafe-inline';/);
    expect(policy).toMatch(/; sandbox allow-popups allow-popups-to-escape-sandbox$/);
    expect(policy).not.toMatch(/script|allow-same-origin/);
    expect(answer.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
      "inlet-blocked-images": "0",
      "referrer-policy": "no-referrer",
    });
  });

  test("inline pictures are handed to the sanitizer as data, and the asked-for remote ones let through", async () => {
    const seen: unknown[] = [];
    const other = await testDesk({
      sanitize: async (_html, images, remoteImages) => (
        seen.push({ images, remoteImages }), { html: "", blockedRemoteImages: 2 }
      ),
    });
    try {
      const kiwi = await plant(other, "kiwi");
      const agent = await makeAgent(other.database);
      const answer = await other.call("GET", `/messages/${kiwi.messageId}/html?remoteImages=show`, { as: agent.as });
      expect(seen).toEqual([
        {
          images: [{ contentId: "pic@x", dataUrl: `data:image/png;base64,${Buffer.from("PNG-kiwi").toString("base64")}` }],
          remoteImages: "show",
        },
      ]);
      expect(String(answer.headers["content-security-policy"])).toContain("img-src data: https: http:;");
      expect(answer.headers["inlet-blocked-images"]).toBe("2");
    } finally {
      await other.close();
    }
  });

  test("HTML that is too much for the sanitizer is refused with what to do instead", async () => {
    const other = await testDesk({ sanitize: () => Promise.reject(new Error("deadline")) });
    try {
      const nut = await plant(other, "nut");
      const agent = await makeAgent(other.database);
      const answer = await other.call("GET", `/messages/${nut.messageId}/html`, { as: agent.as });
      expect(answer.json).toMatchObject({ status: 422, code: "html-not-shown" });
    } finally {
      await other.close();
    }
  });

  test("an attached page is a download of unknown type, whatever it says it is", async () => {
    const answer = await get(`/attachments/${lime.attachmentId}`);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="lime ___.html"; filename*=UTF-8''lime%20%22%C3%A9%22.html`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "private, no-store",
    });
  });

  test("a picture may be shown, by its own bytes' type", async () => {
    const answer = await get(`/attachments/${lime.pictureId}`);
    expect(answer.text).toBe("PNG-lime");
    expect(answer.headers).toMatchObject({ "content-type": "image/png", "cache-control": "private, max-age=86400, immutable" });
    expect(String(answer.headers["content-disposition"])).toMatch(/^inline; /);
  });

  test("a refused file is not there", async () => {
    expect((await get(`/attachments/${lime.refusedId}`)).json.code).toBe("attachment-refused");
  });
});
