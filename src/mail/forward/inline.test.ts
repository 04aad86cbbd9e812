// Forwards inside a text: every client's and language's way of writing them, and the answers that look like them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type InlineForward, readInlineForward } from "./inline.ts";
import { textFromHtml } from "../text-from-html.ts";

interface Around {
  subject?: string;
  hasParents?: boolean;
  isMachines?: boolean;
  isDeclared?: boolean;
}

function read(text: string, around: Around = {}): InlineForward | null {
  return readInlineForward({ text, subject: "A question", hasParents: false, isDeclared: false, isMachines: false, ...around });
}

const ann = { name: "Ann Lee", address: "ann@shop.example" };
const desk = { name: "", address: "desk@firm.example" };
const block =
  "From: Ann Lee <ann@shop.example>\nDate: Wed, 27 Oct 2021 09:31:00 +0200\nSubject: Broken chair\nTo: desk@firm.example";
const sentBlock =
  "From: Ann Lee <ann@shop.example>\nSent: Wednesday, October 27, 2021 15:14\nTo: desk@firm.example\nSubject: Broken chair";

function quoted(text: string): string {
  return text.replace(/^/gm, "> ");
}

describe("a forward, whatever its subject", () => {
  it.each([
    ["Gmail", `---------- Forwarded message ---------\n${block}\n\n\nIt broke.`],
    ["Apple Mail", quoted(`Begin forwarded message:\n\n${block}\n\nIt broke.\n`)],
    ["Apple Mail, its mark outside the quotation", `Begin forwarded message:\n\n${quoted(`${block}\n\n\ufeffIt broke.`)}`],
    ["Apple Mail in bold", quoted(`Begin forwarded message:\n\n${block.replace(/^(\w+:)/gm, "*$1*")}\n\nIt broke.`)],
    ["Mailmate", `Forwarded message:\n\n${quoted(`${block}\n\nIt broke.`)}`],
    ["Thunderbird", `-------- Forwarded Message --------\n${block.replaceAll(": ", ": \t")}\n\n\n\nIt broke.`],
    ["Missive", `---------- Forwarded message ----------\n${block}\n\n${quoted("It broke.\n")}`],
    ["Proton", `------- Forwarded Message -------\n${block}\n\n> It broke.`],
    ["Zoho", `============ Forwarded message ============\n${block}\n============ Forwarded message ============\n\nIt broke.`],
    [
      "Mutt",
      `----- Forwarded message from Ann Lee <ann@shop.example> -----\n\n${block}\nUser-Agent: Mutt/2\n\nIt broke.\n\n----- End forwarded message -----`,
    ],
    ["KMail", `----------  Forwarded Message  ----------\n\n${block}\n\nIt broke.\n${"-".repeat(55)}`],
    ["Notes", `----- Forwarded by Bob Lee/Office/Firm on 10/27/2021 12:30 PM -----\n\n${block}\n\n\nIt broke.`],
    [
      "Yahoo's text",
      '   ----- Forwarded Message ----- From: Ann Lee <ann@shop.example>To: "desk@firm.example" <desk@firm.example>Sent: Tuesday, 2 November 2021, 09:26:50 CETSubject: Broken chair\n It broke.',
    ],
    [
      "Roundcube",
      "-------- Original Message --------\nSubject: Broken chair\nDate: 2021-10-27 09:31\nFrom: Ann Lee <ann@shop.example>\nTo: desk@firm.example\n\nIt broke.",
    ],
    [
      "Open-Xchange",
      quoted(
        "---------- Original Message ----------\nFrom: Ann Lee <ann@shop.example>\nTo: desk@firm.example\nDate: 02/10/2023 4:52 PM EST\nSubject: Broken chair\n\u00a0\nIt broke.",
      ),
    ],
    [
      "Fastmail",
      "----- Original message -----\nFrom: Ann Lee <ann@shop.example>\nTo: desk@firm.example\nSubject: Broken chair\nDate: Wednesday, October 27, 2021 9:31 AM\n\nIt broke.",
    ],
    [
      "blank lines between its headers",
      `---------- Forwarded message ---------\n\n${block.replaceAll("\n", "\n\n")}\n\nIt broke.`,
    ],
    ["labels on lines of their own", `Forwarded message\n\n${block.replaceAll(": ", ":\n")}\n\nIt broke.`],
    [
      "links around addresses",
      `---------- Forwarded message ---------\n${block.replace("<ann@shop.example>", "[mailto:ann@shop.example]<mailto:ann@shop.example>").replace("To: desk@firm.example", "To: desk@firm.example<mailto:desk@firm.example>")}\n\nIt broke.`,
    ],
  ])("of %s is read whole", (_client, text) => {
    expect(read(text)).toMatchObject({
      confidence: "certain",
      author: ann,
      to: [desk],
      subject: "Broken chair",
      text: "It broke.",
      note: "",
    });
  });

  it("keeps what the forwarder wrote above it and below it", () => {
    expect(
      read(`Please help.\n\nBob\n\n${quoted(`Begin forwarded message:\n\n${block}\n\nIt broke.`)}\n\nCall me.`),
    ).toMatchObject({
      note: "Please help.\n\nBob\n\nCall me.",
      text: "It broke.",
    });
  });

  it("opens the outermost forward alone", () => {
    const inner = `---------- Forwarded message ---------\n${block}\n\nIt broke.`;
    expect(
      read(
        `---------- Forwarded message ---------\nFrom: Bob <bob@firm.example>\nDate: x\nSubject: Fwd: Broken chair\nTo: desk@firm.example\n\n${inner}`,
      ),
    ).toMatchObject({
      author: { name: "Bob", address: "bob@firm.example" },
      text: inner,
    });
  });

  it("takes subject and Message-ID as a text terminal prints them", () => {
    const text =
      "-------- Forwarded Message --------\nSubject: =?utf-8?q?B=C3=A4nke?=\nMessage-ID: <a1@shop.example>\nFrom: =?utf-8?q?Ann_L=C3=A9e?= <ann@shop.example>\nTo: x@firm.example\n\nHi";
    expect(read(text)).toMatchObject({ subject: "Bänke", author: { name: "Ann Lée" }, messageId: "<a1@shop.example>" });
  });

  it("reads a block whose labels nobody here knows, below a known mark", () => {
    const text =
      "---------- Forwarded message ---------\nQwx: Ann Lee <ann@shop.example>\nXyq: 2021\nVwx: Broken chair\n\nIt broke.";
    expect(read(text)).toMatchObject({ author: ann, subject: null, text: "It broke." });
  });

  it("reads Yandex's attribution below the mark, up to the closing mark", () => {
    const text =
      '-------- Пересылаемое сообщение --------\n27.10.2021, 09:31, "Ann Lee" <ann@shop.example>:\n\nСломалось.\n\n-------- Конец пересылаемого сообщения --------\n\nБоб';
    expect(read(text)).toMatchObject({ author: ann, dateText: "27.10.2021, 09:31", text: "Сломалось.", note: "Боб" });
  });

  it("reads Notes' author above a block that names none", () => {
    const text =
      '------- Forwarded by Bob Lee/HOU/FIRM on 10/09/2000 \n02:16 PM -------\n\n"Lee, Ann" <ann@shop.example> on 10/06/2000 08:16:00 PM\nTo: Bob Lee/HOU/FIRM@FIRM\ncc:\nSubject: Broken chair\n\nIt broke.';
    expect(read(text)).toMatchObject({
      author: { name: "Lee, Ann", address: "ann@shop.example" },
      to: [],
      dateText: "10/06/2000 08:16:00 PM",
    });
  });
});

