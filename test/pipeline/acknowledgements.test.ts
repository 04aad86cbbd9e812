// What is told to whom when mail arrives: on a real database, with a DNS in which customers are proved and victims are not.
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { explainReceipt } from "#domain/receipt-texts.ts";
import type { Receipt } from "#domain/receipt.ts";
import { mintOwnId } from "#mail/own-id.ts";
import type { Zone } from "#mail/resolver.ts";
import { suppress } from "#store/suppressions.ts";
import { Desk, type Letter, mail, mailDomain, type Outcome, type Source } from "./desk.ts";

const zone: Zone = {
  "customer.example": { TXT: ["v=spf1 ip4:192.0.2.1 -all"] },
  "_dmarc.customer.example": { TXT: ["v=DMARC1; p=reject"] },
  "desk.example": { TXT: ["v=spf1 ip4:192.0.2.1 -all"] },
  [mailDomain]: { TXT: ["v=spf1 ip4:192.0.2.1 -all"] },
  // Says nothing about who may send for it.
  "victim.example": { MX: [{ exchange: "mx.victim.example", priority: 10 }] },
};

let desk: Desk;
let source: Source;
beforeAll(async () => {
  desk = await Desk.open({ zone, sends: true });
});
afterAll(() => desk[Symbol.asyncDispose]());
afterEach(async () => {
  for (const table of ["automatic_mail", "submission_queue", "submissions", "suppressions"])
    await desk.rows(sql`delete from ${sql.table(table)}`);
});

interface Sent {
  address: string;
  name: string;
  ticketId: string;
  state: string;
  subject: string;
  text: string;
  html: string | null;
  recipients: { to: { name: string; address: string }[]; cc: unknown[] };
  sending: { from: { address: string }; mailFrom: string; references: string[]; autoSubmitted: string; bcc: unknown[] };
  replyToken: boolean;
}

const settings = { authenticate: true, publicAddresses: ["support@desk.example"], acknowledgement: { enabled: true } };

async function acknowledging(more: Record<string, unknown> = {}): Promise<Source> {
  source = await desk.source({ ...settings, ...more });
  return source;
}

const sentMails = () =>
  desk.rows<Sent>(sql`
    select s.address, s.name, s.ticket_id as "ticketId", s.state, m.subject, m.text, m.html, m.recipients, m.sending,
      s.reply_token_sealed is not null as "replyToken"
    from submissions s join messages m on m.workspace_id = s.workspace_id and m.id = s.message_id order by s.id`);

async function write(letter: Letter & { to?: string } = {}, envelope: Parameters<Desk["accept"]>[2] = {}): Promise<Outcome> {
  const from = letter.from ?? "Anna <anna@customer.example>";
  return desk.deliver(mail(letter), source, { mailFrom: /[^<\s]+@[^>\s]+/.exec(from)?.[0] ?? "", ...envelope });
}

/** The last line of the receipt. */
function remarkOf({ action, receipt }: Outcome): string {
  return explainReceipt(receipt as unknown as Receipt, { action: action as "create" }).steps.at(-1) ?? "";
}

test("a proved customer who writes for the first time is told the ticket's number, once", async () => {
  await acknowledging();
  const outcome = await write({ id: "first@customer.example" });
  const [ticket] = await desk.rows<{ number: number }>(sql`select number from tickets where id = ${outcome.ticketId}`);
  const [sent, ...others] = await sentMails();
  expect(others).toEqual([]);
  expect(sent).toMatchObject({
    address: "anna@customer.example",
    ticketId: outcome.ticketId,
    state: "queued",
    subject: `We have received your message [Ticket #${ticket?.number}]`,
    html: null,
    recipients: { to: [{ name: "", address: "anna@customer.example" }], cc: [] },
    sending: { mailFrom: "", references: ["first@customer.example"], autoSubmitted: "auto-replied", bcc: [] },
    replyToken: true,
  });
  expect(remarkOf(outcome)).toBe("anna@customer.example was told that it arrived.");
});

test("it is shown on the ticket as automatic mail, and leaves the ticket's state and preview alone", async () => {
  await acknowledging();
  const { ticketId } = await write({ text: "Please help." });
  const [ticket] = await desk.rows(sql`select state, preview, message_count::int as count from tickets where id = ${ticketId}`);
  expect(ticket).toEqual({ state: "open", preview: "Please help.", count: 2 });
  const shown = await desk.rows(
    sql`select direction, auto_submitted as auto, agent_id as agent from messages where ticket_id = ${ticketId} order by id`,
  );
  expect(shown).toEqual([
    { direction: "inbound", auto: "no", agent: null },
    { direction: "outbound", auto: "auto-replied", agent: null },
  ]);
});

