// Bodies and files of mails in any disorder: what they say is shown once, and no leaf is lost.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstValue } from "#mail/header-fields.ts";
import { decodeHeaderText } from "#mail/header-text.ts";
import type { MimePart } from "#mail/mime-tree.ts";
import { readTnef } from "#mail/outlook/tnef.ts";
import { prescan } from "#mail/prescan.ts";
import { decodeTransfer } from "#mail/transfer-encoding.ts";
import { bodyOf } from "#mail/mime-tree.ts";
import { buildTnef } from "../../../test/tnef-bytes.ts";
import { chooseBody } from "./body.ts";
import { readMailContent } from "./content.ts";
import { messageFileOf } from "./message-file.ts";

function read(mail: string) {
  const { text, html, attachments, defects } = readMailContent(
    prescan(Buffer.from(mail.replaceAll("\n", "\r\n"), "latin1")).root,
  );
  return {
    text,
    html: html === null ? null : html.replaceAll("\r", ""),
    files: attachments.map(({ name }) => name),
    contents: attachments.map(({ content }) => Buffer.from(content).toString("latin1")),
    defects: defects.map(({ code }) => code),
  };
}

const plain = (text: string) => `Content-Type: text/plain\n\n${text}`;
const html = (text: string) => `Content-Type: text/html\n\n${text}`;
const pdf = "Content-Type: application/pdf; name=a.pdf\n\nPDF";
const image = "Content-Type: image/png\nContent-ID: <i@x>\n\nPNG";
let boundaries = 0;
function multipart(kind: string, ...parts: string[]): string {
  boundaries += 1;
  const boundary = `b${boundaries}`;
  return `Content-Type: multipart/${kind}; boundary=${boundary}\n\n${parts.map((part) => `--${boundary}\n${part}\n`).join("")}--${boundary}--\n`;
}
const both = (text: string) => multipart("alternative", plain(text), html(`<p>${text}`));

