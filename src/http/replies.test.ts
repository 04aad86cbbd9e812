// Answering over HTTP, against a real database: who gets it, who reads it, taking it back, notes, trying again.
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { newId } from "#domain/ids.ts";
import { suppress } from "#store/suppressions.ts";
import { type Answer, makeAgent } from "../../test/http/desk.ts";
import { desk, freshTicket, inTx, key, mira, openWritingDesk, send, ticket, word } from "../../test/http/writing-desk.ts";

openWritingDesk("fig");

const customer = () => `ana@${word}.test`;

const page = async () => (await desk.call("GET", `/tickets/${ticket.ticketId}`, { as: mira.as })).json;
const check = (body: object) => desk.call("POST", `/tickets/${ticket.ticketId}/recipients/check`, { as: mira.as, body });
const codes = (answer: Answer) => answer.json.warnings.map((warning: { code: string }) => warning.code);

/** A customer's mail that came in later. */
async function mailFrom(
  address: string,
  more: { cc?: string[]; text?: string; standing?: "participant" | "stranger" } = {},
): Promise<string> {
  const id = newId();
  await inTx(async (tx) => {
    await tx
      .insertInto("messages")
      .values({
        workspaceId: ticket.workspaceId,
        id,
        ticketId: ticket.ticketId,
        direction: "inbound",
        contactId: ticket.contactId,
        rfcMessageId: `${id}@customer.test`,
        identityHash: Buffer.from(id.replaceAll("-", ""), "hex"),
        author: JSON.stringify({ name: "", address }),
        recipients: JSON.stringify({
          to: [{ name: "", address: `${word}@mail.test` }],
          cc: (more.cc ?? []).map((cc) => ({ name: "", address: cc })),
          replyTo: [],
          sender: null,
        }),
        subject: "Re: Printer",
        text: more.text ?? "More about it",
        visibleText: more.text ?? "More about it",
        html: null,
        standing: more.standing ?? "participant",
        senderVerdict: "verified",
        receivedAt: new Date(),
      })
      .execute();
    for (const cc of more.cc ?? [])
      await tx
        .insertInto("participants")
        .values({ workspaceId: ticket.workspaceId, ticketId: ticket.ticketId, address: cc, role: "addressed" })
        .onConflict((there) => there.doNothing())
        .execute();
  });
  return id;
}

const row = (id: string) => inTx((tx) => tx.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow());

