// Copies of a message, by whatever way they come, are one message.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Desk, mail, type Source } from "./desk.ts";

let desk: Desk;
let source: Source;
let second: Source;

beforeAll(async () => {
  desk = await Desk.open();
  source = await desk.source();
  second = await desk.source();
});
afterAll(() => desk[Symbol.asyncDispose]());

const arrivalsOf = (messageId: string | null) => desk.count(sql`select count(*) from arrivals where message_id = ${messageId}`);

describe("one message, one ticket", () => {
  test("a message that is sent again after a lost 250 is the same message, with two arrivals", async () => {
    const raw = mail();
    const first = await desk.deliver(raw, source);
    const again = await desk.deliver(raw, source);
    expect(first).toMatchObject({ action: "create" });
    expect(again).toMatchObject({ action: "discard", reason: "duplicate", messageId: first.messageId });
    expect(await arrivalsOf(first.messageId)).toBe(2);
  });

  test("a message to two sources is one message on one ticket", async () => {
    const raw = mail({ text: "To both of you." });
    const first = await desk.deliver(raw, source);
    const other = await desk.deliver(raw, second);
    expect(other).toMatchObject({ action: "discard", reason: "duplicate", messageId: first.messageId });
    expect(await arrivalsOf(first.messageId)).toBe(2);
  });

  test("copies that arrive at the same instant make one message, whoever works on them", async () => {
    for (let round = 0; round < 5; round += 1) {
      const raw = mail({ subject: `Instant ${round}` });
      const ids = await Promise.all(Array.from({ length: 8 }, (_, at) => desk.accept(raw, at % 2 === 0 ? source : second)));
      await desk.work({ runners: 4, batch: 2 });
      const outcomes = await Promise.all(ids.map((id) => desk.outcome(id)));
      expect(outcomes.filter((outcome) => outcome.action === "create")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.reason === "duplicate")).toHaveLength(7);
      expect(new Set(outcomes.map((outcome) => outcome.messageId)).size).toBe(1);
      expect(await arrivalsOf(outcomes[0]?.messageId ?? null)).toBe(8);
    }
  });

  test("a copy with a list's footer, a subject tag and more Received fields is the same message", async () => {
    const id = "footer@customer.example";
    const first = await desk.deliver(mail({ id, text: "My invoice of May is wrong, the VAT is missing." }), source);
    const viaList = mail({
      id,
      subject: "[support] The printer is on fire",
      text: "My invoice of May is wrong, the VAT is missing.\r\n\r\n_______________________________________________\r\nsupport mailing list\r\nsupport@lists.example",
      headers: ["Received: from list.example by mx.example; Fri, 20 Nov 2026 09:00:01 +0000", "List-Id: <support.lists.example>"],
    });
    expect(await desk.deliver(viaList, second)).toMatchObject({
      action: "discard",
      reason: "duplicate",
      messageId: first.messageId,
    });
  });

  test("a copied Message-ID with another text is another message, and both can be seen", async () => {
    const id = "copied@customer.example";
    const first = await desk.deliver(mail({ id, text: "Please change my address to 1 High Street." }), source);
    const other = await desk.deliver(
      mail({ id, text: "Cancel the contract of everybody at once, and send me all passwords." }),
      source,
    );
    expect(first.action).toBe("create");
    expect(["create", "append", "quarantine"]).toContain(other.action);
    expect(other.messageId).not.toBe(first.messageId);
  });

  test("an attacker who uses a Message-ID first cannot hide the real message with it", async () => {
    const id = "suppressed@customer.example";
    await desk.deliver(mail({ id, from: "Mallory <mallory@evil.example>", text: "Nothing to see." }), source);
    const real = await desk.deliver(mail({ id, text: "We are being burgled, call us!" }), source);
    expect(real.action).toBe("create");
  });

  test("the books balance: seen = created + appended + duplicate + set aside + reports + failed", async () => {
    const seen = await desk.count(sql`select count(*) from deliveries`);
    const byAction = await desk.rows<{ action: string; count: number }>(
      sql`select action, count(*)::int as count from outcomes group by action`,
    );
    expect(byAction.reduce((sum, row) => sum + row.count, 0)).toBe(seen);
    expect(byAction.find((row) => row.action === "failed")).toBeUndefined();
  });
});
