// Reading mail: golden messages, what a composed message keeps, and that no bytes whatever can hurt.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { describe, expect, it } from "vitest";
import { emptyMessage, type InboundMessage, isUnreadable } from "#domain/message.ts";
import { parseEmail } from "./parse.ts";
import { cpuMsOf } from "../../../test/cpu-time.ts";

const receivedAt = new Date("2026-11-20T00:00:00Z");
const fixtures = new URL("../../../test/fixtures/mail/", import.meta.url);

function read(raw: string | Uint8Array): InboundMessage {
  return parseEmail(typeof raw === "string" ? Buffer.from(raw.replaceAll("\n", "\r\n")) : raw, null, receivedAt);
}

// Files are known by their digest; their bytes would only make the expectation unreadable.
function summary(message: InboundMessage): unknown {
  const attachments = message.attachments.map(({ content, ...file }) => ({ ...file, size: content.length }));
  return JSON.parse(JSON.stringify({ ...message, attachments }));
}

describe("golden messages", () => {
  const names = readdirSync(fixtures).filter((name) => name.endsWith(".eml"));

  it.each(names)("%s is read as expected", async (name) => {
    const message = read(readFileSync(new URL(name, fixtures)));
    const expected = new URL(name.replace(/\.eml$/, ".expected.json"), fixtures);
    await expect(`${JSON.stringify(summary(message), null, 2)}\n`).toMatchFileSnapshot(expected.pathname);
  });
});

