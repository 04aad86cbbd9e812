// Breaks mails the way bad software and bad people do: at boundaries, headers, charsets, line ends, and anywhere at all.
import type { Random } from "../../bench/random.ts";
import { structureMutations } from "./mutate-structures.ts";

/** One way to break a mail; `other` is a second mail to take pieces from. */
type Mutation = (raw: Buffer, random: Random, other: Buffer) => Buffer;

const charsets = [
  "utf-8",
  "utf-7",
  "utf-16",
  "us-ascii",
  "iso-8859-1",
  "windows-1252",
  "shift_jis",
  "iso-2022-jp",
  "gb18030",
  "koi8-r",
  "x-unknown",
  "",
  '"',
  "utf-8'en'",
];
const encodings = ["7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "binary", "", "BASE64 ", "base64; x=1"];
const mediaTypes = [
  "text/plain",
  "text/html",
  "multipart/mixed",
  "multipart/alternative",
  "multipart/report",
  "message/rfc822",
  "message/delivery-status",
  "image/svg+xml",
  "text",
  "/",
  "multipart/mixed; boundary=",
];
const poison = [
  "\0",
  "\ud800",
  "\u202e",
  "\u200b",
  "\u2028",
  "=?utf-8?B?",
  "=?utf-8?Q?=00=ED=A0=80?=",
  "=?x?y?z?=",
  "((((((((",
  "<<<<",
  ",,,,",
  ";;;;",
  '"',
  "\\",
  "--",
  "--\r\n",
  "\r\n\r\n",
  "<!--",
  "<![CDATA[",
  "\u001b$B",
];
const fields = [
  "From",
  "To",
  "Cc",
  "Subject",
  "Date",
  "Message-ID",
  "References",
  "In-Reply-To",
  "Content-Type",
  "Content-Transfer-Encoding",
  "MIME-Version",
  "Reply-To",
  "Sender",
  "Auto-Submitted",
  "List-Id",
];

const mutations: Record<string, Mutation> = {
  truncate: (raw, random) => raw.subarray(0, random.whole(0, raw.length)),
  cutOut: (raw, random) => {
    const [from, to] = range(raw, random);
    return Buffer.concat([raw.subarray(0, from), raw.subarray(to)]);
  },
  repeat: (raw, random) => {
    const [from, to] = range(raw, random, 400);
    const piece = raw.subarray(from, to);
    return Buffer.concat([raw.subarray(0, to), ...Array.from({ length: random.whole(1, 60) }, () => piece), raw.subarray(to)]);
  },
  splice: (raw, random, other) =>
    Buffer.concat([raw.subarray(0, random.whole(0, raw.length)), other.subarray(random.whole(0, other.length))]),
  flipBits: (raw, random) => {
    const copy = Buffer.from(raw);
    for (let count = random.whole(1, 20); count > 0 && copy.length > 0; count -= 1) {
      const at = random.whole(0, copy.length - 1);
      copy[at] = (copy[at] as number) ^ (1 << random.whole(0, 7));
    }
    return copy;
  },
  poison: (raw, random) => insert(raw, random.whole(0, raw.length), random.pick(poison)),
  poisonHeader: (raw, random) => insert(raw, random.whole(0, Math.max(0, headLength(raw))), random.pick(poison)),
  noise: (raw, random) => insert(raw, random.whole(0, raw.length), random.bytes(random.whole(1, 64))),
  bareLineEnds: (raw, random) =>
    latin1(raw, (text) => text.replaceAll("\r\n", () => random.pick(["\r\n", "\r\n", "\n", "\r", "\n\r", "\r\r\n"]))),
  swapLines: (raw, random) =>
    lines(raw, (all) => {
      const [a, b] = [random.whole(0, all.length - 1), random.whole(0, all.length - 1)];
      [all[a], all[b]] = [all[b] as string, all[a] as string];
    }),
  swapBoundaries: (raw, random) =>
    lines(raw, (all) => {
      const marks = all.flatMap((line, at) => (line.startsWith("--") ? [at] : []));
      if (marks.length < 2) return;
      const [a, b] = [random.pick(marks), random.pick(marks)];
      [all[a], all[b]] = [all[b] as string, all[a] as string];
    }),
  breakBoundary: (raw, random) =>
    latin1(raw, (text) =>
      text.replace(
        /boundary="?([^"\r\n;]+)"?/i,
        () => `boundary=${random.pick(['""', "a", `"${random.hex(8)}"`, `"${"b".repeat(300)}"`, "--", '"a b"'])}`,
      ),
    ),
  charset: (raw, random) =>
    latin1(raw, (text) => text.replaceAll(/charset="?[^"\r\n;]*"?/gi, () => `charset=${random.pick(charsets)}`)),
  encoding: (raw, random) =>
    latin1(raw, (text) =>
      text.replaceAll(/(content-transfer-encoding:)[^\r\n]*/gi, (_, name: string) => `${name} ${random.pick(encodings)}`),
    ),
  mediaType: (raw, random) =>
    latin1(raw, (text) => text.replace(/(content-type:) *[^;\r\n]*/i, (_, name: string) => `${name} ${random.pick(mediaTypes)}`)),
  repeatHeader: (raw, random) =>
    lines(raw, (all) => {
      const at = random.whole(0, headLines(all));
      all.splice(at, 0, ...Array.from({ length: random.whole(1, 30) }, () => all[at] ?? ""));
    }),
  foldHeader: (raw, random) =>
    lines(raw, (all) => {
      const at = random.whole(0, headLines(all));
      const line = all[at] ?? "";
      const cut = random.whole(0, line.length);
      all[at] = `${line.slice(0, cut)}\r\n${random.pick([" ", "\t", "", "  \r\n "])}${line.slice(cut)}`;
    }),
  addHeader: (raw, random, other) => insert(raw, 0, `${random.pick(fields)}: ${snippet(other, random)}\r\n`),
  dropHeader: (raw, random) => lines(raw, (all) => void all.splice(random.whole(0, headLines(all)), 1)),
  nest: (raw, random) => {
    let nested = raw;
    for (let depth = random.whole(1, 60); depth > 0; depth -= 1) {
      nested = random.chance(0.5)
        ? Buffer.concat([Buffer.from("Content-Type: message/rfc822\r\n\r\n"), nested])
        : Buffer.concat([
            Buffer.from(`Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`),
            nested,
            Buffer.from(`\r\n--b${depth}--\r\n`),
          ]);
    }
    return nested;
  },
  manyParts: (raw, random) => {
    const part = "--p\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(random.whole(2, 900));
    return Buffer.concat([Buffer.from(`From: a@b.example\r\nContent-Type: multipart/mixed; boundary=p\r\n\r\n${part}`), raw]);
  },
  ...structureMutations,
  longLine: (raw, random) =>
    insert(
      raw,
      random.whole(0, raw.length),
      random.pick([...poison, "x", "<", ">", "> ", "a@b,", "=20"]).repeat(random.whole(100, 4_000)),
    ),
};

