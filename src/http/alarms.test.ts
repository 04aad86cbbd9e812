// Alarms over the API: there while something is wrong, gone with it, and told to whoever listens.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "#domain/ids.ts";
import { inWorkspace, type Tx } from "#store/db.ts";
import { noRelay } from "#store/submissions.ts";
import {
  makeAgent,
  makeKey,
  makeWorkspace,
  type Planted,
  plant,
  type TestAgent,
  type TestDesk,
  testDesk,
} from "../../test/http/desk.ts";
import { type Listener, listenTo } from "../../test/http/stream.ts";
import { type TestSendingTools, testSendingTools } from "../../test/http/sending-tools.ts";

let desk: TestDesk;
let tools: TestSendingTools;
let mira: TestAgent;
let there: Planted;

beforeAll(async () => {
  tools = testSendingTools();
  desk = await testDesk({ sending: tools, alarmsEveryMs: 50 });
  mira = await makeAgent(desk.database);
  there = await plant(desk, "plum");
});
afterAll(() => desk.close());
beforeEach(() =>
  inTx(async (tx) => {
    for (const table of ["automatic_mail", "submissions", "relays", "dkim_keys", "sending_domains"])
      await sql`delete from ${sql.table(table)}`.execute(tx);
    await tx.updateTable("sources").set({ settings: {}, pausedAt: null }).execute();
  }),
);

const inTx = <T>(work: (tx: Tx) => Promise<T>) => inWorkspace(desk.database.db, there.workspaceId, work);
const alarms = async (as: TestAgent["as"] = mira.as) => (await desk.call("GET", "/alarms", { as })).json.data;
const call = async (method: string, path: string, body?: unknown) => (await desk.call(method, path, { as: mira.as, body })).json;

/** A copy that has waited for so many minutes. */
const hold = (heldBy: string, minutes: number) =>
  inTx((tx) =>
    tx
      .insertInto("submissions")
      .values({
        workspaceId: there.workspaceId,
        id: newId(),
        messageId: newId(),
        ticketId: there.ticketId,
        sourceId: there.sourceId,
        kind: "reply",
        address: "ana@plum.test",
        role: "to",
        state: "deferred",
        reply: "connect ECONNREFUSED",
        heldBy,
        heldSince: new Date(desk.clock.now().getTime() - minutes * 60_000),
      })
      .execute(),
  );

const acknowledge = (count: number) =>
  inTx((tx) =>
    sql`insert into automatic_mail (workspace_id, address, day, delivery_id, source_id, at)
      select ${there.workspaceId}, 'c' || n || '@x.test', current_date, gen_random_uuid(), ${there.sourceId}::uuid,
        now() - interval '1 minute' from generate_series(1, ${count}) n`.execute(tx),
  );

const settings = (acknowledgement: object) =>
  inTx((tx) => tx.updateTable("sources").set({ settings: { acknowledgement } }).where("id", "=", there.sourceId).execute());

