// What axe finds on a page. It is put into the page as it is: the usual wrapper opens a second page for each look, and costs twice as much.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const wrapper = createRequire(import.meta.url).resolve("@axe-core/playwright");
const source = readFileSync(createRequire(wrapper).resolve("axe-core/axe.min.js"), "utf8");

export interface AxeOptions {
  /** A selector: the part to look at; default: the whole page. */
  within?: string;
  /** Only these rules; default: all. */
  rules?: readonly string[];
}

/** What is wrong, each as the name of its rule and the first element that breaks it. Frames are somebody else's pages. */
export async function violations(page: Page, { within, rules }: AxeOptions = {}): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(source);
  const context = { ...(within === undefined ? {} : { include: [within] }), exclude: ["iframe"] };
  const only = rules === undefined ? {} : { runOnly: { type: "rule", values: rules } };
  const options = { ...only, iframes: false, resultTypes: ["violations"] };
  return page.evaluate<string[]>(
    `axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + " " + nodes[0].html.slice(0, 140)))`,
  );
}

/** How many pixels the page is wider than the screen; none is right. */
export async function tooWide(page: Page): Promise<number> {
  return Math.max(0, await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth"));
}
