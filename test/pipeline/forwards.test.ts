// Who asks, when somebody passes on what another wrote.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Zone } from "#mail/resolver.ts";
import { Desk, mail, type Source } from "./desk.ts";

// Dana works here; her company's server may send for her domain, and its policy passes only then.
const zone: Zone = {
  "desk.example": { TXT: ["v=spf1 ip4:192.0.2.1 -all"], A: ["192.0.2.1"] },
  "_dmarc.desk.example": { TXT: ["v=DMARC1; p=none"] },
};

let desk: Desk;
let source: Source;

beforeAll(async () => {
  desk = await Desk.open({ zone });
  source = await desk.source({ authenticate: true });
  const { workspaceId } = desk.database;
  await desk.inWorkspace((tx) =>
    tx
      .insertInto("agents")
      .values({ workspaceId, id: randomUUID(), email: "dana@desk.example", name: "Dana", role: "agent" })
      .execute(),
  );
});
afterAll(() => desk[Symbol.asyncDispose]());

function forwardedBy(from: string): Buffer {
  const original = mail({
    from: "Anna Berg <anna@customer.example>",
    to: "Dana <dana@desk.example>",
    subject: "Broken label printer",
    id: `original-${randomUUID()}@customer.example`,
    text: "It prints nothing at all.",
  });
  return mail({
    from,
    subject: "Fwd: Broken label printer",
    text: "Please take this one.",
    attachments: [{ name: "Broken label printer.eml", type: "message/rfc822", content: original }],
  });
}

async function ticketOf(id: string | null) {
  const [row] = await desk.rows<{ subject: string; requester: string; participants: string[] }>(sql`
    select t.subject, (select address from contact_addresses a where a.contact_id = t.requester_id limit 1) as requester,
      array(select address from participants p where p.ticket_id = t.id order by 1) as participants
    from tickets t where t.id = ${id}`);
  return row;
}

describe("a forwarded original", () => {
  test("makes its author the requester, when an agent proved to be one passed it on", async () => {
    const outcome = await desk.deliver(forwardedBy("Dana <dana@desk.example>"), source, { mailFrom: "dana@desk.example" });
    expect(outcome.receipt.steps.at(-1)?.check).toBe("rule.forwarded-ticket");
    expect(await ticketOf(outcome.ticketId)).toMatchObject({
      subject: "Broken label printer",
      requester: "anna@customer.example",
      participants: expect.arrayContaining(["anna@customer.example"]),
    });
    const [message] = await desk.rows<{ author: { address: string }; reading: { forwarded: { author: { address: string } } } }>(
      sql`select author, reading from messages where id = ${outcome.messageId}`,
    );
    expect(message).toMatchObject({
      author: { address: "dana@desk.example" },
      reading: { forwarded: { author: { address: "anna@customer.example" } } },
    });
  });

  test("is a suggestion only, when the agent's address was not proved", async () => {
    const outcome = await desk.deliver(forwardedBy("Dana <dana@desk.example>"), source, {
      mailFrom: "dana@desk.example",
      remoteAddress: "198.51.100.9",
    });
    expect(outcome.receipt.steps.map((step) => step.check)).not.toContain("rule.forwarded-ticket");
    expect((await ticketOf(outcome.ticketId))?.requester).not.toBe("anna@customer.example");
  });

  test("is a suggestion only, when a customer passed it on", async () => {
    const outcome = await desk.deliver(forwardedBy("Eve <eve@elsewhere.example>"), source, { mailFrom: "eve@elsewhere.example" });
    expect(outcome.receipt.steps.map((step) => step.check)).toContain("rule.forward-suggested");
    expect((await ticketOf(outcome.ticketId))?.requester).toBe("eve@elsewhere.example");
  });
});