test("nothing of what the stranger wrote is in it: not the subject, the name, the text, a header", async () => {
  await acknowledging({ acknowledgement: { enabled: true, text: "Hello, we have it: {{ticket.number}}.\n{{source.name}}" } });
  await write({
    from: '"CANARY Buy at evil.example" <anna@customer.example>',
    to: '"CANARY" <support@desk.example>',
    subject: "CANARY {{ticket.number}} http://evil.example",
    text: "CANARY http://evil.example",
    headers: ["Reply-To: CANARY <canary@evil.example>", "X-Note: CANARY", "Comments: CANARY"],
  });
  const [sent] = await sentMails();
  expect(sent?.text).toMatch(/^Hello, we have it: \d+\.\nDesk$/);
  expect(JSON.stringify(sent)).not.toMatch(/canary|evil/i);
});

test("for a relay that takes no empty return path, the source's own address stands there", async () => {
  const { address } = await acknowledging({ acknowledgement: { enabled: true, emptyReturnPath: false } });
  await write();
  expect((await sentMails())[0]?.sending.mailFrom).toBe(address);
});

test("outside business hours it says so", async () => {
  const businessHours = { enabled: true, days: [], timeZone: "Europe/Madrid" };
  await acknowledging({ businessHours, acknowledgement: { enabled: true, language: "es" } });
  await write();
  expect((await sentMails())[0]?.text).toContain("En este momento estamos cerrados; volvemos: pronto.");
});

describe("nobody is told twice", () => {
  test("within a day, however many they write", async () => {
    await acknowledging();
    await write();
    const second = await write({ subject: "Another thing", from: "Anna <ANNA+second@customer.example>" });
    expect(second.action).toBe("create");
    expect(await sentMails()).toHaveLength(1);
    expect(remarkOf(second)).toBe("Nobody was told that it arrived: its author was told so within the last 24 hours.");
  });

  test("when mails arrive at the same moment, read by several runners", async () => {
    await acknowledging();
    for (let n = 0; n < 24; n += 1)
      await desk.accept(mail({ subject: `Matter ${n}`, text: `Text ${n}` }), source, { mailFrom: "anna@customer.example" });
    await desk.work({ runners: 4, batch: 3 });
    expect(await sentMails()).toHaveLength(1);
  });

  test("over midnight", async () => {
    await acknowledging();
    await write();
    await desk.rows(sql`update automatic_mail set day = day - 1, at = at - interval '23 hours'`);
    await write({ subject: "The day after" });
    expect(await sentMails()).toHaveLength(1);
    await desk.rows(sql`update automatic_mail set at = at - interval '1 hour'`);
    await write({ subject: "And a day after the first" });
    expect(await sentMails()).toHaveLength(2);
  });
});

describe("who joins a ticket is told nothing", () => {
  test("a customer's second mail on the ticket", async () => {
    await acknowledging();
    await write({ id: "a1@customer.example" });
    await desk.rows(sql`delete from automatic_mail`);
    const outcome = await write({ references: ["a1@customer.example"], subject: "Re: The printer is on fire" });
    expect(outcome.action).toBe("append");
    expect(await sentMails()).toHaveLength(1);
  });
});

const reasons: [string, string, Letter][] = [
  ["is not proved", "its sender is not proved", { from: "victim@victim.example" }],
  ["says that it is a machine's", "it says that a machine sent it", { headers: ["Auto-Submitted: auto-generated"] }],
  ["comes over a list", "it came over a mailing list", { headers: ["List-Id: <users.lists.example>"] }],
  ["asks for silence", "it asks for no automatic answer", { headers: ["X-Auto-Response-Suppress: All"] }],
  ["is bulk", "a machine sent it", { headers: ["Precedence: bulk"] }],
  ["comes from another desk", "another desk's software sent it", { headers: ["X-Zammad-Ticket-ID: 7"] }],
  ["has no reader", "nobody reads its author's address", { from: "no-reply@customer.example" }],
  ["is an address of ours", "its author is an address of yours", { from: "support@desk.example", to: "support@desk.example" }],
  [
    "is worded as a machine's",
    "it is worded as a machine words it",
    { subject: "Your request has been received", text: "Your request has been received. Do you get this as well?" },
  ],
  ["names a ticket of somebody", "it answers an earlier mail or names a ticket", { subject: "[Ticket #987654] again" }],
  ["was not addressed to us", "none of your addresses stands in its To or Cc", { to: "friends@customer.example" }],
  ["has an id of ours that we did not make", "it has a Message-ID of ours", { id: `x@${mailDomain}` }],
];

