// Realistic support mail, made from a seed: replies with quotes, attachments, nine charsets, the bodies that mail programs write.
import { base64Lines, headerText, multipart, textPart } from "./mail-parts.ts";
import { charsetShares, type Language, names, vocabulary } from "./mail-words.ts";
import { type Random, seededRandom } from "./random.ts";

export interface SampleMail {
  raw: Buffer;
  /** Without angle brackets. */
  messageId: string;
  /** Message-ID of the mail that opened the conversation; its own for a first mail. */
  rootMessageId: string;
  kind: "plain" | "alternative" | "html" | "attachments";
  charset: string;
  attachments: number;
  /** Envelope sender and address of the author. */
  from: string;
}

export interface MailRecipe {
  count: number;
  seed: number;
  /** Becomes part of every Message-ID and sender domain: two sets with different prefixes have nothing in common. */
  prefix: string;
  /** "small" leaves the files out; everything else stays as it is in "mixed". */
  set: "small" | "mixed";
}

interface Conversation {
  name: string;
  address: string;
  subject: string;
  ids: string[];
  body: string;
}

/** First mails have a date from here on, 37 s apart. */
const firstDate = Date.UTC(2026, 2, 3, 9, 0, 0);
const replyShare = 0.3;
const attachmentShare = 0.21;
const openConversations = 400;
const ownerDomains = 97;

/** Every mail of the set, one at a time: a large set need not be held in memory. */
export function* generateMails(recipe: MailRecipe): Generator<SampleMail> {
  const random = seededRandom(recipe.seed);
  const senders = Array.from({ length: Math.max(50, Math.floor(recipe.count / 4)) }, (_, at) => ({
    name: random.pick(names),
    address: `user${at}@${senderDomain(recipe.prefix, at)}`,
  }));
  const conversations: Conversation[] = [];
  for (let at = 0; at < recipe.count; at += 1) {
    const { charset, language } = pickCharset(random);
    const isReply = random.chance(replyShare) && conversations.length > 0;
    const conversation = isReply
      ? random.pick(conversations.slice(-openConversations))
      : { ...random.pick(senders), subject: words(random, language, random.whole(3, 8)).slice(0, 90), ids: [], body: "" };
    if (!isReply) conversations.push(conversation);
    yield writeMail(random, recipe, { at, charset, language, conversation, isReply });
  }
}

/** The domains that the set's authors write from, for a name server that answers for them. */
export function senderDomains(prefix: string): string[] {
  return Array.from({ length: ownerDomains }, (_, at) => senderDomain(prefix, at));
}

const senderDomain = (prefix: string, at: number) => `${prefix}-customer${at % ownerDomains}.example`;

interface Draft {
  at: number;
  charset: string;
  language: Language;
  conversation: Conversation;
  isReply: boolean;
}

function writeMail(random: Random, recipe: MailRecipe, draft: Draft): SampleMail {
  const { conversation, at } = draft;
  const messageId = `${recipe.prefix}.${at}.${random.hex(8)}@mail.customer.example`;
  const references = conversation.ids.slice(-10);
  const text = bodyText(random, draft, draft.isReply ? conversation.body : "");
  conversation.body = text;
  conversation.ids.push(messageId);
  const { kind, attachments, content } = writeContent(random, recipe, { text, charset: draft.charset });
  const head = writeHead(random, draft, { messageId, references });
  return {
    raw: Buffer.concat([Buffer.from(head), content]),
    messageId,
    rootMessageId: conversation.ids[0] ?? messageId,
    kind,
    charset: draft.charset,
    attachments,
    from: conversation.address,
  };
}

function writeContent(
  random: Random,
  recipe: MailRecipe,
  body: { text: string; charset: string },
): { kind: SampleMail["kind"]; attachments: number; content: Buffer } {
  const draw = random.fraction();
  const plain = () => textPart(random, "text/plain", body);
  const html = () => textPart(random, "text/html", { ...body, text: asHtml(random, body.text) });
  const alternative = () => multipart(random, "alternative", [plain(), html()]);
  if (draw < attachmentShare) {
    const inner = random.chance(0.7) ? alternative() : plain();
    const files = Array.from({ length: random.whole(1, 3) }, () => filePart(random));
    if (recipe.set === "small") return { kind: "plain", attachments: 0, content: inner };
    return { kind: "attachments", attachments: files.length, content: multipart(random, "mixed", [inner, ...files]) };
  }
  if (draw < 0.55) return { kind: "plain", attachments: 0, content: plain() };
  if (draw < 0.9) return { kind: "alternative", attachments: 0, content: alternative() };
  return { kind: "html", attachments: 0, content: html() };
}