describe("an answer", () => {
  test("goes to who asks, is queued and not called sent, and changes the ticket in the same breath", async () => {
    const answer = await send({ text: "Turn it off and on.\n\nhttps://help.test/on", state: "pending" });
    expect(answer.status).toBe(201);
    const { message } = answer.json;
    expect(message).toMatchObject({
      direction: "outbound",
      to: [{ address: customer() }],
      cc: [],
      agent: { id: mira.id, name: "Mira Okafor" },
      apiKey: null,
      author: { name: "Mira Okafor" },
      from: { name: `Mira Okafor (Source ${word})`, address: `${word}-${ticket.sourceId}@mail.test` },
      subject: `Re: Printer ${word}`,
      visibleText: "Turn it off and on.\n\nhttps://help.test/on",
      submissions: [{ address: customer(), role: "to", state: "queued", sentAt: null, attempts: 0 }],
    });
    expect(Date.parse(message.undoUntil)).toBeGreaterThan(Date.now());
    expect(answer.json.ticket).toMatchObject({ state: "pending", delivery: "queued", messageCount: 2 });
    const { html } = await row(message.id);
    expect(html).toContain('<p>Turn it off and on.</p><p><a href="https://help.test/on">https://help.test/on</a></p>');
  });

  test("a program answers in the name of its key, or of an agent, and at once", async () => {
    const byKey = await send({ text: "Hello" }, { as: key });
    expect(byKey.json.message).toMatchObject({ agent: null, apiKey: "test", author: { name: "test" }, undoUntil: null });
    const byAgent = await send({ text: "Hello", agentId: mira.id }, { as: key });
    expect(byAgent.json.message).toMatchObject({ agent: { id: mira.id }, apiKey: "test", author: { name: "Mira Okafor" } });
    expect((await send({ text: "Hello", agentId: newId() }, { as: key })).json.code).toBe("unknown-agent");
  });

  test("names the conversation: the customer's message last, ours among them", async () => {
    const first = await mailFrom(customer());
    const sent = await send({ text: "One" });
    const own = (await row(sent.json.message.id)).rfcMessageId;
    const second = await mailFrom(customer());
    const again = await send({ text: "Two" });
    const { sending, subject } = await row(again.json.message.id);
    expect((sending as { references: string[] }).references).toEqual([`${first}@customer.test`, own, `${second}@customer.test`]);
    expect(subject).toBe(`Re: Printer ${word}`);
  });

  test("stands above both signatures, the agent's first", async () => {
    await desk.call("PUT", "/me/signature", { as: mira.as, body: { html: "<p>Mira<script>1</script></p>" } });
    await desk.call("PATCH", `/sources/${ticket.sourceId}`, {
      as: mira.as,
      body: { settings: { signature: "Harbour Ltd\nPier 3", ticketTag: true } },
    });
    const { json } = await send({ html: "<p>Hello <b>Ana</b></p>" });
    const stored = await row(json.message.id);
    expect(stored.visibleText).toBe("Hello Ana");
    expect(stored.text).toMatch(/^Hello Ana\n\n-- \nMira\s+Harbour Ltd\nPier 3$/);
    expect(stored.html).toContain("<p>Mira</p><p>Harbour Ltd<br />Pier 3</p>");
    expect(stored.subject).toBe(`Re: Printer ${word} [Ticket #${ticket.number}]`);
    expect((await row((await send({ text: "x", signature: false })).json.message.id)).text).toBe("x");
    await desk.call("PUT", "/me/signature", { as: mira.as, body: { html: "" } });
  });

  test.each([
    [{ text: "  " }, 422, "empty-message"],
    [{ html: "<p></p>" }, 422, "empty-message"],
    [{ text: "x", to: [] }, 422, "no-recipients"],
    [{ text: "x", to: Array.from({ length: 26 }, (_, n) => ({ address: `p${n}@x.test` })) }, 422, "too-many-recipients"],
    [{ text: "x", to: [{ address: "anything@mail.test" }] }, 422, "recipient-is-own-address"],
    [{ text: "x", to: [{ address: "no address" }] }, 400, "invalid-request"],
    [{ text: "x", attachments: [newId()] }, 422, "unknown-upload"],
    [{ text: "x", internal: true, to: [{ address: "a@x.test" }] }, 400, "invalid-request"],
    [{ text: "x", state: "spam" }, 400, "invalid-request"],
    [{ text: "x", undoSeconds: 61 }, 400, "invalid-request"],
    [{ text: "x", nonsense: 1 }, 400, "invalid-request"],
  ])("is refused as %j with %i %s, and nothing is changed", async (body, status, code) => {
    const answer = await send(body);
    expect(answer.json).toMatchObject({ status, code });
    expect((await page()).messages).toHaveLength(1);
  });

  test("does not go to an address that bounced: the refusal names it and says how to release it", async () => {
    await inTx((tx) =>
      suppress(tx, {
        workspaceId: ticket.workspaceId,
        address: customer(),
        reason: "bounced",
        evidence: "5.1.1",
        reportedBy: null,
      }),
    );
    const answer = await send({ text: "x" });
    expect(answer.json.code).toBe("recipient-suppressed");
    expect(answer.json.detail).toContain(customer());
    expect(answer.json.detail).toContain("/release");
    expect(codes(await check({}))).toContain("suppressed");
  });

  test("does not go out from the spam folder or the bin; a note may be kept there", async () => {
    await desk.call("PATCH", `/tickets/${ticket.ticketId}`, { as: mira.as, body: { state: "spam" } });
    expect((await send({ text: "x" })).json.code).toBe("ticket-set-aside");
    expect((await send({ text: "x", internal: true })).status).toBe(201);
  });
});

describe("the same request again", () => {
  test("gives the same message and no second mail", async () => {
    const first = await send({ text: "Once" }, { key: "k1" });
    const again = await send({ text: "Once" }, { key: "k1" });
    expect(again.status).toBe(201);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(again.json.message.id).toBe(first.json.message.id);
    expect((await page()).messages).toHaveLength(2);
  });

  test("ten at once make one message", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => send({ text: "Once" }, { key: "at-once" })));
    expect(new Set(all.map((answer) => answer.json.message.id)).size).toBe(1);
    expect((await page()).messages).toHaveLength(2);
  });

  test("with other words is refused, and another caller's key is another key", async () => {
    await send({ text: "Once" }, { key: "k2" });
    expect((await send({ text: "Twice" }, { key: "k2" })).json).toMatchObject({ status: 409, code: "idempotency-key-reused" });
    expect((await send({ text: "Twice" }, { key: "k2", as: key })).status).toBe(201);
  });

  test("after it was taken back is refused", async () => {
    const sent = await send({ text: "Once" }, { key: "k3" });
    await desk.call("DELETE", `/messages/${sent.json.message.id}`, { as: mira.as });
    expect((await send({ text: "Once" }, { key: "k3" })).json.code).toBe("message-taken-back");
  });
});

