// Before browser tests: the console as a browser gets it, built if its sources changed, and the browser.
import { buildConsole } from "../../bin/build-console.mjs";
import { findChromium } from "./chromium.ts";

export default async function prepare(): Promise<void> {
  await buildConsole();
  await findChromium();
}
