// A forwarding challenge that Inlet sends itself: out through the queue, round by the public address, and back as a verdict.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendChallenge } from "#desk/sources.ts";
import { composeMail } from "#mail/compose.ts";
import type { Zone } from "#mail/resolver.ts";
import { letterContext } from "#outbound/submit.ts";
import { type CheckSending, listSourceChecks } from "#store/sources.ts";
import type { Letter } from "#store/submissions.ts";
import { suppress } from "#store/suppressions.ts";
import { Desk, mail, mailDomain, type Source } from "./desk.ts";

const publicAddress = "support@desk.example";
// Nobody but the relay may send for us, and the forwarder is not the relay: DMARC fails on the way back.
const zone: Zone = {
  [mailDomain]: { TXT: ["v=spf1 ip4:198.51.100.9 -all"] },
  [`_dmarc.${mailDomain}`]: { TXT: ["v=DMARC1; p=reject"] },
};

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open({ zone, sends: true });
});
afterAll(() => desk[Symbol.asyncDispose]());

const act = () => ({ workspaceId: desk.database.workspaceId, actor: { kind: "command-line" as const } });
const submit = () => desk.context.sending!.submit;

async function send(source: Source, hasDefaultRelay = true): Promise<string> {
  const means = { submit: submit(), hasDefaultRelay };
  return (await sendChallenge(desk.database.db, act(), { sourceId: source.id, publicAddress, means })).id;
}

const checkOf = async (source: Source, id: string) => {
  const checks = await desk.inWorkspace((tx) => listSourceChecks(tx, source.id));
  const { verdict, sending } = checks.find((check) => check.id === id)!;
  return { verdict, sending: sending as CheckSending };
};

interface Waiting {
  raw: Buffer;
  letter: Letter;
}

/** The mail as it would leave. */
async function waitingMail(): Promise<Waiting> {
  const [row] = await desk.rows<{ id: string; sealed: string }>(
    sql`select id, letter_sealed as sealed from submissions where kind = 'challenge' order by id desc limit 1`,
  );
  const letter = JSON.parse(submit().envelope.open(row!.sealed, letterContext(row!.id))) as Letter;
  const raw = await composeMail(
    {
      ...letter,
      submissionId: row!.id,
      workspaceId: desk.database.workspaceId,
      sourceId: "",
      ticketId: null,
      kind: "challenge",
      recipient: { ...letter.to[0]!, role: "to" },
      replyTo: null,
      messageId: letter.rfcMessageId,
      files: [],
      date: new Date(),
    },
    new Map(),
  );
  return { raw, letter };
}

describe("a challenge that is sent", () => {
  test("waits for its relay, names itself as sender, and bounces to the source", async () => {
    const source = await desk.source({ authenticate: true });
    const id = await send(source);
    expect(await checkOf(source, id)).toMatchObject({
      verdict: "waiting",
      sending: { state: "queued", reply: null, attempts: 0 },
    });
    const { letter } = await waitingMail();
    expect(letter.to).toEqual([{ name: "", address: publicAddress }]);
    expect(letter.sending).toMatchObject({
      from: { address: `forwarding-check@${mailDomain}` },
      mailFrom: source.address,
      autoSubmitted: "no",
    });
  });

  test("rests sealed: its code stands nowhere in the database", async () => {
    const source = await desk.source();
    await send(source);
    const { letter } = await waitingMail();
    const code = /inlet-challenge-([a-z2-7]{26})/.exec(letter.subject)?.[1] as string;
    const [row] = await desk.rows<{ all: string }>(sql`
      select concat((select json_agg(s) from submissions s)::text, (select json_agg(c) from source_checks c)::text,
        (select json_agg(a) from audit a)::text) as all`);
    expect(row!.all).toContain(publicAddress);
    expect(row!.all).not.toContain(code);
  });

  test("arrives, though the forwarder's server may not send for us", async () => {
    const source = await desk.source({ authenticate: true });
    const id = await send(source);
    const { raw } = await waitingMail();
    const outcome = await desk.deliver(raw, source, { mailFrom: `srs0=x@desk.example`, remoteAddress: "203.0.113.5" });
    expect(outcome).toMatchObject({ action: "discard", reason: "forwarding-check" });
    expect((await checkOf(source, id)).verdict).toBe("arrived");
  });

  test("arrives elsewhere", async () => {
    const [source, other] = [await desk.source(), await desk.source()];
    const id = await send(source);
    await desk.deliver((await waitingMail()).raw, other);
    expect((await checkOf(source, id)).verdict).toBe("arrived-elsewhere");
  });

  test("shows a group that puts itself into From", async () => {
    const source = await desk.source();
    const id = await send(source);
    const { letter } = await waitingMail();
    await desk.deliver(
      mail({ from: `Inlet via Support <${publicAddress}>`, subject: letter.subject, text: letter.text }),
      source,
    );
    expect((await checkOf(source, id)).verdict).toBe("sender-rewritten");
  });
});

