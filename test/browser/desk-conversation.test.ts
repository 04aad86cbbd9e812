// A whole conversation as people have it: an admin sets up sending in the console, a customer writes by swaks, an agent answers in the
// browser, a relay of another make takes the answer and another program believes its signature by the records that the console showed;
// then the customer's answers come back, whatever was stripped of them, and so does a bounce.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest";
import type { Zone } from "#mail/resolver.ts";
import { type NameServer, startNameServer } from "../name-server.ts";
import { verifyWithPython } from "../outbound/letters.ts";
import { type ForeignRelay, missingMakes, type Received, sendBySwaks, startForeignRelay } from "../outbound/other-makes.ts";
import { type RunningServer, startServer } from "../start-server.ts";
import { appears, launchChromium, openPage, type Watched } from "./chromium.ts";

const anna = "anna@customer.example";
const bob = "bob@customer.example";
const publicAddress = "support@desk.example";
const relayUser = { name: "desk", password: "four words for relay" };
const customersZone: Zone = {
  "customer.example": { TXT: ["v=spf1 ip4:127.0.0.1 -all"] },
  "_dmarc.customer.example": { TXT: ["v=DMARC1; p=reject"] },
};

let dns: NameServer;
let relay: ForeignRelay;
let server: RunningServer;
let browser: Browser;
let watched: Watched;
let page: Page;
/** The source's own address, where the public one is forwarded to. */
let address: string;
/** TXT records, as the console showed them. */
let shown: Record<string, string> = {};
/** Each reader's copy of the answer. */
let copies: Record<string, Received> = {};

const missing = missingMakes();

