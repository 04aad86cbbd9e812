// The acknowledgement of a source: its settings, and the words that are sent. Nothing in them comes from whoever wrote (promise P10).
import { z } from "zod";
import {
  acknowledgementLanguages,
  type AcknowledgementLanguage,
  type AcknowledgementTexts,
  acknowledgementTexts,
} from "./acknowledgement-texts.ts";
import { type BusinessHours, isOpenAt, isTimeZone, isWallClock, nextOpening, weekdays } from "./business-hours.ts";

/**
 * What a template may name. Neither the sender's name nor address, subject or text: whoever makes Inlet write to somebody shall not
 * choose the words (attack A-24).
 */
export const acknowledgementVariables = [
  { name: "ticket.number", about: "The ticket's number: 1042" },
  { name: "source.name", about: "Where the customer wrote to: Support" },
  {
    name: "hours.opens",
    about: "When somebody is there again: Monday 09:00. Write {{hours.opens|soon}} for when that is unknown",
  },
] as const;
export type AcknowledgementVariable = (typeof acknowledgementVariables)[number]["name"];

const place = /\{\{\s*([^{}|]*?)\s*(?:\|([^{}|]*))?\}\}/g;
const names: ReadonlySet<string> = new Set(acknowledgementVariables.map(({ name }) => name));
const known = acknowledgementVariables.map(({ name }) => `{{${name}}}`).join(", ");

const template = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `This has at most ${longest.toLocaleString("en")} characters.`)
    .refine(
      (text) => [...text.matchAll(place)].every(([, name = ""]) => names.has(name)),
      `Only these are filled in here: ${known}. What a customer wrote is never sent back.`,
    )
    .default("");

export const acknowledgementSettings = z.object({
  enabled: z
    .boolean()
    .default(false)
    .describe(
      "Tell people at once that their message arrived, with the ticket's number. Only senders who proved to be who they say, never machines, and nobody more than once a day.",
    ),
  language: z
    .enum(acknowledgementLanguages)
    .default("en")
    .describe("Language of the words that Inlet brings along, and of days and times in your own."),
  subject: template(200)
    .refine((text) => !/[\r\n]/.test(text), "A subject is one line.")
    .describe("Subject of the acknowledgement. Leave it empty for ours; {{ticket.number}} is filled in."),
  text: template(10_000).describe(
    "Text of the acknowledgement. Leave it empty for ours; {{ticket.number}} and {{source.name}} are filled in.",
  ),
  textOutside: template(10_000).describe(
    "Text outside business hours, where those are on. Leave it empty for ours; {{hours.opens}} says when you are back.",
  ),
  mostPerHour: z
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe("Acknowledgements of this source in an hour at most. Beyond that mail still becomes tickets, in silence."),
  emptyReturnPath: z
    .boolean()
    .default(true)
    .describe(
      "Send acknowledgements with an empty return path, so that no machine answers them. Switch this off only for a relay that refuses it, as Amazon SES does.",
    ),
});

const clock = z.string().trim().refine(isWallClock, "Write a time such as 09:00.");

export const businessHoursSettings = z.object({
  enabled: z.boolean().default(false).describe("Acknowledge with another text outside your business hours."),
  timeZone: z
    .string()
    .trim()
    .max(100)
    .refine(isTimeZone, "Write a time zone such as Europe/Madrid or America/New_York.")
    .default("UTC")
    .describe("Time zone of your business hours, such as Europe/Madrid."),
  days: z
    .array(z.string().trim().toLowerCase().pipe(z.enum(weekdays, "Write days as mon, tue, wed, thu, fri, sat, sun.")))
    .max(7)
    .default(["mon", "tue", "wed", "thu", "fri"])
    .describe("Days on which somebody is there: mon, tue, wed, thu, fri, sat, sun."),
  from: clock.default("09:00").describe("When the day begins, such as 09:00."),
  to: clock.default("17:00").describe("When the day ends, such as 17:00. A time before the beginning is that of the next day."),
  closedOn: z
    .array(z.iso.date("Write a day such as 2026-12-25."))
    .max(366)
    .default([])
    .describe("Days on which nobody is there although it is a weekday, such as 2026-12-25."),
});

export type AcknowledgementSettings = z.infer<typeof acknowledgementSettings>;
export type BusinessHoursSettings = z.infer<typeof businessHoursSettings>;

export interface AcknowledgementOccasion {
  settings: { acknowledgement: AcknowledgementSettings; businessHours: BusinessHoursSettings };
  ticketNumber: number;
  sourceName: string;
  at: Date;
}

export interface Acknowledgement {
  subject: string;
  text: string;
  /** It says that nobody is there right now. */
  outside: boolean;
}

/** What is sent: the admin's own words, else ours in the source's language. */
export function writeAcknowledgement({ settings, ticketNumber, sourceName, at }: AcknowledgementOccasion): Acknowledgement {
  const { acknowledgement, businessHours } = settings;
  const { language } = acknowledgement;
  const outside = businessHours.enabled && !isOpenAt(businessHours, at);
  const opens = outside ? nextOpening(businessHours, at) : null;
  const values: Record<AcknowledgementVariable, string> = {
    "ticket.number": String(ticketNumber),
    "source.name": sourceName,
    "hours.opens": opens === null ? "" : momentText(opens, language, businessHours),
  };
  const textName = outside ? "textOutside" : "text";
  return {
    subject: fill(wordsOf(acknowledgement, "subject"), values).replace(/\s+/g, " ").trim(),
    text: fill(wordsOf(acknowledgement, textName), values),
    outside,
  };
}

function wordsOf(settings: AcknowledgementSettings, name: keyof AcknowledgementTexts): string {
  return settings[name] === "" ? acknowledgementTexts[settings.language][name] : settings[name];
}

function fill(words: string, values: Readonly<Record<AcknowledgementVariable, string>>): string {
  return words.replace(place, (_typed, name: string, otherwise: string | undefined) => {
    const value = names.has(name) ? values[name as AcknowledgementVariable] : "";
    return value === "" ? (otherwise ?? "").trim() : value;
  });
}

function momentText(at: Date, language: AcknowledgementLanguage, { timeZone }: BusinessHours): string {
  const day = { weekday: "long", day: "numeric", month: "long" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat(language, { ...day, ...time, timeZone }).format(at);
}
