// A mail that wants to run code, call home and dress up as the console is opened by an agent: nothing runs, and nobody is asked for anything.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SmtpClient } from "../smtp-client.ts";
import { type RunningServer, startServer } from "../start-server.ts";
import { launchChromium, openPage, type Watched } from "./chromium.ts";

let server: RunningServer;
let browser: Browser;
let watched: Watched;
/** Hears every connection that the mail would make. */
let trap: Server;
let calls = 0;
const password = "a long enough passphrase";

beforeAll(async () => {
  trap = createServer((socket) => {
    calls += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(trap, "listening");
  server = await startServer();
  browser = await launchChromium();
  watched = await openPage(browser, server.url);
  const token = /setup\?token=(\S+)/.exec(server.log)?.[1];
  const setUp = await watched.context.request.post(`${server.url}/api/v1/auth/setup`, {
    headers: { origin: server.url },
    data: { token, name: "Kim", email: "kim@desk.example", password },
  });
  if (setUp.status() !== 204) throw new Error(`the first admin could not be made: ${await setUp.text()}`);
});

afterAll(async () => {
  await watched.context.close();
  await browser.close();
  await server.stop();
  trap.close();
});

/** Every way that has carried a request, or a script, out of some mail program. */
function hostileHtml(url: string): string {
  return [
    `<!doctype html><html manifest="${url}/manifest"><head><base href="${url}/base/"><meta http-equiv="refresh" content="0;url=${url}/refresh">`,
    `<link rel="stylesheet" href="${url}/style"><link rel="prefetch" href="${url}/prefetch"><link rel="preconnect" href="${url}"><link rel="dns-prefetch" href="${url}"><link rel="icon" href="${url}/icon">`,
    `<style>@import url("${url}/import"); @font-face{font-family:f;src:url("${url}/font")} body{font-family:f;background:url("${url}/body")} p{list-style-image:url(${url}/list);content:url(${url}/content);cursor:url(${url}/cursor),auto} @\\69mport "${url}/escaped";</style></head>`,
    `<body background="${url}/background" onload="fetch('${url}/onload')"><h1>Hello agent</h1>`,
    `<img src="${url}/img"><img srcset="${url}/srcset 1x"><img src=x onerror="fetch('${url}/onerror');window.top.stolen=1"><img src="//${url.slice(7)}/scheme"><input type="image" src="${url}/input">`,
    `<picture><source srcset="${url}/source"><img src="${url}/picture"></picture><video src="${url}/video" poster="${url}/poster" autoplay></video><audio src="${url}/audio" autoplay></audio><track src="${url}/track">`,
    `<script>fetch("${url}/script");window.top.stolen=1</script><script src="${url}/scriptsrc"></script><noscript><img src="${url}/noscript"></noscript>`,
    `<iframe src="${url}/iframe"></iframe><iframe srcdoc="<script>fetch('${url}/srcdoc')</script>"></iframe><object data="${url}/object"></object><embed src="${url}/embed"><applet code="${url}/applet"></applet>`,
    `<svg><image href="${url}/svgimage"/><use href="${url}/use#a"/><animate attributeName="href" by="${url}/animate"/><style>@import "${url}/svgstyle";</style><script>fetch("${url}/svgscript")</script><rect fill="url(${url}/fill)" filter="url(${url}/filter)"/></svg>`,
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=fetch('${url}/mxss')&gt;">`,
    `<form action="${url}/form" id="f"><button autofocus onfocus="fetch('${url}/onfocus')">x</button></form><details open ontoggle="fetch('${url}/ontoggle')">d</details><a href="javascript:fetch('${url}/javascript')" id="link">link</a>`,
    `<p style="background:url('${url}/inline');behavior:url(${url}/behavior);-moz-binding:url(${url}/binding);width:expression(fetch('${url}/expression'))">styled</p><p style="background:u\\72l(${url}/cssescape)">escaped</p>`,
    `<table background="${url}/table"><tr><td background="${url}/td">cell</td></tr></table><a ping="${url}/ping" href="${url}/ahref">ping</a><div style="position:fixed;inset:0;z-index:99999">You are signed out. Enter your password.</div>`,
    `<body></html>`,
  ].join("\n");
}

async function deliver(html: string, subject: string): Promise<number> {
  const source = await server.createSource("Hostile", { authenticate: false });
  const client = await SmtpClient.open({ port: server.smtpPort });
  const raw = `From: "<img src=x onerror=alert(1)>" <mallory@evil.example>\r\nTo: support@desk.example\r\nSubject: ${subject}\r\nMessage-ID: <hostile@evil.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html.replaceAll("\n", "\r\n")}\r\n`;
  const reply = await client.send({ from: "mallory@evil.example", to: [source.address], raw: Buffer.from(raw) });
  expect(reply.code).toBe(250);
  client.destroy();
  for (let look = 0; look < 100; look += 1) {
    const [row] = await server.query<{ number: number }>("select number::int from tickets order by number desc limit 1");
    if (row !== undefined) return row.number;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the mail did not become a ticket");
}

test("a hostile HTML mail makes no request and runs nothing, in the ticket as in its own document", async () => {
  const { port } = trap.address() as { port: number };
  const number = await deliver(
    hostileHtml(`http://127.0.0.1:${port}`),
    '<script>window.stolen=1</script>"><svg onload=window.stolen=1>',
  );
  const { page, strangers } = watched;
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });

  await page.goto(`${server.url}/tickets/${number}`);
  await page.getByRole("button", { name: "Original formatting" }).first().click();
  const frame = page.frameLocator("iframe").first();
  await frame.getByText("Hello agent").waitFor();
  // Time for everything that waits: refreshes, media, animations, idle prefetches.
  await page.waitForTimeout(2_000);

  expect(strangers).toEqual([]);
  expect(calls).toBe(0);
  expect(dialogs).toEqual([]);
  expect(await page.evaluate("window.stolen ?? null")).toBeNull();
  expect(await page.locator("iframe").first().getAttribute("sandbox")).not.toMatch(
    /allow-(scripts|same-origin|forms|top-navigation)/,
  );
  expect(
    await frame.locator("script, iframe, object, embed, form, base, meta[http-equiv=refresh], link, svg, math").count(),
  ).toBe(0);

  // The document by itself, outside the console's frame: the policy comes with it.
  const source = await page.locator("iframe").first().getAttribute("src");
  const alone = await watched.context.newPage();
  const asked: string[] = [];
  alone.on("request", (request) => asked.push(request.url()));
  const answer = await alone.goto(new URL(source as string, server.url).href);
  await alone.waitForTimeout(1_000);
  expect(answer?.headers()["content-security-policy"]).toMatch(/default-src 'none'/);
  expect(asked).toEqual([alone.url()]);
  expect(calls).toBe(0);
});

test("the trap would have heard a request", async () => {
  const { port } = trap.address() as { port: number };
  const page = await watched.context.newPage();
  await page.setContent(`<img src="http://127.0.0.1:${port}/img">`);
  await expect.poll(() => calls).toBeGreaterThan(0);
});
