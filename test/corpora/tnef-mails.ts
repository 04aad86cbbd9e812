// The mails with winmail.dat among our own cases, as they are made.
import { buildTnef, type TnefMessage } from "../tnef-bytes.ts";

/** A mail that carries it, as Outlook sends one: a plain text, and winmail.dat. */
function tnefMail(message: TnefMessage, text: string): Buffer {
  const encoded = buildTnef(message)
    .toString("base64")
    .replace(/.{1,76}/g, "$&\r\n");
  const head = [
    "From: Anna Berg <anna@customer.example>",
    "To: Support <support@desk.example>",
    "Subject: The printer is on fire",
    "Date: Fri, 13 Nov 2026 09:00:00 +0000",
    "Message-ID: <tnef@customer.example>",
    "X-MS-TNEF-Correlator: <tnef@customer.example>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="tnef"',
  ];
  const parts = [
    `--tnef\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n${text}\r\n`,
    `--tnef\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}`,
    "--tnef--\r\n",
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${parts.join("")}`, "latin1");
}

/** The mails of our own cases, by the name of the case. */
export const tnefMails: Readonly<Record<string, Buffer>> = {
  "one-file": tnefMail(
    { files: [{ shortName: "NOTES.TXT", content: Buffer.from("burn, burn, burn") }] },
    "My notes are attached.",
  ),
  "long-names": tnefMail(
    {
      files: [
        { shortName: "RECHNU~1.PDF", longName: "Rechnung März 2026.pdf", content: Buffer.from("%PDF-1.4\n") },
        { shortName: "PROTOK~1.TXT", longName: "протокол.txt", content: Buffer.from("burnt") },
      ],
    },
    "Two files.",
  ),
  "html-body": tnefMail({ html: "<html><body><p>The printer burns.</p></body></html>", files: [] }, ""),
  "text-body": tnefMail({ text: "The printer burns.", files: [{ shortName: "FIRE.BIN", content: Buffer.from([0, 1, 2]) }] }, ""),
  "rtf-body": tnefMail(
    { rtf: "{\\rtf1\\ansi The printer burns.\\par}", files: [{ shortName: "FIRE.BIN", content: Buffer.from([0, 1, 2]) }] },
    "",
  ),
};
