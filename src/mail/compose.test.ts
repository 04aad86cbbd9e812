import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsers } from "../channels/parsers.ts";
import { letter } from "../../test/outbound/letters.ts";
import { headerFields, simpleHeader } from "../../test/outbound/read-mail.ts";
import { composeMail } from "./compose.ts";

const none = new Map<string, Uint8Array>();

function read(raw: Buffer) {
  return parsers.forwarding({
    workspaceId: "w",
    sourceId: "s",
    kind: "forwarding",
    externalId: "e",
    raw,
    envelope: null,
    receivedAt: new Date("2026-11-20T09:00:00Z"),
  });
}

function file(name: string, content: string, more: { mediaType?: string; contentId?: string } = {}) {
  const bytes = Buffer.from(content);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const { mediaType = "application/pdf", contentId = null } = more;
  const disposition = contentId === null ? ("attachment" as const) : ("inline" as const);
  return { entry: { name, mediaType, disposition, contentId, sha256, size: bytes.length }, bytes: [sha256, bytes] as const };
}

describe("a reply", () => {
  test("carries what it says in the fields that mail programs thread by", async () => {
    const raw = await composeMail(
      letter({
        cc: [{ name: "Bob", address: "bob@customer.example" }],
        sending: { ...letter().sending, references: ["root@customer.example", "parent@customer.example"] },
      }),
      none,
    );
    expect(Object.fromEntries(headerFields(raw))).toEqual({
      from: "Desk Support <support@desk.example>",
      to: "Anna <anna@customer.example>",
      cc: "Bob <bob@customer.example>",
      "reply-to": "Desk Support <reply+aaaaaaaaaaaaaaaaaaaaaaaaaa@in.desk.example>",
      "in-reply-to": "<parent@customer.example>",
      references: "<root@customer.example> <parent@customer.example>",
      subject: "Re: The printer is on fire",
      "message-id": "<token.mac@in.desk.example>",
      date: "Fri, 20 Nov 2026 09:00:00 +0000",
      "content-transfer-encoding": "7bit",
      "mime-version": "1.0",
      "content-type": "text/plain; charset=utf-8",
    });
  });

  test("comes out the same, byte for byte, at every try", async () => {
    const picture = file("logo.png", "PNG", { mediaType: "image/png", contentId: "logo@inlet" });
    const rich = letter({ html: '<p>Hi <img src="cid:logo@inlet"></p>', files: [picture.entry] });
    expect(await composeMail(rich, new Map([picture.bytes]))).toEqual(await composeMail(rich, new Map([picture.bytes])));
  });

  test("never names who got a blind copy, and names nobody where all did", async () => {
    const bcc = [{ name: "Eve", address: "eve@elsewhere.example" }];
    const raw = await composeMail(letter({ to: [], sending: { ...letter().sending, bcc } }), none);
    expect(raw.toString()).not.toContain("eve");
    expect(simpleHeader(raw, "to")).toBe('"undisclosed-recipients":;');
  });

  test("of a person is not marked as automatic, so that vacation notes still answer it", async () => {
    const names = headerFields(await composeMail(letter(), none)).map(([name]) => name);
    expect(names).not.toContain("auto-submitted");
    expect(names).not.toContain("x-auto-response-suppress");
  });

  test("of ours that is automatic says so, and asks for no automatic answer but a report of failure", async () => {
    const raw = await composeMail(letter({ sending: { ...letter().sending, autoSubmitted: "auto-replied" } }), none);
    expect(simpleHeader(raw, "auto-submitted")).toBe("auto-replied");
    expect(simpleHeader(raw, "x-auto-response-suppress")).toBe("DR, RN, NRN, OOF, AutoReply");
  });

  test("keeps the root and the nearest of a long thread", async () => {
    const references = Array.from({ length: 80 }, (_, at) => `m${at}@customer.example`);
    const written = simpleHeader(
      await composeMail(letter({ sending: { ...letter().sending, references } }), none),
      "references",
    ).split(" ");
    expect(written).toHaveLength(20);
    expect([written[0], written[1], written.at(-1)]).toEqual([
      "<m0@customer.example>",
      "<m61@customer.example>",
      "<m79@customer.example>",
    ]);
  });

  test("repeats only what is a message id", async () => {
    const references = [
      "a@b>\r\nBcc: evil@x.example\r\n<c@d",
      "spaces in@it",
      "x".repeat(300),
      "nul\0@x",
      "fine@customer.example",
    ];
    const raw = await composeMail(letter({ sending: { ...letter().sending, references } }), none);
    expect(simpleHeader(raw, "references")).toBe("<fine@customer.example>");
    expect(raw.toString()).not.toContain("evil");
  });

  test("brings text, HTML, pictures and files, each where a reader looks for it", async () => {
    const picture = file("logo.png", "PNG bytes", { mediaType: "image/png", contentId: "logo@inlet" });
    const report = file("Bericht für Größe.pdf", "PDF bytes");
    const mail = file("forwarded.eml", "From: x\r\n\r\nä", { mediaType: "message/rfc822" });
    const raw = await composeMail(
      letter({
        html: '<p>Grüße <img src="cid:logo@inlet"></p>',
        text: "Grüße",
        files: [picture.entry, report.entry, mail.entry],
      }),
      new Map([picture.bytes, report.bytes, mail.bytes]),
    );
    const message = read(raw);
    expect(message.text.trim()).toBe("Grüße");
    expect(message.html).toContain('src="cid:logo@inlet"');
    const found = message.attachments.map(({ name, mediaType, disposition, contentId, content }) => [
      name,
      mediaType,
      disposition,
      contentId,
      Buffer.from(content).toString(),
    ]);
    expect(found).toEqual([
      ["logo.png", "image/png", "inline", "logo@inlet", "PNG bytes"],
      ["Bericht für Größe.pdf", "application/pdf", "attachment", null, "PDF bytes"],
      ["forwarded.eml", "application/octet-stream", "attachment", null, "From: x\r\n\r\nä"],
    ]);
  });
});

