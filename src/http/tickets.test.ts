// Lists, search and the ticket page, over HTTP and against a real database.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inWorkspace } from "#store/db.ts";
import { type Planted, type TestAgent, type TestDesk, makeAgent, plant, testDesk } from "../../test/http/desk.ts";

let desk: TestDesk;
let mira: TestAgent;
let apple: Planted;
let pear: Planted;

beforeAll(async () => {
  desk = await testDesk();
  mira = await makeAgent(desk.database);
  apple = await plant(desk, "apple");
  pear = await plant(desk, "pear");
});
afterAll(() => desk.close());

const numbers = (answer: { json: { data: { number: number }[] } }) => answer.json.data.map((ticket) => ticket.number);

describe("the ticket list", () => {
  test("shows the newest first, and pages by cursor without gaps or repeats", async () => {
    const first = await desk.call("GET", "/tickets?limit=1", { as: mira.as });
    expect(first.status).toBe(200);
    expect(numbers(first)).toEqual([pear.number]);
    const second = await desk.call("GET", `/tickets?limit=1&cursor=${first.json.nextCursor}`, { as: mira.as });
    expect(numbers(second)).toEqual([apple.number]);
    expect(second.json.nextCursor).toBeNull();
  });

  test.each([
    ["state=open,pending", 2],
    ["state=resolved", 0],
    ["assignee=none", 2],
    ["assignee=me", 0],
    ["priority=normal,high", 2],
    ["assignee=none&state=open&priority=normal", 2],
  ])("filters by %s", async (query, count) => {
    const answer = await desk.call("GET", `/tickets?${query}`, { as: mira.as });
    expect(answer.json.data).toHaveLength(count);
  });

  test("filters by source and by requester; an id that cannot be one finds nothing", async () => {
    expect(numbers(await desk.call("GET", `/tickets?source=${apple.sourceId}`, { as: mira.as }))).toEqual([apple.number]);
    expect(numbers(await desk.call("GET", `/tickets?requester=${pear.contactId}`, { as: mira.as }))).toEqual([pear.number]);
    expect(numbers(await desk.call("GET", "/tickets?source=nonsense", { as: mira.as }))).toEqual([]);
  });
});

describe("search", () => {
  const found = async (q: string) => numbers(await desk.call("GET", `/tickets?q=${encodeURIComponent(q)}`, { as: mira.as }));

  test.each([
    ["apple", "one word"],
    ["printer apple", "all words"],
    ["printer app", "the last word unfinished"],
    ["“apple”,", "punctuation around it"],
  ])("finds %s (%s)", async (q) => {
    expect(await found(q)).toEqual([apple.number]);
  });

  test("asks for every word", async () => {
    expect(await found("apple pear")).toEqual([]);
  });

  test("takes accents and case for what they are to people", async () => {
    for (const q of ["größe", "GROSSE", "Große"]) expect(await found(q)).toHaveLength(2);
    expect(await found("grub")).toHaveLength(0);
  });

  test("knows a ticket's number and a requester's address", async () => {
    expect(await found(`#${pear.number}`)).toEqual([pear.number]);
    expect(await found(`[Ticket #${pear.number}]`)).toEqual([pear.number]);
    expect(await found("ana@pear.test")).toEqual([pear.number]);
  });

  test.each([
    "'",
    "\\",
    "a' | b",
    "foo:*",
    "!!!",
    "((",
    "& |",
    ":*",
    "a & ",
    "<->",
    "%",
    "🙂",
    "\0",
    "\ud800x",
    "\u202e",
    "it's",
    "''a''",
    "\\'",
  ])("takes %j as words and never as syntax", async (q) => {
    const answer = await desk.call("GET", `/tickets?q=${encodeURIComponent(q.toWellFormed())}`, { as: mira.as });
    expect(answer.status).toBe(200);
  });

  test("takes very long words and very many", async () => {
    for (const q of ["x".repeat(999), "word ".repeat(190)]) expect(await found(q)).toEqual([]);
  });

  test("pages by cursor without repeats", async () => {
    const first = await desk.call("GET", "/tickets?q=printer&limit=1", { as: mira.as });
    const second = await desk.call("GET", `/tickets?q=printer&limit=1&cursor=${first.json.nextCursor}`, { as: mira.as });
    expect([...numbers(first), ...numbers(second)]).toEqual([pear.number, apple.number]);
    expect(second.json.nextCursor).toBeNull();
  });
});