describe.skipIf(missing.length > 0)(`a conversation${missing.length > 0 ? ` (needs ${missing.join(", ")})` : ""}`, () => {
  beforeAll(async () => {
    [dns, relay, browser] = await Promise.all([startNameServer(), startForeignRelay(relayUser), launchChromium()]);
    dns.publish(customersZone);
    server = await startServer({ env: { INLET_DNS: dns.address } });
    watched = await openPage(browser, server.url);
    page = watched.page;
  });
  afterAll(async () => {
    await watched?.context.close();
    await browser?.close();
    await server?.stop();
    await relay?.[Symbol.asyncDispose]();
    await dns?.[Symbol.asyncDispose]();
  });

  // Each step stands on the one before it: after the first that fails there is nothing to try.
  let isBroken = false;
  beforeEach((step) => {
    if (isBroken) step.skip("what it stands on failed");
    onTestFailed(() => {
      isBroken = true;
    });
  });

  it("begins with an account and a source whose answers carry the ticket's number", async () => {
    const link = /http:\S+\/setup\?token=\S+/.exec(server.log)?.[0] ?? "";
    await page.goto(link.replace(/^http:\/\/[^/]+/, server.url));
    await page.getByLabel("Your name").fill("Mira Okafor");
    await page.getByLabel("E-mail").fill("mira@desk.example");
    await page.getByLabel("Password", { exact: true }).fill("four words in a row");
    await page.getByRole("button", { name: "Make my account" }).click();
    await page.getByLabel("The address customers know").fill(publicAddress);
    await page.getByRole("button", { name: "Make its address" }).click();
    address = await page.getByRole("group", { name: "Address of this source" }).first().locator("code").innerText();
    await page.goto(`${server.url}/sources`);
    await page.getByRole("link", { name: "Support" }).first().click();
    await page.getByRole("switch", { name: "Ticket's number in the subject" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    expect(await appears(page.getByText("Settings saved"))).toBe(true);
  });

  it("the relay is tested before it is used: a wrong password is told by its code, the right one works", async () => {
    await page.goto(`${server.url}/settings/sending`);
    const form = page.getByRole("region", { name: "Relay" });
    await form.getByLabel("Host").fill("127.0.0.1");
    await form.getByLabel("Port").fill(String(relay.port));
    await form.getByLabel("Encryption").first().click();
    await page.getByRole("option", { name: "STARTTLS where it is offered" }).click();
    await form.getByLabel("User").fill(relayUser.name);
    await form.getByLabel("Password", { exact: true }).fill("a wrong one");
    await form.getByRole("button", { name: "Test it" }).click();
    await form.getByText("It does not work yet").waitFor();
    await form.getByText("relay-auth-failed").waitFor();
    await form.getByLabel("Password", { exact: true }).fill(relayUser.password);
    await form.getByRole("button", { name: "Test it" }).click();
    await form.getByText("It works").waitFor();
    expect(relay.received).toEqual([]);
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText(`127.0.0.1:${relay.port}`).waitFor();
    expect(await page.content()).not.toContain(relayUser.password);
  });

  it("the forwarding check leaves through it by itself, comes back by the forwarder, and is told without a press", async () => {
    await page.goto(`${server.url}/sources`);
    await page.getByRole("link", { name: "Support" }).first().click();
    await page.getByRole("button", { name: "Send a check" }).click();
    const check = await eventually("the check at the relay", () => relay.received.find(({ to }) => to.includes(publicAddress)));
    await page
      .getByText(/Our mail:.*kept by another make/)
      .first()
      .waitFor();
    await sendBySwaks(
      { port: server.smtpPort, from: check.from, to: address },
      {
        From: check.headers["From"] ?? "",
        To: publicAddress,
        Subject: check.headers["Subject"] ?? "",
        "Message-ID": check.headers["Message-ID"] ?? "",
      },
      check.text,
    );
    expect(await appears(page.getByText("Mail to your public address reaches Inlet.").first())).toBe(true);
  });

  it("the sending domain is verified by the records that its page shows", async () => {
    await page.goto(`${server.url}/settings/sending`);
    await page.getByText("Answers leave from generated addresses for now").waitFor();
    await page.getByLabel("The domain that your customers write to").fill("desk.example");
    await page.getByRole("button", { name: "Add the domain" }).click();
    const records = page.getByRole("list", { name: "DNS records of desk.example" }).getByRole("listitem");
    await records.first().waitFor();
    const zone = await zoneShown(records);
    shown = Object.fromEntries(
      Object.entries(zone).flatMap(([name, { TXT }]) => (TXT === undefined ? [] : [[name, TXT.join("")]])),
    );
    dns.publish({ ...customersZone, ...zone });
    await page.getByRole("button", { name: "Check now" }).click();
    const domain = page.getByRole("region", { name: "desk.example" });
    await domain.getByText("Verified", { exact: true }).waitFor();
    await domain.getByText("DKIM aligned").waitFor();
    expect(await page.getByText("Answers leave from generated addresses for now").count()).toBe(0);
  });

  it("a customer's mail becomes a ticket, and its author is believed", async () => {
    await customerWrites(address, { Subject: "The label printer", Cc: `Bob Lind <${bob}>` }, "It prints upside down.\n\nAnna");
    await page.goto(`${server.url}/tickets/1`);
    const message = page.getByRole("article", { name: `Message from ${anna}` });
    await message.getByText("It prints upside down.").waitFor();
    expect(await appears(message.getByText("Verified", { exact: true }))).toBe(true);
  });

  it("the agent sees who will read the answer, takes it back once, and sends it", async () => {
    await page.getByRole("button", { name: /^Answer / }).waitFor();
    await page.keyboard.press("r");
    const editor = page.getByRole("textbox", { name: "Your answer" });
    await editor.waitFor();
    await page.getByRole("button", { name: `To Anna Berg <${anna}>, from ${publicAddress}` }).click();
    await page.getByRole("button", { name: `Add ${bob}: the customer had them in copy` }).click();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: new RegExp(`^To Anna Berg <${anna}>, copy to .*${bob}`) }).waitFor();
    await editor.click();
    await page.keyboard.type("Hello Anna,\nplease ");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("turn the roll");
    await page.keyboard.press("Control+b");
    await page.keyboard.type(" around:\n- open the lid\npull the roll out");
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "roll.txt", mimeType: "text/plain", buffer: Buffer.from("a drawing") });
    await page.getByRole("button", { name: "Take roll.txt off" }).waitFor();
    await expect.poll(() => page.getByRole("progressbar").count()).toBe(0);
    await sendAnswer();
    await page.getByText(/^Your answer to .* leaves in/).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await editor.getByText("pull the roll out").waitFor();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(", gently");
    await sendAnswer();
    const answer = page.getByRole("article", { name: "Answer of Mira Okafor" });
    await answer.getByText("pull the roll out, gently").waitFor();
    expect(await appears(answer.getByText("to all 2"), 30_000)).toBe(true);
    await answer.getByRole("button", { name: /to all 2/ }).click();
    await answer.getByText("kept by another make").first().waitFor();
  });

  it("each reader got one copy, from the address the customer wrote to, with its formats and its file", async () => {
    const answers = relay.received.filter(({ headers }) => headers["Subject"]?.includes("The label printer"));
    copies = Object.fromEntries(answers.map((copy) => [copy.to.join(), copy]));
    expect(Object.keys(copies).toSorted()).toEqual([anna, bob]);
    expect(answers).toHaveLength(2);
    for (const copy of answers) {
      expect(copy).toMatchObject({ tls: true, user: relayUser.name, files: ["roll.txt"] });
      expect(copy.headers).toMatchObject({ Subject: "Re: The label printer [Ticket #1]", To: `Anna Berg <${anna}>` });
      expect(copy.headers["From"]).toContain(`<${publicAddress}>`);
      expect(copy.headers["Cc"]).toContain(bob);
      expect(copy.text).toContain("please turn the roll around:");
      expect(copy.text).toContain("- pull the roll out, gently");
      expect(copy.html).toContain("<strong>turn the roll</strong>");
    }
    expect(new Set(answers.map(({ headers }) => headers["Message-ID"])).size).toBe(1);
    expect(new Set(answers.map(replyAddress)).size).toBe(2);
  });

  it("another program believes both signatures by the records that the page showed, and neither once a byte is changed", () => {
    for (const { raw } of Object.values(copies)) {
      expect(raw.toString("latin1").match(/^DKIM-Signature:/gim)).toHaveLength(2);
      expect(verifyWithPython(raw, shown, 2)).toEqual([true, true]);
    }
    const changed = (copies[anna]?.raw.toString("latin1") ?? "").replace("label printer", "label priNter");
    expect(verifyWithPython(Buffer.from(changed, "latin1"), shown, 2)).toEqual([false, false]);
  });

  // What mail programs and gateways leave of the three ways back: each alone is enough.
  it.each<[string, (copy: Received) => [to: string, head: Record<string, string>]]>([
    [
      "only the references",
      (copy) => [address, { To: publicAddress, Subject: "Printer again", "In-Reply-To": idOf(copy), References: idOf(copy) }],
    ],
    ["only the private address", (copy) => [replyAddress(copy), { To: replyAddress(copy), Subject: "Printer again" }]],
    ["only the ticket's number", () => [address, { To: publicAddress, Subject: "Re: The label printer [Ticket #1]" }]],
  ])("the customer's answer joins with %s, and appears by itself", async (what, strip) => {
    const [to, head] = strip(copies[anna] as Received);
    await customerWrites(to, head, `It works now, says ${what}.`);
    expect(
      await appears(page.getByRole("article", { name: `Message from ${anna}` }).getByText(`It works now, says ${what}.`)),
    ).toBe(true);
  });

  it("a bounce shows on the reader it is about, by itself, and on nobody else", async () => {
    const copy = copies[bob] as Received;
    await sendBySwaks(
      { port: server.smtpPort, from: "", to: copy.from },
      {
        From: "Mail Delivery System <MAILER-DAEMON@mx.customer.example>",
        To: copy.from,
        Subject: "Undelivered Mail Returned to Sender",
        "Message-ID": `<${randomUUID()}@mx.customer.example>`,
        "Auto-Submitted": "auto-replied",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/report; report-type=delivery-status; boundary="b"',
      },
      reportOn(copy),
    );
    const answer = page.getByRole("article", { name: "Answer of Mira Okafor" });
    const lines = answer.getByRole("list", { name: "What became of each copy" }).getByRole("listitem");
    const ofBob = lines.filter({ hasText: bob });
    await ofBob.getByText("Bounced:").waitFor();
    await ofBob.getByText("550 5.1.1 no such user").waitFor();
    expect(await lines.filter({ hasText: anna }).innerText()).toContain("Sent");
    await page.goto(`${server.url}/settings/suppressions`);
    await page.getByRole("list", { name: "Suppressed addresses" }).getByText(bob, { exact: true }).waitFor();
    await page.goto(`${server.url}/intake`);
    expect(await appears(page.getByText("Balanced", { exact: true }))).toBe(true);
  });

  it("in all of this there was one ticket with two people on it, nothing broke, and the browser asked nobody else", async () => {
    expect((await server.query("select from tickets")).length).toBe(1);
    // The private addresses are ways back, and no people.
    expect(await server.query("select address from participants order by address")).toEqual([
      { address: anna },
      { address: bob },
    ]);
    expect(watched.errors).toEqual([]);
    expect(watched.strangers).toEqual([]);
  });
});

