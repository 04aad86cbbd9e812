// The console alone, against a desk in memory: what agents do all day, by mouse, by keyboard, on a phone, in the dark.
import { describe, expect, it } from "vitest";
import { tooWide, violations } from "./axe.ts";
import { appears } from "./chromium.ts";
import { api, looks, open, openConsoleForEachTest, page, watched } from "./console-page.ts";

openConsoleForEachTest();

/** As by a link inside the console: the document stays. */
const moveTo = (path: string) =>
  page.evaluate(`history.pushState(null, "", ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent("popstate"))`);

const rows = () => page.locator("ul li[aria-posinset]");
const schemeOfPage = 'document.documentElement.getAttribute("data-mantine-color-scheme")';
const firstRow = () => page.locator('li[aria-posinset="1"]');

describe("the ticket", () => {
  it("tells who was only copied from who wrote or was answered, as the guard does", async () => {
    const ticket = api.desk.tickets.find(({ number }) => number === 1042);
    ticket?.participants.push({ address: "ben@northwind.example", role: "addressed" });
    ticket?.messages[1]?.cc.push({ name: "", address: "ben@northwind.example" });
    Object.assign(ticket?.messages[1] ?? {}, { author: { name: "Ben", address: "Ben@northwind.example" } });
    await open("/inbox/1042");
    const part = (title: string) => page.locator("aside section", { has: page.getByRole("heading", { name: title }) });
    await part("Also on this ticket").getByText("ben@northwind.example").waitFor();
    await part("Copied on this ticket").getByText("books@northwind.example").waitFor();
    expect(await part("Also on this ticket").getByText("books@").count()).toBe(0);
  });

  it("shows the beginning of another server's long words, and all of them when asked", async () => {
    const copy = api.desk.tickets
      .find(({ number }) => number === 1038)
      ?.messages.at(-1)
      ?.submissions.find(({ state }) => state === "deferred");
    const rest = "tlsany_meth.c:84: the whole story of a handshake".repeat(8);
    Object.assign(copy ?? {}, { reply: `The relay speaks no TLS on this port. 40435273DD7F:error:0A00010B: ${rest}` });
    await open("/inbox/1038");
    const words = page.getByText("“The relay speaks no TLS on this port.”");
    await words.waitFor();
    await expect.poll(() => page.getByText("error:0A00010B").isVisible()).toBe(false);
    await words.click();
    await expect.poll(() => page.getByText("error:0A00010B").isVisible()).toBe(true);
  });
});