describe("taking back", () => {
  test("within the window everything is as before, and the words are a draft again", async () => {
    const before = await page();
    const sent = await send({ html: "<p>Oops</p>", to: [{ address: "new@other.test" }], state: "resolved" });
    const undone = await desk.call("DELETE", `/messages/${sent.json.message.id}`, { as: mira.as });
    expect(undone.status).toBe(200);
    expect(undone.json).toMatchObject({
      ticketId: ticket.ticketId,
      draft: { html: "<p>Oops</p>", to: [{ address: "new@other.test" }] },
    });
    const after = await page();
    expect(after).toEqual({ ...before, updatedAt: after.updatedAt });
    const draft = await desk.call("GET", `/tickets/${ticket.ticketId}/draft`, { as: mira.as });
    expect(draft.json.draft).toMatchObject({ html: "<p>Oops</p>", state: "resolved" });
    expect((await desk.call("GET", "/tickets?q=oops", { as: mira.as })).json.data).toEqual([]);
    expect((await desk.call("DELETE", `/messages/${sent.json.message.id}`, { as: mira.as })).status).toBe(404);
  });

  test("a copy that somebody has begun to send cannot be taken back, and nothing is changed", async () => {
    const sent = await send({ text: "Going" });
    const { id } = sent.json.message.submissions[0];
    await inTx((tx) =>
      sql`update submission_queue set lease_token = ${newId()}, attempts = 1 where submission_id = ${id}`.execute(tx),
    );
    const undone = await desk.call("DELETE", `/messages/${sent.json.message.id}`, { as: mira.as });
    expect(undone.json).toMatchObject({ status: 409, code: "already-leaving" });
    expect((await page()).messages).toHaveLength(2);
  });

  test("when two take it back at once, one does", async () => {
    const sent = await send({ text: "Both" });
    const both = await Promise.all([1, 2].map(() => desk.call("DELETE", `/messages/${sent.json.message.id}`, { as: mira.as })));
    expect(both.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 404]);
  });

  test.each([
    ["sent without a window", async () => (await send({ text: "x" }, { as: key })).json.message.id],
    ["that came in", () => Promise.resolve(ticket.messageId)],
  ])("one %s stays", async (_what, of) => {
    const undone = await desk.call("DELETE", `/messages/${await of()}`, { as: mira.as });
    expect(undone.json).toMatchObject({ status: 409, code: "undo-over" });
  });
});

describe("who gets an answer when nobody is named (A-08)", () => {
  test("somebody in the customer's Cc is proposed, and gets nothing", async () => {
    await mailFrom(customer(), { cc: ["evil@else.test"] });
    const answer = await check({});
    expect(answer.json).toMatchObject({
      to: [{ address: customer() }],
      cc: [],
      proposals: [{ address: "evil@else.test", why: "cc-of-customer" }],
    });
    expect((await send({ text: "x" })).json.message.submissions).toHaveLength(1);
  });

  test("nor does somebody in Cc who then writes, until an agent answers them", async () => {
    await mailFrom(customer(), { cc: ["bob@else.test"] });
    await mailFrom("bob@else.test");
    expect((await check({})).json).toMatchObject({
      to: [{ address: customer() }],
      cc: [],
      proposals: [{ address: "bob@else.test" }],
    });
    await send({ text: "x", to: [{ address: "bob@else.test" }], cc: [{ address: customer() }] });
    await mailFrom("bob@else.test");
    expect((await check({})).json).toMatchObject({
      to: [{ address: "bob@else.test" }],
      cc: [{ address: customer() }],
      proposals: [],
    });
  });

  test("whoever is new gets no byte of what was said before", async () => {
    await mailFrom(customer(), { text: "My PIN is 4711" });
    const { json } = await send({ text: "Hello all", cc: [{ address: "new@else.test" }], quote: true });
    const { text, html } = await row(json.message.id);
    expect(`${text}${html}`).not.toContain("4711");
    expect(json).toMatchObject({ quoted: 0, notQuotedFor: [{ address: "new@else.test" }] });
    const alone = await send({ text: "To you", to: [{ address: customer() }], quote: true });
    const own = await row(alone.json.message.id);
    expect(own.text).toContain("> My PIN is 4711");
    expect(own.html).toContain('<blockquote type="cite"');
    const both = await send({ text: "Again", to: [{ address: customer() }], cc: [{ address: "new@else.test" }], quote: true });
    expect((await row(both.json.message.id)).text).toContain("> Hello all");
    expect((await row(both.json.message.id)).text).not.toContain("4711");
  });

  test("a blind copy is in nobody's header, and on the agents' page", async () => {
    const { json } = await send({ text: "x", bcc: [{ address: "boss@else.test" }] });
    expect(json.message.bcc).toEqual([{ name: "", address: "boss@else.test" }]);
    expect(json.message.submissions.map((copy: { role: string }) => copy.role)).toEqual(["to", "bcc"]);
    expect((await row(json.message.id)).recipients).toMatchObject({ cc: [] });
  });
});

