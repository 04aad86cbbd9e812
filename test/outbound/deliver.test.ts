// What becomes of a message at a relay that takes, defers, refuses, dies or says nothing: the state never lies, and the Message-ID never changes.
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { suppress } from "#store/suppressions.ts";
import { cancelSubmissions } from "#outbound/submit.ts";
import { killRelayThread } from "./kill-relay-thread.ts";
import { headerFields, simpleHeader } from "./read-mail.ts";
import { PostOffice, relayAt } from "./post-office.ts";
import { type Behaviour, type SinkOptions, type SinkServer, startSink } from "./sink-server.ts";

let office: PostOffice;
let open: AsyncDisposable[] = [];

beforeAll(async () => {
  office = await PostOffice.open();
});
afterAll(() => office[Symbol.asyncDispose]());
afterEach(async () => {
  for (const thing of open.splice(0)) await thing[Symbol.asyncDispose]();
  await office.rows(sql`delete from submission_queue`);
});

async function sinkThat(...behaviours: Behaviour[]): Promise<SinkServer> {
  return sinkWith({ behaviours });
}

async function sinkWith(options: SinkOptions): Promise<SinkServer> {
  const sink = await startSink(options);
  open.push(sink);
  return sink;
}

const quick = { timeouts: { connect: 1_000, greeting: 1_000, silence: 500, message: 800 } };

async function stateOf(messageId: string) {
  const [row] = await office.submissions(messageId);
  return row;
}

describe("a relay that takes the message", () => {
  test("makes it sent, with the relay's words and code", async () => {
    const sink = await sinkThat();
    const { messageId, rfcMessageId } = await office.submit();
    expect(await stateOf(messageId)).toMatchObject({ state: "queued", attempts: 0, sentAt: null });
    await office.deliver(relayAt(sink.port));
    expect(await stateOf(messageId)).toMatchObject({
      state: "sent",
      reply: "250 2.0.0 taken",
      code: "2.0.0",
      attempts: 1,
      nextTryAt: null,
    });
    expect((await stateOf(messageId))?.sentAt).toBeInstanceOf(Date);
    expect(sink.stored).toHaveLength(1);
    expect(sink.stored[0]).toMatchObject({
      messageId: rfcMessageId,
      from: "desk-x@in.desk.example",
      to: "anna@customer.example",
    });
  });

  test("gets a copy for each recipient: one Message-ID, and a reply address of each one's own", async () => {
    const sink = await sinkThat();
    const { rfcMessageId } = await office.submit({
      cc: [{ name: "Bob", address: "bob@customer.example" }],
      bcc: [{ name: "Eve", address: "eve@elsewhere.example" }],
    });
    await office.deliver(relayAt(sink.port));
    expect(sink.stored.map(({ to }) => to).sort()).toEqual([
      "anna@customer.example",
      "bob@customer.example",
      "eve@elsewhere.example",
    ]);
    expect(new Set(sink.stored.map(({ messageId }) => messageId))).toEqual(new Set([rfcMessageId]));
    const replyTos = sink.stored.map(({ raw }) => simpleHeader(raw, "reply-to"));
    expect(new Set(replyTos).size).toBe(3);
    for (const replyTo of replyTos) expect(replyTo).toMatch(/^Desk <reply\+[a-z2-7]{26}@in\.desk\.example>$/);
    for (const { raw } of sink.stored) expect(raw.toString()).not.toContain("eve@elsewhere.example");
  });

  test("gets each message of many once, over a few sessions", async () => {
    const sink = await sinkThat();
    const sent = await Promise.all(Array.from({ length: 40 }, () => office.submit()));
    await office.deliver(relayAt(sink.port, { connections: 3 }));
    expect(sink.stored.map(({ messageId }) => messageId).sort()).toEqual(sent.map(({ rfcMessageId }) => rfcMessageId).sort());
    expect(sink.mostSessions).toBeLessThanOrEqual(3);
    expect(sink.sessions).toBeLessThanOrEqual(6);
  });
});

