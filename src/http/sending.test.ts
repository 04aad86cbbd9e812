// Sending domains, relays and suppressions over the API: what is shown, what is refused, what never comes out again.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#domain/errors.ts";
import { inWorkspace } from "#store/db.ts";
import { type Caller, makeAgent, makeWorkspace, type TestDesk, testDesk } from "../../test/http/desk.ts";
import { type TestSendingTools, testSendingTools } from "../../test/http/sending-tools.ts";

let desk: TestDesk;
let tools: TestSendingTools;
let as: Caller;
let theirs: Caller;

beforeAll(async () => {
  tools = testSendingTools();
  desk = await testDesk({ sending: tools });
  as = (await makeAgent(desk.database)).as;
  theirs = (await makeAgent(desk.database, { workspaceId: await makeWorkspace(desk.database, "Others") })).as;
});
afterAll(() => desk.close());

const call = (method: string, path: string, body?: unknown, who = as) => desk.call(method, path, { as: who, body });

describe("sending domains", () => {
  it("are added, checked, rotated and removed, and never show a private key", async () => {
    const added = await call("POST", "/sending-domains", { name: "Shop.Example" });
    expect(added.status).toBe(201);
    expect(added.json).toMatchObject({
      name: "shop.example",
      state: "pending",
      problems: 6,
      alignment: { dkim: false, spf: false },
    });
    expect(added.json.records.map(({ use }: { use: string }) => use)).toEqual([
      "dkim",
      "dkim",
      "return-path",
      "spf",
      "dmarc",
      "mx",
    ]);
    expect(added.json.records[0].strings.join("")).toBe(added.json.records[0].value);
    const path = `/sending-domains/${added.json.id}`;

    tools.publish({ [added.json.records[0].name]: { TXT: [added.json.records[0].strings] } });
    const checked = await call("POST", `${path}/check`);
    expect(checked.json).toMatchObject({ state: "verified", alignment: { dkim: true, spf: false } });
    expect(checked.json.keys.map(({ state }: { state: string }) => state).sort()).toEqual(["active", "new"]);
    expect((await call("GET", "/sending-domains")).json.data).toEqual([
      expect.objectContaining({ name: "shop.example", state: "verified" }),
    ]);
    expect((await call("GET", "/sending-domains", undefined, theirs)).json.data).toEqual([]);

    const rotated = await call("POST", `${path}/rotate`);
    expect(rotated.json.keys).toHaveLength(4);
    expect((await call("POST", `${path}/rotate`)).json).toMatchObject({ status: 409, code: "rotation-under-way" });
    for (const answer of [added, checked, rotated]) expect(answer.text).not.toMatch(/sealed|PRIVATE|privateKey|"v1\./);
    expect((await call("POST", "/sending-domains", { name: "shop.example" })).json).toMatchObject({
      status: 409,
      code: "sending-domain-exists",
    });
    expect((await call("POST", "/sending-domains", { name: "not a domain" })).json).toMatchObject({
      status: 422,
      code: "not-a-domain",
    });
    expect((await call("POST", "/sending-domains", { name: "shop.example" }, theirs)).status).toBe(201);
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
  });
});

describe("the relay", () => {
  const relay = { host: "SMTP.Example.net", username: "desk", password: "hunter2-very-secret" };

  it("is none at first, then what was set, for the workspace and for one domain", async () => {
    expect((await call("GET", "/relay")).json).toEqual({ relay: null });
    const set = await call("PUT", "/relay", relay);
    expect(set.json.relay).toMatchObject({
      origin: "workspace",
      host: "smtp.example.net",
      port: 587,
      tls: "required",
      username: "desk",
      hasPassword: true,
      connections: 4,
      perMinute: null,
    });
    const { id } = (await call("POST", "/sending-domains", { name: "relayed.example" })).json;
    expect((await call("GET", `/sending-domains/${id}/relay`)).json.relay.origin).toBe("workspace");
    const own = await call("PUT", `/sending-domains/${id}/relay`, { host: "127.0.0.1", port: 2526, tls: "none" });
    expect(own.json.relay).toMatchObject({ origin: "domain", host: "127.0.0.1", hasPassword: false });
    expect((await call("GET", "/relay")).json.relay.host).toBe("smtp.example.net");
    expect((await call("DELETE", `/sending-domains/${id}/relay`)).status).toBe(204);
    expect((await call("DELETE", `/sending-domains/${id}/relay`)).status).toBe(404);
    expect((await call("GET", `/sending-domains/${id}/relay`)).json.relay.origin).toBe("workspace");
  });

  it("is one, however many set it at the same moment", async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((connections) => call("PUT", "/relay", { ...relay, connections }, theirs)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await call("DELETE", "/relay", undefined, theirs)).status).toBe(204);
    expect((await call("GET", "/relay", undefined, theirs)).json.relay).toBeNull();
  });

  it("never shows its password, and keeps it out of the audit log and the database's plain text", async () => {
    const shown = [await call("GET", "/relay"), await call("PUT", "/relay", { ...relay, connections: 2 })];
    const rows = await inWorkspace(desk.database.db, desk.database.workspaceId, async (tx) => ({
      audit: await tx.selectFrom("audit").selectAll().execute(),
      relays: await tx.selectFrom("relays").selectAll().execute(),
    }));
    expect(rows.audit.map(({ action }) => action)).toContain("relay.changed");
    expect(JSON.stringify([shown.map(({ text }) => text), rows])).not.toContain("hunter2");
  });

  it("keeps the stored password where only limits change, and never sends it to another place", async () => {
    await call("PUT", "/relay", relay);
    const { password: _password, ...same } = relay;
    await call("PUT", "/relay", { ...same, connections: 7 });
    await call("POST", "/relay/test", {});
    expect(tools.probed.at(-1)?.password?.reveal()).toBe(relay.password);
    for (const change of [{ host: "evil.example" }, { port: 2525 }, { username: "other" }, { tls: "optional" }]) {
      const wanted = { ...same, ...change };
      expect((await call("PUT", "/relay", wanted)).json.code).toBe("relay-password-needed");
      const before = tools.probed.length;
      expect((await call("POST", "/relay/test", { relay: wanted })).json.code).toBe("relay-password-needed");
      expect(tools.probed.length).toBe(before);
    }
    expect((await call("PUT", "/relay", { ...same, username: null })).json.relay.hasPassword).toBe(false);
  });

  it.each([
    [{ host: "169.254.169.254", tls: "required" }, "relay-address-forbidden"],
    [{ host: "[fe80::1]", tls: "required" }, "relay-address-forbidden"],
    [{ host: "::ffff:a9fe:a9fe", tls: "required" }, "relay-address-forbidden"],
    [{ host: "relay.example.net", tls: "none" }, "relay-needs-tls"],
    [{ host: "192.168.1.25", username: "desk", password: "x", tls: "none" }, "relay-needs-tls"],
  ])("refuses %j with %s", async (wanted, code) => {
    expect((await call("PUT", "/relay", wanted)).json.code).toBe(code);
    expect((await call("POST", "/relay/test", { relay: wanted })).json.code).toBe(code);
  });

  const good = { host: "relay.example.net" };
  it.each([
    [{}, "host"],
    [{ host: "" }, "host"],
    [{ host: "a b" }, "host"],
    [{ host: "https://relay.example.net" }, "host"],
    [{ host: "relay..example.net" }, "host"],
    [{ host: "relay.example.net:587" }, "host"],
    [{ host: `${"a".repeat(250)}.example` }, "host"],
    [{ ...good, kind: "postmark" }, "kind"],
    [{ ...good, port: 0 }, "port"],
    [{ ...good, port: 65_536 }, "port"],
    [{ ...good, port: "587" }, "port"],
    [{ ...good, tls: "yes" }, "tls"],
    [{ ...good, username: "" }, "username"],
    [{ ...good, username: "x\r\nMAIL FROM:<a@b>" }, "username"],
    [{ ...good, username: "u".repeat(501) }, "username"],
    [{ ...good, username: "desk", password: "a\nb" }, "password"],
    [{ ...good, username: "desk", password: "" }, "password"],
    [{ ...good, password: "of nobody" }, "username"],
    [{ ...good, connections: 0 }, "connections"],
    [{ ...good, connections: 51 }, "connections"],
    [{ ...good, perMinute: 0 }, "perMinute"],
    [{ ...good, perMinute: 1.5 }, "perMinute"],
  ])("refuses %j and points at %s", async (wanted, field) => {
    for (const [method, path, body, prefix] of [
      ["PUT", "/relay", wanted, "/body"],
      ["POST", "/relay/test", { relay: wanted }, "/body/relay"],
    ] as const) {
      const { json } = await call(method, path, body);
      expect(json).toMatchObject({ status: 400, code: "invalid-request" });
      expect(json.errors[0].pointer).toBe(`${prefix}/${field}`);
      expect(json.errors[0].detail).toMatch(/^(?!Invalid input)[A-Z].{9,}/);
    }
  });

  it("judges the SPF records of the domains that it serves anew when it changes, and no others", async () => {
    tools.publish({});
    const { id } = (await call("POST", "/sending-domains", { name: "served.example" })).json;
    const { id: ownId } = (await call("POST", "/sending-domains", { name: "own.example" })).json;
    await call("PUT", `/sending-domains/${ownId}/relay`, { host: "smtp.sendgrid.net" });
    const spfOf = async (domainId: string) =>
      (await call("GET", `/sending-domains/${domainId}`)).json.records.find(({ use }: { use: string }) => use === "spf").value;
    await call("PUT", "/relay", { host: "smtp.postmarkapp.com" });
    expect(await spfOf(id)).toContain("spf.mtasv.net");
    await call("PUT", "/relay", { host: "smtp.mailgun.org" });
    expect([await spfOf(id), await spfOf(ownId)]).toEqual([
      expect.stringContaining("include:mailgun.org"),
      expect.stringContaining("include:sendgrid.net"),
    ]);
    await call("DELETE", `/sending-domains/${ownId}/relay`);
    expect(await spfOf(ownId)).toContain("include:mailgun.org");
    await call("DELETE", "/relay");
    expect(await spfOf(id)).not.toContain("mailgun");

    const checkedAt = async () => (await call("GET", `/sending-domains/${id}`)).json.checkedAt;
    await call("PUT", "/relay", { host: "smtp.mailgun.org" });
    const before = await checkedAt();
    desk.clock.advance(1_000);
    await call("PUT", "/relay", { host: "smtp.mailgun.org", connections: 3 });
    expect(await checkedAt()).toBe(before);
  });

  it("breaks no domain when it changes while no name server answers", async () => {
    const added = (await call("POST", "/sending-domains", { name: "steady.example" })).json;
    tools.publish({ [added.records[0].name]: { TXT: [added.records[0].strings] } });
    expect((await call("POST", `/sending-domains/${added.id}/check`)).json.state).toBe("verified");
    tools.publish(null);
    await call("PUT", "/relay", { host: "smtp.fastmail.com" });
    expect((await call("GET", `/sending-domains/${added.id}`)).json.state).toBe("verified");
    tools.publish({});
  });

  it("says by a code what a test failed with", async () => {
    await call("PUT", "/relay", relay);
    expect((await call("POST", "/relay/test", {})).json).toMatchObject({ works: true, code: null });
    tools.relayFails(new AppError({ code: "relay-auth-failed", retry: "permanent", publicMessage: "No." }));
    expect((await call("POST", "/relay/test", {})).json).toMatchObject({
      works: false,
      code: "relay-auth-failed",
      detail: "No.",
    });
    tools.relayFails(null);
    expect((await call("POST", "/relay/test", {}, theirs)).json).toMatchObject({ status: 422, code: "no-relay" });
    expect((await call("POST", "/relay/test", { relay: { kind: "sink" } })).json.works).toBe(true);
  });
});