describe("names and recipients", () => {
  it.each([
    ["Lee, Ann <ann@shop.example>", { name: "Lee, Ann", address: "ann@shop.example" }],
    ["Lee, Ann (Shop) <ann@shop.example>", { name: "Lee, Ann (Shop)", address: "ann@shop.example" }],
    ["'Lee, Ann' <ann@shop.example>", { name: "Lee, Ann", address: "ann@shop.example" }],
    ["Ann Lee [mailto:ann@shop.example]", ann],
    ["Ann Lee (ann@shop.example)", ann],
    ["ann@shop.example (Ann Lee)", ann],
    ["Ann Lee<mailto:ann@shop.example> <ann@shop.example<mailto:ann@shop.example>> on behalf of shop@shop.example", ann],
    ["ann@shop.example <ann@shop.example>", { name: "", address: "ann@shop.example" }],
    ["ann@shop.example", { name: "", address: "ann@shop.example" }],
    ["Ann Lee </O=FIRM/CN=ALEE>", { name: "Ann Lee", address: null }],
    ["Ann Lee", { name: "Ann Lee", address: null }],
  ])("%s", (written, author) => {
    expect(
      read(`________________________________\nFrom: ${written}\nSent: x\nTo: y@firm.example\nSubject: z\n\nHi`, {
        subject: "FW: z",
      }),
    ).toMatchObject({ author });
  });

  it("are found on several lines, between semicolons and commas", () => {
    const text =
      "From: Ann <ann@shop.example>\nSent: x\nTo: A One <a1@firm.example>; Two, B <b2@firm.example>;\n C Three <c3@firm.example>, D Four\n<d4@firm.example>\nCc: E <e5@\nfirm.example>\nSubject: z\n\nHi";
    const found = read(text, { subject: "FW: z" });
    expect(found?.to.map(({ name, address }) => `${name}=${address}`)).toEqual([
      "A One=a1@firm.example",
      "Two, B=b2@firm.example",
      "C Three=c3@firm.example",
      "D Four=d4@firm.example",
    ]);
    expect(found?.cc).toEqual([{ name: "E", address: "e5@firm.example" }]);
  });
});

