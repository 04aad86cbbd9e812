// Setting up, signing in, the second factor, and what guessing gets.
import type { OutgoingHttpHeaders } from "node:http";
import { generate } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mintSetUpToken } from "#desk/first-admin.ts";
import { inRegistry } from "#store/db.ts";
import { sql } from "kysely";
import { type TestAgent, type TestDesk, makeAgent, password, testDesk } from "../../test/http/desk.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await testDesk();
});
afterAll(() => desk.close());

const cookieOf = ({ headers }: { headers: OutgoingHttpHeaders }) => [headers["set-cookie"] ?? []].flat().join();
const sessionOf = (answer: { headers: OutgoingHttpHeaders }) => ({
  session: /inlet_session=([^;]+)/.exec(cookieOf(answer))?.[1] ?? "",
});
const signIn = (body: object, headers: Record<string, string> = {}) => desk.call("POST", "/auth/sign-in", { body, headers });

describe("setting up", () => {
  const owner = { name: "Mira", email: "Mira@Desk.test", password };

  test("the printed link makes the owner once, and signs them in", async () => {
    expect((await desk.call("GET", "/auth/status")).json).toEqual({ needsSetUp: true });
    const old = (await mintSetUpToken(desk.options.db, desk.options.workspaceId, new Date())) ?? "";
    const token = (await mintSetUpToken(desk.options.db, desk.options.workspaceId, new Date())) ?? "";
    expect((await desk.call("POST", "/auth/setup", { body: { ...owner, token: old } })).json.code).toBe("setup-link-ended");
    const both = await Promise.all([1, 2].map(() => desk.call("POST", "/auth/setup", { body: { ...owner, token } })));
    expect(both.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([204, 401]);
    const signedIn = both.find((answer) => answer.status === 204) ?? both[0]!;
    const me = await desk.call("GET", "/me", { as: sessionOf(signedIn) });
    expect(me.json.agent).toMatchObject({ name: "Mira", email: "mira@desk.test", role: "owner", totpEnabled: false });
    expect((await desk.call("GET", "/auth/status")).json).toEqual({ needsSetUp: false });
    expect(await mintSetUpToken(desk.options.db, desk.options.workspaceId, new Date())).toBeNull();
  });

  test.each([
    [{ password: "too short" }, "/body/password"],
    [{ email: "not an address" }, "/body/email"],
    [{ name: "\u202e\u200b \0" }, "/body/name"],
    [{ role: "owner" }, "/body"],
  ])("refuses %j and points at it", async (wrong, pointer) => {
    const answer = await desk.call("POST", "/auth/setup", { body: { ...owner, token: "x", ...wrong } });
    expect(answer.json).toMatchObject({ status: 400, code: "invalid-request", errors: [{ pointer }] });
  });
});

describe("signing in", () => {
  let agent: TestAgent;
  beforeAll(async () => {
    agent = await makeAgent(desk.database, { role: "agent" });
  });

  test("sets a cookie that scripts and other sites cannot use", async () => {
    const answer = await signIn({ email: agent.email.toUpperCase(), password });
    expect(answer.status).toBe(204);
    expect(cookieOf(answer)).toMatch(/^inlet_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await desk.call("GET", "/me", { as: sessionOf(answer) })).json.agent.id).toBe(agent.id);
  });

  test("ends the session that the browser came with", async () => {
    const first = sessionOf(await signIn({ email: agent.email, password }));
    const second = await desk.call("POST", "/auth/sign-in", { as: first, body: { email: agent.email, password } });
    expect((await desk.call("GET", "/me", { as: first })).status).toBe(401);
    expect((await desk.call("GET", "/me", { as: sessionOf(second) })).status).toBe(200);
  });

  test("says the same of an unknown address, a wrong password and a disabled agent", async () => {
    const gone = await makeAgent(desk.database);
    await inRegistry(desk.database.owner, (tx) => sql`update agents set disabled_at = now() where id = ${gone.id}`.execute(tx));
    const answers = await Promise.all([
      signIn({ email: "nobody@desk.test", password }),
      signIn({ email: agent.email, password: "wrong" }),
      signIn({ email: gone.email, password }),
    ]);
    const told = answers.map(({ status, json, headers }) => ({
      status,
      json: { ...json, requestId: "" },
      names: Object.keys(headers).sort(),
    }));
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
    expect(told[0]?.status).toBe(401);
    expect((await desk.call("GET", "/me", { as: gone.as })).status).toBe(401);
  });

  test("takes as long for an unknown address as for a wrong password", async () => {
    const time = async (email: string) => {
      const start = performance.now();
      await signIn({ email, password: "wrong" });
      return performance.now() - start;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      known.push(await time(agent.email));
      unknown.push(await time(`nobody${round}@desk.test`));
    }
    // Without the work for nobody's password it would be a fiftieth; a busy machine may well double either.
    const ratio = Math.min(...unknown) / Math.min(...known);
    expect(ratio).toBeGreaterThan(0.25);
    expect(ratio).toBeLessThan(4);
  });

  test("signing out ends the session here and now", async () => {
    const as = sessionOf(await signIn({ email: agent.email, password }));
    const answer = await desk.call("POST", "/auth/sign-out", { as });
    expect(answer.status).toBe(204);
    expect(cookieOf(answer)).toContain("Expires=Thu, 01 Jan 1970");
    expect((await desk.call("GET", "/me", { as })).status).toBe(401);
  });

  test("a session ends after two weeks without a visit, and a visit moves its end", async () => {
    const as = sessionOf(await signIn({ email: agent.email, password }));
    const ends = async () => (await desk.call("GET", "/me", { as })).json.expiresAt as string;
    const first = await ends();
    desk.clock.advance(3_600_000);
    expect(Date.parse(await ends()) - Date.parse(first)).toBeGreaterThan(3_500_000);
    await inRegistry(desk.database.owner, (tx) =>
      sql`update credentials set expires_at = now() - interval '1 second' where subject_id = ${agent.id}`.execute(tx),
    );
    expect((await desk.call("GET", "/me", { as })).status).toBe(401);
  });

  test("ten wrong passwords close the door for that address for a while, and say when to come back", async () => {
    const victim = await makeAgent(desk.database);
    for (let guess = 0; guess < 10; guess += 1) await signIn({ email: victim.email, password: `guess ${guess}` });
    const answer = await signIn({ email: victim.email, password });
    expect(answer.json).toMatchObject({ status: 429, code: "too-many-attempts" });
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(60);
    desk.clock.advance(16 * 60_000);
    expect((await signIn({ email: victim.email, password })).status).toBe(204);
  });

  test("guesses sent all at once are counted all the same", async () => {
    const victim = await makeAgent(desk.database);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, guess) => signIn({ email: victim.email, password: `guess ${guess}` })),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
    desk.clock.advance(16 * 60_000);
  });

  test("over https the cookie belongs to this host alone", async () => {
    const secure = await testDesk({ publicUrl: "https://desk.test" });
    try {
      const someone = await makeAgent(secure.database);
      const answer = await secure.call("POST", "/auth/sign-in", {
        body: { email: someone.email, password },
        headers: { origin: "https://desk.test" },
      });
      expect(cookieOf(answer)).toMatch(
        /^__Host-inlet_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      const plain = await secure.call("POST", "/auth/sign-in", {
        body: { email: someone.email, password },
        headers: { origin: "http://desk.test" },
      });
      expect(plain.json.code).toBe("foreign-origin");
    } finally {
      await secure.close();
    }
  });
});