async function sendAnswer(): Promise<void> {
  await page.keyboard.press("Control+Enter");
  // The guard asks once more where a reader is new; whoever was in copy may be.
  const again = page.getByRole("button", { name: "Send anyway" });
  await Promise.race([again.waitFor(), page.getByText(/^Your answer to .* leaves in/).waitFor()]);
  if (await again.isVisible()) await again.click();
}

/** What an admin would publish, read off the page. */
async function zoneShown(
  records: Locator,
): Promise<Record<string, { TXT?: string[]; MX?: { exchange: string; priority: number }[]; A?: string[] }>> {
  const zone: Awaited<ReturnType<typeof zoneShown>> = {};
  for (const record of await records.all()) {
    const [type = "", name = "", value = ""] = await record.locator("dd code").allInnerTexts();
    if (type === "TXT") zone[name] = { ...zone[name], TXT: [...(zone[name]?.TXT ?? []), value] };
    const [priority, exchange = ""] = value.split(" ");
    if (type !== "MX") continue;
    zone[name] = { ...zone[name], MX: [{ priority: Number(priority), exchange }] };
    zone[exchange] = { ...zone[exchange], A: ["127.0.0.1"] };
  }
  return zone;
}

async function customerWrites(to: string, head: Record<string, string>, text: string): Promise<void> {
  const id = `<${randomUUID()}@customer.example>`;
  await sendBySwaks(
    { port: server.smtpPort, from: anna, to },
    { From: `Anna Berg <${anna}>`, To: publicAddress, "Message-ID": id, ...head },
    text,
  );
}

const idOf = (copy: Received) => copy.headers["Message-ID"] ?? "";
const replyAddress = (copy: Received) => /<?(reply\+[a-z2-7]{26}@[^\s>]+)>?$/.exec(copy.headers["Reply-To"] ?? "")?.[1] ?? "none";

/** RFC 3464. */
function reportOn(copy: Received): string {
  return [
    "--b",
    "Content-Type: text/plain",
    "",
    "It could not be delivered.",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.customer.example",
    "",
    `Final-Recipient: rfc822; ${copy.to[0]}`,
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 no such user",
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: ${idOf(copy)}`,
    `Subject: ${copy.headers["Subject"]}`,
    "--b--",
  ].join("\n");
}

async function eventually<T>(what: string, find: () => T | undefined): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what}: did not happen\n${server.log}`);
    await sleep(50);
  }
}
