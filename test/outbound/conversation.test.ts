// A whole conversation through real servers: a customer writes, an agent answers from their own domain, the signature verifies for
// somebody else's program against the records that were shown, and the customer's next answer finds back however much was stripped.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NameServer, startNameServer } from "../name-server.ts";
import { SmtpClient } from "../smtp-client.ts";
import { type ForwardingSource, type RunningServer, startServer } from "../start-server.ts";
import { hasPythonDkim, verifyWithPython } from "./letters.ts";
import { startSink, type SinkServer, type StoredMail } from "./sink-server.ts";

const anna = "anna@customer.example";
const publicAddress = "support@desk.example";

let dns: NameServer;
let sink: SinkServer;
let server: RunningServer;
let source: ForwardingSource;
let key: string;
let records: { type: string; name: string; value: string }[];

beforeAll(async () => {
  dns = await startNameServer();
  sink = await startSink();
  server = await startServer({ env: { INLET_SMTP_RELAY: `smtp://127.0.0.1:${sink.port}`, INLET_DNS: dns.address } });
  source = await server.createSource("Support", {
    authenticate: false,
    publicAddresses: [publicAddress],
    ticketTag: true,
  });
  key = await server.createApiKey();
  records = JSON.parse(await server.run("domains", "add", "desk.example", "--json")) as typeof records;
  dns.publish(zoneOf(records));
  await server.run("domains", "check", "desk.example", "--json");
}, 120_000);

afterAll(async () => {
  await server?.stop();
  await sink?.[Symbol.asyncDispose]();
  await dns?.[Symbol.asyncDispose]();
});

function zoneOf(shown: typeof records) {
  const zone: Record<string, { TXT?: string[]; MX?: { exchange: string; priority: number }[] }> = {};
  for (const { type, name, value } of shown) {
    if (type === "TXT") zone[name] = { ...zone[name], TXT: [...(zone[name]?.TXT ?? []), value] };
    const [priority, exchange] = value.split(/\s+/);
    if (type === "MX") zone[name] = { ...zone[name], MX: [{ priority: Number(priority), exchange: exchange ?? "" }] };
  }
  return zone;
}

interface WireTicket {
  id: string;
  number: number;
  messages: { direction: string; submissions: { address: string; state: string; reply: string | null }[] }[];
}

async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Answer;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

async function eventually<T>(what: string, find: () => Promise<T | null | undefined> | T | null | undefined): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = await find();
    if (found !== null && found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what} did not happen\n${server.log}`);
    await sleep(50);
  }
}

async function write(fields: Record<string, string>, text: string, to: string): Promise<string> {
  const id = `${randomUUID()}@customer.example`;
  const head = {
    From: `Anna Berg <${anna}>`,
    To: publicAddress,
    Date: new Date().toUTCString(),
    "Message-ID": `<${id}>`,
    ...fields,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  const client = await SmtpClient.open({ port: server.smtpPort });
  const reply = await client.send({
    from: fields["Return-Path"] ?? anna,
    to: [to],
    raw: Buffer.from(`${lines.join("\r\n")}\r\n\r\n${text.replaceAll("\n", "\r\n")}\r\n`),
  });
  await client.quit();
  expect(reply.code).toBe(250);
  return id;
}

async function newTicket(subject: string): Promise<WireTicket> {
  await write({ Subject: subject }, "The label printer prints upside down.", source.address);
  const found = await eventually(`ticket ${subject}`, async () => {
    const { data } = await call<{ data: { id: string; subject: string }[] }>("GET", "/tickets");
    return data.find((ticket) => ticket.subject === subject);
  });
  return call<WireTicket>("GET", `/tickets/${found.id}`);
}

async function answer(ticket: WireTicket): Promise<StoredMail> {
  await call("POST", `/tickets/${ticket.id}/messages`, { text: "Turn the roll around, please.", undoSeconds: 0 });
  return eventually("the answer's arrival", () => sink.stored.find(({ raw }) => raw.includes(`[Ticket #${ticket.number}]`)));
}

