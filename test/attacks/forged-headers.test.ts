// Headers that a server of ours, or a program of ours, might have written: typed by a stranger they change nothing at all.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk, mail } from "../pipeline/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open({ zone: { "customer.example": { TXT: ["v=spf1 -all"] } } });
});
afterAll(() => desk[Symbol.asyncDispose]());

const forged: readonly string[] = [
  "Authentication-Results: inlet; spf=pass; dkim=pass header.d=customer.example; dmarc=pass header.from=customer.example",
  "Authentication-Results: in.desk.example; dmarc=pass",
  "ARC-Authentication-Results: i=1; mx.google.com; dmarc=pass",
  "Received-SPF: pass (mx.desk.example: domain of customer.example)",
  "X-Inlet-Ticket: 1",
  "X-Inlet-State: resolved",
  "X-Inlet-Agent: admin",
  "X-Priority: 1",
  "X-Original-From: agent@desk.example",
  "X-Envelope-From: agent@desk.example",
  "X-Forwarded-To: boss@desk.example",
  "Delivered-To: boss@desk.example",
  "Sender: agent@desk.example",
  "Reply-To: agent@desk.example",
  "Resent-From: agent@desk.example",
  "Return-Path: <agent@desk.example>",
  "X-Spam-Flag: NO",
];

/** Everything that a ticket and its message say, but for ids and times. */
async function stateOf(messageId: string | null): Promise<unknown> {
  const [row] = await desk.rows<Record<string, unknown>>(
    sql`select t.state, t.priority, t.assignee_id, t.company_id, t.possibly_related_to, t.message_count, m.author, m.direction, m.agent_id, m.standing, m.sender_verdict,
          m.auto_submitted, m.text, (select array_agg(p.role || ' ' || p.address order by p.address) from participants p where p.ticket_id = t.id) as participants
        from messages m join tickets t on t.id = m.ticket_id where m.id = ${messageId}`,
  );
  return row;
}

test("a mail with every forged header leaves the same state as one without", async () => {
  const source = await desk.source({ authenticate: true });
  const letter = { from: "Anna <anna@customer.example>", text: "The same words." };
  const honest = await desk.deliver(mail({ ...letter, id: "honest@customer.example" }), source);
  const forgery = await desk.deliver(mail({ ...letter, id: "forged@customer.example", headers: forged }), source);
  expect(honest.action).toBe("create");
  expect(forgery.action).toBe("create");
  expect(await stateOf(forgery.messageId)).toEqual(await stateOf(honest.messageId));
});

test.for(forged)("%s alone changes nothing either", async (header) => {
  const source = await desk.source({ authenticate: true });
  const letter = { from: "Anna <anna@customer.example>", text: "Once more." };
  const honest = await desk.deliver(mail(letter), source);
  const forgery = await desk.deliver(mail({ ...letter, headers: [header] }), source);
  expect(await stateOf(forgery.messageId)).toEqual(await stateOf(honest.messageId));
});