/** Text with what breaks headers in it. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        "\r\n",
        "\r",
        "\n",
        "\0",
        "\u2028",
        "\u0085",
        "\r\nBcc: evil@x.example",
        "\n\nbody",
        ": ",
        "<",
        ">",
        '"',
        "=?utf-8?q?",
        "\ud800",
        ",",
        ";",
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const expected = [
  "from",
  "to",
  "cc",
  "reply-to",
  "in-reply-to",
  "references",
  "subject",
  "message-id",
  "date",
  "content-transfer-encoding",
  "mime-version",
  "content-type",
];

test("nothing that is typed adds, ends or hides a field", async () => {
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, nasty, nasty, async (subject, name, deskName, id, text) => {
      const raw = await composeMail(
        letter({
          subject: `s${subject}`,
          text: `t${text}`,
          to: [{ name, address: "anna@customer.example" }],
          cc: [{ name: `${name}x`, address: "bob@customer.example" }],
          sending: {
            ...letter().sending,
            from: { name: deskName, address: "support@desk.example" },
            references: [id, "parent@customer.example"],
          },
        }),
        none,
      );
      const fields = headerFields(raw).map(([field]) => field);
      expect(fields.toSorted()).toEqual(expected.toSorted());
      const message = read(raw);
      expect(message.from?.address).toBe("support@desk.example");
      expect(message.to.map(({ address }) => address)).toEqual(["anna@customer.example"]);
      expect(message.cc.map(({ address }) => address)).toEqual(["bob@customer.example"]);
      expect(message.replyTo.map(({ address }) => address)).toEqual(["reply+aaaaaaaaaaaaaaaaaaaaaaaaaa@in.desk.example"]);
      expect(message.messageId).toBe("token.mac@in.desk.example");
    }),
    { numRuns: 300 },
  );
});

test("no line is longer than 998 characters, and every line ends in CRLF", async () => {
  const long = "x".repeat(5_000);
  const report = file(`${long}.pdf`, long);
  const raw = await composeMail(
    letter({
      subject: long,
      text: `${long}\rnext\n${long}`,
      html: `<p>${long}</p>`,
      to: [{ name: long, address: "anna@customer.example" }],
      files: [report.entry],
    }),
    new Map([report.bytes]),
  );
  const lines = raw.toString("latin1").split("\r\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
  expect(lines.filter((line) => /[\r\n]/.test(line))).toEqual([]);
  expect(raw.every((byte) => byte < 128)).toBe(true);
});
