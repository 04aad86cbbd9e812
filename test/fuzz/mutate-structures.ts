// Breaks mails inside what the special readers read: reports, forwards, files within files, calendars, encoded words, secured parts.
import type { Random } from "../../bench/random.ts";

export type StructureMutation = (raw: Buffer, random: Random, other: Buffer) => Buffer;

const headerBlocks = [
  "---------- Forwarded message ---------\nFrom: A <a@b.example>\nDate: Fri, Nov 13, 2026 at 10:00 AM\nSubject: x\nTo: c@d.example\n",
  "From: A <a@b.example>\nSent: Friday, November 13, 2026 10:00 AM\nTo: c@d.example\nSubject: x\n",
  "Von: A [mailto:a@b.example]\nGesendet: Freitag, 13. November 2026 10:00\nAn: c\nBetreff: x\n",
  "De : A <a@b.example>\nEnvoyé : vendredi 13 novembre 2026 10:00\nÀ : c\nObjet : x\n",
  "差出人: A <a@b.example>\n日時: 2026年11月13日\n宛先: c\n件名: x\n",
  "-------- Forwarded Message --------\nSubject: \tx\nDate: \tFri\nFrom: \tA <a@b.example>\nTo: \tc\n",
  "On Fri, Nov 13, 2026 at 10:00 AM A <a@b.example> wrote:\n",
  "Begin forwarded message:\n\n",
  "-----Original Message-----\n",
  "-- \nA\n",
  "_______________________________________________\nList mailing list\n",
];
const reportLines = [
  "Final-Recipient: rfc822; a@b.example",
  "Final-Recipient: rfc822;",
  "Original-Recipient: utf-8; ä@b.example",
  "Action: failed",
  "Action: delayed (still trying)",
  "Status: 5.1.1",
  "Status: 9.999.9999",
  "Status: 4.4.7 (expired)",
  "Diagnostic-Code: smtp; 550 5.1.1 <a@b.example>: User unknown",
  "Diagnostic-Code: X-Unknown;",
  "Feedback-Type: abuse",
  "Original-Rcpt-To: <a@b.example>",
  "Disposition: automatic-action/MDN-sent-automatically; displayed",
  "Reporting-MTA: dns;",
  "",
];
const bounceWords = [
  "Hi. This is the qmail-send program at b.example.\n\n<a@b.example>:\nnot found\n\n--- Below this line is a copy of the message.\n\n",
  "----- The following addresses had permanent fatal errors -----\n<a@b.example>\n\n----- Transcript of session follows -----\n",
  "This message was created automatically by mail delivery software.\n\n  a@b.example\n    550 User unknown\n",
  "550 5.1.1 <a@b.example>... User unknown\n",
];
const calendarLines = [
  "BEGIN:VCALENDAR",
  "BEGIN:VEVENT",
  "END:VEVENT",
  "END:VCALENDAR",
  "METHOD:REQUEST",
  "SUMMARY:x",
  "DTSTART:2026",
];
const securedTypes = [
  'multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256',
  'multipart/encrypted; protocol="application/pgp-encrypted"',
  "multipart/report; report-type=delivery-status",
  "multipart/report; report-type=feedback-report",
  "multipart/alternative",
  "multipart/related",
];
const leafTypes = [
  "application/pkcs7-mime; smime-type=enveloped-data",
  "application/pkcs7-mime; smime-type=signed-data",
  'text/plain; protected-headers="v1"',
  "application/pgp-encrypted",
  "application/ms-tnef; name=winmail.dat",
  "text/calendar; method=REQUEST",
  "message/delivery-status",
  "message/disposition-notification",
  "message/feedback-report",
  "message/rfc822",
  "text/rfc822-headers",
];
const armour = [
  "-----BEGIN PGP MESSAGE-----\n\nhF4D\n",
  "-----END PGP MESSAGE-----\n",
  "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n",
  "-----BEGIN PGP SIGNATURE-----\n",
];
const uuencodeLines = [
  "begin 644 a.txt\n",
  "begin 999 \n",
  "M0V%T\n",
  "#0V%T\n",
  "`\nend\n",
  "end\n",
  "=ybegin line=128 size=9 name=a\n",
];
const words = [
  "=?utf-8?B?",
  "=?utf-8?Q?=C3?=",
  "=?iso-2022-jp?B?GyRC?=",
  "=?gb18030?Q?=81?=",
  "=?utf-16?B?AA==?=",
  "=?x?Q?a?= =?x?Q?b?=",
  "?=",
];

