// Turns a short description of a demo mail into the raw mail that its sender's program would have made, the same on every run.
import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";

export interface Person {
  name: string;
  address: string;
}

export interface DemoFile {
  name: string;
  type: string;
  content: Buffer;
  /** Shown inside the HTML by `cid:`. */
  cid?: string;
}

export interface DemoMail {
  /** Short and unique: makes the Message-ID, and is how other mails refer to it. */
  key: string;
  /** Minutes before the demo at which it was written. */
  ago: number;
  from: Person;
  /** Names of sources that it goes to, at their public addresses. */
  to: readonly Place[];
  cc?: readonly Person[];
  subject: string;
  text: string;
  html?: string;
  files?: readonly DemoFile[];
  /** The key of the mail that it answers, or a whole Message-ID of one that never came here. */
  answers?: string;
  headers?: Readonly<Record<string, string>>;
  /** Envelope sender; empty for the null reverse-path. The author's where nothing is said. */
  mailFrom?: string;
  /** The key of a mail that is sent once more, byte by byte. */
  resends?: string;
  /** Takes the place of everything composed: a mail whose form is the point. */
  raw?: (fields: { date: string; messageId: string; to: string }) => string;
}

export type Place = "support" | "billing";

/** Where customers write, as they know it. */
export const publicAddresses: Readonly<Record<Place, string>> = {
  support: "help@harborlight.example",
  billing: "billing@harborlight.example",
};

export interface ComposedMail {
  key: string;
  mailFrom: string;
  to: readonly Place[];
  raw: Buffer;
}

/** Without angle brackets. */
function messageIdOf(mail: Pick<DemoMail, "key" | "from">): string {
  return `demo.${mail.key}@${mail.from.address.slice(mail.from.address.lastIndexOf("@") + 1)}`;
}

export async function compose(mail: DemoMail, context: { now: Date; all: readonly DemoMail[] }): Promise<ComposedMail> {
  const again = context.all.find((other) => other.key === mail.resends);
  if (again !== undefined) return { ...(await compose(again, context)), key: mail.key };
  const date = new Date(Math.floor(context.now.getTime() / 60_000) * 60_000 - mail.ago * 60_000);
  const to = mail.to.map((place) => publicAddresses[place]);
  const { key } = mail;
  const envelope = { key, to: mail.to, mailFrom: mail.mailFrom ?? mail.from.address };
  if (mail.raw !== undefined) {
    const text = mail.raw({ date: date.toUTCString().replace("GMT", "+0000"), messageId: messageIdOf(mail), to: to.join(", ") });
    return { ...envelope, raw: Buffer.from(text.replace(/\r?\n/g, "\r\n")) };
  }
  const answered = answeredIds(mail, context.all);
  // Random by default; a demo that is run again sends the same bytes.
  const boundary = { baseBoundary: createHash("sha256").update(key).digest("hex").slice(0, 16) };
  const composer = new MailComposer({
    ...boundary,
    from: mail.from,
    to,
    ...(mail.cc === undefined ? {} : { cc: [...mail.cc] }),
    subject: mail.subject,
    date,
    messageId: `<${messageIdOf(mail)}>`,
    ...(answered.length === 0
      ? {}
      : { inReplyTo: `<${answered.at(-1)}>`, references: answered.map((id) => `<${id}>`).join(" ") }),
    headers: { ...mail.headers },
    text: mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    attachments: (mail.files ?? []).map(({ name, type, content, cid }) => ({
      filename: name,
      contentType: type,
      content,
      ...(cid === undefined ? {} : { cid }),
    })),
  });
  return { ...envelope, raw: await composer.compile().build() };
}

/** The whole line of mails that it answers, the oldest first (RFC 5322 §3.6.4). */
function answeredIds(mail: DemoMail, all: readonly DemoMail[]): string[] {
  if (mail.answers === undefined) return [];
  const parent = all.find((other) => other.key === mail.answers);
  return parent === undefined ? [mail.answers] : [...answeredIds(parent, all), messageIdOf(parent)];
}
