// What makes no ticket, and what becomes of attached files.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseDelivery, replayDelivery } from "#desk/deliveries.ts";
import { Desk, mail, type Source } from "./desk.ts";

let desk: Desk;
let source: Source;

beforeAll(async () => {
  desk = await Desk.open();
  source = await desk.source();
});
afterAll(() => desk[Symbol.asyncDispose]());

const agent = { kind: "command-line" } as const;

describe("what is set aside", () => {
  test("a stranger who answers on somebody's ticket is quarantined, and can be released onto it", async () => {
    const id = "set-aside-1@customer.example";
    const first = await desk.deliver(mail({ id }), source);
    const deliveryId = await desk.accept(
      mail({ from: "eve@elsewhere.example", references: [id], text: "I am her colleague." }),
      source,
    );
    await desk.work();
    expect(await desk.outcome(deliveryId)).toMatchObject({
      action: "quarantine",
      reason: "stranger-on-ticket",
      ticketId: first.ticketId,
    });
    expect(await desk.count(sql`select message_count as count from tickets where id = ${first.ticketId}`)).toBe(1);
    await releaseDelivery(desk.database.db, {
      workspaceId: desk.database.workspaceId,
      actor: agent,
      deliveryId,
      ticketId: first.ticketId,
    });
    await desk.work();
    expect(await desk.outcome(deliveryId)).toMatchObject({ action: "append", ticketId: first.ticketId });
    expect(await desk.count(sql`select message_count as count from tickets where id = ${first.ticketId}`)).toBe(2);
    expect(await desk.count(sql`select count(*) from outcome_history where delivery_id = ${deliveryId}`)).toBe(1);
    const next = await desk.deliver(mail({ from: "eve@elsewhere.example", references: [id], text: "One more thing." }), source);
    expect(next, "who was let in stays in").toMatchObject({ action: "append", ticketId: first.ticketId });
  });

  test("what an agent released stays there when it is read again, and its receipt says so", async () => {
    const id = "set-aside-again@customer.example";
    const { ticketId } = await desk.deliver(mail({ id, text: "Read it twice." }), source);
    const deliveryId = await desk.accept(mail({ from: "eve@elsewhere.example", references: [id], text: "Me too." }), source);
    await desk.work();
    const { workspaceId } = desk.database;
    await releaseDelivery(desk.database.db, { workspaceId, actor: agent, deliveryId, ticketId });
    await desk.work();
    const released = await desk.outcome(deliveryId);
    await replayDelivery(desk.database.db, { workspaceId, actor: agent, deliveryId });
    await desk.work();
    const outcome = await desk.outcome(deliveryId);
    expect(outcome).toMatchObject({ action: "append", reason: "agent", ticketId });
    expect(outcome.receipt.steps[outcome.receipt.decidedBy]?.check).toBe("rule.released-to-ticket");
    expect(outcome.receipt).toEqual(released.receipt);
    expect(await desk.count(sql`select count(*) from outcome_history where delivery_id = ${deliveryId}`)).toBe(2);
  });

  test("a provider's confirmation is shown once, however often it is read", async () => {
    const unchecked = await desk.source({ authenticate: false });
    const confirmation = mail({
      from: "forwarding-noreply@google.com",
      subject: "(#123456789) Gmail Forwarding Confirmation - Receive Mail from support@desk.example",
      text: "Confirmation code: 123456789",
    });
    const deliveryId = await desk.accept(confirmation, unchecked);
    await desk.work();
    await replayDelivery(desk.database.db, { workspaceId: desk.database.workspaceId, actor: agent, deliveryId });
    await desk.work();
    expect(await desk.outcome(deliveryId)).toMatchObject({ action: "discard", reason: "forwarding-check" });
    expect(await desk.count(sql`select count(*) from source_checks where delivery_id = ${deliveryId}`)).toBe(1);
  });

  test("a bounce is recorded as a report, and opens no ticket", async () => {
    const original = "bounced@customer.example";
    const first = await desk.deliver(mail({ id: original, text: "To be bounced." }), source);
    const bounce = Buffer.from(
      [
        "From: MAILER-DAEMON@mx.example",
        "To: support@desk.example",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "Message-ID: <report-1@mx.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
        "",
        "--r",
        "Content-Type: text/plain",
        "",
        "Sorry.",
        "--r",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example",
        "",
        "Final-Recipient: rfc822; nobody@customer.example",
        "Action: failed",
        "Status: 5.1.1",
        "",
        "--r",
        "Content-Type: text/rfc822-headers",
        "",
        `Message-ID: <${original}>`,
        "",
        "--r--",
        "",
      ].join("\r\n"),
    );
    const tickets = await desk.count(sql`select count(*) from tickets`);
    expect(await desk.deliver(bounce, source, { mailFrom: "" })).toMatchObject({
      action: "record-report",
      ticketId: first.ticketId,
    });
    expect(await desk.count(sql`select count(*) from tickets`)).toBe(tickets);
    const [report] = await desk.rows<{ recipients: unknown }>(
      sql`select recipients from reports where original_message_id = ${original}`,
    );
    expect(report?.recipients).toMatchObject([{ address: "nobody@customer.example", action: "failed", status: "5.1.1" }]);
  });

  test("an answering machine opens no ticket of its own, and is told to be automatic on the ticket it answers", async () => {
    const id = "machine-1@customer.example";
    const first = await desk.deliver(mail({ id, text: "About to leave." }), source);
    const absence = { subject: "Out of office", headers: ["Auto-Submitted: auto-replied"], text: "I am away." };
    expect(await desk.deliver(mail(absence), source)).toMatchObject({ action: "quarantine", reason: "automatic" });
    const answer = await desk.deliver(mail({ ...absence, references: [id] }), source);
    expect(answer).toMatchObject({ action: "append", ticketId: first.ticketId });
    const [row] = await desk.rows<{ auto: string }>(
      sql`select auto_submitted as auto from messages where id = ${answer.messageId}`,
    );
    expect(row?.auto).toBe("auto-replied");
  });

  test("a sender whose domain disowns the mail (DMARC fail) is quarantined", async () => {
    await using strict = await Desk.open({
      zone: { "bank.example": { TXT: ["v=spf1 -all"] }, "_dmarc.bank.example": { TXT: ["v=DMARC1; p=reject"] } },
    });
    const checked = await strict.source({ authenticate: true });
    const forged = await strict.deliver(mail({ from: "ceo@bank.example" }), checked, { mailFrom: "ceo@bank.example" });
    expect(forged).toMatchObject({ action: "quarantine", reason: "unverified-sender" });
    const unknown = await strict.deliver(mail({ from: "anna@customer.example" }), checked);
    expect(unknown.action).toBe("create");
    const [row] = await strict.rows<{ verdict: string }>(
      sql`select sender_verdict as verdict from messages where id = ${unknown.messageId}`,
    );
    expect(row?.verdict).toBe("unverified");
  });
});