describe("the guard", () => {
  test("says who reads it, from where it leaves, and warns of who is new, dropped or outside", async () => {
    const answer = await check({ to: [{ name: "Carol", address: "carol@else.test" }] });
    expect(answer.json.summary).toBe("Carol <carol@else.test> will read this. New on this ticket: carol@else.test.");
    expect(codes(answer)).toEqual(["new-recipient", "outside-company", "dropped-recipient", "unverified-domain"]);
    expect(answer.json.from).toMatchObject({
      address: `${word}-${ticket.sourceId}@mail.test`,
      notice: { code: "no-public-address" },
    });
    expect((await check({ to: [] })).json.warnings[0]).toMatchObject({ code: "no-recipients", severity: "stop" });
  });

  test("knows words of a note, and of another customer's ticket that this agent looked at", async () => {
    const secret = "the customer owes us nine hundred euros since March and lies";
    await send({ text: `@Mira Okafor careful: ${secret}`, internal: true });
    expect(codes(await check({ text: `As I said, the customer OWES us nine hundred euros, since march and lies.` }))).toContain(
      "note-in-quote",
    );
    expect(codes(await check({ text: "The customer owes us nothing" }))).not.toContain("note-in-quote");
    const other = ticket;
    await mailFrom(customer(), { text: "our new office in Porto opens on the first of June with forty people" });
    await freshTicket();
    const text = "Is your new office in Porto opens on the first of June with forty people?";
    expect(codes(await check({ text }))).not.toContain("other-ticket-in-text");
    await desk.call("POST", `/tickets/${other.ticketId}/presence`, { as: mira.as, body: { doing: "viewing" } });
    await expect.poll(async () => codes(await check({ text }))).toContain("other-ticket-in-text");
  });
});

describe("a note", () => {
  test("stays inside: no copies, no recipients, no place in the list, and whoever is named in it hears of it", async () => {
    const before = await page();
    const ben = await makeAgent(desk.database, { name: "Ben Adler" });
    const { json } = await send({ text: "@ben adler, and nobody@ben adler.test: look", internal: true, mentions: [mira.id] });
    expect(json.message).toMatchObject({
      direction: "note",
      to: [],
      cc: [],
      bcc: [],
      from: null,
      submissions: [],
      author: { name: "Mira Okafor" },
    });
    expect(json.message.mentions.map((mention: { id: string }) => mention.id).toSorted()).toEqual([ben.id, mira.id].toSorted());
    expect(json.ticket).toMatchObject({ preview: before.preview, lastMessageAt: before.lastMessageAt, delivery: null });
    const answer = await send({ text: "x", quote: true });
    expect((await row(answer.json.message.id)).text).not.toContain("look");
  });

  test("can be taken back like an answer", async () => {
    const { json } = await send({ text: "Oops", internal: true });
    const undone = await desk.call("DELETE", `/messages/${json.message.id}`, { as: mira.as });
    expect(undone.json.draft).toMatchObject({ internal: true, html: "<p>Oops</p>" });
    expect((await page()).messages).toHaveLength(1);
  });
});

describe("trying again", () => {
  test("a copy that was given up is queued; one that was sent is not", async () => {
    const { json } = await send({ text: "x" }, { as: key });
    const [copy] = json.message.submissions;
    const become = (state: "failed" | "sent") =>
      inTx(async (tx) => {
        await sql`delete from submission_queue where submission_id = ${copy.id}`.execute(tx);
        await tx.updateTable("submissions").set({ state }).where("id", "=", copy.id).execute();
      });
    await become("failed");
    expect((await page()).delivery).toBe("failed");
    expect((await desk.call("POST", `/submissions/${copy.id}/retry`, { as: mira.as })).json).toMatchObject({
      id: copy.id,
      state: "queued",
    });
    expect((await page()).delivery).toBe("queued");
    await become("sent");
    expect((await page()).delivery).toBeNull();
    expect((await desk.call("POST", `/submissions/${copy.id}/retry`, { as: mira.as })).json).toMatchObject({
      status: 409,
      code: "not-retryable",
    });
  });
});