describe("Outlook's header block, which answers have as well", () => {
  const outlook = `Bob's words.\n\n________________________________\n${sentBlock}\n\nIt broke.`;

  it("is a forward where the subject says so", () => {
    expect(read(outlook, { subject: "FW: Broken chair", hasParents: true })).toMatchObject({
      confidence: "certain",
      note: "Bob's words.",
    });
  });

  it("is a forward where a header field says so", () => {
    expect(read(outlook, { isDeclared: true })).toMatchObject({ confidence: "certain" });
  });

  it("is likely one where the message has nothing of an answer", () => {
    expect(read(outlook)).toMatchObject({ confidence: "likely", note: "Bob's words." });
  });

  it.each([
    ["its subject answers", { subject: "Re: Broken chair" }],
    ["its subject answers a forward", { subject: "AW: WG: Broken chair" }],
    ["it names a parent", { hasParents: true }],
    ["a machine sent it", { isMachines: true }],
  ])("is history where %s", (_case, around) => {
    expect(read(outlook, around)).toBeNull();
  });

  it("takes the prefix VS by the language of the block", () => {
    const finnish =
      "Lähettäjä: Ann Lee <ann@shop.example>\nLähetetty: 27.10.2021\nVastaanottaja: x@firm.example\nAihe: tuoli\n\nRikki";
    const danish = "Fra: Ann Lee <ann@shop.example>\nSendt: 27.10.2021\nTil: x@firm.example\nEmne: stol\n\nI stykker";
    expect(read(finnish, { subject: "VS: tuoli" })).toBeNull();
    expect(read(danish, { subject: "VS: stol" })).toMatchObject({ confidence: "certain", author: ann });
  });
});

