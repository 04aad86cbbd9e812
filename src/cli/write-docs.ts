// npm run docs: writes the pages that are generated.
import { writeFileSync } from "node:fs";
import { configurationPage } from "./configuration-page.ts";

const pages = [{ path: "docs/configuration.md", text: configurationPage() }];

for (const { path, text } of pages) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), text);
  process.stdout.write(`${path}\n`);
}
