// Two desks facing each other, a ring of three, and answering machines of every manner: each ends within one exchange (promise P10).
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Arena, type Count, unproved } from "./arena.ts";
import { addressIn, headerOf, letter, type Passing, withField, without } from "./exchange.ts";

let arena: Arena;
beforeAll(async () => {
  arena = await Arena.open();
}, 240_000);
afterAll(async () => {
  process.stdout.write(`\n${arena?.tell() ?? ""}\n`);
  await arena?.[Symbol.asyncDispose]();
}, 60_000);

const marks = ["Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"];

/** A gateway that leaves nothing by which a machine could be told, and gives every mail an envelope sender. */
function bare(mail: Passing): Passing {
  return { ...mail, mailFrom: mail.mailFrom || addressIn(headerOf(mail.raw, "From")), raw: without(mail.raw, marks) };
}

/** The same, and nothing leads back: no ids, no private reply address. */
function barest(mail: Passing): Passing {
  const { raw, ...way } = bare(mail);
  const lost = without(raw, ["In-Reply-To", "References", "Reply-To"]);
  return { ...way, raw: withField(lost, "Message-ID", `<${randomUUID()}@gateway.test>`) };
}

const wordless = { acknowledgement: { subject: "Hi there", text: "Thanks, talk to you.", textOutside: "Thanks, later." } };

const told = (count: Count) => Object.values(count.sent);

describe("two desks facing each other", () => {
  const gateways = [
    { name: "over an honest exchange", change: (mail: Passing) => mail, settings: {}, most: 1 },
    { name: "without any header that says machine, and with an envelope sender", change: bare, settings: {}, most: 1 },
    { name: "without any of that, in words that no machine uses", change: bare, settings: wordless, most: 2 },
    { name: "without any of that, and with nothing that leads back", change: barest, settings: wordless, most: 2 },
  ];

  test.each(gateways)(
    "$name",
    async ({ name, change, settings, most }) => {
      const [a, b] = [await arena.source("a", settings), await arena.source("b", settings)];
      arena.begin(change);
      // Somebody, or something, writes to the one in the name of the other.
      const raw = letter({ from: b.address, to: a.address, subject: "Order 7", text: "Where is our order 7?" });
      await arena.exchange.submit({ mailFrom: b.address, to: a.address, raw });
      const count = await arena.end(`two desks, ${name}`);
      expect(arena.exchange.refused).toEqual([]);
      expect(count.sent.a).toBe(1);
      expect(count.sent.b).toBeLessThanOrEqual(1);
      expect(told(count).reduce((sum, each) => sum + each)).toBe(most);
      expect(count.tickets.a + count.tickets.b).toBeLessThanOrEqual(3);
    },
    90_000,
  );
});

describe("a ring of three", () => {
  const rings = [
    { name: "over an honest exchange", change: (mail: Passing) => mail, settings: {}, most: 1 },
    { name: "with nothing that leads back or says machine", change: barest, settings: wordless, most: 3 },
  ];

  test.each(rings)(
    "$name",
    async ({ name, change, settings, most }) => {
      const [a, b, c] = [await arena.source("a", settings), await arena.source("b", settings), await arena.source("c", settings)];
      // What a sends goes to b, what b sends to c, what c sends to a: forwardings that rewrite To.
      const next = new Map([
        [a.address, b.address],
        [b.address, c.address],
        [c.address, a.address],
      ]);
      arena.begin((given) => {
        const mail = change(given);
        const to = next.get(addressIn(headerOf(mail.raw, "From"))) ?? mail.to;
        return { ...mail, to, raw: withField(mail.raw, "To", to) };
      });
      const raw = letter({ from: c.address, to: a.address, subject: "Order 8", text: "Where is our order 8?" });
      await arena.exchange.submit({ mailFrom: c.address, to: a.address, raw });
      const count = await arena.end(`a ring of three, ${name}`);
      expect(arena.exchange.refused).toEqual([]);
      for (const sent of told(count)) expect(sent).toBeLessThanOrEqual(1);
      expect(told(count).reduce((sum, each) => sum + each)).toBe(most);
    },
    90_000,
  );
});