describe("a relay that says: later", () => {
  test.each<[Behaviour, string, string]>([
    ["defer", "451 4.3.0 try again later", "4.3.0"],
    ["defer-recipient", "450 4.2.0 greylisted, come again", "4.2.0"],
  ])("(%s) makes it deferred with its words, and the next try brings the same bytes", async (behaviour, reply, code) => {
    const sink = await sinkThat(behaviour);
    const { messageId, rfcMessageId, submissions } = await office.submit();
    await office.deliver(relayAt(sink.port));
    const waiting = await stateOf(messageId);
    expect(waiting).toMatchObject({ state: "deferred", reply, code, attempts: 1, sentAt: null });
    const seconds = ((waiting?.nextTryAt?.getTime() ?? 0) - Date.now()) / 1_000;
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThan(70);
    expect(sink.stored).toEqual([]);
    await office.hurry();
    await office.deliver(relayAt(sink.port));
    expect(await stateOf(messageId)).toMatchObject({ state: "sent", attempts: 2 });
    expect(sink.stored.map((mail) => mail.messageId)).toEqual([rfcMessageId]);
    expect((await office.attempts(submissions[0]?.id ?? "")).map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, "deferred"],
      [2, "sent"],
    ]);
  });

  test("for five days is given up: failed, with its last words", async () => {
    const sink = await sinkThat("defer");
    const { messageId } = await office.submit();
    await office.rows(sql`update submissions set created_at = now() - interval '5 days' where message_id = ${messageId}`);
    await office.deliver(relayAt(sink.port));
    expect(await stateOf(messageId)).toMatchObject({
      state: "failed",
      reply: "451 4.3.0 try again later Given up after five days.",
      nextTryAt: null,
    });
  });
});

describe("a relay that refuses", () => {
  test.each<[Behaviour, string, string]>([
    ["refuse", "554 5.7.1 spam", "5.7.1"],
    ["refuse-recipient", "550 5.1.1 no such mailbox", "5.1.1"],
  ])("(%s) makes it failed with its words, and it is not tried again", async (behaviour, reply, code) => {
    const sink = await sinkThat(behaviour);
    const { messageId } = await office.submit();
    await office.deliver(relayAt(sink.port));
    expect(await stateOf(messageId)).toMatchObject({ state: "failed", reply, code, nextTryAt: null, sentAt: null });
    expect(await office.rows(sql`select from submission_queue`)).toEqual([]);
  });

  test("one recipient does not keep the others from getting theirs", async () => {
    const sink = await sinkThat("refuse-recipient");
    const { messageId } = await office.submit({ cc: [{ name: "", address: "bob@customer.example" }] });
    await office.deliver(relayAt(sink.port, { connections: 1 }), { runners: 1 });
    expect((await office.submissions(messageId)).map(({ state }) => state).sort()).toEqual(["failed", "sent"]);
    expect(sink.stored).toHaveLength(1);
  });

  test("our password makes it deferred: the message is not to blame", async () => {
    const sink = await sinkWith({ users: { desk: "right" } });
    const { messageId } = await office.submit();
    const { Secret } = await import("#platform/secrets.ts");
    await office.deliver(relayAt(sink.port, { username: "desk", password: new Secret("wrong") }));
    expect(await stateOf(messageId)).toMatchObject({ state: "deferred", code: "5.7.8" });
    await office.hurry();
    await office.deliver(relayAt(sink.port, { username: "desk", password: new Secret("right") }));
    expect(await stateOf(messageId)).toMatchObject({ state: "sent" });
  });
});

describe("a relay that dies", () => {
  test.each<Behaviour>(["die-in-data", "die-before-250"])(
    "(%s) having stored nothing: the message is tried again, and arrives once",
    async (behaviour) => {
      const sink = await sinkThat(behaviour);
      const { messageId } = await office.submit();
      await office.deliver(relayAt(sink.port));
      expect(await stateOf(messageId)).toMatchObject({ state: "unknown", sentAt: null });
      await office.hurry();
      await office.deliver(relayAt(sink.port));
      expect(await stateOf(messageId)).toMatchObject({ state: "sent", attempts: 2 });
      expect(sink.stored).toHaveLength(1);
    },
  );

  test("after storing, before its 250: never called sent, tried again with the same bytes", async () => {
    const sink = await sinkThat("die-after-storing");
    const { messageId, rfcMessageId } = await office.submit();
    await office.deliver(relayAt(sink.port));
    expect(await stateOf(messageId)).toMatchObject({ state: "unknown", sentAt: null });
    await office.hurry();
    await office.deliver(relayAt(sink.port));
    expect(await stateOf(messageId)).toMatchObject({ state: "sent" });
    expect(sink.stored.map(({ messageId: id, answered }) => [id, answered])).toEqual([
      [rfcMessageId, false],
      [rfcMessageId, true],
    ]);
    expect(sink.stored[0]?.raw).toEqual(sink.stored[1]?.raw);
  });

  test("after storing, and never answers: unknown after the deadline, and the other mail goes on", async () => {
    const sink = await sinkThat("silent-after-storing");
    const { messageId } = await office.submit();
    const other = await office.submit();
    await office.deliver(relayAt(sink.port, { connections: 2 }), quick);
    const states = await Promise.all([stateOf(messageId), stateOf(other.messageId)]);
    expect(new Set(states.map((row) => row?.state))).toEqual(new Set(["sent", "unknown"]));
  });

  test("and says nothing at all: deferred", async () => {
    const sink = await sinkThat("silent");
    const { messageId } = await office.submit();
    await office.deliver(relayAt(sink.port), quick);
    expect(await stateOf(messageId)).toMatchObject({ state: "deferred" });
  });

  test("is not there: deferred, with the reason", async () => {
    const sink = await sinkThat();
    await sink[Symbol.asyncDispose]();
    open = [];
    const { messageId } = await office.submit();
    await office.deliver(relayAt(sink.port), quick);
    expect(await stateOf(messageId)).toMatchObject({ state: "deferred", reply: expect.stringContaining("ECONNREFUSED") });
  });

  test("breaks TLS where TLS is required: deferred, and nothing goes out in the clear", async () => {
    const sink = await sinkWith({ dropTls: true });
    const { messageId } = await office.submit();
    await office.deliver(relayAt(sink.port, { tls: "required" }), quick);
    expect(await stateOf(messageId)).toMatchObject({ state: "deferred" });
    expect(sink.tries).toBe(0);
  });

  test("closed an idle session: the next message goes over a new one, and is not deferred", async () => {
    const sink = await sinkThat();
    await using _sender = office.sender(relayAt(sink.port, { connections: 1 }), { runners: 1 });
    await office.submit();
    await office.untilRest();
    await expect.poll(() => sink.stored.length).toBe(1);
    await sink.dropSessions();
    const { messageId } = await office.submit();
    await expect.poll(async () => (await stateOf(messageId))?.state).toBe("sent");
  });
});

