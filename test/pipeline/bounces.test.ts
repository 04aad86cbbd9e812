// What a report does to a message of ours, an acknowledgement here: the copy says so, and only an address that is no good gets no more mail.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findSuppression } from "#store/suppressions.ts";
import type { Zone } from "#mail/resolver.ts";
import { Desk, mail, type Source } from "./desk.ts";

const zone: Zone = {
  "customer.example": { TXT: ["v=spf1 ip4:192.0.2.1 -all"] },
  "_dmarc.customer.example": { TXT: ["v=DMARC1; p=reject"] },
};
const anna = "anna@customer.example";

let desk: Desk;
let source: Source;
beforeAll(async () => {
  desk = await Desk.open({ zone, sends: true });
  source = await desk.source({
    authenticate: true,
    publicAddresses: ["support@desk.example"],
    // With an empty return path no report would find back.
    acknowledgement: { enabled: true, emptyReturnPath: false },
  });
});
afterAll(() => desk[Symbol.asyncDispose]());
afterEach(async () => {
  for (const table of ["automatic_mail", "submission_queue", "submissions", "suppressions"])
    await desk.rows(sql`delete from ${sql.table(table)}`);
});

interface Told {
  submissionId: string;
  ticketId: string;
  rfcMessageId: string;
}

/** A customer who was told that their mail arrived. */
async function told(): Promise<Told> {
  await desk.deliver(mail({ from: `Anna <${anna}>` }), source, { mailFrom: anna });
  const [row] = await desk.rows<Told>(sql`
    select s.id as submission_id, s.ticket_id, m.rfc_message_id from submissions s join messages m on m.id = s.message_id
    order by s.id desc limit 1`);
  if (row === undefined) throw new Error("nobody was told");
  await desk.rows(sql`update submissions set state = 'sent', sent_at = now() where id = ${row.submissionId}`);
  return row;
}

const copy = async ({ submissionId }: Told) =>
  (
    await desk.rows<{ state: string; code: string | null; reportedBy: string | null }>(
      sql`select state, code, reported_by from submissions where id = ${submissionId}`,
    )
  )[0];
const suppression = () => desk.inWorkspace((tx) => findSuppression(tx, anna));

const report = (kind: string, body: readonly string[], { rfcMessageId }: Told) =>
  desk.deliver(
    Buffer.from(
      [
        "From: MAILER-DAEMON@mx.elsewhere.example",
        `To: ${source.address}`,
        "Subject: Delivery report",
        `Message-ID: <${randomUUID()}@mx.customer.example>`,
        "MIME-Version: 1.0",
        `Content-Type: multipart/report; report-type=${kind}; boundary="r"`,
        "",
        "--r",
        "Content-Type: text/plain",
        "",
        "See below.",
        "--r",
        `Content-Type: message/${kind}`,
        "",
        ...body,
        "",
        "--r",
        "Content-Type: text/rfc822-headers",
        "",
        `Message-ID: <${rfcMessageId}>`,
        `To: ${anna}`,
        "",
        "--r--",
        "",
      ].join("\r\n"),
    ),
    source,
    { mailFrom: "" },
  );

const status = (action: string, code: string, words: string, of: Told) =>
  report(
    "delivery-status",
    [
      "Reporting-MTA: dns; mx.customer.example",
      "",
      `Final-Recipient: rfc822; ${anna}`,
      `Action: ${action}`,
      `Status: ${code}`,
      `Diagnostic-Code: smtp; ${words}`,
    ],
    of,
  );

describe("a report about an acknowledgement", () => {
  test("that there is no such address shows on its copy, and the address is told nothing more", async () => {
    const first = await told();
    const outcome = await status("failed", "5.1.1", "550 5.1.1 no such user", first);
    expect(outcome).toMatchObject({ action: "record-report", ticketId: first.ticketId });
    expect(await copy(first)).toEqual({ state: "bounced", code: "5.1.1", reportedBy: expect.any(String) });
    expect(await suppression()).toMatchObject({
      reason: "bounced",
      evidence: expect.stringContaining("no such user"),
      releasedAt: null,
    });
    await desk.rows(sql`delete from automatic_mail`);
    await desk.deliver(mail({ from: `Anna <${anna}>`, subject: "Another matter" }), source, { mailFrom: anna });
    expect(await desk.count(sql`select count(*) from submissions`)).toBe(1);
  });

  test.each([
    ["5.2.2", "552 5.2.2 mailbox full"],
    ["4.4.7", "delivery time expired"],
    ["5.7.1", "554 5.7.1 blocked by policy"],
  ])("that fails for a reason that may pass (%s %s) shows on its copy, and suppresses nobody", async (code, words) => {
    const first = await told();
    await status("failed", code, words, first);
    expect((await copy(first))?.state).toBe("bounced");
    expect(await suppression()).toBeNull();
  });

  test("that it is late changes nothing", async () => {
    const first = await told();
    await status("delayed", "4.4.1", "connection timed out", first);
    expect((await copy(first))?.state).toBe("sent");
    expect(await suppression()).toBeNull();
  });

  test("that somebody complained stops mail to them, and the copy has arrived all the same", async () => {
    const first = await told();
    await report(
      "feedback-report",
      ["Feedback-Type: abuse", "User-Agent: test/1", "Version: 1", `Original-Rcpt-To: <${anna}>`],
      first,
    );
    expect((await copy(first))?.state).toBe("sent");
    expect(await suppression()).toMatchObject({ reason: "complained" });
  });

  test("that names a Message-ID which is not ours suppresses nobody", async () => {
    const first = await told();
    await status("failed", "5.1.1", "550 5.1.1 no such user", { ...first, rfcMessageId: "made-up@in.desk.example" });
    expect((await copy(first))?.state).toBe("sent");
    expect(await suppression()).toBeNull();
  });
});
