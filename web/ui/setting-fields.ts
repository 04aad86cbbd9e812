// How each setting of a source is drawn: its words and its kind of control. One that is not listed is drawn from its value.
import { providers } from "./providers.ts";

/** lines: one thing on each line. paragraphs: a text of several lines. */
export type FieldKind = "switch" | "lines" | "megabytes" | "choice" | "text" | "paragraphs" | "number";

export interface SettingField {
  /** Where it is in the settings: `attachments.maxSize`. */
  path: string;
  label: string;
  help: string;
  kind: FieldKind;
  choices?: readonly { value: string; label: string }[];
}

const known: readonly SettingField[] = [
  {
    path: "publicAddresses",
    label: "Public addresses",
    help: "The addresses that your customers write to and that forward here, one on each line.",
    kind: "lines",
  },
  {
    path: "authenticate",
    label: "Check who really sent it",
    help: "Looks at SPF, DKIM and DMARC. Forged mail is set aside.",
    kind: "switch",
  },
  {
    path: "ignoreSenders",
    label: "Ignored senders",
    help: "Never tickets: an address (robot@example.com) or a whole domain (@example.com), one on each line. Their mail stays in Intake.",
    kind: "lines",
  },
  {
    path: "setAsideLists",
    label: "Set mailing lists aside",
    help: "Leave this off when your customers write through a group or list.",
    kind: "switch",
  },
  {
    path: "trustedForwarders",
    label: "Trusted forwarders",
    help: "Groups, lists and forms that send other people's mail on under their own address, one on each line: googlegroups.com or forms@shop.example. Whom they name as the author is believed.",
    kind: "lines",
  },
  {
    path: "attachments.mode",
    label: "Attached files",
    help: "Either way the ticket names them, and the raw mail keeps them.",
    kind: "choice",
    choices: [
      { value: "save", label: "Keep them on the ticket" },
      { value: "ignore", label: "Leave them out" },
    ],
  },
  {
    path: "attachments.maxSize",
    label: "Largest file, in MB",
    help: "A larger one is named on the ticket, with the reason.",
    kind: "megabytes",
  },
  {
    path: "attachments.allowedTypes",
    label: "Kinds of files to keep",
    help: "Such as application/pdf or image/*, one on each line. Empty keeps all kinds.",
    kind: "lines",
  },
  {
    path: "attachments.quotaBytes",
    label: "Room for all files together, in MB",
    help: "Empty means no limit.",
    kind: "megabytes",
  },
  {
    path: "signature",
    label: "Signature of this source",
    help: "Stands below every answer, after the agent's own: your company's name and address, say.",
    kind: "paragraphs",
  },
  {
    path: "ticketTag",
    label: "Ticket's number in the subject",
    help: "Writes [Ticket #1042] into the subject of answers. They find their ticket without it.",
    kind: "switch",
  },
  {
    path: "acknowledgement.enabled",
    label: "Tell customers that their message arrived",
    help: "At once, with the ticket's number. Only people who proved to be who they say, never machines, nobody more than once a day.",
    kind: "switch",
  },
  {
    path: "acknowledgement.language",
    label: "Language of the acknowledgement",
    help: "Of the words that Inlet brings along, and of days and times in your own.",
    kind: "choice",
    choices: [
      ["en", "English"],
      ["de", "Deutsch"],
      ["fr", "Français"],
      ["es", "Español"],
      ["it", "Italiano"],
      ["pt", "Português"],
      ["nl", "Nederlands"],
      ["pl", "Polski"],
      ["sv", "Svenska"],
      ["da", "Dansk"],
    ].map(([value = "", label = ""]) => ({ value, label })),
  },
  {
    path: "acknowledgement.subject",
    label: "Its subject",
    help: "Empty for ours. {{ticket.number}} is filled in.",
    kind: "text",
  },
  {
    path: "acknowledgement.text",
    label: "Its text",
    help: "Empty for ours. {{ticket.number}} and {{source.name}} are filled in; what a customer wrote is never sent back.",
    kind: "paragraphs",
  },
  {
    path: "acknowledgement.textOutside",
    label: "Its text outside business hours",
    help: "Empty for ours. {{hours.opens}} says when you are back.",
    kind: "paragraphs",
  },
  {
    path: "acknowledgement.mostPerHour",
    label: "Acknowledgements in an hour, at most",
    help: "Beyond that mail still becomes tickets, in silence.",
    kind: "number",
  },
  {
    path: "acknowledgement.emptyReturnPath",
    label: "Empty return path",
    help: "No machine answers such a mail. Switch it off only for a relay that refuses it, as Amazon SES does.",
    kind: "switch",
  },
  {
    path: "businessHours.enabled",
    label: "Business hours",
    help: "When somebody is there, for the words of the acknowledgement.",
    kind: "switch",
  },
  { path: "businessHours.timeZone", label: "Time zone", help: "Such as Europe/Madrid.", kind: "text" },
  { path: "businessHours.days", label: "Days", help: "mon, tue, wed, thu, fri, sat, sun: one on each line.", kind: "lines" },
  { path: "businessHours.from", label: "From", help: "Such as 09:00.", kind: "text" },
  { path: "businessHours.to", label: "To", help: "Such as 17:00.", kind: "text" },
  { path: "businessHours.closedOn", label: "Closed on", help: "Such as 2026-12-25, one on each line.", kind: "lines" },
  {
    path: "provider",
    label: "Where your mail lives",
    help: "Decides which steps you are shown.",
    kind: "choice",
    choices: providers.map(({ id, name }) => ({ value: id, label: name })),
  },
];