describe("attached files", () => {
  const files = [
    { name: "small.pdf", type: "application/pdf", content: "%PDF-1.7 small" },
    { name: "large.pdf", type: "application/pdf", content: Buffer.alloc(5_000, 1) },
    { name: "tool.exe", type: "application/x-msdownload", content: "MZ" },
  ];
  const refusals = async (messageId: string | null) =>
    Object.fromEntries(
      (
        await desk.rows<{ name: string; why: string | null }>(
          sql`select name, refused_because as why from attachments where message_id = ${messageId} order by position`,
        )
      ).map((row) => [row.name, row.why]),
    );

  test("are kept within the limits of the source; a refused one stays on the ticket by name, with the reason", async () => {
    const limited = await desk.source({ attachments: { maxSize: 1_000, allowedTypes: ["application/pdf"] } });
    const outcome = await desk.deliver(mail({ attachments: files, text: "Limited." }), limited);
    expect(await refusals(outcome.messageId)).toEqual({
      "small.pdf": null,
      "large.pdf": "too-large",
      "tool.exe": "type-not-allowed",
    });
  });

  test("are refused when the source's room is used up, and not kept at all where it says so", async () => {
    const small = await desk.source({ attachments: { quotaBytes: 20 } });
    const first = await desk.deliver(mail({ attachments: [files[0] as never], text: "Fits." }), small);
    const second = await desk.deliver(
      mail({ attachments: [{ name: "next.pdf", type: "application/pdf", content: "%PDF-1.7 other" }], text: "Does not fit." }),
      small,
    );
    expect(await refusals(first.messageId)).toEqual({ "small.pdf": null });
    expect(await refusals(second.messageId)).toEqual({ "next.pdf": "quota-exceeded" });
    const none = await desk.source({ attachments: { mode: "ignore" } });
    const ignored = await desk.deliver(mail({ attachments: [files[0] as never], text: "Ignored." }), none);
    expect(await refusals(ignored.messageId)).toEqual({ "small.pdf": "ignored" });
  });
});
