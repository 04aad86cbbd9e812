// The console alone in a browser: one browser a file; a fresh desk in memory and a fresh page a test, which must break nothing and call nobody.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launchChromium, type Look, openPage, type Watched } from "./chromium.ts";
import { type FakeApi, startFakeApi } from "./fake-api.ts";

let browser: Browser;
/** The desk of the test that runs, what it watches, and its page: there once it has opened one. */
export let api: FakeApi;
export let watched: Watched;
export let page: Page;

/** For the top of a test file. */
export function openConsoleForEachTest(): void {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    api = await startFakeApi();
  });
  afterEach(async () => {
    await watched.context.close();
    await api[Symbol.asyncDispose]();
    const unwanted = [...watched.errors, ...watched.strangers];
    if (unwanted.length > 0) throw new Error(unwanted.join("\n"));
  });
}

export async function open(path: string, look: Look = {}): Promise<void> {
  watched = await openPage(browser, api.url, look);
  page = watched.page;
  await page.goto(api.url + path);
}

/** Light, dark, and a phone. */
export const looks = [
  ["light", { scheme: "light" }],
  ["dark", { scheme: "dark" }],
  ["phone", { width: 390, height: 844 }],
] as const satisfies readonly (readonly [string, Look])[];

export const focused = 'document.activeElement?.getAttribute("aria-label")';
export const answer = () => page.getByRole("textbox", { name: "Your answer" });

export function ticketOf(number: number) {
  const ticket = api.desk.tickets.find((one) => one.number === number);
  if (ticket === undefined) throw new Error(`there is no #${number}`);
  return ticket;
}

export const draftOf = (number: number) => api.answers.drafts.get(ticketOf(number).id);

/** Begins an answer by its key, and waits until one can write. */
export async function begin(path = "/inbox/1042", look: Look = {}): Promise<void> {
  await open(path, look);
  await page.getByRole("region", { name: "Your answer" }).waitFor();
  await page.keyboard.press("r");
  await answer().waitFor();
  await page.waitForFunction(`${focused} === "Your answer"`);
}
