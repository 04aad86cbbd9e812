// Nothing is left behind: files that were never sent go, with their bytes; what a draft, a message or an undo may need stays.
import { createHash, randomBytes } from "node:crypto";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "#domain/ids.ts";
import { inWorkspace, type Tx } from "#store/db.ts";
import { makeAgent, makeWorkspace, type Planted, plant, type TestAgent, type TestDesk, testDesk } from "../../test/http/desk.ts";
import { cleanUp, prefixesOfHour } from "./clean-up.ts";

const dayMs = 86_400_000;
const now = () => new Date();
const everywhere = Array.from({ length: 24 }, (_, hour) => prefixesOfHour(hour)).flat();

let desk: TestDesk;
let mira: TestAgent;
let ticket: Planted;
let count = 0;
beforeAll(async () => {
  desk = await testDesk();
  mira = await makeAgent(desk.database);
});
afterAll(() => desk.close());
beforeEach(async () => {
  ticket = await plant(desk, `pear${(count += 1)}`);
});

const inTx = <T>(work: (tx: Tx) => Promise<T>) => inWorkspace(desk.database.db, ticket.workspaceId, work);
const clean = () => cleanUp(desk.options, { now: now(), prefixes: everywhere });
const call = (method: string, path: string, body?: unknown) => desk.call(method, path, { as: mira.as, body });
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const has = (bytes: Uint8Array, workspaceId = ticket.workspaceId) => desk.options.blobs.has(workspaceId, hashOf(bytes));

interface Brought {
  id: string;
  bytes: Buffer;
}

/** A file that an agent brought so many days ago. */
async function bring(days: number, bytes = randomBytes(100)): Promise<Brought> {
  const headers = { "content-type": "image/png", "x-file-name": "a.png" };
  const { json } = await desk.call("POST", "/uploads", { as: mira.as, body: bytes, headers });
  await age(json.id, bytes, days);
  return { id: json.id, bytes };
}

async function age(id: string, bytes: Buffer, days: number, workspaceId = ticket.workspaceId): Promise<void> {
  const at = new Date(Date.now() - days * dayMs);
  await inTx((tx) => tx.updateTable("uploads").set({ createdAt: at, wantedAt: at }).where("id", "=", id).execute());
  await ageBlob(bytes, days, workspaceId);
}

async function ageBlob(bytes: Buffer, days: number, workspaceId = ticket.workspaceId): Promise<void> {
  const at = new Date(Date.now() - days * dayMs);
  const name = hashOf(bytes);
  await utimes(join(desk.options.blobDirectory, "blobs", workspaceId, name.slice(0, 2), name.slice(2, 4), name), at, at);
}

const isUpload = async ({ id }: Brought) => (await call("GET", `/uploads/${id}`)).status === 200;

describe("a file that was brought and never sent", () => {
  test("goes after seven days, with its bytes; a younger one stays", async () => {
    const [old, young] = [await bring(8), await bring(6)];
    expect(await clean()).toMatchObject({ uploads: 1 });
    expect([await isUpload(old), await has(old.bytes)]).toEqual([false, false]);
    expect([await isUpload(young), await has(young.bytes)]).toEqual([true, true]);
  });

  test("stays as long as a draft names it, or shows it in its text alone; then it goes", async () => {
    const [named, shown] = [await bring(30), await bring(30)];
    const html = `<p>See <img src="/api/v1/uploads/${shown.id.toUpperCase()}"></p>`;
    await call("PUT", `/tickets/${ticket.ticketId}/draft`, { html, attachments: [named.id] });
    await clean();
    for (const file of [named, shown]) expect([await isUpload(file), await has(file.bytes)]).toEqual([true, true]);
    expect((await call("POST", `/tickets/${ticket.ticketId}/messages`, { html, undoSeconds: 0 })).status).toBe(201);

    await call("PUT", `/tickets/${ticket.ticketId}/draft`, { html: "<p>Never mind.</p>" });
    for (const file of [named, shown]) await age(file.id, file.bytes, 30);
    await clean();
    expect([await isUpload(named), await has(named.bytes)]).toEqual([false, false]);
    // Its bytes are the message's now.
    expect([await isUpload(shown), await has(shown.bytes)]).toEqual([false, true]);
  });

  test("of a message that can still be taken back is there for the draft that comes of it", async () => {
    const file = await bring(30);
    const sent = await call("POST", `/tickets/${ticket.ticketId}/messages`, {
      text: "See.",
      attachments: [file.id],
      undoSeconds: 10,
    });
    await clean();
    const undone = await call("DELETE", `/messages/${sent.json.message.id}`);
    expect(undone.json.draft.attachments).toMatchObject([{ id: file.id }]);
    expect(await has(file.bytes)).toBe(true);
  });

  test("that somebody removed leaves its bytes to the others that have the same, and nobody else", async () => {
    const bytes = randomBytes(100);
    const [one, other] = [await bring(3, bytes), await bring(3, bytes)];
    await call("DELETE", `/uploads/${one.id}`);
    await ageBlob(bytes, 3);
    await clean();
    expect(await has(bytes)).toBe(true);
    await call("DELETE", `/uploads/${other.id}`);
    expect(await clean()).toMatchObject({ blobs: 1 });
    expect(await has(bytes)).toBe(false);
  });
});

