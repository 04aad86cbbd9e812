// The calendar object (RFC 5545, RFC 5546) that a mail carries, read far enough to show it as an invitation.
import { createRequire } from "node:module";
import type Ical from "ical.js";
import type { CalendarInvite } from "#domain/message.ts";
import { cleanTo } from "#domain/clean.ts";
import { instantOf, type WallClock } from "./calendar-zone.ts";
import { decodeBytes } from "./charset/charset.ts";
import { bodyOf, type MimePart } from "./mime-tree.ts";
import { textParameter } from "./parameters.ts";
import { decodeTransfer } from "./transfer-encoding.ts";

const types = new Set(["text/calendar", "application/ics", "text/x-vcalendar", "text/x-calendar", "application/x-ical"]);
/** A meeting of hundreds with its time zones takes less. */
const maxCalendarBytes = 256 * 1024;
const maxTextLength = 500;

/** The first event that the message carries, or null. */
export function readCalendar(root: MimePart): CalendarInvite | null {
  const parts: MimePart[] = [];
  collect(root, parts);
  for (const part of parts.slice(0, 3)) {
    const invite = readPart(part);
    if (invite !== null) return invite;
  }
  return null;
}

function collect(part: MimePart, found: MimePart[]): void {
  if (part.children.length === 0 && isCalendar(part)) found.push(part);
  for (const child of part.children) collect(child, found);
}

function isCalendar(part: MimePart): boolean {
  if (types.has(part.contentType.value)) return true;
  if (part.contentType.value !== "application/octet-stream") return false;
  const name =
    (part.disposition === null ? null : textParameter(part.disposition, "filename")) ?? textParameter(part.contentType, "name");
  return name !== null && /\.(ics|vcs)$/i.test(name);
}

function readPart(part: MimePart): CalendarInvite | null {
  const bytes = decodeTransfer(bodyOf(part), part.transferEncoding);
  if (bytes.length > maxCalendarBytes) return null;
  const { text } = decodeBytes(bytes, textParameter(part.contentType, "charset") ?? "utf-8");
  const start = text.search(/^BEGIN:VCALENDAR/im);
  if (start === -1) return null;
  try {
    const calendar = parse(text.slice(start));
    const event = calendar.getFirstSubcomponent("vevent");
    return event === null ? null : inviteOf(calendar, event, part.contentType.parameters.get("method") ?? "");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null; // Whatever a library trips over, the file itself stays.
  }
}

let loaded: typeof Ical | null = null;

// Most mails carry no calendar: the library is loaded for the first that does.
function library(): typeof Ical {
  loaded ??= createRequire(import.meta.url)("ical.js") as typeof Ical;
  return loaded;
}

// One calendar gives itself, several give a list of them.
function parse(text: string): Ical.Component {
  const { parse: parseText, Component } = library();
  const calendars = parseText(text) as unknown[];
  return new Component((Array.isArray(calendars[0]) ? calendars[0] : calendars) as never);
}

const methods = ["request", "reply", "cancel", "counter", "publish"] as const;

function inviteOf(calendar: Ical.Component, event: Ical.Component, typeMethod: string): CalendarInvite {
  const method = (textOf(calendar, "method") || typeMethod || "publish").toLowerCase();
  const start = momentOf(calendar, event, "dtstart");
  return {
    method: methods.find((known) => known === method) ?? "other",
    summary: textOf(event, "summary"),
    location: textOf(event, "location"),
    organizer: organizerOf(event),
    startsAt: start?.at ?? null,
    endsAt: endOf(calendar, event, start),
    allDay: start?.isDay ?? false,
  };
}

const controls = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g;

function textOf(component: Ical.Component, name: string): string {
  const value = component.getFirstPropertyValue(name) as unknown;
  return typeof value === "string" ? tidy(value) : "";
}

function tidy(text: string): string {
  return cleanTo(
    text
      .slice(0, maxTextLength * 4)
      .replace(controls, " ")
      .trim(),
    maxTextLength,
  );
}

// RFC 5545 §3.8.4.3: an address as a URI, the name as a parameter.
function organizerOf(event: Ical.Component): string {
  const property = event.getFirstProperty("organizer");
  const value = property?.getFirstValue() as unknown;
  if (property === null || property === undefined || typeof value !== "string") return "";
  const address = tidy(value.replace(/^mailto:/i, ""));
  const name = property.getParameter("cn");
  const common = typeof name === "string" ? tidy(name) : "";
  if (common === "" || common === address) return address;
  return address === "" ? common : `${common} <${address}>`;
}

interface Moment {
  /** Null where the zone of the clock is not known. */
  at: Date | null;
  isDay: boolean;
}

function momentOf(calendar: Ical.Component, event: Ical.Component, name: string): Moment | null {
  const property = event.getFirstProperty(name);
  const value = property?.getFirstValue() as unknown;
  const { Time } = library();
  if (property === null || property === undefined || !(value instanceof Time)) return null;
  const clock: WallClock = {
    year: value.year,
    month: value.month,
    day: value.day,
    hour: value.isDate ? 0 : value.hour,
    minute: value.isDate ? 0 : value.minute,
    second: value.isDate ? 0 : value.second,
  };
  // RFC 5545 §3.3.5: `Z` is UTC, a TZID names the zone; without either the clock is the reader's own.
  const zone = value.isDate || value.zone?.tzid === "UTC" ? "UTC" : tzidOf(property) || textOf(calendar, "x-wr-timezone");
  return { at: instantOf(clock, zone, calendar), isDay: value.isDate };
}

function tzidOf(property: Ical.Property): string {
  const tzid = property.getParameter("tzid");
  return typeof tzid === "string" ? tzid : "";
}

const maxDurationMs = 10 * 366 * 86_400_000;

function endOf(calendar: Ical.Component, event: Ical.Component, start: Moment | null): Date | null {
  const end = momentOf(calendar, event, "dtend");
  if (end !== null) return end.at;
  const duration = event.getFirstPropertyValue("duration") as unknown;
  const { Duration } = library();
  if (start === null || start.at === null || !(duration instanceof Duration)) return null;
  const spanMs = duration.toSeconds() * 1_000;
  return spanMs > 0 && spanMs < maxDurationMs ? new Date(start.at.getTime() + spanMs) : null;
}
