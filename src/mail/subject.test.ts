// Ticket numbers in subjects.
import { describe, expect, it } from "vitest";
import { findTicketNumber, ticketTag } from "./subject.ts";

describe("ticket number", () => {
  it.each([
    ["Re: [Ticket #123] Printer", 123],
    ["[Ticket #1] then [Ticket #22]", 22],
    ["Ticket #5", null],
    ["[Ticket #0]", null],
    ["[Ticket #99999999999]", null],
    ["[Ticket #12345678901234567890]", null],
  ])("%s", (subject, number) => {
    expect(findTicketNumber(subject)).toBe(number);
  });

  it("finds what our own mail carries", () => {
    expect(findTicketNumber(`Re: ${ticketTag(4711)} Hi`)).toBe(4711);
  });
});