const field = (raw: Buffer, name: string): string => {
  const head =
    raw
      .toString("latin1")
      .split("\r\n\r\n")[0]
      ?.replace(/\r\n[ \t]+/g, " ") ?? "";
  return new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
};

describe("a conversation", { timeout: 60_000 }, () => {
  test("leaves from the address the customer wrote to, signed so that another program agrees", async () => {
    const ticket = await newTicket("A signed answer");
    const mail = await answer(ticket);
    expect(field(mail.raw, "From")).toContain(`<${publicAddress}>`);
    expect(mail.to).toBe(anna);
    const signatures = mail.raw.toString("latin1").match(/^DKIM-Signature:/gim)?.length ?? 0;
    expect(signatures).toBe(2);
    const told = await eventually("the state sent", async () => {
      const { messages } = await call<WireTicket>("GET", `/tickets/${ticket.id}`);
      return messages.flatMap(({ submissions }) => submissions).find(({ state }) => state === "sent");
    });
    expect(told).toMatchObject({ address: anna, reply: expect.stringMatching(/^2/) });
  });

  test.skipIf(!hasPythonDkim)("verifies for python3-dkim against the records that were shown", async () => {
    const { raw } = await answer(await newTicket("Verified elsewhere"));
    const shown = Object.fromEntries(records.filter(({ type }) => type === "TXT").map(({ name, value }) => [name, value]));
    expect(verifyWithPython(raw, shown, 2)).toEqual([true, true]);
  });

  // Clients and gateways strip: each of the seven ways in which something is left.
  test.each([
    ["all three", true, true, true],
    ["references and the private address", true, true, false],
    ["references and the subject", true, false, true],
    ["the private address and the subject", false, true, true],
    ["only the references", true, false, false],
    ["only the private address", false, true, false],
    ["only the subject", false, false, true],
  ])("goes on when %s came back", async (what, references, address, subject) => {
    const ticket = await newTicket(`Stripped to ${what}`);
    const mail = await answer(ticket);
    const id = field(mail.raw, "Message-ID");
    const replyTo = /<?([^<>\s]+@[^<>\s]+)>?$/.exec(field(mail.raw, "Reply-To"))?.[1] ?? "";
    expect(replyTo).toMatch(/^reply\+[a-z2-7]{26}@/);
    await write(
      {
        Subject: subject ? field(mail.raw, "Subject") : "Something else entirely",
        ...(references ? { "In-Reply-To": id, References: id } : {}),
        To: address ? replyTo : publicAddress,
      },
      "Thank you, that was it.",
      address ? replyTo : source.address,
    );
    await eventually("the answer joins", async () => {
      const { messages } = await call<WireTicket>("GET", `/tickets/${ticket.id}`);
      return messages.length === 3 ? messages : null;
    });
  });

  test("shows a bounce on the recipient that it is about", async () => {
    const ticket = await newTicket("To an address that is gone");
    const mail = await answer(ticket);
    await bounce(mail);
    const bounced = await eventually("the state bounced", async () => {
      const { messages } = await call<WireTicket>("GET", `/tickets/${ticket.id}`);
      return messages.flatMap(({ submissions }) => submissions).find(({ state }) => state === "bounced");
    });
    expect(bounced).toMatchObject({ address: anna, reply: expect.stringContaining("no such user") });
  });
});

async function bounce(mail: StoredMail): Promise<void> {
  const client = await SmtpClient.open({ port: server.smtpPort });
  const lines = [
    "From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>",
    `To: ${mail.from}`,
    "Subject: Undelivered Mail Returned to Sender",
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${randomUUID()}@mx.customer.example>`,
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "It could not be delivered.",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.customer.example",
    "",
    `Final-Recipient: rfc822; ${anna}`,
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 no such user",
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: ${field(mail.raw, "Message-ID")}`,
    `Subject: ${field(mail.raw, "Subject")}`,
    "--b--",
    "",
  ];
  const reply = await client.send({ from: "", to: [mail.from], raw: Buffer.from(lines.join("\r\n")) });
  await client.quit();
  expect(reply.code).toBe(250);
}
