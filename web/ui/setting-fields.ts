// How each setting of a source is drawn: its words and its kind of control. One that is not listed is drawn from its value.
import { providers } from "./providers.ts";

export type FieldKind = "switch" | "lines" | "megabytes" | "choice" | "text";

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
  return typeof value === "boolean" ? "switch" : Array.isArray(value) ? "lines" : "text";
}

function sentence(path: string): string {
  const words = path.replaceAll(".", " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