describe("a desk and an answering machine", () => {
  let turn = 0;
  const absence = "I am out of the office until Monday.";
  interface Machine {
    name: string;
    /** Its answer to a mail, or null where it keeps silent. */
    answer(mail: Passing, self: string): Passing | null;
    change?: (mail: Passing) => Passing;
    settings?: Record<string, unknown>;
    mostSent: number;
    mostTickets: number;
  }

  const answerTo = (to: string, self: string, more: { subject?: string; text?: string; headers?: string[] } = {}): Passing => ({
    mailFrom: self,
    to,
    raw: letter({ from: self, to, subject: "Away", text: absence, ...more }),
  });
  const from = (mail: Passing) => addressIn(headerOf(mail.raw, "From"));
  const replyTo = (mail: Passing) => addressIn(headerOf(mail.raw, "Reply-To")) || from(mail);
  const inReplyTo = (mail: Passing) => `In-Reply-To: ${headerOf(mail.raw, "Message-ID")}`;

  const machines: Machine[] = [
    {
      name: "that keeps to the rules: it answers the envelope sender",
      answer: (mail, self) =>
        mail.mailFrom === "" ? null : answerTo(mail.mailFrom, self, { headers: ["Auto-Submitted: auto-replied"] }),
      mostSent: 1,
      mostTickets: 1,
    },
    {
      name: "that answers Reply-To, with its headers",
      answer: (mail, self) => answerTo(replyTo(mail), self, { headers: ["Auto-Submitted: auto-replied", inReplyTo(mail)] }),
      mostSent: 1,
      mostTickets: 1,
    },
    {
      name: "that answers Reply-To, without any header",
      answer: (mail, self) => answerTo(replyTo(mail), self, { subject: "Hello", text: "Nice of you to write." }),
      mostSent: 1,
      mostTickets: 1,
    },
    {
      name: "that answers From, without any header, in a person's words",
      answer: (mail, self) => answerTo(from(mail), self, { subject: "Hello", text: `Nice of you to write. ${randomUUID()}` }),
      mostSent: 1,
      mostTickets: 2,
    },
    {
      name: "that has a new tag for each mail",
      answer: (mail) =>
        answerTo(from(mail), `desk+${randomUUID()}@vacation.test`, { subject: "Hello", text: `Nice of you. ${randomUUID()}` }),
      mostSent: 2,
      mostTickets: 3,
    },
    {
      name: "that keeps our subject and has a new address for each mail",
      answer: (mail) =>
        answerTo(from(mail), `desk-${randomUUID()}@vacation.test`, {
          subject: `Re: ${headerOf(mail.raw, "Subject")}`,
          text: `Nice of you. ${randomUUID()}`,
        }),
      change: barest,
      mostSent: 1,
      mostTickets: 2,
    },
    {
      name: "that bounces everything to From",
      answer: (mail) => ({
        mailFrom: "",
        to: from(mail),
        raw: letter({
          from: "MAILER-DAEMON@vacation.test",
          to: from(mail),
          subject: "Undelivered Mail Returned to Sender",
          text: "Your message could not be delivered: 550 5.1.1 no such user",
        }),
      }),
      mostSent: 1,
      mostTickets: 1,
    },
  ];

  test.each(machines)(
    "$name",
    async ({ name, answer, change, settings = {}, mostSent, mostTickets }) => {
      const a = await arena.source("a", settings);
      const self = `someone${(turn += 1)}.${randomUUID().slice(0, 8)}@vacation.test`;
      arena.exchange.connect("vacation.test", { answer: (mail) => answer(mail, self) });
      arena.begin(change);
      const raw = letter({ from: self, to: a.address, subject: "Invoice 9", text: "I have a question about invoice 9." });
      await arena.exchange.submit({ mailFrom: self, to: a.address, raw });
      const count = await arena.end(`a machine ${name}`);
      expect(arena.exchange.refused).toEqual([]);
      expect(count.sent.a).toBeGreaterThanOrEqual(1);
      expect(count.sent.a).toBeLessThanOrEqual(mostSent);
      expect(count.tickets.a).toBeLessThanOrEqual(mostTickets);
    },
    90_000,
  );

  // Without a mark, an id, a subject or an address by which it could be told again: only the number stops it.
  test("that nothing can tell from ever new people is stopped by its domain's limit", async () => {
    const a = await arena.source("a", wordless);
    arena.exchange.connect("vacation.test", {
      answer: (mail) =>
        answerTo(from(mail), `${randomUUID()}@vacation.test`, {
          subject: "Hello",
          text: `Nice of you to write. ${randomUUID()}`,
        }),
    });
    arena.begin(barest);
    const self = `${randomUUID()}@vacation.test`;
    const raw = letter({ from: self, to: a.address, subject: "Invoice 10", text: "I have a question about invoice 10." });
    await arena.exchange.submit({ mailFrom: self, to: a.address, raw });
    const count = await arena.end("a machine that nothing can tell from ever new people");
    expect(count.sent.a).toBeLessThanOrEqual(20);
  }, 90_000);
});