describe("a message that somebody composed", () => {
  const word = fc.stringMatching(/^[a-zA-Zäöüßéñ日本語😀]{1,12}$/u);
  const line = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(" "));
  const address = fc.record({ name: line, address: fc.stringMatching(/^[a-z]{1,10}@[a-z]{1,10}\.example$/) });
  const file = fc.record({ filename: word.map((name) => `${name}.bin`), content: fc.uint8Array({ maxLength: 200 }) });

  it("keeps every field on its way through a mail program", async () => {
    const composed = fc.record({
      from: address,
      to: fc.uniqueArray(address, { minLength: 1, maxLength: 4, selector: (entry) => entry.address }),
      subject: line,
      text: fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join("\n")),
      attachments: fc.array(file, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(composed, async (mail) => {
        const attachments = mail.attachments.map((entry) => ({ ...entry, content: Buffer.from(entry.content) }));
        const built = new MailComposer({
          ...mail,
          attachments,
          messageId: "<m1@x.example>",
          inReplyTo: "<p1@x.example>",
        }).compile();
        const message = read(await built.build());
        expect(message.from).toEqual({ name: mail.from.name.normalize(), address: mail.from.address });
        expect(message.to).toEqual(mail.to);
        expect(message.subject).toBe(mail.subject);
        expect(message.text).toBe(mail.text);
        expect(message.messageId).toBe("m1@x.example");
        expect(message.references).toEqual(["p1@x.example"]);
        expect(message.attachments.map((entry) => Buffer.from(entry.content))).toEqual(attachments.map((entry) => entry.content));
        expect(message.attachments.map((entry) => entry.name)).toEqual(
          attachments.map((entry) => entry.filename.normalize("NFC")),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe("any bytes", () => {
  const pieces = fc.constantFrom(
    "From: a@b.example\r\n",
    "Subject: =?utf-8?Q?",
    "Content-Type: multipart/mixed; boundary=b\r\n",
    "\r\n",
    "--b\r\n",
    "--b--\r\n",
    "\n",
    "\r",
    "\0",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Type: text/html; charset=utf-7\r\n",
    "=?a?b?c?=",
    "<div>",
    "> ",
    "On 1.1.2026 wrote:\n",
    "ÿ",
    "=3D=",
  );
  const likeMail = fc
    .array(fc.oneof(pieces, fc.string({ maxLength: 20 })), { maxLength: 60 })
    .map((list) => Buffer.from(list.join(""), "latin1"));

  it("are read without an exception, and the same way each time", () => {
    fc.assert(
      fc.property(fc.oneof(likeMail, fc.uint8Array({ maxLength: 400 })), (raw) => {
        const message = parseEmail(raw, null, receivedAt);
        expect(parseEmail(raw, null, receivedAt)).toEqual(message);
        expect(message.visibleText.trim() === "").toBe(message.text.trim() === "");
        const { attachments, ...rest } = message;
        expect(JSON.stringify({ ...rest, names: attachments.map((file) => file.name) })).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
      { numRuns: 1_500 },
    );
  });
});

const head = "From: a@b.example\nSubject: bomb\nMIME-Version: 1.0\n";
const mixed = `${head}Content-Type: multipart/mixed; boundary=b\n\n`;

describe("a mail bomb", () => {
  it.each([
    ["a million empty parts", mixed + "--b\n\n".repeat(1_000_000), "too-many-parts"],
    ["a million boundaries", mixed + "--b\n".repeat(1_000_000), "too-many-parts"],
    [
      "fifty thousand levels",
      head + Array.from({ length: 50_000 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`).join(""),
      "too-deep",
    ],
    ["a hundred thousand header fields", `${head}${"X-A: b\n".repeat(100_000)}\nhi`, "headers-too-many"],
    ["a header field of two megabytes", `${head}X-A: ${"a".repeat(2_000_000)}\n\nhi`, "headers-too-large"],
  ])("%s is told by its defect, and its subject is still read", (_name, raw, code) => {
    let message = emptyMessage;
    const took = cpuMsOf(() => {
      message = read(raw);
    });
    expect(message.defects.map((defect) => defect.code)).toContain(code);
    expect(message.defects.some(isUnreadable)).toBe(true);
    expect(message.subject).toBe("bomb");
    expect(message.attachments).toEqual([]);
    expect(took).toBeLessThan(2_000);
  });

  it.each([
    ["five thousand messages inside each other", `${head}${"Content-Type: message/rfc822\n\n".repeat(5_000)}`],
    ["forty thousand references", `${head}References: ${"<a@b> ".repeat(40_000)}\n\nhi`],
    ["forty thousand recipients", `${head}Cc: ${"a@b.example, ".repeat(19_000)}\n\nhi`],
    ["a million angle brackets", `${head}Content-Type: text/html\n\n${"<".repeat(1_000_000)}`],
    [
      "a hundred thousand nested elements",
      `${head}Content-Type: text/html\n\n${"<div>".repeat(100_000)}x${"</div>".repeat(100_000)}`,
    ],
    ["a line of ten megabytes", `${head}\n${"a".repeat(10_000_000)}`],
  ])("%s costs no more than two seconds", (_name, raw) => {
    expect(cpuMsOf(() => expect(read(raw).subject).toBe("bomb"))).toBeLessThan(2_000);
  });
});

describe("limits that a person's message may pass", () => {
  it("keeps the first 200 recipients and says that there were more", () => {
    const message = read(`${head}To: ${Array.from({ length: 250 }, (_, at) => `p${at}@x.example`).join(", ")}\n\nhi`);
    expect(message.to).toHaveLength(200);
    expect(message.defects.map((defect) => defect.code)).toContain("too-many-recipients");
    expect(message.defects.some(isUnreadable)).toBe(false);
  });

  it("keeps the nearest references and the thread's first", () => {
    const ids = Array.from({ length: 500 }, (_, at) => `<r${at}@x.example>`);
    const { references } = read(`${head}References: ${ids.join(" ")}\nIn-Reply-To: <r499@x.example>\n\nhi`);
    expect(references).toHaveLength(100);
    expect(references[0]).toBe("r499@x.example");
    expect(references.at(-1)).toBe("r0@x.example");
  });
});

describe("parts", () => {
  it("reads a part of unknown charset as Windows-1252 and says so", () => {
    const message = read(
      Buffer.concat([Buffer.from(`${head}Content-Type: text/plain; charset=x-none\n\n`), Buffer.from([0x93, 0x68, 0x69, 0x94])]),
    );
    expect(message.text).toBe("“hi”");
    expect(message.defects.map((defect) => defect.code)).toContain("charset-unknown");
  });

  it("never makes HTML out of UTF-7", () => {
    const message = read(`${head}Content-Type: text/html; charset=utf-7\n\n+ADw-script+AD4-alert(1)+ADw-/script+AD4-`);
    expect(message.html).toBeNull();
  });

  it("resolves flowed lines and keeps quote marks", () => {
    const message = read(`${head}Content-Type: text/plain; format=flowed\n\nOne line that \nflows on.\n> quoted \n> too`);
    expect(message.text).toBe("One line that flows on.\n> quoted too");
  });

  it("names an attached message by its subject and keeps it whole", () => {
    const message = read(`${mixed}--b\n\nsee\n--b\nContent-Type: message/rfc822\n\nSubject: Inner/one\n\nbody\n--b--\n`);
    expect(message.attachments.map((file) => [file.name, Buffer.from(file.content).toString()])).toEqual([
      ["Inner_one.eml", "Subject: Inner/one\r\n\r\nbody"],
    ]);
  });
});