describe("Inlet's thread for relays dies", () => {
  const relayWorker = new URL("./mortal-relay-worker.ts", import.meta.url);

  test("while a relay has the message: unknown, and another thread brings the same bytes", async () => {
    const sink = await sinkThat("silent-after-storing");
    const { messageId } = await office.submit();
    await using _sender = office.sender(relayAt(sink.port), { relayWorker });
    await expect.poll(() => sink.stored.length, { timeout: 10_000 }).toBe(1);
    killRelayThread("fault");
    await office.untilRest();
    expect(await stateOf(messageId)).toMatchObject({ state: "unknown", attempts: 1, sentAt: null });
    await office.hurry();
    await expect.poll(async () => (await stateOf(messageId))?.state, { timeout: 10_000 }).toBe("sent");
    expect(sink.stored).toHaveLength(2);
    expect(sink.stored[0]?.raw).toEqual(sink.stored[1]?.raw);
  });
});

test("without any relay a message waits, and says what is missing; with one it leaves", async () => {
  const { messageId } = await office.submit();
  await office.deliver(null);
  expect(await stateOf(messageId)).toMatchObject({
    state: "deferred",
    attempts: 0,
    reply: expect.stringContaining("No relay is configured"),
  });
  await office.rows(sql`update submissions set created_at = now() - interval '30 days' where message_id = ${messageId}`);
  await office.hurry();
  await office.deliver(null);
  expect(await stateOf(messageId)).toMatchObject({ state: "deferred" });
  const sink = await sinkThat();
  await office.hurry();
  await office.deliver(relayAt(sink.port));
  expect(await stateOf(messageId)).toMatchObject({ state: "sent", attempts: 1 });
});

test("a relay's rate holds the rest back, without counting a try", async () => {
  const sink = await sinkThat();
  const sent = await Promise.all(Array.from({ length: 5 }, () => office.submit()));
  await office.deliver(relayAt(sink.port, { perMinute: 3 }));
  expect(sink.stored).toHaveLength(3);
  const rows = await office.inWorkspace(async () => Promise.all(sent.map(({ messageId }) => stateOf(messageId))));
  expect(rows.map((row) => `${row?.state} ${row?.attempts}`).sort((a, b) => a.localeCompare(b))).toEqual([
    "queued 0",
    "queued 0",
    "sent 1",
    "sent 1",
    "sent 1",
  ]);
});

describe("an address on the suppression list", () => {
  test("gets no mail, and its copy says so; the others get theirs", async () => {
    const sink = await sinkThat();
    await office.inWorkspace((tx) =>
      suppress(tx, {
        workspaceId: office.database.workspaceId,
        address: "Gone@customer.example",
        reason: "bounced",
        evidence: "5.1.1",
        reportedBy: null,
      }),
    );
    const { messageId, submissions } = await office.submit({ cc: [{ name: "", address: "gone@Customer.example" }] });
    expect(submissions.map(({ state }) => state)).toEqual(["queued", "suppressed"]);
    await office.deliver(relayAt(sink.port));
    expect((await office.submissions(messageId)).map(({ state }) => state)).toEqual(["sent", "suppressed"]);
    expect(sink.stored.map(({ to }) => to)).toEqual(["anna@customer.example"]);
  });

  test("that came onto it while the message waited gets none either", async () => {
    const sink = await sinkThat();
    const { messageId } = await office.submit({ to: [{ name: "", address: "late@customer.example" }] });
    await office.inWorkspace((tx) =>
      suppress(tx, {
        workspaceId: office.database.workspaceId,
        address: "late@customer.example",
        reason: "complained",
        evidence: "",
        reportedBy: null,
      }),
    );
    await office.deliver(relayAt(sink.port));
    expect(await stateOf(messageId)).toMatchObject({ state: "suppressed", attempts: 0 });
    expect(sink.stored).toEqual([]);
  });
});