describe("bytes", () => {
  test("of messages and of raw mail stay, however old they are", async () => {
    const [large, file] = [randomBytes(50), randomBytes(50)];
    for (const bytes of [large, file]) await desk.options.blobs.put(ticket.workspaceId, hashOf(bytes), bytes);
    await inTx(async (tx) => {
      const sha256 = Buffer.from(hashOf(large), "hex");
      await tx
        .insertInto("rawMessages")
        .values({ workspaceId: ticket.workspaceId, id: newId(), sha256, size: 50, bytes: null })
        .execute();
      await tx
        .updateTable("attachments")
        .set({ sha256: Buffer.from(hashOf(file), "hex") })
        .where("id", "=", ticket.attachmentId)
        .execute();
    });
    for (const bytes of [large, file]) await ageBlob(bytes, 400);
    await clean();
    expect([await has(large), await has(file)]).toEqual([true, true]);
  });

  test("that nobody names go after a day, and not before: their row may be on its way", async () => {
    const [old, fresh] = [randomBytes(50), randomBytes(50)];
    for (const bytes of [old, fresh]) await desk.options.blobs.put(ticket.workspaceId, hashOf(bytes), bytes);
    await ageBlob(old, 2);
    await clean();
    expect([await has(old), await has(fresh)]).toEqual([false, true]);
  });

  test("of a workspace that this database does not know are somebody else's", async () => {
    const [stranger, ours] = [newId(), await makeWorkspace(desk.database, "Ours")];
    const bytes = randomBytes(50);
    for (const workspaceId of [stranger, ours]) {
      await desk.options.blobs.put(workspaceId, hashOf(bytes), bytes);
      await ageBlob(bytes, 30, workspaceId);
    }
    await clean();
    expect([await has(bytes, stranger), await has(bytes, ours)]).toEqual([true, false]);
  });

  test("are all looked at within a day, each once", () => {
    expect(everywhere).toHaveLength(256);
    expect(new Set(everywhere).size).toBe(256);
    expect([everywhere[0], everywhere.at(-1)]).toEqual(["00", "ff"]);
  });
});

test("whom an automatic mail went to is forgotten after a week", async () => {
  const told = (address: string, days: number) =>
    inTx((tx) =>
      sql`insert into automatic_mail (workspace_id, address, day, delivery_id, source_id, at)
        values (${ticket.workspaceId}, ${address}, current_date, ${newId()}, ${ticket.sourceId}, now() - make_interval(days => ${days}))`.execute(
        tx,
      ),
    );
  await told("old@x.test", 8);
  await told("new@x.test", 6);
  expect(await clean()).toMatchObject({ automaticMail: 1 });
  const { rows } = await inTx((tx) => sql<{ address: string }>`select address from automatic_mail`.execute(tx));
  expect(rows).toEqual([{ address: "new@x.test" }]);
});

describe("a message that was taken back", () => {
  const search = async (word: string) => (await call("GET", `/tickets?q=${word}`)).json.data.map(({ id }: { id: string }) => id);
  const participants = async () =>
    (await call("GET", `/tickets/${ticket.ticketId}`)).json.participants.map(({ address }: { address: string }) => address);
  // As the owner: the search index answers the application through its functions alone.
  const rowsOf = (table: string, id: string) =>
    inWorkspace(desk.database.owner, ticket.workspaceId, async (tx) => {
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from ${sql.table(table)} where message_id = ${id}`.execute(tx);
      return rows[0]?.n;
    });

  test("leaves neither words, nor files, nor people on the ticket", async () => {
    const file = await bring(0);
    const body = { text: "Xylophonic answer", attachments: [file.id], cc: [{ address: "bob@pear.test" }], undoSeconds: 10 };
    const { json } = await call("POST", `/tickets/${ticket.ticketId}/messages`, body);
    expect(await search("xylophonic")).toEqual([ticket.ticketId]);
    expect(await participants()).toContain("bob@pear.test");
    await call("DELETE", `/messages/${json.message.id}`);
    expect(await search("xylophonic")).toEqual([]);
    expect(await participants()).not.toContain("bob@pear.test");
    for (const table of ["message_search", "attachments", "arrivals"]) expect(await rowsOf(table, json.message.id)).toBe(0);
  });

  test("leaves those on the ticket whom somebody else has written to since", async () => {
    const body = { text: "One", cc: [{ address: "Carla@pear.test" }], undoSeconds: 10 };
    const first = await call("POST", `/tickets/${ticket.ticketId}/messages`, body);
    await call("POST", `/tickets/${ticket.ticketId}/messages`, { ...body, text: "Two" });
    await call("DELETE", `/messages/${first.json.message.id}`);
    expect(await participants()).toContain("carla@pear.test");
  });
});
