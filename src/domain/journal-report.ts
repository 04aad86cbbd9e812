// Exchange journal reports: a copy of somebody's mail, attached whole to a mail of the server's own.
import type { InboundMessage } from "./message.ts";

const journalMark = "x-ms-journal-report";
/** The server's own lines above the original: sender, subject, Message-ID, recipients. */
const longestNote = 4_000;
/** Where a named file begins in an attached mail. */
const fileName = /filename|name\*?=/i;

/**
 * The message that a journal report is a copy of, as far as it can be told by the report; null where it is none. The mark can be typed by
 * anybody: what is read here may show that there is nothing new in a report, and nothing else.
 */
export function journaledMessage(message: InboundMessage): InboundMessage | null {
  const { forwarded, metadata } = message;
  if (!Object.hasOwn(metadata, journalMark) || forwarded === null || forwarded.how !== "attached") return null;
  const address = forwarded.author?.address ?? null;
  if (address === null || forwarded.messageId === null || forwarded.note.length > longestNote) return null;
  if (message.attachments.length !== 1) return null;
  return {
    ...message,
    from: { name: forwarded.author?.name ?? "", address },
    messageId: forwarded.messageId,
    sentAt: forwarded.sentAt,
    subject: forwarded.subject ?? "",
    text: forwarded.text,
    claimedAuthors: [],
    attachments: [],
    forwarded: null,
  };
}

/** Whether the original brings files of its own: they are not taken out, so nobody can tell whether they are here already. */
export function journalsFiles(message: InboundMessage): boolean {
  const original = message.attachments[0]?.content ?? new Uint8Array();
  return fileName.test(new TextDecoder("latin1").decode(original));
}
