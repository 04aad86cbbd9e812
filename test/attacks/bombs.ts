// Mails that are built to be expensive: each names what a careless reader would choke on.

export interface Bomb {
  name: string;
  /** Over a limit: it has to end as unreadable. Others only have to end. */
  unreadable: boolean;
  raw(): Buffer;
}

const head = (name: string, more = "") =>
  `From: Mallory <mallory@evil.example>\r\nTo: support@desk.example\r\nSubject: ${name}\r\nDate: Fri, 20 Nov 2026 09:00:00 +0000\r\nMessage-ID: <${name.replaceAll(/[^a-z0-9]+/gi, "-")}@evil.example>\r\nMIME-Version: 1.0\r\n${more}`;

const htmlOf = (name: string, html: string) =>
  Buffer.from(`${head(name)}Content-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`);
const multipartOf = (name: string, body: string) =>
  Buffer.from(`${head(name)}Content-Type: multipart/mixed; boundary="b"\r\n\r\n${body}`);
const list = (count: number, item: (at: number) => string, between = ",\r\n ") =>
  Array.from({ length: count }, (_, at) => item(at)).join(between);

function nestedMultiparts(depth: number): string {
  let text = "";
  for (let at = 0; at < depth; at += 1)
    text += `--b${at === 0 ? "" : at}\r\nContent-Type: multipart/mixed; boundary="b${at + 1}"\r\n\r\n`;
  return text;
}

/** Sizes are those that took other readers 5 to 30 seconds, or gigabytes. */
export const bombs: readonly Bomb[] = [
  {
    name: "million empty parts",
    unreadable: true,
    raw: () => multipartOf("million empty parts", "--b\r\n\r\n\r\n".repeat(1_000_000)),
  },
  { name: "million boundaries", unreadable: true, raw: () => multipartOf("million boundaries", "--b\r\n".repeat(1_000_000)) },
  { name: "nesting 50000", unreadable: true, raw: () => multipartOf("nesting 50000", nestedMultiparts(50_000)) },
  {
    name: "messages in messages",
    unreadable: false,
    raw: () => Buffer.from(`${head("messages in messages")}${"Content-Type: message/rfc822\r\n\r\n".repeat(5_000)}\r\nhi\r\n`),
  },
  {
    name: "hundred thousand headers",
    unreadable: true,
    raw: () => Buffer.from(`${head("hundred thousand headers", "X-A: b\r\n".repeat(100_000))}\r\nhi\r\n`),
  },
  {
    name: "hundred thousand references",
    unreadable: true,
    raw: () =>
      Buffer.from(
        `${head("hundred thousand references", `References: ${list(100_000, (at) => `<${at}@x>`, "\r\n ")}\r\n`)}\r\nhi\r\n`,
      ),
  },
  {
    name: "hundred thousand recipients",
    unreadable: true,
    raw: () =>
      Buffer.from(`${head("hundred thousand recipients", `Cc: ${list(100_000, (at) => `a${at}@b.example`)}\r\n`)}\r\nhi\r\n`),
  },
  {
    name: "nested comments",
    unreadable: false,
    raw: () => Buffer.from(`${head("nested comments", `Cc: ${"(".repeat(50_000)}x@y.example\r\n`)}\r\nhi\r\n`),
  },
  { name: "million less-than", unreadable: false, raw: () => htmlOf("million less-than", "<".repeat(1_000_000)) },
  {
    name: "nested divs",
    unreadable: false,
    raw: () => htmlOf("nested divs", "<div>".repeat(100_000) + "</div>".repeat(100_000)),
  },
  { name: "nested quotes", unreadable: false, raw: () => htmlOf("nested quotes", "<blockquote>".repeat(100_000)) },
  { name: "unclosed comment", unreadable: false, raw: () => htmlOf("unclosed comment", "<!--".repeat(250_000)) },
  { name: "entities", unreadable: false, raw: () => htmlOf("entities", "&amp".repeat(400_000)) },
  {
    name: "one line of 20 MB",
    unreadable: false,
    raw: () => Buffer.from(`${head("one line of 20 MB")}\r\n${"a".repeat(20_000_000)}\r\n`),
  },
  {
    name: "hundred thousand new lines",
    unreadable: false,
    raw: () => Buffer.from(`${head("hundred thousand new lines")}\r\n${"\r\n".repeat(100_000)}x\r\n`),
  },
  { name: "quote marks", unreadable: false, raw: () => Buffer.from(`${head("quote marks")}\r\n${"> ".repeat(500_000)}\r\n`) },
  {
    name: "encoded words",
    unreadable: false,
    raw: () => Buffer.from(`${head("encoded words", `X-Long: ${"=?utf-8?Q?=41?= ".repeat(8_000)}\r\n`)}\r\nhi\r\n`),
  },
];
