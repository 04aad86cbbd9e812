// A newcomer's first quarter of an hour with the real server: account, source, forwarding check, the first real ticket, its reasons.
import nodemailer from "nodemailer";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, startServer } from "../start-server.ts";
import { appears, launchChromium, openPage, type Watched } from "./chromium.ts";

let browser: Browser;
let server: RunningServer;
let watched: Watched;
let page: Page;
let address: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startServer()]);
  watched = await openPage(browser, server.url);
  page = watched.page;
});
afterAll(async () => {
  await watched.context.close();
  await browser.close();
  await server.stop();
});

interface Mail {
  from: string;
  subject: string;
  text: string;
  html?: string;
  messageId?: string;
  inReplyTo?: string;
  attachments?: { filename: string; cid?: string; content: Buffer | string }[];
}

// Sent as a customer's mail arrives: to the public address, by a forwarder who names ours in the envelope.
async function send(mail: Mail): Promise<void> {
  const transport = nodemailer.createTransport({ host: "127.0.0.1", port: server.smtpPort, tls: { rejectUnauthorized: false } });
  const from = /<(.+)>/.exec(mail.from)?.[1] ?? mail.from;
  await transport.sendMail({
    ...mail,
    ...(mail.inReplyTo === undefined ? {} : { references: mail.inReplyTo }),
    to: "support@northwind.example",
    envelope: { from, to: [address] },
  });
  transport.close();
}

it("the one-time link makes the first account", async () => {
  const link = /http:\S+\/setup\?token=\S+/.exec(server.log)?.[0];
  expect(link).toBeDefined();
  await page.goto(new URL(link ?? "", server.url).href.replace(/^http:\/\/[^/]+/, server.url));
  await page.getByLabel("Your name").fill("Mira Okafor");
  await page.getByLabel("E-mail").fill("mira@northwind.example");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Make my account" }).click();
  await page.getByText("At least 12 characters").last().waitFor();
  await page.getByLabel("Password", { exact: true }).fill("four words in a row");
  await page.getByRole("button", { name: "Make my account" }).click();
  await page.getByRole("heading", { name: "Where do customers write today?" }).waitFor();
});

it("a source is made, with its address and the provider's steps", async () => {
  await page.getByLabel("The address customers know").fill("support@northwind.example");
  await page.getByText("Gmail", { exact: true }).click();
  await page.getByRole("button", { name: "Make its address" }).click();
  await page.getByRole("heading", { name: "Bring support@northwind.example here" }).waitFor();
  await page.getByText("Add a forwarding address").waitFor();
  const field = page.getByRole("group", { name: "Address of this source" }).first();
  address = await field.locator("code").innerText();
  expect(address).toMatch(/^support-[a-z0-9]{16,}@/);
  await field.getByRole("button").click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(address);
});

it("the forwarding check comes back, and its verdict appears by itself", async () => {
  await page.getByRole("button", { name: "Send it yourself" }).click();
  await page.getByText("Waiting for the mail").waitFor();
  const mailto = new URL((await page.getByRole("link", { name: "Open in my mail program" }).getAttribute("href")) ?? "");
  await send({
    from: "me@elsewhere.example",
    subject: mailto.searchParams.get("subject") ?? "",
    text: mailto.searchParams.get("body") ?? "",
  });
  expect(await appears(page.getByText("Mail to your public address reaches Inlet."))).toBe(true);
});

it("the first customer's mail is on screen within a second, with its formatting and its files", async () => {
  const pixel = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await send({
    from: '"Ana Ruiz" <ana@ruiz.example>',
    subject: "Invoice 4471 shows the wrong VAT number",
    messageId: "<first@ruiz.example>",
    text: "Hello,\nour VAT number changed.",
    html: "<p>Hello,</p><p>our <b>VAT number</b> changed.</p><img src='cid:dot'><img src='http://tracker.example/t.png'><script>parent.hacked = 1</script>",
    attachments: [
      { filename: "dot.png", cid: "dot", content: pixel },
      { filename: "notes.txt", content: "hello" },
    ],
  });
  const sent = performance.now();
  await page.getByText("Your first ticket is here").waitFor({ timeout: 10_000 });
  // A second is the promise; a loaded machine that also drives a browser gets three before this fails.
  expect(performance.now() - sent).toBeLessThan(3_000);
  await page.getByRole("link", { name: /Invoice 4471/ }).click();
  const message = page.getByRole("article", { name: "Message from ana@ruiz.example" });
  await message.getByText("our VAT number changed.").waitFor();
  await message.getByRole("link", { name: /notes.txt/ }).waitFor();
  await message.getByRole("button", { name: "Original formatting" }).click();
  await page.frameLocator("iframe").locator("b", { hasText: "VAT number" }).waitFor();
  // The picture inside the mail shows, the tracker's is never asked for, and nothing ran.
  await expect
    .poll(() =>
      page
        .frameLocator("iframe")
        .locator("img")
        .first()
        .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    )
    .toBe(1);
  expect(await page.evaluate("window.hacked")).toBeUndefined();
});

