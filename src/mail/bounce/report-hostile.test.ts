// Reports as strangers could write them: read in a moment, bounded, and the same each time.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report } from "#domain/message.ts";
import { prescan } from "../prescan.ts";
import { readReport } from "./report.ts";
import { cpuMsOf } from "../../../test/cpu-time.ts";

function read(raw: string, text: string): Report | null {
  return readReport(prescan(Buffer.from(raw)).root, text);
}

describe("whatever a stranger writes", () => {
  const pieces = [
    "\n",
    " ",
    ">",
    "(",
    "@",
    "a@b.example ",
    "<a@b.example>:\n550 5.1.1 no\n",
    "550 ",
    ">>> RCPT TO:<a@b.example>\n",
    "Final-Recipient: rfc822;a@b.example\n",
    "Received: x\n",
    "- copy of the message -\n",
    "{",
    "user … ",
    `${"@".repeat(1_900)}\n`,
    `<a@b.example>: ${"a".repeat(1_900)}\n`,
  ];
  const heads = [
    "From: MAILER-DAEMON\n\n",
    "From: MAILER-DAEMON\nContent-Type: message/delivery-status\n\n",
    "From: a@b.example\nContent-Type: message/feedback-report\n\n",
  ];

  it("is read in a moment", () => {
    for (const head of heads) {
      for (const piece of pieces) {
        const body = piece.repeat(Math.ceil(256_000 / piece.length));
        const root = prescan(Buffer.from(head + body)).root;
        expect(
          cpuMsOf(() => readReport(root, body)),
          `${head}${JSON.stringify(piece)}`,
        ).toBeLessThan(1_000);
      }
    }
  });

  it("gives the same bounded report each time, and never throws", () => {
    const line = fc.constantFrom(
      ...pieces,
      "Subject: x\n",
      "Message-ID: <a@b>\n",
      "Action: failed\n",
      "Status: 5.1.1\n",
      "\n--b\n",
      "Content-Type: message/rfc822\n\n",
      "\uD800",
      "é",
    );
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.array(line, { maxLength: 60 }), (head, lines) => {
        const body = lines.join("");
        const report = read(head + body, body);
        expect(read(head + body, body)).toEqual(report);
        expect(report?.recipients.length ?? 0).toBeLessThanOrEqual(200);
        for (const { address, diagnostic, status } of report?.recipients ?? []) {
          expect(address).toContain("@");
          expect((diagnostic ?? "").isWellFormed() && (diagnostic ?? "").length <= 1_000).toBe(true);
          expect(status ?? "5.0.0").toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
        }
      }),
    );
  });
});
