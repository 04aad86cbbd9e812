// The lines of a message as a forward is looked for in them: each with how deep it is quoted, looked at once.

export interface Line {
  /** Number of quote marks in front. */
  depth: number;
  /** Without quote marks, the marks of bold type around a label, and invisible signs at its ends. */
  text: string;
}

const maxDepth = 20;
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const anyInvisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00a0\u202f\u3000]/;

export function splitLines(text: string): string[] {
  return text.replace(/\r\n?/g, "\n").split("\n");
}

const blank: Line = { depth: 0, text: "" };

export function readLine(raw: string): Line {
  if (raw === "") return blank;
  const [depth, start] = quoteMarks(raw, maxDepth);
  const text = raw.slice(start);
  const plain = anyInvisible.test(text) ? text.replace(invisible, "").replace(/[\u00a0\u202f\u3000]/g, " ") : text;
  return { depth, text: plain.trim() };
}

/** How many quote marks stand in front, at most `max`, and where the text behind them begins. */
function quoteMarks(raw: string, max: number): [number, number] {
  let depth = 0;
  let start = 0;
  for (let at = 0; at < raw.length && depth < max; at += 1) {
    const character = raw[at]!;
    if (character === ">" || character === "＞") {
      depth += 1;
      start = raw[at + 1] === " " ? at + 2 : at + 1;
    } else if (character !== " " && character !== "\t" && character !== "\ufeff") break;
  }
  return [depth, start];
}

/** The line without its first `depth` quote marks. */
export function unquoted(raw: string, depth: number): string {
  return depth === 0 ? raw : raw.slice(quoteMarks(raw, depth)[1]);
}

/** A line drawn with signs. */
export function isRuler(text: string): boolean {
  return text.length >= 3 && /^[_=*─━—–-]+$/.test(text.slice(0, 200));
}

/** Words between two drawn lines. */
export function isRuledWords(text: string): boolean {
  return text.length < 120 && /^[-=_]{4,}[^-=_].*[-=_]{4,}$/.test(text);
}
