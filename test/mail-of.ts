// Reads a small mail of a test's own for who made it, without the rest of the mail's reading.
import { parseAddressList, parseFrom } from "#mail/address.ts";
import { type AutomaticInput, type AutomaticVerdict, readAutomatic } from "#mail/automatic/automatic.ts";
import { allValues, readHeaderBlock } from "#mail/header-fields.ts";

export interface MailOf {
  from?: string;
  subject?: string;
  text?: string;
  mailFrom?: string;
  rcptTo?: string;
  calendar?: AutomaticInput["calendar"];
  report?: AutomaticInput["report"];
}

/** `headers` are lines of a header block; From and Subject are `mail`'s. */
export function readMailOf(headers: string, mail: MailOf = {}): AutomaticVerdict {
  const { from = "ann@x.example", subject = "Printer", text = "Hello", rcptTo = "desk@us.example" } = mail;
  const raw = Buffer.from(`${headers}\n\n`);
  const { fields } = readHeaderBlock(raw, {
    start: 0,
    end: raw.length,
    isPart: false,
    isDelimiter: () => false,
    limits: { headerFields: 1_000, headerBytes: 1_000_000 },
  });
  const author = parseFrom([from]);
  return readAutomatic({
    fields,
    envelope: { mailFrom: mail.mailFrom ?? from, rcptTo: [rcptTo], remoteAddress: null, helo: null, tls: false },
    from: "address" in author ? author.address : null,
    replyTo: parseAddressList(allValues(fields, "reply-to")).addresses,
    subject,
    report: mail.report ?? null,
    visibleText: text,
    forwarded: null,
    calendar: mail.calendar ?? null,
  });
}
