// Attached originals: one message however it was encoded or called, none where several are attached or where a report came back.
import { describe, expect, it } from "vitest";
import { prescan } from "#mail/prescan.ts";
import { readForwarded } from "./forwarded.ts";

const receivedAt = new Date("2026-11-20T00:00:00Z");
const original = [
  "From: =?utf-8?q?Ann_L=C3=A9e?= <ann@shop.example>",
  "To: Desk <desk@firm.example>",
  "Cc: eve@shop.example",
  "Subject: Broken chair",
  "Date: Wed, 27 Oct 2021 09:31:00 +0200",
  "Message-ID: <a1@shop.example>",
  "Content-Type: multipart/alternative; boundary=inner",
  "",
  "--inner",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "It broke.",
  "--inner",
  "Content-Type: text/html",
  "",
  "<p>It <b>broke</b>.</p>",
  "--inner--",
  "",
].join("\r\n");

interface Outer {
  fields?: string[];
  type?: string;
  parts: string[];
  text?: string;
  subject?: string;
}

function read({ fields = [], type = "multipart/mixed", parts, text = "See below.\n\nBob", subject = "Please look" }: Outer) {
  const body = ["Content-Type: text/plain\r\n\r\nSee below.", ...parts].map((part) => `--outer\r\n${part}\r\n`).join("");
  const raw = [
    "From: Bob <bob@firm.example>",
    ...fields,
    `Content-Type: ${type}; boundary=outer`,
    "",
    `${body}--outer--`,
    "",
  ].join("\r\n");
  return readForwarded({ root: prescan(Buffer.from(raw)).root, subject, text, receivedAt });
}

function attached(type: string, body = original): string {
  return `Content-Type: ${type}\r\n\r\n${body}`;
}

function encoded(type: string): string {
  return `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(original).toString("base64")}`;
}

describe("an attached message", () => {
  it("is the original, with its whole header and text", () => {
    expect(read({ parts: [attached("message/rfc822")] })).toEqual({
      how: "attached",
      confidence: "certain",
      author: { name: "Ann Lée", address: "ann@shop.example" },
      to: [{ name: "Desk", address: "desk@firm.example" }],
      cc: [{ name: "", address: "eve@shop.example" }],
      subject: "Broken chair",
      sentAt: new Date("2021-10-27T07:31:00Z"),
      dateText: "Wed, 27 Oct 2021 09:31:00 +0200",
      messageId: "a1@shop.example",
      text: "It broke.",
      note: "See below.\n\nBob",
    });
  });

  it.each([
    ["in base64", encoded("message/rfc822")],
    [
      "quoted-printable",
      `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${original.replaceAll("=", "=3D")}`,
    ],
    ["called a file of no type", encoded('application/octet-stream; name="Broken chair.eml"')],
    [
      "named by its disposition alone",
      `Content-Disposition: attachment; filename="a.EML"\r\n${encoded("application/octet-stream")}`,
    ],
    ["of RFC 6532", attached("message/global")],
  ])("is read %s", (_case, part) => {
    expect(read({ parts: [part] })).toMatchObject({
      how: "attached",
      author: { address: "ann@shop.example" },
      text: "It broke.",
    });
  });

  it("is told as likely where it names no author", () => {
    expect(read({ parts: [attached("message/rfc822", "From: nobody at all\r\nSubject: x\r\n\r\nHi")] })).toMatchObject({
      confidence: "likely",
      author: null,
    });
  });

  it.each<[string, Outer]>([
    ["several are a digest", { parts: [attached("message/rfc822"), attached("message/rfc822")] }],
    [
      "it is part of a report",
      {
        type: "multipart/report; report-type=delivery-status",
        parts: ["Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x", attached("message/rfc822")],
      },
    ],
    ["a mail server returns it", { fields: ["Return-Path: <>"], parts: [attached("message/rfc822")] }],
    ["it is the protected form of the mail itself", { parts: [attached("message/rfc822; forwarded=no")] }],
    [
      "the mail answers another",
      { fields: ["In-Reply-To: <m@firm.example>"], subject: "Re: Please look", parts: [attached("message/rfc822")] },
    ],
    ["the file is no mail", { parts: [attached('application/octet-stream; name="a.eml"', "just some words")] }],
    ["the file is called otherwise", { parts: [encoded('application/octet-stream; name="a.bin"')] }],
  ])("is no original where %s", (_case, outer) => {
    expect(read(outer)).toBeNull();
  });

  it("comes before one inside the text", () => {
    const text = "FYI\n\n---------- Forwarded message ---------\nFrom: Eve <eve@shop.example>\nTo: x@firm.example\n\nHi";
    expect(read({ parts: [], text })).toMatchObject({ how: "inline", author: { address: "eve@shop.example" } });
    expect(read({ parts: [attached("message/rfc822")], text })).toMatchObject({ how: "attached" });
  });
});

describe("a header that says the mail is a forward", () => {
  it("decides for a block that answers have as well, and names the original", () => {
    const text = "From: Eve <eve@shop.example>\nSent: Monday\nTo: x@firm.example\nSubject: y\n\nHi";
    expect(read({ fields: ["In-Reply-To: <m@firm.example>"], parts: [], text })).toBeNull();
    expect(
      read({ fields: ["In-Reply-To: <m@firm.example>", "X-Forwarded-Message-Id: <y1@shop.example>"], parts: [], text }),
    ).toMatchObject({
      how: "inline",
      confidence: "certain",
      messageId: "y1@shop.example",
    });
  });
});
