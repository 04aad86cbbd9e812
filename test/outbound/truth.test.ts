// What is said of a copy is true: bounces, tries by hand, what waits and for what, files of the trial relay, and when it is given up.
import { readdir, readFile } from "node:fs/promises";
import { hash } from "node:crypto";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#domain/ids.ts";
import type { ReportRecipient } from "#domain/message.ts";
import { retrySubmission } from "#outbound/submit.ts";
import { hurrySubmissions } from "#store/submission-queue.ts";
import { markBounced, noRelay, type SubmissionRow, updateSubmission } from "#store/submissions.ts";
import { findSuppressed, releaseSuppression, suppress } from "#store/suppressions.ts";
import { PostOffice, relayAt } from "./post-office.ts";
import { type SinkOptions, type SinkServer, startSink } from "./sink-server.ts";

let office: PostOffice;
const open: SinkServer[] = [];
beforeAll(async () => {
  office = await PostOffice.open();
});
afterAll(() => office[Symbol.asyncDispose]());
afterEach(async () => {
  for (const sink of open.splice(0)) await sink[Symbol.asyncDispose]();
  for (const table of ["submission_queue", "suppressions"]) await office.rows(sql`delete from ${sql.table(table)}`);
});

async function sinkThat(options: SinkOptions = {}): Promise<SinkServer> {
  const sink = await startSink(options);
  open.push(sink);
  return sink;
}

const first = async (messageId: string) => (await office.submissions(messageId))[0] as SubmissionRow;
const held = async (messageId: string) =>
  (
    await office.rows<{ heldBy: string | null; heldSince: Date | null }>(
      sql`select held_by, held_since from submissions where message_id = ${messageId}`,
    )
  )[0];

const failedFor = (address: string, more: Partial<ReportRecipient> = {}): ReportRecipient => ({
  address,
  action: "failed",
  status: "5.1.1",
  diagnostic: "550 5.1.1 no such user",
  reason: "address-unknown",
  permanent: true,
  ...more,
});

const bounce = (rfcMessageId: string, recipients: readonly ReportRecipient[]) =>
  office.inWorkspace((tx) =>
    markBounced(tx, {
      workspaceId: office.database.workspaceId,
      deliveryId: newId(),
      idHash: hash("sha256", rfcMessageId, "buffer"),
      recipients,
    }),
  );

const retry = (id: string) => office.inWorkspace((tx) => retrySubmission(tx, office.database.workspaceId, id));