describe("the inbox", () => {
  it("resolves by one key, takes the ticket off the list at once, and brings it back by another", async () => {
    await open("/inbox");
    const subject = await firstRow().getByRole("link").innerText();
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await expect.poll(() => firstRow().getByRole("link").innerText()).not.toBe(subject);
    expect(api.desk.tickets.find((ticket) => ticket.number === 1042)?.state).toBe("resolved");
    await page.keyboard.press("z");
    await expect.poll(() => firstRow().getByRole("link").innerText()).toBe(subject);
    expect(api.desk.tickets.find((ticket) => ticket.number === 1042)?.state).toBe("open");
  });

  it("rolls back with the reason when the server refuses", async () => {
    await open("/inbox");
    const subject = await firstRow().getByRole("link").innerText();
    await page.keyboard.press("j");
    api.refuseNext = "/tickets/0199";
    await page.keyboard.press("e");
    await page.getByText("Inlet is busy").waitFor();
    await expect.poll(() => firstRow().getByRole("link").innerText()).toBe(subject);
  });

  it("does not jump when mail arrives further down, and shows what is new when asked", async () => {
    await open("/inbox");
    await firstRow().waitFor();
    await page
      .locator("section ul")
      .locator("..")
      .evaluate((element) => element.scrollTo(0, 900));
    const reading = page.locator('li[aria-posinset="14"]');
    await reading.waitFor();
    const before = { text: await reading.innerText(), place: await reading.boundingBox() };
    api.receive("A wholly new question");
    const pill = page.getByRole("button", { name: "1 new" });
    await pill.waitFor();
    expect({ text: await reading.innerText(), place: await reading.boundingBox() }).toEqual(before);
    await pill.click();
    await expect.poll(() => firstRow().innerText()).toContain("A wholly new question");
  });

  it("shows new mail by itself at the top", async () => {
    await open("/inbox");
    await firstRow().waitFor();
    api.receive("Straight to the top");
    await expect.poll(() => firstRow().innerText(), { timeout: 2_000 }).toContain("Straight to the top");
  });

  it("selects a range by x and shift, and acts on all of it", async () => {
    await open("/inbox");
    await firstRow().waitFor();
    for (const key of ["j", "x", "j", "j", "Shift+X"]) await page.keyboard.press(key);
    await page.getByText("3 selected").waitFor();
    await page.keyboard.press("a");
    await page.getByRole("combobox", { name: /Who looks after 3 tickets/ }).waitFor();
    await page.keyboard.type("ben");
    await page.keyboard.press("Enter");
    await page.getByText("3 tickets assigned to Ben Adler").waitFor();
    expect(
      api.desk.tickets.filter((ticket) => ticket.assignee?.name === "Ben Adler" && ticket.number > 1030).length,
    ).toBeGreaterThanOrEqual(3);
  });

  it("keeps few rows in the page with hundreds loaded, and its address restores the view, the search and the ticket", async () => {
    await open("/inbox?view=all");
    await firstRow().waitFor();
    const scroller = page.locator("section ul").locator("..");
    for (let n = 0; n < 8; n++) {
      await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.waitForTimeout(120);
    }
    await expect
      .poll(() => page.locator("li[aria-posinset]").last().getAttribute("aria-setsize").then(Number))
      .toBeGreaterThan(250);
    expect(await rows().count()).toBeLessThan(50);
    await page.keyboard.press("/");
    await page.keyboard.type("webhook");
    await expect.poll(() => page.url()).toContain("q=webhook");
    await page.keyboard.press("Escape");
    await firstRow().getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: /Webhook/ }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: /Webhook/ }).waitFor();
    expect(await page.getByRole("textbox", { name: /Search in/ }).inputValue()).toBe("webhook");
    await expect.poll(() => firstRow().innerText()).toContain("Webhook");
  });

  it("explains its keys on a sheet that axe finds nothing in, and that can be closed", async () => {
    await open("/inbox");
    await firstRow().waitFor();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keys" });
    await sheet.waitFor();
    await watched.settled();
    expect(await violations(page, { within: '[role="dialog"]' })).toEqual([]);
    await sheet.getByRole("button", { name: "Close" }).click();
    await sheet.waitFor({ state: "detached" });
  });

  it("is driven by keyboard alone: to a ticket, its reason, the intake and back", async () => {
    await open("/inbox");
    await firstRow().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("article", { name: "Ticket 1042" }).waitFor();
    await page.keyboard.press("w");
    await page.getByRole("dialog", { name: "Why is this here?" }).getByText("this settled it").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    await page.getByRole("heading", { name: "Intake" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await page.reload();
    await page.getByRole("heading", { name: "Intake" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Find a ticket or a page" }).fill("1040");
    await page
      .getByRole("dialog")
      .getByText(/^#1040/)
      .waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("article", { name: "Ticket 1040" }).waitFor();
  });
});

describe("a ticket", () => {
  it("shows the original in a frame that may run nothing", async () => {
    await open("/inbox/1042");
    await page.getByRole("button", { name: "Original formatting" }).first().click();
    const frame = page.locator("iframe").first();
    expect(await frame.getAttribute("sandbox")).toBe("allow-popups allow-popups-to-escape-sandbox");
    await page.frameLocator("iframe").first().getByText("Hello from the sender").waitFor();
  });

  it("shows what is new first, and the quoted history when asked", async () => {
    await open("/inbox/1042");
    const last = page.getByRole("article", { name: /Message from/ }).last();
    await last.waitFor();
    expect(await last.innerText()).not.toContain("quoted in whole");
    await last.getByRole("button", { name: "Show full" }).click();
    expect(await last.innerText()).toContain("quoted in whole");
  });

  it("never shows a borrowed name as a name", async () => {
    await open("/inbox/1034");
    const message = page.getByRole("article", { name: /Message from/ }).first();
    await message.getByText("The name is that of your colleague Mira Okafor").waitFor();
    expect(await message.locator("header strong").count()).toBe(0);
    expect(await message.locator("header").innerText()).toContain("mira.okafor@evil.example");
  });
});

describe("the set-aside lane", () => {
  it("is worked by one key each, with undo", async () => {
    await open("/intake?outcome=quarantine");
    await firstRow().waitFor();
    const before = await rows().count();
    await page.keyboard.press("j");
    await page.keyboard.press("d");
    await expect.poll(() => rows().count()).toBe(before - 1);
    await page.keyboard.press("z");
    await expect.poll(() => rows().count()).toBe(before);
    await page.keyboard.press("j");
    await page.keyboard.press("r");
    await expect.poll(() => rows().count()).toBe(before - 1);
  });
});

describe("trouble", () => {
  it("an ended session leads to the sign-in, and back to where one was", async () => {
    await open("/inbox/1041");
    await page.getByRole("article", { name: "Ticket 1041" }).waitFor();
    api.signedIn = false;
    api.announce("ticket", []);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByLabel("E-mail").fill("mira@northwind.example");
    await page.getByLabel("Password", { exact: true }).fill("needs-code");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Code").fill("123456");
    await page.getByRole("button", { name: "Confirm" }).click();
    expect(await appears(page.getByRole("article", { name: "Ticket 1041" }))).toBe(true);
  });

  it("a list that cannot be read says so and tries again", async () => {
    await open("/settings/me");
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    await page.route("**/api/v1/deliveries?**", (route) =>
      route.fulfill({
        status: 403,
        contentType: "application/problem+json",
        body: JSON.stringify({
          status: 403,
          code: "forbidden",
          title: "Not allowed",
          detail: "You may not read the intake log.",
          errors: [],
          requestId: "req-9",
        }),
      }),
    );
    await page.goto(`${api.url}/intake`);
    expect(await appears(page.getByText("You may not read the intake log."))).toBe(true);
    await page.unroute("**/api/v1/deliveries?**");
    await page.getByRole("button", { name: "Try again" }).click();
    await firstRow().waitFor();
  });

  it("a stream that breaks is announced, and healed by itself", async () => {
    await open("/inbox");
    await firstRow().waitFor();
    await page.route("**/api/v1/events", (route) => route.abort());
    api.dropStreams();
    await page.getByText("The connection to Inlet is down").waitFor({ timeout: 15_000 });
    await page.unroute("**/api/v1/events");
    await expect.poll(() => page.getByText("The connection to Inlet is down").count(), { timeout: 20_000 }).toBe(0);
  });

  it("an address that leads nowhere says so", async () => {
    await open("/nowhere");
    expect(await appears(page.getByRole("heading", { name: "There is nothing at this address" }))).toBe(true);
  });
});

describe.each(looks)("%s", (_name, look) => {
  it("every page is free of what axe can find", async () => {
    await open("/inbox", look);
    const aside = api.desk.deliveries.find((delivery) => delivery.outcome?.action === "quarantine");
    const source = api.desk.sources[1];
    const first = api.desk.tickets[0];
    const paths = [
      "/inbox",
      "/inbox/1042",
      "/inbox/1034",
      `/inbox/1042?why=${first?.messages[0]?.deliveryId}`,
      "/inbox?q=nothing+has+this",
      "/intake",
      "/intake?outcome=quarantine",
      `/intake?delivery=${aside?.id}`,
      "/sources",
      `/sources/${source?.id}`,
      "/welcome",
      `/welcome?source=${source?.id}`,
      "/inbox/1038",
      "/settings/me",
      "/settings/signature",
      "/settings/canned-replies",
      "/settings/sending",
      "/settings/suppressions",
      "/settings/api-keys",
      "/settings/appearance",
      "/nowhere",
      "/sign-in",
      "/setup?token=abc",
    ];
    const found: string[] = [];
    for (const path of paths) {
      // In the light every address is opened as a link in a mail is; after that one moves about inside.
      if ("scheme" in look && look.scheme === "light") await page.goto(api.url + path);
      else await moveTo(path);
      await watched.settled();
      // On a phone the same parts are checked by their layout, and by axe where the layout differs.
      const looked = !("width" in look) || path === "/inbox" || path === "/inbox/1042" || path === "/intake";
      // The dark scheme differs from the light one in its colours alone.
      const rules = "scheme" in look && look.scheme === "dark" ? { rules: ["color-contrast"] } : {};
      if (looked) found.push(...(await violations(page, rules)).map((violation) => `${path}: ${violation}`));
      const pixels = await tooWide(page);
      if (pixels > 0) found.push(`${path}: ${pixels} px too wide`);
    }
    expect(found).toEqual([]);
  });
});

it("a phone shows the list, then the ticket, then the list again at its place", async () => {
  await open("/inbox", { width: 390, height: 844 });
  await firstRow().waitFor();
  await page
    .locator("section ul")
    .locator("..")
    .evaluate((element) => element.scrollTo(0, 1200));
  await page.waitForTimeout(150);
  const link = rows().nth(15).getByRole("link");
  const subject = await link.innerText();
  await link.click();
  await page.getByRole("article", { name: /^Ticket/ }).waitFor();
  await expect.poll(() => page.getByRole("textbox", { name: /Search in/ }).isVisible()).toBe(false);
  await page.getByRole("link", { name: "Back to the list" }).click();
  await page
    .getByText(subject.split("\n")[0] ?? "", { exact: true })
    .first()
    .waitFor();
  expect(
    await page
      .locator("section ul")
      .locator("..")
      .evaluate((element) => element.scrollTop),
  ).toBeGreaterThan(1000);
});

it("the colour scheme is there before the first paint, and is remembered", async () => {
  await open("/settings/appearance", { scheme: "dark" });
  expect(await page.evaluate(schemeOfPage)).toBe("dark");
  await page.getByText("Light", { exact: true }).click();
  await page.goto(`${api.url}/inbox`, { waitUntil: "commit" });
  await expect.poll(() => page.evaluate(schemeOfPage)).toBe("light");
});
