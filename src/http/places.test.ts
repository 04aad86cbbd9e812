// Where answers are found again, over HTTP and against a real database: notes that name one, drafts as they were left, and what was not delivered.
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "#domain/ids.ts";
import type { SubmissionState } from "#domain/outbound.ts";
import { inWorkspace } from "#store/db.ts";
import { type Caller, type Planted, type TestAgent, makeAgent, plant } from "../../test/http/desk.ts";
import { desk, key, mira, openWritingDesk, ticket } from "../../test/http/writing-desk.ts";

openWritingDesk("pear");

let ben: TestAgent;
beforeAll(async () => {
  ben = await makeAgent(desk.database, { name: "Ben Adler", role: "viewer" });
});

const get = async (path: string, as: Caller = mira.as) => (await desk.call("GET", path, { as })).json;

describe("a note that names somebody", () => {
  const write = async (text: string, as: Caller = mira.as, on = ticket) =>
    (await desk.call("POST", `/tickets/${on.ticketId}/messages`, { as, body: { text, internal: true } })).json.message.id;
  const waiting = async (who: TestAgent): Promise<string[]> =>
    (await get("/mentions", who.as)).data.map((one: { messageId: string }) => one.messageId);
  const see = (on: Planted, as: Caller) => desk.call("POST", `/tickets/${on.ticketId}/mentions/seen`, { as });

  test("waits for them, newest first, until they have the ticket open", async () => {
    const first = await write("@Ben Adler: is this\n\n your   customer?");
    const other = await plant(desk, "pearother");
    const second = await write("@Ben Adler, and this?", mira.as, other);
    const { data } = await get("/mentions", ben.as);
    expect(data.map((one: { messageId: string }) => one.messageId)).toEqual([second, first]);
    expect(data[1]).toMatchObject({
      ticket: { id: ticket.ticketId, number: ticket.number, state: "open" },
      author: "Mira Okafor",
      preview: "@Ben Adler: is this your customer?",
    });
    expect((await see(ticket, ben.as)).status).toBe(204);
    expect(await waiting(ben)).toEqual([second]);
    expect((await see(ticket, ben.as)).status).toBe(204);
    await see(other, ben.as);
    expect(await waiting(ben)).toEqual([]);
  });

  test("waits for each by themselves, and not for who wrote it", async () => {
    const id = await write("@Ben Adler and @Mira Okafor");
    expect(await waiting(mira)).toEqual([]);
    await see(ticket, mira.as);
    expect(await waiting(ben)).toEqual([id]);
    await see(ticket, ben.as);
    const byKey = await write("@Mira Okafor, says the machine", key);
    expect(await waiting(mira)).toEqual([byKey]);
    await see(ticket, mira.as);
  });

  test("does not wait when it was taken back", async () => {
    const id = await write("@Ben Adler oops");
    expect(await waiting(ben)).toEqual([id]);
    await desk.call("DELETE", `/messages/${id}`, { as: mira.as });
    expect(await waiting(ben)).toEqual([]);
  });

  test("is the matter of people: a program has no mentions", async () => {
    expect((await desk.call("GET", "/mentions", { as: key })).json.code).toBe("only-a-person");
    expect((await see(ticket, key)).json.code).toBe("only-a-person");
    expect((await desk.call("POST", `/tickets/${newId()}/mentions/seen`, { as: key })).status).toBe(404);
  });
});

describe("a draft", () => {
  test("remembers that the signature is left out, and one of before has it", async () => {
    const path = `/tickets/${ticket.ticketId}/draft`;
    await desk.call("PUT", path, { as: mira.as, body: { html: "<p>one</p>", signature: false } });
    expect((await get(path)).draft.signature).toBe(false);
    await inWorkspace(desk.database.db, ticket.workspaceId, (tx) =>
      sql`update drafts set content = content - 'signature' where ticket_id = ${ticket.ticketId}`.execute(tx),
    );
    expect((await get(path)).draft.signature).toBe(true);
  });

  test("of an answer that was taken back leaves out what the answer left out", async () => {
    const { json } = await desk.call("POST", `/tickets/${ticket.ticketId}/messages`, {
      as: mira.as,
      body: { text: "Unsigned", signature: false },
    });
    const undone = await desk.call("DELETE", `/messages/${json.message.id}`, { as: mira.as });
    expect(undone.json.draft).toMatchObject({ signature: false });
  });
});

test("the signature on a ticket is one's own, then the source's, as readers get them", async () => {
  const path = `/tickets/${ticket.ticketId}/signature`;
  expect(await get(path)).toEqual({ html: "", text: "" });
  await desk.call("PUT", "/me/signature", { as: mira.as, body: { html: "<p>Mira</p>" } });
  await desk.call("PATCH", `/sources/${ticket.sourceId}`, {
    as: mira.as,
    body: { settings: { signature: "Harbour Ltd\nPier 3" } },
  });
  expect(await get(path)).toEqual({
    html: "<p>Mira</p><p>Harbour Ltd<br />Pier 3</p>",
    text: expect.stringMatching(/^Mira\s+Harbour Ltd\nPier 3$/),
  });
  expect((await get(path, ben.as)).text).toBe("Harbour Ltd\nPier 3");
  await desk.call("PUT", "/me/signature", { as: mira.as, body: { html: "" } });
});

describe("what was not delivered", () => {
  const listed = async (query: string): Promise<string[]> =>
    (await get(`/tickets?${query}`)).data.map((one: { id: string }) => one.id);
  const answer = async (on: Planted, ...states: SubmissionState[]) => {
    const to = states.map((_, at) => ({ address: `reader${at}@pear.test` }));
    const { json } = await desk.call("POST", `/tickets/${on.ticketId}/messages`, { as: mira.as, body: { text: "Hello", to } });
    const copies: { id: string }[] = json.message.submissions;
    await inWorkspace(desk.database.db, on.workspaceId, async (tx) => {
      for (const [at, state] of states.entries())
        await tx
          .updateTable("submissions")
          .set({ state })
          .where("id", "=", copies[at]?.id ?? "")
          .execute();
    });
  };

  test("is listed by the worst that became of the newest answer, in every state of the ticket", async () => {
    const failed = ticket;
    const [waits, suppressed, sent] = [await plant(desk, "pearb"), await plant(desk, "pearc"), await plant(desk, "peard")];
    await answer(failed, "sent", "deferred", "failed");
    await answer(waits, "deferred", "sent");
    await answer(suppressed, "suppressed");
    await answer(sent, "failed");
    await answer(sent, "sent");
    await desk.call("PATCH", `/tickets/${failed.ticketId}`, { as: mira.as, body: { state: "resolved" } });
    expect(await listed("delivery=failed,suppressed")).toEqual([suppressed.ticketId, failed.ticketId]);
    expect(await listed("delivery=deferred")).toEqual([waits.ticketId]);
    expect(await listed("delivery=failed&state=open")).toEqual([]);
    expect(await listed("delivery=failed&state=resolved&q=pear")).toEqual([failed.ticketId]);
    expect((await desk.call("GET", "/tickets?delivery=lost", { as: mira.as })).status).toBe(400);
  });
});
