// Base subjects and ticket numbers.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baseSubject, findTicketNumber, ticketTag } from "./subject.ts";

describe("base subject", () => {
  it.each([
    ["Re: Fwd: AW: Printer", "Printer"],
    ["RE[2]: printer", "printer"],
    ["SV:  Re:Printer   broken", "Printer broken"],
    ["回复：打印机", "打印机"],
    ["Re^3: a", "a"],
    ["Regarding: the printer", "Regarding: the printer"],
    ["Reply wanted", "Reply wanted"],
    ["", ""],
  ])("%s", (subject, base) => {
    expect(baseSubject(subject)).toBe(base);
  });

  it("stays the same under any pile of marks, and when taken twice", () => {
    const mark = fc.constantFrom(
      "Re: ",
      "RE:",
      "Fwd: ",
      "AW: ",
      "WG:",
      "SV: ",
      "Re[3]: ",
      "Antw.: ".replace(".", ""),
      "TR: ",
      "回复：",
    );
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 10 }), fc.string({ maxLength: 40 }), (marks, subject) => {
        const base = baseSubject(subject);
        expect(baseSubject(base)).toBe(base);
        expect(baseSubject(marks.join("") + subject)).toBe(base);
      }),
    );
  });
});

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
