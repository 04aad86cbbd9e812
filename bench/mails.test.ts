// The benchmark's mails are what docs/benchmarks.md says of them.
import { describe, expect, test } from "vitest";
import { parseEmail } from "#channels/email/parse.ts";
import { generateMails, type SampleMail, senderDomains } from "./mails.ts";

const count = 2_000;
const mixed = [...generateMails({ count, seed: 11, prefix: "m", set: "mixed" })];
const small = [...generateMails({ count, seed: 11, prefix: "m", set: "small" })];

const sizes = (mails: readonly SampleMail[]) => mails.map((mail) => mail.raw.length).sort((a, b) => a - b);
const average = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const share = (holds: (mail: SampleMail) => boolean) => mixed.filter(holds).length / count;

describe("the benchmark's mails", () => {
  test("are the same for the same seed, and others for another", () => {
    const again = [...generateMails({ count: 50, seed: 11, prefix: "m", set: "mixed" })];
    const other = [...generateMails({ count: 50, seed: 12, prefix: "m", set: "mixed" })];
    expect(again.map((mail) => mail.raw.toString("latin1"))).toEqual(
      [...generateMails({ count: 50, seed: 11, prefix: "m", set: "mixed" })].map((mail) => mail.raw.toString("latin1")),
    );
    expect(again.map((mail) => mail.messageId)).not.toEqual(other.map((mail) => mail.messageId));
  });

  test("have the sizes of real support mail: mixed about 97 kB on average, small about 4.2 kB in the middle", () => {
    expect(average(sizes(mixed))).toBeGreaterThan(85_000);
    expect(average(sizes(mixed))).toBeLessThan(110_000);
    expect(sizes(small)[count / 2]).toBeGreaterThan(3_900);
    expect(sizes(small)[count / 2]).toBeLessThan(4_600);
    expect(sizes(mixed)[count * 0.9]).toBeGreaterThan(250_000);
  });

  test("are replies in 29 % of cases, and carry files in 21 %", () => {
    expect(share((mail) => mail.messageId !== mail.rootMessageId)).toBeCloseTo(0.29, 1);
    expect(share((mail) => mail.attachments > 0)).toBeCloseTo(0.21, 1);
    expect(Math.max(...mixed.map((mail) => mail.attachments))).toBe(3);
    expect(small.every((mail) => mail.attachments === 0)).toBe(true);
  });

  test("are written in nine charsets, as plain text, as alternatives and as HTML alone", () => {
    expect(new Set(mixed.map((mail) => mail.charset)).size).toBe(9);
    expect(share((mail) => mail.kind === "plain")).toBeCloseTo(0.35, 1);
    expect(share((mail) => mail.kind === "alternative")).toBeCloseTo(0.35, 1);
    expect(share((mail) => mail.kind === "html")).toBeCloseTo(0.1, 1);
  });

  test("can be read: author, subject, parents, text and files come out as they went in", () => {
    const at = new Date(Date.UTC(2026, 10, 20));
    for (const mail of mixed.slice(0, 400)) {
      const message = parseEmail(mail.raw, null, at);
      expect(message.defects).toEqual([]);
      expect(message.from?.address).toBe(mail.from);
      expect(message.messageId).toBe(mail.messageId);
      expect(message.references.length > 0).toBe(mail.messageId !== mail.rootMessageId);
      expect(message.attachments.length).toBe(mail.attachments);
      expect(message.text).toMatch(/^Hello support,/);
      // A wrong charset shows as replacement characters.
      expect(message.text).not.toContain("\uFFFD");
    }
  });

  test("come from domains that a name server can be told of", () => {
    const domains = new Set(senderDomains("m"));
    expect(mixed.every((mail) => domains.has(mail.from.slice(mail.from.indexOf("@") + 1)))).toBe(true);
  });
});