describe("a body", () => {
  it.each([
    [
      "alternative inside mixed inside related",
      multipart("related", multipart("mixed", both("hi"), pdf), image),
      "hi",
      "<p>hi",
      ["a.pdf", "image.png"],
    ],
    [
      "related inside alternative",
      multipart("alternative", plain("hi"), multipart("related", html("<p>hi"), image)),
      "hi",
      "<p>hi",
      ["image.png"],
    ],
    [
      "mixed inside alternative, as Apple Mail writes",
      multipart("alternative", plain("one\ntwo"), multipart("mixed", html("<p>one"), pdf, html("<p>two"))),
      "one\ntwo",
      "<p>one\n<p>two",
      ["a.pdf"],
    ],
    [
      "text, image, text",
      multipart(
        "mixed",
        plain("above"),
        "Content-Type: image/png; name=x.png\nContent-Disposition: inline\n\nPNG",
        plain("below"),
      ),
      "above\n\nbelow",
      null,
      ["x.png"],
    ],
    [
      "the two forms in a mixed body",
      multipart("mixed", plain("Hello, world!"), html("<p>Hello, <b>world</b>!")),
      "Hello, world!",
      "<p>Hello, <b>world</b>!",
      [],
    ],
    ["the two forms in a related body", multipart("related", plain("Hello"), html("<p>Hello")), "Hello", "<p>Hello", []],
    [
      "different words in a mixed body",
      multipart("mixed", plain("One"), html("<p>Two")),
      "One\n\nTwo",
      '<pre style="white-space: pre-wrap">One</pre>\n<p>Two',
      [],
    ],
    ["empty text beside HTML", multipart("alternative", plain("\n \n"), html("<p>words")), "words", "<p>words", []],
    [
      "empty text beside HTML, above a footer",
      multipart("mixed", multipart("alternative", plain(""), html("<p>words")), plain("footer")),
      "words\n\nfooter",
      '<p>words\n<pre style="white-space: pre-wrap">footer</pre>',
      [],
    ],
    [
      "a word about HTML in place of the text",
      multipart(
        "alternative",
        plain("This is an HTML message. Please view it with a capable client."),
        html("<p>The real words, and many more of them than there."),
      ),
      "The real words, and many more of them than there.",
      "<p>The real words, and many more of them than there.",
      [],
    ],
    [
      "words of its own, and one about HTML",
      multipart("alternative", plain("It burns since Monday.\nYour program shows no HTML."), html("<p>It burns.")),
      "It burns since Monday.\nYour program shows no HTML.",
      "<p>It burns.",
      [],
    ],
    [
      "a text that speaks of HTML itself",
      multipart("alternative", plain("My HTML is broken"), html("<p>My HTML is broken, see")),
      "My HTML is broken",
      "<p>My HTML is broken, see",
      [],
    ],
    [
      "text beside HTML that shows nothing",
      multipart("alternative", plain("words"), html("<html><body><br></body></html>")),
      "words",
      null,
      [],
    ],
    ["a type without its semicolon", "Content-Type: text/html charset=utf-8\n\n<p>hi", "hi", "<p>hi", []],
    [
      "no boundary given",
      "Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\nhi\n--x\nContent-Type: application/pdf; name=a.pdf\n\nPDF\n--x--",
      "hi",
      null,
      ["a.pdf"],
    ],
    [
      "another boundary than given",
      "Content-Type: multipart/mixed; boundary=y\n\n--xxx\nContent-Type: text/plain\n\nhi\n--xxx\nContent-Type: application/pdf; name=a.pdf\n\nPDF\n--xxx--",
      "hi",
      null,
      ["a.pdf"],
    ],
    [
      "parts behind the end",
      "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhi\n--x--\n--x\nContent-Type: application/pdf; name=a.pdf\n\nPDF\n--x--",
      "hi",
      null,
      ["a.pdf"],
    ],
    [
      "a multipart in base64",
      `Content-Type: multipart/mixed; boundary=x\nContent-Transfer-Encoding: base64\n\n${Buffer.from("--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x--").toString("base64")}`,
      "hi",
      null,
      [],
    ],
    [
      "one boundary for both levels",
      "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nhi\n--x\nContent-Type: text/html\n\n<p>hi\n--x--\n--x\nContent-Type: application/pdf; name=a.pdf\n\nPDF\n--x--",
      "hi",
      "<p>hi",
      ["a.pdf"],
    ],
    ["no header at all", "just words\nand more", "just words\nand more", null, []],
  ])("with %s", (_name, mail, text, marked, files) => {
    const found = read(mail);
    expect([found.text, found.html?.trim() ?? null, found.files]).toEqual([text, marked, files]);
  });

  it("unfolds flowed lines, with the blank or without", () => {
    expect(read("Content-Type: text/plain; format=flowed\n\nOne \nline\n> two \n> lines\n>> three\n-- \nsig").text).toBe(
      "One line\n> two lines\n>> three\n-- \nsig",
    );
    expect(read("Content-Type: text/plain; format=flowed; delsp=yes\n\nOne \nword").text).toBe("Oneword");
  });

  it("leaves out the headers that protected mail repeats for old readers", () => {
    expect(read('Content-Type: text/plain; hp-legacy-display="1"\n\nSubject: Secret\n\nHello').text).toBe("Hello");
  });

  it("that is encrypted says nothing, and is kept", () => {
    const armored = "-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n";
    expect(read(plain(armored))).toMatchObject({ text: "", html: null, files: ["encrypted-message.asc"] });
    expect(read("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx")).toMatchObject({
      text: "",
      files: ["smime.p7m"],
    });
  });

  it("that is a picture in truth becomes a file", () => {
    expect(read("Content-Type: text/plain\n\n\u0089PNG\n\u001a\n\u0000").files).toEqual(["image.png"]);
  });
});