describe("suppressions", () => {
  it("hold, are listed page by page, are released, and hold again", async () => {
    for (const address of ["A@hold.example", "b@hold.example", "c@hold.example"])
      expect((await call("POST", "/suppressions", { address, note: "asked for it" })).status).toBe(201);
    const first = await call("GET", "/suppressions?limit=2&q=");
    expect(first.json.data.map(({ address }: { address: string }) => address)).toEqual(["a@hold.example", "b@hold.example"]);
    const next = await call("GET", `/suppressions?limit=2&cursor=${first.json.nextCursor}`);
    expect(next.json).toMatchObject({
      data: [{ address: "c@hold.example", reason: "by-hand", evidence: "asked for it" }],
      nextCursor: null,
    });
    expect((await call("GET", "/suppressions", undefined, theirs)).json.data).toEqual([]);
    expect((await call("GET", "/suppressions?q=B%40")).json.data).toHaveLength(1);

    const released = await call("POST", "/suppressions/A%40hold.example/release");
    expect(released.json).toMatchObject({ address: "a@hold.example", releasedBy: expect.stringMatching(/^agent:/) as string });
    expect((await call("POST", "/suppressions/a%40hold.example/release")).status).toBe(404);
    expect((await call("POST", "/suppressions/b%40hold.example/release", undefined, theirs)).status).toBe(404);
    expect((await call("GET", "/suppressions")).json.data).toHaveLength(2);
    expect((await call("GET", "/suppressions?released=true")).json.data).toHaveLength(3);
    expect((await call("POST", "/suppressions", { address: "a@hold.example" })).json.releasedAt).toBeNull();
  });
});
