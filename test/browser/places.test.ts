// Where answers are found again, in a real browser against a desk in memory: notes that name one, drafts, what was not delivered, alarms.
import { describe, expect, it } from "vitest";
import type { Draft } from "#contract/drafts.ts";
import type { SendingDomainDetail } from "#contract/sending-domains.ts";
import { tooWide, violations } from "./axe.ts";
import { appears } from "./chromium.ts";
import { answer, api, draftOf, looks, open, openConsoleForEachTest, page, ticketOf, watched } from "./console-page.ts";
import { makeAlarms, makeMention } from "./fake-places.ts";

openConsoleForEachTest();

const mention = (number: number, words: string) => makeMention(ticketOf(number), "Ben Adler", words);
const row = (number: number) => page.locator("li", { has: page.locator(`a[href^="/inbox/${number}"]`) });
const view = (name: string | RegExp) => page.getByRole("group", { name: "Views of the inbox" }).getByRole("link", { name });
const note = () => page.getByRole("textbox", { name: "Your note" });

function keepDraft(number: number, what: Partial<Draft>): void {
  api.answers.drafts.set(ticketOf(number).id, {
    html: "<p>Half a thought</p>",
    to: null,
    cc: null,
    bcc: null,
    attachments: [],
    internal: false,
    quote: false,
    signature: true,
    state: null,
    updatedAt: new Date(Date.now() - 3_000_000).toISOString(),
    ...what,
  });
}

