// What agents write with, over HTTP and against a real database: files, drafts, canned replies.
import { describe, expect, test } from "vitest";
import { type Caller, makeAgent } from "../../test/http/desk.ts";
import { desk, inTx, key, mira, openWritingDesk, send, ticket } from "../../test/http/writing-desk.ts";

openWritingDesk("kiwi");

const row = (id: string) => inTx((tx) => tx.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow());

describe("files", () => {
  const png = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(40, 1)]);
  const bring = async (bytes: Buffer, type: string, name: string, as: Caller = mira.as) => {
    const identity =
      "key" in as ? { authorization: `Bearer ${as.key}` } : { cookie: `inlet_session=${as.session}`, origin: "http://desk.test" };
    const answer = await desk.server.inject({
      method: "POST",
      url: "/api/v1/uploads",
      headers: { host: "desk.test", ...identity, "content-type": type, "x-file-name": encodeURIComponent(name) },
      payload: bytes,
    });
    return { status: answer.statusCode, json: answer.json() };
  };

  test("are brought as they are, and go with the answer; a picture in the HTML goes inline", async () => {
    const pdf = await bring(Buffer.from("%PDF-1.7"), "application/pdf", "../Größe\u202e.pdf");
    expect(pdf).toMatchObject({
      status: 201,
      json: { name: "Größe.pdf", mediaType: "application/pdf", isImage: false, size: 8 },
    });
    const picture = await bring(png, "application/octet-stream", "logo.png", key);
    expect(picture.json).toMatchObject({ mediaType: "image/png", isImage: true });
    const html = `<p>See <img src="/api/v1/uploads/${picture.json.id}"></p>`;
    const { json, status } = await send({ html, attachments: [pdf.json.id] });
    expect(status).toBe(201);
    expect(json.message.attachments).toMatchObject([
      { name: "Größe.pdf", disposition: "attachment" },
      { name: "logo.png", disposition: "inline", isImage: true },
    ]);
    expect((await row(json.message.id)).html).toContain(`src="cid:${picture.json.id}@mail.test"`);
    const undone = await desk.call("DELETE", `/messages/${json.message.id}`, { as: mira.as });
    expect(undone.json.draft).toMatchObject({ html, attachments: [{ id: pdf.json.id, name: "Größe.pdf" }] });
  });

  test("a JSON file is a file, and what calls itself a picture and is none is not one", async () => {
    const made = await bring(Buffer.from('{"a":1}'), "application/json", "a.json");
    expect(made.json).toMatchObject({ mediaType: "application/json", size: 7 });
    const shown = await desk.call("GET", `/uploads/${made.json.id}`, { as: mira.as });
    expect(shown.text).toBe('{"a":1}');
    expect(shown.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringMatching(/^attachment/),
    });
    expect((await bring(Buffer.from("<svg/>"), "image/png", "x.png")).json).toMatchObject({
      isImage: false,
      mediaType: "application/octet-stream",
    });
    expect((await desk.call("DELETE", `/uploads/${made.json.id}`, { as: mira.as })).status).toBe(204);
    expect((await send({ text: "x", attachments: [made.json.id] })).json.code).toBe("unknown-upload");
  });

  test("nothing, and more than fits into a mail, are refused with what to do", async () => {
    expect((await bring(Buffer.alloc(0), "text/plain", "empty")).json).toMatchObject({ status: 422, code: "empty-file" });
    expect((await bring(Buffer.alloc(20 * 1024 * 1024 + 1), "text/plain", "big")).json).toMatchObject({
      status: 413,
      code: "too-large",
    });
    const two = await Promise.all(["a", "b"].map((name) => bring(Buffer.alloc(11 * 1024 * 1024, name), "text/plain", name)));
    const answer = await send({ text: "x", attachments: two.map((file) => file.json.id) });
    expect(answer.json.code).toBe("attachments-too-large");
    expect(answer.json.detail).toContain("22 MB");
  });
});

describe("drafts", () => {
  test("are each person's own, the last writer wins, and sending ends them", async () => {
    const path = `/tickets/${ticket.ticketId}/draft`;
    expect((await desk.call("GET", path, { as: mira.as })).json).toEqual({ draft: null });
    await desk.call("PUT", path, { as: mira.as, body: { html: "<p>one</p>" } });
    const saved = await desk.call("PUT", path, { as: mira.as, body: { html: "<p>two</p>", internal: true } });
    expect(saved.json.draft).toMatchObject({ html: "<p>two</p>", internal: true, to: null, attachments: [] });
    const ben = await makeAgent(desk.database, { name: "Ben" });
    expect((await desk.call("GET", path, { as: ben.as })).json.draft).toBeNull();
    expect((await desk.call("GET", "/drafts", { as: mira.as })).json.data[0]).toMatchObject({
      ticketId: ticket.ticketId,
      internal: true,
    });
    await send({ text: "x" });
    expect((await desk.call("GET", path, { as: mira.as })).json.draft).toBeNull();
    expect((await desk.call("GET", path, { as: key })).json.code).toBe("only-a-person");
    expect((await desk.call("PUT", path, { as: mira.as, body: { html: "" } })).status).toBe(200);
    expect((await desk.call("DELETE", path, { as: mira.as })).status).toBe(204);
  });
});

describe("canned replies", () => {
  test("are filled in for a ticket, as words and never as markup", async () => {
    const html = "<p>Hello {{requester.name}}, #{{ ticket.number }} {{company.name|your company}} {{ticket.nmber}}</p>";
    const made = await desk.call("POST", "/canned-replies", {
      as: mira.as,
      body: { name: "Greeting", html: `${html}<script>1</script>` },
    });
    expect(made).toMatchObject({ status: 201, json: { html } });
    await inTx((tx) => tx.updateTable("contacts").set({ name: "<b>Ana</b>" }).where("id", "=", ticket.contactId).execute());
    const filled = await desk.call("GET", `/canned-replies/${made.json.id}?ticket=${ticket.ticketId}`, { as: mira.as });
    expect(filled.json.rendered).toEqual({
      html: `<p>Hello &lt;b&gt;Ana&lt;/b&gt;, #${ticket.number} your company {{ticket.nmber}}</p>`,
      unknown: ["ticket.nmber"],
    });
    const taken = await desk.call("POST", "/canned-replies", { as: mira.as, body: { name: "Greeting", html: "x" } });
    expect(taken.json).toMatchObject({ status: 409, code: "name-taken" });
    const changed = await desk.call("PATCH", `/canned-replies/${made.json.id}`, { as: mira.as, body: { name: "Hello" } });
    expect(changed.json).toMatchObject({ name: "Hello", html });
    expect((await desk.call("GET", "/canned-replies?q=hel", { as: mira.as })).json.data).toHaveLength(1);
    expect((await desk.call("DELETE", `/canned-replies/${made.json.id}`, { as: mira.as })).status).toBe(204);
    expect((await desk.call("GET", "/canned-replies?q=hel", { as: mira.as })).json.data).toEqual([]);
    const [first, second] = (await desk.call("GET", "/canned-replies", { as: mira.as })).json.data;
    const one = await desk.call("GET", "/canned-replies?limit=1", { as: mira.as });
    expect(one.json.data).toEqual([first]);
    const next = await desk.call("GET", `/canned-replies?limit=1&cursor=${one.json.nextCursor}`, { as: mira.as });
    expect(next.json.data).toEqual([second]);
  });
});
