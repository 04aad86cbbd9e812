// HTML that agents and programs write, made fit to be mailed.
import { describe, expect, it } from "vitest";
import { outgoingHtml } from "./outgoing-html.ts";

const picture = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b";
const made = (html: string) => outgoingHtml(html, { pictures: new Map([[picture, "logo@mail.test"]]) });

describe("HTML that leaves", () => {
  it("keeps what a rich text editor makes", () => {
    const html =
      '<p>Hello <strong>Ana</strong>,</p><ul><li><p>one</p></li></ul><blockquote>two</blockquote><p><a href="https://x.test/">here</a></p>';
    expect(made(html).html).toBe(html);
    expect(made(html).text).toContain("Hello Ana,");
  });

  it.each([
    ["a script", "<p>a</p><script>alert(1)</script>", "<p>a</p>"],
    ["a handler", '<p onclick="x()">a</p>', "<p>a</p>"],
    ["a link that runs", '<a href="javascript:alert(1)">a</a>', "<a>a</a>"],
    ["a link into the console", '<a href="/inbox">a</a>', "<a>a</a>"],
    ["a form", '<form action="https://x.test"><input name="a">b</form>', "b"],
    ["a frame", '<iframe src="https://x.test"></iframe>b', "b"],
    ["a style that loads", '<p style="background: url(https://x.test/a)">b</p>', "<p>b</p>"],
    ["a picture in the address", '<img src="data:image/png;base64,AA==">b', "b"],
    ["an upload that is not of this mail", '<img src="/api/v1/uploads/0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c">b', "b"],
    ["a class of ours", '<p class="x" id="y" data-z="1">b</p>', "<p>b</p>"],
  ])("leaves out %s", (_what, html, left) => {
    expect(made(html).html).toBe(left);
  });

  it.each([`/api/v1/uploads/${picture}`, `https://desk.test/api/v1/uploads/${picture}`, `cid:${picture}`])(
    "makes the upload %s a picture of the mail",
    (src) => {
      expect(made(`<p><img src="${src}" alt="logo"></p>`)).toMatchObject({
        html: '<p><img src="cid:logo@mail.test" alt="logo" /></p>'.replace(
          'src="cid:logo@mail.test" alt="logo"',
          'alt="logo" src="cid:logo@mail.test"',
        ),
        shown: [picture],
      });
    },
  );

  it("takes HTML that is too deep for its words", () => {
    const deep = `${"<div>".repeat(100_000)}words${"</div>".repeat(100_000)}`;
    expect(made(deep).text).toBe("words");
  });
});
