// Single header values: each is put into a mail of its own, which the product reads.
import { parseEmail } from "#channels/email/parse.ts";
import { parseParameters, textParameter } from "#mail/parameters.ts";
import { receivedAt } from "./adapter.ts";
import type { CorpusCase } from "./case.ts";
import type { Checks } from "./checks.ts";
import { includesAddress, normal } from "./compare.ts";

const fieldOf: Record<string, string> = { address: "To", date: "Date", id: "References", unstructured: "Subject" };

export function scoreHeaderValue({ header = "", header_type: type = "", expect: { value } }: CorpusCase, checks: Checks): void {
  if (type === "content_type") return scoreContentType(header, value as ContentType | null, checks);
  const field = fieldOf[type];
  if (field === undefined) return;
  const raw = `${field}: ${header.replace(/^[ \t]+/, "").trimEnd()}\nMIME-Version: 1.0\n\n`;
  const message = parseEmail(Buffer.from(raw), null, receivedAt);
  const name = `header ${type}`;
  if (type === "address") scoreAddresses(name, { ours: message.to, value: value as AddressValue | null }, checks);
  else if (type === "date") scoreDate(name, { ours: message.sentAt, value: value as DateValue | null }, checks);
  else if (type === "id") {
    const ids = [value ?? []].flat() as string[];
    checks.add(
      name,
      ids.every((id) => message.references.includes(id)),
      ids,
      message.references,
    );
  } else checks.add(name, normal(message.subject) === normal(value as string | null), value, message.subject);
}

interface Mailbox {
  name: string | null;
  address: string | null;
}

interface AddressValue {
  List?: Mailbox[];
  Group?: { addresses: Mailbox[] }[];
}

function scoreAddresses(name: string, { ours, value }: { ours: readonly Mailbox[]; value: AddressValue | null }, checks: Checks) {
  const wanted = [...(value?.List ?? []), ...(value?.Group ?? []).flatMap(({ addresses }) => addresses)];
  const named = ours.map(({ name: text, address }) => ({ name: text ?? "", address }));
  const real = wanted.filter(({ address }) => address?.includes("@"));
  const passed = real.every(({ address }) => includesAddress(named, { address: address ?? "" }));
  checks.add(name, passed, real, ours);
  for (const each of real) {
    if (each.name)
      checks.add(`${name} name`, includesAddress(named, { address: each.address ?? "", name: each.name }), each, ours);
  }
}

interface DateValue {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  tz_before_gmt: boolean;
  tz_hour: number;
  tz_minute: number;
}

function scoreDate(name: string, { ours, value }: { ours: Date | null; value: DateValue | null }, checks: Checks): void {
  if (value === null) return checks.add(name, ours === null, null, ours);
  const { year, month, day, hour, minute, second } = value;
  const offset = (value.tz_hour * 60 + value.tz_minute) * (value.tz_before_gmt ? -1 : 1);
  const wanted = new Date(Date.UTC(year, month - 1, day, hour, minute - offset, second));
  checks.add(name, ours?.getTime() === wanted.getTime(), wanted, ours);
}

interface ContentType {
  c_type: string;
  c_subtype: string | null;
  attributes: [string, string][] | null;
}

function scoreContentType(header: string, value: ContentType | null, checks: Checks): void {
  if (value === null) return;
  const ours = parseParameters(header.trim());
  const type = value.c_subtype === null ? value.c_type : `${value.c_type}/${value.c_subtype}`;
  checks.add("header content_type", ours.value === type.toLowerCase(), type, ours.value);
  for (const [name, text] of value.attributes ?? []) {
    const found = textParameter(ours, name.toLowerCase());
    checks.add("header parameter", normal(found) === normal(text), `${name}=${text}`, found);
  }
}