const megabyte = 1024 * 1024;

/** The fields of these settings, the known ones first and in their order. */
export function fieldsOf(settings: Record<string, unknown>): SettingField[] {
  const paths = pathsOf(settings);
  const listed = known.filter((field) => paths.includes(field.path));
  const others = paths.filter((path) => !known.some((field) => field.path === path));
  return [...listed, ...others.map((path) => ({ path, label: sentence(path), help: "", kind: kindOf(valueAt(settings, path)) }))];
}

export function valueAt(settings: Record<string, unknown>, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (isGroup(value) ? value[key] : undefined), settings);
}

/** What stands in the control. */
export function textOf(field: SettingField, value: unknown): string | boolean {
  if (field.kind === "switch") return value === true;
  if (value === null || value === undefined) return "";
  if (field.kind === "megabytes") return String(Math.round((Number(value) / megabyte) * 100) / 100);
  if (Array.isArray(value)) return value.join("\n");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What the control means as a setting; an empty field that may be absent is null. */
export function settingOf(field: SettingField, text: string | boolean, before: unknown): unknown {
  if (typeof text === "boolean") return text;
  const lines = text
    .split(/[\r\n,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (field.kind === "lines")
    return lines.length === 0 && before !== undefined && (before === null || field.path === "attachments.allowedTypes")
      ? null
      : lines;
  if (field.kind === "megabytes") return text.trim() === "" ? null : Math.round(Number(text) * megabyte);
  if (typeof before === "number") return Number(text);
  return text;
}

/** Only what changed, as the request wants it: a group in which something changed is given whole. */
export function changesOf(
  settings: Record<string, unknown>,
  texts: Readonly<Record<string, string | boolean>>,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const field of fieldsOf(settings)) {
    const before = valueAt(settings, field.path);
    const text = texts[field.path];
    if (text === undefined || text === textOf(field, before)) continue;
    const [group, inner] = field.path.split(".") as [string, string | undefined];
    const value = settingOf(field, text, before);
    if (inner === undefined) changes[group] = value;
    else changes[group] = { ...(settings[group] as object), ...(changes[group] as object | undefined), [inner]: value };
  }
  return changes;
}

function pathsOf(settings: Record<string, unknown>): string[] {
  return Object.entries(settings).flatMap(([key, value]) =>
    isGroup(value) ? Object.keys(value).map((inner) => `${key}.${inner}`) : [key],
  );
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): FieldKind {
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "switch" : Array.isArray(value) ? "lines" : "text";
}

function sentence(path: string): string {
  const words = path.replaceAll(".", " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
