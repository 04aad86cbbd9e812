// The words of an acknowledgement: ours in ten languages, the admin's own, and never the sender's.
import { describe, expect, test } from "vitest";
import { readMailOf } from "../../test/mail-of.ts";
import { acknowledgementLanguages, acknowledgementTexts } from "./acknowledgement-texts.ts";
import { acknowledgementVariables, writeAcknowledgement } from "./acknowledgement.ts";
import { parseSettings } from "./source-settings.ts";

const closed = new Date("2026-11-20T18:00:00Z");
const open = new Date("2026-11-20T10:00:00Z");

function write(acknowledgement: object, { at = open, businessHours = {} }: { at?: Date; businessHours?: object } = {}) {
  const settings = parseSettings({ acknowledgement, businessHours });
  return writeAcknowledgement({ settings, ticketNumber: 1042, sourceName: "Support", at });
}

test("without words of one's own, Inlet's are sent", () => {
  expect(write({})).toEqual({
    subject: "We have received your message [Ticket #1042]",
    text: "Hello,\n\nwe have received your message. Your ticket number is 1042. A person will read it and answer you.\n\nIf you have something to add, answer this mail.\n\nSupport\n\nThis is an automatic message.",
    outside: false,
  });
});

test("one's own words take their place, each by itself", () => {
  const { subject, text } = write({ language: "de", subject: "Da: {{ ticket.number }}", text: "" });
  expect(subject).toBe("Da: 1042");
  expect(text).toContain("wir haben Ihre Nachricht erhalten");
});

describe("outside business hours", () => {
  const businessHours = { enabled: true, timeZone: "Europe/Berlin" };

  test("it says when somebody is back, in the language and the time zone of the source", () => {
    expect(write({ language: "de" }, { at: closed, businessHours }).text).toContain(
      "wir sind wieder da: Montag, 23. November um 09:00.",
    );
    expect(write({}, { at: closed, businessHours }).text).toContain("are back Monday");
    expect(write({}, { at: closed, businessHours })).toMatchObject({ outside: true });
  });

  test("a place without a value shows what stands behind its bar", () => {
    const never = { ...businessHours, days: [] };
    expect(write({ textOutside: "Back {{hours.opens|some day}}." }, { at: closed, businessHours: never }).text).toBe(
      "Back some day.",
    );
    expect(write({ textOutside: "Back {{hours.opens}}." }, { at: closed, businessHours: never }).text).toBe("Back .");
  });

  test("within them, and where they are off, nothing of that is said", () => {
    expect(write({}, { at: open, businessHours }).outside).toBe(false);
    expect(write({}, { at: closed, businessHours: { ...businessHours, enabled: false } }).outside).toBe(false);
  });
});

test("what can be filled in knows nothing that a stranger wrote", () => {
  expect(acknowledgementVariables.map(({ name }) => name)).toEqual(["ticket.number", "source.name", "hours.opens"]);
});

describe.each(acknowledgementLanguages)("in %s", (language) => {
  test("all places are filled", () => {
    const hours = { at: closed, businessHours: { enabled: true } };
    const all = [write({ language }), write({ language }, hours)].flatMap(({ subject, text }) => [subject, text]);
    for (const words of all) expect(words).not.toMatch(/[{}|]|undefined/);
    expect(all.filter((words) => words.includes("1042"))).toHaveLength(4);
  });

  // Two desks whose mail loses every header on the way must still not thank each other.
  test("another Inlet tells it for a machine's by its words alone", () => {
    const hours = { at: closed, businessHours: { enabled: true } };
    for (const { subject, text } of [write({ language }), write({ language }, hours)]) {
      const verdict = readMailOf("", { subject, text });
      expect(verdict).toMatchObject({ autoSubmitted: "auto-replied", neverAnswer: "automatic" });
    }
  });

  test("no subject breaks over two lines", () => {
    expect(acknowledgementTexts[language].subject).not.toMatch(/\n/);
  });
});