describe("no forward", () => {
  const forward = `---------- Forwarded message ---------\n${block}\n\nIt broke.`;

  it.each([
    [
      "an answer to a forward",
      `Thanks!\n\nOn Wed, 27 Oct 2021 at 10:00, Bob <bob@firm.example> wrote:\n\n${quoted(`FYI\n\n${forward}`)}`,
    ],
    [
      "an answer to a bare forward",
      `Thanks!\n\nOn Wed, 27 Oct 2021 at 10:00, Bob <bob@firm.example> wrote:\n\n${quoted(forward)}`,
    ],
    [
      "an answer to Apple's forward",
      `Thanks!\n\nOn Wed, 27 Oct 2021 at 10:00, Bob <bob@firm.example> wrote:\n\n${quoted(`Begin forwarded message:\n\n${quoted(block)}`)}`,
    ],
    ["an answer of Outlook's to a forward", `Thanks!\n\n${sentBlock}\n\n${forward}`],
    ["words about travelling", "We moved it.\nFrom: Berlin\nTo: Paris\nDate: Monday\nSubject: to change"],
    ["a form", "Name: Ann\nFrom: ann@shop.example\nSubject: Question\nMessage: Hello"],
    [
      "a patch",
      "Hello\n\n---\nFrom 8a7f Mon Sep 17 00:00:00 2001\nFrom: Ann <ann@shop.example>\nDate: Wed, 27 Oct 2021 09:31:00 +0200\nSubject: [PATCH] x\n\ndiff",
    ],
    ["a mark without anything below", "I clicked on\n---------- Forwarded message ---------\nand nothing came."],
    ["the word alone", "Your forwarded message: we have it, thank you.\nBob"],
  ])("is %s", (_case, text) => {
    expect(read(text, { subject: text.startsWith("Thanks") ? "Re: Fwd: Broken chair" : "A question" })).toBeNull();
  });
});

describe("an attribution alone", () => {
  it.each([
    ['On 28/10/2021, 12:46, "Ann Lee" <ann@shop.example> wrote:', "28/10/2021, 12:46"],
    ["Am 28.10.2021 um 12:46 schrieb Ann Lee <ann@shop.example>:", "28.10.2021 um 12:46"],
    ["Ann Lee <ann@shop.example> kirjoitti 28/10/2021 12.46:", "28/10/2021 12.46"],
    ["28/10/2021 12:46 időpontban Ann Lee (ann@shop.example) ezt írta:", "28/10/2021 12:46"],
  ])("is likely a forward where the subject says so: %s", (line, dateText) => {
    const text = `\ufeff${line}\r\n\r\n    It broke.\r\n      Ann\r\n`;
    expect(read(text, { subject: "FW: Broken chair" })).toMatchObject({
      confidence: "likely",
      author: ann,
      subject: "Broken chair",
      dateText,
      text: "It broke.\n  Ann",
    });
    expect(read(text)).toBeNull();
  });
});

