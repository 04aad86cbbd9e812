// The plain-text half of a mail, from what the editor holds: lists as dashes and numbers, quotes behind "> ", links with their address.

/** A node of the editor's document, as far as text needs it (ProseMirror's JSON). */
export interface TextNode {
  type?: string | undefined;
  text?: string | undefined;
  attrs?: Record<string, unknown> | undefined;
  marks?: readonly { type: string; attrs?: Record<string, unknown> | undefined }[] | undefined;
  content?: readonly TextNode[] | undefined;
}

/** Without a line break at the end; "" for an empty document. */
export function plainText(document: TextNode): string {
  return blocks(document.content ?? [])
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function blocks(nodes: readonly TextNode[]): string {
  return nodes.map(block).join("\n\n");
}

function block(node: TextNode): string {
  const inside = node.content ?? [];
  if (node.type === "bulletList") return inside.map((item) => listItem(item, "- ")).join("\n");
  if (node.type === "orderedList") {
    const first = typeof node.attrs?.["start"] === "number" ? node.attrs["start"] : 1;
    return inside.map((item, at) => listItem(item, `${first + at}. `)).join("\n");
  }
  if (node.type === "blockquote") {
    return blocks(inside)
      .split("\n")
      .map((line) => (line === "" ? ">" : `> ${line}`))
      .join("\n");
  }
  return inline(inside);
}

// The lines after the first stand under the item's own words.
function listItem(item: TextNode, mark: string): string {
  const lines = (item.content ?? []).map(block).join("\n").split("\n");
  return lines.map((line, at) => (at === 0 ? mark + line : line === "" ? "" : " ".repeat(mark.length) + line)).join("\n");
}

function inline(nodes: readonly TextNode[]): string {
  let text = "";
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at] as TextNode;
    const href = linkOf(node);
    if (href === null) {
      text += words(node);
      continue;
    }
    // One link may be several nodes, where a part of it is bold.
    let named = words(node);
    while (at + 1 < nodes.length && linkOf(nodes[at + 1] as TextNode) === href) named += words(nodes[++at] as TextNode);
    text += sameAddress(named, href) ? named : `${named} <${href}>`;
  }
  return text;
}

function words(node: TextNode): string {
  if (node.type === "hardBreak") return "\n";
  if (node.type === "mention") return `@${attribute(node, "label")}`;
  if (node.type === "image") return `[${attribute(node, "alt") || "picture"}]`;
  return node.text ?? "";
}

function attribute(node: TextNode, name: string): string {
  const value = node.attrs?.[name];
  return typeof value === "string" ? value : "";
}

function linkOf(node: TextNode): string | null {
  const href = node.marks?.find((mark) => mark.type === "link")?.attrs?.["href"];
  return typeof href === "string" ? href : null;
}

function sameAddress(named: string, href: string): boolean {
  const bare = (address: string) =>
    address
      .trim()
      .replace(/^(mailto:|https?:\/\/)/i, "")
      .replace(/\/$/, "");
  return bare(named) === bare(href);
}