describe("a bounce", () => {
  test("marks the copy of the address that it names, and no other", async () => {
    const sink = await sinkThat();
    const { messageId, rfcMessageId } = await office.submit({ cc: [{ name: "", address: "bob@customer.example" }] });
    await office.deliver(relayAt(sink.port));
    const marked = await bounce(rfcMessageId, [failedFor("BOB@Customer.example")]);
    expect(marked.map(({ address }) => address)).toEqual(["bob@customer.example"]);
    const states = (await office.submissions(messageId)).map(({ address, state, code }) => [address, state, code]);
    expect(states).toEqual([
      ["anna@customer.example", "sent", "2.0.0"],
      ["bob@customer.example", "bounced", "5.1.1"],
    ]);
  });

  test("that names another address, because it was forwarded there, counts where there was one copy alone", async () => {
    const sink = await sinkThat();
    const alone = await office.submit();
    const two = await office.submit({ cc: [{ name: "", address: "bob@customer.example" }] });
    await office.deliver(relayAt(sink.port));
    expect(await bounce(alone.rfcMessageId, [failedFor("anna@elsewhere.example")])).toHaveLength(1);
    expect(await bounce(two.rfcMessageId, [failedFor("anna@elsewhere.example")])).toEqual([]);
  });

  test.each(["delayed", "delivered", "relayed", "expanded"] as const)("is none where the report says %s", async (action) => {
    const { messageId, rfcMessageId } = await office.submit();
    expect(await bounce(rfcMessageId, [failedFor("anna@customer.example", { action })])).toEqual([]);
    expect((await first(messageId)).state).toBe("queued");
  });

  test("of a message that is not ours, or was taken back, or never left as mail, changes nothing", async () => {
    expect(await bounce("nobody@knows.example", [failedFor("anna@customer.example")])).toEqual([]);
    for (const state of ["cancelled", "suppressed", "written", "failed", "bounced"]) {
      const { messageId, rfcMessageId } = await office.submit();
      await office.rows(sql`update submissions set state = ${state} where message_id = ${messageId}`);
      expect(await bounce(rfcMessageId, [failedFor("anna@customer.example")])).toEqual([]);
      expect((await first(messageId)).state).toBe(state);
    }
  });

  test.each(["sent", "deferred", "failed", "unknown"] as const)(
    "stays when a try that was under way then ends as %s: nothing turns it back",
    async (state) => {
      const { messageId, rfcMessageId } = await office.submit();
      await bounce(rfcMessageId, [failedFor("anna@customer.example")]);
      const { id } = await first(messageId);
      const nextTryAt = state === "deferred" ? new Date() : null;
      await office.inWorkspace((tx) =>
        updateSubmission(tx, id, { state, reply: "later", code: null, nextTryAt, heldBy: "relay:25" }),
      );
      expect(await first(messageId)).toMatchObject({
        state: "bounced",
        reply: "550 5.1.1 no such user",
        code: "5.1.1",
        nextTryAt: null,
      });
      expect(await held(messageId)).toEqual({ heldBy: null, heldSince: null });
    },
  );

  test("of a copy that waited takes it off: it is not sent again", async () => {
    const sink = await sinkThat({ behaviours: ["die-after-storing"] });
    const { messageId, rfcMessageId } = await office.submit();
    await office.deliver(relayAt(sink.port));
    expect((await first(messageId)).state).toBe("unknown");
    await bounce(rfcMessageId, [failedFor("anna@customer.example")]);
    const better = await sinkThat();
    await office.hurry();
    await office.deliver(relayAt(better.port));
    expect(better.stored).toEqual([]);
    expect((await first(messageId)).state).toBe("bounced");
    expect(await office.rows(sql`select from submission_queue`)).toEqual([]);
  });
});

describe("an address that was suppressed", () => {
  test("is released once, by whom and when stands there, and its mail leaves again until the next bounce", async () => {
    const { workspaceId } = office.database;
    const hold = (reason: "bounced" | "complained", evidence: string) =>
      office.inWorkspace((tx) =>
        suppress(tx, { workspaceId, address: "Anna@customer.example", reason, evidence, reportedBy: null }),
      );
    const release = () =>
      office.inWorkspace((tx) => releaseSuppression(tx, { address: "ANNA@customer.example", by: "agent:1", at: new Date() }));
    const isHeld = () => office.inWorkspace((tx) => findSuppressed(tx, ["anna@customer.example", "bob@customer.example"]));
    expect(await release()).toBe(false);
    await hold("bounced", "5.1.1");
    expect(await isHeld()).toEqual(new Map([["anna@customer.example", "bounced"]]));
    expect(await release()).toBe(true);
    expect(await release()).toBe(false);
    expect(await isHeld()).toEqual(new Map());
    const sink = await sinkThat();
    const { messageId } = await office.submit();
    await office.deliver(relayAt(sink.port));
    expect((await first(messageId)).state).toBe("sent");
    await hold("complained", "abuse");
    expect(await isHeld()).toEqual(new Map([["anna@customer.example", "complained"]]));
    expect(await office.rows(sql`select released_at, released_by from suppressions`)).toEqual([
      { releasedAt: null, releasedBy: null },
    ]);
  });
});