describe("the name of a file", () => {
  const named = (head: string, body = "x") => read(multipart("mixed", plain("hi"), `${head}\n\n${body}`)).files[0];

  it.each([
    ["Content-Disposition: attachment; filename*=utf-8''R%C3%A4t.pdf", "Rät.pdf"],
    ["Content-Disposition: attachment; filename*0*=iso-8859-1''%E4; filename*1=b.pdf", "äb.pdf"],
    ["Content-Disposition: attachment; filename*1=b.pd; filename*2=f", "b.pdf"],
    ["Content-Disposition: attachment; filename=\"utf-8''R%C3%A4t.pdf\"", "Rät.pdf"],
    ["Content-Disposition: attachment; filename=R%C3%A4t%20x.pdf", "Rät x.pdf"],
    ["Content-Disposition: attachment; filename=100%25.pdf", "100%25.pdf"],
    ['Content-Disposition: attachment; filename="=?utf-8?Q?R=C3=A4t?= =?utf-8?Q?.pdf?="', "Rät.pdf"],
    ['Content-Disposition: attachment; filename*="=?utf-8?Q?R=C3=A4t.pdf?="', "Rät.pdf"],
    ['Content-Disposition: attachment; filename="R\u00e4t.pdf"', "Rät.pdf"],
    ["Content-Disposition: attachment; filename=two words.pdf", "two words.pdf"],
    ["Content-Disposition: attachment; filename=\"it's Ann's.pdf\"", "it's Ann's.pdf"],
    ['Content-Disposition: attachment; filename=""\nContent-Type: image/png; name=x.png', "x.png"],
    ['Content-Type: image/jpeg\nContent-Disposition: inline; filename="=?utf-8?b??="', "image.jpg"],
    ["Content-Type: image/png\nContent-ID: <image007.png@01D0.F00>", "image007.png"],
    ["Content-Type: message/delivery-status\nContent-Description: Delivery report", "Delivery report.txt"],
    ["Content-Type: text/calendar\nContent-Disposition: attachment", "calendar.ics"],
    ["Content-Type: application/x-what", "file.bin"],
  ])("%s", (head, name) => {
    expect(named(head)).toBe(name);
  });

  it("of an attached message is its subject", () => {
    expect(named("Content-Type: message/rfc822", "Subject: =?utf-8?Q?=C3=A4_b?=\n\nx")).toBe("ä b.eml");
    const encoded = Buffer.from("Subject: In base64\r\n\r\nx").toString("base64");
    expect(named("Content-Type: message/rfc822\nContent-Disposition: inline\nContent-Transfer-Encoding: base64", encoded)).toBe(
      "In base64.eml",
    );
    expect(named("Content-Type: message/rfc822\nContent-Description: Returned", "\n\nx")).toBe("Returned.eml");
  });

  it("that we make up is not given twice", () => {
    const part = "Content-Type: image/png\n\nx";
    expect(read(multipart("mixed", part, part, part)).files).toEqual(["image.png", "image1.png", "image2.png"]);
  });
});

describe("what is not here", () => {
  it("is told", () => {
    expect(read("Content-Type: message/partial; id=x; number=1; total=2\n\nx").defects).toEqual(["message-partial"]);
    expect(read("Content-Type: message/external-body; access-type=URL; name=a.ps\n\nx")).toMatchObject({
      files: ["a.ps"],
      defects: ["file-elsewhere"],
    });
  });
});