describe("the second factor", () => {
  test("is switched on by a right code, asked for from then on, and each code opens one door", async () => {
    const agent = await makeAgent(desk.database);
    const other = sessionOf(await signIn({ email: agent.email, password }));
    const { secret, otpauthUri } = (await desk.call("POST", "/auth/totp", { as: agent.as })).json;
    expect(otpauthUri).toContain(`secret=${secret}`);
    const code = () => generate({ secret, epoch: Math.floor(desk.clock.now().getTime() / 1000) });

    expect((await signIn({ email: agent.email, password })).status).toBe(204);
    expect((await desk.call("POST", "/auth/totp/confirm", { as: agent.as, body: { code: "000000" } })).json.code).toBe(
      "totp-wrong",
    );
    expect((await desk.call("POST", "/auth/totp/confirm", { as: agent.as, body: { code: await code() } })).status).toBe(204);
    expect((await desk.call("GET", "/me", { as: agent.as })).json.agent.totpEnabled).toBe(true);
    expect((await desk.call("GET", "/me", { as: other })).status).toBe(401);

    expect((await signIn({ email: agent.email, password })).json.code).toBe("totp-required");
    expect((await signIn({ email: agent.email, password: "wrong" })).json.code).toBe("sign-in-failed");
    expect((await signIn({ email: agent.email, password, code: await code() })).json.code).toBe("totp-wrong");
    desk.clock.advance(30_000);
    const fresh = await code();
    const both = await Promise.all([1, 2].map(() => signIn({ email: agent.email, password, code: fresh })));
    expect(both.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([204, 401]);

    expect((await desk.call("POST", "/auth/totp", { as: agent.as })).json.code).toBe("totp-on-already");
    expect((await desk.call("DELETE", "/auth/totp", { as: agent.as, body: { password: "wrong" } })).json.code).toBe(
      "password-wrong",
    );
    expect((await desk.call("DELETE", "/auth/totp", { as: agent.as, body: { password } })).status).toBe(204);
    expect((await signIn({ email: agent.email, password })).status).toBe(204);
  });

  test("rests encrypted, and tied to its agent", async () => {
    const [anna, ben] = [await makeAgent(desk.database), await makeAgent(desk.database)];
    const { secret } = (await desk.call("POST", "/auth/totp", { as: anna.as })).json;
    const code = await generate({ secret, epoch: Math.floor(desk.clock.now().getTime() / 1000) });
    const rows = await inRegistry(desk.database.owner, (tx) =>
      sql<{ text: string }>`select to_jsonb(a)::text as text from agents a`.execute(tx),
    );
    expect(JSON.stringify(rows.rows)).not.toContain(secret);
    await inRegistry(desk.database.owner, (tx) =>
      sql`update agents set totp_pending = (select totp_pending from agents where id = ${anna.id}) where id = ${ben.id}`.execute(
        tx,
      ),
    );
    expect((await desk.call("POST", "/auth/totp/confirm", { as: ben.as, body: { code } })).json.code).toBe("secret-unreadable");
    expect((await desk.call("POST", "/auth/totp/confirm", { as: anna.as, body: { code } })).status).toBe(204);
  });
});