function writeHead(
  random: Random,
  { at, conversation, isReply }: Draft,
  ids: { messageId: string; references: readonly string[] },
): string {
  const date = new Date(firstDate + at * 37_000).toUTCString().replace("GMT", "+0000");
  const relay = `mx${at % 9}.customer.example`;
  const lines = [
    `Return-Path: <${conversation.address}>`,
    `Received: from ${relay} (${relay} [192.0.2.${(at % 250) + 1}])\r\n\tby mx.desk.example (Postfix) with ESMTPS id ${random.hex(8)}\r\n\tfor <support@desk.example>; ${date}`,
    `Received: from [10.0.0.${(at % 250) + 1}] (unknown [10.0.0.${(at % 250) + 1}])\r\n\tby ${relay} with ESMTPSA id ${random.hex(8)};\r\n\t${date}`,
    `From: ${headerText(conversation.name)} <${conversation.address}>`,
    "To: Support <support@desk.example>",
    ...(random.chance(0.15) ? [`Cc: colleague${at % 50}@customer${at % ownerDomains}.example`] : []),
    `Subject: ${isReply ? "Re: " : ""}${headerText(conversation.subject)}`,
    `Date: ${date}`,
    `Message-ID: <${ids.messageId}>`,
    ...(ids.references.length === 0
      ? []
      : [`In-Reply-To: <${ids.references.at(-1)}>`, `References: ${ids.references.map((id) => `<${id}>`).join("\r\n ")}`]),
    "MIME-Version: 1.0",
    "X-Mailer: Microsoft Outlook 16.0",
  ];
  return `${lines.join("\r\n")}\r\n`;
}

function bodyText(random: Random, { language, conversation }: Draft, quoted: string): string {
  const paragraphs = Array.from({ length: random.whole(1, 5) }, () => paragraph(random, language));
  const history =
    quoted === "" ? "" : `Thanks!\n\nOn Mon, 2 Mar 2026 at 10:11, Support <support@desk.example> wrote:\n${quote(quoted)}\n\n`;
  const signature = `-- \n${conversation.name}\nSenior Operations Manager\nExample Widgets GmbH | +49 30 1234567\nhttps://www.example.org/?utm_source=signature\n`;
  return `Hello support,\n\n${paragraphs.join("\n\n")}\n\n${history}${signature}`;
}

const quote = (text: string) =>
  text
    .split("\n")
    .slice(0, 60)
    .map((line) => `> ${line}`)
    .join("\n");

function paragraph(random: Random, language: Language): string {
  return Array.from({ length: random.whole(1, 6) }, () => words(random, language, random.whole(9, 16))).join("\n");
}

function words(random: Random, language: Language, count: number): string {
  const { words: own, between } = vocabulary[language];
  return Array.from({ length: count }, () =>
    random.pick(language === "en" || random.chance(0.8) ? own : vocabulary.en.words),
  ).join(between);
}

function pickCharset(random: Random): { charset: string; language: Language } {
  let draw = random.fraction() * charsetShares.reduce((sum, { share }) => sum + share, 0);
  for (const each of charsetShares) {
    draw -= each.share;
    if (draw < 0) return each;
  }
  return charsetShares[0] as (typeof charsetShares)[number];
}

/** What a word processor makes of three paragraphs, with the tracking pixel of a newsletter tool below. */
function asHtml(random: Random, text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const paragraphs = escaped
    .split("\n\n")
    .map(
      (part) =>
        `<p class="MsoNormal" style="margin:0cm;font-size:11pt;font-family:Calibri,sans-serif"><span lang="EN-US" style="color:#1F497D">${part.replaceAll("\n", "<br>\n")}</span></p>\n`,
    )
    .join("");
  return (
    `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html"><style><!--\n` +
    `@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}\np.MsoNormal {margin:0cm; font-size:11.0pt;}\na:link {color:#0563C1;}\n` +
    `--></style></head><body lang="EN-US" link="#0563C1"><div class="WordSection1">\n${paragraphs}` +
    `<table border="0" cellpadding="0"><tr><td><img src="https://track.example.org/p.gif?id=${random.whole(1, 1e9)}" width="1" height="1"></td>` +
    `<td><a href="https://www.example.org/a?b=1&amp;c=2">View online</a></td></tr></table></div></body></html>`
  );
}

const fileKinds = [
  { ending: "jpg", mediaType: "image/jpeg", magic: "\xff\xd8\xff\xe0" },
  { ending: "pdf", mediaType: "application/pdf", magic: "%PDF-1.7\n" },
  { ending: "docx", mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", magic: "PK\x03\x04" },
  { ending: "log", mediaType: "text/plain", magic: "" },
] as const;

/** One file of 20 to 500 kB, small ones as likely as large ones on a logarithmic scale. */
function filePart(random: Random): Buffer {
  const size = Math.floor(Math.exp(Math.log(20e3) + random.fraction() * Math.log(25)));
  const kind = random.pick(fileKinds);
  const content =
    kind.ending === "log" ? logLines(random, size) : Buffer.concat([Buffer.from(kind.magic, "latin1"), random.bytes(size)]);
  const name = `${random.pick(["screenshot", "invoice", "debug", "Report", "scan"])}_${random.whole(1, 9_999)}.${kind.ending}`;
  const head =
    `Content-Type: ${kind.mediaType}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
    "Content-Transfer-Encoding: base64\r\n\r\n";
  return Buffer.concat([Buffer.from(head), base64Lines(content)]);
}

function logLines(random: Random, size: number): Buffer {
  const lines: string[] = [];
  for (let length = 0; length < size; ) {
    const line = `2026-03-0${random.whole(1, 9)} 10:${random.whole(10, 59)}:${random.whole(10, 59)} ERROR worker[${random.whole(1, 999)}] ${words(random, "en", 9)}`;
    lines.push(line);
    length += line.length + 1;
  }
  return Buffer.from(lines.join("\n"));
}