describe("undo", () => {
  test("within its window takes every copy back, and closes their reply addresses", async () => {
    const sink = await sinkThat();
    const { messageId, undoUntil } = await office.submit({
      delaySeconds: 10,
      cc: [{ name: "", address: "bob@customer.example" }],
    });
    expect(undoUntil?.getTime()).toBeGreaterThan(Date.now() + 9_000);
    await office.deliver(relayAt(sink.port));
    expect(sink.stored).toEqual([]);
    const before = await office.rows(sql`select from routes where address like 'reply:%'`);
    await office.inWorkspace((tx) => cancelSubmissions(tx, office.context, messageId));
    expect((await office.submissions(messageId)).map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
    expect(await office.rows(sql`select from routes where address like 'reply:%'`)).toHaveLength(before.length - 2);
    await office.hurry();
    await office.deliver(relayAt(sink.port));
    expect(sink.stored).toEqual([]);
  });

  test("comes too late once a copy was tried, and changes nothing", async () => {
    const sink = await sinkThat("defer");
    const { messageId } = await office.submit();
    await office.deliver(relayAt(sink.port));
    await expect(office.inWorkspace((tx) => cancelSubmissions(tx, office.context, messageId))).rejects.toMatchObject({
      code: "already-leaving",
    });
    expect(await stateOf(messageId)).toMatchObject({ state: "deferred" });
  });

  test("ends to the second: the message leaves when its window is over, without anybody's doing", async () => {
    const sink = await sinkThat();
    await using _sender = office.sender(relayAt(sink.port));
    const { undoUntil } = await office.submit({ delaySeconds: 2 });
    await expect.poll(() => sink.stored.length, { timeout: 8_000, interval: 20 }).toBe(1);
    const late = Date.now() - (undoUntil?.getTime() ?? 0);
    expect(late).toBeGreaterThan(-50);
    expect(late).toBeLessThan(1_500);
  });
});

test("mail of no ticket rests sealed until it is sent, and nothing of it stays", async () => {
  const sink = await sinkThat();
  const { messageId } = await office.submit({
    ticketId: null,
    kind: "challenge",
    text: "code 123456",
    autoSubmitted: "auto-generated",
  });
  const [row] = await office.rows<{ letterSealed: string }>(
    sql`select letter_sealed from submissions where message_id = ${messageId}`,
  );
  expect(row?.letterSealed).toMatch(/^v1\./);
  expect(JSON.stringify(await office.rows(sql`select * from submissions where message_id = ${messageId}`))).not.toContain(
    "123456",
  );
  await office.deliver(relayAt(sink.port));
  expect(sink.stored[0]?.raw.toString()).toContain("code 123456");
  expect(headerFields(sink.stored[0]?.raw as Buffer).map(([name]) => name)).not.toContain("reply-to");
  expect(simpleHeader(sink.stored[0]?.raw as Buffer, "auto-submitted")).toBe("auto-generated");
  expect(await office.rows(sql`select letter_sealed from submissions where message_id = ${messageId}`)).toEqual([
    { letterSealed: null },
  ]);
});

test("a reply is a message on its ticket: counted, searchable, and its recipients may answer", async () => {
  const { messageId, rfcMessageId } = await office.submit({ visibleText: "Unplug the zeppelin", delaySeconds: 60 });
  const [ticket] = await office.rows<{ messageCount: number; preview: string; counted: number }>(
    sql`select message_count, preview, (select count(*)::int from messages m where m.ticket_id = t.id) as counted from tickets t`,
  );
  expect(ticket).toMatchObject({ preview: "Unplug the zeppelin", messageCount: ticket?.counted });
  expect(await office.rows(sql`select ticket_id from find_tickets(to_tsquery('inlet', 'zeppelin'), now(), 10)`)).toHaveLength(1);
  expect(await office.rows(sql`select address from participants where address = 'anna@customer.example'`)).toHaveLength(1);
  const [message] = await office.rows(
    sql`select direction, rfc_message_id, sender_verdict from messages where id = ${messageId}`,
  );
  expect(message).toEqual({ direction: "outbound", rfcMessageId, senderVerdict: "verified" });
});
