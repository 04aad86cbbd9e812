// What a message adds: its text without quoted history, signature and footers. Linear; when in doubt a line stays.
import { type ReplyPart, type ReplySource, splitReply } from "./parts.ts";

export type { ReplySource } from "./parts.ts";

/** Never empty when the text is not. Everything that is left out stands in the other parts of `splitReply`. */
export function visibleReply(source: ReplySource): string {
  return tidy(joined(splitReply(source))) || source.text.trim();
}

// What is taken out between two stretches leaves the blank line behind that stood around it.
function joined(parts: readonly ReplyPart[]): string {
  let visible = "";
  let hidden = "";
  for (const part of parts) {
    if (!part.visible) hidden += part.text;
    else {
      const parted =
        hidden !== "" && visible !== "" && endsBlank.test(hidden.slice(-200)) && !endsBlank.test(visible.slice(-200));
      visible += parted ? `\n${part.text}` : part.text;
      hidden = "";
    }
  }
  return visible;
}

/** A blank line at the end. */
const endsBlank = /\n[ \t]*\r?\n$/;

/** The same for plain text alone. */
export function visibleText(text: string): string {
  return visibleReply({ text, html: null });
}

// Lines without blanks at their ends, whatever system ended them.
function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => (line === "" ? line : line.trimEnd()))
    .join("\n")
    .trim();
}
