// Finds a browser and opens pages in it that notice what must not happen: errors, and requests to anywhere else.
import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

/** INLET_CHROMIUM, else the system's own, else the one that comes inside a package. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: flags });
}

async function findChromium(): Promise<string> {
  const named = process.env["INLET_CHROMIUM"] ?? "/usr/bin/chromium";
  if (existsSync(named)) return named;
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
  return { page, context, errors, strangers, [Symbol.asyncDispose]: () => context.close() };
}

/** Waits until something shows: for tests whose whole claim is that it does. Throws when it never comes. */
export async function appears(locator: Locator, withinMs = 20_000): Promise<true> {
  await locator.waitFor({ timeout: withinMs });
  return true;
}
