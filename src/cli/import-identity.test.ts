// What makes an imported mail the same one, and when it was received.
import { describe, expect, it } from "vitest";
import { importedId, receivedAtOf } from "./import-identity.ts";

const id = (text: string) => importedId("forwarding", Buffer.from(text, "latin1"));
const mail = "From: anna@example.com\r\nSubject: Hello\r\n\r\nOne\r\nTwo\r\n";

describe("the identity of an imported mail", () => {
  it.each([
    ["line ends", mail.replaceAll("\r\n", "\n")],
    ["a read flag", `Status: RO\r\n${mail}`],
    ["a folded label", `X-Gmail-Labels: Inbox,\r\n Unread\r\n${mail}`],
    ["a length", mail.replace("\r\n\r\n", "\r\nContent-Length: 10\r\nX-UID: 7\r\n\r\n")],
  ])("does not depend on %s", (_name, text) => expect(id(text)).toBe(id(mail)));

  it.each([
    ["the body", mail.replace("Two", "Three")],
    ["a header", mail.replace("Hello", "Hallo")],
    ["a flag's name in the body", mail.replace("One", "Status: One")],
    ["nothing but the order", "Subject: Hello\r\nFrom: anna@example.com\r\n\r\nOne\r\nTwo\r\n"],
  ])("depends on %s", (_name, text) => expect(id(text)).not.toBe(id(mail)));

  it("is an id that the journal can keep", () => expect(id(mail)).toMatch(/^import:[0-9a-f]{64}$/));
  it.each(["", "\n", "\r\n\r\n", "no header", " folded first\n"])("exists for %j", (text) =>
    expect(id(text)).toMatch(/^import:/),
  );
});

describe("when an imported mail was received", () => {
  const context = { fileTime: new Date("2020-05-05T05:05:05Z"), now: new Date("2026-11-20T12:00:00Z") };
  const at = (headers: string) => receivedAtOf(Buffer.from(`${headers}\r\n\r\nx`), context).toISOString();

  it("is what the top Received field says", () =>
    expect(
      at(
        "Received: from a by b;\r\n Thu, 19 Nov 2026 10:00:00 +0100\r\nReceived: from c by a; Mon, 1 Jan 2024 00:00:00 +0000\r\nDate: Tue, 3 Nov 2026 08:00:00 +0000",
      ),
    ).toBe("2026-11-19T09:00:00.000Z"));
  it("is its date where there is no Received field", () =>
    expect(at("Date: Tue, 3 Nov 2026 08:00:00 +0000")).toBe("2026-11-03T08:00:00.000Z"));
  it("is never in the future", () => {
    expect(at("Date: Fri, 20 Nov 2026 20:00:00 +0000")).toBe("2026-11-20T12:00:00.000Z");
    expect(at("Date: Fri, 20 Nov 2099 20:00:00 +0000")).toBe("2020-05-05T05:05:05.000Z");
  });
  it("is the file's time where nothing else can be read", () =>
    expect(at("Subject: x\r\nDate: soon")).toBe("2020-05-05T05:05:05.000Z"));
});
