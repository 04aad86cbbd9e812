// Finds a browser and opens pages in it that notice what must not happen: errors, and requests to anywhere else.
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, type BrowserContext, chromium, type Locator, type Page, type Request } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: flags });
}

const withoutWindows = "/usr/bin/chromium-headless-shell";

/**
 * INLET_CHROMIUM, else a Chromium that has no windows to draw, which costs half: the system's, or the one that comes inside a package;
 * else the system's own. The package unpacks itself at the first call: that one has to be over before others begin.
 */
export async function findChromium(): Promise<string> {
  const named = process.env["INLET_CHROMIUM"];
  if (named !== undefined) return named;
  if (existsSync(withoutWindows)) return withoutWindows;
  if (process.platform !== "linux" || process.arch !== "x64") return "/usr/bin/chromium";
  const packaged = await import("@sparticuz/chromium");
  return packaged.default.executablePath();
}

export interface Watched extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
  /** Uncaught errors and errors on the browser's console. */
  errors: string[];
  /** Addresses asked for on other origins than the page's own. */
  strangers: string[];
  /** Resolves when the page has got what it asked for and shows it: nothing is busy, moves or changes any more. */
  settled(): Promise<void>;
}

export interface Look {
  scheme?: "light" | "dark";
  width?: number;
  height?: number;
}

export async function openPage(browser: Browser, origin: string, look: Look = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.scheme ?? "light",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const strangers: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // A refused request is said by the page itself; what is watched for is our own mistakes and the security policy's refusals.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) errors.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) strangers.push(url);
  });
  return { page, context, errors, strangers, settled: settling(page), [Symbol.asyncDispose]: () => context.close() };
}

const mostMs = 30_000;

/** Resolves in the page when nothing in it is busy, moves or has changed for a moment. What spins for ever is busy, or does not matter. */
const quiet = `new Promise((resolve) => {
  const isBusy = () =>
    document.querySelector('[aria-busy="true"]') !== null ||
    document.getAnimations().some((one) => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity);
  let timer;
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (isBusy() ? look() : (observer.disconnect(), resolve())), 100);
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
})`;

function settling(page: Page): Watched["settled"] {
  const underWay = new Set<Request>();
  let begun = 0;
  page.on("request", (request) => {
    // The stream of live events never ends.
    if (request.resourceType() === "eventsource") return;
    begun += 1;
    underWay.add(request);
  });
  page.on("requestfinished", (request) => underWay.delete(request));
  page.on("requestfailed", (request) => underWay.delete(request));
  return async () => {
    const deadline = performance.now() + mostMs;
    while (performance.now() < deadline) {
      const before = begun;
      await page.evaluate(quiet);
      if (underWay.size === 0 && begun === before) return;
      await sleep(20);
    }
    throw new Error(
      `not settled within ${mostMs} ms; still asked for: ${[...underWay].map((request) => request.url()).join(", ")}`,
    );
  };
}

/** Waits until something shows: for tests whose whole claim is that it does. Throws when it never comes. */
export async function appears(locator: Locator, withinMs = 20_000): Promise<true> {
  await locator.waitFor({ timeout: withinMs });
  return true;
}