describe("a try by hand", () => {
  test("of a copy that was refused sends the same message, and counts on", async () => {
    const sink = await sinkThat({ behaviours: ["refuse"] });
    const { messageId, rfcMessageId } = await office.submit();
    await office.deliver(relayAt(sink.port));
    const { id } = await first(messageId);
    expect((await first(messageId)).state).toBe("failed");
    expect(await retry(id)).toBe(true);
    expect(await first(messageId)).toMatchObject({ state: "queued", attempts: 1 });
    const better = await sinkThat();
    await office.deliver(relayAt(better.port));
    expect(await first(messageId)).toMatchObject({ state: "sent", attempts: 2 });
    expect(better.stored.map((mail) => mail.messageId)).toEqual([rfcMessageId]);
  });

  test.each(["queued", "sent", "bounced", "suppressed", "cancelled"])("is none for one that is %s", async (state) => {
    const { messageId } = await office.submit();
    await office.rows(sql`update submissions set state = ${state} where message_id = ${messageId}`);
    expect(await retry((await first(messageId)).id)).toBe(false);
    expect((await first(messageId)).state).toBe(state);
  });

  test("is none for one that is being tried this moment, nor for one of nobody", async () => {
    const { messageId } = await office.submit();
    const { id } = await first(messageId);
    await office.rows(sql`update submissions set state = 'unknown' where id = ${id}`);
    await office.rows(sql`update submission_queue set lease_token = ${newId()}, available_at = now() + interval '1 minute'`);
    expect(await retry(id)).toBe(false);
    expect((await first(messageId)).state).toBe("unknown");
    expect(await retry(newId())).toBe(false);
  });
});

describe("when a relay was mended", () => {
  test("what waits for another try is due at once; what is under way, or can still be taken back, is left alone", async () => {
    const [waits, underWay] = [await office.submit(), await office.submit()];
    await office.submit({ delaySeconds: 60 });
    const of = ({ messageId }: { messageId: string }) =>
      sql`submission_id in (select id from submissions where message_id = ${messageId})`;
    await office.rows(sql`update submission_queue set attempts = 2, available_at = now() + interval '1 hour' where ${of(waits)}`);
    await office.rows(
      sql`update submission_queue set attempts = 2, lease_token = ${newId()}, available_at = now() + interval '1 hour' where ${of(underWay)}`,
    );
    await office.inWorkspace((tx) => hurrySubmissions(tx, office.database.workspaceId));
    const due = await office.rows<{ messageId: string }>(sql`
      select s.message_id from submission_queue q join submissions s on s.id = q.submission_id where q.available_at <= now()`);
    expect(due.map(({ messageId }) => messageId)).toEqual([waits.messageId]);
  });
});

describe("what a copy waits for", () => {
  test("stands with it: no relay, then a relay that does not answer, since when, and nothing once it was sent", async () => {
    const { messageId } = await office.submit();
    await office.deliver(null);
    expect(await first(messageId)).toMatchObject({ state: "deferred", attempts: 0, reply: expect.stringContaining("No relay") });
    const without = await held(messageId);
    expect(without).toEqual({ heldBy: noRelay, heldSince: expect.any(Date) });
    await office.hurry();
    await office.deliver(null);
    expect(await held(messageId)).toEqual(without);

    const gone = await sinkThat();
    await gone[Symbol.asyncDispose]();
    open.pop();
    await office.hurry();
    await office.deliver(relayAt(gone.port));
    expect(await held(messageId)).toMatchObject({ heldBy: `127.0.0.1:${gone.port}` });
    expect((await held(messageId))?.heldSince?.getTime()).toBeGreaterThan(without?.heldSince?.getTime() ?? 0);

    const sink = await sinkThat();
    await office.hurry();
    await office.deliver(relayAt(sink.port));
    expect((await first(messageId)).state).toBe("sent");
    expect(await held(messageId)).toEqual({ heldBy: null, heldSince: null });
  });

  test("is nothing where the far side put this message off", async () => {
    const sink = await sinkThat({ behaviours: ["defer"] });
    const { messageId } = await office.submit();
    await office.deliver(relayAt(sink.port));
    expect((await first(messageId)).state).toBe("deferred");
    expect(await held(messageId)).toEqual({ heldBy: null, heldSince: null });
  });
});