export const structureMutations: Record<string, StructureMutation> = {
  headerBlock: (raw, random) => insertLine(raw, random, marked(random, random.pick(headerBlocks))),
  bounceText: (raw, random) => insertLine(raw, random, marked(random, random.pick(bounceWords))),
  reportLines: (raw, random) => insertLine(raw, random, some(random, reportLines, 12)),
  calendarLines: (raw, random) => insertLine(raw, random, some(random, calendarLines, 20)),
  armour: (raw, random) => insertLine(raw, random, random.pick(armour)),
  uuencode: (raw, random) => insertLine(raw, random, some(random, uuencodeLines, 6)),
  encodedWords: (raw, random) => inHead(raw, random, some(random, words, 8).replaceAll("\n", random.pick(["", " ", "\r\n "]))),
  quoteMarks: (raw, random) =>
    text(raw, (all) => {
      const lines = all.split("\n");
      const [from, count] = [random.whole(0, lines.length), random.whole(1, 30)];
      const mark = random.pick(["> ", ">", ">> ", "| ", "\t", "> > > "]);
      return lines.map((line, at) => (at >= from && at < from + count ? mark + line : line)).join("\n");
    }),
  securedType: (raw, random) => text(raw, (all) => all.replace(/multipart\/[a-z]+/i, () => random.pick(securedTypes))),
  leafType: (raw, random) =>
    text(raw, (all) => {
      const types = [...all.matchAll(/^content-type: *(?!multipart)[^;\r\n]*/gim)];
      if (types.length === 0) return all;
      const { index, 0: found } = random.pick(types);
      return `${all.slice(0, index)}Content-Type: ${random.pick(leafTypes)}${all.slice(index + found.length)}`;
    }),
  insideBase64: (raw, random) =>
    text(raw, (all) => all.replace(/(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/=]*/, (found) => damaged(found, random))),
};

/** Bytes under base64 (a TNEF file, a calendar, a body): numbers in them grow, shrink and move. */
function damaged(encoded: string, random: Random): string {
  const bytes = Buffer.from(encoded, "base64");
  for (let count = random.whole(1, 6); count > 0 && bytes.length > 4; count -= 1) {
    const at = random.whole(0, bytes.length - 4);
    if (random.chance(0.5)) bytes[at] = random.whole(0, 255);
    else bytes.writeUInt32LE(random.pick([0, 1, 0xff, 0x7fff_ffff, 0xffff_ffff, bytes.length, random.whole(0, 70_000)]), at);
  }
  const kept = random.chance(0.2) ? bytes.subarray(0, random.whole(0, bytes.length)) : bytes;
  return kept.toString("base64").replace(/.{1,76}/g, "$&\r\n");
}

const some = (random: Random, lines: readonly string[], most: number): string =>
  `${Array.from({ length: random.whole(1, most) }, () => random.pick(lines)).join("\n")}\n`;

/** As it stands, or as a quotation. */
const marked = (random: Random, lines: string): string => (random.chance(0.3) ? lines.replace(/^/gm, "> ") : lines);

const text = (raw: Buffer, change: (all: string) => string): Buffer => Buffer.from(change(raw.toString("latin1")), "latin1");

/** In front of a line of the body, or of any line where there is no body. */
function insertLine(raw: Buffer, random: Random, lines: string): Buffer {
  const head = Math.max(0, raw.indexOf("\r\n\r\n"));
  const next = raw.indexOf(10, random.whole(head, raw.length));
  const at = next === -1 ? raw.length : next + 1;
  return Buffer.concat([raw.subarray(0, at), Buffer.from(lines), raw.subarray(at)]);
}

function inHead(raw: Buffer, random: Random, piece: string): Buffer {
  const end = raw.indexOf("\r\n\r\n");
  const at = random.whole(0, end === -1 ? raw.length : end);
  return Buffer.concat([raw.subarray(0, at), Buffer.from(piece), raw.subarray(at)]);
}