const languages: Record<string, [mark: string, from: string, date: string, to: string, subject: string, prefix: string]> = {
  English: ["Forwarded message", "From", "Sent", "To", "Subject", "FW"],
  German: ["Weitergeleitete Nachricht", "Von", "Gesendet", "An", "Betreff", "WG"],
  French: ["Message transféré", "De ", "Envoyé ", "À ", "Objet ", "TR"],
  Spanish: ["Mensaje reenviado", "De", "Enviado el", "Para", "Asunto", "RV"],
  Portuguese: ["Mensagem encaminhada", "De", "Enviada em", "Para", "Assunto", "ENC"],
  Italian: ["Messaggio inoltrato", "Da", "Inviato", "A", "Oggetto", "I"],
  Dutch: ["Doorgestuurd bericht", "Van", "Verzonden", "Aan", "Onderwerp", "Doorst"],
  Swedish: ["Vidarebefordrat meddelande", "Från", "Skickat", "Till", "Ämne", "VB"],
  Danish: ["Videresendt meddelelse", "Fra", "Sendt", "Til", "Emne", "VS"],
  Finnish: ["Välitetty viesti", "Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe", "VL"],
  Icelandic: ["Framsent skeyti", "Frá", "Sent", "Til", "Efni", "FS"],
  Polish: ["Wiadomość przekazana", "Od", "Wysłano", "Do", "Temat", "PD"],
  Czech: ["Přeposlaná zpráva", "Od", "Odesláno", "Komu", "Předmět", "Fw"],
  Slovak: ["Preposlaná správa", "Od", "Odoslané", "Komu", "Predmet", "Fw"],
  Hungarian: ["Továbbított üzenet", "Feladó", "Elküldve", "Címzett", "Tárgy", "Továbbítás"],
  Romanian: ["Mesaj redirecționat", "De la", "Trimis", "Către", "Subiect", "Redir."],
  Russian: ["Пересылаемое сообщение", "От", "Отправлено", "Кому", "Тема", "Пересл"],
  Ukrainian: ["Переслане повідомлення", "Від", "Надіслано", "Кому", "Тема", "Fw"],
  Bulgarian: ["Препратено съобщение", "От", "Изпратено", "До", "Относно", "Fw"],
  Croatian: ["Proslijeđena poruka", "Šalje", "Poslano", "Prima", "Predmet", "Proslijeđeno"],
  Slovenian: ["Posredovano sporočilo", "Pošiljatelj", "Poslano", "Za", "Zadeva", "Posredovano"],
  Turkish: ["İletilmiş Mesaj", "Kimden", "Gönderildi", "Kime", "Konu", "İLT"],
  Greek: ["Προωθημένο μήνυμα", "Από", "Στάλθηκε", "Προς", "Θέμα", "ΠΡΘ"],
  Estonian: ["Edastatud kiri", "Saatja", "Saadetud", "Adressaat", "Teema", "Edasi"],
  Latvian: ["Pārsūtītā ziņa", "No", "Nosūtīts", "Kam", "Tēma".replace("ē", "e"), "Pārs"],
  Lithuanian: ["Persiųstas laiškas", "Nuo", "Išsiųsta", "Kam", "Tema", "Persiųsta"],
  Catalan: ["Missatge reenviat", "De", "Enviat", "Per a", "Assumpte", "RV"],
  Hebrew: ["הודעה שהועברה", "מאת", "נשלח", "אל", "נושא", "הועבר"],
  Arabic: ["رسالة معاد توجيهها", "من", "تاريخ الإرسال", "إلى", "الموضوع", "تحويل"],
  Vietnamese: ["Thư đã chuyển tiếp", "Từ", "Đã gửi", "Đến", "Chủ đề", "Chuyển tiếp"],
  Thai: ["ข้อความที่ส่งต่อ", "จาก", "ส่ง", "ถึง", "เรื่อง", "ส่งต่อ"],
  Indonesian: ["Pesan terusan", "Dari", "Dikirim", "Kepada", "Perihal", "Trs"],
  Chinese: ["转发的邮件", "发件人", "发送时间", "收件人", "主题", "转发"],
  "Chinese of Taiwan": ["轉寄郵件", "寄件者", "寄件日期", "收件者", "主旨", "轉寄"],
  Japanese: ["転送メッセージ", "差出人", "送信日時", "宛先", "件名", "転送"],
  Korean: ["전달된 메시지", "보낸 사람", "보낸 날짜", "받는 사람", "제목", "전달"],
};