describe("what only looks like it", () => {
  test("an absence note from the public address is no arrival, whatever it quotes", async () => {
    const source = await desk.source();
    const id = await send(source);
    const { letter } = await waitingMail();
    const note = { from: publicAddress, subject: `Re: ${letter.subject}`, text: `I am away.\n\n> ${letter.text}` };
    await desk.deliver(mail({ ...note, headers: ["Auto-Submitted: auto-replied"] }), source);
    await desk.deliver(mail({ ...note, references: [letter.rfcMessageId] }), source);
    expect((await checkOf(source, id)).verdict).toBe("waiting");
  });

  test("a bounce says that it never got there, in the far side's words", async () => {
    const source = await desk.source();
    const id = await send(source);
    const { letter } = await waitingMail();
    const outcome = await desk.deliver(bounceOf(letter), source, { mailFrom: "" });
    expect(outcome.action).toBe("record-report");
    expect(await checkOf(source, id)).toMatchObject({
      verdict: "waiting",
      sending: { state: "bounced", reply: expect.stringContaining("no such mailbox"), code: "5.1.1" },
    });
  });
});

describe("is refused", () => {
  test("where there is no relay, and leaves nothing behind", async () => {
    const source = await desk.source();
    await expect(send(source, false)).rejects.toMatchObject({ code: "no-relay" });
    expect(await desk.inWorkspace((tx) => listSourceChecks(tx, source.id))).toEqual([]);
  });

  test("where the address is suppressed", async () => {
    const source = await desk.source();
    const { workspaceId } = desk.database;
    const address = "gone@desk.example";
    await desk.inWorkspace((tx) => suppress(tx, { workspaceId, address, reason: "bounced", evidence: "", reportedBy: null }));
    const means = { submit: submit(), hasDefaultRelay: true };
    const sending = sendChallenge(desk.database.db, act(), { sourceId: source.id, publicAddress: address, means });
    await expect(sending).rejects.toMatchObject({ code: "recipient-suppressed" });
    expect(await desk.inWorkspace((tx) => listSourceChecks(tx, source.id))).toEqual([]);
  });
});

function bounceOf(letter: Letter): Buffer {
  return Buffer.from(
    [
      "From: Mail Delivery System <mailer-daemon@desk.example>",
      `To: ${letter.sending.mailFrom}`,
      "Subject: Undelivered Mail Returned to Sender",
      "Date: Fri, 20 Nov 2026 09:00:00 +0000",
      "Message-ID: <bounce.1@desk.example>",
      "MIME-Version: 1.0",
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
      "",
      "--b",
      "Content-Type: text/plain",
      "",
      "Your message could not be delivered.",
      "--b",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; mx.desk.example",
      "",
      `Final-Recipient: rfc822; ${publicAddress}`,
      "Action: failed",
      "Status: 5.1.1",
      "Diagnostic-Code: smtp; 550 5.1.1 no such mailbox",
      "",
      "--b",
      "Content-Type: message/rfc822",
      "",
      `From: forwarding-check@${mailDomain}`,
      `Message-ID: <${letter.rfcMessageId}>`,
      `Subject: ${letter.subject}`,
      "",
      letter.text,
      "--b--",
      "",
    ].join("\r\n"),
  );
}