describe("within one desk", () => {
  test("its own addresses never thank each other", async () => {
    const [one, other] = [await arena.source("a"), await arena.source("a")];
    arena.begin();
    const raw = letter({ from: other.address, to: one.address, subject: "Inner matter", text: "From one queue to the other." });
    await arena.exchange.submit({ mailFrom: other.address, to: one.address, raw });
    const count = await arena.end("two sources of one desk");
    expect(told(count)).toEqual([0, 0, 0]);
  }, 90_000);

  test("fifty forged senders: fifty tickets, and not a word to anybody", async () => {
    const a = await arena.source("a");
    arena.begin();
    for (let n = 0; n < 50; n += 1) {
      const victim = `someone${n}@${unproved}`;
      const raw = letter({ from: victim, to: a.address, subject: `Prize ${n}`, text: `You have won prize ${n}.` });
      await arena.exchange.submit({ mailFrom: victim, to: a.address, raw });
    }
    const count = await arena.end("fifty forged senders");
    expect(count.tickets.a).toBe(50);
    expect(count.passed).toBe(0);
    expect(told(count)).toEqual([0, 0, 0]);
  }, 90_000);
});

test("a customer who wrote is told, can answer, and is on the same ticket", async () => {
  const a = await arena.source("a");
  const heard: Passing[] = [];
  arena.exchange.connect("person.test", { answer: (mail) => (heard.push(mail), null) });
  arena.begin();
  const raw = letter({ from: "mira@person.test", to: a.address, subject: "A real question", text: "How do I reset it?" });
  await arena.exchange.submit({ mailFrom: "mira@person.test", to: a.address, raw });
  await arena.end("a customer");
  expect(heard).toHaveLength(1);
  const [mail] = heard as [Passing];
  expect(mail.mailFrom).toBe("");
  expect(headerOf(mail.raw, "Auto-Submitted")).toBe("auto-replied");
  expect(headerOf(mail.raw, "X-Auto-Response-Suppress")).toMatch(/OOF/);
  expect(headerOf(mail.raw, "Reply-To")).toMatch(/reply\+[a-z2-7]{26}@in\.a\.test/);
  arena.begin();
  const to = addressIn(headerOf(mail.raw, "Reply-To"));
  const answer = letter({ from: "mira@person.test", to, subject: "Something else", text: "I found it." });
  await arena.exchange.submit({ mailFrom: "mira@person.test", to, raw: answer });
  const count = await arena.end("a customer who answers the acknowledgement");
  expect(count).toMatchObject({ tickets: { a: 0 }, sent: { a: 0 } });
  const rows = await arena.desks.a.query<{ direction: string }>(
    "select direction from messages where ticket_id = (select ticket_id from messages where subject = 'A real question') order by id",
  );
  expect(rows.map(({ direction }) => direction)).toEqual(["inbound", "outbound", "inbound"]);
}, 90_000);

test("a forwarding challenge goes out through the relay, round by the public address, and back", async () => {
  const a = await arena.source("a");
  const publicAddress = "support@person.test";
  arena.exchange.connect("person.test", { answer: (mail) => ({ ...mail, to: a.address }) });
  arena.begin();
  const { key } = JSON.parse(
    await arena.desks.a.run("keys", "create", "--name", "admin", "--scope", "sources:read,sources:write", "--json"),
  ) as { key: string };
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${arena.desks.a.url}/api/v1/sources/${a.id}${path}`, { method, headers, ...sent });
    return { status: answer.status, json: (await answer.json()) as Check & { checks: Check[] } };
  };
  const begun = await call("POST", "/challenge/send", { publicAddress });
  expect(begun).toMatchObject({ status: 201, json: { kind: "challenge", verdict: "waiting", sending: { state: "queued" } } });
  await arena.end("a forwarding challenge");
  const { json } = await call("GET", "");
  expect(json.checks.find(({ id }) => id === begun.json.id)).toMatchObject({
    verdict: "arrived",
    sending: { state: "sent", reply: expect.stringMatching(/^250/), attempts: 1 },
  });
}, 90_000);

interface Check {
  id: string;
  kind: string;
  verdict: string;
  sending: { state: string } | null;
}