describe("the ticket page", () => {
  test("carries messages with attachments and arrivals, and everybody on it", async () => {
    const { json, status } = await desk.call("GET", `/tickets/${apple.ticketId}`, { as: mira.as });
    expect(status).toBe(200);
    expect(json).toMatchObject({ number: apple.number, requester: { name: "Ana apple", addresses: ["ana@apple.test"] } });
    expect(json.participants).toEqual([{ address: "ana@apple.test", role: "requester" }]);
    expect(json.messages).toHaveLength(1);
    expect(json.messages[0]).toMatchObject({
      visibleText: "Hello apple",
      hasHtml: true,
      deliveryId: apple.deliveryId,
      senderVerdict: "unverified",
    });
    expect(json.messages[0].attachments.map((file: { refusedBecause: string }) => file.refusedBecause)).toEqual([
      null,
      null,
      "type-not-allowed",
    ]);
    expect(json.messages[0].arrivals).toMatchObject([{ deliveryId: apple.deliveryId, rcptTo: ["apple@mail.test"] }]);
  });

  test("shows the address of the desk where a message came to a private one, which stays in the raw mail", async () => {
    const support = { name: "Source pear", address: `pear-${pear.sourceId}@mail.test` };
    const ben = { name: "", address: "ben@pear.test" };
    const address = `reply+${"a".repeat(26)}@mail.test`;
    await inWorkspace(desk.database.db, pear.workspaceId, (tx) =>
      tx
        .updateTable("messages")
        .set({ recipients: { to: [{ name: "Support", address }], cc: [support, ben] } })
        .where("id", "=", pear.messageId)
        .execute(),
    );
    const path = `/tickets/${pear.ticketId}`;
    const page = await desk.call("GET", path, { as: mira.as });
    const list = await desk.call("GET", `${path}/messages`, { as: mira.as });
    for (const message of [page.json.messages[0], list.json.data[0]]) {
      expect(message.to).toEqual([support]);
      expect(message.cc, "one place is named once").toEqual([ben]);
      expect(JSON.stringify(message)).not.toContain("reply+");
    }
  });

  test("is the same by its number", async () => {
    const byId = await desk.call("GET", `/tickets/${apple.ticketId}`, { as: mira.as });
    const byNumber = await desk.call("GET", `/tickets/by-number/${apple.number}`, { as: mira.as });
    expect(byNumber.json).toEqual(byId.json);
  });

  test("changes state, priority and assignee, and writes it down once", async () => {
    const change = { state: "pending", priority: "high", assigneeId: mira.id };
    const answer = await desk.call("PATCH", `/tickets/${pear.ticketId}`, { as: mira.as, body: change });
    expect(answer.json).toMatchObject({ state: "pending", priority: "high", assignee: { id: mira.id, name: "Mira Okafor" } });
    await desk.call("PATCH", `/tickets/${pear.ticketId}`, { as: mira.as, body: change });
    expect(numbers(await desk.call("GET", "/tickets?assignee=me&state=pending", { as: mira.as }))).toEqual([pear.number]);
    const back = await desk.call("PATCH", `/tickets/${pear.ticketId}`, { as: mira.as, body: { assigneeId: null } });
    expect(back.json.assignee).toBeNull();
  });

  test("changes who asks: a new contact is made, and whoever asked before stays on the ticket", async () => {
    const requester = { name: "Priya Nair", address: "Priya@Harbour.example" };
    const path = `/tickets/${pear.ticketId}`;
    const before = (await desk.call("GET", path, { as: mira.as })).json.requester;
    const answer = await desk.call("PATCH", path, { as: mira.as, body: { requester } });
    expect(answer.json.requester).toMatchObject({ name: "Priya Nair", email: "priya@harbour.example" });
    expect(answer.json.participants).toEqual(
      expect.arrayContaining([
        { address: before.email, role: "author" },
        { address: "priya@harbour.example", role: "requester" },
      ]),
    );
    const back = await desk.call("PATCH", path, { as: mira.as, body: { requester: { address: before.email } } });
    expect(back.json.requester, "the contact of a known address keeps its name").toMatchObject(before);
  });

  test.each([
    [{}, 400],
    [{ requester: { address: "nobody" } }, 400],
    [{ state: "closed" }, 400],
    [{ state: "open", number: 1 }, 400],
    [{ workspaceId: "x" }, 400],
    [{ assigneeId: "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b" }, 422],
  ])("refuses the change %j with %i", async (body, status) => {
    const answer = await desk.call("PATCH", `/tickets/${pear.ticketId}`, { as: mira.as, body });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(answer.json.requestId).toBe(answer.headers["x-request-id"]);
  });

  test("pages through messages", async () => {
    const answer = await desk.call("GET", `/tickets/${apple.ticketId}/messages?limit=1`, { as: mira.as });
    expect(answer.json).toMatchObject({ data: [{ id: apple.messageId }], nextCursor: null });
  });
});

test("a cursor that is not from this list is the caller's mistake", async () => {
  for (const cursor of [
    "x",
    "W10",
    Buffer.from('["m","a","b"]').toString("base64url"),
    Buffer.from('["i",1e99]').toString("base64url"),
  ]) {
    const answer = await desk.call("GET", `/tickets?cursor=${cursor}`, { as: mira.as });
    expect(answer.json).toMatchObject({ status: 400, code: "bad-cursor" });
  }
});
