// What of our own comes back in customers' mail: our addresses are nobody on a ticket, and a report on a message that we signed is heard.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mintOwnId } from "#mail/own-id.ts";
import type { Zone } from "#mail/resolver.ts";
import { Desk, mail, mailDomain, type Source } from "./desk.ts";

const zone: Zone = {
  "customer.example": { TXT: ["v=spf1 ip4:192.0.2.1 -all"] },
  "_dmarc.customer.example": { TXT: ["v=DMARC1; p=reject"] },
};

let desk: Desk;
let source: Source;
beforeAll(async () => {
  desk = await Desk.open({ zone });
  source = await desk.source({ authenticate: true, publicAddresses: ["support@desk.example"] });
});
afterAll(() => desk[Symbol.asyncDispose]());

test("the reply address that a customer writes to, and every other of ours, is nobody on the ticket", async () => {
  const replyAddress = `reply+${"a".repeat(26)}@${mailDomain}`;
  const { ticketId } = await desk.deliver(
    mail({
      from: "Anna <anna@customer.example>",
      to: `${replyAddress}, Support <support@desk.example>`,
      cc: `Bob <bob@customer.example>, old-source@${mailDomain.toUpperCase()}`,
    }),
    source,
    { mailFrom: "anna@customer.example" },
  );
  const people = await desk.rows<{ address: string }>(
    sql`select address from participants where ticket_id = ${ticketId} order by address`,
  );
  expect(people.map(({ address }) => address)).toEqual(["anna@customer.example", "bob@customer.example"]);
});

// The empty envelope sender leaves DMARC only the name in HELO, which few mail servers publish SPF for.
test.each([
  ["that we signed is recorded, although its sender cannot be proved", true, "record-report"],
  ["that anybody may have made up is set aside when its sender cannot be proved", false, "quarantine"],
])("a bounce of a message %s", async (_what, isOurs, action) => {
  const original = isOurs ? mintOwnId(desk.messageIdKey, mailDomain) : `${randomUUID()}@${mailDomain}`;
  const report = [
    "From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>",
    `To: ${source.address}`,
    "Subject: Undelivered Mail Returned to Sender",
    `Message-ID: <${randomUUID()}@mx.customer.example>`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.customer.example",
    "",
    "Final-Recipient: rfc822; anna@customer.example",
    "Action: failed",
    "Status: 5.1.1",
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: <${original}>`,
    "--b--",
    "",
  ];
  const outcome = await desk.deliver(Buffer.from(report.join("\r\n")), source, { mailFrom: "" });
  expect(outcome).toMatchObject({ action });
  const checks = outcome.receipt.steps.map(({ check }) => check);
  expect(checks).toContain(isOurs ? "authenticate.failed-report" : "authenticate.failed");
});
