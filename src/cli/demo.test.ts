// The demo's mails and files are what they seem.
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compose } from "./demo-compose.ts";
import { demoMails } from "./demo-mails.ts";
import { pdf, png } from "./demo-files.ts";
import { explainMail } from "./explain-mail.ts";

const now = new Date("2026-11-20T16:00:00Z");
const context = { now, all: demoMails };

async function explained(key: string) {
  const mail = demoMails.find((other) => other.key === key);
  if (mail === undefined) throw new Error(`the demo has no mail ${key}`);
  const { raw } = await compose(mail, context);
  return explainMail(raw, { file: key, envelope: null, receivedAt: now, mailDomain: "in.example.com", authenticate: null });
}

describe("the demo's mails", () => {
  it("are forty, each with a key of its own, and the same on every run", async () => {
    expect(demoMails).toHaveLength(40);
    expect(new Set(demoMails.map((mail) => mail.key)).size).toBe(40);
    for (const mail of demoMails)
      expect((await compose(mail, context)).raw.equals((await compose(mail, context)).raw)).toBe(true);
  });

  it("name only reserved domains (RFC 2606)", async () => {
    for (const mail of demoMails) {
      const text = (await compose(mail, context)).raw.toString("latin1");
      for (const [, domain] of text.matchAll(/[\w.+-]@([\w-]+(?:\.[\w-]+)+)/g))
        expect(domain).toMatch(/(\.example|^example\.com)$/);
    }
  });

  it("read as they were meant: no defect but the forged one's", async () => {
    const defects: Record<string, string[]> = {};
    for (const { key } of demoMails) {
      const { message } = await explained(key);
      if (message.defects.length > 0) defects[key] = message.defects.map((defect) => defect.code);
    }
    expect(defects).toEqual({ "two-authors": ["from-ambiguous"] });
  });

  it.each([
    ["bounce", { action: "record-report", reason: null }],
    ["out-of-office", { action: "quarantine", reason: "automatic" }],
    ["two-authors", { action: "quarantine", reason: "unverified-sender" }],
    ["monitor", { action: "create", reason: null }],
    ["pier-lamps", { action: "create", reason: null }],
  ])("%s comes to what it shows", async (key, decision) => expect((await explained(key)).decision).toEqual(decision));

  it.each([
    ["osaka", "マストライトの在庫について"],
    ["corniche", "استفسار عن كفالة مصباح الصاري"],
    ["kabel", "Anschlussplan für die Kaileuchte gesucht"],
    ["moscow", "Инструкция по монтажу ML-2"],
  ])("%s keeps its letters", async (key, subject) => expect((await explained(key)).message.subject).toBe(subject));

  it("carry their files", async () => {
    const { message } = await explained("flicker");
    expect(message.attachments.map(({ name, mediaType, disposition }) => [name, mediaType, disposition])).toEqual([
      ["berth-14.png", "image/png", "inline"],
      ["inspection.pdf", "application/pdf", "attachment"],
    ]);
    expect((await explained("corniche")).message.attachments[0]?.name).toBe("صورة المصباح.png");
  });
});

describe("the demo's files", () => {
  it("are PNGs whose pixels are all there", () => {
    const image = png(["#.", ".#"], { ink: [1, 2, 3], paper: [9, 9, 9] }, 2);
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([4, 4]);
    const pixels = inflateSync(image.subarray(image.indexOf("IDAT") + 4, image.indexOf("IEND") - 8));
    expect(pixels.byteLength).toBe(4 * (1 + 4 * 3));
    expect([...pixels.subarray(1, 4), ...pixels.subarray(7, 10)]).toEqual([1, 2, 3, 9, 9, 9]);
  });

  it("are PDFs whose table points at their objects", () => {
    const text = pdf(["One (1)", "Two \\"]).toString("latin1");
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(start, start + 4)).toBe("xref");
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n /gm)].map((row) => Number(row[1]));
    expect(offsets.map((offset) => text.slice(offset, offset + 7))).toEqual([1, 2, 3, 4, 5].map((at) => `${at} 0 obj`));
    expect(text).toContain("(One \\(1\\)) Tj");
  });
});