describe("the trial relay", () => {
  const trial = relayAt(0, { kind: "sink", host: "" });

  test("writes a file and says so: the copy is written, and never called sent", async () => {
    const { messageId, rfcMessageId } = await office.submit();
    await office.deliver(trial);
    const copy = await first(messageId);
    expect(copy).toMatchObject({ state: "written", code: null, sentAt: null, attempts: 1, nextTryAt: null });
    expect(copy.reply).toMatch(/^Written to .*\.eml, and handed to nobody/);
    expect(await office.attempts(copy.id)).toMatchObject([{ outcome: "written", relay: "sink" }]);
    const file = await readFile(join(office.directory, "sink", `${copy.id}.eml`), "utf8");
    expect(file).toContain(`Message-ID: <${rfcMessageId}>`);
    expect(file).toMatch(/^Return-Path: <desk-x@in\.desk\.example>\r\nDelivered-To: anna@customer\.example\r\n/);
  });

  test("keeps one file a copy however often it is written, and none that is half", async () => {
    const { messageId } = await office.submit();
    await office.deliver(trial);
    const { id } = await first(messageId);
    expect(await retry(id)).toBe(true);
    await office.deliver(trial);
    expect((await readdir(join(office.directory, "sink"))).filter((name) => name.startsWith(id))).toEqual([`${id}.eml`]);
  });

  test("holds nobody's answer for good: with a real relay it is sent when somebody tries it again", async () => {
    const { messageId, rfcMessageId } = await office.submit();
    await office.deliver(trial);
    const sink = await sinkThat();
    expect(await retry((await first(messageId)).id)).toBe(true);
    await office.deliver(relayAt(sink.port));
    expect(await first(messageId)).toMatchObject({ state: "sent", attempts: 2 });
    expect(sink.stored.map((mail) => mail.messageId)).toEqual([rfcMessageId]);
    expect(sink.stored[0]?.raw.toString()).toMatch(/^Reply-To: .*reply\+/m);
  });

  test("that cannot write lets it wait, and says why", async () => {
    const { messageId } = await office.submit();
    await office.deliver(trial, { sinkDirectory: "/dev/null/nowhere" });
    expect(await first(messageId)).toMatchObject({ state: "deferred", reply: expect.stringContaining("ENOTDIR") });
    expect(await held(messageId)).toMatchObject({ heldBy: "sink" });
  });
});

describe("giving up", () => {
  const age = (messageId: string, hours: number) =>
    office.rows(
      sql`update submissions set created_at = now() - make_interval(hours => ${hours}) where message_id = ${messageId}`,
    );
  const acknowledgement = { kind: "acknowledgement" as const, autoSubmitted: "auto-replied" as const, mailFrom: "" };

  test.each([
    ["reply", {}, 119.9, "deferred", "five days"],
    ["reply", {}, 119.99, "failed", "five days"],
    ["acknowledgement", acknowledgement, 22, "deferred", "one day"],
    ["acknowledgement", acknowledgement, 23.99, "failed", "one day"],
  ])(
    "a message of kind %s (%o) that is put off after %d hours is %s: it is tried for %s",
    async (_kind, more, hours, state, words) => {
      const sink = await sinkThat({ behaviours: ["defer"] });
      const { messageId } = await office.submit(more);
      await office.rows(
        sql`update submissions set created_at = now() - make_interval(secs => ${hours * 3_600}) where message_id = ${messageId}`,
      );
      await office.deliver(relayAt(sink.port));
      const copy = await first(messageId);
      expect(copy.state).toBe(state);
      expect(copy.reply?.includes(`Given up after ${words}.`)).toBe(state === "failed");
    },
  );

  test("an acknowledgement is not sent when a day has passed without a relay, or while the server stood still; an answer is", async () => {
    const sink = await sinkThat();
    const late = await office.submit(acknowledgement);
    const answer = await office.submit();
    for (const { messageId } of [late, answer]) await age(messageId, 30);
    await office.deliver(relayAt(sink.port));
    expect(await first(late.messageId)).toMatchObject({ state: "failed", code: "4.4.7", attempts: 0, nextTryAt: null });
    expect((await first(late.messageId)).reply).toContain("no news");
    expect((await first(answer.messageId)).state).toBe("sent");
    expect(sink.stored).toHaveLength(1);
    const without = await office.submit(acknowledgement);
    await age(without.messageId, 30);
    await office.deliver(null);
    expect((await first(without.messageId)).state).toBe("failed");
  });
});
