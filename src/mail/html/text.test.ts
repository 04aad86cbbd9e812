// Text made from HTML: the signs that mail programs write against the standard come out as they were meant.
import { expect, it } from "vitest";
import { textFromHtml } from "../text-from-html.ts";

it.each([
  [
    "a reference to Windows-1252, as old Outlook writes apostrophes",
    "<p>it&#146;s &#147;broken&#148;&#133;</p>",
    "it’s “broken”…",
  ],
  ["the same in hexadecimal, without its semicolon", "<p>it&#x92s</p>", "it’s"],
  ["a reference to nothing", "<p>a&#0;b&#xD800;c</p>", "a\uFFFDb\uFFFDc"],
])("%s", (_case, html, text) => {
  expect(textFromHtml(html)).toBe(text);
});
