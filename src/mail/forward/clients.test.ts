// Forwards that a program marks in a way of its own.
import { expect, it } from "vitest";
import { readInlineForward } from "./inline.ts";

const read = (text: string, subject: string) =>
  readInlineForward({ text, subject, hasParents: false, isDeclared: false, isMachines: false });

it("reads Outlook 2019's, which has an attribution and sets the original in", () => {
  const text = "Please have a look.\n\nOn 27 Oct 2021, at 12:30, Ann Lee <ann@x.example> wrote:\n\n    Hello,\n\n    it broke.\n";
  expect(read(text, "Fwd: chair")).toMatchObject({
    confidence: "likely",
    author: { name: "Ann Lee", address: "ann@x.example" },
    text: "Hello,\n\nit broke.",
    note: "Please have a look.",
  });
});

it("reads SquirrelMail's, which says original message and begins with the subject", () => {
  const mark = `${"-".repeat(28)} Original Message ${"-".repeat(28)}`;
  const text = `${mark}\nSubject: chair\nFrom:    "Ann Lee" <ann@x.example>\nDate:    Wed, October 27, 2021 12:30 pm\nTo:      desk@x.example\n${"-".repeat(74)}\n\nIt broke.\n`;
  expect(read(text, "[Fwd: chair]")).toMatchObject({ confidence: "certain", author: { address: "ann@x.example" } });
  // Also without a word in the subject: above its answers it writes something else.
  expect(read(text, "chair")).toMatchObject({ confidence: "certain", author: { address: "ann@x.example" } });
});