test.each(reasons)("nobody is told where the mail %s", async (_name, reason, letter) => {
  await acknowledging();
  const outcome = await write(letter);
  expect(outcome.action).toBe("create");
  expect(remarkOf(outcome)).toContain(`Nobody was told that it arrived: ${reason}`);
  expect(await sentMails()).toEqual([]);
  expect(await desk.count(sql`select count(*) from automatic_mail`)).toBe(0);
});

test("what has no return address becomes no ticket at all, and nobody is told", async () => {
  await acknowledging();
  expect((await write({}, { mailFrom: "" })).action).toBe("quarantine");
  expect(await sentMails()).toEqual([]);
});

test("nor where it answers a mail that we sent and that no ticket here knows", async () => {
  await acknowledging();
  const outcome = await write({ references: [mintOwnId(desk.messageIdKey, mailDomain)] });
  expect(remarkOf(outcome)).toContain("it answers an earlier mail");
});

test("nor where the address is suppressed", async () => {
  await acknowledging();
  const { workspaceId } = desk.database;
  const address = "anna@customer.example";
  await desk.inWorkspace((tx) => suppress(tx, { workspaceId, address, reason: "complained", evidence: "", reportedBy: null }));
  expect(remarkOf(await write())).toContain("mail to its author's address is suppressed");
  expect(await sentMails()).toEqual([]);
});

test("nor where the source does not check its senders", async () => {
  await acknowledging({ authenticate: false });
  expect(remarkOf(await write())).toContain("its sender is not proved");
  expect(await sentMails()).toEqual([]);
});

test("a source that acknowledges nothing says nothing of it on receipts", async () => {
  await acknowledging({ acknowledgement: { enabled: false } });
  expect(remarkOf(await write())).not.toMatch(/told/);
  expect(await sentMails()).toEqual([]);
});

test("a group in front of the desk is no other list", async () => {
  await acknowledging();
  await write({ headers: ["List-Id: <support.desk.example>"] });
  expect(await sentMails()).toHaveLength(1);
});

test("a source sends so many an hour and no more, and still takes the mail", async () => {
  await acknowledging({ acknowledgement: { enabled: true, mostPerHour: 3 } });
  const ids = [];
  for (let n = 0; n < 5; n += 1) {
    const from = `person${n}@customer.example`;
    ids.push(await desk.accept(mail({ from, subject: `Matter ${n}`, text: `Text ${n}` }), source, { mailFrom: from }));
  }
  await desk.work({ batch: 2 });
  expect(await sentMails()).toHaveLength(3);
  expect(remarkOf(await desk.outcome(ids[4] as string))).toContain("as many acknowledgements in an hour");
});

test("one domain has a limit of its own, so that nobody uses up the hour of the others", async () => {
  await acknowledging();
  for (let n = 0; n < 25; n += 1) {
    const from = `someone${n}@customer.example`;
    await desk.accept(mail({ from, subject: `Matter ${n}`, text: `Text ${n}` }), source, { mailFrom: from });
  }
  await desk.work({ batch: 8 });
  expect(await sentMails()).toHaveLength(20);
});

test("three hundred forged senders: as many tickets, and not one mail to anybody", async () => {
  await acknowledging();
  for (let n = 0; n < 300; n += 1) {
    const from = `victim${n}@victim.example`;
    await desk.accept(mail({ from, subject: `Prize ${n}`, text: `You won ${n}` }), source, { mailFrom: from });
  }
  await desk.work({ runners: 2 });
  const opened = await desk.count(sql`select count(*) from tickets where source_id = ${source.id}`);
  expect(opened).toBe(300);
  expect(await desk.count(sql`select count(*) from submissions`)).toBe(0);
  expect(await desk.count(sql`select count(*) from automatic_mail`)).toBe(0);
}, 120_000);

test("what cannot be stored is not sent: a failed batch takes the acknowledgement back with it", async () => {
  await acknowledging();
  await desk.accept(mail(), source, { mailFrom: "anna@customer.example" });
  const claims = await desk.claim();
  await desk.rows(sql`update delivery_queue set lease_token = gen_random_uuid()`);
  const { ingest } = await import("#intake/ingest.ts");
  await ingest(desk.context, claims);
  expect(await desk.count(sql`select count(*) from submissions`)).toBe(0);
  expect(await desk.count(sql`select count(*) from automatic_mail`)).toBe(0);
  await desk.rows(sql`update delivery_queue set available_at = now() - interval '1 second', lease_token = null`);
  await desk.work();
  expect(await sentMails()).toHaveLength(1);
});