it("an answer joins its ticket while one looks at it", async () => {
  await send({
    from: "ana@ruiz.example",
    subject: "Re: Invoice 4471 shows the wrong VAT number",
    text: "One more thing: it is urgent.",
    inReplyTo: "<first@ruiz.example>",
  });
  await page
    .getByRole("article", { name: "Message from ana@ruiz.example" })
    .getByText("One more thing")
    .waitFor({ timeout: 10_000 });
  await page.getByRole("button", { name: "Why is this here?" }).last().click();
  expect(await appears(page.getByRole("dialog").getByText("this settled it"))).toBe(true);
  await page.keyboard.press("Escape");
});

it("an agent answers: set to try out, it says that it has not left, then what became of it", async () => {
  await page.goto(`${server.url}/settings/sending`);
  await page.getByText("Answers leave from generated addresses for now").waitFor();
  await page.getByText("Try it out", { exact: true }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Nobody receives them.").waitFor();
  await page.goto(`${server.url}/tickets/1`);
  await page.getByRole("button", { name: /^Answer .*ana@ruiz.example/ }).waitFor();
  await page.keyboard.press("r");
  const editor = page.getByRole("textbox", { name: "Your answer" });
  await editor.waitFor();
  await page.getByRole("button", { name: /^To .*ana@ruiz.example>?, from support-/ }).waitFor();
  await editor.click();
  await page.keyboard.type("Hello Ana, too quick");
  await page.getByText("Draft saved").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^Your answer to .* leaves in/).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await editor.getByText("Hello Ana, too quick").waitFor();
  await expect.poll(() => page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe("Your answer");
  await page.keyboard.type(": it is corrected.");
  await page.keyboard.press("Control+Shift+Enter");
  const shown = page.getByRole("article", { name: "Answer of Mira Okafor" });
  await shown.getByText("Hello Ana, too quick: it is corrected.").waitFor();
  await shown.getByText("It has not left yet.").waitFor();
  await page.getByRole("article", { name: "Ticket 1" }).getByText("Resolved").waitFor();
  expect(await appears(shown.getByText("Written to a file", { exact: true }), 30_000)).toBe(true);
});

it("a stranger's answer waits in the set-aside lane with its reason, until somebody lets it in", async () => {
  await send({ from: "eve@evil.example", subject: "Re: Invoice", text: "let me in", inReplyTo: "<first@ruiz.example>" });
  await page.goto(`${server.url}/intake?outcome=quarantine`);
  const row = page.getByRole("button", { name: /eve@evil.example/ });
  await row.getByText("a stranger wrote to somebody else's ticket").waitFor({ timeout: 10_000 });
  await row.click();
  await page
    .getByRole("dialog")
    .getByText(/is not on that ticket/)
    .first()
    .waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Release onto #1" }).click();
  await page.getByRole("dialog").getByText("Joined", { exact: true }).waitFor({ timeout: 10_000 });
  await page.goto(`${server.url}/tickets/1`);
  await page.getByText("let me in").last().waitFor();
  await page.goto(`${server.url}/intake`);
  expect(await appears(page.getByText("Balanced", { exact: true }))).toBe(true);
});

it("the source page says that it is connected, and keeps what is set there", async () => {
  await page.goto(`${server.url}/sources`);
  await page.getByText("Connected", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Support" }).first().click();
  await page.getByLabel("Ignored senders").fill("@newsletter.example");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Settings saved").waitFor();
  await page.reload();
  expect(await page.getByLabel("Ignored senders").inputValue()).toBe("@newsletter.example");
});

it("an API key is shown once", async () => {
  await page.goto(`${server.url}/settings/api-keys`);
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByLabel("Name").fill("Nightly export");
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await page.getByRole("group", { name: "API key" }).locator("code").innerText();
  expect((await fetch(`${server.url}/api/v1/tickets`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
  await page.reload();
  await page.getByText("Nightly export").waitFor();
  expect(await page.content()).not.toContain(key);
});

it("signing out ends the session in every tab, and signing in goes on where one was", async () => {
  const otherTab = await watched.context.newPage();
  await otherTab.goto(`${server.url}/tickets/1`);
  await otherTab.getByText("let me in").last().waitFor();
  await page.goto(`${server.url}/settings/me`);
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await otherTab.getByRole("heading", { name: "Sign in" }).waitFor({ timeout: 10_000 });
  await otherTab.close();
  await page.goto(`${server.url}/inbox/1`);
  await page.getByLabel("E-mail").fill("mira@northwind.example");
  await page.getByLabel("Password", { exact: true }).fill("four words in a row");
  await page.getByRole("button", { name: "Sign in" }).click();
  expect(await appears(page.getByRole("article", { name: "Ticket 1" }))).toBe(true);
});

it("in all of this nothing broke and nothing left for another server", () => {
  expect(watched.errors).toEqual([]);
  expect(watched.strangers).toEqual([]);
});