describe("an alarm", () => {
  test("is not there where all is well, and is for whoever may see sources", async () => {
    expect(await alarms()).toEqual([]);
    const deaf = await makeKey(desk.database, { scopes: ["tickets:read", "sources:write"] });
    expect((await desk.call("GET", "/alarms", { as: deaf.as })).status).toBe(403);
  });

  test("tells of a sending domain that was verified and broke, since when and where, until it is mended", async () => {
    tools.publish({});
    const added = await call("POST", "/sending-domains", { name: "shop.example" });
    expect(await alarms()).toEqual([]);
    const zone = { [added.records[0].name]: { TXT: [added.records[0].strings] } };
    tools.publish(zone);
    await call("POST", `/sending-domains/${added.id}/check`);
    expect(await alarms()).toEqual([]);

    tools.publish({});
    await call("POST", `/sending-domains/${added.id}/check`);
    const [alarm, ...others] = await alarms();
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      code: "sending-domain-broken",
      severity: "error",
      subject: { kind: "sending-domain", id: added.id, name: "shop.example" },
      text: expect.stringContaining(added.records[0].name),
      remedy: expect.stringContaining("Settings, Sending"),
    });
    // The next check finds the same, and it began when it began.
    desk.clock.advance(3_600_000);
    await call("POST", `/sending-domains/${added.id}/check`);
    expect((await alarms())[0].since).toBe(alarm.since);
    tools.publish(zone);
    await call("POST", `/sending-domains/${added.id}/check`);
    expect(await alarms()).toEqual([]);
  });

  test("tells at once of answers that wait because there is no relay", async () => {
    await hold(noRelay, 0);
    await hold(noRelay, 3);
    expect(await alarms()).toMatchObject([
      { code: "answers-without-relay", subject: { kind: "relay", id: null, name: "" }, text: expect.stringMatching(/^2 copies/) },
    ]);
  });

  test("tells of a relay that cannot be used for more than five minutes, once for all that waits, and whose it is", async () => {
    await hold("smtp.example.net:587", 4);
    expect(await alarms()).toEqual([]);
    await hold("smtp.example.net:587", 6);
    expect(await alarms()).toMatchObject([
      {
        code: "relay-in-trouble",
        subject: { kind: "relay", id: null, name: "smtp.example.net:587" },
        text: expect.stringMatching(/^2 copies of messages wait.*ECONNREFUSED/),
      },
    ]);
    const { id } = await call("POST", "/sending-domains", { name: "own.example" });
    await call("PUT", `/sending-domains/${id}/relay`, { host: "smtp.example.net" });
    expect((await alarms())[0].subject.id).toBe(id);
    await call("PUT", "/relay", { host: "smtp.example.net" });
    expect((await alarms())[0].subject.id).toBeNull();
  });

  test("tells of a source that has told as many as it may within the hour, and ends when the hour is over", async () => {
    await settings({ enabled: true, mostPerHour: 3 });
    await acknowledge(2);
    expect(await alarms()).toEqual([]);
    await inTx((tx) => sql`delete from automatic_mail`.execute(tx));
    await acknowledge(3);
    expect(await alarms()).toMatchObject([
      {
        code: "acknowledgements-spent",
        severity: "warning",
        subject: { kind: "source", id: there.sourceId, name: "Source plum" },
        text: expect.stringContaining("3 messages within an hour"),
      },
    ]);
    await settings({ enabled: true, mostPerHour: 4 });
    expect(await alarms()).toEqual([]);
    await settings({ enabled: false, mostPerHour: 3 });
    expect(await alarms()).toEqual([]);
    await settings({ enabled: true, mostPerHour: 3 });
    await inTx((tx) => sql`update automatic_mail set at = now() - interval '61 minutes'`.execute(tx));
    expect(await alarms()).toEqual([]);
  });

  test("is its own workspace's", async () => {
    await hold(noRelay, 1);
    const other = await makeAgent(desk.database, { workspaceId: await makeWorkspace(desk.database, "Others") });
    expect(await alarms(other.as)).toEqual([]);
  });
});

describe("whoever listens", () => {
  const countOf = ({ heard }: Listener) => heard.text.match(/event: alarms\ndata: \{"ids":\[\]\}/g)?.length ?? 0;

  test("hears when one begins and when it ends, and nothing while it only grows", async () => {
    const stream = await listenTo(desk, mira.as);
    const deaf = await listenTo(desk, (await makeKey(desk.database, { scopes: ["tickets:read"] })).as);
    await hold(noRelay, 1);
    await expect.poll(() => countOf(stream)).toBe(1);
    await hold(noRelay, 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(countOf(stream)).toBe(1);
    await inTx((tx) => tx.deleteFrom("submissions").execute());
    await expect.poll(() => countOf(stream)).toBe(2);
    expect(countOf(deaf)).toBe(0);
    await Promise.all([stream.close(), deaf.close()]);
  });
});