export interface Mutant {
  raw: Buffer;
  /** The mutations in their order, to read in a failure. */
  how: string[];
}

const largest = 400_000;
const names = Object.keys(mutations);

/** One to four mutations of a mail from the corpus. */
export function mutate(corpus: readonly Buffer[], random: Random): Mutant {
  let raw = random.pick(corpus);
  const how: string[] = [];
  for (let count = random.whole(1, 4); count > 0; count -= 1) {
    const name = random.pick(names);
    raw = (mutations[name] as Mutation)(raw, random, random.pick(corpus)).subarray(0, largest);
    how.push(name);
  }
  return { raw, how };
}

function range(raw: Buffer, random: Random, most = raw.length): [number, number] {
  const from = random.whole(0, raw.length);
  return [from, random.whole(from, Math.min(raw.length, from + most))];
}

const insert = (raw: Buffer, at: number, piece: string | Buffer) =>
  Buffer.concat([raw.subarray(0, at), typeof piece === "string" ? Buffer.from(piece) : piece, raw.subarray(at)]);

const latin1 = (raw: Buffer, change: (text: string) => string) => Buffer.from(change(raw.toString("latin1")), "latin1");

function lines(raw: Buffer, change: (all: string[]) => void): Buffer {
  return latin1(raw, (text) => {
    const all = text.split("\r\n");
    change(all);
    return all.join("\r\n");
  });
}

const headLines = (all: readonly string[]) => Math.max(0, all.indexOf("") - 1);

function headLength(raw: Buffer): number {
  const end = raw.indexOf("\r\n\r\n");
  return end === -1 ? raw.length : end;
}

function snippet(from: Buffer, random: Random): string {
  const [start, end] = range(from, random, 120);
  return from.toString("latin1", start, end);
}