describe("a note that names one", () => {
  it("is said once, with a way there, and marked until its ticket is open", async () => {
    await open("/inbox");
    await row(1042).waitFor();
    api.places.mentions = [mention(1040, "@Mira Okafor please look")];
    api.announce("mention", []);
    const toast = page.getByRole("status").filter({ hasText: "Ben Adler names you on #1040" });
    await toast.waitFor();
    await view(/^Mentions.*one note names you/).waitFor();
    await row(1040).getByRole("img", { name: "A note here names you" }).waitFor();
    await toast.getByRole("link").click();
    await page.getByRole("article", { name: "Ticket 1040" }).waitFor();
    await expect.poll(() => api.places.mentions).toEqual([]);
    await expect.poll(() => row(1040).getByRole("img", { name: "A note here names you" }).count()).toBe(0);
    await expect.poll(() => view(/^Mentions.*one note names you/).count()).toBe(0);
  });

  it("is no news to who has its ticket open, nor when the page begins", async () => {
    api.places.mentions = [mention(1041, "@Mira Okafor since yesterday")];
    await open("/inbox/1042");
    await view(/^Mentions.*one note names you/).waitFor();
    api.places.mentions = [mention(1042, "@Mira Okafor right here"), ...api.places.mentions];
    api.announce("mention", []);
    await expect.poll(() => api.places.mentions.map(({ ticket }) => ticket.number)).toEqual([1041]);
    expect(await page.getByText("names you on").count()).toBe(0);
  });

  it("waits in a list that is worked by j alone, and keeps its place there once it is seen", async () => {
    api.places.mentions = [
      mention(1041, "@Mira Okafor the first"),
      mention(1041, "@Mira Okafor again"),
      mention(1036, "@Mira Okafor the last"),
    ];
    await open("/inbox?view=mentions");
    await row(1041).getByText("@Mira Okafor the first").waitFor();
    await row(1041).getByText("2 notes").waitFor();
    await watched.settled();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("article", { name: "Ticket 1041" }).waitFor();
    await row(1041).getByRole("img", { name: "Seen", exact: true }).waitFor();
    await page.keyboard.press("j");
    await page.getByRole("article", { name: "Ticket 1036" }).waitFor();
    await expect.poll(() => api.places.mentions).toEqual([]);
    expect(await row(1041).count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByText("No note waits for you.").waitFor();
  });
});

describe("drafts", () => {
  it("are found in one place, and opened with what was written, an answer as an answer and a note as a note", async () => {
    keepDraft(1040, {});
    keepDraft(1037, { internal: true, html: "<p>For Ben</p>", updatedAt: new Date(Date.now() - 9_000_000).toISOString() });
    await open("/inbox", { width: 390, height: 844 });
    await row(1040).getByRole("img", { name: "You have a draft here" }).waitFor();
    await page.goto(`${api.url}/inbox?view=drafts`);
    await row(1037).getByText("Draft of a note").waitFor();
    await row(1037).getByRole("link").click();
    await note().getByText("For Ben").waitFor();
    await page.goBack();
    await row(1040).getByRole("link").click();
    await answer().getByText("Half a thought").waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe("Your answer");
  });

  it("come and go with what is begun and sent", async () => {
    await open("/inbox/1042?view=drafts");
    await page.getByText("Nothing is half written.").waitFor();
    await page.keyboard.press("r");
    await answer().waitFor();
    await page.keyboard.type("Begun");
    await row(1042).getByText("Draft of an answer").waitFor();
    await page.keyboard.press("Control+Enter");
    expect(await appears(page.getByText("Nothing is half written."))).toBe(true);
  });

  it("remember that the signatures are left out", async () => {
    await open("/inbox/1042");
    await page.getByRole("region", { name: "Your answer" }).waitFor();
    await page.keyboard.press("r");
    await answer().waitFor();
    await page.keyboard.type("Unsigned");
    const signature = page.getByText("Northwind Traders Ltd");
    expect(await page.getByText("Mira Okafor\nNorthwind Support\nNorthwind Traders Ltd\nPier 3").count()).toBe(1);
    await page.getByRole("button", { name: "Leave the signature out" }).click();
    await expect.poll(() => draftOf(1042)?.signature).toBe(false);
    await page.reload();
    await answer().getByText("Unsigned").waitFor();
    await page.getByRole("button", { name: "Put the signature back" }).waitFor();
    expect(await signature.count()).toBe(0);
  });

  it("too large to outlive their page are kept at once, and the page asks before it goes without them", async () => {
    await open("/inbox/1042");
    await page.getByRole("region", { name: "Your answer" }).waitFor();
    await page.keyboard.press("r");
    await answer().waitFor();
    let hold = true;
    await page.route("**/draft", async (route) => {
      while (hold && route.request().method() === "PUT") await new Promise((resolve) => setTimeout(resolve, 20));
      await route.continue();
    });
    await page.keyboard.insertText(`${"A long log. ".repeat(8_000)}The end`);
    const asked = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    hold = false;
    await expect.poll(() => draftOf(1042)?.html).toContain("The end");
    await dialog.accept();
  });
});

describe("what was not delivered", () => {
  it("is said on its row in a shape and a word of its own, and has a view", async () => {
    await open("/inbox?view=all");
    await row(1036).getByRole("img", { name: "Not delivered yet: an answer waits for another try" }).waitFor();
    await view("Not delivered").click();
    await expect.poll(() => page.locator("li[aria-posinset]").count()).toBe(4);
    for (const words of [
      /^Not delivered: an answer was refused/,
      /^Not delivered: an answer bounced/,
      /^Unknown whether an answer arrived/,
    ])
      expect(await page.getByRole("img", { name: words }).count()).toBe(1);
  });

  it("is not what was written to a file, which says that nobody got it", async () => {
    for (const copy of ticketOf(1038).messages.at(-1)?.submissions ?? []) copy.state = "written";
    await open("/inbox/1038");
    const last = page.getByRole("article", { name: "Answer of Mira Okafor" }).last();
    await last.getByText("(trying out): nobody got it").waitFor();
    expect(await last.getByText("Sent", { exact: true }).count()).toBe(0);
  });
});

describe("alarms", () => {
  it("stand on every page in one line that leads to the remedy, and go by themselves", async () => {
    await open("/inbox");
    await row(1042).waitFor();
    api.places.alarms = makeAlarms(api.desk, api.ways);
    api.announce("alarms", []);
    await page.getByText("and 2 more").waitFor();
    await page.getByRole("link", { name: "Repair it" }).click();
    const domain = page.getByRole("region", { name: "northwind.example" });
    await domain.getByText("Publish the record again, then check the domain.").waitFor();
    await page.getByRole("region", { name: "Relay" }).getByText("Type the password again and test the relay.").waitFor();
    await page.goto(`${api.url}/sources`);
    await page.getByText("Held back").waitFor();
    await page.getByRole("link", { name: "Support" }).first().click();
    await page.getByText("It goes on by itself within the hour.").waitFor();
    api.places.alarms = [];
    api.announce("alarms", []);
    await expect.poll(() => page.getByText("and 2 more").count()).toBe(0);
    expect(await page.getByText("It goes on by itself within the hour.").count()).toBe(0);
  });

  it("are no line for who can repair nothing", async () => {
    api.places.alarms = makeAlarms(api.desk, api.ways);
    api.desk.me.scopes = api.desk.me.scopes.filter((scope) => scope !== "sources:write");
    await open("/settings/sending");
    await page.getByText("Publish the record again, then check the domain.").waitFor();
    expect(await page.getByRole("link", { name: "Repair it" }).count()).toBe(0);
  });
});

describe("menus", () => {
  it.each(["light", "dark"] as const)("are walked by arrows, can be read, and Escape closes nothing else: %s", async (scheme) => {
    await open("/inbox/1042", { scheme });
    await page.getByRole("region", { name: "Your answer" }).waitFor();
    await page.keyboard.press("r");
    await answer().waitFor();
    const found: string[] = [];
    for (const name of ["Other ways to send", "Canned replies", /^State/, /^Assignee/, /^Priority/, /^Mira Okafor Northwind/]) {
      const button = page.getByRole("button", { name });
      await button.click();
      await page.getByRole("menu").waitFor();
      found.push(...(await violations(page)));
      await page.keyboard.press("ArrowDown");
      expect(await page.evaluate('document.activeElement?.getAttribute("role")')).toBe("menuitem");
      await watched.settled();
      found.push(...(await violations(page, { within: '[role="menu"]' })));
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("menu").count()).toBe(0);
      expect(await answer().count()).toBe(1);
    }
    expect(found).toEqual([]);
  });
});