describe("winmail.dat", () => {
  const notes = { shortName: "NOTES~1.TXT", longName: "Notizen für März.txt", content: Buffer.from("burnt") };
  const carried = (bytes: Buffer, type = "application/ms-tnef") =>
    `Content-Type: ${type}; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n${bytes.toString("base64")}`;

  it.each(["application/ms-tnef", "application/vnd.ms-tnef", "application/octet-stream"])(
    "called %s gives way to its files",
    (type) => {
      const found = read(multipart("mixed", plain("See"), carried(buildTnef({ files: [notes] }), type)));
      expect([found.text, found.files, found.contents]).toEqual(["See", ["Notizen für März.txt"], ["burnt"]]);
    },
  );

  it("adds its words where they are not there already", () => {
    const html = "<p>Dear all,<br>it burns.</p>";
    const of = (text: string) => read(multipart("mixed", plain(text), carried(buildTnef({ html, files: [] }))));
    expect(of("")).toMatchObject({ text: "Dear all,\nit burns.", html });
    expect(of("Dear all, it burns.")).toMatchObject({ text: "Dear all, it burns.", html });
    expect(of("Scanned by a gateway")).toMatchObject({ text: "Scanned by a gateway\n\nDear all,\nit burns." });
  });

  it("keeps a formatted document as a file beside its words", () => {
    const found = read(
      multipart("mixed", plain(""), carried(buildTnef({ rtf: "{\\rtf1\\ansi It \\b burns\\b0 .}", files: [] }))),
    );
    expect([found.text, found.files]).toEqual(["It burns.", ["message.rtf"]]);
  });

  it("that is cut off stays, beside what could be read", () => {
    const bytes = buildTnef({ text: "Words", files: [notes, { shortName: "B.TXT", content: Buffer.alloc(200) }] });
    const found = read(multipart("mixed", plain(""), carried(bytes.subarray(0, -100))));
    expect(found.text).toBe("Words");
    expect(found.files).toContain("Notizen für März.txt");
    expect(found.files).toContain("winmail.dat");
    expect(found.defects).toEqual(["tnef-damaged"]);
  });

  it("gives a message inside as a mail file that can be read again", () => {
    const inner = readTnef(buildTnef({ html: "<p>Grüße</p>", files: [notes] }))!;
    const file = messageFileOf({ ...inner, subject: "Größe 😀", senderName: "Änne", senderAddress: "a@x.example" }, null);
    expect(file.name).toBe("Größe 😀.eml");
    const { root } = prescan(file.content);
    expect(decodeHeaderText(firstValue(root.fields, "subject") ?? "")).toBe("Größe 😀");
    const found = readMailContent(root);
    expect([found.text, found.html, found.attachments[0]!.name]).toEqual(["Grüße", "<p>Grüße</p>", "Notizen für März.txt"]);
    expect(messageFileOf(inner, null).content).toEqual(messageFileOf(inner, null).content);
  });
});

describe("every leaf", () => {
  const leaf = fc.constantFrom(
    plain("a"),
    html("<p>b"),
    pdf,
    image,
    "Content-Disposition: attachment\n\nc",
    "Content-Type: message/rfc822\n\nSubject: d\n\ne",
    "Content-Type: text/enriched\n\nf",
  );
  const kinds = fc.constantFrom("mixed", "alternative", "related", "signed", "report", "digest", "appledouble");
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.tuple(kinds, fc.array(tie("tree"), { minLength: 1, maxLength: 4 })).map(([kind, parts]) => multipart(kind, ...parts)),
    ),
  }));

  it("ends in the text, the HTML or the files", () => {
    fc.assert(
      fc.property(tree, (mail) => {
        const { root } = prescan(Buffer.from(mail.replaceAll("\n", "\r\n")));
        const { sections, attachments } = chooseBody(root);
        const placed = new Set([...attachments, ...sections.flatMap((section) => [...section.text, ...section.html])]);
        for (const part of leavesOf(root)) expect(placed.has(part)).toBe(true);
        const contents = read(mail).contents;
        for (const part of attachments)
          expect(contents).toContain(decodeTransfer(bodyOf(part), part.transferEncoding).toString("latin1"));
      }),
      { numRuns: 300 },
    );
  });
});

function leavesOf(part: MimePart): MimePart[] {
  return part.children.length === 0 ? [part] : part.children.flatMap(leavesOf);
}
