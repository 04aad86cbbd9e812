// What a reader without HTML gets says the same as the formatted mail.
import { expect, it } from "vitest";
import { plainText, type TextNode } from "./plain-text.ts";

const text = (words: string, ...marks: NonNullable<TextNode["marks"]>): TextNode => ({ type: "text", text: words, marks });
const p = (...content: TextNode[]): TextNode => ({ type: "paragraph", content });
const doc = (...content: TextNode[]): TextNode => ({ type: "doc", content });
const li = (...content: TextNode[]): TextNode => ({ type: "listItem", content });
const link = (href: string) => ({ type: "link", attrs: { href } });

it("paragraphs stand apart, and a line break stays one", () => {
  expect(plainText(doc(p(text("Hello,")), p(text("one"), { type: "hardBreak" }, text("two")), p()))).toBe("Hello,\n\none\ntwo");
});

it("lists keep their marks, and an item's further lines stand under its words", () => {
  const inner = { type: "bulletList", content: [li(p(text("inner")))] };
  const list = { type: "orderedList", attrs: { start: 3 }, content: [li(p(text("three")), inner), li(p(text("four")))] };
  expect(plainText(doc(list))).toBe("3. three\n   - inner\n4. four");
});

it("a quote is a quote in every line", () => {
  expect(plainText(doc({ type: "blockquote", content: [p(text("a")), p(text("b"))] }))).toBe("> a\n>\n> b");
});

it("a link's address is named unless its words are the address", () => {
  expect(plainText(doc(p(text("our "), text("help", link("https://a.example/x")), text(" page"))))).toBe(
    "our help <https://a.example/x> page",
  );
  expect(plainText(doc(p(text("a.example", link("https://a.example/")))))).toBe("a.example");
  expect(
    plainText(doc(p(text("write to ", link("mailto:x@a.example")), text("x", link("mailto:x@a.example"), { type: "bold" })))),
  ).toBe("write to x <mailto:x@a.example>");
});

it("a picture and a mention leave words behind", () => {
  expect(
    plainText(doc(p({ type: "image", attrs: { alt: "chart" } }, text(" "), { type: "mention", attrs: { label: "Ben" } }))),
  ).toBe("[chart] @Ben");
});

it("code keeps its lines and its indentation", () => {
  expect(plainText(doc({ type: "codeBlock", content: [text("if (a) {\n  b();\n}")] }))).toBe("if (a) {\n  b();\n}");
});

it("an empty document is no text", () => {
  expect(plainText(doc(p(), p()))).toBe("");
});