describe.each(looks)("%s", (_name, look) => {
  it("no page makes the document higher than the window, nor moves the frame when something in it is brought into view", async () => {
    api.places.alarms = makeAlarms(api.desk, api.ways);
    // More than the window holds: what is hidden in the last of them lies far below.
    api.ways.domains = Array.from({ length: 24 }, (_, n) => ({
      ...(api.ways.domains[0] as SendingDomainDetail),
      id: `domain-${n}`,
    }));
    const settings = ["me", "signature", "canned-replies", "sending", "suppressions", "api-keys", "appearance"];
    const paths = ["/inbox", "/inbox/1042", "/intake", "/sources", `/sources/${api.desk.sources[0]?.id}`];
    const found: string[] = [];
    await open("/inbox", look);
    for (const path of [...paths, ...settings.map((part) => `/settings/${part}`)]) {
      await page.goto(api.url + path);
      await watched.settled();
      await page.evaluate('[...document.querySelectorAll("main *")].at(-1)?.scrollIntoView()');
      const [pixels, moved] = await page.evaluate<[number, number]>(
        "[document.documentElement.scrollHeight - window.innerHeight, document.scrollingElement.scrollTop + document.body.scrollTop]",
      );
      if (pixels > 0 || moved > 0) found.push(`${path}: ${pixels} px too high, moved by ${moved} px`);
    }
    expect(found).toEqual([]);
  });

  it("the names of the settings show the one that is open", async () => {
    const found: string[] = [];
    await open("/settings/sending", look);
    for (const name of ["Sending", "Suppressions", "Appearance", "Your account"]) {
      await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
      await page.reload();
      await watched.settled();
      const tab = await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name }).boundingBox();
      const width = page.viewportSize()?.width ?? 0;
      if (tab === null || tab.x < 0 || tab.x + tab.width > width) found.push(`${name}: ${JSON.stringify(tab)}`);
    }
    expect(found).toEqual([]);
  });

  it("every place is free of what axe can find, and no wider than the screen", async () => {
    keepDraft(1040, {});
    keepDraft(1037, { internal: true });
    api.places.mentions = [
      mention(1041, "@Mira Okafor do you know whether this customer is on the new plan? I could not find it anywhere."),
    ];
    api.places.alarms = makeAlarms(api.desk, api.ways);
    const places = [
      ["/inbox?view=not-delivered", "Marta Kowalska"],
      ["/inbox?view=drafts", "Draft of a note"],
      ["/inbox?view=mentions", "Ben Adler"],
      ["/settings/sending", "Type the password again"],
      ["/sources", "Held back"],
      [`/sources/${api.desk.sources[0]?.id}`, "It goes on by itself"],
    ] as const;
    const found: string[] = [];
    await open("/inbox", look);
    for (const [path, words] of places) {
      await page.goto(api.url + path);
      await page.getByText(words).first().waitFor();
      found.push(...(await violations(page)).map((violation) => `${path}: ${violation}`));
      const overflow = await tooWide(page);
      if (overflow > 0) found.push(`${path}: ${overflow} px too wide`);
    }
    expect(found).toEqual([]);
  });
});