describe.each(Object.entries(languages))("in %s", (_language, [mark, from, date, to, subject, prefix]) => {
  const fields = [
    `${from}: Ann Lee <ann@shop.example>`,
    `${date}: 2021-10-27 15:14`,
    `${to}: desk@firm.example`,
    `${subject}: Broken chair`,
  ];
  const expected = { author: ann, to: [desk], subject: "Broken chair", dateText: "2021-10-27 15:14", text: "It broke." };

  it("a mark and a block in any order, spacing and quotation are read", () => {
    const order = fc.shuffledSubarray(fields, { minLength: 4 });
    const style = fc.record({
      order,
      bold: fc.boolean(),
      nbsp: fc.boolean(),
      wide: fc.boolean(),
      depth: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(style, ({ order: lines, bold, nbsp, wide, depth }) => {
        const written = lines.map((line) => {
          const spaced = nbsp ? line.replace(": ", "\u00a0:\u00a0") : wide ? line.replace(": ", "：") : line;
          return bold ? spaced.replace(/^(.*?[:：])/, "*$1*") : spaced;
        });
        let text = `----- ${mark} -----\n${written.join("\n")}\n\nIt broke.`;
        for (let level = 0; level < depth; level += 1) text = quoted(text);
        expect(read(text)).toMatchObject(expected);
      }),
      { numRuns: 20 },
    );
  });

  it("a block without a mark is one under its own prefix", () => {
    expect(
      read(`Look:\n\n${fields.join("\n")}\n\nIt broke.`, { subject: `${prefix}: Broken chair`, hasParents: true }),
    ).toMatchObject({ ...expected, confidence: "certain", note: "Look:" });
  });
});

describe("text made from HTML", () => {
  it.each([
    [
      "Gmail's",
      `<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Ann Lee</strong> <span>&lt;<a href="mailto:ann@shop.example">ann@shop.example</a>&gt;</span><br>Date: Wed, Oct 27, 2021 at 9:31 AM<br>Subject: Broken chair<br>To: &lt;<a>desk@firm.example</a>&gt;<br></div><br><br><div>It broke.</div></div>`,
    ],
    [
      "Thunderbird's table",
      `<div>-------- Forwarded Message --------<table><tr><th>Subject: </th><td>Broken chair</td></tr><tr><th>Date: </th><td>Wed, 3 Nov 2021</td></tr><tr><th>From: </th><td>Ann Lee <a>&lt;ann@shop.example&gt;</a></td></tr><tr><th>To: </th><td>desk@firm.example</td></tr></table><br>It broke.</div>`,
    ],
    [
      "Apple's",
      `<blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>Ann Lee &lt;ann@shop.example&gt;<br></div><div><b>Subject: </b><b>Broken chair</b><br></div><div><b>To: </b>desk@firm.example<br></div><br><div>It broke.</div></blockquote>`,
    ],
    [
      "Yahoo's",
      `<div><div>----- Forwarded Message -----</div><div><b>From:</b> Ann Lee &lt;ann@shop.example&gt;</div><div><b>To:</b> "desk@firm.example" &lt;desk@firm.example&gt;</div><div><b>Sent:</b> Tuesday</div><div><b>Subject:</b> Broken chair</div><div><br></div><div>It broke.</div></div>`,
    ],
  ])("is read as well: %s", (_client, html) => {
    expect(read(textFromHtml(html))).toMatchObject({
      confidence: "certain",
      author: ann,
      to: [desk],
      subject: "Broken chair",
      text: "It broke.",
    });
  });
});

describe("any text", () => {
  it("is read without an error, the same each time, and never beyond itself", () => {
    const piece = fc.constantFrom(
      "From: ",
      "To: ",
      "Date: ",
      "Subject: ",
      "\n",
      "> ",
      "---------- Forwarded message ----------",
      "ann@shop.example",
      "<",
      ">",
      ",",
      ";",
      "x ",
      "\u00a0",
      "Begin forwarded message:",
      "-- ",
      "On 1.1.2021 10:00 <a@b.c> wrote:",
      "=?utf-8?q?",
      "：",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, isForward) => {
        const text = pieces.join("");
        const subject = isForward ? "Fwd: x" : "x";
        const found = read(text, { subject });
        expect(read(text, { subject })).toEqual(found);
        expect((found?.text.length ?? 0) + (found?.note.length ?? 0)).toBeLessThanOrEqual(text.length + 2);
      }),
    );
  });
});
