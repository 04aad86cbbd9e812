// Whether one form of a message says anything of its own: texts that only point at the HTML, HTML that shows nothing, repetitions.

/** A text longer than this says something itself. */
const maxStubLength = 500;
const maxEmptyHtmlLength = 3_000;

/**
 * Whether `text` only says that the message is HTML, as mailing programs write it in place of the words.
 * `shown` is what the HTML says; it is asked for only where the text could be such a stub.
 */
export function isStub(text: string, shown: () => string): boolean {
  if (text.length > maxStubLength) return false;
  if (!anyWord.test(text)) return true;
  if (!pointsAtHtml.test(text)) return false;
  const html = folded(shown());
  const words = folded(text);
  if (html === "" || html.includes(words)) return false;
  return html.length > words.length || text.split("\n").every((line) => line.trim() === "" || pointsAtHtml.test(line));
}

const anyWord = /[\p{L}\p{N}]/u;

/** Words that such texts have in any language: the format's name, or a browser to look with. */
const pointsAtHtml =
  /html|browser|navegador|navigateur|navigatore|webbläsare|nettleser|selain|przegląd|prohlížeč|böngésző|tarayıcı|браузер|ブラウザ|浏览器|瀏覽器|브라우저|mime/i;

/** Markup without words, pictures or anything else to see. */
export function isEmptyHtml(html: string): boolean {
  if (html.length > maxEmptyHtmlLength) return false;
  let at = Math.max(0, html.search(/<body[^<>]*>/i));
  // Most HTML shows something soon: the first character outside a tag decides.
  while (at < html.length) {
    const character = html[at]!;
    if (character === "<") {
      if (visibleTag.test(html.slice(at + 1, at + 8))) return false;
      const end = html.indexOf(">", at);
      at = end === -1 ? html.length : end + 1;
    } else if (html.startsWith("&nbsp;", at)) at += 6;
    else if (character.trim() !== "") return false;
    else at += 1;
  }
  return true;
}

const visibleTag = /^(img|table|svg|video|audio|iframe|object|input|hr)\b/i;

/** Whether both say the same, apart from line breaks, punctuation and addresses of links. */
export function saysTheSame(one: string, other: string): boolean {
  const first = folded(one);
  const second = folded(other);
  return (
    first !== "" &&
    first.length < maxCompared &&
    (first === second || (second.length < first.length * 1.2 && second.includes(first)))
  );
}

/** Whether the words of the other stand somewhere in the one. */
export function says(one: string, other: string): boolean {
  return other.length < maxCompared && folded(one.slice(0, maxCompared * 2)).includes(folded(other));
}

const maxCompared = 100_000;

function folded(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
