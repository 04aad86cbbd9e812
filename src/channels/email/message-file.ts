// A message that came inside Outlook's container, written out as the mail file that every program opens (RFC 5322, RFC 2045).
import { createHash } from "node:crypto";
import { textFromHtml } from "#mail/text-from-html.ts";
import type { TnefMessage } from "#mail/outlook/tnef.ts";
import type { FoundFile } from "./attachments.ts";
import { wordsOf } from "./outlook-words.ts";

/** `title` is what the message around it calls it. */
export function messageFileOf(message: TnefMessage, title: string | null): FoundFile {
  const subject = message.subject ?? title ?? "";
  return {
    name: `${subject === "" ? "message" : subject.slice(0, 120)}.eml`,
    mediaType: "message/rfc822",
    isInline: false,
    contentId: null,
    description: null,
    content: Buffer.from(written(message, subject)),
  };
}

function written(message: TnefMessage, subject: string): string {
  const { piece, files } = wordsOf(message);
  const text = piece?.text ?? (piece?.html === null || piece === null ? "" : textFromHtml(piece.html));
  const bodies = [entity("text/plain; charset=utf-8", Buffer.from(text))];
  if (piece !== null && piece.html !== null) bodies.push(entity("text/html; charset=utf-8", Buffer.from(piece.html)));
  const inner = message.files.map((file) => {
    const known = file.message === null ? null : messageFileOf(file.message, file.name);
    const type = known?.mediaType ?? (file.mediaType === "" ? "application/octet-stream" : safe(file.mediaType));
    return fileEntity(known?.name ?? file.name ?? "file", type, known?.content ?? file.content);
  });
  const rest = files.map((file) => fileEntity(file.name ?? "file", file.mediaType, file.content));
  const body = bodies.length === 1 ? bodies[0]! : multipart("alternative", bodies);
  const attached = [...inner, ...rest];
  return `${headers(message, subject)}${attached.length === 0 ? body : multipart("mixed", [body, ...attached])}`;
}

function headers({ senderName, senderAddress, sentAt }: TnefMessage, subject: string): string {
  const address = safe(senderAddress ?? "");
  const from = `${senderName === null ? "" : `${encoded(senderName)} `}${address.includes("@") ? `<${address}>` : ""}`;
  const lines = [
    from === "" ? null : `From: ${from.trim()}`,
    subject === "" ? null : `Subject: ${encoded(subject)}`,
    sentAt === null ? null : `Date: ${sentAt.toUTCString().replace("GMT", "+0000")}`,
    "MIME-Version: 1.0",
  ];
  return lines
    .filter((line) => line !== null)
    .map((line) => `${line}\r\n`)
    .join("");
}

function entity(type: string, content: Buffer, disposition = ""): string {
  const lines = content.toString("base64").replace(/(.{76})/g, "$1\r\n");
  return `Content-Type: ${type}\r\n${disposition}Content-Transfer-Encoding: base64\r\n\r\n${lines}\r\n`;
}

function fileEntity(name: string, type: string, content: Buffer): string {
  return entity(
    type,
    content,
    `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(name.toWellFormed())}\r\n`,
  );
}

// The same message gives the same bytes: the boundary comes from what it separates.
function multipart(kind: string, entities: readonly string[]): string {
  const boundary = `part-${createHash("sha256").update(entities.join("")).digest("hex").slice(0, 32)}`;
  const parts = entities.map((part) => `--${boundary}\r\n${part}\r\n`).join("");
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${parts}--${boundary}--\r\n`;
}

// RFC 2047: words of at most 75 characters, whole characters in each.
function encoded(text: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of text.toWellFormed().slice(0, 500)) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  return words.map((part) => `=?utf-8?B?${Buffer.from(part).toString("base64")}?=`).join("\r\n ");
}

function safe(text: string): string {
  return text.replace(/[^!-;=?-~]/g, "").slice(0, 320);
}
